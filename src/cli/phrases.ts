type Phrase = readonly [said: RegExp, here: string];

const NAME = String.raw`([A-Za-z_][A-Za-z0-9_]*)`;
const OF_A_STEP = String.raw`env: \{ ${NAME}: (?:…|\$\{\{ secrets\.\w+ \}\}) \}`;

/** What actions say to whoever reads a workflow's log, and what a person at a terminal does instead. The first words that fit are replaced, then the next. */
const PHRASES: readonly Phrase[] = [
  [new RegExp(`set it in the step: ${OF_A_STEP}(?: \\(an unset secret or variable of GitHub is empty\\))?`, 'g'), 'set it: export $1=…'],
  [/hand (it|them) to the step: /g, 'set $1: '],
  [new RegExp(OF_A_STEP, 'g'), 'export $1="$(cat path/to/it)"'],
  [/ \(a secret that does not exist is empty\)/g, ''],
  [/and pass it to the step, or start an agent/g, 'and export it, or start an agent'],
  [/set the input environment to one that is here/g, 'write --environment with one that is here'],
  [/set the input environment to/g, 'write --environment'],
  [/run the action rollback with "level: R2" \(the old release\) or "level: R3" \(the backup as well\)/g, 'run npx lockgate rollback, which shows the way back and asks (--level R3 restores the backup as well)'],
  [/the action rollback with "level: R2"/gi, 'npx lockgate rollback --level R2'],
  [/or the action rollback, goes back/g, 'or npx lockgate rollback, goes back'],
  [/run the rollback action/g, 'run npx lockgate rollback'],
  [/run the action backup$/g, 'let a workflow run the action backup; every deploy makes one too'],
  [/look at the backup action's output/g, 'look at what the backup said'],
  [/make it a file that the job may read/g, 'make it a file that you may read'],
  [/add it, or check out the repository before this step .*$/g, 'go to the folder of the repository, name it with --directory, or name the file with --config'],
  [/check that the checkout or build that makes it ran before this step/g, 'make it first: what is deployed is the folder of the repository as it lies here'],
  [/, or leave the (backup|migrate) action out of the workflow/g, ''],
  [/check that the step that fetches the repository comes before this one/g, 'stand in the folder of the repository'],
  [/; the job summary of rollback keeps the logs as they were/g, '; npx lockgate diagnose keeps what is on record'],
  [/ \(the journal and the job summaries name it\)/g, ' (the journal names it)'],
  [/the post step of this job, or the next run, brings the system back to one known version/g, 'nothing is left open where it says so above; else the next deploy, or npx lockgate rollback, brings the system back to one known version'],
  [/the next run, or the post step, brings the hosts to one known version/g, 'the next deploy, or npx lockgate rollback, brings the hosts to one known version'],
  [/the reviewers of (\S+) on GitHub, or whoever starts the run with this digest as approve/g, 'the reviewers of $1 on GitHub, or whoever deploys from here with --approve and this digest'],
];

/** A sentence of an action in the words of a terminal. Pure. */
export function inTerminalWords(text: string): string {
  return PHRASES.reduce((words, [said, here]) => words.replace(said, here), text);
}
