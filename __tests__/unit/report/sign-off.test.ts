import MarkdownIt from 'markdown-it';

import type { ChangeRecord } from '../../../src/model/journal';
import { foldJournal, type JournalLine } from '../../../src/model/journal';
import type { Manifest } from '../../../src/model/manifest';
import { GATE_FACT, markGate, signOffOf } from '../../../src/model/sign-off';
import { renderSummary } from '../../../src/report/summary';
import { checkOf, reportOf } from './reports';
import fc from '../../support/properties';

const markdown = new MarkdownIt({ html: true, linkify: true });
const base = { v: 1 as const, change: 'r2', token: 1, action: 'lockgate' as const };
const verdict = { moment: 'released' as const, leads: 'rollback' as const, checks: [checkOf({ result: { latencyMs: 41 } }), checkOf({ name: 'homepage', result: { status: 'passed', got: '200 in 80 ms' } })] };

function recordOf(...more: readonly JournalLine[]): ChangeRecord {
  const lines: JournalLine[] = [
    { ...base, kind: 'opened', at: '2026-11-21T21:00:00Z', owner: 'team/shop/77/deploy', attempt: 2, version: 'v1.4.0', commit: 'c'.repeat(40), actor: 'ann', ref: 'refs/tags/v1.4.0', url: 'https://github.invalid/team/shop/actions/runs/77', previous: 'r1' },
    { ...base, kind: 'fact', at: '2026-11-21T21:00:01Z', name: 'backup', data: { id: 'b1' } },
    { ...base, kind: 'fact', at: '2026-11-21T21:00:02Z', name: 'migrating', data: { revision: '', applied: [], pending: [{ name: 'db/2.sql', digest: 'd'.repeat(64), classes: ['lock'], acknowledged: ['lock'] }] } },
    { ...base, kind: 'fact', at: '2026-11-21T21:00:03Z', name: `${GATE_FACT}released`, data: markGate(verdict, 1200) },
    ...more,
  ];
  return foldJournal(lines)[0] as ChangeRecord;
}

const manifest = { id: 'b1', bytes: 1234, sha256: 'e'.repeat(64), verified: 'restored', copies: [{ place: '/mnt/second', verified: true }] } as unknown as Manifest;
const grounds = { app: 'shop', environment: 'production', hosts: ['web-1', 'web-2'], manifests: [manifest], approvers: ['bob'] };

function cells(text: string): string[] {
  return markdown.parse(text, {}).flatMap((token) => (token.type === 'inline' ? [(token.children ?? []).map(({ content }) => content).join('')] : []));
}

test('the sheet says who let what onto which hosts, on what grounds, and what came of it', () => {
  const record = recordOf(
    { ...base, kind: 'fact', at: '2026-11-21T21:01:00Z', name: 'way-back', data: { level: 'R2', why: 'the schema is as it was', to: 'r1', rows: '0' } },
    { ...base, kind: 'closed', at: '2026-11-21T21:01:05Z', outcome: 'rolled-back' },
  );
  const text = renderSummary(reportOf({ signOff: signOffOf(record, grounds) }));
  const found = cells(text);
  for (const told of [
    'Sign-off', 'rolled-back', 'shop on production', 'web-1, web-2', 'v1.4.0', 'c'.repeat(40), 'refs/tags/v1.4.0', 'team/shop', 'ann', 'bob', '2026-11-21 21:00:00 UTC', '2026-11-21 21:01:05 UTC',
    'b1, 1234 bytes, verified: restored', 'e'.repeat(64), '/mnt/second (digest verified)', 'db/2.sql', 'd'.repeat(64), 'lock', 'R2 to r1: the schema is as it was', '503, {"status":"degraded","database":"timeout"}', '200 and database = connected', '41\u00a0ms', '1.2\u00a0s', '200 in 80 ms',
  ]) expect(found).toContain(told);
  expect(text).toContain('attempt 2');
});

test('who approved is what the record says, whoever is asked later', () => {
  const record = recordOf({ ...base, kind: 'fact', at: '2026-11-21T21:00:01Z', name: 'approval', data: { by: ['grace', 'ada'], how: 'review', digest: '2-x' } });
  expect(cells(renderSummary(reportOf({ signOff: signOffOf(record, grounds) })))).toContain('grace, ada');
});

test('a record of which little is known makes a sheet that says so', () => {
  const { opened } = recordOf();
  const { actor: _actor, ref: _ref, url: _url, ...old } = opened;
  const found = cells(renderSummary(reportOf({ signOff: signOffOf({ id: 'r2', opened: old, steps: [], facts: new Map<string, unknown>([['migrating', 7], ['backup', null], [`${GATE_FACT}x`, 'y']]) }, { ...grounds, approvers: [] }) })));
  for (const told of ['open: not finished yet', 'no approval is known', 'none of this change', 'was not needed; it leads to r1']) expect(found).toContain(told);
});

test('what did not pass is never left out of the record', () => {
  const many = { ...verdict, checks: [...Array.from({ length: 200 }, (_, index) => checkOf({ name: `passed ${String(index)}`, result: { status: 'passed', got: 'x'.repeat(5000) } })), checkOf({ name: 'the one' })] };
  const mark = markGate(many, 1);
  expect(mark.checks[0]?.name).toBe('the one');
  expect(mark.omitted).toBe(141);
  expect(JSON.stringify(mark).length).toBeLessThan(30_000);
});

test('hostile text in a record is text in the sheet, which stays below the limit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const record = recordOf({ ...base, kind: 'fact', at: text, name: `${GATE_FACT}released`, data: markGate({ ...verdict, checks: [checkOf({ name: text, host: text, result: { got: `${text}<img src=x onerror=alert(1)> | ![x](y)`, expected: text } })] }, 1) });
      const page = renderSummary(reportOf({ signOff: signOffOf(record, { ...grounds, hosts: [text], approvers: [text, '@everyone'] }) }));
      expect(markdown.parse(page, {}).flatMap((token) => [token.type, ...(token.children ?? []).map(({ type }) => type)]).filter((type) => /html|link|image|code/.test(type))).toEqual([]);
    }),
    { numRuns: 100 },
  );
  const sheet = signOffOf(recordOf(), grounds);
  const huge = { ...sheet, gates: Array.from({ length: 3000 }, () => sheet.gates[0]!) };
  expect(Buffer.byteLength(renderSummary(reportOf({ signOff: huge })))).toBeLessThanOrEqual(1_000_000);
});
