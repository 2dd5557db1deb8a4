import type { FlowContext, FlowResult } from '../actions/flow';
import type { Terminal } from './terminal';

/** A word that a verb understands. */
export interface OptionSpec {
  /** For people; every option has one. */
  readonly description: string;
  /** What stands for its value in the help; an option without one is a switch. */
  readonly value?: string;
  readonly required?: boolean;
}

/** What `npx lockgate <verb>` does: one file of `verbs/` each, whose name is the verb. */
export interface Verb {
  /** One sentence. */
  readonly description: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What the release is called where nobody says it. */
  readonly version?: string;
  /** As a person would type it, without the program. */
  readonly example: string;
  run(context: FlowContext, terminal: Terminal): Promise<FlowResult>;
}
