import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { act, type ActOptions, cleanUp, CONFIGURATION, prepare } from './act';

beforeAll(prepare);
afterAll(cleanUp);

/** Names the lease in a state: the same for whoever works under it. */
const LEASE = expect.stringMatching(/^[0-9a-f]{16}$/) as string;
const NO_STACK = /^\s+at .*:\d+:\d+/m;

test('success: all outputs, a summary, exit code 0', async () => {
  const { code, stdout, outputs, summary, state } = await act('success');
  expect({ code, outputs, state }).toEqual({ code: 0, outputs: { 'backup-id': 'b-1', verified: 'true' }, state: {} });
  expect(stdout).toMatch(/^✓ backup: a backup was taken +1\.5 s$/m);
  expect(stdout).not.toContain('::error');
  expect(summary).toContain('## ✓ backup · shop · production\n');
});

test('the flow is given inputs with their defaults and who runs it', async () => {
  const { stdout } = await act('all-inputs', { env: { INPUT_VERSION: 'v1.4.0', GITHUB_RUN_ATTEMPT: '3' } });
  for (const line of ['note      environment=production', 'note      scope=all', 'note      dry-run=false', 'note      version=v1.4.0']) expect(stdout).toContain(line);
  expect(stdout).toMatch(/owner +acme\/shop\/42\/deploy$/m);
  expect(stdout).toMatch(/attempt +3$/m);
});

test.each(['configuration', 'connection', 'command', 'gate-closed', 'lease-held', 'state', 'interrupted'])('a failure of kind %s: red, four lines, no stack, outputs all set', async (kind) => {
  const { code, stdout, stderr, outputs, summary } = await act(`fails-${kind}`);
  expect({ code, stderr, outputs }).toEqual({ code: 1, stderr: '', outputs: { 'backup-id': 'b-1', verified: 'true' } });
  expect(stdout).toContain(`✗ backup: it went wrong (${kind})`);
  expect(stdout).toContain('  asked     sqlite3 store.db\n  got       first line\n            second line\n  next      do better\n');
  expect(stdout).toContain(`\n::error::backup: it went wrong (${kind}) (web); next: do better [LG-TEST-${kind.toUpperCase()}]\n`);
  expect(stdout).not.toMatch(NO_STACK);
  expect(summary).toContain('## ✗ backup');
});

test('several failures are told together, each with an annotation', async () => {
  const { code, stdout } = await act('many');
  expect(code).toBe(1);
  expect(stdout).toContain('  problem   another thing');
  expect(stdout.match(/^::error/gm)).toHaveLength(3);
  expect(stdout).toContain('::error title=LG-TEST-CONNECTION (db)::another thing; next: do better');
});

test('a failure that is thrown sets all outputs empty', async () => {
  const { code, outputs, stdout } = await act('throws');
  expect({ code, outputs }).toEqual({ code: 1, outputs: { 'backup-id': '', verified: '' } });
  expect(stdout).not.toMatch(NO_STACK);
});

test('a bug shows its stack and is red', async () => {
  const { code, outputs, stdout } = await act('bug');
  expect({ code, outputs }).toEqual({ code: 1, outputs: { 'backup-id': '', verified: '' } });
  expect(stdout).toContain('LG-BUG');
  expect(stdout).toMatch(NO_STACK);
});

test.each(['red-without-reason', 'undeclared-output', 'stray-rejection', 'stray-exception'])('%s is a bug, never green', async (scenario) => {
  const { code, stdout } = await act(scenario);
  expect(code).toBe(1);
  expect(stdout).toContain('LG-BUG');
});

test('outputs that cannot be written are red, a summary that cannot be written is a warning', async () => {
  const outputs = await act('success', { env: { GITHUB_OUTPUT: '/nowhere/output' } });
  expect(outputs.code).toBe(1);
  expect(outputs.stdout).toContain('LG-BUG');
  const summary = await act('success', { env: { GITHUB_STEP_SUMMARY: '/nowhere/summary' } });
  expect(summary.code).toBe(0);
  expect(summary.stdout).toMatch(/^::warning::the job summary could not be written/m);
});

test('a report of megabytes is a summary that GitHub takes: it drops one above 1 MiB', async () => {
  const { code, summary } = await act('huge-report');
  expect(code).toBe(0);
  expect(Buffer.byteLength(summary)).toBeGreaterThan(500_000);
  expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576);
  expect(summary).toContain('## ✓ backup · shop · production\n');
  expect(summary).toMatch(/\*\*\d+ more lines were left out/);
});

test('outputs that a flow forgot are set all the same', async () => {
  const { code, outputs } = await act('no-outputs');
  expect({ code, outputs }).toEqual({ code: 0, outputs: { 'backup-id': '', verified: '' } });
});

test('a process with nothing left to do before the flow ended is red', async () => {
  const { code, stdout, outputs, summary } = await act('pending');
  expect({ code, outputs }).toEqual({ code: 1, outputs: { 'backup-id': '', verified: '' } });
  expect(stdout).toMatch(/::error::backup: Lockgate itself failed: the process had nothing left to do .*\[LG-BUG\]/);
  expect(summary).toContain('✗');
});

