/** A line of what act says with `--json`; `command` and what belongs to it may hold secrets. */
interface Entry {
  readonly msg: string;
  readonly jobID?: string;
  readonly jobResult?: string;
  readonly stage?: string;
  readonly stepID?: readonly string[];
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
}

export interface ActStep {
  readonly id: string;
  readonly result: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface ActJob {
  readonly result: string;
  /** The main steps that were begun, in order: a step that was skipped is none of them. */
  readonly steps: readonly ActStep[];
  /** For people: what a process says just before its end may be missing. */
  readonly text: string;
}

export interface ActRun {
  readonly code: number | null;
  job(id: string): ActJob;
}

function stepsOf(entries: readonly Entry[]): ActStep[] {
  const main = entries.filter(({ stage, stepID }) => stage === 'Main' && stepID?.length === 1);
  const ids = [...new Set(main.map(({ stepID }) => stepID?.[0] ?? ''))];
  return ids.map((id) => {
    const its = main.filter(({ stepID }) => stepID?.[0] === id);
    const outputs = its.filter(({ command }) => command === 'set-output').map(({ name = '', arg = '' }) => [name, arg] as const);
    return { id, result: its.find(({ stepResult }) => stepResult !== undefined)?.stepResult ?? '', outputs: Object.fromEntries(outputs) };
  });
}

/** What act did, by what it says of it. Throws with all that it said where it ran no such job. */
export function readActLog(log: string, code: number | null): ActRun {
  const lines = log.split('\n').filter((line) => line !== '');
  const entries = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Entry);
  const text = (its: readonly Entry[]): string => its.filter(({ command }) => command === undefined || command === 'error').map(({ msg }) => msg.trimEnd()).join('\n');
  return {
    code,
    job: (id) => {
      const its = entries.filter(({ jobID }) => jobID === id);
      const result = its.find(({ jobResult }) => jobResult !== undefined)?.jobResult;
      if (result === undefined) throw new Error(`act ran no job ${id}, and ended with ${String(code)}:\n${lines.filter((line) => !line.startsWith('{')).join('\n')}\n${text(entries)}`);
      return { result, steps: stepsOf(its), text: text(its) };
    },
  };
}
