import { rmSync } from 'node:fs';

import type { MigrationSurvey, MigrationTool } from '../../../src/migrations/migration-tool';
import { Failure } from '../../../src/model/failure';
import type { CommandResult } from '../../../src/model/command';
import type { LocalShell } from '../../../src/shell/local-shell';
import { ask } from '../../../src/shell/shell';

/** A tool over three migrations `one`, `two`, `three`, of which `one` is applied. */
export interface MigrationSubject {
  readonly root: string;
  readonly shell: LocalShell;
  readonly names: readonly [string, string, string];
  /** Opens the tool anew over the files as they are now. */
  open(): Promise<MigrationTool>;
  /** Everything that the tool could change, as text. */
  content(): string;
  /** Makes the last migration fail in its middle. */
  spoil(): void;
  /** Edits the file of the first; undefined where the tool has no files of its own. */
  readonly edit: (() => void) | undefined;
  /** Does by hand what a migration does, in another way where `text` is given; undefined where the tool keeps a record of its own. */
  readonly byHand: ((name: string, text?: string) => void) | undefined;
  /** Puts beside the last migration what takes it back; undefined where the tool knows no such files. */
  readonly addDown: (() => void) | undefined;
  /** Writes into the last migration what no migration may hold; undefined where the tool reads no files. */
  readonly forbid: (() => void) | undefined;
}

const RELEASE = 'r2';

async function surveyOf(subject: MigrationSubject): Promise<MigrationSurvey> {
  const tool = await subject.open();
  return ask(subject.shell, tool.survey(tool.needsRelease ? subject.root : undefined));
}

async function apply(subject: MigrationSubject, survey: MigrationSurvey): Promise<CommandResult[]> {
  return subject.shell.run((await subject.open()).apply(survey, { id: RELEASE, path: subject.root }), { stopOnFailure: true });
}

async function surveyChangesNothing(subject: MigrationSubject): Promise<void> {
  const before = subject.content();
  const survey = await surveyOf(subject);
  expect(survey.revision).toBe(subject.names[0]);
  expect(survey.pending.map(({ name }) => name)).toEqual(subject.names.slice(1));
  expect(await surveyOf(subject)).toEqual(survey);
  expect(subject.content()).toBe(before);
  for (const command of (await subject.open()).survey(subject.root).commands) expect(command.mutates).toBe(false);
}

