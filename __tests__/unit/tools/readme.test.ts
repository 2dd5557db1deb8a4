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
import { readBlocks } from '../../support/readme';

const root = join(__dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

it('the first configuration is one that Lockgate takes', () => {
  const text = readBlocks(read('README.md')).find((block) => block.includes('version: 1')) ?? '';
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

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');

it.each(pages)('%s links to headings that are there', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]*)#([^)\s]+)\)/g)].filter(([, target = '']) => !/^[a-z]+:/.test(target));
  const headingsOf = (path: string): string[] => [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading.replaceAll('`', '')));
  const dead = links.filter(([, target = '', anchor = '']) => !headingsOf(target === '' ? page : join(dirname(page), target)).includes(anchor)).map(([link]) => link);
  expect(dead).toEqual([]);
});

describe.each(readdirSync(join(root, 'actions')))('the page of %s', (id) => {
  const page = read(`actions/${id}/README.md`);

  it('says everything that a user asks', () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.slice(-8)).toEqual(['Inputs', 'Outputs', 'Permissions', 'What it writes on a host', 'Rights by sudo', 'What it refuses', 'When it is cancelled', 'Errors']);
  });

  it('names codes that the sources have, each with its link', () => {
    const rows = [...page.matchAll(/^\| \[`(LG-[A-Z-]+…?)`\]\(\.\.\/\.\.\/docs\/errors\.md#([a-z-]+)\) \| .+ \|$/gm)];
    expect(rows.length).toBeGreaterThan(2);
    for (const [, code = '', anchor] of rows) expect(anchor).toBe(anchorOf(code));
  });
});
