import Ajv from 'ajv';
import { parse } from 'yaml';

import { checks } from '../../../src/checks/registry.generated';
import { undescribedKeys } from '../../../src/config/describe';
import { buildJsonSchema } from '../../../src/config/json-schema';
import type { Plugins } from '../../../src/config/plugins';
import { databases } from '../../../src/databases/registry.generated';
import { migrations } from '../../../src/migrations/registry.generated';
import { notifiers } from '../../../src/notifiers/registry.generated';
import { proxies } from '../../../src/proxies/registry.generated';
import { releases } from '../../../src/releases/registry.generated';
import { runtimes } from '../../../src/runtimes/registry.generated';
import { strategies } from '../../../src/strategies/registry.generated';
import { complaints, load } from './load';

const plugins: Plugins = { releases, runtimes, proxies, strategies, databases, migrations, checks, notifiers };

const FLASK_SQLITE = `version: 1
app: shop
ssh: { user: deploy, key: DEPLOY_KEY, known-hosts: .github/known_hosts }
release:
  kind: directory
  path: /srv/shop
  exclude: [.git, tests]
  shared: [store.db]
  build: [python3 -m compileall -q .]
runtime: { kind: command, start: python3 -m shop.serve, port: 8000 }
strategy: { kind: recreate }
database: { kind: sqlite, file: shared/store.db }
migrations: { kind: command, apply: python3 -m shop.migrate, current: python3 -m shop.migrate --current, pending: python3 -m shop.migrate --pending }
backup: { to: /var/backups/shop, verify: restored, keep: { days: 14 } }
gates:
  preflight:
    - disk: { path: /var/backups, free: 2GB }
    - http: &health { path: /health, json: { status: ok } }
  migrated:
    - rows: { of: [products, orders, users, regions], equal: true }
    - schema-version: { table: schema_version, equals: [1, 2, 3] }
  released:
    - http: *health
    - service: running
    - logs: { last: deploy, none: [CRITICAL] }
    - command: { on: runner, run: "test -n \\"$LOCKGATE_INSTANCE_URL\\"" }
  watch: { for: 10m, every: 10s }
notify: [{ kind: webhook, webhook: CHAT_WEBHOOK }]
environments:
  production: { url: "https://shop.example.org", hosts: { web: "\${SHOP_HOST:-192.0.2.1}" } }
`;

describe('the plugins of this version', () => {
  test('read the reference configuration flask-sqlite', () => {
    expect(complaints(FLASK_SQLITE, { plugins })).toEqual([]);
    const settings = load(FLASK_SQLITE, { plugins });
    expect(settings.gates.watch.map(({ kind }) => kind)).toEqual(['http', 'service', 'logs', 'command']);
    expect(settings.gates.preflight[1]?.persistence.attempts).toBeGreaterThan(1);
    expect(settings.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['database/*.sql', ['database/*.sql'], ['a.sql', 'b/*.sql']])('take SQL files as %j', (files) => {
    const text = FLASK_SQLITE.replace(/^migrations: .*$/m, `migrations: { kind: sql, files: ${JSON.stringify(files)} }`);
    expect(complaints(text, { plugins })).toEqual([]);
    expect(load(text, { plugins }).migrations?.settings).toMatchObject({ files: [files].flat() });
    expect(new Ajv().compile(buildJsonSchema(plugins))(parse(text, { merge: true }))).toBe(true);
  });

  test.each(['', [], [''], 7])('refuse SQL files as %j', (files) => {
    const text = FLASK_SQLITE.replace(/^migrations: .*$/m, `migrations: { kind: sql, files: ${JSON.stringify(files)} }`);
    expect(complaints(text, { plugins })).not.toEqual([]);
  });

  test('describe every key, in a schema that editors can read', () => {
    expect(undescribedKeys(plugins)).toEqual([]);
    expect(() => new Ajv().compile(buildJsonSchema(plugins))).not.toThrow();
  });

  test.each(Object.entries(plugins).flatMap(([family, registry]) => Object.keys(registry).map((kind): [string, string] => [family, kind])))('%s %s refuses a key that it does not know', (family, kind) => {
    const registry = (plugins as unknown as Record<string, Plugins['releases']>)[family];
    const section: Readonly<Record<string, string>> = { releases: 'release', runtimes: 'runtime', proxies: 'proxy', strategies: 'strategy', databases: 'database', migrations: 'migrations' };
    const name = section[family];
    const entry = family === 'checks' ? `gates: { released: [ { ${kind}: { zzzz: 1 } } ] }` : family === 'notifiers' ? `notify: [{ kind: ${kind}, zzzz: 1 }]` : `${name ?? ''}: { kind: ${kind}, zzzz: 1${family === 'releases' ? ', path: /x' : ''} }`;
    const text = FLASK_SQLITE.replace(name === undefined ? /^(gates|notify):.*\n( .*\n)*/gm : new RegExp(`^${name}:.*\\n( .*\\n)*`, 'm'), '');
    expect(registry).toBeDefined();
    expect(complaints(`${text}${entry}\n`, { plugins }).some(({ code, problem }) => (code === 'UNKNOWN-KEY' && problem.includes('"zzzz"')) || code === 'TYPE')).toBe(true);
  });
});
