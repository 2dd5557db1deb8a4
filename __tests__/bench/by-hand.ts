import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { EXAMPLE, startFlaskSystemd } from '../../tools/test-server/flask-systemd';
import { letIn } from '../../tools/test-server/login';
import type { TestServer } from '../../tools/test-server/server';
import { DirectoryRig } from '../support/directory-rig';
import type { StepRun } from '../support/job';
import { TcpProxy } from '../support/tcp-proxy';
import { median } from './median';
import { memoryBars, memoryHook } from './memory';
import type { Bar } from './table';

const run = promisify(execFile);
const ROUNDS = Number(process.env['LOCKGATE_ROUNDS'] ?? 5);
const LATENCIES_MS = [0, 50];
/** A deploy brings this: the releases share one environment of Python, so that nobody's time is pip's. */
const PREPARE = `cd /srv/directory/shared && runuser -u deploy -- python3 -m venv .venv && runuser -u deploy -- .venv/bin/pip install --quiet --requirement /root/requirements.txt`;
const BY_HAND = ['multiplexed', 'heredoc'] as const;
const STEPS = ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check'] as const;

type Way = (typeof BY_HAND)[number] | 'root action' | 'steps';

/** The example's configuration, with what the scripts do and no more: no watching, no restored backup, no staying active for a while. */
function sameSteps(text: string, verify: 'checksum' | 'restored'): string {
  return text
    .replace('ssh: { user: deploy,', 'ssh: { user: deploy, port: "${SSH_PORT}",')
    .replace('shared: [.env, uploads/]', 'shared: [.env, uploads/, .venv/]')
    .replace(/ {4}- python3 -m venv .*\n {4}- .*pip install.*\n/, '')
    .replace('database/search.sql]', 'database/search.sql, "database/more-*.sql"]')
    .replace('verify: restored', `verify: ${verify}`)
    .replace(/attempts: 20, every: \w+(, timeout: \w+)?/, 'attempts: 200, every: 100ms')
    .replace(/ {4}- (requirements|clock): .*\n/g, '')
    .replace(/ {2}watch: .*\n/, '')
    .replace('unit: directory, port: 8000', 'unit: directory, port: 8000, settle: 0s')
    .replace('hosts: { web: "${PRODUCTION_HOST}" }', 'hosts: { web: 127.0.0.1 }');
}

