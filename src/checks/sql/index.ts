import { z } from 'zod';

import { complain, duration } from '../../model/units';
import { clean, failed, inconclusive, passed, seconds } from '../answer';
import type { CheckPlugin } from '../check';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const schema = z
  .strictObject({
    query: z.string().min(1).describe('A query that only reads.').meta({ examples: ['SELECT count(*) FROM orders'] }),
    equals: z.union([cell, z.array(cell)]).optional().describe('The one value it answers with, or the values of its first column in order.').meta({ examples: [0] }),
    rows: z
      .union([z.int().min(0).transform((count) => ({ min: count, max: count })), z.strictObject({ min: z.int().min(0).prefault(0).describe('At least so many.').meta({ examples: [1] }), max: z.int().min(0).optional().describe('At most so many.').meta({ examples: [100] }) })])
      .optional()
      .describe('How many rows it answers with.')
      .meta({ examples: [{ min: 1 }] }),
    under: duration.optional().describe('How quickly the answer must come, measured on the host.').meta({ examples: ['100ms'] }),
    plan: z.literal('index').optional().describe('index: the database must look into an index to answer it.'),
  })
  .refine(({ equals, rows, under, plan }) => [equals, rows, under, plan].some((wanted) => wanted !== undefined), { error: complain('nothing is expected of the answer', 'write equals, rows, under or plan') });

type Settings = z.output<typeof schema>;

/** Databases answer in text; a number, a boolean and its text are the same here. */
function asText(value: z.output<typeof cell>): readonly (string | null)[] {
  if (value === null) return [null];
  if (typeof value === 'boolean') return value ? ['true', 't', '1'] : ['false', 'f', '0'];
  return [String(value)];
}

function describeWanted({ equals, rows, under, plan }: Settings): string {
  return [
    ...(equals === undefined ? [] : [JSON.stringify(equals)]),
    ...(rows === undefined ? [] : [`${rows.min === rows.max ? String(rows.min) : rows.max === undefined ? `at least ${String(rows.min)}` : `${String(rows.min)} to ${String(rows.max)}`} rows`]),
    ...(under === undefined ? [] : [`within ${seconds(under)}`]),
    ...(plan === undefined ? [] : ['by an index']),
  ].join(' and ');
}

/** Pure. What is not as expected, each in a few words. */
export function judgeRows({ equals, rows: wanted, under }: Settings, answer: { rows: readonly (readonly (string | null)[])[]; ms: number }): string[] {
  const problems: string[] = [];
  const first = answer.rows.map(([value = null]) => value);
  if (equals !== undefined) {
    const expected = Array.isArray(equals) ? equals : [equals];
    const same = expected.length === first.length && expected.every((value, index) => asText(value).includes(first[index] ?? null));
    if (!same) problems.push(first.length === 0 ? 'no rows' : clean(first.slice(0, 10).map((value) => value ?? 'NULL').join(', '), 200) + (first.length > 10 ? ` and ${String(first.length - 10)} more rows` : ''));
  }
  if (wanted !== undefined && (first.length < wanted.min || (wanted.max !== undefined && first.length > wanted.max))) problems.push(`${String(first.length)} rows`);
  if (under !== undefined && answer.ms > under) problems.push(`an answer after ${seconds(answer.ms)}`);
  return problems;
}

const QUERY_DEADLINE_MS = 30_000;

/** What a query answers, and how quickly. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'sql',
  schema: schema.describe('A query of the database answers what is wanted, quickly enough, by an index.').meta({ examples: [{ query: 'SELECT count(*) FROM orders', rows: 1, under: '100ms' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: QUERY_DEADLINE_MS, successes: 1 },
  beyondReading: () => true,
  create: (settings) => ({
    asks: 'host',
    probe: ({ database }) => {
      const asked = clean(settings.query, 200);
      const expected = describeWanted(settings);
      if (database === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'no database is configured for this host') };
      const query = database.query(settings.query, QUERY_DEADLINE_MS);
      const plan = settings.plan === undefined ? undefined : database.explain?.(settings.query, QUERY_DEADLINE_MS);
      return {
        commands: [...query.commands, ...(plan?.commands ?? [])],
        read: (results) => {
          const answer = query.read(results.slice(0, query.commands.length));
          const late = settings.under !== undefined && answer.ms > settings.under ? [`an answer after ${seconds(answer.ms)}`] : [];
          const wrong = judgeRows({ ...settings, under: undefined }, answer);
          const way = plan?.read(results.slice(query.commands.length));
          const noIndex = way?.usesIndex === false ? [`no index is used: ${clean(way.text, 200)}`] : [];
          const problems = [...wrong, ...late, ...noIndex];
          // Rows as they should be, but late or the long way round: a complaint about performance.
          const more = { latencyMs: answer.ms, ...(problems.length > 0 && wrong.length === 0 ? { slow: true as const } : {}) };
          if (problems.length > 0) return failed(asked, problems.join(', '), expected, more);
          const got = `${String(answer.rows.length)} rows in ${seconds(answer.ms)}${way === undefined ? '' : `, ${clean(way.text, 120)}`}`;
          if (settings.plan !== undefined && way === undefined) return inconclusive(asked, got, expected, `a database of the kind ${database.engine} does not tell how it finds its answer; leave \`plan\` out`, more);
          return passed(asked, got, expected, more);
        },
      };
    },
  }),
  meantFor: (_settings, { database }) => database !== undefined,
  describe: (settings) => `${clean(settings.query, 100)} answers ${describeWanted(settings)}`,
};
