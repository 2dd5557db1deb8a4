import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';

import { z } from 'zod';

import { complain } from '../../model/units';
import { clean, failed, inconclusive, passed } from '../answer';
import type { CheckPlugin } from '../check';

const schema = z.strictObject({
  file: z
    .string()
    .min(1)
    .refine((path) => !path.startsWith('/') && !normalize(path).startsWith('..'), { error: complain('the file lies outside the checkout', 'write a path below the root of the repository') })
    .prefault('requirements.txt')
    .describe('A requirements file of pip in the checkout.')
    .meta({ examples: ['requirements.txt'] }),
  pinned: z.literal(true).prefault(true).describe('Every requirement names one exact version.'),
});

type Settings = z.output<typeof schema>;

interface Reading {
  readonly pinned: number;
  readonly loose: readonly string[];
  readonly includes: readonly string[];
}

/** Pure. The lines of a requirements file, sorted into pinned and not. */
export function readRequirements(text: string): Reading {
  const lines = text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  const includes = lines.flatMap((line) => /^(?:-r|--requirement)[\s=]+(\S+)/.exec(line)?.[1] ?? []);
  const wanted = lines.filter((line) => !line.startsWith('-') || /^(-e|--editable)\b/.test(line));
  const isPinned = (line: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[^\]]*\])?\s*={2,3}\s*[^\s*,;]+\s*(;|--|$)/.test(line) || /^\S+\s*@\s*\S+@[0-9a-f]{40}\b|^\S+\s*@\s*\S+#sha256=[0-9a-f]{64}/.test(line);
  return { pinned: wanted.filter(isPinned).length, loose: wanted.filter((line) => !isPinned(line)), includes };
}

/** A file and what it includes, each once. */
async function readAll(workspace: string, file: string, seen = new Set<string>()): Promise<Reading> {
  seen.add(normalize(file));
  const own = readRequirements(await readFile(join(workspace, file), 'utf8'));
  const loose = [...own.loose];
  let { pinned } = own;
  for (const include of own.includes) {
    const path = normalize(join(dirname(file), include));
    if (seen.has(path)) continue;
    const more = await readAll(workspace, path, seen);
    pinned += more.pinned;
    loose.push(...more.loose);
  }
  return { pinned, loose, includes: [] };
}

/** Requirements name exact versions, so that two builds of one commit are the same. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'requirements',
  schema: schema.describe('Every Python package is pinned to one version.').meta({ examples: [{ file: 'requirements.txt' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 10_000, successes: 1 },
  create: ({ file }) => ({
    asks: 'runner',
    once: true,
    ask: async ({ site }) => {
      const asked = `the requirements in ${file}`;
      const expected = 'exact versions only';
      try {
        const { pinned, loose } = await readAll(site.workspace, file);
        if (loose.length > 0) return failed(asked, `not pinned: ${loose.slice(0, 5).map((line) => clean(line, 60)).join(', ')}${loose.length > 5 ? ` and ${String(loose.length - 5)} more` : ''}`, expected);
        return pinned === 0 ? inconclusive(asked, 'none', expected, 'the file names no requirement') : passed(asked, `${String(pinned)} pinned`, expected);
      } catch (thrown) {
        if (thrown !== null && typeof thrown === 'object' && 'code' in thrown) return inconclusive(asked, 'it could not be read', expected, `${file}: ${String(thrown.code)}`);
        throw thrown;
      }
    },
  }),
  describe: ({ file }) => `every requirement in ${file} is pinned`,
};