async function appliedIsNotPending(subject: MigrationSubject): Promise<void> {
  const results = await apply(subject, await surveyOf(subject));
  expect(results.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(results.map(() => ({ exitCode: 0, stderr: '' })));
  expect(await surveyOf(subject)).toMatchObject({ pending: [], revision: subject.names[2], edited: [] });
  expect((await surveyOf(subject)).applied.at(-1)).toBe(subject.names[2]);
}

async function failureIsReported(subject: MigrationSubject): Promise<void> {
  subject.spoil();
  const results = await apply(subject, await surveyOf(subject));
  expect(results.some(({ exitCode }) => exitCode !== 0)).toBe(true);
  const after = await surveyOf(subject);
  expect([subject.names[0], subject.names[1]]).toContain(after.revision);
  expect(after.pending.map(({ name }) => name)).toEqual(subject.names.slice(subject.names.indexOf(after.revision) + 1));
  expect(subject.content()).not.toContain('half');
}

async function againChangesNothing(subject: MigrationSubject): Promise<void> {
  const survey = await surveyOf(subject);
  await apply(subject, survey);
  const settled = subject.content();
  const again = await apply(subject, survey);
  expect(again.map(({ exitCode }) => exitCode)).toEqual(again.map(() => 0));
  await apply(subject, await surveyOf(subject));
  expect(subject.content()).toBe(settled);
}

async function editIsReported(subject: MigrationSubject): Promise<void> {
  if (subject.edit === undefined) {
    // A command of the team's own has no files that could be compared: it must not pretend to.
    expect((await surveyOf(subject)).pending.every(({ digest }) => digest === '')).toBe(true);
    return;
  }
  subject.edit();
  const { edited } = await surveyOf(subject);
  expect(edited).toEqual([{ name: subject.names[0], recorded: expect.stringMatching(/^[0-9a-f]{64}$/) as string, now: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]);
  expect(edited[0]?.recorded).not.toBe(edited[0]?.now);
}

async function baselineRunsNothing(subject: MigrationSubject): Promise<void> {
  const tool = await subject.open();
  const survey = await surveyOf(subject);
  // A tool with a record of its own has nothing to be told.
  if (tool.baseline === undefined) return;
  expect(() => tool.baseline?.(survey, ['none of these'], RELEASE)).toThrow('not among the pending');
  const before = subject.content();
  const results = await subject.shell.run(tool.baseline(survey, [subject.names[1]], RELEASE), { stopOnFailure: true });
  expect(results.map(({ exitCode }) => exitCode)).toEqual(results.map(() => 0));
  expect(await surveyOf(subject)).toMatchObject({ applied: [subject.names[0], subject.names[1]], pending: [{ name: subject.names[2] }], edited: [] });
  const lines = (text: string): string[] => text.split('\n').filter((line) => !line.includes('lockgate_migrations'));
  expect(lines(subject.content())).toEqual(lines(before));
}

async function onlyWhatIsThereIsProven(subject: MigrationSubject): Promise<void> {
  const tool = await subject.open();
  if (subject.byHand === undefined) {
    expect(tool.prove).toBeUndefined();
    return;
  }
  const survey = await surveyOf(subject);
  const [first, second, third] = subject.names;
  for (const names of [[first], ['none of these'], [third]]) expect(() => tool.prove?.(survey, names, [])).toThrow(Failure);
  const proven = async (names: readonly string[]): Promise<boolean> => {
    const before = subject.content();
    let equal = false;
    for (const { probe } of tool.prove?.(survey, names, []).trials ?? []) equal ||= (await ask(subject.shell, probe)).equal;
    expect(subject.content()).toBe(before);
    return equal;
  };
  expect(await proven([second])).toBe(false);
  subject.byHand(second, 'CREATE TABLE t1(y);');
  expect(await proven([second])).toBe(false);
  subject.byHand(second, 'DROP TABLE t1;');
  subject.byHand(second);
  expect(await proven([second])).toBe(true);
  expect(await proven([second, third])).toBe(false);
  subject.byHand(third);
  expect(await proven([third, second])).toBe(true);
  // More than was asked about is there now.
  expect(await proven([second])).toBe(false);
}

async function downsAreNeverApplied(subject: MigrationSubject): Promise<void> {
  if (subject.addDown === undefined) {
    expect((await surveyOf(subject)).pending.every(({ down }) => down === undefined)).toBe(true);
    return;
  }
  subject.addDown();
  const survey = await surveyOf(subject);
  expect(survey.pending.map(({ name }) => name)).toEqual(subject.names.slice(1));
  expect(survey.pending.at(-1)?.down).toMatchObject({ risk: 'loss' });
  await apply(subject, survey);
  expect((await surveyOf(subject)).applied).toEqual(subject.names);
  expect(subject.content()).toContain('t2');
}

async function refusedHidesNothing(subject: MigrationSubject): Promise<void> {
  const before = await surveyOf(subject);
  expect(before.refused).toEqual([]);
  // A command of the team's own has no files that could be read.
  if (subject.forbid === undefined) return;
  subject.forbid();
  const survey = await surveyOf(subject);
  expect(survey.refused.length).toBeGreaterThan(0);
  expect([survey.revision, survey.applied]).toEqual([before.revision, before.applied]);
}

/** The numbered promises of `src/migrations/migration-tool.ts`. */
export const PROMISES = {
  '1 survey changes nothing': surveyChangesNothing,
  '2 what was applied is not pending, and the revision is the last name': appliedIsNotPending,
  '3 a failing migration leaves a reported revision': failureIsReported,
  '4 applying again changes nothing': againChangesNothing,
  '5 an edited applied file is reported': editIsReported,
  '6 what takes a migration back is never applied on its own': downsAreNeverApplied,
  '7 a baseline is a record alone': baselineRunsNothing,
  '8 only what is there as it should be is proven': onlyWhatIsThereIsProven,
  '9 a file that must not run is refused, and what is applied is told': refusedHidesNothing,
} as const;

export type PromiseName = keyof typeof PROMISES;
const NAMES = Object.keys(PROMISES) as PromiseName[];

async function keep(name: PromiseName, make: () => Promise<MigrationSubject>): Promise<void> {
  const subject = await make();
  try {
    await PROMISES[name](subject);
  } finally {
    rmSync(subject.root, { recursive: true, force: true });
  }
}

export function describeTool(title: string, make: () => Promise<MigrationSubject>): void {
  describe(title, () => {
    test.each(NAMES)('%s', (name) => keep(name, make));
  });
}

export interface BrokenTool {
  readonly title: string;
  readonly breaks: PromiseName;
  readonly make: () => Promise<MigrationSubject>;
}

export function describeBrokenTools(variants: readonly BrokenTool[]): void {
  describe('a tool that breaks a promise is caught', () => {
    test('there is a variant for every promise', () => {
      expect(NAMES.filter((name) => !variants.some(({ breaks }) => breaks === name))).toEqual([]);
    });
    test.each(variants)('$title', async ({ breaks, make }) => {
      await expect(keep(breaks, make)).rejects.toThrow();
    });
  });
}
