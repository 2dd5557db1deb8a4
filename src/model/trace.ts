import { z } from 'zod';

import type { MessageGate } from './message';
import type { ActionReport } from './report';
import { count } from './words';

/** What an action of a job leaves for the later ones, so that what is told at the end need not be wired by hand. */
const schema = z.object({
  action: z.string(),
  status: z.string(),
  headline: z.string(),
  app: z.string(),
  environment: z.string(),
  release: z.string(),
  startedAt: z.iso.datetime(),
  gates: z.array(z.object({ name: z.string(), status: z.enum(['passed', 'warned', 'held', 'failed']), detail: z.string() })),
  outputs: z.record(z.string(), z.string()),
});
export type Trace = z.output<typeof schema>;

export function traceOf(report: ActionReport, outputs: Readonly<Record<string, string>>): Trace {
  const { action, status, headline, app, environment, release, startedAt } = report;
  return { action, status, headline, app, environment, release, startedAt, gates: gatesOf(report), outputs: { ...outputs } };
}

/** Undefined for anything that is none. */
export function readTrace(text: string): Trace | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function gatesOf({ gates }: ActionReport): MessageGate[] {
  return gates.map(({ moment, leads, checks, besides = 0 }) => {
    const open = checks.filter(({ result }) => result.status !== 'passed').map(({ name, host }) => (host === undefined ? name : `${name} (${host})`));
    const status = leads === 'rollback' ? 'failed' : leads === 'hold' ? 'held' : open.length > 0 ? 'warned' : 'passed';
    return { name: moment, status, detail: [...new Set(open), ...(besides === 0 ? [] : [count(besides, 'other problem')])].join(', ') };
  });
}

const WORSE: readonly MessageGate['status'][] = ['passed', 'warned', 'held', 'failed'];

/** One line for each moment, though a gate is asked on many hosts; what the way back asked of the old release is told apart. */
export function gatesIn(traces: readonly Trace[]): MessageGate[] {
  const merged = new Map<string, MessageGate>();
  for (const { action, gates } of traces) {
    for (const gate of gates) {
      const name = action === 'rollback' ? `${gate.name} (after going back)` : gate.name;
      const known = merged.get(name);
      const status = known !== undefined && WORSE.indexOf(known.status) > WORSE.indexOf(gate.status) ? known.status : gate.status;
      const details = [known?.detail ?? '', gate.detail].filter((detail, index, all) => detail !== '' && all.indexOf(detail) === index);
      merged.set(name, { name, status, detail: details.join(', ') });
    }
  }
  return [...merged.values()];
}

/** What an earlier action said under this name; the last one that said anything counts. */
export function toldBefore(traces: readonly Trace[], output: string, actions: readonly string[]): string | undefined {
  const told = traces.findLast(({ action, outputs }) => actions.includes(action) && (outputs[output] ?? '') !== '');
  return told?.outputs[output];
}

/** Whether any of them brings a release, or means to; a job that only goes back does not. */
export function bringsRelease(traces: readonly Trace[]): boolean {
  const actions = new Set(traces.map(({ action }) => action));
  return !actions.has('rollback') || ['lockgate', 'preflight', 'backup', 'migrate', 'rolling-deploy'].some((action) => actions.has(action));
}

/**
 * The sentence of the last action that was red, the way back left out: it tells what followed, not what went wrong. Where a job
 * only goes back, that is what there is to tell.
 */
export function reasonIn(traces: readonly Trace[]): string {
  if (!bringsRelease(traces)) return traces.findLast(({ action }) => action === 'rollback')?.headline ?? '';
  const red = traces.findLast(({ action, status }) => (status === 'failed' || status === 'held') && action !== 'rollback' && action !== 'notify');
  return red === undefined ? '' : `${red.action}: ${red.headline}`;
}

/** When the first of them began. */
export function beganAt(traces: readonly Trace[]): Date | undefined {
  const first = traces.map(({ startedAt }) => startedAt).sort()[0];
  return first === undefined ? undefined : new Date(first);
}
