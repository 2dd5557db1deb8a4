import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { openParts } from '../../../src/actions/parts';
import { checks } from '../../../src/checks/registry.generated';
import { databases } from '../../../src/databases/registry.generated';
import { migrations } from '../../../src/migrations/registry.generated';
import { notifiers } from '../../../src/notifiers/registry.generated';
import { proxies } from '../../../src/proxies/registry.generated';
import { releases } from '../../../src/releases/registry.generated';
import { runtimes } from '../../../src/runtimes/registry.generated';
import { strategies } from '../../../src/strategies/registry.generated';
import { complaints, load } from './load';

const root = join(__dirname, '../../../examples');
const plugins = { checks, databases, migrations, notifiers, proxies, releases, runtimes, strategies };
const variables = { STAGING_HOST: '192.0.2.1', PRODUCTION_HOST: '192.0.2.2' };

const files = ['flask-systemd'].flatMap((id) =>
  readdirSync(join(root, id, '.github'))
    .filter((name) => /^lockgate(\.[a-z]+)?\.yml$/.test(name))
    .map((name) => [id, name, readFileSync(join(root, id, '.github', name), 'utf8')] as const),
);

describe.each(files)('examples/%s/.github/%s', (id, _name, text) => {
  test.each(['staging', 'production'])('is one that Lockgate takes, for %s', async (environment) => {
    expect(complaints(text, { environment, variables, plugins })).toEqual([]);
    const parts = await openParts(load(text, { environment, variables, plugins }), join(root, id));
    expect(parts.hosts).toEqual(['web']);
  });

  test('names migrations that are there', () => {
    const { migrations: given } = load(text, { environment: 'production', variables, plugins });
    const named = (given?.settings as { files: string[] }).files;
    expect(named.filter((file) => !existsSync(join(root, id, file)))).toEqual([]);
  });
});

test('two instances are three lines of difference', () => {
  const [one, two] = ['lockgate.yml', 'lockgate.rolling.yml'].map((name) => readFileSync(join(root, 'flask-systemd/.github', name), 'utf8').split('\n'));
  expect((two ?? []).filter((line) => one?.includes(line) !== true).map((line) => line.split(':')[0])).toEqual(['runtime', 'strategy', 'proxy']);
  expect((one ?? []).filter((line) => two?.includes(line) !== true).map((line) => line.split(':')[0])).toEqual(['runtime', 'strategy']);
});
