import type { Channel } from './channel';

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

  /** Ends the one that waits; false where there was none. No other is started afterwards. */
  async drop(): Promise<boolean> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#refused = true;
    const channel = await waiting?.channel;
    channel?.close();
    await channel?.ended.catch(() => undefined);
    return channel !== undefined;
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
