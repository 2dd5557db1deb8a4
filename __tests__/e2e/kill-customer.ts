import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface CustomerOptions {
  /** On this machine. */
  readonly port: number;
  readonly path: string;
  /** What is sent under a name. */
  readonly order: (name: string) => unknown;
  /** Milliseconds between two visits. */
  readonly everyMs?: number;
}

/** Buys all the time, and remembers what the shop said it had taken. */
export class Customer {
  /** Names that were answered with 201: they must never be lost. */
  readonly accepted = new Set<string>();
  /** Names that were sent: nothing else may be there. */
  readonly sent = new Set<string>();
  #shopping: Promise<void> | undefined;
  #leaving = false;
  #visits = 0;

  constructor(private readonly options: CustomerOptions) {}

  async come(): Promise<void> {
    this.accepted.clear();
    this.sent.clear();
    this.#leaving = false;
    // The first one is always taken: nothing has been killed yet.
    while (!(await this.#buy())) await sleep(20);
    this.#shopping = this.#shop();
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    await this.#shopping;
    this.#shopping = undefined;
  }

  async #shop(): Promise<void> {
    while (!this.#leaving) {
      await this.#buy();
      await sleep(this.options.everyMs ?? 60);
    }
  }

  #buy(): Promise<boolean> {
    this.#visits += 1;
    const name = `visit ${String(this.#visits)}`;
    this.sent.add(name);
    const { port, path, order } = this.options;
    return new Promise((settle) => {
      const asked = request({ port, host: '127.0.0.1', method: 'POST', path, headers: { 'content-type': 'application/json' }, agent: false, timeout: 5000 }, (answer) => {
        answer.resume().on('error', () => { settle(false); }).on('end', () => {
          if (answer.statusCode === 201) this.accepted.add(name);
          settle(answer.statusCode === 201);
        });
      });
      asked.on('error', () => { settle(false); }).on('timeout', () => asked.destroy());
      asked.end(JSON.stringify(order(name)));
    });
  }
}
