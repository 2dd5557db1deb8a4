import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult } from '../../model/command';
import { below } from '../../model/layout';
import { complain } from '../../model/units';
import { clean, failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { CheckContext, CheckPlugin } from '../check';

const oneLine = z.string().min(1).regex(/^[^\n\r]*$/, { error: complain('a value is one line', 'write it without line breaks') });
const value = z.union([oneLine, z.number().transform(String), z.boolean().transform(String)]);

const rules = z
  .strictObject({
    'min-length': z.int().min(1).optional().describe('At least so many characters.').meta({ examples: [32] }),
    equals: value.optional().describe('Exactly this value; `url` stands for the address of the environment.').meta({ examples: ['url'] }),
    'one-of': z.array(value).min(1).optional().describe('One of these values.').meta({ examples: [['production', 'staging']] }),
    matches: oneLine.optional().describe('An extended regular expression that it must match.').meta({ examples: ['^postgresql://'] }),
  })
  .refine((given) => Object.values(given).some((rule) => rule !== undefined), { error: complain('no rule is given', 'write `set`, or one of min-length, equals, one-of, matches') });

const schema = z.strictObject({
  path: z.string().min(1).prefault('shared/.env').describe('The env file on the host; absolute, or below the release path.').meta({ examples: ['shared/.env'] }),
  keys: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.union([z.literal('set'), rules]))
    .refine((keys) => Object.keys(keys).length > 0, { error: complain('no key is given', 'write which keys must be there, such as DATABASE_URL: set') })
    .describe('Key → `set`, or rules about its value. The value is judged on the host and never leaves it.')
    .meta({ examples: [{ DATABASE_URL: 'set', SECRET_KEY: { 'min-length': 32 } }] }),
});

type Settings = z.output<typeof schema>;

/** The triples of words that `lg_check_env` takes. */
function words(settings: Settings, context: CheckContext): string[] {
  return Object.entries(settings.keys).flatMap(([key, rule]) => {
    if (rule === 'set') return [key, 'set', ''];
    const { 'min-length': length, equals, 'one-of': oneOf, matches } = rule;
    return [
      ...(length === undefined ? [] : [key, 'min-length', String(length)]),
      ...(equals === undefined ? [] : [key, 'equals', equals === 'url' ? context.site.url : equals]),
      ...(oneOf === undefined ? [] : [key, 'one-of', oneOf.join('\n')]),
      ...(matches === undefined ? [] : [key, 'matches', matches]),
    ];
  });
}

const BROKEN: Readonly<Record<string, string>> = { 'min-length': 'is too short', equals: 'is not what it must be', 'one-of': 'is none of the allowed values', matches: 'does not match' };

function describeBroken(key: string, rule: string, verdict: string): string {
  if (verdict === 'missing') return `${key} is missing`;
  if (verdict === 'empty') return `${key} is empty`;
  return `${key} ${BROKEN[rule] ?? 'breaks its rule'}`;
}

function judgeKeys(asked: string, expected: string, result: CommandResult | undefined): CheckResult {
  const why = whyUnanswered(result);
  // What the host said besides might hold a value: only how it ended is told.
  if (why !== undefined) return inconclusive(asked, 'it could not be read', expected, result?.exitCode === null || result === undefined ? 'the host did not answer' : `exit code ${String(result.exitCode)}`);
  const lines = (result?.stdout ?? '').split('\n').map((line) => line.split('\t'));
  const file = lines.find(([name, , rest]) => name === 'file' && rest === undefined)?.[1];
  if (file === 'missing') return failed(asked, 'there is no such file', expected);
  if (file !== 'read') return inconclusive(asked, 'it could not be read', expected, 'the user of the connection may not read it');
  const verdicts = lines.flatMap(([key, rule, verdict]) => (key !== undefined && rule !== undefined && verdict !== undefined ? [{ key, rule, verdict }] : []));
  const broken = verdicts.filter(({ verdict }) => ['missing', 'empty', 'broken'].includes(verdict));
  if (broken.length > 0) return failed(asked, [...new Set(broken.map(({ key, rule, verdict }) => describeBroken(key, rule, verdict)))].join(', '), expected);
  const unclear = verdicts.filter(({ verdict }) => verdict !== 'ok');
  if (unclear.length > 0 || verdicts.length === 0) return inconclusive(asked, 'not every rule could be judged', expected, unclear.map(({ key, rule }) => `${key}: ${rule}`).join(', ') || 'no answer');
  return passed(asked, `all of ${String(new Set(verdicts.map(({ key }) => key)).size)} keys`, expected);
}

/** Keys that the application needs are set on the host. Names and broken rules come back, values never. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'env-file',
  schema: schema.describe('The file of variables on the host holds what the application needs.').meta({ examples: [{ path: 'shared/.env', keys: { DATABASE_URL: 'set', SECRET_KEY: { 'min-length': 32 } } }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  beyondReading: () => true,
  create: (settings) => ({
    asks: 'host',
    probe: (context) => {
      const asked = `the keys of ${settings.path}`;
      const expected = clean(`${Object.keys(settings.keys).join(', ')} as the rules say`);
      const needsUrl = Object.entries(settings.keys).find(([, rule]) => rule !== 'set' && rule.equals === 'url');
      if (needsUrl !== undefined && context.site.url === '') {
        return { commands: [], read: () => inconclusive(asked, 'it was not asked', expected, `${needsUrl[0]} must equal the url of the environment, which has none`) };
      }
      return {
        commands: [reading('judge the env file', 'lg_check_env', [below(context.site.layout, settings.path), ...words(settings, context)], { library: true, bounded: true })],
        read: ([result]) => judgeKeys(asked, expected, result),
      };
    },
  }),
  describe: (settings) => `${Object.keys(settings.keys).join(', ')} in ${settings.path}`,
};