test('somebody ending the process with success does not make it green', async () => {
  expect((await act('exits-zero')).code).toBe(1);
});

test('a socket that nobody closed does not hold the job up', async () => {
  expect((await act('leaves-socket-open')).code).toBe(0);
});

describe('secrets', () => {
  const WEBHOOK = 'https://hooks.example.org/very-secret-path';

  test('one in an output is named and not set, the others are', async () => {
    const { code, stdout, outputs, summary } = await act('secret-in-output', { env: { WEBHOOK } });
    expect({ code, outputs }).toEqual({ code: 1, outputs: { 'backup-id': '', verified: 'true' } });
    expect(stdout).toContain('the output "backup-id" contains the secret WEBHOOK');
    expect(stdout).toContain('LG-OUTPUT-SECRET');
    expect(summary + stdout.replace(`::add-mask::${WEBHOOK}`, '')).not.toContain('very-secret-path');
  });

  test('one in a report, in progress and in a summary is hidden', async () => {
    const { code, stdout, summary } = await act('secret-in-report', { env: { WEBHOOK: `${WEBHOOK}_with|marks` } });
    expect(code).toBe(0);
    expect(stdout).toContain(`::add-mask::${WEBHOOK}_with|marks\nposting to ***\n`);
    expect(summary).not.toContain('very-secret-path');
    expect(summary).toContain('posted to &#42;&#42;&#42;');
  });

  test('a missing one is named when a host is entered, not its value', async () => {
    const { code, stdout } = await act('remote');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ backup: 2 problems');
    expect(stdout).toContain('the variable DEPLOY_KEY is not set');
    expect(stdout).toContain('the file of known hosts .github/known_hosts cannot be read');
  });
});

test('what a host said is never obeyed', async () => {
  const { code, stdout, summary } = await act('hostile-remote');
  expect(code).toBe(1);
  let fence = '';
  const obeyed: string[] = [];
  for (const line of stdout.split('\n')) {
    const stop = /^::stop-commands::(.+)$/.exec(line)?.[1];
    if (fence !== '') fence = line === `::${fence}::` ? '' : fence;
    else if (stop !== undefined) fence = stop;
    else if (/^\s*::|##\[/.test(line)) obeyed.push(line);
  }
  expect(obeyed).toEqual(['::add-mask::ghs_0123456789', expect.stringMatching(/^::error::backup: it said /)]);
  expect(summary).not.toContain('##[');
});

describe('mistakes in the step', () => {
  test('inputs: all of them at once, and the near miss', async () => {
    const { code, stdout, outputs } = await act('success', { env: { INPUT_ENVIRONMENT: '', INPUT_ENVIROMENT: 'production', 'INPUT_DRY-RUN': 'yes', INPUT_ENV: 'x' } });
    expect({ code, outputs }).toEqual({ code: 1, outputs: { 'backup-id': '', verified: '' } });
    expect(stdout).toContain('✗ backup: 3 problems');
    for (const problem of ['the input "environment" is missing', 'the input "dry-run" cannot be "yes"', 'the input "env" is now called "environment"']) expect(stdout).toContain(`  problem   ${problem}`);
  });

  test('a near miss alone is a warning', async () => {
    const { code, stdout } = await act('success', { env: { INPUT_DRY_RUN: 'true' } });
    expect(code).toBe(0);
    expect(stdout).toContain('::warning::"dry_run" is no input of this action and was ignored; did you mean "dry-run"?');
  });

  test('the configuration: all problems at once, each where it is', async () => {
    const { code, stdout } = await act('success', { configuration: 'version: 1\napp: shop\nrelase: 1\nenvironments:\n  production: { hosts: { web: "${NOT_SET}" } }\n' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/::error title=LG-CONFIG-[A-Z-]+,file=\.github\/lockgate\.yml,line=3,col=1::/);
    expect(stdout).toContain('the variable NOT_SET is not set');
    expect(stdout).not.toMatch(NO_STACK);
  });

  test('no configuration, no such folder, a folder outside', async () => {
    expect((await act('success', { configuration: '' })).stdout).toContain('✗ backup: there is no configuration file .github/lockgate.yml');
    expect((await act('success', { env: { 'INPUT_WORKING-DIRECTORY': 'nowhere' } })).stdout).toContain('there is no folder nowhere in the workspace');
    expect((await act('success', { env: { 'INPUT_WORKING-DIRECTORY': '../..' } })).stdout).toContain('leads out of the workspace');
  });

  test('not run by GitHub at all', async () => {
    const { code, stdout } = await act('success', { env: { GITHUB_RUN_ID: undefined, GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined } });
    expect(code).toBe(1);
    expect(stdout).toContain('not run by GitHub Actions: GITHUB_RUN_ID not set');
  });
});

describe('ends that nobody wished for', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops the work, which ends by itself: red, state saved', async (signal) => {
    const { code, signal: died, stdout, state, outputs } = await act('cancelled', { signal });
    expect({ code, died, state, outputs }).toEqual({ code: 1, died: null, state: { 'lease-may-be-held': LEASE }, outputs: { 'backup-id': '', verified: '' } });
    expect(stdout).toContain(`cancelled (${signal})`);
    expect(stdout).toContain('LG-CANCELLED');
    expect(stdout).not.toMatch(NO_STACK);
  });

  test.each(['sleeps-in-a-port', 'connects-too-late'])('%s is told as the cancellation that it is, not as a bug', async (scenario) => {
    const { code, stdout } = await act(scenario, { signal: 'SIGINT', env: { DEPLOY_KEY: 'a key that nobody needs' }, knownHosts: '' });
    expect(code).toBe(1);
    expect(stdout).toContain('LG-CANCELLED');
    expect(stdout).not.toContain('LG-BUG');
  });

  test('work that was nearly done when the signal came is told as it ended', async () => {
    const { code, stdout, outputs } = await act('deaf-to-signals', { signal: 'SIGINT' });
    expect({ code, outputs }).toEqual({ code: 0, outputs: { 'backup-id': 'b-1', verified: 'true' } });
    expect(stdout).toContain('✓ backup');
  });

  test('killed right after it may hold the lease: the post step knows', async () => {
    const { signal, state } = await act('killed');
    expect({ signal, state }).toEqual({ signal: 'SIGKILL', state: { 'lease-may-be-held': LEASE } });
  });
});

