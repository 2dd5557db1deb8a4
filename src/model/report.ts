import type { FlowId } from './action';
import type { GateVerdict } from './check';
import type { FailureFacts } from './failure';
import type { Plan } from './plan';
import type { SignOff } from './sign-off';

export interface TimelineEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly title: string;
  readonly host?: string;
  readonly durationMs: number;
  readonly status: 'done' | 'failed' | 'not-run' | 'planned';
}

/** A command of a dry run below its title. */
export interface PlannedCommand {
  readonly host: string;
  readonly script: string;
  /** The same for people, with nothing left out; absent where that is the script itself. */
  readonly reads?: string;
}

/** What one action did, as data: the job summary, the console's last lines and the HTML report are renderings of it. */
export interface ActionReport {
  readonly action: FlowId;
  /** `held`: nothing moved and a person decides; red like `failed`. */
  readonly status: 'passed' | 'failed' | 'held' | 'nothing-to-do' | 'dry-run';
  /** One sentence: "20261119-0911-77e0d1c serves again on 1 of 1 hosts". */
  readonly headline: string;
  readonly app: string;
  readonly environment: string;
  readonly version: string;
  readonly release: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly timeline: readonly TimelineEntry[];
  readonly gates: readonly GateVerdict[];
  /** Tables of facts: "backup" → size, digest, level; "way back" → level, loss, target; "hosts" → one row a host. */
  readonly facts: readonly { readonly title: string; readonly rows: readonly (readonly [string, string])[] }[];
  /** The exact commands of a dry run, in the order in which they would run. */
  readonly commands: readonly PlannedCommand[];
  /** What a deploy would do: of a dry run of all of it. */
  readonly plan?: Plan;
  readonly failures: readonly FailureFacts[];
  readonly notes: readonly string[];
  /** The sheet of the change that this action closed, or left as it is. */
  readonly signOff?: SignOff;
  /** Long texts that only some readers want, such as diagnostics: folded in the summary. */
  readonly details?: readonly { readonly title: string; readonly text: string }[];
}
