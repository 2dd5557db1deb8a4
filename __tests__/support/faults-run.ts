import { type Block, type Expected, type Fault, type FaultTable, PRODUCTS, readBlock, type Run } from './faults';
import type { Served } from './rig';

/** What may follow what in one finding; each at most once. */
const ORDER = ['problem', 'host', 'asked', 'got', 'expected', 'so', 'next', 'code'];

function checkShape({ headline, right, fields }: Block, { codes, host, cause, next }: Expected): void {
  expect(headline).toMatch(/^[a-z-]+: \S/);
  expect(right).toMatch(/^(web, )?\d\d:\d\d:\d\d UTC$/);
  if (host !== '') expect(right).toContain(`${host}, `);
  expect(fields.filter(([label]) => label === 'code').map(([, text]) => text)).toEqual(codes);
  const findings: (readonly [string, string])[][] = [[]];
  for (const field of fields) {
    findings.at(-1)?.push(field);
    if (field[0] === 'code') findings.push([]);
  }
  for (const finding of findings.filter((one) => one.some(([label]) => label === 'code'))) {
    const labels = finding.map(([label]) => label);
    expect(labels).toEqual(ORDER.filter((label) => labels.includes(label)));
    expect(labels.includes('so') || labels.includes('next')).toBe(true);
    for (const [, text] of finding) expect(text.trim()).not.toBe('');
  }
  const said = (...labels: string[]): string => fields.filter(([label]) => labels.includes(label)).map(([, text]) => text).join('\n');
  expect(`${headline}\n${said('problem', 'got')}`).toMatch(cause);
  expect(said('so', 'next')).toMatch(next);
}

/** What there was to see of a system at a moment. */
export interface Seen {
  readonly served: Served;
  readonly digest: string;
  readonly rows: string;
  /** How each change on record ended; `open` for one that did not. */
  readonly changes: readonly string[];
  readonly leaseOwner: string;
}

/** Holds a run against what its row expects: what was told, and what there was to see before and after. */
export function judgeRun(run: Run, { expected }: Pick<Fault, 'expected'>, before: Seen, after: Seen, keyLine: string): void {
  expect(run).toMatchObject({ code: 1, signal: null });
  checkShape(readBlock(run.log), expected);
  expect(run.summary).toContain(expected.codes[0]);
  expect(run.log).toMatch(/^::error/m);
  const log = logOf(run);
  expect(log).not.toMatch(/^\s+at .+[:(]\d+:\d+\)?$/m);
  expect(log).not.toContain('LG-BUG');
  expect(log).not.toContain(keyLine);
  if ((expected.serves ?? 'former') === 'former') expect(after.served).toEqual(before.served);
  else expect(after.served).toMatchObject({ release: run.outputs['release-id'] });
  expect(after.rows).toBe(before.rows);
  if ((expected.database ?? 'same') === 'same') expect(after.digest).toBe(before.digest);
  else expect(after.digest).not.toBe(before.digest);
  expect(run.outputs).toMatchObject({ ...(expected.outcome === undefined ? {} : { outcome: expected.outcome }), ...(expected.wayBack === undefined ? {} : { 'rollback-status': expected.wayBack }) });
  expect(after.changes.slice(before.changes.length)).toEqual(expected.change === undefined || expected.change === 'none' ? [] : [expected.change]);
  if ((expected.lease ?? 'free') === 'free') expect(after.leaseOwner).toBe('');
  else expect(after.leaseOwner).not.toBe('');
}

/** What was printed. What the runner hides when it reads these lines is no leak. */
export const logOf = (run: Run): string => [run, ...run.posts].map((one) => one.log.replace(/^::add-mask::.*\n/gm, '')).join('');

/** With everything that was printed, for whoever reads why a row is red. */
export async function tellingLog(run: Run, judge: () => void | Promise<void>): Promise<void> {
  try {
    await judge();
  } catch (error) {
    if (error instanceof Error) error.message += `\n\n${logOf(run)}\n\noutputs: ${JSON.stringify(run.outputs)}`;
    throw error;
  }
}

async function look({ rig, leaseOwner }: FaultTable): Promise<Seen> {
  return { served: await rig.served(), digest: rig.databaseDigest, rows: rig.sql(PRODUCTS), changes: rig.changes.map((change) => change.closed?.outcome ?? 'open'), leaseOwner };
}

/** Runs one row of the table and holds it against what it expects. */
export async function runFault(table: FaultTable, fault: Fault): Promise<Run> {
  const { rig } = table;
  await table.reset(fault);
  if (fault.version === 'v2') rig.checkout('v2');
  else rig.write('VERSION', '1.0.1\n');
  fault.edit?.(rig);
  const env = fault.env?.(table) ?? {};
  const takeAway = await fault.bring?.(table);
  const before = await look(table);
  expect(before.served).toEqual({ version: '1.0.0', release: rig.current });

  const run = await (fault.act ?? ((_, more) => rig.run('lockgate', {}, { env: more })))(table, env);
  await takeAway?.();
  const after = await look(table);
  await tellingLog(run, async () => {
    judgeRun(run, fault, before, after, rig.key.private.split('\n')[1] ?? '');
    await fault.also?.(run, table);
  });
  return run;
}

/** A table of faults, each a test of its own. */
export function testFaults(rows: readonly Fault[], table: () => FaultTable): void {
  test.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    await runFault(table(), row);
  }, 150_000);
}
