import { usage } from './read-words';
import type { Terminal } from './terminal';

/** Whether somebody agrees; without anybody there to ask, the option that answers is named. */
export async function agree(terminal: Terminal, options: ReadonlyMap<string, string>, question: string): Promise<boolean> {
  if (options.has('yes')) return true;
  const answer = await terminal.confirm(question);
  if (answer !== undefined) return answer;
  throw usage('nobody is here to confirm this', 'read what is above, and run this again with --yes');
}