describe('the post step', () => {
  const HELD = { 'STATE_lease-may-be-held': '0123456789abcdef' };
  const stated = (state: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));

  test('of an action that took no lease says nothing', async () => {
    expect(await act('any', { post: true })).toMatchObject({ code: 0, stdout: '', summary: '' });
  });

  test('of one that inherited it says nothing', async () => {
    const main = await act('inherits');
    expect(main.state).toEqual({ 'lease-may-be-held': '' });
    expect(await act('any', { post: true, env: stated(main.state) })).toMatchObject({ code: 0, stdout: '' });
  });

  describe('where a later step of the job has freed the lease', () => {
    let temp = '';
    beforeEach(() => { temp = mkdtempSync(join(tmpdir(), 'lockgate-temp-')); });
    afterEach(() => { rmSync(temp, { recursive: true }); });
    const looked = async (taker: Readonly<Record<string, string>>): Promise<boolean> => (await act('any', { post: true, env: { RUNNER_TEMP: temp, ...stated(taker) } })).stdout.includes('reconciled');

    test('of the taker has nothing to look after, until somebody takes it again', async () => {
      const { state } = await act('takes', { env: { RUNNER_TEMP: temp } });
      expect(await looked(state)).toBe(true);
      await act('takes-and-frees', { env: { RUNNER_TEMP: temp } });
      expect(await looked(state)).toBe(false);
      await act('takes', { env: { RUNNER_TEMP: temp } });
      expect(await looked(state)).toBe(true);
    });

    test.each<readonly [string, ActOptions]>([
      ['of other hosts', { env: { WEB: '127.0.0.2' } }],
      ['below another path', { configuration: CONFIGURATION.replace('/srv/shop', '/srv/other') }],
      ['in another job', { env: { GITHUB_JOB: 'other' } }],
      ['in another attempt', { env: { GITHUB_RUN_ATTEMPT: '2' } }],
      ['on another runner', { env: { RUNNER_TEMP: '' } }],
    ])('of the taker looks after its own: what was freed is one %s', async (_where, options) => {
      const { state } = await act('takes', { env: { RUNNER_TEMP: temp } });
      await act('takes-and-frees', { ...options, env: { RUNNER_TEMP: temp, ...options.env } });
      expect(await looked(state)).toBe(true);
    });

    test('what nobody can be told of is not taken; what nobody can be told of is free all the same', async () => {
      writeFileSync(join(temp, 'lockgate-job'), 'in the way');
      const { code, stdout } = await act('takes', { env: { RUNNER_TEMP: temp } });
      expect(code).toBe(1);
      expect(stdout).toMatch(/got .*lockgate-job/);
      expect(stdout).toContain('LG-RUNNER-WRITE');
      expect(stdout).not.toMatch(NO_STACK);
      rmSync(join(temp, 'lockgate-job'));
      expect((await act('takes-and-frees-in-vain', { env: { RUNNER_TEMP: temp } })).code).toBe(0);
    });
  });

  test.each(['success', 'failure', 'cancelled'])('of the taker reconciles, told that the job stands at %s', async (status) => {
    const { code, stdout, outputs } = await act('any', { post: true, env: { ...HELD, 'INPUT_JOB-STATUS': status } });
    expect({ code, outputs }).toEqual({ code: 0, outputs: {} });
    expect(stdout).toContain(`reconciled after ${status}`);
  });

  test('that cannot tell how the job stands changes nothing and is red', async () => {
    const { code, stdout } = await act('any', { post: true, env: { ...HELD, 'INPUT_JOB-STATUS': '' } });
    expect(code).toBe(1);
    expect(stdout).toContain('LG-JOB-STATUS');
  });

  test('that fails is red', async () => {
    const { code, stdout } = await act('broken', { post: true, env: HELD });
    expect(code).toBe(1);
    expect(stdout).toContain('✗ backup: it stays open');
    expect(stdout).toContain('LG-TEST-STATE');
  });
});
