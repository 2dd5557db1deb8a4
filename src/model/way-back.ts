/** What is known when something has to come back; recorded on the host or asked of it, never remembered. */
export interface WayBackFacts {
  /** Whether a step that touches what serves (stop, switch, start) was begun. */
  readonly serving: 'untouched' | 'touched';
  /** The schema now, against the schema when the change was opened. `unknown`: it could not be read. */
  readonly schema: 'unchanged' | 'changed' | 'unknown';
  /** Why it could not be read, where that was said. */
  readonly schemaUnreadable?: string;
  /** Whether the release to go back to works with the schema as it is now. */
  readonly oldAcceptsSchema: 'yes' | 'no' | 'unknown';
  /** A gate on the data itself closed: the rows cannot be trusted any more. */
  readonly corrupted: boolean;
  /** What a rehearsed schema downgrade does; `none` where there is no downgrade. */
  readonly downgrade: 'none' | 'lossless' | 'lossy';
  /** Rows that the downgrade destroys. */
  readonly downgradeLoss: number | 'unknown';
  readonly backup: 'none' | 'unverified' | 'verified';
  /** Rows that a restore destroys: written since the backup. */
  readonly restoreLoss: number | 'unknown';
  /** Rows that may go: the configuration's limit or what a person approved, whichever is more. */
  readonly lossAllowed: number;
}

export type WayBackLevel = 'R0' | 'R1' | 'R2' | 'R3';

/**
 * `go`: act at this level; `rows` is what it destroys. `needs-approval`: the level that would be taken once somebody
 * approves the rows. `hold`: nobody can say what is right; nothing is moved.
 */
export type WayBackDecision =
  | { readonly act: 'go'; readonly level: WayBackLevel; readonly rows: number; readonly why: string }
  | { readonly act: 'needs-approval'; readonly level: 'R1' | 'R3'; readonly rows: number | 'unknown'; readonly why: string }
  | { readonly act: 'hold'; readonly why: string };

/**
 * The way back, decided over facts alone. Nothing destructive without approval; the least destructive level that leads
 * to a state known to work comes first: nothing (R0), the old release on the schema as it is (R2), a rehearsed downgrade
 * (R1), a restore (R3).
 */
export function decideWayBack(facts: WayBackFacts): WayBackDecision {
  if (facts.schema === 'unknown') {
    const why = 'it cannot be told whether the migration was committed';
    return { act: 'hold', why: facts.schemaUnreadable === undefined ? why : `${why}: ${facts.schemaUnreadable}` };
  }
  if (!facts.corrupted) {
    const schemaIsFine = facts.schema === 'unchanged' || facts.oldAcceptsSchema === 'yes';
    const because = facts.schema === 'unchanged' ? 'the schema is as it was' : 'the old release works with the schema as it is now';
    if (schemaIsFine) {
      return facts.serving === 'untouched'
        ? { act: 'go', level: 'R0', rows: 0, why: `nothing that serves was touched and ${because}` }
        : { act: 'go', level: 'R2', rows: 0, why: because };
    }
    if (facts.downgrade !== 'none') {
      const rows = facts.downgrade === 'lossless' ? 0 : facts.downgradeLoss;
      const why = 'the old release does not work with the new schema, and the downgrade was rehearsed';
      if (rows !== 'unknown' && rows <= facts.lossAllowed) return { act: 'go', level: 'R1', rows, why };
      if (facts.backup !== 'verified') return { act: 'needs-approval', level: 'R1', rows, why };
    }
  }
  const why = facts.corrupted
    ? 'a check on the data itself failed'
    : facts.oldAcceptsSchema === 'no'
      ? 'the old release does not work with the new schema'
      : 'it is not known whether the old release works with the new schema';
  if (facts.backup !== 'verified') {
    return { act: 'hold', why: `${why}, and there is ${facts.backup === 'none' ? 'no backup' : 'no verified backup'} of this change to restore` };
  }
  if (facts.restoreLoss === 'unknown' || facts.restoreLoss > facts.lossAllowed) return { act: 'needs-approval', level: 'R3', rows: facts.restoreLoss, why };
  return { act: 'go', level: 'R3', rows: facts.restoreLoss, why };
}
