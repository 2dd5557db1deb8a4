import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { makeFolder } from './scratch';

const program = join(__dirname, '../../tools/demo-github.cjs');

interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** Where its files were written. */
  readonly folder: string;
}

/** Runs the demo; interrupts it when its output has this in it. */
function runDemo(interruptAt?: string): Promise<Ended> {
  const folder = makeFolder({});
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    let interrupted = false;
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (interruptAt === undefined || interrupted || !output.includes(interruptAt)) return;
      interrupted = true;
      child.kill('SIGINT');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output, folder });
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** Its server's folder, port and the application's port, from its first line. */
async function expectNothingLeft(output: string): Promise<void> {
  const [, ssh, folder = '', app] = /SSH on port (\d+) of this machine, its disk is (\S+)\/server, its application will be at http:\/\/127\.0\.0\.1:(\d+)/.exec(output) ?? [];
  expect(folder).not.toBe('');
  expect(existsSync(folder)).toBe(false);
  expect([await answers(Number(ssh)), await answers(Number(app))]).toEqual([false, false]);
}

test('a good release, an ill one that comes back by itself, every promise kept, and nothing left but the summaries', async () => {
  const { code, output, folder } = await runDemo();
  expect(output).toMatch(/^ {2}✓ v3 was brought back by itself/m);
  expect(output).not.toMatch(/^ {2}✗ [^(\n]*\(/m);
  expect(readdirSync(join(folder, '.lockgate-demo')).sort()).toEqual(['v1.html', 'v1.log', 'v1.md', 'v2.html', 'v2.log', 'v2.md', 'v3.html', 'v3.log', 'v3.md']);
  expect(code).toBe(0);
  await expectNothingLeft(output);
});

test('interrupted while visitors come and the second is deployed it leaves nothing behind', async () => {
  const { code, output, folder } = await runDemo('git push origin v2');
  expect(code).toBe(130);
  expect(existsSync(join(folder, '.lockgate-demo'))).toBe(false);
  await expectNothingLeft(output);
});
