import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };

// Most of these are ES modules only, which jest loads only where its configuration names them.
it.each(Object.keys(dependencies))('%s loads', async (name) => {
  expect(Object.keys((await import(name)) as object).length).toBeGreaterThan(0);
});

it('has one undici and one http-client', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, unknown> };
  const copies = (name: string): string[] => Object.keys(lock.packages).filter((path) => path.endsWith(`node_modules/${name}`));
  expect(copies('undici')).toEqual(['node_modules/undici']);
  expect(copies('@actions/http-client')).toEqual(['node_modules/@actions/http-client']);
});

it('fixes every version', () => {
  const { dependencies: used, devDependencies: dev } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
  for (const version of Object.values({ ...used, ...dev })) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});
