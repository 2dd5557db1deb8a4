import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { layoutOf } from '../../src/model/layout';
import { plugin as commandRuntime } from '../../src/runtimes/command';
import type { Runtime } from '../../src/runtimes/runtime';
import { LocalShell } from '../../src/shell/local-shell';
import type { StepRun } from './job';
import { Rig, type RigOptions } from './rig';

export type Run = StepRun & { readonly posts: readonly StepRun[] };
type MaybeLater<T> = T | Promise<T>;

/** What a user reads and finds after a run that went badly. */
export interface Expected {
  /** Every code told, in the order told. */
  readonly codes: readonly string[];
  /** The alias that is named; empty where no host has to do with it. */
  readonly host: 'web' | '';
  /** What the block says it got. */
  readonly cause: RegExp;
  /** What the block says to do now, or what follows by itself. */
  readonly next: RegExp;
  readonly outcome?: '' | 'failed' | 'rolled-back' | 'held';
  readonly wayBack?: '' | 'nothing-to-do' | 'rolled-back' | 'failed' | 'held' | 'needs-approval';
  /** How the change of this run ended on record; `none`: it never opened one. */
  readonly change?: 'none' | 'nothing-changed' | 'rolled-back' | 'held';
  /** What serves in the end: as before, or the new release. */
  readonly serves?: 'former' | 'new';
  /** `same`: to the byte of its dump. `migrated`: the schema moved on, every row of before is there. */
  readonly database?: 'same' | 'migrated';
  /** Whose the lease is when the job is over. */
  readonly lease?: 'free' | 'theirs';
}

/** One way in which things go badly: a row of the table. */
export interface Fault {
  readonly name: string;
  /** The release that is tried; `v1` brings no migration. */
  readonly version?: 'v1' | 'v2';
  /** Makes another configuration of the table's. */
  readonly configure?: (text: string) => string;
  /** Edits the team's repository before the run. */
  readonly edit?: (rig: Rig) => void;
  /** Brings the fault about on the host; what it returns takes it away again, before anything is looked at. */
  readonly bring?: (table: FaultTable) => MaybeLater<(() => MaybeLater<void>) | undefined>;
  readonly env?: (table: FaultTable) => Record<string, string>;
  /** What is run; the root action by default. */
  readonly act?: (table: FaultTable, env: Record<string, string>) => Promise<Run>;
  /** Size of the file system that the release path gets for itself. */
  readonly disk?: string;
  readonly expected: Expected;
  /** Anything else that must hold of this one. */
  readonly also?: (run: Run, table: FaultTable) => MaybeLater<void>;
}

export const PRODUCTS = 'SELECT id, name, price FROM products ORDER BY id';

/** Short waits: what a row is about is told by its fault, not by patience. */
export function brisk(text: string): string {
  return text
    .replace(/settle: \w+/, 'settle: 300ms')
    .replace(/attempts: \d+, every: \w+/g, 'attempts: 8, every: 300ms, timeout: 2s')
    .replace(/^ {2}watch:\n(?: {4}.*\n)+/m, '')
    .replace(/^ *- disk: .*\n/m, '')
    .replace(/^notify: .*\n/m, '');
}

/** A server on which version 1 serves, put back as it was before every row. */
export class FaultTable {
  readonly #mounts: string[] = [];
  readonly #saved: string;
  readonly #runtime: Runtime;
  readonly #shell: LocalShell;
  readonly #base: string;
  readonly #configuration: string;

  private constructor(readonly rig: Rig) {
    this.#saved = join(rig.folder, 'saved');
    this.#base = rig.git('rev-parse', 'HEAD').trim();
    this.#configuration = readFileSync(rig.configFile, 'utf8');
    const settings = commandRuntime.schema.parse({ start: 'exec python3 server.py', port: rig.port, settle: '300ms', env: { DATABASE: '../../shared/store.db' } });
    this.#runtime = commandRuntime.open(settings, { app: 'shop', environment: 'production', url: '', workspace: rig.workspace, layout: layoutOf(rig.root) });
    this.#shell = new LocalShell({ host: 'web', cwd: join(rig.disk, 'home'), env: { PATH: process.env['PATH'] ?? '', HOME: join(rig.disk, 'home') } });
  }

