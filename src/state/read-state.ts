import type { Command, Probe } from '../model/command';
import { reading } from '../model/command';
import type { Layout } from '../model/layout';
import type { HostSnapshot } from './host-state';
import { broken, parseJournal, parseLease, parseManifests, parseReleases } from './lines';
import { answerOf } from './refusals';

/** The journal is plain ASCII, so it may be cut anywhere. */
const JOURNAL_PARTS = ['1', '2', '3'];

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/**
 * Whether the record is one that this version knows and this user may read, for whoever needs nothing of what it says: the folders
 * beside it are where this version expects them. Throws where it is not; none at all is fine.
 */
export function lookAtState(layout: Layout): Probe<true> {
  return {
    commands: [reading('look at the record', 'lg_state_look', [layout.state], { library: true })],
    read: ([result]) => {
      if (result !== undefined) answerOf(result);
      return true;
    },
  };
}

/** All of `.lockgate` in one go; several commands, because what a command prints is bounded. Writes nothing. */
export function readState(layout: Layout): Probe<HostSnapshot> {
  const read = (title: string, part: string, ...words: string[]): Command => reading(title, `lg_state_read_${part}`, [layout.state, ...words], { library: true, bounded: true });
  return {
    commands: [
      read('read the lease', 'head', layout.current),
      ...JOURNAL_PARTS.map((part) => read('read the journal', 'journal', part)),
      read('read the release log', 'releases'),
      read('read the newest backup', 'manifests', 'newest'),
      read('read the other backups', 'manifests', 'others'),
    ],
    read: ([head, ...parts]) => {
      if (head === undefined) throw new Error('the answer to readState lacks its results');
      const { host } = head;
      const facts = answerOf(head).split('\n');
      const fact = (kind: string): string | undefined => facts.find((line) => line.startsWith(`${kind} `))?.slice(kind.length + 1);
      const hostNow = Number(fact('now'));
      if (!Number.isInteger(hostNow)) throw broken(host, `no time in its answer: ${head.stdout.slice(0, 300)}`);
      const texts = parts.map((part) => {
        if (part.truncated) throw broken(host, `${part.title}: more than fits into an answer`);
        return answerOf(part);
      });
      const journal = texts.splice(0, JOURNAL_PARTS.length).join('');
      const [releases = '', newest = '', others = ''] = texts;
      const text = fact('lease');
      const lease = text === undefined ? undefined : parseLease(text, host);
      const current = fact('current') ?? '';
      return {
        exists: !facts.includes('absent'),
        lease,
        leaseLive: (lease !== undefined && lease.expires > hostNow) || facts.includes('busy'),
        hostNow,
        journal: parseJournal(linesOf(journal), host),
        releases: parseReleases(linesOf(releases), host),
        manifests: parseManifests([...linesOf(newest), ...linesOf(others)], host).sort((a, b) => (a.id < b.id ? -1 : 1)),
        current,
      };
    },
  };
}
