import { z } from 'zod';

/**
 * Building blocks for the schemas of a configuration file: values with a written unit, and names of secrets. Each takes
 * what a person writes and yields base units, converts to JSON schema (`z.toJSONSchema(schema, { io: 'input' })`), and
 * carries no description: that belongs to the key that uses it (`timeout: duration.describe('…')`). A default is
 * written as a person would: `duration.prefault('5s')`.
 */

/** A message in two parts: what is wrong, and what to write instead. Schemas of plugins may use it too. */
export function complain(problem: string, next: string): string {
  return `${problem}\n${next}`;
}

interface Unit {
  /** "duration" */
  readonly what: string;
  readonly pattern: RegExp;
  /** "5s, 10m, 2h" */
  readonly examples: readonly [string, ...string[]];
  /** What to write for a bare number. */
  readonly suggest: (bare: string) => string;
}

const BARE_NUMBER = /^[+-]?[0-9]+([.][0-9]+)?$/;

function explain({ what, examples, suggest }: Unit, input: unknown): string {
  const written = typeof input === 'number' || (typeof input === 'string' && BARE_NUMBER.test(input.trim())) ? String(input).trim() : undefined;
  if (written?.startsWith('-') === true) return complain(`${written} is below zero`, `write a ${what} such as ${examples.join(', ')}`);
  if (written !== undefined) return complain(`${written} has no unit: a ${what} is needed`, `write ${suggest(written)}`);
  const shown = typeof input === 'string' ? `"${input.slice(0, 60)}"` : Array.isArray(input) ? 'a list' : input === null ? 'nothing' : typeof input === 'object' ? 'a map' : typeof input === 'boolean' ? String(input) : 'this';
  return complain(`${shown} is not a ${what}`, `write a number and a unit, such as ${examples.join(', ')}`);
}

/** The text as written, refused with an explanation where it is not in the unit. Absent values stay zod's business. */
function written(unit: Unit): z.ZodString {
  return z
    .string({ error: ({ input }) => (input === undefined ? undefined : explain(unit, input)) })
    .regex(unit.pattern, { error: ({ input }) => explain(unit, input) })
    .meta({ title: `a ${unit.what}` });
}

