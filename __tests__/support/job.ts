import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { specs } from '../../src/actions/specs.generated';
import type { ActionId } from '../../src/model/action';
import { findNode } from '../../tools/workflow-runner/node-binary';

export const REPOSITORY = resolve(__dirname, '../..');

export interface StepRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface JobOptions {
  readonly workspace: string;
  readonly scratch: string;
  readonly run: string;
  readonly attempt?: number;
  readonly env: Readonly<Record<string, string>>;
  /** Node options and the like. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** `name<<delimiter … delimiter` and `name=value`, as the runner reads its files. */
function readPairs(text: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const open = /^([^=<]+)<<(.+)$/.exec(line);
    if (open !== null) {
      const end = lines.indexOf(open[2] ?? '', index + 1);
      pairs[open[1] ?? ''] = lines.slice(index + 1, end).join('\n');
      index = end;
    } else if (line.includes('=')) pairs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return pairs;
}

/**
 * The steps of one job, each a bundle of `dist/` in a process of its own under Node 24, with its post step at the job's end,
 * last in first out. Smaller than a workflow: for tests that need their hands on the process.
 */
export class Job {
  readonly #posts: { id: ActionId; inputs: Readonly<Record<string, string>>; state: Record<string, string> }[] = [];
  /** Success until a step failed. */
  status: 'success' | 'failure' | 'cancelled' = 'success';

  constructor(private readonly options: JobOptions) {}

  async step(id: ActionId, inputs: Readonly<Record<string, string>> = {}, more: { onStart?: (child: ChildProcess) => void } = {}): Promise<StepRun> {
    const post = { id, inputs, state: {} as Record<string, string> };
    this.#posts.push(post);
    const { run, state } = await this.#spawn(`${id}.js`, id, inputs, {}, more.onStart ?? this.options.onStart);
    post.state = state;
    if (run.code !== 0 && this.status === 'success') this.status = 'failure';
    return run;
  }

  /** Whether its end is still to come. */
  get hasPosts(): boolean {
    return this.#posts.length > 0;
  }

  /** Runs the post steps, as a runner that is alive does. */
  async end(status = this.status, onStart = this.options.onStart): Promise<StepRun[]> {
    this.status = status;
    const runs: StepRun[] = [];
    for (const { id, inputs, state } of this.#posts.splice(0).reverse()) {
      const { run } = await this.#spawn(`${id}-post.js`, id, inputs, Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])), onStart);
      runs.push(run);
    }
    return runs;
  }

  async #spawn(file: string, id: ActionId, inputs: Readonly<Record<string, string>>, more: Readonly<Record<string, string>>, onStart: JobOptions['onStart']): Promise<{ run: StepRun; state: Record<string, string> }> {
    const { workspace, scratch, run, attempt = 1, env } = this.options;
    const folder = mkdtempSync(join(scratch, 'step-'));
    const files = Object.fromEntries(['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV', 'PATH'].map((name) => [`GITHUB_${name}`, join(folder, name)]));
    for (const path of Object.values(files)) writeFileSync(path, '');
    const declared = Object.entries(specs[id].inputs).map(([name, input]) => [name, name === 'job-status' ? this.status : name === 'github-token' ? '' : (input.default ?? '')]);
    const given = Object.entries({ ...Object.fromEntries(declared), ...inputs } as Record<string, string>);
    const child = spawn(findNode(undefined, false).path, [join(REPOSITORY, 'dist', file)], {
      cwd: workspace,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: scratch,
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        GITHUB_REPOSITORY: 'team/shop',
        GITHUB_RUN_ID: run,
        GITHUB_RUN_ATTEMPT: String(attempt),
        GITHUB_JOB: 'deploy',
        GITHUB_ACTOR: 'somebody',
        GITHUB_REF: 'refs/heads/main',
        GITHUB_REF_NAME: 'main',
        GITHUB_SERVER_URL: 'https://github.invalid',
        GITHUB_API_URL: 'http://127.0.0.1:9',
        RUNNER_TEMP: scratch,
        ...env,
        ...files,
        ...more,
        ...Object.fromEntries(given.map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    onStart?.(child);
    const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((settle, reject) => {
      child.once('error', reject);
      child.once('close', (exit, by) => { settle({ code: exit, signal: by }); });
    });
    const read = (name: string): string => readFileSync(files[`GITHUB_${name}`] ?? '', 'utf8');
    return { run: { code, signal, log, summary: read('STEP_SUMMARY'), outputs: readPairs(read('OUTPUT')) }, state: readPairs(read('STATE')) };
  }
}
