import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ActionId } from '../../src/model/action';
import { type ChangeRecord, foldJournal, type JournalLine } from '../../src/model/journal';
import { foldReleases, type ReleaseEntry, type ReleaseRecord } from '../../src/model/release';
import { killAll, processesOf } from '../../tools/kill-harness/processes';
import { type KeyPair, mintKey, SshServer, type SshServerOptions } from '../../tools/ssh-server/ssh-server';
import { TcpProxy } from '../../tools/ssh-server/tcp-proxy';
import { findNode } from '../../tools/workflow-runner/node-binary';
import { Job, type JobOptions, REPOSITORY, type StepRun } from './job';
import { IN_A_TERMINAL } from './pseudo-terminal';

export interface RigOptions {
  /** Makes another configuration of the usual one. */
  readonly configure?: (text: string) => string;
  readonly server?: Partial<SshServerOptions>;
  readonly delayMs?: number;
}

/** What users see: the version that answers, or why none does. */
export type Served = { readonly version: string; readonly release: string } | { readonly ill: string };

/** How a command line ended, and what it said. */
export interface Typed {
  readonly code: number | null;
  readonly log: string;
  readonly stdout: string;
  readonly stderr: string;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => { probe.listen(0, '127.0.0.1', resolve); });
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => { probe.close(() => { resolve(); }); });
  return port;
}

/**
 * A server with a folder as its disk, a team's repository, and jobs that deploy from the one to the other with the real
 * bundles: the demo's shop, its configuration and its data.
 */
export class Rig {
  readonly #jobs: Job[] = [];
  #runs = 0;
  readonly workspace: string;
  readonly scratch: string;
  /** The server's disk. */
  readonly disk: string;
  readonly root: string;
  readonly state: string;

  private constructor(
    readonly folder: string,
    readonly server: SshServer,
    readonly proxy: TcpProxy,
    readonly key: KeyPair,
    readonly port: number,
  ) {
    this.workspace = join(folder, 'workspace');
    this.scratch = join(folder, 'runner');
    this.disk = join(folder, 'server');
    this.root = join(this.disk, 'srv/shop');
    this.state = join(this.root, '.lockgate');
  }

  static async start(options: RigOptions = {}): Promise<Rig> {
    const folder = mkdtempSync(join(tmpdir(), 'lockgate-rig-'));
    for (const name of ['workspace', 'runner', 'server/home']) mkdirSync(join(folder, name), { recursive: true });
    const key = mintKey();
    const disk = join(folder, 'server');
    const server = await SshServer.start({ authorized: [key.public], cwd: join(disk, 'home'), env: { PATH: process.env['PATH'] ?? '', HOME: join(disk, 'home') }, ...options.server });
    const proxy = await TcpProxy.start({ to: { port: server.port }, ...(options.delayMs === undefined ? {} : { delayMs: options.delayMs }) });
    const rig = new Rig(folder, server, proxy, key, await freePort());
    rig.git('init', '--quiet', '--initial-branch=main');
    rig.checkout('v1');
    if (options.configure !== undefined) rig.configure(options.configure);
    return rig;
  }

  git(...words: string[]): string {
    return execFileSync('git', ['-c', 'user.name=team', '-c', 'user.email=team@example.org', '-c', 'commit.gpgsign=false', ...words], { cwd: this.workspace, encoding: 'utf8' });
  }

