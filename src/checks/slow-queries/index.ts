import { z } from 'zod';

import type { SlowQueries } from '../../databases/database';
import type { CheckResult } from '../../model/check';
import { duration } from '../../model/units';
import { clean, failed, inconclusive, passed, seconds } from '../answer';
import type { Baseline, CheckPlugin } from '../check';

const schema = z.strictObject({ over: duration.describe('How long a query may take: since the deploy where pg_stat_statements counts, else those that run at the moment.').meta({ examples: ['1s'] }) });

type Settings = z.output<typeof schema>;
type Counted = NonNullable<SlowQueries['counted']>[number];

const NAME = 'slow queries';
const FIGURES = ['calls', 'all', 'slowest'] as const;

/** What was counted when preflight looked, to be told from what came since. */
const figuresOf = (counted: readonly Counted[]): Record<string, number> => Object.fromEntries(counted.flatMap(({ id, calls, allMs, slowestMs }) => [[`calls ${id}`, calls], [`all ${id}`, allMs], [`slowest ${id}`, slowestMs]]));

/**
 * Pure. What of the counted took longer since: the slowest is slower than before, or the mean of the calls since then is over the
 * limit. A counter that went back was set to zero, so that all of it is since.
 */
export function slowSince(counted: readonly Counted[], before: Readonly<Record<string, number>>, over: number): { readonly query: string; readonly ms: number }[] {
  return counted.flatMap(({ id, calls, allMs, slowestMs, query }) => {
    const [was = 0, all = 0, slowest = 0] = FIGURES.map((name) => before[`${name} ${id}`]);
    if (slowestMs < over) return [];
    if (was === 0 || calls < was || slowestMs > slowest) return [{ query, ms: slowestMs }];
    const mean = calls === was ? 0 : (allMs - all) / (calls - was);
    return mean >= over ? [{ query, ms: mean }] : [];
  });
}

function tell(asked: string, expected: string, found: readonly { readonly ms: number; readonly what: string }[], measured: Pick<CheckResult, 'figures'>): CheckResult {
  if (found.length === 0) return passed(asked, 'none', expected, measured);
  const shown = found.toSorted((a, b) => b.ms - a.ms).slice(0, 3).map(({ ms, what }) => `${seconds(ms)}: ${clean(what, 100)}`);
  return failed(asked, `${shown.join('; ')}${found.length > 3 ? `; and ${String(found.length - 3)} more` : ''}`, expected, { ...measured, slow: true });
}

/** Pure. */
export function judgeSlow({ over }: Settings, { running, counted }: SlowQueries, baseline: Baseline | undefined, measuring: boolean): CheckResult {
  const before = baseline?.first === true ? {} : baseline?.figures[NAME];
  const expected = `no query takes ${seconds(over)} or longer`;
  const measured = counted === undefined ? {} : { figures: figuresOf(counted) };
  if (!measuring && counted !== undefined && before !== undefined) {
    const found = slowSince(counted, before, over).map(({ query, ms }) => ({ ms, what: query }));
    return tell('pg_stat_statements for queries since the deploy', expected, found, measured);
  }
  const asked = measuring ? 'the queries that run' : `the queries that run, since ${counted === undefined ? 'pg_stat_statements cannot be read' : 'preflight of this run counted none to compare with'}`;
  if (running === undefined) return inconclusive(asked, 'they cannot be seen', expected, 'neither pg_stat_statements nor the queries of others can be read by this role: GRANT pg_monitor TO it');
  return tell(asked, expected, running.map(({ who, ms, query }) => ({ ms, what: `${query} (${who})` })), measured);
}

/** No query takes longer than it may. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'slow-queries',
  schema: schema.describe('No query of the database takes too long.').meta({ examples: [{ over: '1s' }] }),
  defaults: { attempts: 1, everyMs: 5000, timeoutMs: 30_000, successes: 1, onFail: 'hold' },
  needs: ['database'],
  beyondReading: () => true,
  create: (settings) => ({
    asks: 'host',
    probe: ({ database, baseline, moment }) => {
      const asked = 'the slow queries';
      const expected = `no query takes ${seconds(settings.over)} or longer`;
      if (database === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no database is configured for this host') };
      const probe = database.slowQueries?.(settings.over);
      if (probe === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, `a database of the kind ${database.engine} does not tell of its queries; remove this check`) };
      return { commands: probe.commands, read: (results) => judgeSlow(settings, probe.read(results), baseline, moment === 'preflight') };
    },
  }),
  baseline: () => NAME,
  meantFor: (_settings, { database }) => database !== undefined,
  describe: ({ over }) => `no query takes ${seconds(over)} or longer`,
};
