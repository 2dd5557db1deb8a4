import { APPROVAL_FACT, approversOf } from './approval';
import type { GateVerdict, JudgedCheck } from './check';
import type { ChangeRecord } from './journal';
import type { Manifest } from './manifest';

/** A gate as the record keeps it: short, since a journal has many. */
export interface GateMark {
  readonly moment: string;
  readonly leads: GateVerdict['leads'];
  readonly ms: number;
  /** Checks that there was no room for; all of them passed. */
  readonly omitted: number;
  readonly checks: readonly { readonly name: string; readonly host?: string; readonly status: JudgedCheck['result']['status']; readonly expected: string; readonly got: string; readonly ms?: number }[];
}

export interface SignedMigration {
  readonly name: string;
  readonly digest: string;
  readonly classes: readonly string[];
  readonly acknowledged: readonly string[];
}

/** How a change was brought back, or why it was not. */
export interface WayBackMark {
  /** `R0` … `R3`; empty where nothing was moved. */
  readonly level: string;
  readonly why: string;
  readonly to: string;
  readonly rows: string;
}

/** Who let what onto which hosts, on what grounds: one change, as the record on the host has it. */
export interface SignOff {
  readonly release: string;
  readonly app: string;
  readonly environment: string;
  readonly hosts: readonly string[];
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  readonly version: string;
  readonly run: string;
  readonly actor: string;
  /** Empty where nobody knows of an approval. */
  readonly approvers: readonly string[];
  readonly openedAt: string;
  /** Empty while the change is open. */
  readonly closedAt: string;
  readonly outcome: string;
  readonly backup: Pick<Manifest, 'id' | 'bytes' | 'sha256' | 'verified' | 'copies'> | 'nothing' | undefined;
  readonly migrations: readonly SignedMigration[];
  readonly gates: readonly GateMark[];
  /** Where a way back would lead, or led. */
  readonly previous: string;
  readonly wayBack: WayBackMark | undefined;
  /** The database that a restore has replaced: its file or its name; empty where none was. */
  readonly kept: string;
}

export const GATE_FACT = 'gate.';
export const WAY_BACK_FACT = 'way-back';
export const KEPT_FACT = 'kept-database';

const TEXT = 120;
const CHECKS = 60;

const cut = (text: string): string => (text.length <= TEXT ? text : `${text.slice(0, TEXT - 1)}…`);

/** What of a gate goes on record. Nothing that did not pass is left out for want of room. Pure. */
export function markGate(verdict: GateVerdict, ms: number): GateMark {
  const worstFirst = [...verdict.checks.filter(({ result }) => result.status !== 'passed'), ...verdict.checks.filter(({ result }) => result.status === 'passed')];
  return {
    moment: verdict.moment,
    leads: verdict.leads,
    ms,
    omitted: Math.max(0, worstFirst.length - CHECKS),
    checks: worstFirst.slice(0, CHECKS).map(({ name, host, result }) => ({
      name: cut(name),
      ...(host === undefined ? {} : { host }),
      status: result.status,
      expected: cut(result.expected),
      got: cut(result.cause === undefined || result.cause === '' ? result.got : `${result.got} (${result.cause})`),
      ...(result.latencyMs === undefined ? {} : { ms: Math.round(result.latencyMs) }),
    })),
  };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(textOf) : []);

function migrationsOf(change: ChangeRecord): SignedMigration[] {
  const fact = change.facts.get('migrating');
  const pending = isMap(fact) && Array.isArray(fact['pending']) ? fact['pending'] : [];
  return pending.filter(isMap).map((one) => ({ name: textOf(one['name']), digest: textOf(one['digest']), classes: textsOf(one['classes']), acknowledged: textsOf(one['acknowledged']) }));
}

function backupOf(change: ChangeRecord, manifests: readonly Manifest[]): SignOff['backup'] {
  const fact = change.facts.get('backup');
  if (!isMap(fact)) return undefined;
  return fact['nothing'] === true ? 'nothing' : manifests.findLast(({ id }) => id === fact['id']);
}

function gatesOf(change: ChangeRecord): GateMark[] {
  return [...change.facts].flatMap(([name, data]) => (name.startsWith(GATE_FACT) && isMap(data) && Array.isArray(data['checks']) ? [data as unknown as GateMark] : []));
}

export interface SignOffGrounds {
  readonly app: string;
  readonly environment: string;
  readonly hosts: readonly string[];
  readonly manifests: readonly Manifest[];
  /** As GitHub has them, where the record has none. */
  readonly approvers: readonly string[];
}

/** The sheet of a change, made of its record alone, whichever actions wrote it. Pure. */
export function signOffOf(change: ChangeRecord, { app, environment, hosts, manifests, approvers }: SignOffGrounds): SignOff {
  const { opened, closed } = change;
  const back = change.facts.get(WAY_BACK_FACT);
  const kept = change.facts.get(KEPT_FACT);
  const approved = approversOf(change.facts.get(APPROVAL_FACT));
  return {
    release: change.id,
    app,
    environment,
    hosts,
    repository: /^[^/]+\/[^/]+(?=\/\d+\/)/.exec(opened.owner)?.[0] ?? '',
    ref: opened.ref ?? '',
    commit: opened.commit,
    version: opened.version,
    run: `${opened.url ?? opened.owner}${opened.attempt > 1 ? `, attempt ${String(opened.attempt)}` : ''}`,
    actor: opened.actor ?? '',
    approvers: approved.length > 0 ? approved : approvers,
    openedAt: opened.at,
    closedAt: closed?.at ?? '',
    outcome: closed?.outcome ?? 'open: not finished yet',
    backup: backupOf(change, manifests),
    migrations: migrationsOf(change),
    gates: gatesOf(change),
    previous: opened.previous,
    wayBack: isMap(back) ? { level: textOf(back['level']), why: textOf(back['why']), to: textOf(back['to']), rows: textOf(back['rows']) } : undefined,
    kept: isMap(kept) ? textOf(kept['name']) : '',
  };
}
