/**
 * A value that must never be printed. It knows the name it goes by, so that messages can speak of it, and every
 * ordinary way of turning a value into text yields that name instead of the value.
 */
export class Secret {
  readonly #value: string;

  constructor(
    readonly name: string,
    value: string,
  ) {
    this.#value = value;
  }

  /** The value itself. Only the shell, the masker and a request's headers may ask. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[secret ${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}

/** Hands out the value of a variable that holds a secret; undefined where it is not set. */
export type TakeSecret = (name: string) => Secret | undefined;
