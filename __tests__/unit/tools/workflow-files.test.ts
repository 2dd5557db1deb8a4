import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { specs } from '../../../src/actions/specs.generated';
import { ACTION_IDS } from '../../../src/model/action';
import { generateManifest } from '../../../tools/generate/action-manifest';
import { parseActionFile, parseWorkflowFile } from '../../../tools/workflow-runner/files';
import { loadLibraries } from '../../../tools/workflow-runner/libraries';

const root = join(__dirname, '../../..');
const folders = ['.github/workflows', 'examples/flask-systemd/.github/workflows'];
const files = folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, { readonly 'timeout-minutes'?: number; readonly permissions?: unknown; readonly steps?: readonly Step[] }>>;
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const workflow = parse(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps ?? []);

  it('is one that GitHub takes', async () => {
    await expect(parseWorkflowFile(await loadLibraries(), file, text)).resolves.toBeDefined();
  });

  it('pins what it uses of others by the whole commit, with the version beside it, and ours by the major tag', () => {
    const used = text.split('\n').filter((line) => line.includes('uses:') && !line.includes('uses: ./') && !/uses: lockgate\/lockgate\/actions\/[a-z-]+@v1$/.test(line));
    expect(used.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('is granted nothing that a job does not ask for, and ends', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeDefined();
      if (job.steps !== undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  it('leaves no credentials behind, and puts nothing from outside into a script', () => {
    for (const { uses = '', with: inputs } of steps) if (uses.startsWith('actions/checkout@')) expect(inputs).toMatchObject({ 'persist-credentials': false });
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  it('drops no run of those that may not be dropped', () => {
    if (!/deploy-|release/.test(file.split('/').at(-1) ?? '')) return;
    expect(workflow.concurrency).toMatchObject({ 'cancel-in-progress': false, queue: 'max' });
  });
});

it.each(ACTION_IDS)('action.yml of %s is one that GitHub takes', async (id) => {
  const file = join(root, generateManifest(specs[id]).path);
  expect(parseActionFile(await loadLibraries(), file)).toBeDefined();
});
