import { Failure } from '../model/failure';
import type { Question } from './ask-round';

/** What the runtime knows of an instance that does not answer: how it is, and how often it was started anew by itself. */
interface Looked {
  readonly began: number;
  at: number;
}

/** Started anew so often while it was asked, it is in a loop; once may be what it takes on a slow machine. */
const LOOP = 2;
/** Looking costs a round trip. */
const LOOK_EVERY_MS = 1000;

/**
 * Whether to ask an application again is in vain, since its runtime knows that it will not answer: it ended and nothing starts
 * it again, or it is started anew again and again. Answers why; undefined where asking again may help, or nobody knows.
 */
export class InVain {
  readonly #looked = new Map<string, Looked>();

  async why({ host, context }: Question, now: number): Promise<string | undefined> {
    const { runtime, instance } = context;
    const key = `${host.alias} ${instance ?? ''}`;
    const before = this.#looked.get(key);
    if (runtime === undefined || (before !== undefined && now - before.at < LOOK_EVERY_MS)) return undefined;
    try {
      const probe = runtime.status(instance);
      const { state, detail, restarts = 0, over = false } = probe.read(await host.shell.run(probe.commands));
      const looked = { began: before?.began ?? restarts, at: now };
      this.#looked.set(key, looked);
      if (over && state !== 'running') return `asked no longer: ${detail}, and nothing starts it again`;
      if (restarts - looked.began >= LOOP) return `asked no longer: ${detail}, ${String(restarts - looked.began)} of them while it was asked`;
    } catch (error) {
      // A host that does not say is asked on as before. A bug, or a cancellation, is no answer at all.
      if (!(error instanceof Failure) || error.kind === 'bug' || error.kind === 'interrupted') throw error;
    }
    return undefined;
  }
}
