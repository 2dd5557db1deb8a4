import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

import { findNode } from '../../tools/workflow-runner/node-binary';
import { REPOSITORY } from '../support/job';
import type { Rig } from '../support/rig';
import { buildReference } from './reference';
import type { Bar } from './table';

const ROUNDS = 21;
const MOST = 1.3;

/** Accepts, takes the moment of the first byte, and says nothing. */
class Listener {
  onFirstByte: (at: number) => void = () => undefined;
  readonly #server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      this.onFirstByte(performance.now());
      socket.destroy();
    });
  });

  async open(): Promise<number> {
    await new Promise<void>((resolve) => { this.#server.listen(0, '127.0.0.1', resolve); });
    return (this.#server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => { this.#server.close(() => { resolve(); }); });
  }
}

interface Candidate {
  readonly name: string;
  readonly file: string;
  /** The folder that the job's actions share; a new one for each start unless given. */
  readonly temp?: string;
}

async function startOnce(listener: Listener, candidate: Candidate, env: Readonly<Record<string, string>>, cwd: string, toTheEnd = false): Promise<number> {
  const began = performance.now();
  const child = spawn(findNode(undefined, false).path, [candidate.file], { cwd, env, stdio: 'ignore' });
  let first: number | undefined;
  listener.onFirstByte = (at) => {
    first ??= at - began;
    if (!toTheEnd) child.kill('SIGKILL');
  };
  await new Promise<void>((resolve) => { child.once('close', () => { resolve(); }); });
  if (first === undefined) throw new Error(`${candidate.name} never spoke to the host`);
  return first;
}

const least = (values: readonly number[]): number => Math.min(...values);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const told = (values: readonly number[]): string => `${least(values).toFixed(0)} ms (median ${median(values).toFixed(0)} ms)`;

/**
 * From the start of the process to the first byte at the host's port: our preflight against a bundle that does nothing but
 * load node-ssh and connect, one after the other so that a busy moment meets both. The least of each is compared: what is
 * above it is the machine's doing.
 */
export async function benchStart(rig: Rig): Promise<Bar[]> {
  const listener = new Listener();
  const port = await listener.open();
  const reference = await buildReference();
  const scratch = (): string => mkdtempSync(join(rig.scratch, 'start-'));
  const own = join(REPOSITORY, 'dist/preflight.js');
  const warm: Candidate = { name: 'a later action of the job', file: own, temp: scratch() };
  const candidates: readonly Candidate[] = [{ name: 'node-ssh alone', file: reference.file }, { name: 'the first action of a job', file: own }, warm];
  const envFor = (temp: string): Record<string, string> => {
    writeFileSync(join(temp, 'state'), '');
    return {
      ...rig.env,
      PATH: process.env['PATH'] ?? '',
      HOME: temp,
      RUNNER_TEMP: temp,
      SSH_PORT: String(port),
      LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts(port),
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: rig.workspace,
      GITHUB_REPOSITORY: 'team/shop',
      GITHUB_RUN_ID: '1',
      GITHUB_JOB: 'deploy',
      GITHUB_API_URL: 'http://127.0.0.1:9',
      GITHUB_STATE: join(temp, 'state'),
      INPUT_ENVIRONMENT: 'production',
    };
  };
  try {
    const times = new Map(candidates.map((candidate) => [candidate, [] as number[]]));
    // An action that ran to its end leaves behind what makes the next one's start shorter.
    await startOnce(listener, warm, envFor(warm.temp ?? ''), rig.workspace, true);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const candidate of candidates) times.get(candidate)?.push(await startOnce(listener, candidate, envFor(candidate.temp ?? scratch()), rig.workspace));
    }
    const [alone = [], ...ours] = times.values();
    return ours.map((values, index): Bar => {
      const ratio = least(values) / least(alone);
      return {
        bar: `start to the first SSH packet, ${candidates[index + 1]?.name ?? ''}: at most ${String(MOST)} of node-ssh alone`,
        measured: `${ratio.toFixed(2)}: ${told(values)}`,
        comparedWith: `a bundle of node-ssh alone: ${told(alone)}`,
        met: ratio <= MOST,
      };
    });
  } finally {
    reference.remove();
    await listener.close();
  }
}
