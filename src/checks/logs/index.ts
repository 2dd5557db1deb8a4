import type { CheckResult } from '../../model/check';
import { reading } from '../../model/command';
import type { CommandResult, Probe } from '../../model/command';
import { below } from '../../model/layout';
import { clean, failed, inconclusive, passed, whyUnanswered } from '../answer';
import type { CheckContext, CheckPlugin } from '../check';
import { joinScans, readScan, scanLines } from './scan';
import type { Hit, Scan } from './scan';
import { describePeriod, describeSearches, schema, searchesOf } from './settings';
import type { Search, Settings } from './settings';

/** The first instant that counts, and whether that is where what serves began; undefined when it is not known when the deploy began. */
function beginning(settings: Settings, { deployedAt, servesSince }: CheckContext, nowMs: number): { readonly ms: number; readonly serving: boolean } | undefined {
  const asked = settings.last === 'deploy' ? Date.parse(deployedAt ?? '') : nowMs - settings.last;
  if (Number.isNaN(asked)) return undefined;
  const serving = Date.parse(servesSince ?? '');
  // What was logged before is about what was taken back, and would hold up what mends it.
  return serving > asked ? { ms: serving, serving: true } : { ms: asked, serving: false };
}

/** `at:<seconds>` or `ago:<seconds>`. */
function since(settings: Settings, { ms, serving }: { readonly ms: number; readonly serving: boolean }): string {
  return settings.last === 'deploy' || serving ? `at:${String(Math.floor(ms / 1000))}` : `ago:${String(Math.ceil(settings.last / 1000))}`;
}

/** As many lines as an answer of a host can hold. */
const LAST_LINES = 400;

/** Where to look: files and journals by name, else what the runtime says of where it writes. */
function sourcesOf(settings: Settings, context: CheckContext): { files: readonly string[]; units: readonly string[]; lines: Probe<string> | undefined; shown: string } {
  const { runtime } = context;
  if (settings.files !== undefined || settings.units !== undefined) {
    const units = settings.units ?? [];
    return { files: (settings.files ?? []).map((file) => below(context.site.layout, file)), units, lines: undefined, shown: [...(settings.files ?? []), ...units.map((unit) => `the journal of ${unit}`)].join(', ') };
  }
  const files = runtime?.logFiles ?? [];
  const units = files.length > 0 ? [] : (runtime?.units ?? []);
  const lines = files.length > 0 || units.length > 0 ? undefined : runtime?.logs(LAST_LINES);
  return { files, units, lines, shown: units.length > 0 ? `the journal of ${units.join(', ')}` : 'the log of the runtime' };
}

function show(hits: readonly Hit[], more: number): string {
  const all = more + hits.length;
  const shown = hits.slice(0, 3).map(({ where, text }) => `${where} ${clean(text, 100)}`);
  return `${all > shown.length ? `${String(all)} lines, such as ` : ''}${shown.join('; ')}`;
}

interface Found {
  readonly search: Search;
  readonly scan: Scan;
}

/** A hit is a hit, whatever else could not be read. */
function judge(asked: string, settings: Settings, found: readonly Found[]): CheckResult {
  const expected = describeSearches(settings);
  const dated = found.map(({ search, scan }) => ({ search, hits: scan.hits.filter((hit) => hit.dated), more: scan.more }));
  const bad = dated.filter(({ search, hits, more }) => hits.length > 0 && hits.length + more > search.most);
  if (bad.length > 0) return failed(asked, bad.map(({ hits, more }) => show(hits, more)).join('; '), expected);
  const [first] = found;
  const unreadable = first?.scan.unreadable ?? [];
  if (unreadable.length > 0) return inconclusive(asked, 'not all of it could be read', expected, unreadable.join(', '));
  if (first === undefined || first.scan.scanned === 0) return inconclusive(asked, 'no file', expected, `nothing matches ${(settings.files ?? ['the log of the runtime']).join(', ')}`);
  const undated = found.find(({ search, scan }) => scan.hits.length + scan.more > search.most);
  if (undated !== undefined) return inconclusive(asked, show(undated.scan.hits, undated.scan.more), expected, 'the lines carry no date, so it cannot be told whether they are new');
  const few = dated.flatMap(({ search, hits, more }) => (hits.length + more === 0 ? [] : [`${String(hits.length + more)} with ${search.expressions.join(' or ')}`]));
  return passed(asked, `${few.length === 0 ? 'none' : few.join(', ')} in ${String(first.scan.scanned)} ${settings.units === undefined ? 'file' : 'log'}${first.scan.scanned === 1 ? '' : 's'}`, expected);
}

