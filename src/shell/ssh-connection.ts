import type { Duplex } from 'node:stream';

import pRetry, { AbortError } from 'p-retry';
import type { Client } from 'ssh2';

import { Failure } from '../model/failure';
import type { Channel } from './channel';
import { ChannelAhead } from './channel-ahead';
import { connectOnce, Fleeting } from './ssh-connect';
import { brokenFailure, forwardFailure, sshFailure } from './ssh-failures';
import type { SshOptions, SshTarget } from './ssh-target';
import { messageOf } from './thrown';

interface Open {
  readonly client: Client;
  /** Why it ended; undefined while it stands. */
  lost: string | undefined;
}

/** One connection to one host: opened when first needed, again when it was lost, shared by all that goes there. */
export class SshConnection {
  readonly usage = { commands: 0, handshakes: 0 };
  #open: Promise<Open> | undefined;
  #closed = false;
  readonly #ahead = new ChannelAhead<Open>();
  /** Whether this connection is one for a change, which takes many scripts. */
  #many = false;
  #connecting = false;
  readonly #abandoned = new AbortController();

  /** `via` is the connection to the bastion. */
  constructor(
    readonly target: SshTarget,
    private readonly options: SshOptions = {},
    private readonly via?: SshConnection,
  ) {}

  /** Runs one command. Rejects with a `Failure` when it could not be started at all. */
  async exec(command: string): Promise<Channel> {
    const open = await this.ready();
    this.usage.commands += 1;
    const ahead = await this.#ahead.take(open, command);
    if (ahead !== undefined) return ahead;
    const start = async (tries: number): Promise<Channel> => {
      // A host that allows few at once has room for it when the one that only waits is gone, and a little after another has ended.
      if (tries === 2) await this.#ahead.drop();
      try {
        return await this.start(open, command);
      } catch (error) {
        throw open.lost === undefined || !(error instanceof Error) ? error : new AbortError(error);
      }
    };
    return pRetry(start, { retries: 3, minTimeout: 50, factor: 3 });
  }

