import type { Rig } from '../support/rig';

const EVERY_MS = 25;
/** Version 3 falls ill of its visitors. */
const VISIT_EVERY = 3;

/** Visits the application all the time, and remembers when which version answered well. */
export class ServedLog {
  readonly #seen: { readonly at: number; readonly version: string }[] = [];
  #on = true;
  readonly #asking: Promise<void>;

  constructor(rig: Rig) {
    this.#asking = this.#ask(rig);
  }

  /** Milliseconds from a moment until a version answered well; undefined when it did not. */
  msUntil(version: string, from: number): number | undefined {
    const seen = this.#seen.find((one) => one.at >= from && one.version === version);
    return seen === undefined ? undefined : seen.at - from;
  }

  async stop(): Promise<void> {
    this.#on = false;
    await this.#asking;
  }

  async #ask(rig: Rig): Promise<void> {
    for (let round = 0; this.#on; round += 1) {
      if (round % VISIT_EVERY === 0) void fetch(`http://127.0.0.1:${String(rig.port)}/products/1`, { signal: AbortSignal.timeout(2000) }).then((answer) => answer.text(), () => undefined);
      const served = await rig.served();
      if ('version' in served) this.#seen.push({ at: performance.now(), version: served.version });
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }
}
