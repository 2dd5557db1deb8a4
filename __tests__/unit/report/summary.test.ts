import MarkdownIt from 'markdown-it';

import { renderSummary } from '../../../src/report/summary';
import { cleanLine } from '../../../src/report/text';
import { checkOf, reportOf } from './reports';
import fc from '../../support/properties';

const markdown = new MarkdownIt({ html: true, linkify: true });

interface Row {
  readonly cells: readonly string[];
}

/** The rows of all tables as a reader sees them, and every kind of syntax that was found. */
function read(text: string): { rows: Row[]; kinds: Set<string>; code: string[] } {
  const rows: string[][] = [];
  const kinds = new Set<string>();
  const code: string[] = [];
  let inCell = false;
  for (const token of markdown.parse(text, {})) {
    kinds.add(token.type);
    if (token.type === 'fence') code.push(token.content);
    if (token.type === 'tr_open') rows.push([]);
    if (token.type === 'td_open' || token.type === 'th_open') inCell = true;
    if (token.type !== 'inline') continue;
    for (const child of token.children ?? []) kinds.add(child.type);
    if (inCell) rows.at(-1)?.push((token.children ?? []).map((child) => child.content).join(''));
    inCell = false;
  }
  return { rows: rows.map((cells) => ({ cells })), kinds, code };
}

const HARMLESS = new Set([
  ...['heading', 'paragraph', 'strong', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'bullet_list', 'list_item'].flatMap((name) => [`${name}_open`, `${name}_close`]),
  ...['inline', 'text', 'text_special', 'fence', 'softbreak'],
]);

test('the summary of a failed gate', () => {
  const report = reportOf({
    status: 'failed',
    headline: 'the new release is not healthy',
    gates: [{ moment: 'released', leads: 'rollback', checks: [checkOf()] }],
    timeline: [{ at: '2026-11-21T21:04:06.000Z', title: 'switch current', host: 'web', durationMs: 12, status: 'done' }],
    facts: [{ title: 'the way back', rows: [['leads to', '20261119-0911-77e0d1c']] }],
    notes: ['a note'],
  });
  expect(renderSummary(report)).toBe(`## ✗ health-check · directory · production

**the new release is not healthy**

version **v1.4.0** · release **20261121-2104-3f9c2ab** · took **25.0 s** · started **2026-11-21 21&#58;04&#58;06 UTC**

### What is wrong

**✗ the gate released is closed&#58; health**

| host | web |
| :-- | :-- |
| asked | GET https&#58;//example.org/health  five times in 25 s |
| got | 503, {"status"&#58;"degraded","database"&#58;"timeout"} |
| expected | 200 and database = connected |
| so | the gate released is closed&#58; this leads back |

### The way back

| leads to | 20261119-0911-77e0d1c |
| :-- | :-- |

### Gate released&#58; closed&#58; leads back

|  | check | host | asked | got | expected |
| --- | --- | --- | --- | --- | --- |
| ✗ failed | health | web | GET https&#58;//example.org/health  five times in 25 s | 503, {"status"&#58;"degraded","database"&#58;"timeout"} | 200 and database = connected |

### Timeline

| UTC | step | host | took |  |
| --- | --- | --- | --- | --- |
| 21&#58;04&#58;06 | switch current | web | 12\u00a0ms | ✓ |

### Notes

- a note
`);
});

test('a success has no empty sections', () => {
  expect(renderSummary(reportOf())).toBe(`## ✓ health-check · directory · production

**the new release is healthy**

version **v1.4.0** · release **20261121-2104-3f9c2ab** · took **25.0 s** · started **2026-11-21 21&#58;04&#58;06 UTC**
`);
});

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom('|', '`', '```', '<img src=x onerror=alert(1)>', '<!--', '\n', '\r', '&lt;', '&#124;', '](http://x)', '[a', '**', '__', '~~', '\\', '# ', '- ', '1. ', '---', 'http://evil.example/a_b', 'www.evil.example', '@octocat', '$x$', ' ', '=', '+', '<script>', '\u202e', ':tada:', '[^1]: '), { maxLength: 8 }).map((parts) => parts.join('')),
);

const squeeze = (text: string): string => cleanLine(text).replace(/\s+/g, ' ').trim();

