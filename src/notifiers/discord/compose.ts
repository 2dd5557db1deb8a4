import { factsOf, gatesByWeight, linksOf, type Message, type MessageGate, type NotifyEvent, sentenceOf } from '../../model/message';
import { fitEscaped, fitLines } from '../fit';
import { escapeDiscord, linkTarget } from './escape';

/** https://discord.com/developers/docs/resources/message: what Discord takes, at most. */
const CONTENT = 2000;
const TITLE = 256;
const DESCRIPTION = 4096;
const FIELD_NAME = 256;
const FIELD_VALUE = 1024;
/** Over all titles, descriptions, names and values. */
const TOTAL = 6000;

/** What one line may take of the room, so that many have some. */
const SUBJECT = 160;
const GATE = 200;
const FACT = 300;

const LOOKS: Readonly<Record<NotifyEvent, { readonly sign: string; readonly color: number }>> = {
  started: { sign: '🚀', color: 0x5865f2 },
  waiting: { sign: '✋', color: 0xfee75c },
  succeeded: { sign: '✅', color: 0x57f287 },
  failed: { sign: '❌', color: 0xed4245 },
  'rolled-back': { sign: '↩️', color: 0xe67e22 },
  'rollback-failed': { sign: '🔥', color: 0x992d22 },
};

const GATE_SIGNS: Readonly<Record<MessageGate['status'], string>> = { passed: '✅', warned: '⚠️', held: '✋', failed: '❌' };

interface Field {
  readonly name: string;
  readonly value: string;
  readonly inline: boolean;
}

export interface Embed {
  readonly title: string;
  readonly url?: string;
  readonly color: number;
  readonly description?: string;
  readonly fields: readonly Field[];
  readonly timestamp: string;
}

export interface DiscordMessage {
  readonly content: string;
  readonly embeds: readonly [Embed];
  /** Nobody is called, whatever the text holds. */
  readonly allowed_mentions: { readonly parse: readonly never[] };
}

const fit = (text: string, limit: number): string => fitEscaped(text, limit, escapeDiscord);

function gateLine({ name, status, detail }: MessageGate): string {
  return `${GATE_SIGNS[status]} ${fit(detail === '' ? name : `${name}: ${detail}`, GATE)}`;
}

function fieldsOf(message: Message): Field[] {
  const facts = factsOf(message).map(({ name, value }) => ({ name, value: fit(value, FACT), inline: true }));
  const links = linksOf(message).flatMap(({ title, url }) => (linkTarget(url) === '' ? [] : [`[${fit(title, 60)}](${linkTarget(url)})`]));
  const blocks = [
    { name: 'Gates', value: fitLines(gatesByWeight(message.gates).map(gateLine), FIELD_VALUE), inline: false },
    { name: 'Links', value: fitLines(links, FIELD_VALUE), inline: false },
  ];
  return [...facts, ...blocks].filter(({ name, value }) => value !== '' && name.length <= FIELD_NAME && value.length <= FIELD_VALUE);
}

/** The changes, newest first, as far as there is room. */
function changesOf({ commits, commitCount }: Message, room: number): string {
  if (commitCount === 0) return '';
  const head = '**Changes since the last release**\n';
  const lines = commits.map(({ id, subject }) => `${/^[0-9a-f]{7,64}$/.test(id) ? `\`${id.slice(0, 7)}\`` : fit(id, 40)} ${fit(subject, SUBJECT)}`);
  const list = fitLines(lines, room - head.length, commitCount);
  return list === '' ? '' : `${head}${list}`;
}

/** Pure. The message as Discord takes it, at `at`. */
export function composeDiscord(message: Message, at: Date): DiscordMessage {
  const { sign, color } = LOOKS[message.event];
  const title = fit(`${message.app}${message.deploys ? ` ${message.version}` : ''} → ${message.environment}`, TITLE);
  const fields = fieldsOf(message);
  const taken = title.length + fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  const description = changesOf(message, Math.min(DESCRIPTION, TOTAL - taken));
  const url = linkTarget(message.runUrl);
  return {
    content: `${sign} ${fit(sentenceOf(message), CONTENT - 10)}`,
    embeds: [{ title, ...(url === '' ? {} : { url }), color, ...(description === '' ? {} : { description }), fields, timestamp: at.toISOString() }],
    allowed_mentions: { parse: [] },
  };
}
