import { z } from 'zod';

import type { Complaint } from './explain-issue';
import { nearest, suggest } from './nearest';
import type { CheckPluginSchema } from './plugins';
import { keysAt } from './schema-shape';
import type { MapNode, Place, TreeNode } from './tree';

/** Something wrong with the outer shape of a check, and where. */
export interface Misshapen extends Complaint {
  readonly at: Place;
}

export interface NamedCheck {
  readonly kind: string;
  readonly item: MapNode;
}

const ELSEWHERE = 'choose another kind, or a version of Lockgate that has it';

/** `http:{path: /}`: a word and a colon with something glued to it. */
function gluedKey(text: string): string | undefined {
  return /^([a-z][a-z-]*):\S/.exec(text)?.[1];
}

function misshapen(code: string, at: Place, what: string, next: string): Misshapen {
  return { code: `LG-CONFIG-${code}`, at, what, next };
}

function missingSpace(at: Place, key: string): Misshapen {
  return misshapen('TYPE', at, 'a space is missing after the colon', `write "${key}: " with a space`);
}

/** The one key of an entry that names its check; or what is wrong with the entry. */
export function findKind(item: TreeNode, checks: Readonly<Record<string, CheckPluginSchema>>, common: ReadonlySet<string>): NamedCheck | readonly Misshapen[] {
  const known = Object.keys(checks).sort();
  if (item.type !== 'map') return [explainNoMap(item, known)];
  const kinds = [...item.entries.keys()].filter((key) => Object.hasOwn(checks, key));
  const strangers = [...item.entries].filter(([key]) => !Object.hasOwn(checks, key) && !common.has(key));
  const [kind, second] = kinds;
  if (kind === undefined) {
    const [stranger] = strangers;
    if (stranger === undefined) return [misshapen('MISSING-KEY', item.at, 'this check has no kind', `begin it with one of ${known.join(', ')}`)];
    const [name, { at }] = stranger;
    const glued = gluedKey(name);
    return [glued === undefined ? misshapen('UNKNOWN-KIND', at, `this version has no check of the kind "${name}"`, suggest(name, known, ELSEWHERE)) : missingSpace(at, glued)];
  }
  if (second !== undefined) return [misshapen('TYPE', item.entries.get(second)?.at ?? item.at, `two checks in one entry: ${kind} and ${second}`, 'begin a new entry with "- " for each check')];
  if (strangers.length === 0) return { kind, item };
  const own = keysAt(checks[kind]?.schema ?? z.unknown(), []).known;
  return strangers.map(([key, { at }]) =>
    own.includes(key)
      ? misshapen('TYPE', at, `"${key}" stands beside "${kind}", not inside it`, `indent it by two more spaces, or write - ${kind}: { ${key}: … }`)
      : misshapen('UNKNOWN-KEY', at, `unknown key "${key}"`, suggest(key, [...own, ...common], 'remove it or correct its name')),
  );
}

function explainNoMap(item: Exclude<TreeNode, MapNode>, known: readonly string[]): Misshapen {
  const word = item.type === 'scalar' ? String(item.value ?? '') : '';
  const glued = gluedKey(word);
  if (glued !== undefined) return missingSpace(item.at, glued);
  const kind = known.includes(word) ? word : (nearest(word, known) ?? 'http');
  return misshapen('TYPE', item.at, 'a check is a kind and its settings', item.type === 'list' ? 'remove one "- "' : `write - ${kind}: and its settings after it`);
}
