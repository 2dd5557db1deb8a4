import { rmSync } from 'node:fs';

import type { Database } from '../../../src/databases/database';
import { type PromiseName, PROMISES } from './promises';
import type { Subject } from './subject';

const NAMES = Object.keys(PROMISES) as PromiseName[];

async function keep(name: PromiseName, make: () => Subject): Promise<void> {
  const subject = make();
  try {
    subject.sql(subject.says.fixture);
    await PROMISES[name](subject);
  } finally {
    subject.end?.();
    rmSync(subject.root, { recursive: true, force: true });
  }
}

/** Every promise of the contract, against the real thing. */
export function describeDatabase(title: string, make: () => Subject): void {
  describe(title, () => {
    test.each(NAMES)('%s', (name) => keep(name, make));
  });
}

/** A plugin that breaks one promise: the check of that promise must fail on it. */
export interface Broken {
  readonly title: string;
  readonly breaks: PromiseName;
  readonly change: (real: Database, root: string) => Partial<Database>;
}

export function describeBroken(make: (change: Broken['change']) => Subject, variants: readonly Broken[]): void {
  describe('a plugin that breaks a promise is caught', () => {
    test('there is a variant for every promise', () => {
      expect(NAMES.filter((name) => !variants.some(({ breaks }) => breaks === name))).toEqual([]);
    });
    test.each(variants)('$title', async ({ breaks, change }) => {
      await expect(keep(breaks, () => make(change))).rejects.toThrow();
    });
  });
}
