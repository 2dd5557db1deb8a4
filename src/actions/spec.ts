import type { ActionId } from '../model/action';

/** An input or output of an action: the single source of action.yml, the README's table and the reader of inputs. */
export interface InputSpec {
  /** For people; an empty one is an error of the generator. */
  readonly description: string;
  readonly default?: string;
  readonly required?: boolean;
  /** `internal`: has a default that only the runner understands, and is left out of the README. */
  readonly internal?: boolean;
  /** The only values it takes, in whatever letter case they are written. */
  readonly options?: readonly string[];
}

export interface OutputSpec {
  readonly description: string;
}

export interface ActionSpec {
  readonly id: ActionId;
  /** As GitHub shows it: "Lockgate backup". */
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  readonly color: string;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  readonly outputs: Readonly<Record<string, OutputSpec>>;
  /** What the job's token must be allowed to do, `{}` for nothing. */
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  /** What it writes on the host, one line per place. */
  readonly writes: readonly string[];
  /** A step as a user would write it. */
  readonly example: string;
  /** Old name → new name, for inputs that were renamed. */
  readonly renamed?: Readonly<Record<string, string>>;
}
