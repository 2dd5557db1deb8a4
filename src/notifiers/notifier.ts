import type { z } from 'zod';

import type { Message } from '../model/message';
import type { HttpAnswer, Ports } from '../shell/ports';

export interface Delivery {
  readonly delivered: boolean;
  /** Why not, without the address. */
  readonly cause: string;
  /** How to edit or answer this message later, where the service can: letters, digits and `._-` only, no secret. */
  readonly reference: string;
}

/** `limitedMs`: the answer is that there were too many questions, and after this time another one is answered. */
export type ForgeAnswer = HttpAnswer & { readonly limitedMs?: number };

/** The API of the forge that the run belongs to, as its token may use it. Never rejects, and no answer holds the token. */
export interface ForgeApi {
  /** `owner/name` */
  readonly repository: string;
  /** `path` begins with a slash and is encoded. */
  ask(request: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: Readonly<Record<string, unknown>> }): Promise<ForgeAnswer>;
}

/** What goes with a message. */
export interface Errand {
  /** What the last message of this deploy to the same place was referred to by; empty when it is the first. */
  readonly reference: string;
  /** Undefined outside a run, or where the step has no token. */
  readonly forge: ForgeApi | undefined;
}

/**
 * Contract:
 * - 429 (with the time that the service asks for) and 5xx are retried, other answers are not; no more than two minutes are
 *   waited in all;
 * - the address and every other credential is a secret: at most the variable and the service are named;
 * - what is sent keeps to the service's published limits, whatever the message holds, and says what it leaves out;
 * - no text of the message is obeyed by the service: nobody is mentioned, no link or layout comes out of it;
 * - with a reference, a service that can edit is asked to edit: a deploy is one message there. Where that message is gone, it
 *   is sent anew;
 * - it never throws.
 */
export interface Notifier {
  send(message: Message, ports: Ports, errand: Errand): Promise<Delivery>;
}

export interface NotifierPlugin<S = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<S>;
  /** Whether it is told where the configuration does not list it, with the defaults of its settings: then it fails nothing. */
  uninvited?(errand: Errand): boolean;
  open(settings: S): Notifier;
}
