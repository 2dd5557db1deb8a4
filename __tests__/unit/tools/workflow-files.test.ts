import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { specs } from '../../../src/actions/specs.generated';
import { ACTION_IDS } from '../../../src/model/action';
import { generateManifest } from '../../../tools/generate/action-manifest';
import { parseActionFile, parseWorkflowFile } from '../../../tools/workflow-runner/files';
import { loadLibraries } from '../../../tools/workflow-runner/libraries';

const root = join(__dirname, '../../..');
const folder = join(root, '.github/workflows');

describe.each(readdirSync(folder))('.github/workflows/%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const workflow = parse(text) as { permissions?: unknown; jobs: Record<string, { 'timeout-minutes'?: number; steps?: { uses?: string }[] }> };

  it('is one that GitHub takes', async () => {
    await expect(parseWorkflowFile(await loadLibraries(), name, text)).resolves.toBeDefined();
  });

  it('pins what it uses by the whole commit, with the version beside it', () => {
    const used = text.split('\n').filter((line) => line.includes('uses:') && !line.includes('uses: ./'));
    expect(used.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('is granted nothing that a job does not ask for, and ends', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) if (job.steps !== undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });
});

it.each(ACTION_IDS)('action.yml of %s is one that GitHub takes', async (id) => {
  const file = join(root, generateManifest(specs[id]).path);
  expect(parseActionFile(await loadLibraries(), file)).toBeDefined();
});
