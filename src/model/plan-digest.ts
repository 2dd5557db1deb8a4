import { createHash } from 'node:crypto';

/** What an approval covers: everything that decides what a deploy does, and no measurement. */
export interface PlanFacts {
  readonly commit: string;
  readonly configuration: string;
  /** `name@digest` of each pending migration, in order. */
  readonly migrations: readonly string[];
  readonly revision: string;
  readonly currentRelease: string;
  readonly hosts: readonly string[];
}

const NAMES = ['commit', 'configuration', 'pending migrations', 'schema revision', 'current release', 'hosts'] as const;

function short(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);
}

/** `1-<part>-<part>-…`: one short digest per fact, so that a mismatch can be named without the facts themselves. */
export function planDigest(facts: PlanFacts): string {
  return ['1', facts.commit, facts.configuration, facts.migrations, facts.revision, facts.currentRelease, facts.hosts]
    .map((part, index) => (index === 0 ? part : short(part)))
    .join('-');
}

/** What is different from what was approved, as the names of the facts; undefined for a digest that cannot be read. */
export function explainDifference(approved: string, now: string): string[] | undefined {
  const was = approved.split('-');
  const is = now.split('-');
  if (was.length !== NAMES.length + 1 || was[0] !== '1') return undefined;
  return NAMES.filter((_, index) => was[index + 1] !== is[index + 1]);
}
