import { cleanLines } from '../report/text';
import type { VerbResult } from './verb';

export interface DocumentOf {
  readonly verb: string;
  readonly result: VerbResult;
  readonly exitCode: number;
  readonly redact: (text: string) => string;
}

/** Every text in a value, secrets hidden and invisible characters gone; names of keys as they are. */
function clean(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(cleanLines(redact(value)).join('\n'));
  if (Array.isArray(value)) return value.map((one: unknown) => clean(one, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, clean(one, redact)]));
}

/** The document of `--json`, as docs/cli.md describes it. Pure. */
export function documentOf({ verb, result, exitCode, redact }: DocumentOf): string {
  const { report, outputs, data = {} } = result;
  const { action: _action, startedAt, failures, details: _details, signOff: _signOff, ...rest } = report;
  const { status, headline, app, environment, version, release, durationMs, gates, facts, commands, notes, timeline, plan } = rest;
  const document = {
    v: 1,
    verb,
    status,
    exit: exitCode,
    headline,
    app,
    environment,
    version,
    release,
    startedAt,
    durationMs,
    data,
    outputs,
    problems: failures,
    notes,
    gates: gates.map(({ moment, leads, besides, checks }) => ({ moment, leads, besides, checks: checks.map(({ name, host, result: { status: state, asked, got, expected } }) => ({ name, host, status: state, asked, got, expected })) })),
    facts: facts.map(({ title, rows }) => ({ title, rows })),
    timeline,
    commands,
    ...(plan === undefined ? {} : { plan }),
  };
  return JSON.stringify(clean(document, redact), null, 2);
}
