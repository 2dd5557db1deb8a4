import { spawn, spawnSync } from 'node:child_process';

/** All that tests make carries it; what does not carry it is somebody else's. */
export const LABEL = 'lockgate-test';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the client and waits; whatever came of it is told. */
export function tryDocker(words: readonly string[], input?: string | Buffer): Ended {
  const { status, stdout, stderr, error } = spawnSync('docker', words, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

export function docker(words: readonly string[], input?: string | Buffer): string {
  const { code, stdout, stderr } = tryDocker(words, input);
  if (code !== 0) throw new Error(`docker ${words.join(' ')}: exit code ${String(code)}: ${stderr.trim()}`);
  return stdout.trim();
}

/** The same without holding up the process that asks. */
export function runDocker(words: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', words, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
    child.once('error', reject);
    child.once('close', (code) => { resolve({ code, stdout, stderr }); });
    child.stdin.on('error', () => undefined).end(input);
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Removes what runs that were killed have left: containers of ours whose owner is gone. */
export function sweep(): void {
  const listed = tryDocker(['ps', '--all', '--filter', `label=${LABEL}`, '--format', `{{.ID}} {{.Label "${LABEL}"}}`]).stdout;
  const dead = listed.split('\n').map((line) => line.split(' ')).filter(([id = '', owner]) => id !== '' && !isAlive(Number(owner))).map(([id = '']) => id);
  if (dead.length > 0) tryDocker(['rm', '--force', '--volumes', ...dead]);
}
