import type { z } from 'zod';

import type { OnFail } from '../model/check';

export type Need = 'database' | 'runtime' | 'address';

/** What the configuration takes from a plugin of any family. */
export interface PluginSchema {
  /** The keys of its section, as written, without `kind` and the keys that all kinds share. */
  readonly schema: z.ZodType;
  /** What else the configuration must have. */
  readonly needs?: readonly Need[];
}

export interface CheckPluginSchema<S = unknown> {
  readonly schema: z.ZodType<S>;
  readonly needs?: readonly Need[];
  readonly defaults?: { readonly attempts: number; readonly everyMs: number; readonly timeoutMs: number; readonly successes: number; readonly onFail?: OnFail };
  /** The name of a check that has none of its own. */
  describe?(settings: S): string;
}

type Registry<P> = Readonly<Record<string, P>>;

/** The registries of all families, by kind. A family that is not there does not exist in this version. */
export interface Plugins {
  readonly releases: Registry<PluginSchema>;
  readonly runtimes: Registry<PluginSchema>;
  readonly proxies: Registry<PluginSchema>;
  readonly strategies: Registry<PluginSchema>;
  readonly databases: Registry<PluginSchema>;
  readonly migrations: Registry<PluginSchema>;
  readonly checks: Registry<CheckPluginSchema>;
  readonly notifiers: Registry<PluginSchema>;
}
