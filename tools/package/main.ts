import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { type Manifest, manifestOf } from './manifest';

const root = join(__dirname, '../..');
/** What npm takes along whatever the manifest says. */
const ALWAYS = ['README.md', 'LICENSE'];

/** Makes `lockgate-<version>.tgz` in a folder, by default the one you stand in; says its path. The checkout itself is private, so that nobody publishes it with what it is built from. */
function main([to = '.']: readonly string[]): void {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  // Of this process's own: two that pack at once do not meet.
  const stage = join(root, '.build', `package-${process.pid}`);
  rmSync(stage, { recursive: true, force: true });
  try {
    for (const path of [...ALWAYS, ...manifest.files]) {
      mkdirSync(dirname(join(stage, path)), { recursive: true });
      cpSync(join(root, path), join(stage, path), { recursive: true, filter: (file) => !/\/__pycache__$|\.db$/.test(file) });
    }
    writeFileSync(join(stage, 'package.json'), `${JSON.stringify(manifestOf(manifest), null, 2)}\n`);
    mkdirSync(resolve(to), { recursive: true });
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', resolve(to)], { cwd: stage, stdio: ['ignore', 'ignore', 'inherit'] });
    console.log(join(resolve(to), `${manifest.name}-${manifest.version}.tgz`));
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

main(process.argv.slice(2));
