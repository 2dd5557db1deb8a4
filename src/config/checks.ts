import { z } from 'zod';

import type { Moment } from '../model/check';
import { complain } from '../model/units';
import { checkShape } from './common-schemas';
import { findKind } from './find-kind';
import { suggest } from './nearest';
import type { CheckPluginSchema } from './plugins';
import { keysAt } from './schema-shape';
import type { CheckSettings } from './settings';
import type { MapEntry, MapNode, Path, TreeNode } from './tree';
import { asWritten, itemsOf, only, plain, without } from './tree';
import type { Surroundings } from './validate';
import { validate, Validation } from './validate';

/** A check as read, with what cross checks need to know of it. */
export interface ReadCheck {
  readonly settings: CheckSettings;
  readonly plugin: CheckPluginSchema;
  readonly path: Path;
  readonly entry: MapEntry;
  /** `roles` as written, item by item. */
  readonly roles: readonly TreeNode[];
  /** Its own keys as written, variables filled in. */
  readonly written: unknown;
}

export interface CheckSurroundings extends Surroundings {
  readonly checks: Readonly<Record<string, CheckPluginSchema>>;
  readonly environment: string;
  readonly environments: readonly string[];
}

const COMMON = z.strictObject(checkShape);
const COMMON_KEYS = new Set(Object.keys(checkShape));
const FALLBACK = { attempts: 1, everyMs: 5000, timeoutMs: 30_000, successes: 1 } as const;

/** The checks of one list; undefined where one of them is not valid. */
export function readChecks(moment: Moment, node: TreeNode, keyAt: MapEntry['at'], path: Path, around: CheckSurroundings): ReadCheck[] {
  const list = z.array(z.unknown(), { error: ({ input }) => complainAboutList(input) });
  if (node.type !== 'list') {
    validate(list, { node, path, keyAt }, around);
    return [];
  }
  return node.items.map((item, index) => readCheck(moment, item, [...path, index], around)).filter((check) => check !== undefined);
}

function complainAboutList(input: unknown): string | undefined {
  if (input === undefined || input === null) return undefined;
  return complain('a list of checks belongs here', 'put "- " in front of each check: - http: { path: /health }');
}

function readCheck(moment: Moment, item: TreeNode, path: Path, around: CheckSurroundings): ReadCheck | undefined {
  const found = findKind(item, around.checks, COMMON_KEYS);
  if (!('kind' in found)) {
    for (const misshapen of found) around.problems.add({ ...misshapen, path });
    return undefined;
  }
  const { kind } = found;
  const entry = found.item.entries.get(kind);
  const plugin = around.checks[kind];
  if (entry === undefined || plugin === undefined) return undefined;
  const own = keysAt(plugin.schema, []).known;
  const common = joinCommon(found.item, entry, kind, path, own, around);
  if (isForOthers(common, path, around)) return undefined;
  const shared = validate(COMMON, { node: common, path: [...path, kind], keyAt: entry.at }, around);
  const rest = entry.node.type === 'map' ? without(entry.node, new Set([...COMMON_KEYS].filter((key) => !own.includes(key)))) : entry.node;
  const reading = new Validation(plugin.schema, { node: rest, path: [...path, kind], keyAt: entry.at, alsoKnown: [...COMMON_KEYS] }, around);
  const settings = reading.run();
  if (shared === undefined || settings === undefined) return undefined;
  const defaults = { ...FALLBACK, ...plugin.defaults };
  const persistence = {
    attempts: shared.attempts ?? Math.max(defaults.attempts, shared.successes ?? 1),
    everyMs: shared.every ?? defaults.everyMs,
    timeoutMs: shared.timeout ?? defaults.timeoutMs,
    successes: shared.successes ?? Math.min(defaults.successes, shared.attempts ?? defaults.successes),
    ...(shared.deadline === undefined ? {} : { deadlineMs: shared.deadline }),
  };
  if (persistence.successes > persistence.attempts) {
    const at = common.entries.get('successes')?.at ?? entry.at;
    around.problems.add({ code: 'LG-CONFIG-VALUE', at, path: [...path, kind], what: `${String(persistence.successes)} passes in a row cannot come from ${String(persistence.attempts)} attempts`, next: 'raise attempts or lower successes' });
  }
  return {
    plugin,
    path: [...path, kind],
    entry,
    roles: itemsOf(common.entries.get('roles')?.node),
    written: plain(reading.filled),
    settings: {
      kind,
      settings,
      name: shared.name ?? plugin.describe?.(settings) ?? `${moment} ${kind}`,
      persistence,
      onFail: shared['on-fail'] ?? defaults.onFail ?? 'rollback',
      onInconclusive: shared['on-inconclusive'] ?? 'hold',
      onSlow: shared['on-fail'] ?? 'hold',
      roles: shared.roles ?? [],
    },
  };
}

/** Common keys may stand inside the settings or beside the kind, not in both places. */
function joinCommon(item: MapNode, entry: MapEntry, kind: string, path: Path, own: readonly string[], around: CheckSurroundings): MapNode {
  const beside = only(item, COMMON_KEYS);
  const inside = entry.node.type === 'map' ? only(entry.node, new Set([...COMMON_KEYS].filter((key) => !own.includes(key)))) : undefined;
  if (inside === undefined) return { ...beside, at: entry.node.at };
  for (const [key, twice] of beside.entries) {
    const first = inside.entries.get(key);
    if (first !== undefined) around.problems.add({ code: 'LG-CONFIG-DUPLICATE-KEY', at: twice.at, path, what: `"${key}" stands beside "${kind}" and inside it`, next: 'keep one of the two' });
  }
  return { ...inside, entries: new Map([...beside.entries, ...inside.entries]) };
}

/** True for a check of other environments. A name that no environment has would drop it everywhere, silently. */
function isForOthers(common: MapNode, path: Path, around: CheckSurroundings): boolean {
  const entry = common.entries.get('only');
  if (entry === undefined) return false;
  const names = validate(checkShape.only, { node: entry.node, path: [...path, 'only'], keyAt: entry.at }, around) ?? [];
  const items = itemsOf(entry.node);
  const unknown = names.filter((name) => !around.environments.includes(name));
  for (const name of unknown) {
    const item = items[names.indexOf(name)];
    around.problems.add({
      code: 'LG-CONFIG-REFERENCE',
      at: item?.at ?? entry.at,
      path: [...path, 'only'],
      what: `there is no environment "${asWritten(item, name)}"`,
      next: suggest(name, around.environments, 'name environments of this file'),
    });
  }
  return names.length > 0 && unknown.length === 0 && !names.includes(around.environment);
}