  static async start(options: RigOptions = {}): Promise<FaultTable> {
    const rig = await Rig.start({ configure: brisk, ...options });
    const first = await rig.run('lockgate');
    if (first.code !== 0) throw new Error(`version 1 is not released:\n${first.log}`);
    const table = new FaultTable(rig);
    await table.stopApplication();
    cpSync(rig.disk, table.#saved, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    return table;
  }

  async close(): Promise<void> {
    this.#unmount();
    await this.rig.close();
  }

  /** Returns when it answers. */
  async startApplication(): Promise<void> {
    await this.#shell.run(this.#runtime.start());
    const until = Date.now() + 20_000;
    while ('ill' in (await this.rig.served()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async stopApplication(): Promise<void> {
    await this.#shell.run(this.#runtime.stop());
  }

  /** The host and the repository as they were when version 1 had been released. */
  async reset(fault: Pick<Fault, 'configure' | 'disk'>): Promise<void> {
    const { rig } = this;
    await this.stopApplication();
    this.#unmount();
    rmSync(rig.disk, { recursive: true, force: true });
    if (fault.disk !== undefined) this.mount(rig.root, fault.disk);
    cpSync(this.#saved, rig.disk, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    await this.startApplication();
    rig.git('reset', '--quiet', '--hard', this.#base);
    rig.git('clean', '-fdq');
    rig.configure(() => fault.configure?.(this.#configuration) ?? this.#configuration);
  }

  /** A file system of its own, in memory. Returns how to take it away again. */
  mount(path: string, size: string): () => void {
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'lockgate-faults', path]);
    return this.#mounted(path);
  }

  /** The same files, and nobody may write them. */
  freeze(path: string): () => void {
    mkdirSync(path, { recursive: true });
    execFileSync('mount', ['--bind', path, path]);
    const thaw = this.#mounted(path);
    execFileSync('mount', ['-o', 'remount,bind,ro', path]);
    return thaw;
  }

  #mounted(path: string): () => void {
    this.#mounts.push(path);
    return () => {
      this.#mounts.splice(this.#mounts.indexOf(path), 1);
      execFileSync('umount', ['--lazy', path]);
    };
  }

  #unmount(): void {
    for (const path of this.#mounts.splice(0).reverse()) execFileSync('umount', ['--lazy', path]);
  }

  get leaseOwner(): string {
    const file = join(this.rig.state, 'lease');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { owner: string }).owner : '';
  }
}

export interface Block {
  readonly headline: string;
  /** `web, 21:04:31 UTC` */
  readonly right: string;
  /** Label and text of every labelled line, continued lines joined, in order. */
  readonly fields: readonly (readonly [label: string, text: string])[];
}

const LABELS = ['problem', 'host', 'asked', 'got', 'expected', 'so', 'next', 'code', 'warning', 'gate', 'note'];

/** The block that ends an action's log. */
export function readBlock(log: string): Block {
  const lines = log.split('\n');
  const at = lines.findLastIndex((line) => line.startsWith('✗ ') && / UTC\)$/.test(line));
  if (at < 0) throw new Error(`no failure block in:\n${log}`);
  const [, headline = '', right = ''] = /^✗ (.*?) +\(([^()]*)\)$/.exec(lines[at] ?? '') ?? [];
  const fields: [string, string][] = [];
  for (const line of lines.slice(at + 1)) {
    if (line === '') continue;
    if (!line.startsWith('  ')) break;
    const label = line.slice(2, 12).trim();
    const text = line.slice(12);
    const last = fields.at(-1);
    if (LABELS.includes(label)) fields.push([label, text]);
    else if (label === '' && last !== undefined) last[1] += `\n${text}`;
    else break;
  }
  return { headline, right, fields };
}
