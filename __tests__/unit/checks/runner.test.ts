import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bytes, clean, percent, seconds } from '../../../src/checks/answer';
import { describeExpectation, disappointment, expectation, valueAt } from '../../../src/checks/expectation';
import { plugin as ref } from '../../../src/checks/ref/index';
import { plugin as requirements, readRequirements } from '../../../src/checks/requirements/index';
import { isOpen } from '../../../src/checks/window/hours';
import { plugin as window } from '../../../src/checks/window/index';
import { CheckRig, TestPorts } from '../../contracts/checks/rig';
import fc from '../../support/properties';

const rig = new CheckRig();
afterAll(() => rig.remove());

describe('window', () => {
  const open = (written: object, at: string): boolean => isOpen(window.schema.parse({ zone: 'Europe/Warsaw', ...written }), new Date(at));
  const PEAKS = { closed: ['09:00-11:00', '12:00-14:00', '17:00-19:00'] };
  // Winter: 08:00 UTC is 09:00 in Warsaw. 2026-11-21 is a Saturday.
  test.each([
    [PEAKS, '2026-11-21T07:59:59Z', true],
    [PEAKS, '2026-11-21T08:00:00Z', false],
    [PEAKS, '2026-11-21T09:59:59Z', false],
    [PEAKS, '2026-11-21T10:00:00Z', true],
    // Summer: an hour earlier by UTC.
    [PEAKS, '2026-07-01T07:00:00Z', false],
    [PEAKS, '2026-07-01T06:59:00Z', true],
    [{ open: ['22:00-06:00'] }, '2026-11-21T22:30:00Z', true],
    [{ open: ['22:00-06:00'] }, '2026-11-21T05:30:00Z', false],
    [{ open: ['22:00-06:00'], days: ['fri'] }, '2026-11-21T02:00:00Z', true],
    [{ open: ['22:00-06:00'], days: ['fri'] }, '2026-11-21T22:00:00Z', false],
    [{ days: ['mon', 'tue', 'wed', 'thu'] }, '2026-11-21T12:00:00Z', false],
    [{ days: ['sat'] }, '2026-11-21T12:00:00Z', true],
    [{ closed: ['00:00-24:00'], days: ['sat', 'sun'] }, '2026-11-21T12:00:00Z', false],
    [{ closed: ['00:00-24:00'], days: ['sat', 'sun'] }, '2026-11-20T12:00:00Z', true],
    // Saturday in Warsaw already, Friday still by UTC.
    [{ days: ['sat'] }, '2026-11-20T23:30:00Z', true],
    // 02:30 is skipped on 2026-03-29, and comes twice on 2026-10-25.
    [{ closed: ['02:00-03:00'] }, '2026-03-29T01:00:00Z', true],
    [{ closed: ['02:00-03:00'] }, '2026-10-25T00:30:00Z', false],
    [{ closed: ['02:00-03:00'] }, '2026-10-25T01:30:00Z', false],
  ])('%j at %s', (written, at, expected) => {
    expect(open(written, at)).toBe(expected);
  });

  test('closed and open are each other\'s opposite, at any moment', () => {
    const time = fc.integer({ min: 0, max: 1439 }).map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
    fc.assert(
      fc.property(time, time, fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }), fc.subarray(['mon', 'tue', 'sat'], { minLength: 1 }), (from, to, at, days) => {
        fc.pre(from !== to);
        expect(open({ closed: [`${from}-${to}`], days }, at.toISOString())).toBe(!open({ open: [`${from}-${to}`], days }, at.toISOString()));
      }),
    );
  });

  test('it tells the time there', async () => {
    const result = await rig.ask(window, { zone: 'Europe/Warsaw', ...PEAKS }, rig.context(), new TestPorts({}, new Date('2026-11-21T08:15:00Z')));
    expect(result).toMatchObject({ status: 'failed', got: expect.stringContaining('Sat 09:15 in Europe/Warsaw') as string, expected: 'not 09:00-11:00, 12:00-14:00, 17:00-19:00 (Europe/Warsaw)' });
  });

  test.each([[{ zone: 'Warsaw', closed: ['09:00-11:00'] }], [{ zone: 'UTC' }], [{ zone: 'UTC', closed: ['9-11'] }], [{ zone: 'UTC', closed: ['09:00-25:00'] }], [{ zone: 'UTC', closed: ['09:00-09:00'] }], [{ zone: 'UTC', closed: ['09:00-11:00'], open: ['12:00-13:00'] }], [{ zone: 'UTC', days: ['monday'] }]])('refuses %j', (written) => {
    expect(window.schema.safeParse(written).success).toBe(false);
  });
});

