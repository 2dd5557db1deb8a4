import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Outside } from '../../tools/demo/github-api';
import type { StepRun } from '../support/job';
import { Rig } from '../support/rig';

let rig: Rig;
let github: Outside;

beforeAll(async () => {
  rig = await Rig.start({ configure: (text) => text.replace(/ {2}watch:\n( {4}.*\n)+/, '').replace('settle: 500ms', 'settle: 100ms').replace('environments:\n  production: { ', 'environments:\n  production: { approval: required, ') });
  github = await Outside.start();
  github.protect('production', ['ada', 'grace']);
});
afterAll(async () => {
  await github.close();
  await rig.close();
});
afterEach(() => {
  github.trouble = () => undefined;
});

const TOKEN = { 'github-token': 'ghs_notASecretOfAnybody' };
const env = (more: Readonly<Record<string, string>> = {}): { env: Record<string, string> } => ({ env: { GITHUB_API_URL: github.url, DEPLOY_WEBHOOK: `${github.url}/hook`, ...more } });
const preflight = (run: string, inputs: Record<string, string> = {}, more: Readonly<Record<string, string>> = {}): Promise<StepRun> => rig.run('preflight', { ...TOKEN, ...inputs }, { run, ...env(more) });
const digestNow = async (): Promise<string> => (await rig.run('preflight', { 'dry-run': 'true', ...TOKEN }, env())).outputs['plan-digest'] ?? '';

/** As GitHub leaves it for a run that somebody started by a form. */
function dispatchedWith(approve: string): Record<string, string> {
  const file = join(rig.scratch, 'event.json');
  writeFileSync(file, JSON.stringify({ inputs: { version: 'v1', approve } }));
  return { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_EVENT_PATH: file };
}

let digest = '';

describe('production, where the configuration demands an approval', () => {
  it('says in its plan who has to approve, and plans without asking anybody', async () => {
    const page = await preflight('1', { 'dry-run': 'true' });
    expect([page.code, page.outputs['approved-by']]).toEqual([0, '']);
    expect(page.summary).toContain('the reviewers of production on GitHub');
    expect(github.asked).toEqual([]);
    digest = page.outputs['plan-digest'] ?? '';
  });

  it.each<[string, () => Record<string, string>, readonly string[]]>([
    ['nobody said a word on this run', () => ({ 'plan-digest': digest }), ['LG-APPROVAL-MISSING', 'environment: production']],
    ['it was rejected', () => { github.review('12', 'rejected', 'grace'); return { 'plan-digest': digest }; }, ['LG-APPROVAL-REJECTED', 'rejected by grace']],
    ['it was approved, and nobody says which plan', () => { github.review('13', 'approved', 'ada'); return {}; }, ['LG-APPROVAL-OF-NOTHING', 'plan-digest: ']],
    ['the token may not ask', () => { github.review('14', 'approved', 'ada'); github.trouble = () => ({ status: 403, message: 'Resource not accessible by integration' }); return { 'plan-digest': digest }; }, ['LG-APPROVAL-PERMISSION', 'permissions: { actions: read']],
    ['GitHub is in trouble', () => { github.review('15', 'approved', 'ada'); github.trouble = () => ({ status: 503, message: 'no server' }); return { 'plan-digest': digest }; }, ['LG-APPROVAL-UNKNOWN', 'counts as not approved']],
    ['another plan was approved', () => { github.review('16', 'approved', 'ada'); return { 'plan-digest': digest.replace(/^2-./, (start) => (start === '2-0' ? '2-1' : '2-0')).replace(/-[0-9a-f]{10}-/, '-0123456789-') }; }, ['LG-PLAN-CHANGED', 'commit: 0123456789 → ']],
  ])('is not deployed to: %s', async (name, arrange, told) => {
    const inputs = arrange();
    const run = await preflight(String(11 + ['nobody said a word on this run', 'it was rejected', 'it was approved, and nobody says which plan', 'the token may not ask', 'GitHub is in trouble', 'another plan was approved'].indexOf(name)), inputs);
    expect([run.code, run.outputs['ready'], run.outputs['approved-by'] ?? '']).toEqual([1, 'false', name.startsWith('another') ? 'ada' : '']);
    for (const words of told) expect(run.log).toContain(words);
    // Refused before anything was opened.
    expect(rig.journal).toEqual([]);
    expect(rig.lease.owner).toBe('');
  });

  it('no later action goes on without it', async () => {
    for (const id of ['migrate', 'rolling-deploy'] as const) {
      const run = await rig.run(id, TOKEN, env());
      expect(run.log).toContain('the record on the host has no approval of this run');
    }
  });

  it('is deployed to once a reviewer approved that very plan, and who it was is on record, on the sheet and in the message', async () => {
    github.review('30', 'approved', 'ada');
    const run = await rig.run('lockgate', { ...TOKEN, 'plan-digest': digest }, { run: '30', ...env() });
    expect([run.code, run.outputs['outcome'], run.outputs['approved-by']]).toEqual([0, 'released', 'ada']);
    expect(rig.changes.at(-1)?.facts.get('approval')).toMatchObject({ by: ['ada'], how: 'review', digest });
    expect(run.summary).toContain('| approved by | ada |');
    expect(github.messages.at(-1)).toMatchObject({ event: 'succeeded', approvers: ['ada'] });
  });
});

