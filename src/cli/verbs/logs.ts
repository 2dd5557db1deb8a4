import { readLogs } from '../../actions/remote/logs';
import { chooseHosts, prefixFor, whichHosts } from '../choose-hosts';
import { hostOptions } from '../options';
import { readDuration } from '../read-duration';
import { usage } from '../read-words';
import type { Verb } from '../verb';

const LINES = 100;
const MOST = 2000;

function readLines(text: string | undefined): number {
  const lines = text === undefined ? LINES : Number(text);
  if (Number.isSafeInteger(lines) && lines > 0 && lines <= MOST) return lines;
  throw usage(`--lines must be a number from 1 to ${String(MOST)}`, `write --lines ${String(LINES)}`);
}

export const verb: Verb = {
  description: 'prints what the application wrote to its log',
  options: {
    ...hostOptions,
    ...whichHosts,
    follow: { description: 'Go on until Ctrl-C.', short: 'f' },
    since: { description: 'Only what was written in the last 10m, 2h, …', value: 'TIME' },
    lines: { description: `The last so many lines of each log. Default: ${String(LINES)}`, value: 'NUMBER', short: 'n' },
  },
  example: 'logs -e production --since 10m',
  more: [['logs -e production --follow --role web', 'as it is written, on the hosts of a role']],
  run: async (context, terminal, _call) => {
    const { inputs, settings } = context;
    const follow = inputs.has('follow');
    if (follow && terminal.json) throw usage('--follow has no end, and --json is one document', 'leave one of them');
    const hosts = chooseHosts(settings.hosts, inputs);
    const prefix = prefixFor(hosts);
    const found: { host: string; line: string }[] = [];
    const result = await readLogs(context, {
      lines: readLines(inputs.get('lines')),
      sinceMs: readDuration('since', inputs),
      follow,
      hosts,
      onLine: (host, line) => {
        if (!follow) found.push({ host, line });
        if (!terminal.json) terminal.print(hosts.length === 1 ? line : `${prefix(host)}${line}`);
      },
    });
    return { ...result, data: { lines: found } };
  },
};
