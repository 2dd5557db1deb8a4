import type { CommandResult } from '../model/command';
import { commandFailure, Failure } from '../model/failure';
import { broken, newerFormat } from './lines';

/** Somebody else's live lease, as the host told it. */
export interface Holder {
  readonly owner: string;
  readonly token: number;
  readonly note: string;
  readonly secondsLeft: number;
}

export class LeaseHeld extends Failure {
  constructor(
    host: string,
    readonly holder: Holder,
  ) {
    const left = holder.secondsLeft > 0 ? `unless renewed it ends in ${String(holder.secondsLeft)} s by the host's clock` : 'its time is over, but its script is still running';
    super({
      kind: 'lease-held',
      code: 'LG-LEASE-HELD',
      problem: `${holder.owner} is changing this environment`,
      host,
      cause: `${holder.note === '' ? '' : `${holder.note}; `}lease ${String(holder.token)}; ${left}`,
      next: 'wait until that run has ended and run this again; if it is dead, its lease ends by itself at the time above',
    });
  }
}

/** The line with which a function of the host library says why it did nothing. */
export function findRefusal(stdout: string): { code: string; words: string } | undefined {
  const match = /^refused (LG-[A-Z-]+) ?(.*)$/m.exec(stdout);
  return match === null ? undefined : { code: match[1] ?? '', words: match[2] ?? '' };
}

/** What a function of the host library answered; throws where it refused or failed. */
export function answerOf(result: CommandResult): string {
  const refusal = findRefusal(result.stdout);
  if (refusal !== undefined) throw refusalFailure(result.host, refusal.code, refusal.words);
  if (result.exitCode !== 0) {
    throw commandFailure(result, {
      code: 'LG-STATE-UNREADABLE',
      problem: `${result.title}: it did not work`,
      next: 'look at what the host said; POSIX sh, coreutils, sed, grep, awk and flock are what it needs',
    });
  }
  return result.stdout;
}

export function refusalFailure(host: string, code: string, words: string): Failure {
  switch (code) {
    case 'LG-STATE-NEWER':
      return newerFormat(host, words);
    case 'LG-STATE-BROKEN':
      return broken(host, words);
    case 'LG-LEASE-HELD':
      return new LeaseHeld(host, parseHolder(words));
    case 'LG-FENCED':
      return fenced(host, words);
    default:
      return new Failure({ kind: 'state', code, host, cause: words, ...(MEANINGS[code] ?? UNKNOWN) });
  }
}

const UNKNOWN = { problem: 'the host refused', next: 'look at the cause' };

const MEANINGS: Readonly<Record<string, { problem: string; next: string }>> = {
  'LG-STATE-READ-ONLY': {
    problem: 'the record on the host cannot be written',
    next: 'let the SSH user write the release path and its .lockgate folder, and see that the file system is not mounted read-only',
  },
  'LG-STATE-FULL': {
    problem: 'the disk of the release path is full',
    next: 'make room on that disk (old backups, logs) and run this again; nothing was begun that was not recorded',
  },
  'LG-STATE-UNREADABLE': {
    problem: 'the record on the host may not be read',
    next: 'connect as the user that deploys, or open the record to the group of the plan\'s user, as docs/server-setup.md says',
  },
  'LG-STATE-NO-FLOCK': {
    problem: 'the host lacks flock',
    next: 'install util-linux on the host (or busybox with flock)',
  },
  'LG-LEASE-BUSY': {
    problem: 'the lock of this environment is not let go',
    next: 'look on the host which process holds .lockgate/lock (fuser, or ls -l /proc/*/fd) and end it, then run this again',
  },
  'LG-TASK-NOT-STARTED': {
    problem: 'the script that should do the work was not started',
    next: 'look at the cause; nothing was changed, so it can be run again',
  },
};

function fenced(host: string, words: string): Failure {
  const [token = '', owner = ''] = words.split(' ');
  return new Failure({
    kind: 'interrupted',
    code: 'LG-FENCED',
    problem: 'the lease is not ours any more: nothing was changed by this script',
    host,
    cause: owner === '' ? 'the lease was given back' : `${owner} has taken over (lease ${token})`,
    next: 'look at the run that took over; it settles what this one left unfinished',
  });
}

function parseHolder(words: string): Holder {
  const at = words.indexOf(' ');
  const secondsLeft = Number(words.slice(0, at));
  try {
    const { owner, token, note } = JSON.parse(words.slice(at + 1)) as Partial<Holder>;
    return { owner: owner ?? '', token: token ?? 0, note: note ?? '', secondsLeft };
  } catch {
    return { owner: 'somebody else', token: 0, note: '', secondsLeft };
  }
}
