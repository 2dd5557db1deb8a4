import { z } from 'zod';

import type { Command } from '../../model/command';
import { failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { CheckPlugin } from '../check';

export interface TargetSettings {
  /** Where the way back would lead; undefined where there is none yet. */
  readonly release?: { readonly id: string; readonly version: string; readonly status: string } | undefined;
  /** Fails where it could not be switched to; see `Artefact.ready`. */
  readonly ready: readonly Command[];
}

/** There is a release to go back to, whole on the host; a first deploy says that there is none and goes on. */
export const plugin: CheckPlugin<TargetSettings> = {
  kind: 'rollback-target',
  schema: z.custom<TargetSettings>(),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  create: ({ release, ready }) => ({
    asks: 'host',
    probe: () => {
      const expected = 'a release to go back to, or a first deploy';
      if (release === undefined) return { commands: [], read: () => passed('the release to go back to', 'none yet: this is the first deploy, and what comes of it can only be stopped', expected) };
      const asked = `whether ${release.id} (${release.version}) can be gone back to`;
      return {
        commands: ready,
        read: (results) => {
          if (results.length < ready.length) return inconclusive(asked, 'it could not be asked', expected, 'the host gave no answer to this question');
          const silent = results.find(({ exitCode }) => exitCode === null);
          if (silent !== undefined) return inconclusive(asked, 'it could not be asked', expected, whyUnanswered(silent) ?? '');
          const why = results.map((result) => whyUnanswered(result)).find((one) => one !== undefined);
          return why === undefined ? passed(asked, `it is there, ${release.status}`, expected) : failed(asked, why, expected, { next: 'bring its files back, or deploy once more what serves now, so that there is a whole release to go back to' });
        },
      };
    },
  }),
  describe: () => 'a release to go back to',
};