/** One look for what a search wants: a command for the files, one for the journals. */
function look(search: Search, settings: Settings, from: string, files: readonly string[], units: readonly string[]): Probe<Scan | string> {
  const words = [from, search.expressions.join('\n'), (settings.ignore ?? []).join('\n')];
  const commands = [
    ...(files.length === 0 ? [] : [reading('look through the logs', 'lg_check_logs', [...words, ...files], { library: true })]),
    ...(units.length === 0 ? [] : [reading('look through the journal', 'lg_check_journal', [...words, ...units], { library: true })]),
  ];
  const one = (result: CommandResult | undefined): Scan | string => whyUnanswered(result) ?? readScan(result?.stdout ?? '') ?? 'the scan did not get to its end';
  return {
    commands,
    read: (results) => {
      const scans = commands.map((_, index) => one(results[index]));
      const broken = scans.find((scan) => typeof scan === 'string');
      return broken ?? joinScans(scans.filter((scan) => typeof scan !== 'string'));
    },
  };
}

function lookAtLines(asked: string, settings: Settings, lines: Probe<string>, sinceMs: number): Probe<CheckResult> {
  const expected = describeSearches(settings);
  return {
    commands: lines.commands,
    read: (results) => {
      const why = results.map((result) => whyUnanswered(result)).find((cause) => cause !== undefined);
      if (why !== undefined) return inconclusive(asked, 'the logs could not be read', expected, why);
      const text = lines.read(results);
      const whole = results.every(({ truncated }) => !truncated) && text.split('\n').length < LAST_LINES;
      try {
        return judge(asked, settings, searchesOf(settings).map((search) => ({ search, scan: scanLines(text, whole, sinceMs, search.expressions, settings.ignore ?? []) })));
      } catch (thrown) {
        if (!(thrown instanceof SyntaxError)) throw thrown;
        return inconclusive(asked, 'it was not looked through', expected, `an expression cannot be used here: ${thrown.message}`);
      }
    },
  };
}

/** No line of the logs matches, or not too many do. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'logs',
  schema: schema.describe('What was written to the logs is free of what must not be there.').meta({ examples: [{ last: 'deploy', none: ['ERROR', 'CRITICAL'] }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 30_000, successes: 1 },
  beyondReading: () => true,
  create: (settings) => ({
    asks: 'host',
    probe: (context, ports) => {
      const expected = describeSearches(settings);
      const { files, units, lines, shown } = sourcesOf(settings, context);
      const begins = beginning(settings, context, ports.now().getTime());
      const asked = `the lines ${begins?.serving === true ? 'since what serves began to' : describePeriod(settings)} of ${shown}`;
      if (begins === undefined) return { commands: [], read: () => inconclusive(asked, 'it was not asked', expected, 'it is not known when the deploy began') };
      if (lines !== undefined) return lookAtLines(asked, settings, lines, begins.ms);
      if (files.length === 0 && units.length === 0) return { commands: [], read: () => inconclusive(asked, 'it was not asked', expected, 'the runtime keeps no log of its own; add `files` or `units`') };
      const looks = searchesOf(settings).map((search) => ({ search, probe: look(search, settings, since(settings, begins), files, units) }));
      return {
        commands: looks.flatMap(({ probe }) => probe.commands),
        read: (results) => {
          let at = 0;
          const found: Found[] = [];
          for (const { search, probe } of looks) {
            const scan = probe.read(results.slice(at, at + probe.commands.length));
            at += probe.commands.length;
            if (typeof scan === 'string') return inconclusive(asked, 'the logs could not be read', expected, scan);
            found.push({ search, scan });
          }
          return judge(asked, settings, found);
        },
      };
    },
  }),
  asksApplication: (settings) => (settings.files === undefined && settings.units === undefined) || settings.last === 'deploy',
  describe: (settings) => `${describeSearches(settings)} ${describePeriod(settings)}`,
};
