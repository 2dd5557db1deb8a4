import type { Readable, Writable } from 'node:stream';

/** One remote command while it runs. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when both streams have ended; rejects with a `Failure` when the connection broke before that. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
  /** Stops listening and, as far as the transport can, ends the process. */
  close(): void;
}

export type OpenChannel = (command: string) => Promise<Channel>;
