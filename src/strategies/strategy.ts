import type { z } from 'zod';

import type { Proxy } from '../proxies/proxy';
import type { Step } from '../model/step';
import type { Artefact } from '../releases/artefact';
import type { Runtime } from '../runtimes/runtime';

export interface StrategyParts {
  /** Aliases of the hosts that are changed together, in the order they are changed. */
  readonly hosts: readonly string[];
  readonly artefact: Artefact;
  readonly runtime: Runtime;
  /** What stands before the instances, where something does. */
  readonly proxy?: Proxy | undefined;
}

/** Instances of a host that are asked the gate `instance`: all of them where no list is given, nobody where it is empty. */
export interface Asked {
  readonly host: string;
  readonly instances?: readonly string[];
}

/** Steps that are run one after another, and who is asked afterwards whether to go on to the next stage. */
export interface Stage {
  readonly steps: readonly Step[];
  /** Empty: the next stage follows without a question. */
  readonly asks: readonly Asked[];
}

export interface BackRequest {
  /** The release to leave. */
  readonly from: string;
  /** Where to; nothing after a first deploy. */
  readonly target: string | undefined;
  /** Runs where no instance of the application runs on any host. */
  readonly whileStopped: readonly Step[];
  /** Ids of the steps that were begun on each host, done or not; a host that is not among them was changed in every way. */
  readonly begun: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface Held {
  readonly steps: readonly Step[];
  /** Those that get no traffic from then on. */
  readonly out: readonly Asked[];
}

/** Stages that bring traffic from one release to another; the release is on the hosts already. Pure. */
export interface Strategy {
  readonly kind: string;
  forward(parts: StrategyParts, release: string, previous: string | undefined): readonly Stage[];
  /**
   * The same for the way back: from whatever the hosts are in now to the target. Every command is idempotent. Afterwards every
   * instance gets traffic again. An answer of its gates stops nothing: there is nowhere else to go. Where hosts can go back one
   * by one, each stage is about one of them, the one that was changed last first, so that one that fails keeps no other from it.
   */
  back(parts: StrategyParts, request: BackRequest): readonly Stage[];
  /**
   * A gate said that nothing is to be moved: every instance gets traffic but the ill ones, and those too on a host where no
   * other one is.
   */
  hold(parts: StrategyParts, ill: readonly Asked[]): Held;
}

export interface StrategyPlugin<S = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<S>;
  open(settings: S): Strategy;
}

/** The undo of every step of a way back. */
export const FINAL = { kind: 'none', text: 'a way back is never gone back from' } as const;

/** Every instance gets traffic; nothing to do where no proxy stands before them. */
export function routeAll({ proxy, runtime }: StrategyParts, id: string, host: string): Step[] {
  if (proxy === undefined) return [];
  const names = runtime.instances.map(({ name }) => name);
  return [{ id, title: 'let every instance get traffic', host, does: proxy.route(names), undo: FINAL }];
}
