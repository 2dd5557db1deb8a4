import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { ANSWER_LIMIT } from '../../../src/checks/answer';
import type { Check, CheckContext, CheckPlugin } from '../../../src/checks/check';
import type { CheckResult } from '../../../src/model/check';
import type { Command, CommandResult } from '../../../src/model/command';
import { Failure } from '../../../src/model/failure';
import type { HttpAnswer } from '../../../src/shell/ports';
import { ask } from '../../../src/shell/shell';
import { TestPorts } from './rig';
import type { CheckRig } from './rig';

/** A check as a team would write it, and what it is asked about. */
export interface Subject {
  readonly plugin: CheckPlugin;
  readonly written: unknown;
  /** Where there is something to ask about, and it is well. */
  readonly well: CheckContext;
  /** Where there is nothing to ask about; undefined for a check that always has its answer. */
  readonly nothing?: CheckContext | undefined;
  /** The same check with a setting that leaves it nothing, where the context alone does not. */
  readonly writtenNothing?: unknown;
  readonly secrets?: Readonly<Record<string, string>>;
  /** How many requests one attempt makes, where the settings ask for more than one. */
  readonly requests?: number;
  /** The database reads the answer, and its own suite says how it refuses one. */
  readonly asksDatabase?: boolean;
}

export interface Promised {
  readonly name: string;
  readonly holds: (rig: CheckRig, subject: Subject) => Promise<void>;
}

function insist(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const create = ({ plugin }: Subject, written: unknown): Check => plugin.create(plugin.schema.parse(written));

async function askOnce(rig: CheckRig, subject: Subject, written: unknown, context: CheckContext, ports: TestPorts): Promise<CheckResult> {
  const check = create(subject, written);
  return check.asks === 'runner' ? check.ask(context, ports, 5000) : ask(rig.shell, check.probe(context, ports), { parallel: true });
}

/** Every file below a folder, with its content. */
function picture(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const stat = statSync(path);
      return `${name} ${String(stat.mode)} ${stat.isFile() ? `${String(stat.mtimeMs)} ${readFileSync(path, 'latin1')}` : ''}`;
    })
    .join('\n');
}

const NOISE = `\u001b[31m::error::\u0007\r\n\u202egnihton\tok\t1\t${'x'.repeat(100_000)}\u0000`;
const AS_IF: Omit<CommandResult, 'host' | 'title' | 'command'> = { exitCode: 0, signal: null, stdout: '', stderr: '', truncated: false, durationMs: 5, timedOut: false };

/** Results that say nothing about what was asked. */
const UNREADABLE: readonly Partial<CommandResult>[] = [
  { exitCode: null },
  { exitCode: null, timedOut: true, durationMs: 5000 },
  { exitCode: null, signal: 'SIGKILL' },
  { exitCode: 127, stderr: 'sh: lg_check: not found' },
  { exitCode: 1, stderr: NOISE },
  { exitCode: 0, stdout: '' },
  { exitCode: 0, stdout: NOISE },
  { exitCode: 0, stdout: '\n\t\n', truncated: true },
];

const resultsOf = (commands: readonly Command[], more: Partial<CommandResult>): CommandResult[] => commands.map(({ title, program }) => ({ host: 'web', title, command: program, ...AS_IF, ...more }));

/** What it says of answers that nobody can read: a failure thrown counts as saying that it cannot. */
async function answersToNoise(subject: Subject): Promise<(CheckResult | undefined)[]> {
  const check = create(subject, subject.written);
  if (check.asks === 'host') {
    const probe = check.probe(subject.well, new TestPorts());
    if (probe.commands.length === 0) throw new Error('there is nothing that it asks where all is well');
    return UNREADABLE.map((more) => resultsOf(probe.commands, more)).map((results) => {
      try {
        return probe.read(results);
      } catch (thrown) {
        if (thrown instanceof Failure || subject.asksDatabase === true) return undefined;
        throw thrown;
      }
    });
  }
  const answers: HttpAnswer[] = [
    { kind: 'unasked', cause: NOISE },
    { kind: 'unreachable', cause: NOISE, ms: 3 },
    { kind: 'answered', status: 599, headers: { location: NOISE, 'x-version': NOISE }, body: NOISE, ms: 3 },
  ];
  const results: CheckResult[] = [];
  for (const [index, answer] of answers.entries()) {
    const local = resultsOf([{ title: '', program: 'sh', words: [], deadlineMs: 1, mutates: false, idempotent: true }], UNREADABLE[index] ?? {})[0] as CommandResult;
    const ports = Object.assign(new TestPorts(), { http: () => Promise.resolve(answer), tcp: () => Promise.resolve(answer.kind === 'answered' ? answers[0] : answer), local: () => Promise.resolve(local) });
    results.push(await check.ask(subject.well, ports, 5000));
  }
  return results;
}

