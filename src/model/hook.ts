/**
 * Where a team's own lines run. A phase is only come to where its work is really done: `before-migrate` needs a pending
 * migration, `before-maintenance` a deploy that enters it.
 */
export const HOOK_PHASES = {
  'after-preflight': 'After everything was asked and is well, before anything is changed.',
  'before-backup': 'Before the backup.',
  'after-backup': 'After the backup is verified and its gate has opened.',
  'before-maintenance': 'Before the application is stopped for maintenance.',
  'before-migrate': 'Before the first pending migration.',
  'after-migrate': 'After the migrations, once their gate has opened.',
  'before-switch': 'When the new release is on the hosts, before traffic moves.',
  'after-switch': 'When traffic has moved and the instances are well.',
  'after-maintenance': 'When maintenance is left, whichever way. A failure on the way forward takes the release back; on the way back it makes the job red.',
  released: 'When the release is called good.',
  failed: 'When a deploy failed or was found unfinished, before the way back. Whatever it says, nothing more is moved by it.',
  'rolled-back': 'When the way back is through.',
} as const;

export type HookPhase = keyof typeof HOOK_PHASES;

/** What is done cannot be undone by them: a hook that fails in one of these makes the job red and moves nothing. */
const AFTER_THE_FACT: ReadonlySet<HookPhase> = new Set(['released', 'failed', 'rolled-back']);

export function closesTheWay(phase: HookPhase): boolean {
  return !AFTER_THE_FACT.has(phase);
}
