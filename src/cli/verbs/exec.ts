import { execute } from '../../actions/remote/exec';
import { chooseHosts, prefixFor, whichHosts } from '../choose-hosts';
import { hostOptions } from '../options';
import { readDuration } from '../read-duration';
import type { Verb } from '../verb';

const DEADLINE_MS = 600_000;

export const verb: Verb = {
  description: 'runs a command of yours in the folder of the release that serves, on several hosts side by side',
  options: { ...hostOptions, ...whichHosts, timeout: { description: 'How long it may take before everything that it started is ended. Default: 10m', value: 'TIME' } },
  operand: { name: 'command…', description: 'Program and words, taken as they are; for a line of shell: sh -c \'…\'', behindDashes: true, required: true },
  example: 'exec -e production --role web -- ls -la',
  more: [["exec -e production --host db-1 -- sh -c 'du -sh * | sort -h'", 'a line of shell on one host']],
  run: (context, terminal, { behind }) => {
    const hosts = chooseHosts(context.settings.hosts, context.inputs);
    const prefix = prefixFor(hosts);
    return execute(context, {
      words: behind,
      hosts,
      deadlineMs: readDuration('timeout', context.inputs) ?? DEADLINE_MS,
      onLine: (host, line) => {
        terminal.print(`${prefix(host)}${line}`);
      },
    });
  },
};