export const PROMISES: readonly Promised[] = [
  {
    name: 'where all is well it passes, and says what it asked, got and expected',
    holds: async (rig, subject) => {
      const result = await askOnce(rig, subject, subject.written, subject.well, new TestPorts(subject.secrets));
      insist(result.status === 'passed', `${result.status}: ${result.got} (${result.cause ?? ''})`);
      insist([result.asked, result.got, result.expected].every((text) => text !== ''), 'something is not said');
      insist(subject.plugin.describe(subject.plugin.schema.parse(subject.written)) !== '', 'it does not describe itself');
    },
  },
  {
    name: 'it changes nothing',
    holds: async (rig, subject) => {
      const check = create(subject, subject.written);
      if (check.asks === 'host') insist(check.probe(subject.well, new TestPorts()).commands.every(({ mutates }) => !mutates), 'a command says that it mutates');
      const before = picture(rig.root);
      await askOnce(rig, subject, subject.written, subject.well, new TestPorts(subject.secrets));
      insist(picture(rig.root) === before, 'something below the release path changed');
    },
  },
  {
    name: 'no data is inconclusive, with a cause',
    holds: async (rig, subject) => {
      if (subject.nothing === undefined) return;
      const result = await askOnce(rig, subject, subject.writtenNothing ?? subject.written, subject.nothing, new TestPorts());
      insist(result.status === 'inconclusive', `${result.status}: ${result.got}`);
      insist((result.cause ?? '') !== '', 'no cause is told');
    },
  },
  {
    name: 'an answer that cannot be read never passes',
    holds: async (_rig, subject) => {
      // A check without anybody to ask, such as the time, has no such answer.
      if (subject.nothing === undefined) return;
      for (const result of await answersToNoise(subject)) insist(result?.status !== 'passed', `passed: ${result?.got ?? ''}`);
    },
  },
  {
    name: 'whatever comes, what it tells is bounded, clean and without secrets',
    holds: async (rig, subject) => {
      const results = [...(subject.nothing === undefined ? [] : await answersToNoise(subject)), await askOnce(rig, subject, subject.written, subject.well, new TestPorts(subject.secrets))];
      for (const text of results.flatMap((result) => (result === undefined ? [] : [result.asked, result.got, result.expected, result.cause ?? '']))) {
        insist(Array.from(text).length <= ANSWER_LIMIT, `${String(text.length)} characters`);
        insist(!/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text), `control characters: ${JSON.stringify(text.slice(0, 200))}`);
        for (const secret of Object.values(subject.secrets ?? {})) insist(!text.includes(secret), 'a secret is told');
      }
    },
  },
  {
    name: 'asking is one attempt',
    holds: async (rig, subject) => {
      let requests = 0;
      const ports = new TestPorts(subject.secrets);
      const counting = Object.assign(Object.create(ports) as TestPorts, {
        http: () => {
          requests += 1;
          return Promise.resolve<HttpAnswer>({ kind: 'unreachable', cause: 'ECONNREFUSED', ms: 1 });
        },
      });
      await askOnce(rig, subject, subject.written, subject.well, counting);
      insist(requests <= (subject.requests ?? 1), `${String(requests)} requests`);
      insist(ports.slept.length === 0, 'it waits');
    },
  },
  {
    name: 'a user who may only read is answered as the deploy user is, or not at all',
    holds: async (rig, subject) => {
      const settings = subject.plugin.schema.parse(subject.written);
      const check = subject.plugin.create(settings);
      if (check.asks === 'runner' || subject.plugin.beyondReading?.(settings) === true) return;
      const result = await ask(rig.reader, check.probe(subject.well, new TestPorts()), { parallel: true }).catch((thrown: unknown) => {
        if (thrown instanceof Failure && thrown.kind !== 'bug') return undefined;
        throw thrown;
      });
      insist(result?.status !== 'failed', `failed: ${result?.got ?? ''} (${result?.cause ?? ''})`);
    },
  },
];
