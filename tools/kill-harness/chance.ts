/** Numbers that look random and are the same for the same seed (mulberry32), so that a failure can be run again. */
export class Chance {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, but not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.below(from.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  }
}

/** The seed that the environment names, or a new one. */
export function readSeed(env: Readonly<Record<string, string | undefined>> = process.env): number {
  const given = Number(env['KILL_SEED'] ?? '');
  return Number.isSafeInteger(given) && given > 0 ? given : Date.now() % 1_000_000_000;
}
