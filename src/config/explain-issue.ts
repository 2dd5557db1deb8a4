import type { z } from 'zod';

import { nearest, suggest } from './nearest';
import { choicesAt, descriptionAt, leavesAt } from './schema-shape';
import type { Path, TreeNode } from './tree';

export interface Complaint {
  readonly code: string;
  readonly what: string;
  readonly next: string;
}

/** What is given to zod in place of its own messages, so that those of our schemas can be told from them. */
export const UNSAID = '\u0000';

const complaint = (code: string, what: string, next: string): Complaint => ({ code: `LG-CONFIG-${code}`, what, next });

/** A value as people see it; never what a variable was filled in with. */
export function show(node: TreeNode | undefined): string {
  if (node === undefined) return 'nothing';
  if (node.type === 'list') return 'a list';
  if (node.type === 'map') return 'a map';
  if (node.filled !== undefined) return node.filled.raw;
  if (node.value === null) return 'nothing';
  const text = typeof node.value === 'string' ? node.value : node.source;
  return `"${text.length > 60 ? `${text.slice(0, 57)}…` : text}"`.replaceAll(/\s+/g, ' ');
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
};

const YES: Readonly<Record<string, 'true' | 'false'>> = { yes: 'true', on: 'true', y: 'true', true: 'true', no: 'false', off: 'false', n: 'false', false: 'false' };

function wantsMap(node: TreeNode): Complaint {
  if (node.type === 'list') return complaint('TYPE', 'a list stands where a map of keys belongs', 'remove the "- " in front of the keys');
  if (node.type === 'scalar' && node.value === null) return complaint('TYPE', 'there is nothing under this key', 'indent what belongs to it by two more spaces, or remove the key');
  const text = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
  const glued = /^([a-z][a-z-]*):(?=\S)/.exec(text);
  if (glued !== null) return complaint('TYPE', `${show(node)} is one piece of text: a space is missing after the colon`, `write "${glued[1] ?? ''}: " with a space`);
  return complaint('TYPE', `${show(node)} stands where a map of keys belongs`, 'write keys under it, as `key: value`, each indented by two spaces');
}

function wantsList(node: TreeNode): Complaint {
  if (node.type === 'map') return complaint('TYPE', 'a map stands where a list belongs', 'put "- " in front of each entry');
  const text = node.type === 'scalar' && typeof node.value === 'string' ? node.value : '';
  if (/^-\S/.test(text)) return complaint('TYPE', 'a list belongs here: a space is missing after the dash', 'write "- " with a space in front of each entry');
  if (node.type === 'scalar' && node.value === null) return complaint('TYPE', 'there is nothing after the colon', 'write one entry per line, each after "- ", or remove the key');
  return complaint('TYPE', `${show(node)} stands where a list belongs`, node.type === 'scalar' && node.filled === undefined ? `write [${node.source.trim()}]` : 'write one entry per line, each after "- "');
}

function wantsScalar(node: TreeNode, expected: string): Complaint {
  const takes = NAMES[expected] ?? expected;
  if (node.type !== 'scalar') return complaint('TYPE', `${node.type === 'list' ? 'a list' : 'a map'} stands where ${takes} belongs`, `write ${takes}`);
  if (node.filled !== undefined) return complaint('TYPE', `${show(node)} was filled in with something that is not ${takes}`, `set the variable to ${takes}`);
  if (node.value === null) return complaint('TYPE', 'there is nothing after the colon', `write ${takes}, or remove the key`);
  const text = typeof node.value === 'string' ? node.value.trim() : node.source;
  if (expected === 'string') return complaint('TYPE', `${node.source} is read as ${typeof node.value === 'number' ? 'a number' : 'true or false'}, and text belongs here`, `put it in quotes: "${node.source}"`);
  if (expected === 'boolean') {
    const meant = YES[text.toLowerCase()];
    if (meant === undefined) return complaint('TYPE', `${show(node)} stands where true or false belongs`, 'write true or false');
    return node.quoted ? complaint('TYPE', `${show(node)} in quotes is text`, `remove the quotes: ${meant}`) : complaint('TYPE', `${show(node)} is text here: only true and false are yes and no`, `write ${meant}`);
  }
  if (text !== '' && Number.isFinite(Number(text))) {
    if (typeof node.value === 'number') return complaint('TYPE', `${node.source} is not ${takes}`, `write ${takes}`);
    return complaint('TYPE', `${show(node)} in quotes is text, and ${takes} belongs here`, `remove the quotes: ${text}`);
  }
  return complaint('TYPE', `${show(node)} is not ${takes}`, `write ${takes}`);
}

function explainType(expected: string, node: TreeNode): Complaint {
  if (expected === 'object' || expected === 'record') return wantsMap(node);
  if (expected === 'array' || expected === 'tuple' || expected === 'set') return wantsList(node);
  return wantsScalar(node, expected);
}

