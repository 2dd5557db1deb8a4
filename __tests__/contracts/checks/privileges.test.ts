import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { plugin } from '../../../src/checks/automatic/privilege';
import { readRules, sudoersLine, withoutPassword } from '../../../src/checks/automatic/sudo-rules';
import type { CheckResult } from '../../../src/model/check';
import type { Privilege } from '../../../src/model/privilege';
import { LocalShell } from '../../../src/shell/local-shell';
import { ask } from '../../../src/shell/shell';
import { CheckRig, TestPorts } from './rig';

// A user of this machine, a real sudo and a file of rules of our own.
const USER = 'lockgate-checks';
const RULES = '/etc/sudoers.d/lockgate-checks-test';
const rig = new CheckRig();
const folder = mkdtempSync(join(tmpdir(), 'lockgate-sudo-'));
const shell = new LocalShell({ host: 'web', sh: join(folder, 'sh') });

beforeAll(() => {
  execFileSync('useradd', ['--no-create-home', '--shell', '/bin/sh', USER]);
  chmodSync(folder, 0o755);
  // The scripts of a host, read by the shell of the deploy user.
  writeFileSync(join(folder, 'sh'), `#!/bin/sh\ncd / && exec setpriv --reuid=${USER} --regid=${USER} --clear-groups -- /bin/sh "$@"\n`, { mode: 0o755 });
});
afterAll(async () => {
  rmSync(RULES, { force: true });
  execFileSync('userdel', [USER]);
  rmSync(folder, { recursive: true, force: true });
  await rig.remove();
});

function allow(...lines: string[]): void {
  writeFileSync(RULES, lines.map((line) => `${line}\n`).join(''), { mode: 0o440 });
  execFileSync('visudo', ['-cf', RULES]);
}

function may(as: string, ...words: [string, ...string[]]): Promise<CheckResult> {
  const privilege: Privilege = { as, words, why: 'see whether it may' };
  const check = plugin.create(privilege);
  if (check.asks !== 'host') throw new Error('it is asked on a host');
  return ask(shell, check.probe(rig.context(), new TestPorts()), { parallel: true });
}

test('a right that is given passes, one that is not says the line that gives it, and that line does', async () => {
  allow(`${USER} ALL=(nobody) NOPASSWD: /usr/bin/id -un`);
  expect(await may('nobody', 'id', '-un')).toMatchObject({ status: 'passed', got: `allowed for ${USER}` });
  expect(await may(USER, 'id', '-un')).toMatchObject({ status: 'passed', got: `the deploy user is ${USER}` });
  const words: [string, ...string[]] = ['/usr/bin/env', 'PGOPTIONS=-c lock_timeout=5s', 'psql', '-c', 'a, b: c*'];
  const refused = await may('nobody', ...words);
  expect(refused).toMatchObject({ status: 'failed', got: expect.stringContaining('not allowed') as string });
  const line = /lockgate: (.*)$/.exec(refused.next ?? '')?.[1] ?? '';
  expect(line).toBe(`${USER} ALL=(nobody) NOPASSWD: /usr/bin/env PGOPTIONS\\=-c lock_timeout\\=5s psql -c a\\, b\\: c\\*`);
  allow(line);
  expect((await may('nobody', ...words)).status).toBe('passed');
});

test('allowed, but with a password, is not enough', async () => {
  allow(`${USER} ALL=(nobody) NOPASSWD: /usr/bin/id`, `${USER} ALL=(nobody) PASSWD: /usr/bin/whoami`);
  expect(await may('nobody', 'whoami')).toMatchObject({ status: 'failed', got: `allowed for ${USER}, but with a password` });
  expect((await may('nobody', 'id')).status).toBe('passed');
});

test('a program alone means all of its words; nothing is run', async () => {
  allow(`${USER} ALL=(nobody) NOPASSWD: /usr/bin/touch ${folder}/ran`);
  expect((await may('nobody', 'touch')).status).toBe('failed');
  expect((await may('nobody', 'touch', `${folder}/ran`)).status).toBe('passed');
  expect(() => execFileSync('test', ['!', '-e', join(folder, 'ran')])).not.toThrow();
});

test('no rule at all, and a program that is not there', async () => {
  rmSync(RULES, { force: true });
  expect(await may('nobody', 'id', '-un')).toMatchObject({ status: 'failed', next: expect.stringContaining('NOPASSWD: /usr/bin/id -un') as string });
  expect(await may('nobody', 'no-such-program')).toMatchObject({ status: 'failed', got: expect.stringContaining('there is no no-such-program') as string });
});

describe('the list of sudo', () => {
  const LIST = ['Matching Defaults entries for deploy on host:', '    env_reset, secure_path=/usr/bin', '', 'User deploy may run the following commands on host:', '    (ALL : ALL) ALL', '    (postgres) NOPASSWD: /usr/bin/psql -X, /usr/bin/pg_dump, PASSWD: /usr/bin/dropdb,', '        /usr/bin/createdb', '    (root) NOPASSWD: SETENV: /usr/bin/systemctl restart shop*, !/usr/bin/systemctl restart shopping'];
  test.each([
    ['postgres', '/usr/bin/psql', ['-X'], true],
    ['postgres', '/usr/bin/psql', ['-c', 'x'], false],
    ['postgres', '/usr/bin/pg_dump', ['any'], true],
    ['postgres', '/usr/bin/createdb', [], false],
    ['root', '/usr/bin/systemctl', ['restart', 'shop@1'], true],
    ['root', '/usr/bin/systemctl', ['restart', 'shopping'], undefined],
    ['root', '/usr/bin/id', [], false],
  ])('%s %s %j', (user, path, words, expected) => {
    expect(withoutPassword(LIST, user, path, words)).toBe(expected);
  });

  test('it is read whole', () => {
    expect(readRules(LIST)).toHaveLength(7);
    expect(withoutPassword(['    !authenticate', '    (ALL) ALL'], 'root', '/bin/x', [])).toBe(true);
    expect(withoutPassword([], 'root', '/bin/x', [])).toBeUndefined();
    expect(sudoersLine('a', 'b', '/c', ['d:e'])).toBe('a ALL=(b) NOPASSWD: /c d\\:e');
  });
});
