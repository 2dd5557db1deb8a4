import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { checks } from '../../../src/checks/registry.generated';
import { loadSettings } from '../../../src/config/load';
import { databases } from '../../../src/databases/registry.generated';
import { migrations } from '../../../src/migrations/registry.generated';
import { notifiers } from '../../../src/notifiers/registry.generated';
import { proxies } from '../../../src/proxies/registry.generated';
import { releases } from '../../../src/releases/registry.generated';
import { runtimes } from '../../../src/runtimes/registry.generated';
import { strategies } from '../../../src/strategies/registry.generated';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

it('the first configuration is one that Lockgate takes', () => {
  const block = /```yaml\n((?:.*\n)*?) *version: 1\n((?:.*\n)*?) *```/.exec(read('README.md'));
  const text = (block?.[0] ?? '').split('\n').slice(1, -1).map((line) => line.replace(/^ {3}/, '')).join('\n');
  const plugins = { checks, databases, migrations, notifiers, proxies, releases, runtimes, strategies };
  const settings = loadSettings({ text, file: 'README.md', environment: 'production', variables: { PRODUCTION_HOST: 'server.example.org' }, plugins });
  expect(settings.app).toBe('shop');
  expect(settings.hosts.map((host) => host.alias)).toEqual(['web']);
});

const pages = ['.', 'docs', 'docs/decisions', ...readdirSync(join(root, 'actions')).map((id) => `actions/${id}`)].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

it.each(pages)('%s links to what is there', (page) => {
  const targets = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((link) => link[1] ?? '').filter((target) => !/^[a-z]+:/.test(target));
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

it('every script that the documents name exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = new Set(pages.flatMap((page) => [...read(page).matchAll(/npm run ([a-z:]+)/g)].map((found) => found[1] ?? '')));
  expect([...named].filter((name) => !(name in scripts))).toEqual([]);
});
