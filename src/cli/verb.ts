import type { FlowContext, FlowResult } from '../actions/flow';
import type { OperandSpec, OptionSpec } from './option-spec';
import type { Surroundings } from './surroundings';
import type { Terminal } from './terminal';

/** What a command line says besides its options. */
export interface Call {
  /** The operand; empty where there is none. */
  readonly operand: string;
  /** Where there may be several, all of them. */
  readonly operands: readonly string[];
  /** The words behind `--`. */
  readonly behind: readonly string[];
  /**
   * The same over the same connections as a dry run: nothing is written, what would be run is collected, and no question is
   * asked of a host twice. `inputs` are laid over those of the line.
   */
  rehearse(inputs?: Readonly<Record<string, string>>): FlowContext;
}

/** `data`: what the verb has to say beyond its report, for `--json` alone. */
export type VerbResult = FlowResult & { readonly data?: Readonly<Record<string, unknown>> };

interface Described {
  /** One sentence. */
  readonly description: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly operand?: OperandSpec;
  /** What the release is called where nobody says it. */
  readonly version?: string;
  /** As a person would type it, without the program. */
  readonly example: string;
  /** Further ones, each with what it is for. */
  readonly more?: readonly (readonly [example: string, purpose: string])[];
}

/** Talks to the hosts of one environment. A lease that it took is given back when it returns, and what it left open is settled. */
export interface HostVerb extends Described {
  run(context: FlowContext, terminal: Terminal, call: Call): Promise<VerbResult>;
}

/** Needs no host, and perhaps not even a configuration. */
export interface PlainVerb extends Described {
  plain(surroundings: Surroundings, terminal: Terminal, call: Omit<Call, 'rehearse'>): Promise<VerbResult>;
}

/** What `npx lockgate <verb>` does: one file of `verbs/` each, whose name is the verb. */
export type Verb = HostVerb | PlainVerb;
