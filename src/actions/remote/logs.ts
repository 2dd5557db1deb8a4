import { joinProbes, mapProbe, reading } from '../../model/command';
import type { Probe } from '../../model/command';
import { asFailure, Failure } from '../../model/failure';
import { linesSince, newLines } from '../../model/log-time';
import { ask } from '../../shell/shell';
import { lookAtState } from '../../state/read-state';
import type { FlowContext, FlowResult } from '../flow';
import { runFlow } from '../run-flow';

export interface LogsRequest {
  /** The last lines of each log. */
  readonly lines: number;
  /** Only what was written in the last so many milliseconds. */
  readonly sinceMs?: number | undefined;
  /** Goes on until it is cancelled. */
  readonly follow: boolean;
  /** Empty: all. */
  readonly hosts: readonly string[];
  readonly onLine: (host: string, line: string) => void;
}

const EVERY_MS = 1_000;
const WINDOW = 2_000;

interface Answer {
  readonly zone: string;
  readonly sections: ReadonlyMap<string, readonly string[]>;
}

/** Of several logs, each under a line `==> name <==`. */
function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let name = '';
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const head = /^==> (.+) <==$/.exec(line)?.[1];
    if (head === undefined) sections.set(name, [...(sections.get(name) ?? []), line]);
    else name = head;
  }
  if (text === '') sections.clear();
  return sections;
}

/** False once somebody has seen enough. */
async function wait({ ports }: FlowContext): Promise<boolean> {
  await ports.sleep(EVERY_MS).catch((error: unknown) => (ports.signal.aborted ? undefined : Promise.reject(asFailure(error))));
  return !ports.signal.aborted;
}

/** What the application wrote, last lines first asked for; with `follow` asked again each second, so that nothing is left on a host. */
export function readLogs(context: FlowContext, request: LogsRequest): Promise<FlowResult> {
  return runFlow('logs', context, {}, async (_session, parts, reporter) => {
    const { runtime } = parts;
    if (runtime === undefined) throw new Failure({ kind: 'configuration', code: 'LG-RUNTIME-NOT-CONFIGURED', problem: 'nothing says where the application writes its log', next: 'add the section "runtime" to the configuration' });
    const hosts = request.hosts.length === 0 ? parts.hosts : parts.hosts.filter((host) => request.hosts.includes(host));
    const probeOf = (lines: number): Probe<Answer> => {
      const zone: Probe<string> = { commands: [reading('ask for the time zone', 'date', ['+%z'])], read: ([result]) => result?.stdout.trim() ?? '' };
      const known = mapProbe(lookAtState(parts.site.layout), () => '');
      return mapProbe(joinProbes<string>([zone, runtime.logs(lines), known]), ([offset = '', text = '']) => ({ zone: offset, sections: sectionsOf(text) }));
    };
    let told = 0;
    const tell = (host: string, lines: readonly string[]): void => {
      told += lines.length;
      for (const line of lines) request.onLine(host, line);
    };
    const last = new Map<string, readonly string[]>();
    const lookAt = async (host: string, first: boolean): Promise<void> => {
      const { zone, sections } = await ask(await context.connect(host), probeOf(request.sinceMs === undefined ? Math.max(request.lines, request.follow ? 200 : 0) : WINDOW));
      for (const [name, lines] of sections) {
        const key = `${host} ${name}`;
        const before = last.get(key);
        last.set(key, lines);
        if (!first) {
          const { lines: news, gap } = newLines(before ?? [], lines);
          tell(host, gap ? ['… lines may be missing here', ...news] : news);
          continue;
        }
        const now = context.ports.now().getTime();
        const { lines: recent, dated } = request.sinceMs === undefined ? { lines: lines.slice(-request.lines), dated: true } : linesSince(lines, now - request.sinceMs, zone, now);
        if (!dated) reporter.note(`the lines of ${host} say no time: --since left none of them out`);
        tell(host, recent);
      }
    };
    await Promise.all(hosts.map((host) => lookAt(host, true)));
    while (request.follow && (await wait(context))) await Promise.all(hosts.map((host) => lookAt(host, false)));
    return reporter.close('passed', `${String(told)} lines`);
  });
}
