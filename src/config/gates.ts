import { z } from 'zod';

import type { Moment } from '../model/check';
import { MOMENTS } from '../model/check';
import type { CheckSurroundings, ReadCheck } from './checks';
import { readChecks } from './checks';
import { watchShape } from './common-schemas';
import { suggest } from './nearest';
import type { MapEntry } from './tree';
import { only, without } from './tree';
import { validate } from './validate';

export interface ReadGates {
  readonly checks: Readonly<Record<Moment, readonly ReadCheck[]>>;
  readonly watch: { readonly forMs: number; readonly everyMs: number };
  readonly entries: ReadonlyMap<string, MapEntry>;
}

/** Moments that this version does not ask at. */
const LATER: ReadonlySet<string> = new Set<Moment>(['follow-up']);
const WATCH = z.strictObject(watchShape);
const NO_WATCH = { forMs: 0, everyMs: 10_000 };

function nothing(): Record<Moment, readonly ReadCheck[]> {
  return { preflight: [], 'backed-up': [], migrated: [], instance: [], released: [], watch: [], 'follow-up': [] };
}

/** The checks of every moment, and how long the release is watched. */
export function readGates(entry: MapEntry | undefined, around: CheckSurroundings): ReadGates {
  const checks = nothing();
  if (entry === undefined) return { checks, watch: NO_WATCH, entries: new Map() };
  if (entry.node.type !== 'map') {
    if (entry.node.type === 'list') {
      around.problems.add({ code: 'LG-CONFIG-TYPE', at: entry.node.at, path: ['gates'], what: 'a list stands where moments are named', next: `say when these are asked: gates: { released: [ … ] }; moments: ${MOMENTS.filter((moment) => !LATER.has(moment)).join(', ')}` });
    } else validate(z.record(z.string(), z.unknown()), { node: entry.node, path: ['gates'], keyAt: entry.at }, around);
    return { checks, watch: NO_WATCH, entries: new Map() };
  }
  let watch = NO_WATCH;
  for (const [name, gate] of entry.node.entries) {
    const moment = MOMENTS.find((one) => one === name);
    if (moment === undefined) {
      const misplaced = Object.hasOwn(around.checks, name);
      around.problems.add({
        code: 'LG-CONFIG-UNKNOWN-KEY',
        at: gate.at,
        path: ['gates'],
        what: misplaced ? `"${name}" is a check, and a moment belongs here` : `there is no moment "${name}"`,
        next: misplaced ? `put it under a moment: released: [${name}: …]; moments: ${MOMENTS.filter((one) => !LATER.has(one)).join(', ')}` : suggest(name, MOMENTS, 'correct its name'),
      });
    } else if (LATER.has(moment)) {
      around.problems.add({ code: 'LG-CONFIG-UNSUPPORTED', at: gate.at, path: ['gates', moment], what: `checks at the moment "${moment}" are not supported by this version`, next: 'remove them, or use a version of Lockgate that has them' });
    } else if (moment === 'watch') {
      ({ watch, checks: checks.watch } = readWatch(gate, around));
    } else checks[moment] = readChecks(moment, gate.node, gate.at, ['gates', moment], around);
  }
  const watched = entry.node.entries.get('watch')?.node;
  if (watched?.type === 'map' && !watched.entries.has('checks')) checks.watch = checks.released;
  return { checks, watch, entries: entry.node.entries };
}

/** `watch: { for, every, checks }`; without `checks` those of `released` are asked. */
function readWatch(gate: MapEntry, around: CheckSurroundings): { watch: ReadGates['watch']; checks: readonly ReadCheck[] } {
  const path = ['gates', 'watch'];
  if (gate.node.type === 'list') {
    around.problems.add({ code: 'LG-CONFIG-TYPE', at: gate.node.at, path, what: 'a list stands where for, every and checks belong', next: 'write watch: { for: 5m, every: 10s, checks: [ … ] }' });
    return { watch: NO_WATCH, checks: [] };
  }
  const inner = new Set(['checks']);
  const times = validate(WATCH, { node: gate.node.type === 'map' ? without(gate.node, inner) : gate.node, path, keyAt: gate.at, alsoKnown: ['checks'] }, around);
  const listed = gate.node.type === 'map' ? only(gate.node, inner).entries.get('checks') : undefined;
  const checks = listed === undefined ? [] : readChecks('watch', listed.node, listed.at, [...path, 'checks'], around);
  return { watch: times === undefined ? NO_WATCH : { forMs: times.for, everyMs: times.every }, checks };
}
