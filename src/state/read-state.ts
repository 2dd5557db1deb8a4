import type { Probe } from '../model/command';
import { reading } from '../model/command';
import type { Layout } from '../model/layout';
import type { HostSnapshot } from './host-state';
import { broken, parseJournal, parseLease, parseManifests, parseReleases } from './lines';
import { answerOf } from './refusals';

/** The lines under each line with a name; before the first, those of the head. */
function readParts(text: string): ReadonlyMap<string, readonly string[]> {
  const parts = new Map<string, string[]>([['head', []]]);
  let part = parts.get('head');
  for (const line of text.split('\n')) {
    const name = /^-- ([a-z]+)$/.exec(line)?.[1];
    if (name !== undefined) parts.set(name, (part = []));
    else if (line !== '') part?.push(line);
  }
  return parts;
}

/**
 * Whether the record is one that this version knows and this user may read, for whoever needs nothing of what it says: the folders
 * beside it are where this version expects them. Throws where it is not; none at all is fine.
 */
export function lookAtState(layout: Layout): Probe<true> {
  return {
    commands: [reading('look at the record', 'lg_state_look', [layout.state], { library: true, bounded: true })],
    read: ([result]) => {
      if (result !== undefined) answerOf(result);
      return true;
    },
  };
}

/** All of `.lockgate` in one go. Writes nothing. */
export function readState(layout: Layout): Probe<HostSnapshot> {
  return {
    commands: [reading('read the record', 'lg_state_read', [layout.state, layout.current], { library: true, bounded: true })],
    read: ([answer]) => {
      if (answer === undefined) throw new Error('the answer to readState lacks its result');
      return parseState(answerOf(answer), answer.host);
    },
  };
}

/** What `lg_state_read` printed. Throws where it is not whole, or not to be understood. */
export function parseState(text: string, host: string): HostSnapshot {
  const parts = readParts(text);
  const fact = (kind: string): string | undefined => parts.get('head')?.find((line) => line.startsWith(`${kind} `))?.slice(kind.length + 1);
  const said = (word: string): boolean => parts.get('head')?.includes(word) === true;
  const hostNow = Number(fact('now'));
  if (!Number.isInteger(hostNow)) throw broken(host, `no time in its answer: ${text.slice(0, 300)}`);
  if (!said('absent') && !parts.has('backups')) throw broken(host, `its answer is not whole: ${text.slice(-300)}`);
  const held = fact('lease');
  const lease = held === undefined ? undefined : parseLease(held, host);
  return {
    exists: !said('absent'),
    lease,
    leaseLive: (lease !== undefined && lease.expires > hostNow) || said('busy'),
    hostNow,
    journal: parseJournal(parts.get('journal') ?? [], host),
    releases: parseReleases(parts.get('releases') ?? [], host),
    // Two of one minute are told apart by a commit in their ids, which says nothing of their order.
    manifests: parseManifests(parts.get('backups') ?? [], host).sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1)),
    current: fact('current') ?? '',
  };
}
