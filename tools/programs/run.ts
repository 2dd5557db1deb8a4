import { spawn } from 'node:child_process';

export interface Ended {
  /** Undefined where there is no such program. */
  readonly code: number | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  /** Undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a program to its end, without input. */
export async function run(program: string, words: readonly string[], { cwd, env = {} }: Surroundings = {}): Promise<Ended> {
  const child = spawn(program, words, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  return new Promise((settle, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? settle({ code: undefined, ...said }) : reject(error)));
    child.once('close', (code) => settle({ code, ...said }));
  });
}

/** The same where anything but success is an error; what it said last is its reason. */
export async function must(program: string, words: readonly string[], surroundings: Surroundings = {}): Promise<string> {
  const { code, stdout, stderr } = await run(program, words, surroundings);
  if (code === 0) return stdout;
  const why = code === undefined ? 'there is no such program' : `${stderr}${stdout}`.trim().split('\n').slice(-12).join('\n');
  throw new Error(`${[program, ...words].join(' ')}: ${why}`);
}
