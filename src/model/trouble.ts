/** What the sources do not say beside a code: for `docs/errors.md` alone, where somebody looks who met it. */
export interface Trouble {
  /** How the hosts are when it is told. */
  readonly host: string;
  /** What is behind it as a rule. */
  readonly usually: string;
  /** What it means, where the message alone does not say it, or where there are several. */
  readonly means?: string;
  /** What to do, where that depends on more than the message says. */
  readonly next?: string;
}

/** By code, in a file `troubles.ts` of the folder that the code is used in. `LG-STEP-…` stands for all that begin so. */
export type Troubles = Readonly<Record<string, Trouble>>;

export const NOT_REACHED = 'As it was: this is told before anything is asked of it.';
export const NOT_TOUCHED = 'As it was: nothing was begun on it.';
export const ONLY_READ = 'As it was: it was only asked.';
export const TAKEN_BACK = 'What was begun is on record there. The rollback action, the post step of the job or the next run takes it back; until then nothing new is started.';
export const NOT_SWITCHED = 'The release before serves as it did. What was brought for the new one lies beside it, on record, and is cleared away by the way back.';
