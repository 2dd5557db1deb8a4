import type { z } from 'zod';

import type { Ports } from '../shell/ports';

export type NotifyEvent = 'started' | 'waiting' | 'succeeded' | 'failed' | 'rolled-back' | 'rollback-failed';

export interface Message {
  readonly event: NotifyEvent;
  readonly app: string;
  readonly environment: string;
  readonly version: string;
  readonly release: string;
  /** One sentence for people. */
  readonly headline: string;
  readonly actor: string;
  /** Who approved the deploy; absent where nobody is known to have. */
  readonly approvedBy?: readonly string[];
  readonly durationMs: number | undefined;
  readonly gates: readonly { readonly name: string; readonly status: string }[];
  /** Since the last release, newest first. */
  readonly commits: readonly { readonly id: string; readonly subject: string }[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

export interface Delivery {
  readonly delivered: boolean;
  /** Why not, without the address. */
  readonly cause: string;
  /** How to edit or answer this message later, where the service can. */
  readonly reference: string;
}

/** Contract: 429 (with its `Retry-After`) and 5xx are retried, other answers are not; the address is a secret; it never throws. */
export interface Notifier {
  send(message: Message, ports: Ports): Promise<Delivery>;
}

export interface NotifierPlugin<S = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<S>;
  open(settings: S): Notifier;
}
