import { z } from 'zod';

import { duration, percentage, rows, secretName, secretNames, size, windowTime } from '../../../src/model/units';
import fc from '../../support/properties';

const amount = fc.integer({ min: 0, max: 999_999 });

function messages(schema: z.ZodType, input: unknown): string[] {
  return schema.safeParse(input).error?.issues.map((issue) => issue.message) ?? [];
}

describe('units', () => {
  test.each([
    [duration, 'ms', 1],
    [duration, 's', 1000],
    [duration, 'm', 60_000],
    [duration, 'h', 3_600_000],
    [duration, 'd', 86_400_000],
    [size, 'B', 1],
    [size, 'kB', 1000],
    [size, 'MB', 1_000_000],
    [size, 'GB', 1_000_000_000],
    [size, 'KiB', 1024],
    [size, 'MiB', 1_048_576],
    [size, 'GiB', 1_073_741_824],
    [rows, ' rows', 1],
  ])('whatever is written comes back in base units (%#: %s%s)', (schema, unit, factor) => {
    fc.assert(
      fc.property(amount, (number) => {
        expect(schema.parse(`${String(number)}${unit}`)).toBe(number * factor);
      }),
    );
  });

  test('percentages are fractions, and times of day are minutes', () => {
    fc.assert(fc.property(amount, (number) => Math.abs(percentage.parse(`${String(number)}%`) - number / 100) < 1e-9));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hour, minute) => {
        expect(windowTime.parse(`${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)).toBe(hour * 60 + minute);
      }),
    );
  });

  test('halves and spaces are fine', () => {
    expect([duration.parse('1.5h'), duration.parse('500 ms'), size.parse('0.5 GB'), rows.parse('1 row')]).toEqual([5_400_000, 500, 500_000_000, 1]);
  });

  test('a bare number is refused with the unit to add, in quotes or not', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(duration, size, percentage, rows), fc.boolean(), (number, schema, quoted) => {
        const [message] = messages(schema, quoted ? String(number) : number);
        expect(message).toContain('has no unit');
        expect(message).toContain(`write ${String(number)}`);
      }),
    );
  });

  test.each([-5, '5 sec', '5S', '', 'NaNs', 'Infinitys', '1e3s', '５s', '5s ', ' 5s', '5s\n', null, true, [5], {}])('%p is no duration', (input) => {
    expect(messages(duration, input)).toHaveLength(1);
  });

  test('they are text with a pattern for editors', () => {
    for (const [schema, example] of [[duration, '5s'], [size, '5MB'], [percentage, '20%'], [rows, '0 rows'], [windowTime, '09:00'], [secretName, 'DEPLOY_KEY']] as const) {
      const json = z.toJSONSchema(schema, { io: 'input' });
      expect(json).toMatchObject({ type: 'string', title: expect.stringMatching(/^(a|the) /) as string });
      expect(schema.safeParse(example).success).toBe(true);
      expect(new RegExp(json.pattern ?? '^$').test(example)).toBe(true);
    }
  });
});

describe('names of secrets', () => {
  test.each(['DEPLOY_KEY', 'A', '_X', 'KEY_2'])('%s is one', (name) => {
    expect(secretName.parse(name)).toBe(name);
  });

  test.each([
    ['https://discord.com/api/webhooks/1/abcdef', 'address'],
    ['postgres://user:hunter2@db/shop', 'address'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA', 'private key'],
    ['ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'secret itself'],
    ['xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy', 'secret itself'],
    ['AKIAIOSFODNN7EXAMPLE', 'secret itself'],
    ['ABCDEFGHIJ0123456789KLMNOPQRS', 'secret itself'],
    ['hunter2', 'not the name'],
    ['correct horse battery staple', 'secret itself'],
    ['~/.ssh/id_ed25519', 'path of a file'],
  ])('%s is not, and is not shown', (value, what) => {
    const [message = ''] = messages(secretName, value);
    expect(message).toContain(what);
    expect(message).not.toContain(value);
  });

  test('no refused value is ever shown', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (value) => {
        const said = messages(secretName, value).join();
        // Words of ours may be the value by accident; a value that is filled in may name its variable.
        fc.pre(!value.includes('${') && !messages(secretName, '\u0001').join().includes(value));
        return said === '' || !said.includes(value) || messages(secretName, `${value}\u0001`).join() === said;
      }),
    );
  });

  test('are known as such under whatever description', () => {
    expect(secretNames.get(secretName.describe('The key.'))).toEqual({ secret: true });
    expect(secretNames.get(z.string())).toBeUndefined();
  });
});
