import type { JournalLine } from '../../../src/model/journal';
import { parseJournal, parseLease, parseReleases } from '../../../src/state/lines';
import { asciiJson } from '../../../src/state/render-task';
import fc from '../../support/properties';

const base = { v: fc.constant(1 as const), at: fc.string(), change: fc.string({ unit: 'binary' }), token: fc.nat(), action: fc.constantFrom('backup' as const, 'migrate' as const) };
const undo = fc.record({ kind: fc.constantFrom('none' as const, 'switch-back' as const), text: fc.string({ unit: 'binary' }) });
const journalLine: fc.Arbitrary<JournalLine> = fc.oneof(
  fc.record({ ...base, kind: fc.constant('opened' as const), owner: fc.string(), attempt: fc.nat(), version: fc.string({ unit: 'grapheme' }), commit: fc.string(), previous: fc.string() }),
  fc.record({ ...base, kind: fc.constantFrom('begin' as const, 'done' as const, 'failed' as const), step: fc.string(), title: fc.string({ unit: 'binary' }), undo }),
  fc.record({ ...base, kind: fc.constant('fact' as const), name: fc.string(), data: fc.jsonValue() }).map((line) => ({ ...line, data: JSON.parse(JSON.stringify(line.data)) as unknown })),
  fc.record({ ...base, kind: fc.constant('closed' as const), outcome: fc.constantFrom('released' as const, 'held' as const) }),
);

describe('lines of the record', () => {
  test('are read as they were written, each on one line of plain ASCII', () => {
    fc.assert(
      fc.property(fc.array(journalLine), (lines) => {
        const texts = lines.map(asciiJson);
        for (const text of texts) expect(text).toMatch(/^[ -~]*$/);
        expect(parseJournal(texts.join('\n').split('\n').filter((text) => text !== ''), 'web')).toEqual(lines);
      }),
    );
  });

  test('a journal that is cut anywhere is read up to its last whole line', () => {
    fc.assert(
      fc.property(fc.array(journalLine, { minLength: 1, maxLength: 5 }), fc.nat(), (lines, at) => {
        const text = lines.map((line) => `${asciiJson(line)}\n`).join('');
        const cut = text.slice(0, at % (text.length + 1));
        const whole = cut.split('\n').length - 1;
        const read = parseJournal(cut.split('\n').filter((line) => line !== ''), 'web');
        // A line that lacks nothing but its end is whole.
        expect([whole, whole + 1]).toContain(read.length);
        expect(read).toEqual(lines.slice(0, read.length));
      }),
    );
  });

  test('of a kind or format that is not known are refused, never passed over', () => {
    expect(() => parseJournal(['{"v":2,"kind":"opened"}'], 'web')).toThrow(expect.objectContaining({ code: 'LG-STATE-NEWER' }) as Error);
    expect(() => parseJournal(['{"v":1,"kind":"else"}'], 'web')).toThrow(expect.objectContaining({ code: 'LG-STATE-BROKEN' }) as Error);
    expect(() => parseReleases(['{"v":1,"id":"r1","status":"fine"}'], 'web')).toThrow(expect.objectContaining({ code: 'LG-STATE-BROKEN' }) as Error);
    expect(() => parseLease('{"v":1,"owner":"a"', 'web')).toThrow(expect.objectContaining({ code: 'LG-STATE-BROKEN' }) as Error);
  });

  test('a lease without an owner is one that was given back', () => {
    expect(parseLease('{"v":1,"owner":"","token":4,"expires":0,"change":"c","note":"n"}', 'web')).toBeUndefined();
    expect(parseLease('{"v":1,"owner":"a","token":4,"expires":9,"change":"c","note":"n"}', 'web')).toMatchObject({ owner: 'a', token: 4 });
  });
});
