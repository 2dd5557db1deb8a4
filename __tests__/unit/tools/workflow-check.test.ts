import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { everyAction } from '../../../tools/check/workflows/every-action';
import { EXCEPTIONS } from '../../../tools/check/workflows/exceptions';
import { describeDead, describeFinding, type Exception, type Finding, judge } from '../../../tools/check/workflows/finding';
import { placeAction, readActions, withActions } from '../../../tools/check/workflows/place';
import { PROGRAMS } from '../../../tools/programs';
import { isRecent } from '../../../tools/programs/go';

const root = join(__dirname, '../../..');
const finding: Finding = { linter: 'zizmor', rule: 'unpinned-uses', place: 'x', file: '.github/workflows/a.yml', line: 3, subject: 'lockgate/lockgate/actions/backup@v1', message: 'not pinned' };
const exception: Exception = { linter: 'zizmor', rule: 'unpinned-uses', file: /^\.github\/workflows\/a\.yml$/, subject: /^lockgate\/.+@v1$/, reason: 'ours' };

describe('exceptions', () => {
  test('take the finding that they name, and no other', () => {
    expect(judge([finding], [exception])).toEqual({ findings: [], dead: [] });
    const others: Finding[] = [{ ...finding, linter: 'actionlint' }, { ...finding, rule: 'artipacked' }, { ...finding, file: '.github/workflows/b.yml' }, { ...finding, subject: 'other/action@v1' }];
    expect(judge([finding, ...others], [exception]).findings).toEqual(others);
  });

  test('are faults themselves where nothing needs them', () => {
    const dead = { ...exception, rule: 'github-env' };
    expect(judge([finding], [exception, dead])).toEqual({ findings: [], dead: [dead] });
    expect(judge([], [exception]).dead).toEqual([exception]);
    expect(describeDead(dead)).toContain('github-env');
  });

  test('each is of the whole text that it is about, and has its reason', () => {
    for (const { file, subject, reason } of EXCEPTIONS) {
      for (const { source } of [file, subject]) expect(source).toMatch(/^\^.*\$$/);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  test('what is left says where, what and who', () => {
    expect(describeFinding(finding)).toBe('x: .github/workflows/a.yml:3: not pinned [zizmor unpinned-uses]\n    lockgate/lockgate/actions/backup@v1');
  });
});

describe('what linters are shown', () => {
  const actions = readActions(root);

  test('a team\'s workflows with our actions beside them, under paths that lead there', () => {
    const { files } = withActions({ name: 'x', files: new Map([['.github/workflows/a.yml', 'uses: lockgate/lockgate/actions/backup@v1\nuses: actions/checkout@v4\n']]) }, actions);
    expect(files.get('.github/workflows/a.yml')).toBe('uses: ./.lockgate/actions/backup\nuses: actions/checkout@v4\n');
    expect(files.get('.lockgate/actions/backup/action.yml')).toBe(readFileSync(join(root, 'actions/backup/action.yml'), 'utf8'));
    expect(files.has('.lockgate/dist/backup.js')).toBe(true);
  });

  test('the programs that metadata names, main and post', () => {
    expect(placeAction('a/b/action.yml', 'runs:\n  using: node24\n  main: ../../dist/x.js\n  post: ../../dist/y.js\n').map(([path]) => path)).toEqual(['a/b/action.yml', 'dist/x.js', 'dist/y.js']);
  });

  test('every action, with what it requires and all that it gives', () => {
    const { jobs } = parse(everyAction(actions, 'suite')) as { jobs: { 'every-action': { steps: { uses?: string; with?: Record<string, string>; env?: Record<string, string> }[] } } };
    const steps = jobs['every-action'].steps;
    expect(steps.flatMap(({ uses }) => uses ?? [])).toEqual([...actions.keys()].map((path) => `./suite/${path.replace(/\/?action\.yml$/, '')}`));
    const backup = parse(actions.get('actions/backup/action.yml')!) as { outputs: Record<string, unknown> };
    expect(steps.filter(({ env }) => Object.values(env ?? {}).some((value) => value.includes('steps.action-1.outputs.')))).toHaveLength(Object.keys(backup.outputs).length);
  });
});

describe('the linters themselves', () => {
  test.each([['go version go1.26.8 linux/amd64', true], ['go version go1.25.0 linux/arm64', true], ['go version go1.24.9 linux/amd64', false], ['go version go1.19.8 linux/amd64', false], ['go version go2.0 linux/amd64', true], ['', false]])('%s', (version, recent) => {
    expect(isRecent(version)).toBe(recent);
  });

  test('are of one version each', () => {
    for (const { version } of Object.values(PROGRAMS)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });
});
