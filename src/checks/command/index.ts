import { z } from 'zod';

import type { CheckResult } from '../../model/check';
import { reading, shellLine } from '../../model/command';
import type { CommandResult } from '../../model/command';
import { below } from '../../model/layout';
import type { Ports } from '../../shell/ports';
import { clean, failed, inconclusive, passed, seconds } from '../answer';
import type { CheckContext, CheckPlugin } from '../check';
import { describeExpectation, disappointment, expectation } from '../expectation';

const schema = z.strictObject({
  on: z.enum(['host', 'runner']).prefault('host').describe('Where it runs.'),
  run: z.string().min(1).describe('The line, run by `sh`. It must change nothing. LOCKGATE_BASE_URL, LOCKGATE_INSTANCE_URL, LOCKGATE_RELEASE, LOCKGATE_VERSION and LOCKGATE_ENVIRONMENT are set where they are known.').meta({ examples: ['.venv/bin/python -m shop.selftest'] }),
  cwd: z.string().min(1).optional().describe('On a host: the folder to run in, absolute or below the release path. On the runner it is the checkout.').meta({ examples: ['current'] }),
  expect: z
    .strictObject({
      exit: z.int().min(0).max(255).prefault(0).describe('Its exit code.').meta({ examples: [0] }),
      stdout: expectation.optional().describe('What it prints, without the line break at the end.').meta({ examples: [{ matches: '^ok' }] }),
    })
    .prefault({})
    .describe('What counts as healthy; default: exit code 0.')
    .meta({ examples: [{ exit: 0, stdout: 'ok' }] }),
});

type Settings = z.output<typeof schema>;

const describeWanted = ({ expect: { exit, stdout } }: Settings): string => `exit code ${String(exit)}${stdout === undefined ? '' : ` and ${describeExpectation(stdout)} on stdout`}`;

function variables(context: CheckContext, instanceUrl: string | undefined): Record<string, string> {
  const known: Record<string, string> = {
    LOCKGATE_ENVIRONMENT: context.site.environment,
    LOCKGATE_BASE_URL: context.site.url,
    LOCKGATE_INSTANCE_URL: instanceUrl ?? '',
    LOCKGATE_RELEASE: context.release,
    LOCKGATE_VERSION: context.version,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== ''));
}

/** A number on stdout is compared as a number. */
function printed(text: string, { expect: { stdout } }: Settings): unknown {
  const trimmed = text.replace(/\r?\n$/, '');
  const wantsNumber = typeof stdout === 'number' || (stdout !== null && typeof stdout === 'object' && !Array.isArray(stdout) && (stdout.min !== undefined || stdout.max !== undefined || typeof stdout.equals === 'number'));
  return wantsNumber && /^\s*-?[0-9]+([.][0-9]+)?\s*$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function judgeRun(asked: string, settings: Settings, result: CommandResult | undefined): CheckResult {
  const expected = describeWanted(settings);
  const { expect } = settings;
  if (result === undefined) return inconclusive(asked, 'no answer', expected, 'the host gave no answer to this question');
  const said = clean(result.stderr, 200) || clean(result.stdout, 200);
  if (result.timedOut) return failed(asked, `no end within ${seconds(result.durationMs)}${said === '' ? '' : `: ${said}`}`, expected);
  if (result.signal !== null) return failed(asked, `killed by ${result.signal}${said === '' ? '' : `: ${said}`}`, expected);
  if (result.exitCode === null) return inconclusive(asked, 'no answer', expected, 'the command never reported its end');
  if ((result.exitCode === 127 || result.exitCode === 126) && expect.exit !== result.exitCode) {
    // The shell's own words for "there is no such program": nothing was asked of the application.
    return inconclusive(asked, `exit code ${String(result.exitCode)}: ${said}`, expected, 'the line could not be run');
  }
  if (result.exitCode !== expect.exit) return failed(asked, `exit code ${String(result.exitCode)}${said === '' ? '' : `: ${said}`}`, expected);
  if (expect.stdout !== undefined) {
    if (result.truncated) return inconclusive(asked, 'too much output', expected, 'what it printed was cut, so it cannot be compared');
    const instead = disappointment(expect.stdout, printed(result.stdout, settings));
    if (instead !== undefined) return failed(asked, `exit code ${String(result.exitCode)} and ${instead === '' ? 'nothing' : instead} on stdout`, expected);
  }
  return passed(asked, `exit code ${String(result.exitCode)} in ${seconds(result.durationMs)}`, expected);
}

async function onRunner(settings: Settings, context: CheckContext, ports: Ports, timeoutMs: number): Promise<CheckResult> {
  const asked = `${settings.run} (on the runner)`;
  const wantsInstance = settings.run.includes('LOCKGATE_INSTANCE_URL');
  if (wantsInstance && (context.port === undefined || ports.tunnel === undefined)) {
    const why = context.port === undefined ? 'the runtime tells no port of an instance' : 'this runner cannot open a local port to the host';
    return inconclusive(asked, 'it was not asked', describeWanted(settings), why);
  }
  const tunnel = wantsInstance && context.port !== undefined ? await ports.tunnel?.(context.host, context.port) : undefined;
  try {
    const env = variables(context, tunnel === undefined ? undefined : `http://127.0.0.1:${String(tunnel.port)}`);
    return judgeRun(asked, settings, await ports.local(settings.run, { deadlineMs: timeoutMs, env }));
  } finally {
    await tunnel?.close();
  }
}

/** A line of the team's own, on the host or on the runner. */
export const plugin: CheckPlugin<Settings> = {
  kind: 'command',
  schema: schema.describe("A line of the team's own says by its exit code, or by what it prints, whether all is well.").meta({ examples: [{ on: 'runner', run: 'python -m pytest -q' }] }),
  defaults: { attempts: 1, everyMs: 2000, timeoutMs: 300_000, successes: 1 },
  beyondReading: ({ on }) => on !== 'runner',
  create: (settings) =>
    settings.on === 'runner'
      ? { asks: 'runner', once: !settings.run.includes('LOCKGATE_INSTANCE_URL'), ask: (context, ports, timeoutMs) => onRunner(settings, context, ports, timeoutMs) }
      : {
          asks: 'host',
          probe: (context) => {
            const env = variables(context, context.port === undefined ? undefined : `http://127.0.0.1:${String(context.port)}`);
            const cwd = settings.cwd === undefined ? {} : { cwd: below(context.site.layout, settings.cwd) };
            const { program, words } = shellLine(settings.run);
            return {
              commands: [reading(`run ${clean(settings.run, 60)}`, program, words, { env, ...cwd })],
              read: ([result]) => judgeRun(settings.run, settings, result),
            };
          },
        },
  describe: (settings) => `${clean(settings.run, 100)} on the ${settings.on}: ${describeWanted(settings)}`,
};
