import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runWorkflow, type RunResult, type WorkflowOptions } from '../../tools/workflow-runner';

const made: string[] = [];

/** A folder with these files, removed after the suite. */
export function makeFolder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'workflow-test-'));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

afterAll(() => made.forEach((root) => rmSync(root, { recursive: true, force: true })));

export type Extras = Partial<Omit<WorkflowOptions, 'file' | 'root'>> & { readonly files?: Readonly<Record<string, string>> };

/** Runs a workflow text on a push, with other files beside it. */
export function runText(workflow: string, { files = {}, ...options }: Extras = {}): Promise<RunResult> {
  const root = makeFolder({ ...files, '.github/workflows/test.yml': workflow });
  return runWorkflow({ file: '.github/workflows/test.yml', root, event: { name: 'push' }, ...options });
}

/** A workflow of one job `a` with these steps, checkout first. */
export function job(steps: string, more = ''): string {
  return `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - uses: actions/checkout@v5\n${steps.replace(/^/gm, '      ')}\n`;
}

/** The files of a JavaScript action at `actions/<id>`. */
export function action(id: string, main: string, more: { readonly post?: string; readonly postIf?: string; readonly inputs?: string; readonly outputs?: string } = {}): Record<string, string> {
  const { post, postIf, inputs, outputs } = more;
  return {
    [`actions/${id}/action.yml`]:
      `name: ${id}\ndescription: A fixture\n${inputs ? `inputs:\n${inputs}` : ''}${outputs ? `outputs:\n${outputs}` : ''}runs:\n  using: node24\n  main: main.js\n` +
      `${post === undefined ? '' : '  post: post.js\n'}${postIf === undefined ? '' : `  post-if: ${postIf}\n`}`,
    [`actions/${id}/main.js`]: main,
    ...(post === undefined ? {} : { [`actions/${id}/post.js`]: post }),
  };
}

/** Waits until a process is gone, or dead and only not yet collected. */
export async function expectDeath(pid: number): Promise<void> {
  const state = (): string => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').slice(0, 1);
    } catch {
      return 'gone';
    }
  };
  for (let attempt = 0; attempt < 100 && !['gone', 'Z', 'X'].includes(state()); attempt++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(['gone', 'Z', 'X']).toContain(state());
}
