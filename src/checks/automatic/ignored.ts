import { z } from 'zod';

import type { Probe } from '../../model/command';
import { failed, passed } from '../answer';
import type { CheckPlugin } from '../check';

export interface ToldByFile {
  /** The release's file of variables, through `current`. */
  readonly file: string;
  /** Services that are not told to read it. */
  readonly ignores: () => Probe<readonly string[]>;
}

/** The application's service reads the file of variables that each release has. An application may read it by itself, which nobody here can see. */
export const plugin: CheckPlugin<ToldByFile> = {
  kind: 'ignored',
  schema: z.custom<ToldByFile>(),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  create: ({ file, ignores }) => ({
    asks: 'host',
    probe: () => {
      const probe = ignores();
      return {
        commands: probe.commands,
        read: (results) => {
          const deaf = probe.read(results);
          const asked = 'which files of variables the service reads';
          const expected = file;
          if (deaf.length === 0) return passed(asked, expected, expected);
          return failed(asked, `${deaf.join(', ')} does not read it`, expected, { next: `add EnvironmentFile=${file} to the unit and run systemctl daemon-reload, unless the application reads the file by itself` });
        },
      };
    },
  }),
  describe: ({ file }) => `the service reads ${file}`,
};
