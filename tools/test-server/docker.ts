import { spawn } from 'node:child_process';

/** All that tests make carries it; what does not carry it is somebody else's. */
export const LABEL = 'lockgate-test';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; whatever came of it is told. */
export function runProgram(program: string, words: readonly string[], input: string | Buffer = '', env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], env });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
    child.once('error', reject);
    child.once('close', (code) => { resolve({ code, stdout, stderr }); });
    // What ends without reading its input is no failure of ours.
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** The same, for what must succeed; answers what it printed. */
export async function mustRun(program: string, words: readonly string[], input?: string | Buffer, env?: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, words, input, env);
  if (code !== 0) throw new Error(`${program} ${words.join(' ')}: exit code ${String(code)}: ${`${stdout}${stderr}`.trim().slice(-2000)}`);
  return stdout.trim();
}

export const tryDocker = (words: readonly string[], input?: string | Buffer): Promise<Ended> => runProgram('docker', words, input);

export const docker = (words: readonly string[], input?: string | Buffer): Promise<string> => mustRun('docker', words, input);
