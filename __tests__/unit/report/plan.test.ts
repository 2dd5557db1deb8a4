import MarkdownIt from 'markdown-it';

import type { Plan, PlannedMigration } from '../../../src/model/plan';
import { renderPlanText } from '../../../src/report/plan-text';
import { renderSummary } from '../../../src/report/summary';
import { reportOf } from './reports';

const migration = (more: Partial<PlannedMigration> = {}): PlannedMigration => ({ name: 'migrations/002_b.sql', digest: 'bbbbbbbb', classes: [], lock: 'none to speak of', findings: [], acknowledged: [], open: [], down: 'no way down', ...more });

const plan: Plan = {
  ready: true,
  digest: '2-aaaaaaaaaaaaaaaaaaaa-3f9c2ab1de-a-b-c-d-e-f',
  scope: 'all',
  hosts: ['web-1', 'web-2'],
  live: '20261119-0911-77e0d1c (v1.3.0), good',
  commit: '3f9c2ab1de',
  changes: { commits: [{ id: '3f9c2ab1de', subject: 'Add <b>search</b>', author: 'ada' }, { id: '77e0d1c4aa', subject: 'Mend | it', author: '' }], total: 2, lacking: 0, files: ['app.py', 'migrations/002_b.sql'], filesCut: false },
  migrationFiles: ['migrations/002_b.sql'],
  migrations: [migration({ classes: ['lock', 'loss'], lock: 'line 1: CREATE INDEX on a blocks writers', findings: ['line 1: CREATE INDEX on a blocks writers'], acknowledged: ['lock'], open: ['loss'] })],
  artefact: [['kind', 'directory'], ['files', '12 files']],
  wayBack: { to: '20261119-0911-77e0d1c (v1.3.0), good', how: 'the backup is restored (R3)', loses: 'nothing at this moment' },
  gates: [['released', 'health']],
  approval: 'a person has to approve exactly this',
  unknown: ['not rehearsed'],
};
const report = (more: Partial<Plan> = {}, commands: readonly { host: string; script: string }[] = []): Parameters<typeof renderSummary>[0] => reportOf({ action: 'preflight', status: 'dry-run', headline: 'ready', plan: { ...plan, ...more }, commands });

const commits = Array.from({ length: 100 }, (_, index) => ({ id: String(index).padStart(40, '0'), subject: `change ${String(index)}`, author: 'ada' }));

test('the page says everything that an approver reads, the commands folded, by host', () => {
  const text = renderSummary(report({}, [{ host: 'web-1', script: '# one\na' }, { host: 'web-1', script: '# two\nb' }, { host: 'web-2', script: '# one\na' }]));
  const page = new MarkdownIt({ html: true }).render(text);
  for (const told of ['v1.3.0', '3f9c2ab', '(ada)', '2 commits, 2 changed files, among them the migrations migrations/002_b.sql', 'blocks writers', 'NOT acknowledged', 'R3', 'nothing at this moment', 'not rehearsed', 'directory', plan.digest, 'a person has to approve exactly this', 'health']) expect(page).toContain(told);
  expect(page).not.toContain('<b>search');
  expect(text).toContain('<details><summary>What will be run on web-1&#58; 2 commands</summary>');
  expect(text).toContain('```sh\n# one\na\n\n# two\nb\n```\n\n</details>');
  expect(text.indexOf('web-2&#58; 1 command<')).toBeGreaterThan(text.indexOf('web-1&#58;'));
});

test('a log and a terminal have the same', () => {
  const text = renderPlanText(plan).join('\n');
  for (const told of ['to          web-1, web-2', '3f9c2ab Add <b>search</b> (ada)', '77e0d1c Mend | it', 'migrations/002_b.sql: lock, loss', 'acknowledged: NOT acknowledged: loss', 'would lose: nothing at this moment', 'not known   not rehearsed', plan.digest]) expect(text).toContain(told);
});

test('long lists are bounded, and the rest is counted', () => {
  const text = renderPlanText({ ...plan, changes: { commits, total: 250, lacking: 3, files: Array.from({ length: 300 }, (_, index) => `f${String(index)}`), filesCut: true }, migrations: Array.from({ length: 60 }, () => migration()) }).join('\n');
  for (const told of ['… and 230 more commits', 'at least 300 changed files', '3 commits of what serves are not in it', '… and 10 more migrations']) expect(text).toContain(told);
});

test.each<[string, Partial<Plan>, string]>([
  ['what cannot be told', { changes: { untold: 'the commits since the live release cannot be told: it was deployed from another repository' }, migrationFiles: [] }, 'deployed from another repository'],
  ['an older commit', { changes: { commits: [], total: 0, lacking: 2, files: ['a'], filesCut: false } }, 'older than what serves, by 2 commits'],
  ['the same commit', { changes: { commits: [], total: 0, lacking: 0, files: [], filesCut: false } }, 'no commit is new'],
  ['migrations that are known later', { migrations: { untold: 'known once the release is on the host' } }, 'known once the release is on the host'],
])('says so: %s', (_, more, told) => {
  expect(renderPlanText({ ...plan, ...more }).join('\n')).toContain(told);
  expect(renderSummary(report(more))).toContain(told);
});

test('a first release', () => {
  const { changes: _, ...first } = plan;
  expect(renderPlanText({ ...first, migrationFiles: [], live: '' }).join('\n')).toContain('this is the first release');
});

test.each<[string, Partial<Plan>, readonly { host: string; script: string }[]]>([
  ['migrations and findings', { migrations: Array.from({ length: 2_000 }, (_, index) => migration({ name: `migrations/${'é'.repeat(200)}${String(index)}.sql`, findings: Array.from({ length: 20 }, () => '≠'.repeat(900)) })) }, []],
  ['files', { changes: { commits, total: 1e6, lacking: 0, files: Array.from({ length: 50_000 }, (_, index) => `${'x'.repeat(200)}/${String(index)}`), filesCut: true }, migrationFiles: Array.from({ length: 50_000 }, () => 'm'.repeat(200)) }, []],
  ['commands', {}, Array.from({ length: 5_000 }, (_, index) => ({ host: index % 2 === 0 ? 'web-1' : 'web-2', script: `# step\n${'é'.repeat(500)}` }))],
  ['one command that is longer than a page', {}, [{ host: 'web-1', script: 'x'.repeat(3_000_000) }]],
])('a page is never longer than GitHub takes, and says where it is cut: %s', (_, more, commands) => {
  const text = renderSummary(report(more, commands));
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text).toMatch(/\*\*\d+ more lines were left out: GitHub takes no longer summary\.\*\*/);
  // What comes first is whole, and what is open is closed.
  for (const told of [plan.digest, '### What is not known\n\n- not rehearsed', 'nothing at this moment']) expect(text).toContain(told);
  expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
});
