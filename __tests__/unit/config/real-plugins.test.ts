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
import { fakePlugins } from './fake-plugins';
import { complaints, load } from './load';
import { FLASK_SYSTEMD } from './reference';

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

describe('the gates of the reference configuration flask-systemd, with the real checks', () => {
  const variables = { STAGING_HOST: '192.0.2.1', PRODUCTION_HOST: '192.0.2.2' };
  const more = { variables, plugins: { ...fakePlugins, checks } };
  const { gates } = load(FLASK_SYSTEMD, more);
  const settingsOf = (moment: keyof typeof gates, kind: string): unknown => gates[moment].find((check) => check.kind === kind)?.settings;

  test('every line is accepted, and says what it asks', () => {
    expect(complaints(FLASK_SYSTEMD, more)).toEqual([]);
    const names = (moment: keyof typeof gates): string[] => gates[moment].map(({ name }) => name);
    expect(names('preflight')).toEqual([
      'not 09:00-11:00, 12:00-14:00, 17:00-19:00 (Europe/Warsaw)',
      '2.0 GB free at /var/backups',
      'the service is running',
      'no line with ERROR or CRITICAL or FATAL of the last 1 h',
      'GET /health answers 200 and status = ok and database = connected',
      'no transaction is older than 300 s',
      'no process like python.*import',
      'DATABASE_URL, FLASK_SECRET_KEY in shared/.env',
      'every requirement in requirements.txt is pinned',
      'python -m pytest -q on the runner: exit code 0',
    ]);
    expect(names('migrated')).toEqual([
      'the tables companies, users, company_news, user_notifications exist',
      'at most 0 rows fewer than in the backup in companies, users',
      'the size of the database stays within 10 %',
      'no foreign key points nowhere',
    ]);
    expect(names('released')).toEqual([
      'GET /health answers 200 and status = ok and database = connected',
      'GET / answers 200 and within 2 s',
      "SELECT * FROM companies WHERE name ILIKE '%pixlab%' LIMIT 10 answers within 100 ms and by an index",
      'cpu at most 50 %, memory at most 60 %, connections at most 20',
    ]);
    expect(gates.watch.map(({ kind }) => kind)).toEqual(['http', 'logs']);
  });

  test('in base units', () => {
    expect(settingsOf('preflight', 'transactions')).toEqual({ 'older-than': 300_000 });
    expect(settingsOf('preflight', 'disk')).toEqual({ path: '/var/backups', free: { count: 2_000_000_000 } });
    expect(settingsOf('preflight', 'logs')).toEqual({ files: ['/var/log/directory/*.log'], last: 3_600_000, none: ['ERROR', 'CRITICAL', 'FATAL'] });
    expect(settingsOf('released', 'resources')).toEqual({ cpu: 0.5, memory: 0.6, connections: { count: 20 } });
    expect(settingsOf('released', 'sql')).toMatchObject({ under: 100, plan: 'index' });
  });

  test('a complaint about performance holds, sickness leads back', () => {
    const leads = gates.released.map(({ kind, onFail, onSlow }) => [kind, onFail, onSlow]);
    expect(leads).toEqual([['http', 'rollback', 'hold'], ['http', 'rollback', 'hold'], ['sql', 'rollback', 'hold'], ['resources', 'hold', 'hold']]);
  });

  test.each([
    ['latency: { path: /api/v1/shipments, headers: { Authorization: { secret: API_TOKEN, prefix: "Bearer " } }, p95: baseline+20%, on-fail: hold }', 'GET /api/v1/shipments: p95 at most 20 % above the baseline'],
    ['errors: { under: 1% }', 'fewer than 1 % errors'],
    ['backup-age: 24h', 'a backup younger than 24 h'],
    ['memory: { free-for: second-instance }', 'room for a second instance'],
    ['resources: { cpu: 70%, memory: 80% }', 'cpu at most 70 %, memory at most 80 %'],
    ['incident: { url: "https://status.example.org/api", json: { incidents: [] } }', 'https://status.example.org/api answers 200 and incidents = []'],
    ['logs: { units: [directory], last: 1h, at-most: { WARNING: 10 } }', 'at most 10 lines with WARNING of the last 1 h'],
  ])('other reference systems ask %s', (line, name) => {
    const text = FLASK_SYSTEMD.replace('    - service: active\n', `    - ${line}\n`);
    expect(complaints(text, more)).toEqual([]);
    expect(load(text, more).gates.preflight[2]?.name).toBe(name);
  });

  test.each([
    ['latency: { path: / }', 'no limit is given'],
    ['latency: { p95: baseline-20% }', '"baseline-20%" is no limit of a latency'],
    ['resources: {}', 'no limit is given'],
    ['logs: { last: 1h }', 'nothing is looked for'],
    ['backup-age: { younger-than: 1h, files: [a], verify: restored }', 'how far files of another program were proven is not on record'],
    ['errors: { under: 1%, last: 1h }', '`last` and `at-least` stand without `files`'],
    ['memory: { free: 200 }', 'this is no amount of space'],
    ['sql: { query: SELECT 1 }', 'nothing is expected of the answer'],
    ['http: { path: /, deadline: 5 }', '5 has no unit: a duration is needed'],
  ])('%s is refused: %s', (line, problem) => {
    const told = complaints(FLASK_SYSTEMD.replace('    - service: active\n', `    - ${line}\n`), more);
    expect(told.map((one) => one.problem).join('\n')).toContain(problem);
    expect(told).toHaveLength(1);
  });
});
