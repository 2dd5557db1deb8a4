import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { inTerminalWords } from '../../../src/cli/phrases';
import { rephrase } from '../../../src/cli/rephrase';
import type { FailureFacts } from '../../../src/model/failure';
import { readSources } from '../../../tools/generate/errors';

const root = join(__dirname, '../../..');
/** What there is in a workflow alone. */
const OF_A_WORKFLOW = /\b(the|this|post|a) step\b|\bworkflow\b|\benv: \{|\binputs?\b|\bthe (rollback|backup|migrate) action\b|\baction (rollback|backup)\b|\b(this|the) job\b|\bjob summar|"to"|"level|GITHUB_|plan-digest: /;
/** They end a job, or an action that no verb calls. */
const IN_WORKFLOWS_ALONE = /^LG-(APPROVAL-|PREDECESSOR-|ALREADY-SWITCHED$|ENVIRONMENT$|INPUT-|JOB-STATUS$|OUTPUT-SECRET$|VERSION-NOT-CHECKED-OUT$)/;

/** Of the action notify, which no verb calls. */
const OF_NOTIFY = 'leave it out: auto follows the job';

const facts = (code: string, next: string, problem = 'x'): FailureFacts => ({ kind: 'state', code, problem, next });
const nextOf = (code: string, next: string, problem?: string): string => rephrase(facts(code, next, problem)).next;

test('what is to be done next at a terminal is never what a workflow has', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'github').map(({ name }) => `src/${name}`);
  const told = folders.flatMap((folder) => readSources(root, folder).found).filter(({ code, next }) => next !== '' && next !== OF_NOTIFY && !IN_WORKFLOWS_ALONE.test(code));
  expect(told.length).toBeGreaterThan(150);
  // A name and a text that only the moment knows stand as dots in the sources.
  const here = told.map(({ code, next, problem }) => [code, nextOf(code, next.replaceAll('{ …: ', '{ NAME: ').replaceAll('secrets.…', 'secrets.NAME'), problem)]);
  expect(here.filter(([, next = '']) => OF_A_WORKFLOW.test(next))).toEqual([]);
});

test.each([
  ['a variable', 'set it in the step: env: { SHOP_HOST: … } (an unset secret or variable of GitHub is empty), or give a default: ${SHOP_HOST:-default}', 'set it: export SHOP_HOST=…, or give a default: ${SHOP_HOST:-default}'],
  ['secrets', 'hand them to the step: env: { A: ${{ secrets.A }} }, env: { B: ${{ secrets.B }} }', 'set them: export A="$(cat path/to/it)", export B="$(cat path/to/it)"'],
  ['a choice', 'if it is well as it is, leave it; else run the action rollback with "level: R2" (the old release) or "level: R3" (the backup as well), or deploy a version that mends it', 'if it is well as it is, leave it; else run npx lockgate rollback, which shows the way back and asks (--level R3 restores the backup as well), or deploy a version that mends it'],
])('%s is where a person at a terminal has it', (_what, said, here) => {
  expect(inTerminalWords(said)).toBe(here);
});
