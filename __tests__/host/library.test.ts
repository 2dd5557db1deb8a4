import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '../../src/host');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sh')).sort();
const whole = files.map((name) => readFileSync(join(FOLDER, name), 'utf8')).join('\n');

describe('the host library', () => {
  test('is clean under shellcheck as the one text it is sent as', () => {
    const { stdout, status, error } = spawnSync('shellcheck', ['--shell=sh', '--severity=warning', '--format=gcc', '-'], { input: whole, encoding: 'utf8' });
    expect({ stdout, status, error }).toEqual({ stdout: '', status: 0, error: undefined });
  });

  test.each([['dash'], ['bash', '--posix'], ['busybox', 'sh']])('can be read by %s %s', (...words) => {
    const [program = '', ...more] = words;
    expect(execFileSync(program, [...more, '-n', '-s'], { input: whole, encoding: 'utf8' })).toBe('');
  });

  test('defines no function twice, and all under its own prefix', () => {
    const names = [...whole.matchAll(/^([A-Za-z_][A-Za-z0-9_]*)\(\) ?[{(]/gm)].map((match) => match[1] ?? '');
    expect(names.filter((name) => !/^lg_[a-z]+/.test(name))).toEqual([]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