  /** The demo's application at a version, as a commit of the team's; `v2` and later are laid over the one before. */
  checkout(version: 'v1' | 'v2' | 'v3'): void {
    const demo = join(REPOSITORY, 'examples/demo');
    const layers = ['v1', 'v2', 'v3'].slice(0, Number(version.slice(1)));
    for (const layer of layers) {
      if (layer === 'v1') cpSync(demo, this.workspace, { recursive: true, filter: (path) => !path.startsWith(join(demo, 'versions')) });
      else cpSync(join(demo, 'versions', layer), this.workspace, { recursive: true });
    }
    if (this.#configuration !== undefined) writeFileSync(this.configFile, this.#configuration);
    this.commit(version);
  }

  #configuration: string | undefined;

  get configFile(): string {
    return join(this.workspace, '.github/lockgate.yml');
  }

  configure(change: (text: string) => string): void {
    this.#configuration = change(readFileSync(this.configFile, 'utf8'));
    writeFileSync(this.configFile, this.#configuration);
    this.commit('configuration');
  }

  /** Writes a file beside what is committed. */
  scribble(path: string, text: string): void {
    mkdirSync(join(this.workspace, path, '..'), { recursive: true });
    writeFileSync(join(this.workspace, path), text);
  }

  /** Writes a file of the team's repository and commits it. */
  write(path: string, text: string): void {
    mkdirSync(join(this.workspace, path, '..'), { recursive: true });
    writeFileSync(join(this.workspace, path), text);
    this.commit(path);
  }

  commit(message: string): void {
    this.git('add', '--all');
    if (this.git('status', '--porcelain').trim() !== '') this.git('commit', '--quiet', '--message', message);
  }

  /** What the configuration's variables stand for, and the secrets. */
  get env(): Record<string, string> {
    return {
      DEPLOY_KEY: this.key.private,
      LOCKGATE_KNOWN_HOSTS: this.server.knownHosts(this.proxy.port),
      SHOP_HOST: '127.0.0.1',
      SSH_PORT: String(this.proxy.port),
      RELEASE_PATH: this.root,
      BACKUP_PATH: join(this.disk, 'var/backups/shop'),
      SHOP_PORT: String(this.port),
      SHOP_URL: `http://127.0.0.1:${String(this.port)}`,
      GITHUB_SHA: this.git('rev-parse', 'HEAD').trim(),
      GITHUB_REF_NAME: readFileSync(join(this.workspace, 'VERSION'), 'utf8').trim(),
    };
  }

  job(more: Partial<JobOptions> & { env?: Record<string, string> } = {}): Job {
    this.#runs += 1;
    const job = new Job({ workspace: this.workspace, scratch: this.scratch, run: String(1000 + this.#runs), ...more, env: { ...this.env, ...more.env } });
    this.#jobs.push(job);
    return job;
  }

  /** One step of a job of its own, with its post step. */
  async run(id: ActionId, inputs: Record<string, string> = {}, more: Parameters<Rig['job']>[0] = {}): Promise<StepRun & { readonly posts: readonly StepRun[] }> {
    const job = this.job(more);
    const step = await job.step(id, { environment: 'production', ...inputs });
    return { ...step, posts: await job.end() };
  }

  /** The pipeline as a workflow wires it: one step an action, the way back on failure. */
  async deploySteps(more: Parameters<Rig['job']>[0] = {}): Promise<{ readonly steps: ReadonlyMap<ActionId, StepRun>; readonly posts: readonly StepRun[]; readonly status: string }> {
    const job = this.job(more);
    const steps = new Map<ActionId, StepRun>();
    for (const id of ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check'] as const) {
      steps.set(id, await job.step(id, { environment: 'production' }));
      if (job.status !== 'success') break;
    }
    if (job.status !== 'success') steps.set('rollback', await job.step('rollback', { environment: 'production' }));
    return { steps, posts: await job.end(), status: job.status };
  }

  /** The command line, as somebody of the team types it in the repository. */
  cli(...words: string[]): Promise<Typed> {
    return this.type(words);
  }

  /** The same elsewhere, with other variables (an empty one is not set), at a terminal with what is typed there, or with a hand on the process. */
  async type(words: readonly string[], { env = {}, cwd = this.workspace, keys, onStart }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string; readonly keys?: string; readonly onStart?: (child: ChildProcess) => void } = {}): Promise<Typed> {
    const variables = Object.entries({ PATH: process.env['PATH'] ?? '', HOME: this.scratch, ...this.env, ...env }).filter(([, value]) => value !== '');
    const [program = '', ...line] = [...(keys === undefined ? [] : IN_A_TERMINAL), findNode(undefined, false).path, join(REPOSITORY, 'dist/cli.js'), ...words];
    const child = spawn(program, line, { cwd, env: Object.fromEntries(variables), stdio: [keys === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    child.stdin?.end(keys);
    onStart?.(child);
    const said = { log: '', stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        said.log += text;
        said[name] += text;
      });
    }
    const code = await new Promise<number | null>((settle, reject) => {
      child.once('error', reject);
      child.once('close', settle);
    });
    return { code, ...said };
  }

  async served(): Promise<Served> {
    try {
      const answer = await fetch(`http://127.0.0.1:${String(this.port)}/health`, { signal: AbortSignal.timeout(5_000) });
      const body = (await answer.json()) as { version?: string; release?: string; database?: string };
      return answer.ok ? { version: String(body.version), release: String(body.release) } : { ill: `${String(answer.status)} ${String(body.database)}` };
    } catch (error) {
      return { ill: error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error) };
    }
  }

  get current(): string {
    try {
      return readlinkSync(join(this.root, 'current')).split('/').at(-1) ?? '';
    } catch {
      return '';
    }
  }

  get journal(): JournalLine[] {
    return this.#lines('journal') as JournalLine[];
  }

  get changes(): ChangeRecord[] {
    return foldJournal(this.journal);
  }

  get releases(): ReleaseRecord[] {
    return foldReleases(this.#lines('releases') as ReleaseEntry[]);
  }

  /** The lease as it stands; its owner is empty when nobody has it. */
  get lease(): { readonly owner: string; readonly token: number } {
    const file = join(this.state, 'lease');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { owner: string; token: number }) : { owner: '', token: 0 };
  }

  /** Every file on the server with its digest, and every link with what it names: what a dry run must leave alone. */
  everything(): Record<string, string> {
    const found = readdirSync(this.disk, { recursive: true, withFileTypes: true });
    return Object.fromEntries(
      found
        .filter((entry) => !entry.isDirectory() && !/\.(log|db-wal|db-shm)$|__pycache__/.test(join(entry.parentPath, entry.name)))
        .map((entry) => {
          const path = join(entry.parentPath, entry.name);
          return [path, entry.isSymbolicLink() ? readlinkSync(path) : createHash('sha256').update(readFileSync(path)).digest('hex')];
        }),
    );
  }

  /** A file of the team's repository. */
  read(path: string): string {
    return readFileSync(join(this.workspace, path), 'utf8');
  }

  /** Takes responsibility for a migration, as the line that preflight prints says. */
  acknowledge(file: string, classes: readonly string[]): void {
    const digest = createHash('sha256').update(this.read(file)).digest('hex').slice(0, 8);
    this.configure((text) => text.replace('migrations: { ', `migrations: { acknowledge: { "${file}@${digest}": [${classes.join(', ')}] }, `));
  }

  #lines(name: string): unknown[] {
    const file = join(this.state, name);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown);
  }

  get database(): string {
    return join(this.root, 'shared/store.db');
  }

  sql(text: string): string {
    return execFileSync('sqlite3', ['-cmd', '.timeout 5000', this.database, text], { encoding: 'utf8' }).trim();
  }

  /** Digest of everything the database holds, schema and Lockgate's own record included; empty when there is none. */
  get databaseDigest(): string {
    if (!existsSync(this.database)) return '';
    return createHash('sha256').update(execFileSync('sqlite3', ['-cmd', '.timeout 5000', this.database, '.dump'])).digest('hex');
  }

  /** Ends everything that this rig started, the application included. */
  async close(): Promise<void> {
    // By their environment: an application's command line does not say whose it is.
    killAll(() => processesOf(this.folder));
    await this.proxy.close();
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
