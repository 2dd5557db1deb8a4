import type { z } from 'zod';

import type { Command, Probe } from '../model/command';
import type { Privilege } from '../model/privilege';
import type { Site } from '../model/site';

export interface RuntimeStatus {
  readonly state: 'running' | 'stopped' | 'failed';
  /** What the runtime says of itself, one line. */
  readonly detail: string;
  /** How often it was started anew by itself, where the runtime counts that. */
  readonly restarts?: number;
  /** It does not run, and nothing starts it again by itself; absent where the runtime does not know. */
  readonly over?: boolean;
}

/** What an instance holds, however it calls itself. */
export interface Serving {
  readonly instance: string;
  /** `unknown`: the host does not show it. */
  readonly serves: 'yes' | 'no' | 'unknown';
  /** What was found, one line. */
  readonly found: string;
}

/**
 * Contract (`__tests__/contracts/runtimes`):
 * 1. `start` returns when the application was started, not when it is healthy; it is idempotent while it runs. A process that
 *    dies within `settleMs` fails the command with its last lines. 2. Nothing that it starts keeps the connection open or dies with it.
 * 3. `stop` ends every process of the application before it returns, politely first, and is idempotent. Where it answers at a port, one that
 *    looks up only when something comes is not kept waiting for that: it is knocked at.
 * 4. `status` tells running, stopped and failed apart, and changes nothing. `over` is never said of what runs or is about to. 5. After `stop` and `start` the process that runs was
 *    started from the release that `current` names then. 6. `takeOver` touches no process: what somebody else started in `tree` runs
 *    on, `status` says so, and `stop` ends all of it. Where nothing of it runs it changes nothing; where the process cannot be
 *    told, or could not be stopped, it fails and says why. Taken over once more, it is the same. 7. `serves` says `yes` only where
 *    every process of an instance was started from that release: a process that outlived the switch, reloaded or not, makes it
 *    `no`, and what cannot be seen `unknown`.
 * 8. Of `others`, `stop` ends every process of these units and of nothing else before it returns, and `start` starts them; both
 *    are idempotent, and the application is not touched by either. `stop` of the application leaves them alone.
 * 9. `ignores` names an instance whose service does not read that very file, and no other; it changes nothing.
 * `start`, `stop`, `status` and `serves` are about one instance where its name is given, else about all of them.
 */
export interface Runtime {
  readonly kind: string;
  /** What the deploy user must be allowed to run as another user; absent for nothing. */
  readonly privileges?: readonly Privilege[];
  start(instance?: string): readonly Command[];
  stop(instance?: string): readonly Command[];
  status(instance?: string): Probe<RuntimeStatus>;
  /**
   * Somebody else looks after its processes (an init system), and one may go on with a former release after a start: each new
   * instance is then asked what it holds, whatever is configured.
   */
  readonly mayOutlive?: boolean;
  /** What the processes of each instance hold, as far as the host shows it; changes nothing. */
  serves(release: string, instance?: string): Probe<readonly Serving[]>;
  /** What `takeOver` would take over, one line for people; empty where nothing of it runs. Fails where it would fail. */
  readonly found?: (tree: string) => Probe<string>;
  /** Absent where it knows its processes by a name of the team's own, such as a unit's. */
  readonly takeOver?: (tree: string, release: string) => readonly Command[];
  /**
   * Units of these names, which are not the application's own. Absent where the runtime knows none by name.
   */
  others?(names: readonly string[]): { readonly privileges: readonly Privilege[]; stop(): readonly Command[]; start(): readonly Command[] };
  /**
   * Instances whose service is not told to read this file of variables; empty where all are. Absent where the runtime hands the
   * variables over itself.
   */
  ignores?(file: string): Probe<readonly string[]>;
  /** The last lines that the application wrote, for diagnostics. */
  logs(lines: number): Probe<string>;
  /** The files it writes its output to, where it writes files: a scan on the host reads them whole. */
  readonly logFiles?: readonly string[];
  /** Units of systemd whose journal holds what it writes, where that is so. */
  readonly units?: readonly string[];
  /** The memory that its processes hold now, all instances together, and how many those are; 0 and 0 where nothing runs. */
  memory?(): Probe<{ readonly bytes: number; readonly instances: number }>;
  /** Ports on the host at which instances can be asked, by instance name. */
  readonly instances: readonly { readonly name: string; readonly port: number }[];
}

export interface RuntimePlugin<S = unknown> {
  readonly kind: string;
  readonly schema: z.ZodType<S>;
  open(settings: S, site: Site): Runtime;
}
