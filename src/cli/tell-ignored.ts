import type { FlowContext } from '../actions/flow';
import type { Terminal } from './terminal';

const SHOWN = 5;

export function some(names: readonly string[]): string {
  return names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${String(names.length - SHOWN)} more`;
}

/** What is here and will not be there: somebody may have built it for this very deploy. */
export function tellIgnored({ run: { ignored = [] } }: FlowContext, terminal: Terminal): void {
  if (ignored.length > 0) terminal.progress(`note: git ignores ${some(ignored)}: not brought to the host, unless release.include names it`);
}
