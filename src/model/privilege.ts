/**
 * A right to run a program as another user of the host, which a plan needs: what `docs/server-setup.md` lists, what
 * preflight proves with `sudo -n -l`, and what its advice spells out as a line for sudoers.
 */
export interface Privilege {
  /** The user to become: `root`, `postgres`. */
  readonly as: string;
  /** The program and all of its words; the program alone stands for any words. */
  readonly words: readonly [string, ...string[]];
  /** What it is needed for, a few words. */
  readonly why: string;
}
