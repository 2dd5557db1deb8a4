/** A word that a verb understands. */
export interface OptionSpec {
  /** For people; every option has one. */
  readonly description: string;
  /** What stands for its value in the help; an option without one is a switch. */
  readonly value?: string;
  /** `e` for `-e`. */
  readonly short?: string;
  readonly required?: boolean;
  /** The only values it takes. */
  readonly choices?: readonly string[];
}

/** What stands on the line without a name. */
export interface OperandSpec {
  /** As the help writes it. */
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  /** The only words it may be. */
  readonly choices?: readonly string[];
  /** More words of the kind may follow. */
  readonly several?: boolean;
  /** All words behind `--`, taken as they are. */
  readonly behindDashes?: boolean;
}