  /**
   * The same for a command that reads what it is to do from its input. Where many will follow, the next one is started while this one
   * works, and waits. That saves two round trips, and a host that hears nothing more has done nothing.
   */
  async execScript(command: string, manyFollow: boolean): Promise<Channel> {
    const first = this.usage.commands === 0;
    const channel = await this.exec(command);
    // The text itself is sent before.
    if (first) setImmediate(() => this.options.onFirstScript?.());
    this.#many ||= manyFollow;
    const open = await this.#open?.catch(() => undefined);
    const room = this.usage.commands < (this.options.commandsAhead ?? Infinity);
    if (room && this.#many && open !== undefined && !this.#closed) this.#ahead.prepare(open, command, () => this.start(open, command));
    return channel;
  }

  private start(open: Open, command: string): Promise<Channel> {
    return new Promise((resolve, reject) => {
      const refuse = (error: unknown): void => {
        const cause = messageOf(error);
        const { target } = this;
        if (open.lost !== undefined || /Not connected|No response/.test(cause)) reject(brokenFailure(target, open.lost ?? cause));
        else reject(sshFailure(target, { code: 'LG-SSH-EXEC', problem: 'the host let us in but runs no command', cause, next: 'check MaxSessions and ForceCommand in sshd_config' }, error));
      };
      try {
        open.client.exec(command, (error, stream) => {
          if (error !== undefined) {
            refuse(error);
            return;
          }
          let exit: { exitCode: number | null; signal: string | null } | undefined;
          const ended = new Promise<{ exitCode: number | null; signal: string | null }>((done, broken) => {
            stream.on('exit', (code: number | null, signal?: string) => {
              exit = { exitCode: code, signal: signal === undefined || signal === '' ? null : `SIG${signal.replace(/^SIG/, '')}` };
            });
            stream.on('close', () => {
              if (exit === undefined && open.lost !== undefined) broken(brokenFailure(this.target, open.lost));
              else done(exit ?? { exitCode: null, signal: null });
            });
          });
          // Whoever gave up listening must not turn a later break into an unhandled rejection.
          ended.catch(() => undefined);
          stream.on('error', () => undefined);
          resolve({
            stdin: stream.stdin,
            stdout: stream.stdout,
            stderr: stream.stderr,
            ended,
            close: () => {
              stream.signal('TERM');
              stream.close();
            },
          });
        });
      } catch (error) {
        refuse(error);
      }
    });
  }

  async forward(port: number, address = '127.0.0.1'): Promise<Duplex> {
    const { client } = await this.ready();
    return new Promise((resolve, reject) => {
      const refuse = (error: unknown): void => {
        reject(forwardFailure(this.target, port, error));
      };
      try {
        client.forwardOut('127.0.0.1', 0, address, port, (error, stream) => {
          if (error !== undefined) refuse(error);
          else resolve(stream);
        });
      } catch (error) {
        refuse(error);
      }
    });
  }

  /** Begins to connect; the first command waits for it, and is told when it failed. */
  openAhead(): void {
    this.#open ??= this.connect();
    this.#open.catch(() => undefined);
  }

  /** Whoever still tries to connect gives up: nobody waits for a host that nobody will ask any more. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#connecting) this.#abandoned.abort();
    const open = await this.#open?.catch(() => undefined);
    this.#open = undefined;
    if (open === undefined || open.lost !== undefined) return;
    const gone = new Promise<void>((resolve) => {
      open.client.once('close', resolve);
      // A host that does not answer any more does not hold us up.
      setTimeout(() => {
        open.client.destroy();
        resolve();
      }, 1000).unref();
    });
    open.client.end();
    await gone;
  }

  private async ready(): Promise<Open> {
    if (this.#closed) throw new Error('the connection was closed by us');
    const before = this.#open;
    const current = await before?.catch(() => undefined);
    // Several may find at once that it was lost: the first of them opens the one they all use.
    if (current?.lost !== undefined && this.#open === before) this.#open = undefined;
    const opening = (this.#open ??= this.connect());
    try {
      return await opening;
    } catch (error) {
      if (this.#open === opening) this.#open = undefined;
      throw error;
    }
  }

  private async connect(): Promise<Open> {
    const { via, target } = this;
    const signal = AbortSignal.any([...(this.options.signal === undefined ? [] : [this.options.signal]), this.#abandoned.signal]);
    const options = { ...this.options, signal };
    const through = via === undefined ? undefined : () => this.throughBastion(via);
    const attempt = async (): Promise<Client> => {
      try {
        return await connectOnce(target, options, through);
      } catch (error) {
        throw error instanceof Fleeting || !(error instanceof Error) ? error : new AbortError(error);
      }
    };
    this.#connecting = true;
    const client = await pRetry(attempt, { retries: (options.attempts ?? 3) - 1, minTimeout: 500, factor: 3, signal })
      .catch((error: unknown) => {
        throw error instanceof Fleeting ? error.failure : signal.aborted ? interrupted(target) : error;
      })
      .finally(() => {
        this.#connecting = false;
      });
    this.usage.handshakes += 1;
    const open: Open = { client, lost: undefined };
    let cause: string | undefined;
    client.on('error', (error) => {
      cause ??= error.message;
    });
    client.on('close', () => {
      open.lost = cause ?? 'the other side ended it';
    });
    return open;
  }

  private async throughBastion(via: SshConnection): Promise<Duplex> {
    try {
      return await via.forward(this.target.port, this.target.address);
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('LG-SSH-FORWARD-')) throw error;
      throw sshFailure(
        this.target,
        {
          code: 'LG-SSH-VIA',
          problem: `the bastion ${via.target.alias} does not get through to this host`,
          cause: error.facts.cause,
          next: `check that ${via.target.alias} reaches it and allows forwarding (AllowTcpForwarding, PermitOpen)`,
        },
        error,
      );
    }
  }
}

function interrupted(target: SshTarget): Failure {
  return new Failure({ kind: 'interrupted', code: 'LG-INTERRUPTED', problem: 'stopped while connecting', host: target.alias, next: 'nothing was sent to the host' });
}