function explainBounds(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, node: TreeNode | undefined): Complaint {
  const small = issue.code === 'too_small';
  const limit = String(small ? issue.minimum : issue.maximum);
  const strict = issue.inclusive === false;
  const side = small ? (strict ? 'more than' : 'at least') : strict ? 'less than' : 'at most';
  if (issue.origin === 'string') {
    if (small && limit === '1') return complaint('VALUE', 'the text is empty', 'write something, or remove the key');
    return complaint('VALUE', `the text is too ${small ? 'short' : 'long'}`, `write ${side} ${limit} characters`);
  }
  if (issue.origin === 'array' || issue.origin === 'set' || issue.origin === 'object' || issue.origin === 'map' || issue.origin === 'record') {
    if (small && limit === '1') return complaint('VALUE', 'there is nothing in it', 'write at least one entry, or remove the key');
    return complaint('VALUE', `too ${small ? 'few' : 'many'} entries`, `write ${side} ${limit}`);
  }
  return complaint('VALUE', `${show(node)} is too ${small ? 'small' : 'large'}`, `write ${side} ${limit}`);
}

function explainChoice(choices: readonly string[], node: TreeNode | undefined): Complaint {
  const list = choices.length === 1 ? `"${choices[0] ?? ''}"` : choices.join(', ');
  const what = choices.length === 1 ? `${show(node)} is not ${list}` : `${show(node)} is none of ${list}`;
  const text = node?.type === 'scalar' && node.filled === undefined ? String(node.value ?? '') : '';
  const near = nearest(text, choices);
  return complaint('VALUE', what, near === undefined ? (choices.length === 1 ? `write ${list}` : 'write one of them') : `did you mean "${near}"?`);
}

/** A missing key, as a problem of the map that should hold it. */
function explainMissing(schema: z.core.$ZodType, path: Path): Complaint {
  const key = String(path.at(-1) ?? '');
  const choices = choicesAt(schema, path);
  const purpose = descriptionAt(schema, path);
  return complaint('MISSING-KEY', `the key "${key}" is missing`, `add ${key}: ${choices.length > 0 ? choices.join(' | ') : '…'}${purpose === '' ? '' : ` (${purpose.replace(/\.$/, '')})`}`);
}

/** An issue of zod that no schema has words for. `node` is what stands at its path. */
export function explainIssue(issue: z.core.$ZodIssue, node: TreeNode | undefined, schema: z.core.$ZodType, path: Path): Complaint {
  if (node === undefined && issue.code !== 'custom') return explainMissing(schema, path);
  switch (issue.code) {
    case 'invalid_type':
      return node === undefined ? explainMissing(schema, path) : explainType(issue.expected, node);
    case 'too_small':
    case 'too_big':
      return explainBounds(issue, node);
    case 'invalid_value':
      return explainChoice(issue.values.map(String), node);
    case 'invalid_format':
      return complaint('VALUE', `${show(node)} does not have the form that is needed here`, descriptionAt(schema, path) || `write ${issue.format === 'regex' ? `something that fits ${issue.pattern ?? 'the pattern'}` : `a valid ${issue.format}`}`);
    case 'not_multiple_of':
      return complaint('VALUE', `${show(node)} is not a multiple of ${String(issue.divisor)}`, `write a multiple of ${String(issue.divisor)}`);
    case 'invalid_union': {
      if (issue.discriminator !== undefined) return explainChoice(choicesAt(schema, path), node);
      const takes = [...new Set(leavesAt(schema, path).map((leaf) => NAMES[leaf._zod.def.type] ?? ''))].filter((name) => name !== '');
      const next = descriptionAt(schema, path);
      if (node?.type === 'scalar' && node.value === null) return complaint('TYPE', 'there is nothing after the colon', `write ${takes.join(' or ') || 'something'}, or remove the key`);
      return complaint('TYPE', `${show(node)} does not fit here`, next !== '' ? next : takes.length > 0 ? `write ${takes.join(' or ')}` : 'see the documentation of this key');
    }
    case 'invalid_key':
      return complaint('VALUE', `"${String(path.at(-1))}" cannot be a key here`, descriptionAt(schema, path.slice(0, -1)) || 'use another name');
    case 'unrecognized_keys':
      return unknownKey(issue.keys[0] ?? '', []);
    default:
      return complaint('VALUE', `${show(node)} is not valid here`, descriptionAt(schema, path) || 'see the documentation of this key');
  }
}

export function unknownKey(key: string, known: readonly string[]): Complaint {
  return complaint('UNKNOWN-KEY', `unknown key "${key}"`, suggest(key, known, 'remove it or correct its name'));
}