describe('requirements', () => {
  test('pinned and not', () => {
    expect(readRequirements('# the web\nflask==3.1.0\nrequests[socks]==2.32.0 ; python_version < "4"\ngunicorn>=22\nredis\nsix==1.*\n-r more.txt\n--index-url https://example.org\na==1 \\\n  --hash=sha256:00\nb @ git+https://example.org/b@main\nc @ git+https://example.org/c@0123456789012345678901234567890123456789\n-e ./local')).toEqual({
      pinned: 4,
      loose: ['gunicorn>=22', 'redis', 'six==1.*', 'b @ git+https://example.org/b@main', '-e ./local'],
      includes: ['more.txt'],
    });
  });
  test('what is included counts; a file that is not there is no answer', async () => {
    const workspace = join(rig.root, 'workspace');
    mkdirSync(join(workspace, 'req'), { recursive: true });
    writeFileSync(join(workspace, 'req/all.txt'), '-r base.txt\nflask==3.1.0\n');
    writeFileSync(join(workspace, 'req/base.txt'), '-r all.txt\nredis==5.0.1\n');
    expect(await rig.ask(requirements, { file: 'req/all.txt' })).toMatchObject({ status: 'passed', got: '2 pinned' });
    writeFileSync(join(workspace, 'req/base.txt'), 'redis\n');
    expect(await rig.ask(requirements, { file: 'req/all.txt' })).toMatchObject({ status: 'failed', got: 'not pinned: redis' });
    expect(await rig.ask(requirements, {})).toMatchObject({ status: 'inconclusive', cause: 'requirements.txt: ENOENT' });
    expect(requirements.schema.safeParse({ file: '../../etc/passwd' }).success).toBe(false);
  });
});

test('ref: clean, tagged, and nothing tracked that must not be', async () => {
  const workspace = join(rig.root, 'workspace', 'git repo');
  mkdirSync(workspace, { recursive: true });
  const git = (...words: string[]): void => void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...words], { cwd: workspace, stdio: 'ignore' });
  git('init', '-q');
  writeFileSync(join(workspace, 'a'), '1');
  writeFileSync(join(workspace, '.env'), 'A=1');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  const context = rig.context({ version: 'v2' });
  const here = { ...context, site: { ...context.site, workspace } };
  expect((await rig.ask(ref, { clean: true }, here)).status).toBe('passed');
  expect(await rig.ask(ref, { tag: true, untracked: ['.env'] }, here)).toMatchObject({ status: 'failed', got: 'the commit does not carry the tag v2; tracked: .env' });
  git('tag', 'v2');
  git('rm', '-q', '--cached', '.env');
  git('commit', '-q', '-m', 'two');
  git('tag', '-f', 'v2');
  expect((await rig.ask(ref, { tag: true, untracked: ['.env'] }, here)).status).toBe('passed');
  expect(await rig.ask(ref, { clean: true }, here)).toMatchObject({ status: 'failed', got: '1 changed files: ?? .env' });
  expect((await rig.ask(ref, { clean: true }, { ...here, site: { ...here.site, workspace: join(workspace, 'none') } })).status).toBe('inconclusive');
});

describe('expectations', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  test('a value equals itself and nothing else of its spelling; nothing never is as expected', () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(disappointment(one, one)).toBeUndefined();
        expect(disappointment({ 'one-of': [one] }, one)).toBeUndefined();
        expect(disappointment(one, undefined)).toBeDefined();
        expect(disappointment({ max: 3 }, undefined)).toBeDefined();
        if (typeof one !== 'string') expect(disappointment(one, String(one))).toBe(`"${String(one)}" as text`);
      }),
    );
  });
  test('limits hold numbers alone', () => {
    fc.assert(fc.property(fc.integer(), fc.integer(), (limit, found) => {
      expect(disappointment({ max: limit }, found) === undefined).toBe(found <= limit);
      expect(disappointment({ min: limit }, found) === undefined).toBe(found >= limit);
    }));
    for (const found of ['1', null, true, Number.NaN, [1], {}]) expect(disappointment({ max: 3, min: 0 }, found)).toBeDefined();
  });
  test('any own path is found', () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-z.]{1,6}$/), { minLength: 1, maxLength: 4 }), value, (keys, leaf) => {
      const json = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), leaf);
      expect(valueAt(json, keys.join('.'))).toEqual(leaf);
    }));
    expect(valueAt({}, '__proto__.toString')).toBeUndefined();
    expect(valueAt([{ a: 1 }], '0.a')).toBe(1);
  });
  test('in words', () => {
    expect(['ok', 3, null, [], { min: 1, max: 2 }, { 'one-of': ['a', 1] }, { matches: '^a' }].map((written) => describeExpectation(expectation.parse(written)))).toEqual(['ok', '3', 'null', '[]', 'at least 1 and at most 2', 'one of a, 1', 'like /^a/']);
  });
});

test('whatever a machine says, it is shown in one bounded line without control characters', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
    const shown = clean(text);
    expect(Array.from(shown).length).toBeLessThanOrEqual(400);
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    expect(clean(shown)).toBe(shown);
  }));
  expect(clean('a\n[INFO] \u001b[1;31mred\u001b[0m b\r\n\tc')).toBe('a [INFO] red b c');
});

test('amounts in words', () => {
  expect([seconds(80), seconds(1500), seconds(25_000), bytes(0), bytes(999), bytes(2_100_000_000), percent(0.205)]).toEqual(['80 ms', '1.5 s', '25 s', '0 B', '999 B', '2.1 GB', '20.5 %']);
});