function split(text: string): { amount: number; unit: string } {
  const unit = text.replace(/^[0-9.]+\s*/, '').trim();
  return { amount: Number.parseFloat(text), unit };
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `500ms`, `5s`, `10m`, `2h`, `1d` → milliseconds. */
export const duration = written({
  what: 'duration',
  pattern: /^[0-9]{1,9}([.][0-9]{1,6})?\s?(ms|s|m|h|d)$/,
  examples: ['5s', '10m', '2h', '500ms', '1d'],
  suggest: (bare) => `${bare}s for seconds, ${bare}m for minutes, ${bare}ms for milliseconds`,
})
  .transform((text) => {
    const { amount, unit } = split(text);
    return Math.round(amount * (MILLISECONDS[unit] ?? Number.NaN));
  });

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `5MB`, `2GB`, `1MiB` → bytes. */
export const size = written({
  what: 'size',
  pattern: /^[0-9]{1,9}([.][0-9]{1,6})?\s?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/,
  examples: ['5MB', '2GB', '500kB', '1MiB'],
  suggest: (bare) => `${bare}MB or ${bare}GB`,
})
  .transform((text) => {
    const { amount, unit } = split(text);
    return Math.round(amount * (BYTES[unit] ?? Number.NaN));
  });

/** `20%` → 0.2. May be above 100%. */
export const percentage = written({
  what: 'percentage',
  pattern: /^[0-9]{1,6}([.][0-9]{1,6})?\s?%$/,
  examples: ['20%', '5%'],
  suggest: (bare) => `${bare}%`,
})
  .transform((text) => split(text).amount / 100);

/** `0 rows`, `1 row` → a whole number. */
export const rows = written({
  what: 'number of rows',
  pattern: /^[0-9]{1,15}\s?rows?$/,
  examples: ['0 rows', '10 rows'],
  suggest: (bare) => (bare === '1' ? '1 row' : `${bare} rows`),
})
  .transform((text) => Number.parseInt(text, 10));

/** `09:00` → minutes since midnight; `24:00` is the end of the day. */
export const windowTime = z
  .string({ error: ({ input }) => (input === undefined ? undefined : complain(`${typeof input === 'number' ? String(input) : 'this'} is not a time of day`, 'write hours and minutes in quotes, such as "09:00"')) })
  .regex(/^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, { error: ({ input }) => complain(`"${String(input).slice(0, 60)}" is not a time of day`, 'write hours and minutes, such as 09:00') })
  .meta({ title: 'a time of day' })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const NAME = /^[A-Z_][A-Z0-9_]{0,99}$/;
/** Shapes of credentials that are names by accident: access key ids, long runs of letters and digits. */
const LIKE_A_KEY = /^(AKIA|ASIA)[A-Z0-9]{12,}$|^(?=.*[0-9])[A-Z0-9]{24,}$/;

/** Says what seems to be there instead of a name. Never shows it. */
function explainSecret(input: unknown): string {
  const name = 'put the value into a secret of the repository or environment, hand it over with `env:`, and write the variable\'s name here, such as DEPLOY_KEY';
  if (typeof input !== 'string') return complain('this takes the name of a variable, as text', 'write the name of the variable that holds the secret, such as DEPLOY_KEY');
  if (input.includes('${')) {
    const meant = /^\$\{\{?\s*(?:secrets\.|vars\.|env\.)?([A-Za-z_][A-Za-z0-9_]*)\s*\}?\}$/.exec(input)?.[1];
    const example = `write ${meant ?? 'DEPLOY_KEY'} alone, and hand it over with env: { ${meant ?? 'DEPLOY_KEY'}: \${{ secrets.${meant ?? 'DEPLOY_KEY'} }} } in the workflow`;
    return complain('secrets are never filled in: this takes the name of the variable that holds the secret', example);
  }
  if (input === '') return complain('the name of a variable is empty', 'write the name of the variable that holds the secret, such as DEPLOY_KEY');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(input)) return complain('this looks like an address, not like the name of a variable (its value is not shown)', name);
  if (input.includes('-----BEGIN')) return complain('this looks like a private key, not like the name of a variable (its value is not shown)', `${name}; and replace the key: whoever reads this file has it`);
  if (/^(~|\.{0,2}\/)/.test(input) && input.length < 80 && !/\s/.test(input)) return complain('this looks like the path of a file, not like the name of a variable (it is not shown)', name);
  if (input.startsWith('$')) return complain('this takes the name of a variable, without a dollar', 'write the name alone, such as DEPLOY_KEY');
  if (/^[a-z_][a-z0-9_]{0,29}$/.test(input)) return complain('this is not the name of a variable as Lockgate takes it: capitals, digits and _ (its value is not shown)', 'write a name such as DEPLOY_KEY; if this is the secret itself, replace it: whoever reads this file has it');
  return complain('this looks like the secret itself, not like the name of a variable (its value is not shown)', `${name}; and replace the secret: whoever reads this file has it`);
}

/** Schemas whose value is the name of a variable that holds a secret; nothing is ever filled in there. */
export const secretNames = z.registry<SecretPlace>();

interface SecretPlace {
  readonly secret: true;
  /** The secret goes into the release: whoever brings one needs it, and it must be told before anything is brought where it cannot go. */
  readonly released?: (value: string) => string | undefined;
}

/** NAME of the variable that holds a secret: `DEPLOY_KEY`. */
export const secretName = z
  .string({ error: ({ input }) => (input === undefined ? undefined : explainSecret(input)) })
  .regex(NAME, { error: ({ input }) => explainSecret(input) })
  .refine((name) => !LIKE_A_KEY.test(name), { error: complain('this looks like the secret itself, not like the name of a variable (its value is not shown)', 'write the name of the variable that holds it, such as DEPLOY_KEY; and replace the secret: whoever reads this file has it') })
  .meta({ title: 'the name of a variable' })
  .register(secretNames, { secret: true });

/** The same for a secret that becomes part of a release. `refuse` says, without showing it, why a value cannot. */
export function releasedSecret(refuse: (value: string) => string | undefined): z.ZodType<string, string> {
  return secretName.meta({ title: 'the name of a variable' }).register(secretNames, { secret: true, released: refuse });
}
