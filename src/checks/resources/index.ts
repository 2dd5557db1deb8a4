import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult, Probe } from '../../model/command';
import { complain, percentage } from '../../model/units';
import { bytes, failed, inconclusive, passed, percent, whyUnanswered } from '../answer';
import type { CheckContext, CheckPlugin } from '../check';
import { amountOf, figuresAfter, number, showNumber } from '../measure';

const schema = z
  .strictObject({
    cpu: percentage.optional().describe('How busy all processors together may be, watched for a second.').meta({ examples: ['50%'] }),
    memory: percentage.optional().describe('How much of the memory may be taken: what the kernel calls available is free.').meta({ examples: ['60%'] }),
    load: z.number().min(0).optional().describe('The highest load average of the last minute.').meta({ examples: [4] }),
    connections: number.optional().describe('How many connections the database may have: a number, or a share of what it takes, such as 80%.').meta({ examples: ['80%'] }),
  })
  .refine((given) => Object.values(given).some((limit) => limit !== undefined), { error: complain('no limit is given', 'write at least one of cpu, memory, load, connections') });

type Settings = z.output<typeof schema>;

/** One figure beside its limit; no `got` where it is not known. */
interface Part {
  readonly what: string;
  readonly limit: string;
  readonly got?: string;
  readonly fine?: boolean;
  readonly why?: string;
}

/** Pure. What `lg_check_resources` printed, judged; the connections are another question. */
export function judgeLoad({ cpu, memory, load }: Settings, stdout: string): { parts: Part[]; figures: Record<string, number> } {
  const parts: Part[] = [];
  const figures: Record<string, number> = {};
  const judge = (what: string, limit: number | undefined, found: number | undefined, show: (value: number) => string, detail = ''): void => {
    if (found !== undefined) figures[what] = found;
    if (limit !== undefined) parts.push({ what, limit: show(limit), ...(found === undefined ? { why: 'the host does not tell' } : { got: `${show(found)}${detail}`, fine: found <= limit }) });
  };
  const [busy = 0, ticks = 0] = figuresAfter(stdout, 'cpu', 2) ?? [];
  judge('cpu', cpu, ticks > 0 ? busy / ticks : undefined, percent);
  const [all = 0, free = 0] = figuresAfter(stdout, 'memory', 2) ?? [];
  judge('memory', memory, all > 0 ? (all - free) / all : undefined, percent, all > 0 ? ` (${bytes(free * 1024)} available)` : '');
  judge('load', load, figuresAfter(stdout, 'load', 1)?.[0], String);
  return { parts, figures };
}

type Connections = Awaited<ReturnType<NonNullable<NonNullable<CheckContext['database']>['connections']>>>;

function judgeConnections(settings: Settings, context: CheckContext, probe: Connections | undefined, results: readonly CommandResult[]): { parts: Part[]; figures: Record<string, number> } {
  const limit = settings.connections;
  if (limit === undefined) return { parts: [], figures: {} };
  const part = { what: 'connections', limit: showNumber(limit) };
  if (probe === undefined) {
    const why = context.database === undefined ? 'no database is configured for this host' : `a database of the kind ${context.database.engine} does not tell of its connections`;
    return { parts: [{ ...part, why }], figures: {} };
  }
  const { used, max } = probe.read(results);
  return { parts: [{ ...part, got: `${String(used)} of ${String(max)}`, fine: used <= amountOf(limit, max) }], figures: { connections: used } };
}

function tell(asked: string, expected: string, parts: readonly Part[], figures: Readonly<Record<string, number>>): CheckResult {
  const got = parts.map((part) => `${part.what} ${part.got ?? 'unknown'}`).join(', ');
  if (parts.some(({ fine }) => fine === false)) return failed(asked, got, expected, { figures, slow: true });
  const silent = parts.find((part) => part.got === undefined);
  if (silent !== undefined) return inconclusive(asked, got, expected, `${silent.what}: ${silent.why ?? ''}`, { figures });
  return passed(asked, got, expected, { figures });
}

const describeWanted = ({ cpu, memory, load, connections }: Settings): string =>
  [
    ...(cpu === undefined ? [] : [`cpu at most ${percent(cpu)}`]),
    ...(memory === undefined ? [] : [`memory at most ${percent(memory)}`]),
    ...(load === undefined ? [] : [`load at most ${String(load)}`]),
    ...(connections === undefined ? [] : [`connections at most ${showNumber(connections)}`]),
  ].join(', ');

function probeLoad(settings: Settings, context: CheckContext): Probe<CheckResult> {
  const ofHost = [settings.cpu, settings.memory, settings.load].some((limit) => limit !== undefined);
  const asked = `the load of the ${ofHost ? 'host' : 'database'}`;
  const expected = describeWanted(settings);
  const load = ofHost ? [reading('measure the load', 'lg_check_resources', ['1'], { library: true, bounded: true })] : [];
  const connections = settings.connections === undefined ? undefined : context.database?.connections?.();
  return {
    commands: [...load, ...(connections?.commands ?? [])],
    read: (results) => {
      const why = ofHost ? whyUnanswered(results[0]) : undefined;
      if (why !== undefined) return inconclusive(asked, 'it could not be measured', expected, why);
      const host = judgeLoad(settings, ofHost ? (results[0]?.stdout ?? '') : '');
      const database = judgeConnections(settings, context, connections, results.slice(load.length));
      return tell(asked, expected, [...host.parts, ...database.parts], { ...host.figures, ...database.figures });
    },
  };
}

/** How busy the host and its database are. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'resources',
  schema: schema.describe('Processor, memory, load and connections of the host are within limits.').meta({ examples: [{ cpu: '50%', memory: '60%', connections: 20 }] }),
  defaults: { attempts: 3, everyMs: 5000, timeoutMs: 30_000, successes: 1, onFail: 'hold' },
  beyondReading: ({ connections }) => connections !== undefined,
  create: (settings) => ({ asks: 'host', probe: (context) => probeLoad(settings, context) }),
  describe: describeWanted,
};
