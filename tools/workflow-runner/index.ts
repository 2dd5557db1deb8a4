import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Evaluation } from './expressions';
import type { RunFrame } from './frame';
import { readInputs } from './inputs';
import { KeptJobs } from './kept-jobs';
import { loadLibraries } from './libraries';
import { findNode } from './node-binary';
import { defaultGrace, type Grace } from './process';
import { inTurn, Queues, readConcurrency } from './queues';
import { allJobs, type RunEvent, type RunResult } from './results';
import { defaultStandIns, listFiles, type StandIn } from './stand-ins';
import { asMap, asText, type TreeMap, WorkflowError } from './tree';
import { type EnvironmentValues, eventsOf, mergeResults, readWorkflow, runJobs } from './workflow';

export { Queues } from './queues';
export { allJobs, findJob, findStep } from './results';
export type { Annotation, Conclusion, JobResult, RunEvent, RunResult, StepResult } from './results';
export type { StandIn } from './stand-ins';
export { WorkflowError } from './tree';

export interface WorkflowOptions {
  /** The workflow, relative to `root`. */
  readonly file: string;
  /** The repository: a git checkout (each job clones it) or a plain folder (each job copies it). Jobs start in an empty workspace. */
  readonly root: string;
  readonly event: {
    readonly name: string;
    readonly payload?: Readonly<Record<string, unknown>>;
    /** Of a workflow_dispatch. */
    readonly inputs?: Readonly<Record<string, unknown>>;
    /** `refs/heads/main` unless said. */
    readonly ref?: string;
    /** The commit of `ref`, or HEAD, unless said. */
    readonly sha?: string;
  };
  readonly repository?: string;
  readonly actor?: string;
  readonly runId?: string;
  readonly attempt?: number;
  /** The earlier attempt whose failed jobs are run again, with all that need them. */
  readonly rerun?: RunResult;
  /** Shared by the runs of a repository, so that `concurrency` makes them wait for each other. */
  readonly queues?: Queues;
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly environments?: Readonly<Record<string, EnvironmentValues>>;
  /** What the runner's machine has in its environment beside PATH and a HOME of its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where GitHub's API would be; nobody listens at the default. */
  readonly apiUrl?: string;
  /** `owner/name` → folder, for `uses: owner/name/path@ref`. */
  readonly repositories?: Readonly<Record<string, string>>;
  /** Asked first about every `uses:` of a step. */
  readonly actions?: (uses: string) => string | StandIn | undefined;
  readonly standIns?: Readonly<Record<string, StandIn>>;
  /** Asked before a job with an environment starts; approved unless said. */
  readonly approve?: (environment: string, job: string) => Promise<'approved' | 'rejected'> | 'approved' | 'rejected';
  readonly onEvent?: (event: RunEvent) => void;
  readonly onLine?: (line: { readonly job: string; readonly step: string; readonly text: string }) => void;
  /** Cancels the run: a signal, or the first event for which it answers true. */
  readonly cancel?: AbortSignal | ((event: RunEvent) => boolean);
  readonly nodePath?: string;
  /** Accept another Node than 24 where there is no other. */
  readonly anyNode?: boolean;
  readonly grace?: Partial<Grace>;
  /** What `timeout-minutes: 1` means. */
  readonly minuteMs?: number;
  /** In which folder the run's own temporary one is made. */
  readonly temp?: string;
  /** Where artifacts are kept; with the run's temporary folder they go otherwise. */
  readonly artifacts?: string;
}