test('hostile text never breaks a table, is never syntax, and is read as it was', () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const summary = renderSummary(
        reportOf({
          status: 'failed',
          headline: text,
          app: text,
          environment: text,
          version: text,
          release: text,
          gates: [{ moment: 'released', leads: 'rollback', checks: [checkOf({ name: text, host: text, result: { asked: text, got: text, expected: text } })] }],
          timeline: [{ at: 'nonsense', title: text, host: text, durationMs: 1, status: 'failed' }],
          facts: [{ title: text, rows: [[text, text]] }],
          failures: [{ kind: 'command', code: 'LG-X', problem: text, host: text, command: text, next: text }],
          notes: [text],
        }),
      );
      const { rows, kinds } = read(summary);
      expect([...kinds].filter((kind) => !HARMLESS.has(kind))).toEqual([]);
      const said = squeeze(text);
      const gate = rows.find(({ cells }) => cells[0] === '✗ failed' && cells.length === 6);
      expect(gate?.cells.slice(1).map(squeeze)).toEqual([said, said, said, said, said]);
      const step = rows.find(({ cells }) => cells[4] === '✗ failed' && cells.length === 5);
      expect(step?.cells.slice(1, 3).map(squeeze)).toEqual([said, said]);
    }),
    { numRuns: 500 },
  );
});

test('the commands of a dry run are in one block whatever they contain', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('`', '```', '````', '\n', 'echo', ' ', '~~~', '</pre>', "'")).map((parts) => parts.join('')), (script) => {
      const { code, kinds } = read(renderSummary(reportOf({ status: 'dry-run', commands: [{ host: 'web', script }] })));
      expect([...kinds].filter((kind) => !HARMLESS.has(kind))).toEqual([]);
      expect(code).toEqual([`${script.split('\n').map((line) => line.trimEnd()).join('\n')}\n`]);
    }),
  );
});

test('a long answer has a block of its own', () => {
  const report = reportOf({ status: 'failed', failures: [{ kind: 'bug', code: 'LG-BUG', problem: 'Lockgate itself failed: x', cause: 'Error: x\n    at y (<anonymous>)', next: 'report it' }] });
  expect(read(renderSummary(report)).code).toEqual(['Error: x\n    at y (<anonymous>)\n']);
});

test('it stays below the limit, says so, and stays whole', () => {
  const timeline = Array.from({ length: 50_000 }, (_, index) => ({ at: '2026-11-21T21:04:06.000Z', title: `step ${String(index)} <b>`, durationMs: 1, status: 'done' as const }));
  const summary = renderSummary(reportOf({ timeline, commands: [{ host: 'web', script: 'x\n'.repeat(1000) }] }));
  expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576);
  expect(summary).toMatch(/\*\*\d+ more lines were left out/);
  expect(renderSummary(reportOf({ status: 'dry-run', commands: [{ host: 'web', script: 'x\n'.repeat(1000) }] }), 1500)).toMatch(/\nx\n```\n\n\*\*\d+ more lines/);
});

test('details are folded, and stay in their block whatever they contain', () => {
  const text = 'one\n\n</details>\n```\n# no heading\n<script>';
  const summary = renderSummary(reportOf({ details: [{ title: 'diagnostics of web <b>', text }] }));
  expect(summary).toContain('<details><summary>diagnostics of web &#60;b&#62;</summary>\n\n````text\n');
  expect(summary).toContain('\n````\n\n</details>\n');
  expect(read(summary).code).toEqual([`${text}\n`]);
});

test('many alike have a head of their own, pairs of a name and a value begin with the first of them', () => {
  const summary = renderSummary(reportOf({ facts: [{ title: 'hosts', rows: [['web-1', 'serves it']] }, { title: 'backup', rows: [['id', 'b1'], ['copies', ''], ['size', '2 B']] }] }));
  expect(summary).toContain('### Hosts\n\n| host | how it ended |\n| --- | --- |\n| web-1 | serves it |\n');
  expect(summary).toContain('### Backup\n\n| id | b1 |\n| :-- | :-- |\n| size | 2 B |\n');
  expect(summary).not.toContain('|  |  |');
});

test('of an answer that is well the beginning is shown, of one that is not all of it', () => {
  const got = `200, ${'x'.repeat(400)}`;
  const gateOf = (status: 'passed' | 'failed'): string => renderSummary(reportOf({ gates: [{ moment: 'instance', leads: 'open', checks: [checkOf({ result: { status, asked: 'a', got, expected: 'e' } })] }] }));
  expect(gateOf('passed')).toContain(`| ${got.slice(0, 118)} … |`);
  expect(gateOf('failed')).toContain(`| ${got} |`);
});
