import type { IncomingMessage } from 'node:http';

import type { Message } from '../../../src/model/message';
import type { Delivery, ForgeApi, Notifier } from '../../../src/notifiers/notifier';
import { type CheckRig, TestPorts } from '../checks/rig';
import { MESSAGE } from './messages';

export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  /** Ends the connection without a word. */
  readonly hangUp?: boolean;
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** A notifier, and what its service is like. */
export interface Subject {
  readonly open: () => Notifier;
  /** The forge of the run, at this origin and by this clock, for those that speak to it. */
  readonly forge?: (origin: string, now: () => Date) => ForgeApi | undefined;
  /** What is named when the credentials are missing. */
  readonly variable: string;
  /** What a service could repeat of what opens it. */
  readonly credential: string;
  /** Of the address in the variable. */
  readonly path: string;
  /** What the service says when it takes a message. */
  readonly ok: Reply;
  /** What it says to requests that carry no message; undefined for those that do. */
  readonly aside?: (seen: Seen) => Reply | undefined;
  /** What the service's published schema, and the limits beside it, have against a request. */
  readonly objections: (seen: Seen) => readonly string[];
  /** What the service would obey in a request that carries a hostile message. */
  readonly obeyed: (seen: Seen) => readonly string[];
  /** How a request says that it does not hold everything; undefined where it does. */
  readonly leftOut?: RegExp;
  /** For services that can edit. */
  readonly editing?: { readonly edits: (seen: Seen, reference: string) => boolean; readonly gone: Reply };
}

export interface Outcome {
  readonly delivery: Delivery;
  /** Requests that carry the message. */
  readonly posts: readonly Seen[];
  readonly ports: TestPorts;
}

/** The beginning of every secret in these tests. */
export const SECRET = 'T0p-s3cret-token';

export interface Sending {
  readonly secrets?: (origin: string) => Readonly<Record<string, string>>;
  readonly message?: Message;
  readonly reference?: string;
  readonly change?: (ports: TestPorts) => TestPorts;
  readonly forge?: (api: ForgeApi | undefined) => ForgeApi | undefined;
}

/** Sends a message to a real server that answers with these replies, the last one for ever. */
export async function sendTo(rig: CheckRig, subject: Subject, replies: readonly Reply[], { secrets, message = MESSAGE, reference = '', change = (ports) => ports, forge = (api) => api }: Sending = {}): Promise<Outcome> {
  const posts: Seen[] = [];
  const port = await rig.serve((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      const seen: Seen = { method: request.method ?? '', url: request.url ?? '', body, headers: request.headers };
      const aside = subject.aside?.(seen);
      if (aside === undefined) posts.push(seen);
      const reply = aside ?? replies[Math.min(posts.length, replies.length) - 1];
      if (reply === undefined || reply.hangUp === true) response.destroy();
      else response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(reply.body ?? '');
    });
  });
  const origin = `http://127.0.0.1:${String(port)}`;
  const ports = change(new TestPorts((secrets ?? ((at) => ({ [subject.variable]: `${at}${subject.path}` })))(origin), new Date('2026-11-21T21:04:00Z')));
  const delivery = await subject.open().send(message, ports, { reference, forge: forge(subject.forge?.(origin, () => ports.now())) });
  return { delivery, posts, ports };
}