function must(step: StepRun, what: string): StepRun {
  if (step.code !== 0) throw new Error(`${what} ended with exit code ${String(step.code)}:\n${step.log}`);
  return step;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** A server that a team's scripts deploy to, and the scripts. */
class ByHand {
  #count = 0;
  private constructor(readonly folder: string, readonly server: TestServer) {}

  static async start(): Promise<ByHand> {
    const server = await startFlaskSystemd({ alias: 'by-hand' });
    const { key } = await letIn(server, 'deploy', 'restrict,port-forwarding');
    const folder = mkdtempSync(join(tmpdir(), 'lockgate-by-hand-'));
    writeFileSync(join(folder, 'key'), key.private);
    chmodSync(join(folder, 'key'), 0o600);
    cpSync(EXAMPLE, join(folder, 'tree'), { recursive: true });
    await server.copy(join(EXAMPLE, 'requirements.txt'), '/root/requirements.txt');
    await server.must(`chmod 755 /root; chmod 644 /root/requirements.txt; ${PREPARE}`);
    await server.copy(`${EXAMPLE}/.`, '/srv/directory/releases/first');
    await server.must(`
      chown -R deploy: /srv/directory/releases/first
      cd /srv/directory/releases/first
      for name in .env uploads .venv; do runuser -u deploy -- ln -sfn ../../shared/$name $name; done
      echo v0 | runuser -u deploy -- tee .lockgate-version
      cat database/schema.sql database/news.sql database/search.sql | runuser -u postgres -- psql -qX -v ON_ERROR_STOP=1 -d directory
      runuser -u postgres -- psql -qX -d directory -c 'CREATE TABLE by_hand_migrations (name text, digest text)'
      runuser -u deploy -- mkdir /srv/directory/by-hand
      runuser -u deploy -- ln -sfn releases/first /srv/directory/current
      systemctl start directory
      until curl -fs http://127.0.0.1:8000/health; do sleep 0.1; done`);
    return new ByHand(folder, server);
  }

  /** Deploys a version with a migration of its own; proves that it serves afterwards. */
  async deploy(way: (typeof BY_HAND)[number], port: number): Promise<number> {
    this.#count += 1;
    const release = `r${String(this.#count).padStart(4, '0')}`;
    const migration = `database/more-${release}.sql`;
    writeFileSync(join(this.folder, 'tree', migration), `CREATE TABLE more_${release} (id bigint PRIMARY KEY);\n`);
    writeFileSync(join(this.folder, 'known'), `[127.0.0.1]:${String(port)} ${this.server.hostKey}\n`);
    const words = ['deploy@127.0.0.1', String(port), join(this.folder, 'key'), join(this.folder, 'known'), join(this.folder, 'tree'), release, release, migration];
    const seconds = await timed(() => run(join(__dirname, `by-hand/${way}.sh`), words));
    await expectDeployed(this.server, release, `more_${release}`);
    return seconds;
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Both ways end in the same state: this version serves, its table is there, a backup and its copy lie on the host. */
async function expectDeployed(server: TestServer, version: string, table: string): Promise<void> {
  const health = JSON.parse(await server.must('curl -fs http://127.0.0.1/health')) as { version?: string };
  if (health.version !== version) throw new Error(`${version} was deployed, ${String(health.version)} serves`);
  const there = await server.must(`runuser -u postgres -- psql -qXAt -d directory -c "SELECT to_regclass('${table}') IS NOT NULL"`);
  if (there !== 't') throw new Error(`${table} is not there`);
  for (const folder of ['/var/backups/directory', '/mnt/second/directory']) if ((await server.must(`find ${folder} -name '*.zst' -mmin -1 | wc -l`)) === '0') throw new Error(`no backup in ${folder}`);
}

/** The same by Lockgate. */
class ByLockgate {
  #count = 0;
  private constructor(readonly rig: DirectoryRig) {}

  static async start(): Promise<ByLockgate> {
    const rig = await DirectoryRig.start();
    const { server } = rig;
    await server.copy(join(EXAMPLE, 'requirements.txt'), '/root/requirements.txt');
    await server.must(`chmod 755 /root; chmod 644 /root/requirements.txt; ${PREPARE}`);
    return new ByLockgate(rig);
  }

  async deploy(way: 'root action' | 'steps', port: number, { verify = 'checksum', env = {} }: { readonly verify?: 'checksum' | 'restored'; readonly env?: Readonly<Record<string, string>> } = {}): Promise<number> {
    this.#count += 1;
    const version = `v${String(this.#count).padStart(4, '0')}`;
    this.rig.configure((text) => sameSteps(text, verify));
    this.rig.write(`database/more-${version}.sql`, `CREATE TABLE more_${version} (id bigint PRIMARY KEY);\n`);
    const job = this.rig.job(version, { env: { ...env, SSH_PORT: String(port), LOCKGATE_KNOWN_HOSTS: `[127.0.0.1]:${String(port)} ${this.rig.server.hostKey}\n` } });
    const inputs = { environment: 'production' };
    const seconds = await timed(async () => {
      if (way === 'root action') must(await job.step('lockgate', inputs), way);
      else for (const id of STEPS) must(await job.step(id, inputs), id);
      for (const post of await job.end()) must(post, 'a post step');
    });
    if (this.#count > 1) await expectDeployed(this.rig.server, version, `more_${version}`);
    return seconds;
  }
}

/** What the scripts took, what Lockgate took, in turn, so that a busy machine is busy for all of them. */
async function measure(hand: ByHand, lockgate: ByLockgate, delayMs: number): Promise<Record<Way, number>> {
  const proxy = (server: TestServer): Promise<TcpProxy> => TcpProxy.start({ to: { host: server.address, port: server.port }, delayMs: delayMs / 2 });
  const [theirs, ours] = [await proxy(hand.server), await proxy(lockgate.rig.server)];
  try {
    const seconds: Record<Way, number[]> = { multiplexed: [], heredoc: [], 'root action': [], steps: [] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const way of BY_HAND) seconds[way].push(await hand.deploy(way, theirs.port));
      for (const way of ['root action', 'steps'] as const) seconds[way].push(await lockgate.deploy(way, ours.port));
    }
    // The first round warms up both servers.
    return Object.fromEntries(Object.entries(seconds).map(([way, each]) => [way, median(each.slice(1))])) as Record<Way, number>;
  } finally {
    await Promise.all([theirs.close(), ours.close()]);
  }
}

function barsOf(delayMs: number, took: Readonly<Record<Way, number>>): Bar[] {
  const slower = Math.max(took.multiplexed, took.heredoc);
  const faster = Math.min(took.multiplexed, took.heredoc);
  const ratio = (value: number, by: number): string => (value / by).toFixed(2);
  const at = `at ${String(delayMs)} ms round trip`;
  const comparedWith = `multiplexed ssh ${took.multiplexed.toFixed(2)} s, one heredoc and one rsync ${took.heredoc.toFixed(2)} s`;
  const root = took['root action'];
  return [
    { bar: `one release, root action, ${at}: at most 1.0 of the slower script, 1.2 of the faster`, measured: `${root.toFixed(2)} s: ${ratio(root, slower)} and ${ratio(root, faster)}`, comparedWith, met: root <= slower && root <= 1.2 * faster },
    { bar: `the same in ${String(STEPS.length)} steps, ${at}: at most 2.0`, measured: `${took.steps.toFixed(2)} s: ${ratio(took.steps, slower)} and ${ratio(took.steps, faster)}`, comparedWith, met: took.steps <= 2 * slower },
  ];
}

/** One release with a migration, by Lockgate and by two scripts of a team's own, to two servers that are alike. */
export async function benchByHand(): Promise<Bar[]> {
  execFileSync('ssh', ['-V'], { stdio: 'ignore' });
  const hand = await ByHand.start();
  try {
    const lockgate = await ByLockgate.start();
    try {
      const bars: Bar[] = [];
      for (const delayMs of LATENCIES_MS) bars.push(...barsOf(delayMs, await measure(hand, lockgate, delayMs)));
      bars.push(await measureRestored(lockgate), ...(await measureMemory(lockgate)));
      return bars;
    } finally {
      await lockgate.rig.close();
    }
  } finally {
    await hand.close();
  }
}

/** What the scripts lack is measured apart. */
async function measureRestored(lockgate: ByLockgate): Promise<Bar> {
  const { address: host, port } = lockgate.rig.server;
  const proxy = await TcpProxy.start({ to: { host, port } });
  try {
    const took = { checksum: [] as number[], restored: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) for (const verify of ['checksum', 'restored'] as const) took[verify].push(await lockgate.deploy('root action', proxy.port, { verify }));
    return { bar: 'what the scripts do not do: the backup restored into a scratch database and compared', measured: `${(median(took.restored) - median(took.checksum)).toFixed(2)} s more`, comparedWith: `${median(took.checksum).toFixed(2)} s with a checksum` };
  } finally {
    await proxy.close();
  }
}

/** What the actions have in memory at most, PostgreSQL's parser among it; in deploys of their own, since telling it takes time. */
async function measureMemory(lockgate: ByLockgate): Promise<Bar[]> {
  const { address: host, port } = lockgate.rig.server;
  const proxy = await TcpProxy.start({ to: { host, port } });
  const log = join(lockgate.rig.folder, 'memory');
  try {
    const env = memoryHook(log);
    for (const way of ['root action', 'steps'] as const) await lockgate.deploy(way, proxy.port, { env });
    return memoryBars(readFileSync(log, 'utf8'), 'a database of PostgreSQL, SQL that is read');
  } finally {
    await proxy.close();
  }
}
