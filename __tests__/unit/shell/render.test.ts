import { spawnSync } from 'node:child_process';

import { type Command, reading } from '../../../src/model/command';
import { Secret } from '../../../src/model/secret';
import { describeCommand, readCommand, tellCommand } from '../../../src/shell/describe';
import { quote, renderCommand } from '../../../src/shell/render';
import fc from '../../support/properties';

const SHELLS = [['sh'], ['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh']] as const;

function runIn([program, ...words]: readonly string[], script: string): { stdout: string; status: number | null; stderr: string } {
  const { stdout, status, stderr, error } = spawnSync(program ?? '', words, { input: script, encoding: 'utf8', env: { PATH: process.env['PATH'] } });
  if (error !== undefined) throw error;
  return { stdout, status, stderr };
}

/** What a hostile or a careless person could write: shell syntax, options, line ends, other alphabets. */
const HOSTILE = ["'", '"', '`id`', '$(id)', '${HOME}', '$$', '\\', '\n', '\r', '\t', ' ', '  ', '*', '?', '[a]', '~', '~root', '#', ';', '&', '|', '<', '>', '(', ')', '{a,b}', '!', '!!', '=', '-n', '--', '%s', '\u001b[31m', 'é', '漢', '🚀', '\u0001', '\u007f', "'\\''"];
const word = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...HOSTILE) }),
  fc.array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string()), { maxLength: 5 }).map((parts) => parts.join('')),
).filter((text) => !text.includes('\0'));

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('%s', (_name, shell) => {
  test('reads every quoted word back as it was', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const script = `for w in ${words.map(quote).join(' ')}; do printf '%s\\001\\002' "$w"; done`;
        expect(runIn(shell, script).stdout).toBe(words.map((one) => `${one}\u0001\u0002`).join(''));
      }),
      { numRuns: 60 },
    );
  });

  test('hands a program its words, variables, folder and input as they were', () => {
    const program = 'process.stdin.setEncoding("utf8"); let i = ""; process.stdin.on("data", (d) => (i += d)).on("end", () => process.stdout.write(JSON.stringify([process.argv.slice(1), process.env.GIVEN, process.cwd(), i])))';
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), word, word, (words, variable, input) => {
        const command = reading('t', process.execPath, ['-e', program, '--', ...words], { env: { GIVEN: variable }, stdin: new Secret('S', input), cwd: '/usr' });
        const { stdout, stderr } = runIn(shell, `${renderCommand(command)}\n`);
        expect({ stderr, answer: stdout === '' ? undefined : JSON.parse(stdout) }).toEqual({ stderr: '', answer: [words, variable, '/usr', input] });
      }),
      { numRuns: 12 },
    );
  });

  test('keeps exit codes, and reads nothing where no input is given', () => {
    const { stdout } = runIn(shell, `${renderCommand(reading('t', 'sh', ['-c', 'exit 7']))}\necho $?\n${renderCommand(reading('t', 'cat', []))}\necho end\n`);
    expect(stdout).toBe('7\nend\n');
  });

  test.each(['if', 'a=b', 'while', '-x', 'with space', "quo'te"])('the program %j is a name, not syntax', (program) => {
    const { stdout } = runIn(shell, `PATH=/nonexistent; ${renderCommand(reading('t', program, ['x']))} 2>/dev/null\necho $?\n`);
    expect(stdout).toBe('127\n');
  });

  test.each(['-', '-P', 'relative'])('the folder %j is a folder', (cwd) => {
    const { stdout } = runIn(shell, `d=$(mktemp -d) && cd "$d" && mkdir ./-P ./- relative; cd / && cd "$d"; CDPATH=/usr; ${renderCommand(reading('t', 'pwd', [], { cwd }))} | sed 's,.*/,,'; rm -r "$d"`);
    expect(stdout).toBe(`${cwd}\n`);
  });
});

test('a zero byte, an empty program and a variable that is no name are refused', () => {
  expect(() => quote('a\0b')).toThrow(/zero byte/);
  expect(() => renderCommand(reading('t', '', []))).toThrow(/program/);
  expect(() => renderCommand(reading('t', 'x', [], { env: { 'A;id': 'x' } }))).toThrow(/variable/);
});

test('a command is described without its secrets', () => {
  const command: Command = reading('t', 'psql', ['-c', "select 'x'"], { env: { PGPASSWORD: new Secret('DB_PASSWORD', 'hunter2'), LANG: 'C' }, stdin: new Secret('TOKEN', 'hunter3'), cwd: '/srv/my app' });
  const text = describeCommand(command);
  expect(text).toBe(`cd '/srv/my app' && PGPASSWORD=[secret DB_PASSWORD] LANG=C psql -c 'select '\\''x'\\''' < [secret TOKEN]`);
  expect(describeCommand(reading('t', 'sh', ['-c', 'a | b']))).toBe('a | b');
});

describe('a function of our own', () => {
  const page = `upstream shop {\n  server 127.0.0.1:8001;\n}\n# ${'x'.repeat(2000)}`;
  const command: Command = reading('write what nginx passes to', 'lg_nginx_prepare', ['/srv/shop', page, "it's", 'y'.repeat(300)], { library: true });

  test('is read by its name in brackets, and its long words below, whole', () => {
    const text = readCommand(command);
    expect(text.split('\n')[0]).toBe(`[nginx prepare] /srv/shop ‹1› 'it'\\''s' ‹2›`);
    expect(text).toContain(`    ‹1› upstream shop {\n          server 127.0.0.1:8001;\n        }\n        # ${'x'.repeat(2000)}\n    ‹2› ${'y'.repeat(300)}`);
    expect(describeCommand(command)).toContain(`lg_nginx_prepare /srv/shop 'upstream shop {\n`);
  });

  test('is told in an error by its title, with the beginning of its long words', () => {
    expect(tellCommand(command)).toBe(`write what nginx passes to: [nginx prepare] /srv/shop 'upstream shop {…' (2045 bytes) 'it'\\''s' ${'y'.repeat(80)}… (300 bytes)`.replace(/ (y+…) /, " '$1' "));
  });
});

test('digests and names as SQL takes them are told by their beginning', () => {
  expect(tellCommand(reading('apply 2 files', 'lg_pg_apply', ['all', '64617461626173652F3030312E73716C', 'd'.repeat(64), '214'], { library: true }))).toBe('apply 2 files: [pg apply] all 64617461… dddddddd… 214');
});

test('what a person wrote is told as it is, and no longer than helps', () => {
  expect(tellCommand(reading('build', 'sh', ['-c', 'npm ci | tail']))).toBe('npm ci | tail');
  expect(readCommand(reading('build', 'sh', ['-c', 'npm ci\nnpm test']))).toBe('npm ci\nnpm test');
  expect(tellCommand(reading('build', 'sh', ['-c', 'z'.repeat(5000)])).length).toBeLessThan(700);
});
