import type { Flow, FlowResult } from '../actions/flow';
import type { ActionSpec } from '../actions/spec';
import type { Plugins } from '../config/plugins';
import { guardProcess } from '../entry/guard';
import { failedResult, thrownFailure, withFailures } from '../entry/result';
import type { ActionId } from '../model/action';
import { asFailure, Failure } from '../model/failure';
import { type Approach, approachHosts } from './approach';
import { type Edge, openEdge } from './edge';
import { readInputs } from './inputs';
import { looksAfterLease } from './lease-state';

/** How a job stands, as `job.status` says it. */
export type JobStatus = 'success' | 'failure' | 'cancelled';
export type Reconcile = (context: Parameters<Flow>[0], jobStatus: JobStatus) => Promise<FlowResult>;

/** What is still open a while after the work was told (a socket that does not close) does not hold the job up. */
const LINGER_MS = 2000;

interface Turn {
  readonly id: ActionId;
  readonly spec: ActionSpec;
  readonly telling: { readonly outputs: boolean };
  readonly flow: Flow;
  /** Every plugin there is, unless given. */
  readonly plugins?: Plugins | undefined;
}

/** Loaded while the hosts are being reached. */
const loadWork = (): Promise<typeof import('./work')> => import(/* webpackChunkName: "work" */ './work');

function sayCancelled(edge: Edge, signal: string): void {
  edge.log.print(`cancelled (${signal}): nothing new is started; what was begun on a host is seen to its end or undone`);
}

async function take({ id, spec, telling, flow, plugins }: Turn): Promise<void> {
  const edge = openEdge(process.env);
  const startedAt = new Date();
  const stub = (): Parameters<typeof failedResult>[0] => ({ action: id, environment: process.env['INPUT_ENVIRONMENT'] ?? '', startedAt });
  let told = false;
  const tell = async (result: FlowResult): Promise<void> => {
    if (told) return;
    told = true;
    try {
      const { publish } = await loadWork();
      await publish(result, edge.log, edge.masks, telling.outputs ? spec : undefined);
    } catch (error) {
      process.exitCode = 1;
      edge.log.print(asFailure(error).facts.cause ?? String(error));
    }
  };
  const guard = guardProcess(
    (signal) => {
      sayCancelled(edge, signal);
    },
    (failure) => tell(failedResult(stub(), failure, new Date())),
  );
  let approach: Approach | undefined;
  let result: FlowResult;
  try {
    const { values, warnings } = readInputs(spec, process.env);
    for (const warning of warnings) edge.log.warn(warning);
    // What tells the end takes time to load: that passes while the hosts answer.
    const onFirstScript = (): void => {
      void loadWork().then(({ loadToolkit }) => loadToolkit()).catch(() => undefined);
    };
    approach = await approachHosts({ id, inputs: values, edge, signal: guard.signal, onFirstScript });
    const work = await loadWork();
    result = await flow(await work.openContext({ id, inputs: values, edge, signal: guard.signal, plugins: plugins ?? work.plugins, approach }));
  } catch (error) {
    result = failedResult(stub(), thrownFailure(error, guard.signal), new Date());
  }
  await approach?.connections.close().catch(() => undefined);
  await tell(withFailures(result, guard.stray));
  guard.release();
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** Runs one action as the runner starts it. Never rejects: what goes wrong is told, and the step is red. */
export function runAction(id: ActionId, flow: Flow, spec: ActionSpec, plugins?: Plugins): Promise<void> {
  return take({ id, spec, flow, plugins, telling: { outputs: true } });
}

function readJobStatus(inputs: ReadonlyMap<string, string>): JobStatus {
  const status = inputs.get('job-status');
  if (status === 'success' || status === 'failure' || status === 'cancelled') return status;
  throw new Failure({
    kind: 'configuration',
    code: 'LG-JOB-STATUS',
    problem: 'how the job stands cannot be told, so nothing is closed and nothing goes back',
    cause: status === undefined ? 'the input "job-status" is empty' : `the input "job-status" is "${status}"`,
    next: 'leave the input "job-status" to its default; the next run goes back from what this one left open',
  });
}

/** Runs the post step of an action: the one that took the lease sees to it that nothing stays open; the others do nothing. */
export async function runPost(id: ActionId, reconcile: Reconcile, spec: ActionSpec, plugins?: Plugins): Promise<void> {
  if (!looksAfterLease()) return;
  await take({ id, spec, plugins, telling: { outputs: false }, flow: (context) => reconcile(context, readJobStatus(context.inputs)) });
}
