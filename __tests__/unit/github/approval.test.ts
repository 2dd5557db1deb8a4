import { GitHubForge } from '../../../src/github/forge';
import type { ApprovalEvidence } from '../../../src/model/approval';
import { Outside, type Trouble } from '../../../tools/demo/github-api';

let github: Outside;
beforeEach(async () => {
  github = await Outside.start();
});
afterEach(async () => {
  await github.close();
});

const RUN = '42';

function forge(more: Partial<ConstructorParameters<typeof GitHubForge>[0]> = {}): GitHubForge {
  return new GitHubForge({ token: 'ghs_token', apiUrl: github.url, repository: 'team/shop', owner: `team/shop/${RUN}/deploy`, environment: 'production', dryRun: false, warn: () => undefined, ...more });
}

const told = (evidence: ApprovalEvidence): Readonly<Record<string, unknown>> => (evidence.kind === 'unknown' ? { code: evidence.failure.code, cause: evidence.failure.facts.cause, next: evidence.failure.facts.next } : { ...evidence });

test('reviewers who approved are named, those of other environments are not', async () => {
  github.protect('production', ['ada', 'grace']);
  github.review(RUN, 'approved', 'ada');
  github.review(RUN, 'approved', 'linus', 'staging');
  github.review('41', 'approved', 'grace');
  expect(told(await forge().approval())).toEqual({ kind: 'reviews', approved: ['ada'], rejected: [] });
  expect(github.asked.sort()).toEqual([`/actions/runs/${RUN}/approvals`, '/environments/production']);
});

test('who rejected is named; a pending word is none', async () => {
  github.protect('production', ['ada', 'grace']);
  github.review(RUN, 'rejected', 'grace');
  github.review(RUN, 'pending', 'ada');
  expect(told(await forge().approval())).toEqual({ kind: 'reviews', approved: [], rejected: ['grace'] });
});

test.each([
  ['an environment without reviewers', () => { github.protect('production'); }, 'has no required reviewers'],
  ['no such environment', () => undefined, 'GitHub knows no environment production'],
  ['an account whose plan has none', () => { github.trouble = (path) => (path.startsWith('/environments') ? { status: 403, message: 'Upgrade to GitHub Pro or make this repository public to enable this feature.' } : undefined); }, 'the plan of the account has no reviewers'],
])('%s: nobody is asked on the way', async (_, arrange, why) => {
  arrange();
  expect(told(await forge().approval())).toEqual({ kind: 'no-reviewers', why: expect.stringContaining(why) as string });
});

const FORBIDDEN: Trouble = { status: 403, message: 'Resource not accessible by integration' };

describe.each(['/environments', '/actions'])('what keeps %s from answering is no approval', (start) => {
  beforeEach(() => {
    github.protect('production', ['ada']);
    github.review(RUN, 'approved', 'ada');
  });

  test.each<[string, Trouble, string, string, string]>([
    ['a token that may not', FORBIDDEN, 'LG-APPROVAL-PERMISSION', 'add "actions: read"', 'permissions: { actions: read'],
    ['a token that is no good', { status: 401, message: 'Bad credentials' }, 'LG-APPROVAL-PERMISSION', 'add "actions: read"', 'permissions: { actions: read'],
    ['the rate limit', { status: 403, message: 'API rate limit exceeded for installation', headers: { 'x-ratelimit-remaining': '0' } }, 'LG-APPROVAL-UNKNOWN', 'the rate limit', 'run the job again'],
    ['the second rate limit', { status: 429, message: 'slow down', headers: { 'retry-after': '60' } }, 'LG-APPROVAL-UNKNOWN', 'the rate limit', 'run the job again'],
    ['trouble on their side', { status: 502, message: 'Bad Gateway' }, 'LG-APPROVAL-UNKNOWN', '(502)', 'run the job again'],
    ['no answer in time', 'silence', 'LG-APPROVAL-UNKNOWN', '', 'run the job again'],
  ])('%s', async (_, trouble, code, cause, next) => {
    github.trouble = (path) => (path.startsWith(start) ? trouble : undefined);
    expect(told(await forge(trouble === 'silence' ? { timeoutMs: 150 } : {}).approval())).toEqual({ code, cause: expect.stringContaining(cause) as string, next: expect.stringContaining(next) as string });
  });
});

test('nothing to ask with, and nobody there', async () => {
  expect(told(await forge({ token: '' }).approval())).toMatchObject({ code: 'LG-APPROVAL-PERMISSION', next: expect.stringContaining('github-token') as string });
  expect(told(await forge({ apiUrl: 'http://127.0.0.1:1' }).approval())).toMatchObject({ code: 'LG-APPROVAL-UNKNOWN' });
  github.trouble = () => FORBIDDEN;
  expect(told(await forge().approval())).toMatchObject({ code: 'LG-APPROVAL-PERMISSION' });
});

test('only what a person wrote into the form is by hand', () => {
  expect(forge().isByHand('2-abc')).toMatch(/workflow_dispatch/);
  expect(forge({ written: ['production', ''] }).isByHand('2-abc')).toMatch(/in no input of the form/);
  expect(forge({ written: ['production', ' 2-abc\n'] }).isByHand('2-abc')).toBe(true);
});

describe('what lies between two commits', () => {
  test('is told with its authors, newest first', async () => {
    await github.close();
    github = await Outside.start(() => [{ sha: '1'.repeat(40), subject: 'first\n\nbody' }, { sha: '2'.repeat(40), subject: 'second', author: 'ada' }]);
    expect(await forge().changesBetween('a', 'b')).toEqual({
      commits: [{ id: '2'.repeat(40), subject: 'second', author: 'ada' }, { id: '1'.repeat(40), subject: 'first', author: 'somebody' }],
      total: 2,
      lacking: 0,
      files: [],
      filesCut: false,
    });
  });

  test('cannot be told of a commit that is not there, or without an answer', async () => {
    expect(await forge().changesBetween('a'.repeat(40), 'b')).toEqual({ untold: expect.stringContaining('deployed from another repository') as string });
    github.trouble = () => FORBIDDEN;
    expect(await forge().changesBetween('a', 'b')).toEqual({ untold: expect.stringContaining('contents: read') as string });
  });
});
