import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { openParts } from '../../src/actions/parts';
import { plugins } from '../../src/actions/plugins';
import { loadSettings } from '../../src/config/load';
import type { ActionId } from '../../src/model/action';
import type { Command } from '../../src/model/command';
import { LocalShell } from '../../src/shell/local-shell';
import { quote } from '../../src/shell/render';
import { type Instant, instantsOf } from '../../tools/kill-harness/instants';
import { killAll, type Process, processesOf } from '../../tools/kill-harness/processes';
import { RunsApi } from '../../tools/kill-harness/runs-api';
import { SyncGate } from '../../tools/kill-harness/sync-gate';
import type { Job } from '../support/job';
import { Rig } from '../support/rig';
import { Customer } from './kill-customer';
import { PYTHON, quick, type ShopOptions, type Sight, type Visible } from './kill-shop-options';
import type { Target } from './kill-strike';
import { type Mode, startAction, type Turn } from './kill-turn';

/** `good` is deployed over version 1; `ill` starts, says that it is not well, and is gone back from. */
export type Flow = 'good' | 'ill';

export const isApplication = ({ words }: Process): boolean => /python3? server\.py$/.test(words);

/**
 * The demo's shop as a system that is killed: version 1 deployed twice, so that there is a backup and a release too many, and
 * a saved copy of the server's disk to start every case from.
 */
export class KillShop implements Target {
  #runs = 5000;
  /** Changes on record before anything is killed. */
  #prepared = 0;
  readonly customer: Customer;

  private constructor(
    readonly rig: Rig,
    readonly flow: Flow,
    readonly gate: SyncGate,
    readonly api: RunsApi,
    private readonly startApplication: readonly Command[],
    private readonly more: ShopOptions,
  ) {
    this.customer = new Customer({ port: rig.port, path: '/products', order: (name) => ({ name, price: 1 }) });
  }

  static async start(flow: Flow, more: ShopOptions = {}): Promise<KillShop> {
    const gateFolder = join(process.env['TMPDIR'] ?? '/tmp', `lockgate-gate-${String(process.pid)}-${String(Date.now())}`);
    const gate = SyncGate.create(gateFolder);
    const rig = await Rig.start({ configure: (text) => (more.configure ?? ((same) => same))(quick(text)), server: { prelude: `PATH=${quote(PYTHON)}:$PATH; ${gate.prelude}` } });
    const api = await RunsApi.start();
    const settings = loadSettings({ text: readFileSync(rig.configFile, 'utf8'), file: 'lockgate.yml', environment: 'production', variables: { ...process.env, ...rig.env }, plugins });
    const { runtime } = await openParts(settings, rig.workspace);
    if (runtime === undefined) throw new Error('the demo has a runtime');
    const shop = new KillShop(rig, flow, gate, api, runtime.start(), more);
    await shop.#prepare();
    return shop;
  }

  async #prepare(): Promise<void> {
    for (const note of ['first', 'second']) {
      this.rig.write('notes.txt', note);
      const turn = this.deploy();
      const run = await turn.over;
      if (run.code !== 0) throw new Error(`version 1 could not be deployed:\n${run.log}`);
      await turn.job.end();
    }
    this.#kill();
    this.#prepared = this.rig.changes.length;
    cpSync(this.rig.disk, this.#saved, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    this.checkout(this.flow);
  }

  /** The changes since the server was as it was. */
  get changes(): Rig['changes'] {
    return this.rig.changes.slice(this.#prepared);
  }

  /** Whether the new version was released since: a way back from a later change leads there. */
  get released(): boolean {
    return this.changes.some(({ closed }) => closed?.outcome === 'released');
  }

  get #saved(): string {
    return join(this.rig.folder, 'saved');
  }

  checkout(flow: Flow): void {
    this.rig.checkout('v2');
    if (flow === 'good') return;
    const file = join(this.rig.workspace, 'server.py');
    const text = readFileSync(file, 'utf8').replace('            CATALOGUE.count()\n', '            raise RuntimeError("it is not well")\n');
    this.rig.write('VERSION', '1.1.1\n');
    this.rig.write('server.py', text);
  }

