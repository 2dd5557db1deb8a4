import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Rig } from '../support/rig';
import { median } from './median';
import type { Bar } from './table';

const run = promisify(execFile);
const ROUNDS = Number(process.env['LOCKGATE_ROUNDS'] ?? 11);
/** One way; a round trip is twice that. */
const DELAY_MS = 25;
const MOST_S = 1;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

const told = (values: readonly number[]): string => `${median(values).toFixed(2)} s (least ${Math.min(...values).toFixed(2)} s)`;

/** From the start of `lockgate status` to its end, over one host with a release on it; beside `ssh host true` with the same key over the same line. */
export async function benchStatus(): Promise<Bar[]> {
  const rig = await Rig.start({ delayMs: DELAY_MS });
  try {
    rig.configure((text) => text.replace(/ {2}watch:\n( {4}.*\n)+/, '').replace(/notify: .*\n/, ''));
    const deployed = await rig.cli('deploy');
    if (deployed.code !== 0) throw new Error(`the deploy ended with exit code ${String(deployed.code)}:\n${deployed.log}`);
    const [key, pins] = [join(rig.scratch, 'key'), join(rig.scratch, 'known_hosts')];
    writeFileSync(key, rig.env['DEPLOY_KEY'] ?? '', { mode: 0o600 });
    writeFileSync(pins, rig.env['LOCKGATE_KNOWN_HOSTS'] ?? '');
    const options = ['BatchMode=yes', 'IdentitiesOnly=yes', 'StrictHostKeyChecking=yes', `UserKnownHostsFile=${pins}`].flatMap((option) => ['-o', option]);
    const ssh = (): Promise<unknown> => run('ssh', ['-F', 'none', '-p', String(rig.proxy.port), '-i', key, ...options, 'deploy@127.0.0.1', 'true']);
    const status = async (): Promise<void> => {
      const { code, log } = await rig.cli('status');
      if (code !== 0) throw new Error(`status ended with exit code ${String(code)}:\n${log}`);
    };
    const times = { status: [] as number[], ssh: [] as number[], node: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.ssh.push(await timed(ssh));
      times.status.push(await timed(status));
      times.node.push(await timed(() => run(process.execPath, ['-e', '0'])));
    }
    const { execs, logins } = rig.server.counts;
    await status();
    const [commands, handshakes] = [rig.server.counts.execs - execs, rig.server.counts.logins - logins];
    const version = execFileSync('sh', ['-c', 'ssh -V 2>&1'], { encoding: 'utf8' }).trim().split(',')[0] ?? 'ssh';
    return [
      { bar: `npx lockgate status over one host at ${String(2 * DELAY_MS)} ms round trip: under ${MOST_S.toFixed(1)} s`, measured: told(times.status), comparedWith: `${String(commands)} command over ${String(handshakes)} handshake; a Node that does nothing: ${told(times.node)}`, met: median(times.status) < MOST_S },
      { bar: 'the same beside ssh host true', measured: (median(times.status) / median(times.ssh)).toFixed(2), comparedWith: `${version}: ${told(times.ssh)}` },
    ];
  } finally {
    await rig.close();
  }
}
