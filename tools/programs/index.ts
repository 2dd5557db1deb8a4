import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { CACHE, withLock } from '../test-server/cache';
import { findGo } from './go';
import { installPython, versionOf } from './python';
import { must, run } from './run';

/** A program that no distribution has in the version that is wanted here. */
interface Program {
  readonly name: string;
  readonly version: string;
  /** Asks it for its version, which it then prints. */
  readonly ask: string;
  /** Makes it in a folder, and returns the file. */
  readonly make: (folder: string) => Promise<string>;
}

function fromGo(name: string, version: string, module: string, path: string): Program {
  const make = async (folder: string): Promise<string> => {
    const go = await findGo(folder);
    await must(go.program, ['install', '-trimpath', `${module}${path}@v${version}`], { cwd: folder, env: { ...go.env, GOBIN: folder } });
    return join(folder, name);
  };
  return { name, version, ask: '--version', make };
}

export const PROGRAMS = {
  actionlint: fromGo('actionlint', '1.7.12', 'github.com/rhysd/actionlint', '/cmd/actionlint'),
  act: fromGo('act', '0.2.89', 'github.com/nektos/act', ''),
  zizmor: { name: 'zizmor', version: versionOf('zizmor'), ask: '--version', make: async (folder: string) => join(await installPython(folder), 'zizmor') },
} as const satisfies Readonly<Record<string, Program>>;

export type ProgramName = keyof typeof PROGRAMS;

async function starts(file: string, { version, ask }: Program): Promise<boolean> {
  if (!existsSync(file)) return false;
  const { code, stdout } = await run(file, [ask]);
  return code === 0 && stdout.includes(version);
}

/**
 * The program's file: from the cache, or made now and kept there. Throws where that cannot be done: whoever asks has a check to
 * run, and one that did not run has failed.
 */
export async function provideProgram(which: ProgramName): Promise<string> {
  const program: Program = PROGRAMS[which];
  const { name, version } = program;
  const folder = join(CACHE, 'programs', `${name}-${version}`);
  const file = join(folder, name);
  if (await starts(file, program)) return file;
  return withLock(`program-${name}-${version}`, async () => {
    if (await starts(file, program)) return file;
    mkdirSync(folder, { recursive: true });
    const scratch = mkdtempSync(join(folder, 'new-'));
    try {
      const made = await program.make(scratch);
      if (!(await starts(made, program))) throw new Error(`${made} does not say that it is ${version}`);
      renameSync(made, file);
      return file;
    } catch (error) {
      throw new Error(`${name} ${version} cannot be had on this machine: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}
