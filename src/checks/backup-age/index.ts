import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { Probe } from '../../model/command';
import { below } from '../../model/layout';
import type { Manifest, VerificationLevel } from '../../model/manifest';
import { bytes, clean, failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { Check, CheckContext, CheckPlugin } from '../check';
import { figuresAfter } from '../measure';
import { askObjects } from './objects';
import { LEVELS, schema, type Settings } from './settings';
import { age, describeWanted } from './words';

/** Pure. The newest backup that was proven so far. */
export function newestOf(backups: readonly Manifest[], level: VerificationLevel): Manifest | undefined {
  return backups.filter(({ verified }) => LEVELS.indexOf(verified) >= LEVELS.indexOf(level)).reduce<Manifest | undefined>((newest, one) => (newest === undefined || Date.parse(one.at) > Date.parse(newest.at) ? one : newest), undefined);
}

function ofOthers(settings: Settings, context: CheckContext, patterns: readonly string[]): Probe<CheckResult> {
  const asked = `the newest of ${patterns.join(', ')}`;
  const expected = describeWanted(settings);
  return {
    commands: [reading('look for the newest backup', 'lg_check_newest', patterns.map((pattern) => below(context.site.layout, pattern)), { library: true, bounded: true })],
    read: ([result]) => {
      const stdout = result?.stdout ?? '';
      const why = whyUnanswered(result);
      const now = figuresAfter(stdout, 'now', 1)?.[0];
      const count = figuresAfter(stdout, 'count', 1)?.[0];
      if (why !== undefined || now === undefined || count === undefined) return inconclusive(asked, 'it could not be looked for', expected, why ?? 'the look did not get to its end');
      const newest = figuresAfter(stdout, 'newest', 2);
      if (count === 0 || newest === undefined) return inconclusive(asked, 'no file', expected, `nothing matches ${patterns.join(', ')}, or this user may not see it`);
      const [written = 0, held = 0] = newest;
      const name = clean(/^newest\t[0-9]+\t[0-9]+\t(.*)$/m.exec(stdout)?.[1] ?? '', 120);
      const got = `${name}, ${bytes(held)}, ${age((now - written) * 1000)} old`;
      const least = settings['minimum-size'] ?? 1;
      if (held < least) return failed(asked, got, `${expected} of at least ${bytes(least)}`);
      return (now - written) * 1000 <= settings['younger-than'] ? passed(asked, got, expected) : failed(asked, got, expected);
    },
  };
}

function ofOurs(settings: Settings, context: CheckContext, nowMs: number): Probe<CheckResult> {
  const asked = 'the newest backup on record';
  const expected = describeWanted(settings);
  const manifest = newestOf(context.backups ?? [], settings.verify ?? 'checksum');
  if (context.backups === undefined) return { commands: [], read: () => inconclusive(asked, 'it could not be asked', expected, 'the record of the backups was not read') };
  if (manifest === undefined) return { commands: [], read: () => failed(asked, context.backups?.length === 0 ? 'there is none' : 'none is verified that far', expected, { next: 'run the action backup' }) };
  const took = nowMs - Date.parse(manifest.at);
  return {
    commands: [reading('look at the backup', 'lg_check_newest', [manifest.file], { library: true, bounded: true })],
    read: ([result]) => {
      const got = `${manifest.id}, ${bytes(manifest.bytes)}, ${manifest.verified}, ${age(took)} old`;
      const why = whyUnanswered(result);
      const count = figuresAfter(result?.stdout ?? '', 'count', 1)?.[0];
      if (why !== undefined || count === undefined) return inconclusive(asked, got, expected, why ?? 'the look at its file did not get to its end');
      if (count === 0) return failed(asked, `${got}; its file is gone, or this user may not see it`, expected);
      const held = figuresAfter(result?.stdout ?? '', 'newest', 2)?.[1];
      if (held !== manifest.bytes) return failed(asked, `${got}; its file holds ${bytes(held ?? 0)}`, expected);
      return took <= settings['younger-than'] ? passed(asked, got, expected) : failed(asked, got, expected);
    },
  };
}

/** The newest verified backup is not old, and is still there. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'backup-age',
  schema: schema.describe('The newest backup is young enough, and proven as far as is asked.').meta({ examples: [{ 'younger-than': '26h', verify: 'restored' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 15_000, successes: 1 },
  beyondReading: ({ s3 }) => s3 === undefined,
  create: (settings): Check => {
    const { files, s3 } = settings;
    if (s3 !== undefined) return { asks: 'runner', once: true, ask: (_context, ports, timeoutMs) => askObjects(settings, s3, ports, timeoutMs) };
    return { asks: 'host', probe: (context, ports) => (files === undefined ? ofOurs(settings, context, ports.now().getTime()) : ofOthers(settings, context, files)) };
  },
  meantFor: ({ files, s3 }, { backups }) => files !== undefined || s3 !== undefined || backups !== undefined,
  describe: describeWanted,
};
