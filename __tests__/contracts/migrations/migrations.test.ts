import { join } from 'node:path';

import type { MigrationSurvey } from '../../../src/migrations/migration-tool';
import { migrations } from '../../../src/migrations/registry.generated';
import type { Command } from '../../../src/model/command';
import { commandSubject, DOWN, sqlSubject } from './subjects';
import { describeBrokenTools, describeTool, type MigrationSubject } from './suite';

/** A registered tool without a subject would not be tested at all. */
const SUBJECTS: Readonly<Record<string, readonly { title: string; make: () => Promise<MigrationSubject> }[]>> = {
  command: [{ title: 'command', make: () => commandSubject() }],
  sql: [
    { title: 'sql, one transaction', make: () => sqlSubject('all') },
    { title: 'sql, a transaction each', make: () => sqlSubject('each') },
  ],
};

test('every registered tool is tested here', () => {
  expect(Object.keys(migrations).sort()).toEqual(Object.keys(SUBJECTS).sort());
});

for (const { title, make } of Object.values(SUBJECTS).flat()) describeTool(title, make);

const direct = (command: Command, text: string): Command => ({ ...command, library: false, program: 'sh', words: ['-c', text], stdin: '' });

/** A tool that tells another survey than it has read. */
const telling = (change: (survey: MigrationSurvey) => MigrationSurvey): Parameters<typeof sqlSubject>[1] => (tool) => ({
  survey: () => {
    const probe = tool.survey();
    return { commands: probe.commands, read: (results) => change(probe.read(results)) };
  },
});

describeBrokenTools([
  {
    title: 'writes while it looks',
    breaks: '1 survey changes nothing',
    make: () =>
      sqlSubject('all', (tool, root) => ({
        survey: () => {
          const probe = tool.survey();
          const [first] = probe.commands;
          return { commands: [...probe.commands, ...(first === undefined ? [] : [direct(first, `sqlite3 ${join(root, 'shared/store.db')} 'CREATE TABLE IF NOT EXISTS seen(x)'`)])], read: (results) => probe.read(results.slice(0, probe.commands.length)) };
        },
      })),
  },
  {
    title: 'leaves the last one out',
    breaks: '2 what was applied is not pending, and the revision is the last name',
    make: () => sqlSubject('each', (tool) => ({ apply: (survey, release) => tool.apply(survey, release).slice(0, -1) })),
  },
  {
    title: 'takes a failure for success',
    breaks: '3 a failing migration leaves a reported revision',
    make: () => sqlSubject('all', (tool) => ({ apply: (survey, release) => tool.apply(survey, release).map((command) => direct(command, 'exit 0')) })),
  },
  {
    title: 'leaves half of a failing one',
    breaks: '3 a failing migration leaves a reported revision',
    make: () => commandSubject((tool, root) => ({ apply: (survey, release) => tool.apply(survey, release).map((command) => direct(command, `sqlite3 ${join(root, 'shared/store.db')} 'CREATE TABLE half(x)'; exit 1`)) })),
  },
  {
    title: 'runs the same SQL again',
    breaks: '4 applying again changes nothing',
    make: () => sqlSubject('all', (tool, root) => ({ apply: (survey, release) => tool.apply(survey, release).map((command) => direct(command, `sqlite3 ${join(root, 'shared/store.db')} 'CREATE TABLE IF NOT EXISTS again(x); INSERT INTO again VALUES (1)'`)) })),
  },
  {
    title: 'runs what it should only record',
    breaks: '7 a baseline is a record alone',
    make: () => sqlSubject('each', (tool) => ({ baseline: (survey, names, release) => tool.baseline === undefined || names.some((name) => !survey.pending.some((one) => one.name === name)) ? (tool.baseline?.(survey, names, release) ?? []) : [...tool.apply({ ...survey, pending: survey.pending.filter(({ name }) => names.includes(name)) }, { id: release, path: '' })] })),
  },
  {
    title: 'records names without looking whether they are pending',
    breaks: '7 a baseline is a record alone',
    make: () => sqlSubject('each', (tool) => ({ baseline: (survey, names, release) => tool.baseline?.(survey, names.filter((name) => survey.pending.some((one) => one.name === name)), release) ?? [] })),
  },
  {
    title: 'takes everybody at their word',
    breaks: '8 only what is there as it should be is proven',
    make: () =>
      sqlSubject('each', (tool) => ({
        prove: (...words) => {
          const proof = tool.prove?.(...words) ?? { files: [], unproven: [], trials: [] };
          return { ...proof, trials: proof.trials.map(({ from, probe }) => ({ from, probe: { commands: probe.commands, read: () => ({ equal: true, ran: true, difference: [] }) } })) };
        },
      })),
  },
  {
    title: 'takes a way back for a migration',
    breaks: '6 what takes a migration back is never applied on its own',
    make: () => sqlSubject('all', telling((survey) => ({ ...survey, pending: [...survey.pending, { name: DOWN, digest: '', classes: [], findings: [] }] }))),
  },
  {
    title: 'tells nothing for the sake of one file',
    breaks: '9 a file that must not run is refused, and what is applied is told',
    make: () => sqlSubject('all', telling((survey) => (survey.refused.length === 0 ? survey : { ...survey, revision: '', applied: [] }))),
  },
  {
    title: 'compares names alone',
    breaks: '5 an edited applied file is reported',
    make: () => sqlSubject('all', telling((survey) => ({ ...survey, edited: [] }))),
  },
]);
