import { setTimeout as sleep } from 'node:timers/promises';

import type { Channel } from './channel';

/** A host that does not say that a channel has ended holds nobody up for longer. */
const END_MS = 2_000;

interface Waiting<Connection> {
  readonly connection: Connection;
  readonly command: string;
  /** Undefined where the host refused it. */
  readonly channel: Promise<Channel | undefined>;
  ended: boolean;
}

/** At most one channel whose command was started ahead and waits for its input. */
export class ChannelAhead<Connection> {
  #waiting: Waiting<Connection> | undefined;
  /** A host that refused one is not asked again. */
  #refused = false;

  /** The channel that waits for this very command on this very connection, unless it has ended meanwhile. */
  async take(connection: Connection, command: string): Promise<Channel | undefined> {
    const waiting = this.#waiting;
    if (waiting?.command !== command) return undefined;
    this.#waiting = undefined;
    const channel = await waiting.channel;
    if (waiting.connection === connection && !waiting.ended) return channel;
    channel?.close();
    return undefined;
  }

  /** Ends the one that waits. No other is started afterwards. */
  async drop(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#refused = true;
    const channel = await waiting?.channel;
    if (channel === undefined) return;
    channel.close();
    const given = new AbortController();
    await Promise.race([channel.ended, sleep(END_MS, undefined, { signal: given.signal })]).catch(() => undefined);
    given.abort();
  }

  /** Starts one unless one waits; that it cannot be started is told to whoever needs one. */
  prepare(connection: Connection, command: string, start: () => Promise<Channel>): void {
    if (this.#waiting !== undefined || this.#refused) return;
    const channel = start().catch(() => {
      this.#refused = true;
      return undefined;
    });
    const waiting: Waiting<Connection> = { connection, command, channel, ended: false };
    const end = (): void => {
      waiting.ended = true;
    };
    void channel.then((opened) => opened?.ended.then(end, end));
    this.#waiting = waiting;
  }
}