describe('where the account has no reviewers', () => {
  beforeAll(async () => {
    github.protect('production');
    rig.checkout('v2');
    digest = await digestNow();
  });

  it('the line to write is said, and a workflow may not write it', async () => {
    const asked = await preflight('40', { 'plan-digest': digest });
    expect(asked.log).toContain(`approve: ${digest}`);
    const automatic = await preflight('41', { 'plan-digest': digest, approve: digest });
    expect(automatic.log).toContain('LG-APPROVAL-NOT-BY-HAND');
    const another = await preflight('42', { approve: digest }, dispatchedWith('2-something'));
    expect(another.log).toContain('in no input of the form');
    expect([asked.code, automatic.code, another.code]).toEqual([1, 1, 1]);
  });

  it('whoever starts the run approves with the digest; a plan that changed meanwhile is told', async () => {
    const job = rig.job({ run: '43', ...env(dispatchedWith(digest)) });
    const approved = await job.step('preflight', { environment: 'production', ...TOKEN, approve: digest });
    expect([approved.code, approved.outputs['approved-by']]).toEqual([0, 'somebody']);
    // A second time in the job, the record is what counts.
    const asked = github.asked.length;
    expect((await job.step('preflight', { environment: 'production', ...TOKEN, approve: digest })).outputs).toMatchObject({ ready: 'true', 'approved-by': 'somebody' });
    expect(github.asked.length).toBe(asked);
    expect(rig.changes.at(-1)?.facts.get('approval')).toMatchObject({ by: ['somebody'], how: 'digest', digest });
    await job.end('failure');
    rig.write('migrations/009_late.sql', 'CREATE TABLE late (id INTEGER PRIMARY KEY);\n');
    const changed = await preflight('44', { approve: digest }, dispatchedWith(digest));
    expect(changed.code).toBe(1);
    for (const words of ['LG-PLAN-CHANGED', 'migration migrations/009_late.sql: not pending → pending', 'commit: ']) expect(changed.log).toContain(words);
  });
});

describe('from a laptop', () => {
  it('nobody deploys what nobody approved, and the plan is shown', async () => {
    const typed = await rig.cli('deploy', '--version', 'v2');
    expect(typed.code).toBe(2);
    expect(typed.log).toMatch(/migrations\/002_stock.sql: lossless[^]*--approve 2-[0-9a-f]{20}-/);
    expect(rig.changes).toHaveLength(2);
  });

  it('the digest of a plan that was read is enough, and of another one it is not', async () => {
    const planned = JSON.parse((await rig.cli('plan', '--json')).stdout) as { outputs: Record<string, string> };
    const now = planned.outputs['plan-digest'] ?? '';
    const refused = await rig.cli('deploy', '--approve', digest);
    expect([refused.code, refused.log]).toEqual([6, expect.stringContaining('LG-PLAN-CHANGED')]);
    const typed = await rig.cli('deploy', '--approve', now);
    expect([typed.code, typed.log]).toEqual([0, expect.stringContaining('is released')]);
    expect(rig.changes.at(-1)?.facts.get('approval')).toMatchObject({ by: [expect.stringMatching(/./)], how: 'digest', digest: now });
  });
});
