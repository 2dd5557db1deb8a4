import { z } from 'zod';

import type { Probe } from '../../model/command';
import type { Privilege } from '../../model/privilege';
import { clean, failed, passed } from '../answer';
import type { CheckPlugin } from '../check';

export interface Validity {
  readonly valid: boolean;
  /** What its program says. */
  readonly text: string;
  /** What was run to know it. */
  readonly asked: string;
  /** What mends it. */
  readonly next: string;
}

/** Something whose configuration on the host can be proven without using it, such as a proxy. */
export interface Validated {
  readonly kind: string;
  /** What it needs to be allowed as another user. */
  readonly privileges?: readonly Privilege[];
  /** Changes nothing; throws a `Failure` in `read` where it could not be told. */
  validate?(): Probe<Validity>;
}

type Asked = Validated & { validate: NonNullable<Validated['validate']> };

/** The configuration of a program on the host is one that it takes. */
export const plugin: CheckPlugin<Asked> = {
  kind: 'valid',
  schema: z.custom<Asked>(),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  beyondReading: ({ privileges = [] }) => privileges.length > 0,
  create: (subject) => ({
    asks: 'host',
    probe: () => {
      const probe = subject.validate();
      return {
        commands: probe.commands,
        read: (results) => {
          const { valid, text, asked, next } = probe.read(results);
          const told = clean(text) || (valid ? 'valid' : 'not valid');
          const expected = `a configuration that ${subject.kind} takes`;
          return valid ? passed(asked, told, expected) : failed(asked, told, expected, { next });
        },
      };
    },
  }),
  describe: ({ kind }) => `the configuration of ${kind} is valid`,
};
