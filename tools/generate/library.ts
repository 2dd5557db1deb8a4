import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type GeneratedFile, HEAD } from './generated-file';
import { stripComments } from './strip-comments';

/** The shell functions of `src/host`, in the order of the files' names, as one text to send to a host. */
export function generateLibrary(root: string): GeneratedFile {
  const folder = join(root, 'src/host');
  const scripts = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sh')) : [];
  const text = scripts
    .sort()
    .map((name) => stripComments(readFileSync(join(folder, name), 'utf8')))
    .join('');
  const lines = text.split('\n').map((line) => `  ${JSON.stringify(line)},\n`);
  return {
    path: 'src/host/library.generated.ts',
    content: `${HEAD}/** Every function that a script may call on a host: POSIX sh, to be sent before the script itself. */\nexport const library: string = [\n${lines.join('')}].join('\\n');\n`,
  };
}
