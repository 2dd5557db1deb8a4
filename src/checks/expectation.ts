import { z } from 'zod';

import { complain } from '../model/units';
import { clean } from './answer';

/** A regular expression as text; refused where it cannot be compiled. */
export const pattern = z
  .string()
  .min(1)
  .superRefine((text, refinement) => {
    try {
      new RegExp(text, 'u');
    } catch (thrown) {
      refinement.addIssue({ code: 'custom', message: complain(`"${text.slice(0, 60)}" is not a regular expression: ${thrown instanceof Error ? clean(thrown.message, 120) : ''}`, 'put a backslash before a character that is meant as it stands') });
    }
  });

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const rules = z.strictObject({
  equals: z.union([scalar, z.array(scalar)]).optional().describe('Exactly this value.').meta({ examples: ['ok'] }),
  max: z.number().optional().describe('A number, at most this.').meta({ examples: [5] }),
  min: z.number().optional().describe('A number, at least this.').meta({ examples: [1] }),
  matches: pattern.optional().describe('Text that this regular expression matches.').meta({ examples: ['^v[0-9]'] }),
  'one-of': z.array(scalar).min(1).optional().describe('One of these values.').meta({ examples: [['ok', 'degraded']] }),
});

/** What a value must be: the value itself, or rules that must all hold. */
export const expectation = z.union([scalar, z.array(scalar), rules.refine((given) => Object.values(given).some((rule) => rule !== undefined), { error: complain('no rule is given', 'write one of equals, min, max, matches, one-of') })]);

export type Expectation = z.output<typeof expectation>;

type Rules = z.output<typeof rules>;

function rulesOf(expected: Expectation): Rules {
  return expected !== null && typeof expected === 'object' && !Array.isArray(expected) ? expected : { equals: expected };
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  return clean(typeof value === 'string' ? value : JSON.stringify(value), 120);
}

/** Text beside a number or a boolean of the same spelling is worth a word. */
function showFound(value: unknown, expected: unknown): string {
  return typeof value === 'string' && typeof expected !== 'string' && value === String(expected) ? `"${value}" as text` : show(value);
}

const same = (a: unknown, b: unknown): boolean => a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** `ok`, `at most 3`, `one of a, b` */
export function describeExpectation(expected: Expectation): string {
  const { equals, min, max, matches, 'one-of': oneOf } = rulesOf(expected);
  return [
    ...(equals === undefined ? [] : [show(equals)]),
    ...(min === undefined ? [] : [`at least ${String(min)}`]),
    ...(max === undefined ? [] : [`at most ${String(max)}`]),
    ...(matches === undefined ? [] : [`like /${show(matches)}/`]),
    ...(oneOf === undefined ? [] : [`one of ${oneOf.map(show).join(', ')}`]),
  ].join(' and ');
}

/** What was found instead, in words; undefined where the value is as expected. A missing value never is. */
export function disappointment(expected: Expectation, value: unknown): string | undefined {
  const { equals, min, max, matches, 'one-of': oneOf } = rulesOf(expected);
  if (value === undefined) return 'nothing';
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  const fine =
    (equals === undefined || same(equals, value)) &&
    (min === undefined || (isNumber && value >= min)) &&
    (max === undefined || (isNumber && value <= max)) &&
    (matches === undefined || ((typeof value === 'string' || typeof value === 'number') && new RegExp(matches, 'u').test(String(value)))) &&
    (oneOf === undefined || oneOf.some((one) => same(one, value)));
  if (fine) return undefined;
  return (min !== undefined || max !== undefined) && !isNumber ? `${show(value)}, which is no number` : showFound(value, equals);
}

/** The value at a dotted path; a key that itself holds dots is found too. Own properties only. */
export function valueAt(json: unknown, path: string): unknown {
  if (json === null || typeof json !== 'object') return undefined;
  if (Object.hasOwn(json, path)) return (json as Record<string, unknown>)[path];
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(json, key)) continue;
    const found = valueAt((json as Record<string, unknown>)[key], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
