import { cleanLine, formatDuration } from './plain-text';

export const NOTIFY_EVENTS = ['started', 'waiting', 'succeeded', 'failed', 'rolled-back', 'rollback-failed'] as const;
export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

export interface MessageGate {
  readonly name: string;
  readonly status: 'passed' | 'warned' | 'held' | 'failed';
  /** The checks that did not pass; empty where all did. */
  readonly detail: string;
}

export interface Commit {
  readonly id: string;
  readonly subject: string;
}

/** Everything that is told of a deploy, whoever is told: notifiers render it and add nothing of their own. */
export interface Message {
  readonly event: NotifyEvent;
  /** Whether the run brings a release; false where it only goes back from one that another run brought. */
  readonly deploys: boolean;
  readonly app: string;
  readonly environment: string;
  readonly version: string;
  /** The one that is brought, or the one that serves again. */
  readonly release: string;
  /** The full hash of what is deployed. */
  readonly commit: string;
  /** `<repository>/<run>/<job>`, as the lease's owner. */
  readonly run: string;
  /** One sentence for people. */
  readonly headline: string;
  /** What went wrong, in a sentence; empty where nothing did or nobody knows. */
  readonly reason: string;
  readonly actor: string;
  /** Who approved it, where that is known. */
  readonly approvers: readonly string[];
  readonly durationMs: number | undefined;
  readonly gates: readonly MessageGate[];
  /** Since the last release, newest first. */
  readonly commits: readonly Commit[];
  /** How many there are, those included that are not listed. */
  readonly commitCount: number;
  /** For people; empty where there is none. */
  readonly runUrl: string;
  readonly environmentUrl: string;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

const VERBS: Readonly<Record<NotifyEvent, string>> = {
  started: 'is being deployed to',
  waiting: 'waits for approval for',
  succeeded: 'is released on',
  failed: 'was not released on',
  'rolled-back': 'was taken back from',
  'rollback-failed': 'could not be taken back from',
};

export type MessageFacts = Omit<Message, 'headline'>;

/** Of a run that only goes back, version and commit are those of its checkout, and say nothing. */
function headlineOf({ app, version, environment, event, deploys }: MessageFacts): string {
  return deploys ? `${app} ${version} ${VERBS[event]} ${environment}` : `${app} ${VERBS[event].replace(/ from$/, ' on')} ${environment}`;
}

/** Pure. Every text is one clean line; what only an end has (what went wrong, how long it took) is told of ends alone. */
export function composeMessage(facts: MessageFacts): Message {
  const ended = facts.event !== 'started' && facts.event !== 'waiting';
  return {
    ...facts,
    app: cleanLine(facts.app),
    environment: cleanLine(facts.environment),
    version: cleanLine(facts.version),
    headline: cleanLine(headlineOf(facts)),
    reason: ended && facts.event !== 'succeeded' ? cleanLine(facts.reason) : '',
    actor: cleanLine(facts.actor),
    approvers: facts.approvers.map(cleanLine).filter((name) => name !== ''),
    durationMs: ended ? facts.durationMs : undefined,
    gates: facts.gates.map(({ name, status, detail }) => ({ name: cleanLine(name), status, detail: cleanLine(detail) })),
    commits: facts.commits.map(({ id, subject }) => ({ id: cleanLine(id), subject: cleanLine(subject) })),
    commitCount: Math.max(facts.commitCount, facts.commits.length),
  };
}

/** Every text with what is secret in it hidden; an address with something hidden in it leads nowhere, and goes. */
export function hideSecrets(message: Message, redact: (text: string) => string): Message {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    // The words of the model are nobody's secret, even where a secret happens to be one of them.
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === 'event' || name === 'status' ? inner : walk(inner)]));
  };
  const address = (url: string): string => (redact(url) === url ? url : '');
  return { ...(walk(message) as Message), runUrl: address(message.runUrl), environmentUrl: address(message.environmentUrl) };
}

export function linksOf({ runUrl, environmentUrl, environment }: Message): Link[] {
  return [
    { title: 'workflow run', url: runUrl },
    { title: environment, url: environmentUrl },
  ].filter(({ url }) => /^https?:\/\//i.test(url) && URL.canParse(url));
}

/** The headline, and why. */
export function sentenceOf({ headline, reason }: Message): string {
  return reason === '' ? headline : `${headline}: ${reason}`;
}

/** What is known besides the headline, in the order in which it is read; gates, changes and links have renderings of their own. */
export function factsOf(message: Message): { readonly name: string; readonly value: string }[] {
  const { release, actor, approvers, durationMs } = message;
  return [
    { name: 'Release', value: release },
    { name: 'By', value: actor },
    { name: 'Approved by', value: approvers.join(', ') },
    { name: 'Took', value: durationMs === undefined ? '' : formatDuration(durationMs) },
  ].filter(({ value }) => value !== '');
}

const WORST: readonly MessageGate['status'][] = ['failed', 'held', 'warned', 'passed'];

/** What did not pass first: where room is short, that is what must be read. */
export function gatesByWeight(gates: readonly MessageGate[]): MessageGate[] {
  return [...gates].sort((a, b) => WORST.indexOf(a.status) - WORST.indexOf(b.status));
}
