import type { MigrationSurvey } from '../migrations/migration-tool';
import type { UploadResult } from '../shell/shell';
import type { HostSnapshot } from '../state/host-state';

/** How long an answer of the database stands for the same question once more. A script that migrates asks again by itself. */
const FRESH_MS = 60_000;

/** Something to put on record with a change. */
export interface Fact {
  readonly kind: 'fact';
  readonly name: string;
  readonly data: unknown;
}

export interface Brought {
  readonly files: UploadResult;
  /** When it began, and what it took. */
  readonly at: Date;
  readonly durationMs: number;
}

/** Files of a release that are on their way to the hosts. */
export interface Bringing {
  /** Undefined where they are of another release, or go to other hosts. */
  of(host: string, release: string): Promise<Brought> | undefined;
  /** Stops what is still on its way, and waits for its end for some seconds at most. Never rejects. */
  end(): Promise<void>;
}

interface Dated<T> {
  readonly at: number;
  readonly what: T;
}

/**
 * What the stages of one process hand on: the lease, the record as the last script left it, and what the database said a moment
 * ago. While the lease is held nobody else writes the record, and every script checks its token before it does anything.
 */
export class Handed {
  readonly #hosts = new Map<string, { readonly token: number; snapshot: HostSnapshot | undefined }>();
  #survey: Dated<MigrationSurvey> | undefined;
  #database: Dated<true> | undefined;
  #remembered: readonly Fact[] = [];
  /** The files of the release, where they are on their way. */
  bringing: Bringing | undefined;

  /** A lease that was taken anew: whoever held it may have changed anything. */
  took(alias: string, token: number): void {
    this.#hosts.set(alias, { token, snapshot: undefined });
    this.forgetDatabase();
  }

  token(alias: string): number | undefined {
    return this.#hosts.get(alias)?.token;
  }

  /** The record as a script left it that ended; undefined from the moment when another one is sent. */
  left(alias: string, snapshot: HostSnapshot | undefined): void {
    const host = this.#hosts.get(alias);
    if (host !== undefined) host.snapshot = snapshot;
  }

  snapshot(alias: string): HostSnapshot | undefined {
    return this.#hosts.get(alias)?.snapshot;
  }

  /** What is applied and pending, as asked for at that time. */
  keepSurvey(survey: MigrationSurvey, at: Date): void {
    this.#survey = { at: at.getTime(), what: survey };
  }

  survey(now: Date): MigrationSurvey | undefined {
    return fresh(this.#survey, now);
  }

  /** That there is a database, as asked for at that time. */
  keepDatabase(at: Date): void {
    this.#database = { at: at.getTime(), what: true };
  }

  database(now: Date): true | undefined {
    return fresh(this.#database, now);
  }

  /** Something may change it that is not asked what it does: a migration, a line of the team's own. */
  forgetDatabase(): void {
    this.#survey = undefined;
    this.#database = undefined;
  }

  /** Facts that go on record with the next work of whichever stage. */
  remember(notes: readonly Fact[]): void {
    this.#remembered = [...this.#remembered, ...notes];
  }

  takeRemembered(): readonly Fact[] {
    const notes = this.#remembered;
    this.#remembered = [];
    return notes;
  }

  /** No stage goes on: files that are on their way are let go, and what is asked next is asked of the hosts. */
  async end(): Promise<void> {
    await this.bringing?.end();
    this.bringing = undefined;
    this.#hosts.clear();
    this.forgetDatabase();
  }
}

function fresh<T>(dated: Dated<T> | undefined, now: Date): T | undefined {
  const age = dated === undefined ? Infinity : now.getTime() - dated.at;
  return age >= 0 && age < FRESH_MS ? dated?.what : undefined;
}
