import type { ActionReport } from '../../model/report';
import { count } from '../../model/words';
import type { Wiring } from '../templates/wiring';
import { PUSHED } from '../templates/callers';
import type { Placed } from './place-files';

export interface InitReport {
  readonly startedAt: Date;
  readonly now: Date;
  readonly wiring: Wiring;
  readonly seen: readonly (readonly [string, string])[];
  readonly placed: ReadonlyMap<string, Placed>;
}

/** What only a person can do, in the order in which it is needed. */
function nextSteps({ app, environments, variables, secrets, messages, branch }: Wiring): [string, string][] {
  const places = environments.flatMap((name) => [`${name}-plan`, name]).join(', ');
  const required = variables.filter((one) => one.required).map(({ name }) => name);
  return [
    ['the server', 'docs/server-setup.md of Lockgate: users, folders, rights'],
    ['.github/known_hosts', 'for each host a line: its address, a blank, and what `cat /etc/ssh/ssh_host_ed25519_key.pub` prints on it'],
    ['environments', `on GitHub: ${places}; required reviewers on those that need an approval, never on -plan`],
    ['secrets', `in each of them: ${secrets.join(', ')}, in those with -plan the key of a user that may only read (ssh.plan-user)${messages.length === 0 ? '' : `; in those without -plan: ${messages.join(', ')}`}`],
    ...(required.length === 0 ? [] : [['variables', `of the repository: ${required.join(', ')}`] as [string, string]]),
    ['a way back', `where ${app} runs already: npx lockgate adopt, so that the first deploy has one`],
    ['then', `npx lockgate validate; commit; ${environments.includes(PUSHED) ? `a push to ${branch} deploys to ${PUSHED}` : 'start a workflow with a tag'}`],
  ];
}

export function initReport({ startedAt, now, wiring, seen, placed }: InitReport): ActionReport {
  const written = [...placed.values()].filter((state) => state !== 'as it was').length;
  return {
    action: 'init',
    status: written === 0 ? 'nothing-to-do' : 'passed',
    headline: written === 0 ? 'everything is there already' : `${count(written, 'file')} written for ${wiring.app}`,
    app: wiring.app,
    environment: '',
    version: '',
    release: '',
    startedAt: startedAt.toISOString(),
    durationMs: now.getTime() - startedAt.getTime(),
    timeline: [],
    gates: [],
    facts: [
      ...(seen.length === 0 ? [] : [{ title: 'what was seen', rows: seen }]),
      { title: 'files', rows: [...placed] },
      { title: 'what to do next', rows: nextSteps(wiring) },
    ],
    commands: [],
    failures: [],
    notes: [],
  };
}
