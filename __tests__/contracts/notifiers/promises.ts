import type { IncomingMessage } from 'node:http';

import type { Message, Notifier } from '../../../src/notifiers/notifier';
import { TestPorts } from '../checks/rig';
import type { CheckRig } from '../checks/rig';

export const SECRET_PATH = '/hooks/T0p-s3cret-token';

export const MESSAGE: Message = {
  event: 'failed',
  app: 'shop',
  environment: 'production',
  version: 'v1.16.0',
  release: '20261121-2104-3f9c2ab',
  headline: 'the new release is not healthy',
  actor: 'mona',
  durationMs: 12_000,
  gates: [{ name: 'GET /health', status: 'failed' }],
  commits: [{ id: '3f9c2ab', subject: 'Search: quotes "and" $(all)\n::error::x' }],
  links: [{ title: 'run', url: 'https://example.org/run/1' }],
};

export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  /** Ends the connection without a word. */
  readonly hangUp?: boolean;
}

/** Opens the notifier whose service answers at `address`; `ok` is what that service says when it takes a message. */
export interface Subject {
  readonly open: () => Notifier;
  readonly variable: string;
  readonly ok: Reply;
}

export interface Promised {
  readonly name: string;
  readonly holds: (rig: CheckRig, subject: Subject) => Promise<void>;
}

export function insist(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

interface Outcome {
  readonly delivery: Awaited<ReturnType<Notifier['send']>>;
  readonly posts: readonly { readonly url: string; readonly body: string; readonly type: string }[];
  readonly ports: TestPorts;
}

/** Sends the message to a real server that answers with these replies, the last one for ever. */
async function sendTo(rig: CheckRig, subject: Subject, replies: readonly Reply[], secrets?: Readonly<Record<string, string>>): Promise<Outcome> {
  const posts: { url: string; body: string; type: string }[] = [];
  const port = await rig.serve((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      const reply = replies[Math.min(posts.length, replies.length - 1)];
      posts.push({ url: request.url ?? '', body, type: request.headers['content-type'] ?? '' });
      if (reply === undefined || reply.hangUp === true) response.destroy();
      else response.writeHead(reply.status, reply.headers ?? {}).end(reply.body ?? '');
    });
  });
  const ports = new TestPorts(secrets ?? { [subject.variable]: `http://127.0.0.1:${String(port)}${SECRET_PATH}` }, new Date('2026-11-21T21:04:00Z'));
  const delivery = await subject.open().send(MESSAGE, ports);
  return { delivery, posts, ports };
}

function insistSilent({ delivery, ports }: Outcome): void {
  const told = JSON.stringify([delivery, ports.lines]);
  insist(!told.includes('s3cret') && !told.includes('127.0.0.1'), `the address is told: ${told}`);
}

export const PROMISES: readonly Promised[] = [
  {
    name: 'what the service takes is delivered, with one request',
    holds: async (rig, subject) => {
      const outcome = await sendTo(rig, subject, [subject.ok]);
      insist(outcome.delivery.delivered && outcome.delivery.cause === '', `not delivered: ${outcome.delivery.cause}`);
      insist(outcome.posts.length === 1 && outcome.posts[0]?.url === SECRET_PATH, 'not one request to the address');
      insist(outcome.posts[0]?.body.includes('v1.16.0') === true, 'the version is not in it');
    },
  },
  {
    name: '429 is tried again after the seconds that it asks for',
    holds: async (rig, subject) => {
      const outcome = await sendTo(rig, subject, [{ status: 429, headers: { 'retry-after': '7' } }, subject.ok]);
      insist(outcome.delivery.delivered && outcome.posts.length === 2, `${String(outcome.posts.length)} requests: ${outcome.delivery.cause}`);
      insist(outcome.ports.slept.includes(7000), `waited ${outcome.ports.slept.join(', ')} ms`);
    },
  },
  {
    name: '429 is tried again at the date that it asks for',
    holds: async (rig, subject) => {
      const outcome = await sendTo(rig, subject, [{ status: 429, headers: { 'retry-after': 'Sat, 21 Nov 2026 21:04:09 GMT' } }, subject.ok]);
      insist(outcome.delivery.delivered && outcome.ports.slept.includes(9000), `waited ${outcome.ports.slept.join(', ')} ms`);
    },
  },
  {
    name: '5xx and a connection that breaks are tried again, and not for ever',
    holds: async (rig, subject) => {
      const late = await sendTo(rig, subject, [{ status: 502 }, { status: 503 }, { status: 0, hangUp: true }, subject.ok]);
      insist(late.delivery.delivered && late.posts.length === 4, `${String(late.posts.length)} requests: ${late.delivery.cause}`);
      const never = await sendTo(rig, subject, [{ status: 500 }]);
      insist(!never.delivery.delivered && never.posts.length > 1 && never.posts.length <= 10, `${String(never.posts.length)} requests`);
      insist(never.delivery.cause.includes('500'), `the cause does not name the status: ${never.delivery.cause}`);
    },
  },
  {
    name: 'other answers are final',
    holds: async (rig, subject) => {
      for (const status of [400, 401, 403, 404, 410, 301]) {
        const outcome = await sendTo(rig, subject, [{ status }]);
        insist(!outcome.delivery.delivered && outcome.posts.length === 1, `status ${String(status)}: ${String(outcome.posts.length)} requests`);
      }
    },
  },
  {
    name: 'a refusal with status 200 is no delivery',
    holds: async (rig, subject) => {
      for (const body of ['{"ok":false}', '{"ok":false,"error":"channel_not_found"}', '{"error":{"code":5}}']) {
        const outcome = await sendTo(rig, subject, [{ status: 200, body }]);
        insist(!outcome.delivery.delivered && outcome.delivery.cause !== '', `delivered: ${body}`);
      }
    },
  },
  {
    name: 'the address is a secret, whatever happens',
    holds: async (rig, subject) => {
      for (const reply of [subject.ok, { status: 500, body: SECRET_PATH }, { status: 404, body: SECRET_PATH }, { status: 0, hangUp: true }, { status: 200, body: `{"ok":false,"error":"no such hook ${SECRET_PATH}"}` }]) {
        insistSilent(await sendTo(rig, subject, [reply]));
      }
      insistSilent(await sendTo(rig, subject, [], { [subject.variable]: `http://127.0.0.1:1${SECRET_PATH}` }));
      insistSilent(await sendTo(rig, subject, [], { [subject.variable]: `127.0.0.1:1${SECRET_PATH}` }));
    },
  },
  {
    name: 'it never throws',
    holds: async (rig, subject) => {
      const missing = await sendTo(rig, subject, [], {});
      insist(!missing.delivery.delivered && missing.delivery.cause.includes(subject.variable), `the variable is not named: ${missing.delivery.cause}`);
      const ports = new TestPorts({ [subject.variable]: `http://127.0.0.1:1${SECRET_PATH}` });
      const breaking = Object.assign(ports, { http: () => Promise.reject(new Error(`cannot reach http://127.0.0.1:1${SECRET_PATH}`)) });
      const delivery = await subject.open().send(MESSAGE, breaking);
      insistSilent({ delivery, ports, posts: [] });
      const cancelled = new TestPorts({ [subject.variable]: `http://127.0.0.1:1${SECRET_PATH}` });
      cancelled.controller.abort();
      insist(!(await subject.open().send(MESSAGE, cancelled)).delivered, 'delivered by a cancelled run');
    },
  },
];
