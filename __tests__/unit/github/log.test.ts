import { Log } from '../../../src/github/log';
import { Masks } from '../../../src/entry/masks';
import { Secret } from '../../../src/model/secret';
import { parseCommand } from '../../../tools/workflow-runner/commands';
import fc from '../../support/properties';

function printed(...texts: string[]): string[] {
  const lines: string[] = [];
  new Log((text) => text, (text) => lines.push(...text.split('\n').slice(0, -1))).print(...texts);
  return lines;
}

test('ordinary lines are printed as they are', () => {
  expect(printed('asked     GET https://[::1]/health', 'two\nlines')).toEqual(['asked     GET https://[::1]/health', 'two', 'lines']);
});

test.each(['::error::x', '  ::add-mask::x', '\u0000::set-output name=a::b', 'text ##[error]x', '\u2003::debug::x', 'harmless\r::error::hidden behind a return'])('%j stands in a fence with a fresh token', (line) => {
  const [open, ...rest] = printed(line);
  const token = /^::stop-commands::([0-9a-f]{32})$/.exec(open ?? '')?.[1];
  expect(token).toBeDefined();
  expect(rest.at(-1)).toBe(`::${token!}::`);
  expect(printed(line)[0]).not.toBe(open);
});

test('no text whatever makes the runner obey', () => {
  const hostile = fc.array(fc.oneof(fc.constantFrom('::', '##[', ']', 'error', 'add-mask', 'stop-commands', 'set-output name=x', '\n', '\r', ' ', '\t', '\u0085', '\u2028', '\ufeff', '\u001b[0m', '\u200b', '::stop-commands::00000000000000000000000000000000'), fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 4 }), (texts) => {
      let fence: string | undefined;
      for (const line of printed(...texts)) {
        // The runner also breaks lines where .NET does.
        for (const part of line.split(/[\r\n\u0085]/)) {
          const command = parseCommand(part);
          if (fence !== undefined && command?.name === fence) fence = undefined;
          else if (fence === undefined && command?.name === 'stop-commands') fence = command.data;
          else if (fence === undefined) expect(command).toBeUndefined();
        }
      }
      expect(fence).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('secrets are hidden, also when something invisible stands inside them', () => {
  const masks = new Masks(() => undefined);
  masks.register(new Secret('TOKEN', 'hunter2hunter2'));
  const lines: string[] = [];
  new Log((text) => masks.redact(text), (text) => lines.push(text)).print('a hunter2hunter2 b', 'hunter2\u0000hunter2');
  expect(lines.join('')).toBe('a *** b\n***\n');
});
