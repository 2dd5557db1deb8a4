import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findJob, findStep, runWorkflow } from '../../../tools/workflow-runner';
import { makeFolder } from '../scratch';

const workflow = `on: { push: {}, workflow_dispatch: { inputs: { ref: { type: string, default: "" } } } }
jobs:
  a:
    runs-on: x
    steps:
      - { id: empty, run: 'ls -A | wc -l' }
      - { id: out, uses: actions/checkout@v5, with: { ref: "\${{ inputs.ref }}" } }
      - { id: x, run: 'echo "$(cat version) $(git describe --tags --exact-match 2>/dev/null || echo no-tag) $(git branch --show-current) $(git rev-list --count HEAD) $(git status --porcelain | wc -l)"' }
`;

function repository(): { root: string; git: (...args: string[]) => string } {
  const root = makeFolder({ 'w.yml': workflow, version: 'one\n', '.gitignore': 'node_modules\n' });
  const git = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: root, encoding: 'utf8' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '-m', 'one');
  git('tag', 'v1');
  writeFileSync(join(root, 'version'), 'two\n');
  git('commit', '--quiet', '-am', 'two');
  writeFileSync(join(root, 'not-committed'), '');
  return { root, git };
}

test.each([
  ['refs/heads/main', undefined, 'two no-tag main 1 0'],
  ['refs/tags/v1', undefined, 'one v1  1 0'],
  ['refs/heads/main', 'v1', 'one v1  1 0'],
  ['refs/heads/main', 'refs/tags/v1', 'one v1  1 0'],
])('a push of %s, ref %s', async (ref, wanted, expected) => {
  const { root, git } = repository();
  const event = wanted === undefined ? { name: 'push', ref } : { name: 'workflow_dispatch', ref, inputs: { ref: wanted } };
  const found = findJob(await runWorkflow({ file: 'w.yml', root, event }), 'a');
  expect(findStep(found, 'empty').log.at(-1)).toBe('0');
  expect(findStep(found, 'x').log.at(-1)).toBe(expected);
  expect(findStep(found, 'out').outputs['commit']).toBe(git('rev-parse', wanted ?? ref));
});
