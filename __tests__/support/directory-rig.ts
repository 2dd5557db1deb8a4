import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ActionId } from '../../src/model/action';
import { type ChangeRecord, foldJournal, type JournalLine } from '../../src/model/journal';
import { foldReleases, type ReleaseEntry, type ReleaseRecord } from '../../src/model/release';
import { EXAMPLE, startFlaskSystemd } from '../../tools/test-server/flask-systemd';
import { letIn } from '../../tools/test-server/login';
import type { TestServer } from '../../tools/test-server/server';
import { findNode } from '../../tools/workflow-runner/node-binary';
import { Job, REPOSITORY, type StepRun } from './job';

export interface DirectoryRigOptions {
  readonly file?: 'lockgate.yml' | 'lockgate.rolling.yml';
  /** Makes another configuration of the example's. */
  readonly configure?: (text: string) => string;
  /** More words for `docker run`. */
  readonly words?: readonly string[];
}

export interface DirectoryJobOptions {
  readonly run?: string;
  readonly attempt?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * What a test cannot wait for (five minutes of watching), what this machine lacks (Flask on the runner), what depends on what
 * else it does (load and speed) and on when it is, and the errors of the bad releases that came before.
 */
const quick = (text: string): string =>
  text
    .replace(/ {4}- window: .*\n/, '')
    .replace(/ {4}- command: .*\n/, '')
    .replace('watch: { for: 5m, every: 10s', 'watch: { for: 3s, every: 1s')
    .replace('attempts: 20, every: 500ms, timeout: 2s', 'attempts: 20, every: 250ms, timeout: 1s')
    .replace(/ {4}- logs: .*\n/, '')
    .replace('cpu: 50%, memory: 60%, ', '')
    .replaceAll(/under: (2s|100ms)/g, 'under: 60s')
    .replace(/, logs: \{ last: deploy.*\} \] \}/, '] }')
    .replace(/notify: .*\n/, '');

/** What `docs/server-setup.md` puts before the key of a user: the last indented line of a part that ends with a key. */
export function keyOptions(of: string): string {
  const page = readFileSync(join(EXAMPLE, '../../docs/server-setup.md'), 'utf8');
  const found = new RegExp(`^ {4}(\\S+) ssh-ed25519 AAAA… ${of}$`, 'm').exec(page)?.[1];
  if (found === undefined) throw new Error(`docs/server-setup.md has no key for ${of}`);
  return found;
}

/**
 * A server as `docs/server-setup.md` leaves it, the example as a team's repository, and jobs that deploy from the one to the
 * other with the real bundles as the deploy user.
 */
export class DirectoryRig {
  #runs = 0;
  /** More variables for every job and every line typed. */
  env: Readonly<Record<string, string>> = {};
  readonly workspace: string;

  private constructor(
    readonly folder: string,
    readonly server: TestServer,
    readonly key: string,
    /** Of the user who may only read. */
    readonly planKey: string,
    private readonly options: DirectoryRigOptions,
  ) {
    this.workspace = join(folder, 'workspace');
    mkdirSync(join(folder, 'runner'));
    cpSync(EXAMPLE, this.workspace, { recursive: true });
    this.configure(options.configure ?? ((text) => text));
  }

  static async start(options: DirectoryRigOptions = {}): Promise<DirectoryRig> {
    const server = await startFlaskSystemd({ words: options.words ?? [] });
    const { key } = await letIn(server, 'deploy', keyOptions('deploys of directory'));
    const { key: planKey } = await letIn(server, 'plan', keyOptions('plans of directory'));
    return new DirectoryRig(mkdtempSync(join(tmpdir(), 'lockgate-directory-')), server, key.private, planKey.private, options);
  }

  configure(change: (text: string) => string): void {
    const { file = 'lockgate.yml' } = this.options;
    this.write('.github/lockgate.yml', change(quick(readFileSync(join(EXAMPLE, '.github', file), 'utf8'))));
  }

  get configuration(): string {
    return readFileSync(join(this.workspace, '.github/lockgate.yml'), 'utf8');
  }

  /** Writes a file of the team's repository and commits it. */
  write(path: string, text: string): void {
    this.put(path, text);
    if (!existsSync(join(this.workspace, '.git'))) this.git('init', '--quiet', '--initial-branch=main');
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', path);
  }

  /** Writes a file of the team's repository; the next commit takes it along. */
  put(path: string, text: string): void {
    writeFileSync(join(this.workspace, path), text);
  }

