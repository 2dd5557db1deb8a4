import { mutating } from '../../model/command';
import { Failure, Failures } from '../../model/failure';
import { ask } from '../../shell/shell';
import { streamCommand } from '../../shell/stream-command';
import { lookAtState } from '../../state/read-state';
import type { FlowContext, FlowResult } from '../flow';
import { runFlow } from '../run-flow';

export interface ExecRequest {
  readonly words: readonly string[];
  /** Empty: every host. */
  readonly hosts: readonly string[];
  readonly deadlineMs: number;
  readonly onLine: (host: string, line: string) => void;
}

interface Ran {
  readonly host: string;
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly durationMs: number;
  readonly output: readonly string[];
}

/**
 * Runs a command of the team's own in the folder of the release that serves, on several hosts side by side. It takes no lease and
 * leaves no record: what it does is the team's affair.
 */
export async function execute(context: FlowContext, { words, hosts, deadlineMs, onLine }: ExecRequest): Promise<FlowResult & { readonly data: Readonly<Record<string, unknown>> }> {
  const { signal } = context.ports;
  let ran: readonly Ran[] = [];
  const result = await runFlow('exec', context, {}, async (_session, parts, reporter) => {
    const [program = '', ...rest] = words;
    const command = mutating(words.join(' '), program, rest, { cwd: parts.site.layout.current, deadlineMs });
    const failures: Failure[] = [];
    const runOn = async (host: string): Promise<Ran> => {
      const output: string[] = [];
      const shell = await context.connect(host);
      const tell = (line: string): void => {
        output.push(line);
        onLine(host, line);
      };
      await ask(shell, lookAtState(parts.site.layout));
      const end = await streamCommand(shell, command, tell, signal);
      if (signal.aborted) throw new Failure({ kind: 'interrupted', code: 'LG-CANCELLED', problem: 'the command was ended', host, command: end.command, next: 'what it had done until then is done' });
      if (end.exitCode !== 0) failures.push(failed(host, end.command, end.exitCode, end.timedOut, output));
      return { host, exitCode: end.exitCode, timedOut: end.timedOut, durationMs: end.durationMs, output };
    };
    const ends = await Promise.allSettled(hosts.map(runOn));
    ran = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    for (const end of ends) {
      if (end.status === 'fulfilled') continue;
      if (!(end.reason instanceof Failure)) throw end.reason;
      failures.push(end.reason);
    }
    const good = hosts.length - failures.length;
    const headline = `${command.title}: ended well on ${String(good)} of ${String(hosts.length)} hosts`;
    const [one] = failures;
    return one === undefined ? reporter.close('passed', headline) : reporter.close('failed', headline, failures.length === 1 ? one : new Failures(failures));
  });
  return { ...result, data: { command: words, hosts: ran } };
}

function failed(host: string, command: string, exitCode: number | null, timedOut: boolean, output: readonly string[]): Failure {
  const how = timedOut ? 'no end in time: everything that it had started was ended' : exitCode === null ? 'it was ended by a signal' : `exit code ${String(exitCode)}`;
  const said = output.slice(-5).join('\n');
  return new Failure({
    kind: 'command',
    code: 'LG-EXEC',
    problem: 'the command failed',
    host,
    command,
    cause: said === '' ? how : `${how}: ${said}`,
    next: exitCode === 125 ? 'it is run in the folder of the release that serves: see with npx lockgate status whether there is one' : timedOut ? 'give it longer with --timeout' : 'read what it said above',
  });
}
