import { Failure } from '../model/failure';
import { usage } from './read-words';
import type { Terminal } from './terminal';

/** Returns once somebody agrees, and throws where they do not; without anybody there to ask, the option that answers is named. */
export async function agree(terminal: Terminal, options: ReadonlyMap<string, string>, question: string): Promise<void> {
  if (options.has('yes')) return;
  const answer = await terminal.confirm(question);
  if (answer === undefined) throw usage('nobody is here to confirm this', 'read what is above, and run this again with --yes');
  if (!answer) throw notConfirmed('nothing was changed: it was not confirmed');
}

/** Whoever was asked did not say yes: no failure of anything, and no success that a script could take for one. */
export function notConfirmed(problem: string): Failure {
  return new Failure({ kind: 'held', code: 'LG-NOT-CONFIRMED', problem, next: 'run this again once what is above is what you want' });
}
