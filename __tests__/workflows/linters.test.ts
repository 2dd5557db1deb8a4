import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runActionlint } from '../../tools/check/workflows/actionlint';
import { EXCEPTIONS } from '../../tools/check/workflows/exceptions';
import { judge } from '../../tools/check/workflows/finding';
import { isWorkflow, type Place, readActions, readFiles, withActions } from '../../tools/check/workflows/place';
import { runZizmor } from '../../tools/check/workflows/zizmor';
import { PROGRAMS } from '../../tools/programs';
import { REPOSITORY } from '../support/job';

const DEPLOY = '.github/workflows/deploy.yml';
const example = readFiles(join(REPOSITORY, 'examples/flask-systemd'), isWorkflow);
const actions = readActions(REPOSITORY);

/** The example with a fault in its deploy workflow. */
function faulty(change: (text: string) => string): Place {
  const text = example.get(DEPLOY) ?? '';
  const changed = change(text);
  expect(changed).not.toBe(text);
  return { name: 'faulty', files: new Map([...example, [DEPLOY, changed]]) };
}

/** What both linters find in it that is no exception, by their rules. */
async function findings(place: Place): Promise<string[]> {
  const found = [...(await runActionlint(withActions(place, actions))), ...(await runZizmor(place))];
  return [...new Set(judge(found, EXCEPTIONS).findings.map(({ file, linter, rule }) => `${file} ${linter} ${rule}`))];
}

test('the example has no fault that is no exception', async () => {
  expect(await findings({ name: 'example', files: example })).toEqual([]);
});

test.each([
  ['an input that no action of ours has', (text: string) => text.replace('plan-digest: ${{ needs', 'plan-digset: ${{ needs'), 'actionlint action'],
  ['an output that no action of ours has', (text: string) => text.replace("steps.backup.outputs.verified == 'true'", "steps.backup.outputs.verifeid == 'true'"), 'actionlint expression'],
  ['an output that no job has', (text: string) => text.replace('needs.plan.outputs.plan-digest', 'needs.plan.outputs.digest'), 'actionlint expression'],
  ['a job that is asked but not waited for', (text: string) => text.replace('needs: [plan, deploy]', 'needs: [plan]'), 'actionlint expression'],
  ['a fault in a script', (text: string) => text.replace('echo "released" ;;', 'echo $OUTCOME ;;'), 'actionlint shellcheck'],
  ['a text of somebody\'s in a script', (text: string) => text.replace('echo "released" ;;', 'echo "${{ github.head_ref }}" ;;'), 'zizmor template-injection'],
  ['an action of others by its tag', (text: string) => text.replace(/actions\/checkout@\S+ # v7\.0\.1/, 'actions/checkout@v7'), 'zizmor unpinned-uses'],
  ['the same, with a comment that asks to be let alone', (text: string) => text.replace(/actions\/checkout@\S+ # v7\.0\.1/, 'actions/checkout@v7 # zizmor: ignore[unpinned-uses]'), 'zizmor unpinned-uses'],
  ['a checkout that leaves its credentials', (text: string) => text.replace('persist-credentials: false', 'fetch-depth: 1'), 'zizmor artipacked'],
  ['permissions for everything', (text: string) => text.replace('permissions: {}', 'permissions: write-all'), 'zizmor excessive-permissions'],
  ['a permission without its reason', (text: string) => text.replace('actions: read # whether the run that holds the lease is over\n', 'actions: read\n'), 'zizmor undocumented-permissions'],
])('%s is found', async (_, change, rule) => {
  expect(await findings(faulty(change))).toContain(`${DEPLOY} ${rule}`);
});

test('a workflow that cannot be read is no clean one', async () => {
  await expect(runZizmor(faulty((text) => `${text}\n  - [`))).rejects.toThrow(/zizmor (broke|left out)/);
  expect((await runActionlint(faulty((text) => `${text}\n  - [`))).length).toBeGreaterThan(0);
  await expect(runActionlint({ name: 'nothing', files: new Map() })).rejects.toThrow('nothing has no workflows');
});

test('a linter that cannot be had, or one that does not start, is a check that failed', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'lockgate-no-linter-'));
  try {
    const kept = join(scratch, `programs/actionlint-${PROGRAMS.actionlint.version}`);
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, 'actionlint'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    const env = { ...process.env, LOCKGATE_TEST_CACHE: scratch, GOPROXY: 'off', GOMODCACHE: join(scratch, 'modules') };
    const { status, stderr } = spawnSync(join(REPOSITORY, 'node_modules/.bin/tsx'), ['tools/check/workflows/main.ts'], { cwd: REPOSITORY, env, encoding: 'utf8' });
    expect(stderr).toContain(`actionlint ${PROGRAMS.actionlint.version} cannot be had on this machine: `);
    expect(status).toBe(1);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});
