import { mutating, reading } from '../../model/command';
import type { Command, CommandResult, Probe } from '../../model/command';
import { commandFailure } from '../../model/failure';
import type { Site } from '../../model/site';
import { count } from '../../model/words';
import type { Adoption, FoundByHand } from '../artefact';
import { treeProblems } from './adopt-problems';
import type { SharedState, TreeSurvey } from './tree-survey';
import { readTreeSurvey } from './tree-survey';

/** Reading every name, or every byte, of a tree. */
const LOOK_MS = 10 * 60_000;
const COPY_MS = 30 * 60_000;

const SHARED_WORDS: Readonly<Record<SharedState['state'], string>> = {
  link: 'stays where it is; shared/ gets a link to it',
  there: 'shared/ has it already',
  other: 'shared/ has another one, which new releases will use; the adopted one goes on with its own',
  missing: 'not there: put it into shared/ before the first deploy, unless it is a folder, which is made',
};

function describe(root: string, { tree, current, files, kilobytes, shared }: TreeSurvey): [string, string][] {
  const names = current.kind === 'absent' ? 'not there: it will name the copy, which nothing uses before the first deploy' : current.kind === 'link' ? `names ${current.to}, and stays as it is` : 'is a folder';
  return [
    ['code', tree === '' ? 'not found' : `${tree}: ${count(files, 'file')}, ${String(kilobytes)} kB`],
    ['copied to', `${root}/releases/<id>; the tree stays as it is`],
    ['current', names],
    ...shared.map(({ path, state }): [string, string] => [`shared: ${path}`, SHARED_WORDS[state]]),
  ];
}

/** A tree that was put there by hand. What is shared is left where it is: only links to it are made. */
export function openAdoption({ layout }: Site, shared: readonly string[]): Adoption {
  const { root } = layout;
  const asked = 'look at what was deployed by hand';
  return {
    look: (place): Probe<FoundByHand> => ({
      commands: [reading(asked, 'lg_adopt_look', [root, place, ...shared], { library: true, deadlineMs: LOOK_MS })],
      read: ([result]) => {
        if (result === undefined) throw new Error(`the answer is missing: ${asked}`);
        if (result.exitCode !== 0) throw commandFailure(result, { code: 'LG-ADOPT-LOOK', problem: 'what was deployed by hand cannot be looked at', next: 'read what the host said above' });
        const survey = readTreeSurvey(result.stdout);
        return { place: survey.tree, facts: describe(root, survey), problems: treeProblems(result.host, layout, survey), nameless: survey.current.kind === 'absent' };
      },
    }),
    copy: (id, place, version): Command[] => [
      mutating('copy the tree as it is and compare every file', 'lg_adopt_copy', [root, id, place, version, ...shared], { library: true, idempotent: true, deadlineMs: COPY_MS }),
    ],
    readCopy: (results: readonly CommandResult[]) => /^digest ([0-9a-f]{64})$/m.exec(results[0]?.stdout ?? '')?.[1] ?? '',
    name: (id): Command[] => [mutating(`let current name ${id} where nothing has that name`, 'lg_adopt_current', [root, id], { library: true, idempotent: true })],
  };
}
