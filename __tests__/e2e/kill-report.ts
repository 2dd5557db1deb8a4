import type { Outcome } from './kill-case';

/** Says on the console what ran and how it ended, and throws everything that was wrong. */
export function conclude(title: string, outcomes: readonly Outcome[]): void {
  const counted = new Map<string, number>();
  for (const { mode, ended } of outcomes) counted.set(`${mode}: ${ended}`, (counted.get(`${mode}: ${ended}`) ?? 0) + 1);
  const bad = outcomes.filter(({ wrong }) => wrong.length > 0);
  const table = [...counted].sort().map(([name, count]) => `  ${String(count).padStart(4)}  ${name}`);
  process.stderr.write([`kill harness, ${title}: ${String(outcomes.length)} kills, ${String(bad.length)} with something wrong`, ...table, ''].join('\n'));
  if (bad.length > 0) throw new Error(bad.map(({ text, wrong }) => `${text}\n    ${wrong.join('\n    ')}`).join('\n'));
}
