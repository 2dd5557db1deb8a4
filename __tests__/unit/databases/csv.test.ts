import { readCsv } from '../../../src/databases/csv';
import fc from '../../support/properties';

test('values come back as they were written, null apart from the empty text', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(null, '', '- null -', '"', '\r\n', ','));
  const write = (field: string | null): string => (field === null ? '- null -' : /^\w+$/.test(field) ? field : `"${field.replaceAll('"', '""')}"`);
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
      expect(readCsv(rows.map((row) => `${row.map(write).join(',')}\r\n`).join(''))).toEqual(rows);
    }),
  );
});

test('text that is none is refused', () => {
  expect(() => readCsv('a,"b')).toThrow(SyntaxError);
});
