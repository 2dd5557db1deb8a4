import { type Block, type Fault, type FaultTable, PRODUCTS, readBlock, type Run } from './faults';

/** What may follow what in one finding; each at most once. */
const ORDER = ['problem', 'host', 'asked', 'got', 'expected', 'so', 'next', 'code'];

function checkShape({ headline, right, fields }: Block, fault: Fault): void {
  const { codes, host, cause, next } = fault.expected;
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

/** Runs one row of the table and holds it against what it expects. */
export async function runFault(table: FaultTable, fault: Fault): Promise<Run> {
  const { rig } = table;
  const { expected } = fault;
  await table.reset(fault);
  if (fault.version === 'v2') rig.checkout('v2');
  else rig.write('VERSION', '1.0.1\n');
  fault.edit?.(rig);
  const env = fault.env?.(table) ?? {};
  const takeAway = await fault.bring?.(table);
  const before = { served: await rig.served(), digest: rig.databaseDigest, rows: rig.sql(PRODUCTS), changes: rig.changes.length };
  expect(before.served).toEqual({ version: '1.0.0', release: rig.current });

  const run = await (fault.act ?? ((_, more) => rig.run('lockgate', {}, { env: more })))(table, env);
  await takeAway?.();
  // What the runner hides when it reads these lines is no leak.
  const log = [run, ...run.posts].map((one) => one.log.replace(/^::add-mask::.*\n/gm, '')).join('');
  try {
    expect(run).toMatchObject({ code: 1, signal: null });
    checkShape(readBlock(run.log), fault);
    expect(run.summary).toContain(expected.codes[0]);
    expect(run.log).toMatch(/^::error/m);
    expect(log).not.toMatch(/^\s+at .+[:(]\d+:\d+\)?$/m);
    expect(log).not.toContain('LG-BUG');
    expect(log).not.toContain(rig.key.private.split('\n')[1]);
    expect(await rig.served()).toEqual(before.served);
    expect(rig.sql(PRODUCTS)).toBe(before.rows);
    if ((expected.database ?? 'same') === 'same') expect(rig.databaseDigest).toBe(before.digest);
    else expect(rig.databaseDigest).not.toBe(before.digest);
    expect(run.outputs).toMatchObject({ ...(expected.outcome === undefined ? {} : { outcome: expected.outcome }), ...(expected.wayBack === undefined ? {} : { 'rollback-status': expected.wayBack }) });
    expect(rig.changes.slice(before.changes).map((change) => change.closed?.outcome ?? 'open')).toEqual(expected.change === undefined || expected.change === 'none' ? [] : [expected.change]);
    if ((expected.lease ?? 'free') === 'free') expect(table.leaseOwner).toBe('');
    else expect(table.leaseOwner).not.toBe('');
    await fault.also?.(run, table);
  } catch (error) {
    if (error instanceof Error) error.message += `\n\n${log}\n\noutputs: ${JSON.stringify(run.outputs)}`;
    throw error;
  }
  return run;
}

/** A table of faults, each a test of its own. */
export function testFaults(rows: readonly Fault[], table: () => FaultTable): void {
  test.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    await runFault(table(), row);
  }, 150_000);
}