  #kill(): void {
    killAll(() => processesOf(this.rig.disk));
  }

  /** The server as it was with version 1, and customers that buy. */
  async reset(): Promise<void> {
    this.gate.release();
    await this.customer.leave();
    this.rig.server.dropConnections();
    killAll(() => processesOf(this.rig.folder));
    rmSync(this.rig.disk, { recursive: true, force: true });
    cpSync(this.#saved, this.rig.disk, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    mkdirSync(join(this.rig.disk, 'home'), { recursive: true });
    const shell = new LocalShell({ env: { PATH: `${PYTHON}:${process.env['PATH'] ?? ''}`, HOME: join(this.rig.disk, 'home') } });
    const [started] = await shell.run(this.startApplication);
    if (started?.exitCode !== 0) throw new Error(`version 1 does not start: ${started?.stderr ?? ''}`);
    await this.customer.come();
  }

  openJob(run: string, attempt = 1): Job {
    return this.rig.job({ run, attempt, env: { GITHUB_API_URL: this.api.url } });
  }

  /** One action in a job of its own, or in the given one; `lockgate` is the whole flow in one process. */
  deploy(more: { readonly run?: string; readonly attempt?: number; readonly job?: Job; readonly action?: ActionId } = {}): Turn {
    this.#runs += 1;
    const run = more.run ?? String(this.#runs);
    const job = more.job ?? this.openJob(run, more.attempt);
    return startAction(this.api, job, run, more.action);
  }

  /**
   * The script that mutates on the host now, with everything it started, or where none does, whatever else works there for the
   * runner; never the application, which has a session of its own.
   */
  killScript(): void {
    const file = join(this.rig.state, 'running');
    const session = existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[5]) : 0;
    const onHost = (): Process[] => {
      const runner = new Set(processesOf(this.rig.scratch).map(({ pid }) => pid));
      return processesOf(this.rig.disk).filter((one) => !isApplication(one) && !runner.has(one.pid));
    };
    const script = (): Process[] => processesOf(this.rig.disk).filter((one) => one.session === session && session > 1);
    killAll(script().length > 0 ? script : onHost);
  }

  hit(mode: Mode, turn: Pick<Turn, 'kill'>): void {
    if (mode === 'runner' || mode === 'both') turn.kill();
    if (mode === 'host' || mode === 'both') this.killScript();
    if (mode === 'cut') this.rig.proxy.cut();
  }

  /** Until no script of a dead runner works on any more, as after some minutes. */
  async quiet(): Promise<void> {
    for (let look = 0; look < 600 && processesOf(this.rig.disk).some((one) => !isApplication(one)); look += 1) await sleep(50);
  }

  /** True once files of a new release are on their way; false when `over` came first. */
  async uploading(over: Promise<unknown>): Promise<boolean> {
    const end = { over: false };
    void over.finally(() => (end.over = true)).catch(() => undefined);
    while (!end.over) {
      if (readdirSync(join(this.rig.root, 'releases')).some((name) => name.endsWith('.part'))) return true;
      await sleep(1);
    }
    return false;
  }

  /** The instants of a run that nobody disturbs, and how long it takes. */
  async undisturbed(): Promise<{ readonly instants: readonly Instant[]; readonly durationMs: number }> {
    await this.reset();
    this.gate.record();
    const began = Date.now();
    const turn = this.deploy();
    const run = await turn.over;
    const durationMs = Date.now() - began;
    const trail = this.gate.take();
    await turn.job.end();
    if ((run.code === 0) !== (this.flow === 'good')) throw new Error(`the undisturbed run is not what was meant:\n${run.log}`);
    const own = this.rig.changes.at(-1)?.id;
    const instants = instantsOf(trail.filter(({ file, line }) => file === 'lease' || (file === 'releases' ? line.id : line.change) === own), this.#known);
    return { instants, durationMs };
  }

  get sight(): Sight {
    const change = this.rig.changes.at(-1);
    return { change: change?.id ?? '', previous: change?.opened.previous ?? '' };
  }

  /** What each step visibly changes on the host: true once it has. */
  readonly visible: Readonly<Record<string, Visible>> = {
    'backup.create': ({ change }) => existsSync(join(this.rig.state, `manifests/${change}.json`)),
    'backup.prune': ({ change }) => readdirSync(join(this.rig.state, 'manifests')).filter((name) => name !== `${change}.json`).length === 0,
    'migrate.count-before': 'reads',
    'migrate.count-after': 'reads',
    'release.ready': 'reads',
    'migrate.apply': () => this.rig.sql("SELECT count(*) FROM sqlite_master WHERE name = 'deliveries'") === '1',
    'release.assemble': ({ change }) => this.complete(change),
    'runtime.stop': ({ change, previous }, action) => this.running !== (action === 'rolling-deploy' ? previous : change),
    'release.switch': ({ change }) => this.rig.current === change,
    'runtime.start': ({ change }) => this.running === change,
    'release.retain': ({ change, previous }) => readdirSync(join(this.rig.root, 'releases')).every((id) => id === change || id === previous),
    'release.switch-back': ({ previous }) => this.rig.current === previous,
    'runtime.start-old': ({ previous }) => this.running === previous,
    'release.discard': ({ change }) => !existsSync(join(this.rig.root, 'releases', change)),
  };

  get #known(): Readonly<Record<string, Visible>> {
    return { ...this.visible, ...this.more.visible };
  }

  /** What else must be true whenever nobody works. */
  judgeMore(): string[] {
    return this.more.judge?.(this) ?? [];
  }

  look(step: string, action: string): boolean | undefined {
    const look = this.#known[step];
    return typeof look === 'function' ? look(this.sight, action) : undefined;
  }

  complete(id: string): boolean {
    const mark = join(this.rig.state, 'complete', id);
    return existsSync(mark) && readFileSync(mark, 'utf8').startsWith('complete ');
  }

  /** The release whose process runs; empty when none does. */
  get running(): string {
    const record = join(this.rig.state, 'run/shop');
    if (!existsSync(record)) return '';
    const [pid = '', , , release = ''] = readFileSync(record, 'utf8').trim().split(' ');
    return this.applications.some((one) => String(one.pid) === pid) ? release : '';
  }

  get applications(): readonly Process[] {
    return processesOf(this.rig.disk).filter(isApplication);
  }

  async close(): Promise<void> {
    await this.customer.leave();
    this.rig.server.dropConnections();
    killAll(() => processesOf(this.rig.folder));
    await this.api.close();
    this.gate.remove();
    await this.rig.close();
  }
}
