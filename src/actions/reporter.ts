import type { FlowId } from '../model/action';
import type { GateVerdict, Moment } from '../model/check';
import type { Failure } from '../model/failure';
import { allFailures } from '../model/failure';
import type { Plan } from '../model/plan';
import type { ActionReport, TimelineEntry } from '../model/report';
import type { SignOff } from '../model/sign-off';
import type { FlowContext, FlowResult } from './flow';

/** Collects what an action did while it does it, and closes it into a result. */
export class Reporter {
  readonly #startedAt: Date;
  readonly #timeline: TimelineEntry[] = [];
  readonly #gates: GateVerdict[] = [];
  readonly #facts: { title: string; rows: [string, string][] }[] = [];
  readonly #notes: string[] = [];
  readonly #details: { title: string; text: string }[] = [];
  readonly #outputs: Record<string, string>;
  #signOff: SignOff | undefined;
  #plan: Plan | undefined;
  release = '';

  /** `outputs`: every declared output with the value it has when the action ends early. */
  constructor(
    readonly action: FlowId,
    readonly context: FlowContext,
    outputs: Readonly<Record<string, string>>,
  ) {
    this.#startedAt = context.ports.now();
    this.#outputs = { ...outputs };
  }

  output(name: string, value: string): void {
    if (!(name in this.#outputs)) throw new Error(`${this.action} has no output "${name}"`);
    this.#outputs[name] = value;
  }

  get outputs(): Readonly<Record<string, string>> {
    return this.#outputs;
  }

  gate(verdict: GateVerdict): void {
    if (verdict.checks.length > 0) this.#gates.push(verdict);
  }

  /** A gate whose checks would have it open is closed all the same, by so many other problems. */
  closeGate(moment: Moment, besides: number): void {
    const at = this.#gates.findLastIndex((gate) => gate.moment === moment);
    const gate = this.#gates[at];
    if (gate?.leads === 'open') this.#gates[at] = { ...gate, leads: 'hold', besides };
  }

  fact(title: string, rows: readonly (readonly [string, string])[]): void {
    this.#facts.push({ title, rows: rows.map(([name, value]) => [name, value]) });
  }

  signOff(sheet: SignOff): void {
    this.#signOff = sheet;
  }

  plan(plan: Plan): void {
    this.#plan = plan;
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  /** A long text, folded in the summary. */
  detail(title: string, text: string): void {
    this.#details.push({ title, text });
  }

  entry(entry: TimelineEntry): void {
    this.#timeline.push(entry);
  }

  /** Times something and puts it on the timeline, also when it fails; `judge` says how a result that came counts. */
  async timed<T>(title: string, host: string | undefined, work: () => Promise<T>, judge?: (result: T) => TimelineEntry['status']): Promise<T> {
    const at = this.context.ports.now();
    const enter = (status: TimelineEntry['status']): void => {
      this.entry({ at: at.toISOString(), title, ...(host === undefined ? {} : { host }), durationMs: this.context.ports.now().getTime() - at.getTime(), status });
    };
    try {
      const result = await work();
      enter(judge?.(result) ?? 'done');
      return result;
    } catch (error) {
      enter('failed');
      throw error;
    }
  }

  /** Takes over what another action of the same process reported. */
  absorb(report: ActionReport): void {
    this.#timeline.push(...report.timeline.map((entry) => ({ ...entry, title: `${report.action}: ${entry.title}` })));
    this.#gates.push(...report.gates);
    this.#facts.push(...report.facts.map(({ title, rows }) => ({ title, rows: rows.map(([name, value]): [string, string] => [name, value]) })));
    this.#notes.push(...report.notes);
    this.#details.push(...(report.details ?? []));
    this.#signOff = report.signOff ?? this.#signOff;
    if (report.release !== '') this.release = report.release;
  }

  close(status: ActionReport['status'], headline: string, failure?: Failure): FlowResult {
    const { settings, run, ports } = this.context;
    const failures = failure === undefined ? [] : allFailures(failure);
    const report: ActionReport = {
      action: this.action,
      status,
      headline,
      app: settings.app,
      environment: settings.environment,
      version: run.version,
      release: this.release,
      startedAt: this.#startedAt.toISOString(),
      durationMs: ports.now().getTime() - this.#startedAt.getTime(),
      timeline: this.#timeline,
      gates: this.#gates,
      facts: this.#facts,
      commands: this.context.rehearsal?.commands ?? [],
      failures: failures.map((one) => one.facts),
      notes: this.#notes,
      ...(this.#plan === undefined ? {} : { plan: this.#plan }),
      ...(this.#signOff === undefined ? {} : { signOff: this.#signOff }),
      ...(this.#details.length === 0 ? {} : { details: this.#details }),
    };
    return { outputs: this.#outputs, report, ...(failure === undefined ? {} : { failure }) };
  }
}