/** Runs a workflow file as GitHub would, jobs in parallel, steps as processes of their own. Rejects only for what GitHub would not start. */
export async function runWorkflow(options: WorkflowOptions): Promise<RunResult> {
  const libraries = await loadLibraries();
  const node = findNode(options.nodePath, options.anyNode ?? false);
  const temp = mkdtempSync(join(options.temp ?? tmpdir(), 'workflow-run-'));
  const cancelled = new AbortController();
  const stop = (): void => cancelled.abort();
  let refused: WorkflowError | undefined;
  const { cancel } = options;
  if (cancel instanceof AbortSignal) {
    if (cancel.aborted) stop();
    cancel.addEventListener('abort', stop);
  }
  const emit = (event: RunEvent): void => {
    options.onEvent?.(event);
    if (event.type === 'line') options.onLine?.(event);
    if (typeof cancel === 'function' && !cancelled.signal.aborted && cancel(event)) stop();
  };
  const artifacts = options.artifacts ?? join(temp, 'artifacts');
  try {
    for (const folder of [artifacts, join(temp, 'home')]) mkdirSync(folder, { recursive: true });
    const root = resolve(options.root);
    const token = `ghs_${crypto.randomUUID().replaceAll('-', '')}`;
    const run: RunFrame = {
      libraries,
      root,
      uses: { actions: options.actions, repositories: options.repositories, standIns: { ...defaultStandIns, ...options.standIns } },
      github: {},
      baseEnv: { PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', HOME: join(temp, 'home'), LANG: 'C.UTF-8', ...options.env },
      nodePath: node.path,
      temp,
      artifacts,
      grace: { ...defaultGrace, ...options.grace },
      minuteMs: options.minuteMs ?? 60_000,
      emit,
    };
    const workflow = await readWorkflow(run, options.file);
    const secrets = { ...options.secrets, GITHUB_TOKEN: token };
    const plain = new Evaluation(libraries, { vars: options.vars, secrets }, { success: () => true, failure: () => false, cancelled: () => false });
    const inputs = dispatchInputs(options, workflow, plain);
    const github = githubContext(options, root, workflow, token, inputs, join(temp, 'event.json'));
    writeFileSync(join(temp, 'event.json'), JSON.stringify(github['event']));
    const server = {
      run: { ...run, github },
      environments: options.environments ?? {},
      cancelled: cancelled.signal,
      queues: options.queues ?? new Queues(),
      kept: new KeptJobs(options.rerun === undefined ? [] : allJobs(options.rerun)),
      refuse: (error: WorkflowError): void => {
        refused ??= error;
        stop();
      },
      approve: async (environment: string, job: string) => (await options.approve?.(environment, job)) ?? 'approved',
    };
    const concurrency = readConcurrency(workflow.get('concurrency'), new Evaluation(libraries, { github, inputs, vars: options.vars }, { success: () => true, failure: () => false, cancelled: () => false }));
    const turn = await inTurn({ ...server, emit }, '', concurrency, stop);
    if (!turn.goes) return { conclusion: 'cancelled', cancelled: true, concurrency, jobs: [], artifacts: {}, nodeVersion: node.version };
    const jobs = await runJobs(server, { prefix: '', workflow, vars: options.vars ?? {}, secrets, inputs }).finally(() => turn.end());
    if (refused !== undefined) throw refused;
    const merged = mergeResults(jobs);
    return {
      conclusion: merged === 'failure' ? 'failure' : cancelled.signal.aborted || merged === 'cancelled' ? 'cancelled' : 'success',
      cancelled: cancelled.signal.aborted,
      concurrency,
      jobs,
      artifacts: Object.fromEntries(readdirSync(artifacts).sort().map((name) => [name, listFiles(join(artifacts, name))])),
      nodeVersion: node.version,
    };
  } finally {
    if (cancel instanceof AbortSignal) cancel.removeEventListener('abort', stop);
    rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
  }
}

function dispatchInputs(options: WorkflowOptions, workflow: TreeMap, evaluation: Evaluation): Record<string, unknown> {
  const events = eventsOf(workflow);
  if (!events.includes(options.event.name)) throw new WorkflowError(`${options.file} does not run on ${options.event.name}, only on ${events.join(', ')}`);
  const about = asMap(asMap(workflow.get('on')).get(options.event.name));
  return readInputs(options.file, asMap(about.get('inputs')), options.event.inputs ?? {}, evaluation);
}

function githubContext(options: WorkflowOptions, root: string, workflow: TreeMap, token: string, inputs: Readonly<Record<string, unknown>>, eventPath: string): Record<string, unknown> {
  const { event } = options;
  const repository = options.repository ?? `octo/${basename(root)}`;
  const ref = event.ref ?? 'refs/heads/main';
  const api = options.apiUrl ?? 'http://127.0.0.1:9';
  const actor = options.actor ?? 'octocat';
  return {
    event_name: event.name,
    event: { ref, repository: { full_name: repository }, ...event.payload, ...(event.inputs ? { inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)])) } : {}) },
    event_path: eventPath,
    ref,
    ref_name: ref.replace(/^refs\/(?:heads|tags)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    sha: event.sha ?? commitOf(root, ref),
    repository,
    repository_owner: repository.split('/')[0],
    run_id: options.runId ?? '1001',
    run_number: '1',
    run_attempt: String(options.attempt ?? 1),
    retention_days: '90',
    actor,
    triggering_actor: actor,
    workflow: asText(workflow.get('name')) || options.file,
    workflow_ref: `${repository}/${options.file}@${ref}`,
    server_url: 'https://github.com',
    api_url: api,
    graphql_url: `${api}/graphql`,
    head_ref: '',
    base_ref: '',
    token,
  };
}

function commitOf(root: string, ref: string): string {
  if (!existsSync(join(root, '.git'))) return '0'.repeat(40);
  for (const name of [ref, 'HEAD']) {
    try {
      return execFileSync('git', ['rev-parse', '--verify', '--quiet', `${name}^{commit}`], { cwd: root, encoding: 'utf8' }).trim();
    } catch {
      // Not a name of this repository; HEAD is.
    }
  }
  return '0'.repeat(40);
}