  /** Another content of a file of the example's, or the example's own. */
  spoil(path: string, change: (text: string) => string): void {
    this.put(path, change(readFileSync(join(EXAMPLE, path), 'utf8')));
  }

  /** The same for a change of what is there. */
  edit(path: string, change: (text: string) => string): void {
    const text = readFileSync(join(this.workspace, path), 'utf8');
    const changed = change(text);
    if (changed === text) throw new Error(`${path} is not changed by this`);
    this.write(path, changed);
  }

  git(...words: string[]): string {
    return execFileSync('git', ['-c', 'user.name=team', '-c', 'user.email=team@example.org', '-c', 'commit.gpgsign=false', ...words], { cwd: this.workspace, encoding: 'utf8' });
  }

  job(version: string, { run, attempt, env = {} }: DirectoryJobOptions = {}): Job {
    this.#runs += 1;
    return new Job({
      workspace: this.workspace,
      scratch: join(this.folder, 'runner'),
      run: run ?? String(7000 + this.#runs),
      ...(attempt === undefined ? {} : { attempt }),
      env: { DEPLOY_KEY: this.key, PRODUCTION_HOST: this.server.address, LOCKGATE_KNOWN_HOSTS: this.server.knownHosts, GITHUB_SHA: this.git('rev-parse', 'HEAD').trim(), GITHUB_REF_NAME: version, ...this.env, ...env },
    });
  }

  /** The root action in a job of its own, with its post step. */
  async deploy(version: string, inputs: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}): Promise<StepRun & { readonly posts: readonly StepRun[] }> {
    const job = this.job(version, { env });
    const step = await job.step('lockgate', { environment: 'production', ...inputs });
    return { ...step, posts: await job.end() };
  }

  /** A step in a dry run, as the job `plan` makes it: with the key of its own user. */
  async planned(version: string, id: ActionId, inputs: Readonly<Record<string, string>> = {}): Promise<StepRun> {
    const job = this.job(version, { env: { DEPLOY_KEY: this.planKey } });
    const step = await job.step(id, { environment: 'production', 'dry-run': 'true', ...inputs });
    await job.end();
    return step;
  }

  /** The command line, as somebody of the team types it in the repository. */
  cli(...words: string[]): Promise<{ readonly code: number; readonly log: string; readonly stdout: string }> {
    const env = { PATH: process.env['PATH'] ?? '', HOME: this.folder, DEPLOY_KEY: this.key, PRODUCTION_HOST: this.server.address, LOCKGATE_KNOWN_HOSTS: this.server.knownHosts, ...this.env };
    return new Promise((settle) => {
      const child = execFile(findNode(undefined, false).path, [join(REPOSITORY, 'dist/cli.js'), ...words, '-e', 'production'], { cwd: this.workspace, env }, (_, stdout, stderr) => {
        settle({ code: child.exitCode ?? -1, log: `${stdout}${stderr}`, stdout });
      });
    });
  }

  /** Actions as steps of one job, one after the other until one is red; answers them by their names. */
  async steps(version: string, ids: readonly ActionId[]): Promise<ReadonlyMap<ActionId, StepRun>> {
    const job = this.job(version);
    const done = new Map<ActionId, StepRun>();
    for (const id of ids) {
      if (job.status !== 'success' && id !== 'rollback') continue;
      if (job.status === 'success' && id === 'rollback') continue;
      done.set(id, await job.step(id, { environment: 'production' }));
    }
    await job.end();
    return done;
  }

  /** What visitors of the health page see: `0` where nothing answers. */
  async health(): Promise<{ readonly code: number; readonly version?: string; readonly release?: string }> {
    try {
      const answer = await fetch(`http://${this.server.address}/health`, { signal: AbortSignal.timeout(5000) });
      return { code: answer.status, ...((await answer.json().catch(() => ({}))) as object) };
    } catch {
      return { code: 0 };
    }
  }

  sql(query: string): Promise<string> {
    return this.server.must(`runuser -u postgres -- psql -qXAt -d directory -c '${query.replaceAll("'", "'\\''")}'`);
  }

  async #lines(name: string): Promise<unknown[]> {
    const text = await this.server.must(`cat /srv/directory/.lockgate/${name}`);
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown);
  }

  async changes(): Promise<ChangeRecord[]> {
    return foldJournal((await this.#lines('journal')) as JournalLine[]);
  }

  async releases(): Promise<ReleaseRecord[]> {
    return foldReleases((await this.#lines('releases')) as ReleaseEntry[]);
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
