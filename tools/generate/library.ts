import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type GeneratedFile, HEAD } from './generated-file';
import { stripComments } from './strip-comments';

/** `lg_name() {` or `name() (` at the beginning of a line: a file of the library holds nothing outside of functions. */
const BEGIN = /^(?=lg_[a-z0-9_]+\(\) [{(])/m;

/** The shell functions of `src/host`, each by itself, in the order of the files' names. */
export function generateLibrary(root: string): GeneratedFile {
  const folder = join(root, 'src/host');
  const scripts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sh')) : [];
  const functions = scripts.sort().flatMap((name) => {
    const [before = '', ...found] = stripComments(readFileSync(join(folder, name), 'utf8')).split(BEGIN).filter((text) => text.trim() !== '');
    if (!BEGIN.test(before)) throw new Error(`src/host/${name} begins with something that is no function: ${before.slice(0, 80)}`);
    return [before, ...found];
  });
  const entries = functions.map((text) => {
    const lines = text.trimEnd().split('\n').map((line) => `    ${JSON.stringify(line)},\n`);
    return `  [\n    ${JSON.stringify(text.slice(0, text.indexOf('(')))},\n${lines.join('')}  ],\n`;
  });
  return {
    path: 'src/host/library.generated.ts',
    content: `${HEAD}/** Every function that a script may call on a host, in POSIX sh: its name and its lines. */\nexport const functions: readonly (readonly [string, ...string[]])[] = [\n${entries.join('')}];\n`,
  };
}
