import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Masks } from '../../../src/entry/masks';
import { keepTrace, readTraces } from '../../../src/github/traces';
import { Secret } from '../../../src/model/secret';
import type { ActionReport } from '../../../src/model/report';

let temp: string;
beforeEach(() => {
  temp = mkdtempSync(join(tmpdir(), 'lockgate-traces-'));
});
afterEach(() => {
  rmSync(temp, { recursive: true });
});

const env = (more: Record<string, string> = {}): Record<string, string> => ({ RUNNER_TEMP: temp, GITHUB_RUN_ID: '42', GITHUB_RUN_ATTEMPT: '1', GITHUB_JOB: 'deploy', ...more });
const folder = (): string => join(temp, 'lockgate-job', '42-1-deploy');

function report(action: ActionReport['action'], startedAt: string, status: ActionReport['status'] = 'passed'): ActionReport {
  return { action, status, headline: 'x', app: 'shop', environment: 'production', version: 'v2', release: 'r2', startedAt, durationMs: 1, timeline: [], gates: [], facts: [], commands: [], failures: [], notes: [] };
}

async function keep(action: ActionReport['action'], startedAt: string, outputs: Record<string, string> = {}, status?: ActionReport['status']): Promise<void> {
  const masks = new Masks(() => undefined);
  masks.register(new Secret('KEY', 'hunter22'));
  await keepTrace({ report: report(action, startedAt, status), outputs }, masks, env());
}

test('what a job has done is read in its order, by the same job alone', async () => {
  await keep('migrate', '2026-11-21T21:05:00.000Z');
  await keep('preflight', '2026-11-21T21:04:00.000Z');
  expect((await readTraces(env())).map(({ action }) => action)).toEqual(['preflight', 'migrate']);
  for (const other of [{ GITHUB_RUN_ID: '43' }, { GITHUB_RUN_ATTEMPT: '2' }, { GITHUB_JOB: 'other' }, { RUNNER_TEMP: '' }]) expect(await readTraces(env(other))).toEqual([]);
  expect(readFileSync(join(folder(), readdirSync(folder())[0] ?? ''), 'utf8')).toContain('"action"');
});

test('outputs that are empty or hold a secret are not kept, and a dry run leaves nothing', async () => {
  await keep('backup', '2026-11-21T21:04:00.000Z', { size: '', sha256: 'xhunter22x', 'backup-id': 'b1' });
  await keep('migrate', '2026-11-21T21:05:00.000Z', { applied: '1' }, 'dry-run');
  expect((await readTraces(env())).map(({ outputs }) => outputs)).toEqual([{ 'backup-id': 'b1' }]);
});

test('what others wrote there is passed over', async () => {
  await keep('backup', '2026-11-21T21:04:00.000Z');
  for (const [name, text] of Object.entries({ 'a.json': '{', 'b.json': '[1]', 'c.txt': 'x', 'd.json': '{"action":"backup"}' })) writeFileSync(join(folder(), name), text);
  mkdirSync(join(folder(), 'e.json'));
  expect(await readTraces(env())).toHaveLength(1);
});

test('the names of a job lead nowhere else', async () => {
  const odd = env({ GITHUB_JOB: '../../x', GITHUB_RUN_ID: '' });
  await keepTrace({ report: report('backup', '2026-11-21T21:04:00.000Z'), outputs: {} }, new Masks(() => undefined), odd);
  expect(readdirSync(join(temp, 'lockgate-job'))).toEqual(['none-1-x']);
  expect(await readTraces(odd)).toHaveLength(1);
});
