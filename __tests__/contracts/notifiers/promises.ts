import { NOTIFY_EVENTS } from '../../../src/model/message';
import type { CheckRig } from '../checks/rig';
import { HOSTILE, HUGE, MESSAGE } from './messages';
import { type Outcome, SECRET, sendTo, type Subject } from './service';

export interface Promised {
  readonly name: string;
  readonly holds: (rig: CheckRig, subject: Subject) => Promise<void>;
}

export function insist(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function insistSilent({ delivery, ports }: Outcome): void {
  const told = JSON.stringify([delivery, ports.lines]);
  insist(!told.includes('s3cret') && !told.includes('127.0.0.1'), `the address is told: ${told}`);
}

function insistFits(subject: Subject, { posts, delivery }: Outcome): void {
  insist(delivery.delivered && posts.length === 1, `not delivered: ${delivery.cause}`);
  const objections = posts.flatMap((post) => subject.objections(post));
  insist(objections.length === 0, `the service would refuse it: ${objections.join('; ')}`);
}

export const PROMISES: readonly Promised[] = [
  {
    name: 'what the service takes is delivered, with one request',
    holds: async (rig, subject) => {
      const outcome = await sendTo(rig, subject, [subject.ok]);
      insist(outcome.delivery.delivered && outcome.delivery.cause === '', `not delivered: ${outcome.delivery.cause}`);
      insist(outcome.posts.length === 1, 'not one request to the address');
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
      insist(new Set(late.posts.map(({ body }) => body)).size === 1, 'another attempt says something else');
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
        insist(outcome.delivery.cause.includes(String(status)), `the cause does not name the status: ${outcome.delivery.cause}`);
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
      const echo = `no such hook ${subject.credential}`;
      const replies = [
        subject.ok,
        { status: 500, body: subject.path },
        { status: 404, body: subject.path },
        { status: 0, hangUp: true },
        { status: 200, body: `{"ok":false,"error":"${echo}"}` },
        { status: 422, body: JSON.stringify({ message: echo, error: echo, code: 50035, errors: { [subject.credential]: { _errors: [{ code: 'X', message: echo }] } } }) },
      ];
      for (const reply of replies) insistSilent(await sendTo(rig, subject, [reply]));
      for (const address of [`http://127.0.0.1:1${subject.path}`, `127.0.0.1:1${subject.path}`, `http://127.0.0.1:1/${SECRET}`, `${SECRET} `]) {
        insistSilent(await sendTo(rig, subject, [], { secrets: () => ({ [subject.variable]: address }) }));
      }
    },
  },
  {
    name: 'it never throws',
    holds: async (rig, subject) => {
      const missing = await sendTo(rig, subject, [], { secrets: () => ({}), forge: () => undefined });
      insist(!missing.delivery.delivered && missing.delivery.cause.includes(subject.variable), `the variable is not named: ${missing.delivery.cause}`);
      const reject = (): Promise<never> => Promise.reject(new Error(`cannot reach http://127.0.0.1:1${subject.path} with ${SECRET}`));
      insistSilent(await sendTo(rig, subject, [], { change: (ports) => Object.assign(ports, { http: reject }), forge: (api) => api && { ...api, ask: reject } }));
      const cancelled = await sendTo(rig, subject, [subject.ok], {
        change: (ports) => {
          ports.controller.abort();
          return ports;
        },
      });
      insist(!cancelled.delivery.delivered, 'delivered by a cancelled run');
    },
  },
  {
    name: 'nobody waits for longer than two minutes',
    holds: async (rig, subject) => {
      const hour = await sendTo(rig, subject, [{ status: 429, headers: { 'retry-after': '3600' } }]);
      insist(!hour.delivery.delivered && hour.delivery.cause.includes('3600 s'), `the cause does not say how long: ${hour.delivery.cause}`);
      const again = await sendTo(rig, subject, [{ status: 429, headers: { 'retry-after': '50' } }]);
      insist(!again.delivery.delivered, 'delivered');
      for (const { ports } of [hour, again]) insist(ports.slept.reduce((sum, ms) => sum + ms, 0) <= 120_000, `waited ${ports.slept.join(', ')} ms`);
    },
  },
  {
    name: 'every event is told',
    holds: async (rig, subject) => {
      for (const event of NOTIFY_EVENTS) insistFits(subject, await sendTo(rig, subject, [subject.ok], { message: { ...MESSAGE, event } }));
    },
  },
  {
    name: 'what is sent keeps to the limits of the service, and says what it leaves out',
    holds: async (rig, subject) => {
      const outcome = await sendTo(rig, subject, [subject.ok], { message: HUGE });
      insistFits(subject, outcome);
      insist(subject.leftOut?.test(outcome.posts[0]?.body ?? '') !== false, 'what is left out is not told');
      // Of nothing at all, there is nothing to say but the headline.
      const bare = { ...MESSAGE, release: '', reason: '', actor: '', approvers: [], durationMs: undefined, gates: [], commits: [], commitCount: 0, runUrl: '', environmentUrl: '' };
      insistFits(subject, await sendTo(rig, subject, [subject.ok], { message: bare }));
    },
  },
  {
    name: 'no text of a message is obeyed',
    holds: async (rig, subject) => {
      const outcome = await sendTo(rig, subject, [subject.ok], { message: HOSTILE });
      insistFits(subject, outcome);
      const obeyed = outcome.posts.flatMap((post) => subject.obeyed(post));
      insist(obeyed.length === 0, `obeyed: ${obeyed.join('; ')}`);
    },
  },
  {
    name: 'a deploy is one message where the service can edit, and is told anew where that one is gone',
    holds: async (rig, subject) => {
      const first = await sendTo(rig, subject, [subject.ok], { message: { ...MESSAGE, event: 'started' } });
      const { reference } = first.delivery;
      insist(/^[A-Za-z0-9._-]*$/.test(reference), `"${reference}" cannot be kept`);
      const later = await sendTo(rig, subject, [subject.ok], { reference });
      insist(later.delivery.delivered && later.posts.length === 1, `not delivered: ${later.delivery.cause}`);
      const { editing } = subject;
      if (editing === undefined) return;
      insist(reference !== '' && later.posts.every((post) => editing.edits(post, reference)), `not edited: ${later.posts.map(({ method, url }) => `${method} ${url}`).join()}`);
      insist(later.delivery.reference === reference, `now called "${later.delivery.reference}"`);
      const gone = await sendTo(rig, subject, [editing.gone, subject.ok], { reference: '5' });
      insist(gone.delivery.delivered && gone.posts.length === 2 && gone.delivery.reference === reference, `not told anew: ${gone.delivery.cause}`);
      // What is no reference of this service is none.
      const odd = await sendTo(rig, subject, [subject.ok], { reference: '../../x' });
      insist(odd.delivery.delivered && odd.posts.every(({ url }) => !url.includes('..')), `sent to ${odd.posts.map(({ url }) => url).join()}`);
    },
  },
];
