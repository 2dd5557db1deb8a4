import { z } from 'zod';

import { mapProbe, mutating, reading } from '../../model/command';
import type { Command, CommandResult } from '../../model/command';
import { commandFailure, Failure } from '../../model/failure';
import { below } from '../../model/layout';
import type { Site } from '../../model/site';
import { complain, duration } from '../../model/units';
import { readServing } from '../read-serving';
import type { Runtime, RuntimePlugin, RuntimeStatus } from '../runtime';

const line = z.string().min(1);

const schema = z
  .strictObject({
    start: line.describe('The line that starts the application, run by `sh` in `current`. LOCKGATE_RELEASE and LOCKGATE_VERSION are set, and PORT where `port` is given.').meta({ examples: ['exec python3 -m shop'] }),
    stop: line.optional().describe('The line that asks it to stop. Without `status`, what is left of it afterwards is ended by signals; default: signals alone.').meta({ examples: ['./bin/shop stop'] }),
    status: line.optional().describe('The line that says by exit code 0 that it runs. With it the team\'s own program looks after the application, and Lockgate keeps no process of its own.').meta({ examples: ['./bin/shop status'] }),
    port: z.int().min(1).max(65535).optional().describe('The port on the host at which it answers.').meta({ examples: [8000] }),
    settle: duration.prefault('2s').describe('How long it must live to count as started.').meta({ examples: ['5s'] }),
    'stop-timeout': duration.prefault('10s').describe('How long it may take to stop before it is killed.').meta({ examples: ['30s'] }),
    env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).prefault({}).describe('Variables of the application that are no secrets.').meta({ examples: [{ APP_ENV: 'production' }] }),
    'env-file': z.string().min(1).optional().describe('A file of plain KEY=VALUE lines, such as shared/.env, loaded into its environment and never printed.').meta({ examples: ['shared/.env'] }),
    log: z.string().min(1).optional().describe('The file its output is appended to. Default: .lockgate/log/<app>.log').meta({ examples: ['shared/shop.log'] }),
  })
  .refine(({ stop, status }) => status === undefined || stop !== undefined, {
    path: ['status'],
    error: complain('`status` is given without `stop`', 'add the line that stops the application, or leave `status` out and Lockgate looks after the process itself'),
  })
  .describe('A line that starts the application. Lockgate looks after its process, or the program of the team that `status` asks does.');

type Settings = z.output<typeof schema>;

/** A file name that says which application it is, whatever its name holds. */
function fileName(app: string): string {
  return app.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[.-]/, '_') || 'app';
}

const SLACK_MS = 30_000;

function readStatus(stdout: string, host: string, command: string): RuntimeStatus {
  const [state, detail = ''] = (stdout.split('\n').find((text) => text.trim() !== '') ?? '').split('\t');
  if (state === 'running' || state === 'stopped' || state === 'failed') return { state, detail };
  throw new Failure({
    kind: 'command',
    code: 'LG-RUNTIME-STATUS-UNREADABLE',
    problem: 'the status of the application cannot be read',
    host,
    command,
    cause: stdout.trim() === '' ? 'it printed nothing' : stdout.trim().slice(0, 200),
    next: 'run the command above on the host and see what it prints',
  });
}

function readMemory(stdout: string, host: string, command: string): { bytes: number; instances: number } {
  const found = /^memory\t([0-9]+)\t([0-9]+)$/m.exec(stdout);
  if (found !== null) return { bytes: Number(found[2]) * 1024, instances: Number(found[1]) > 0 ? 1 : 0 };
  throw new Failure({ kind: 'command', code: 'LG-RUNTIME-MEMORY-UNREADABLE', problem: 'the memory of the application cannot be read', host, command, cause: stdout.trim().slice(0, 200), next: 'run the command above on the host and see what it prints' });
}

/** Lockgate looks after the process: it starts it in a session of its own and knows it by id, start time and mark. */
function own(settings: Settings, site: Site, log: string, env: Record<string, string>): Pick<Runtime, 'start' | 'stop' | 'status' | 'found' | 'memory' | 'serves' | 'takeOver'> {
  const { root } = site.layout;
  const port = String(settings.port ?? 0);
  const name = fileName(site.app);
  const { settle } = settings;
  const wait = settings['stop-timeout'];
  const envFile = settings['env-file'] === undefined ? '' : below(site.layout, settings['env-file']);
  const status = reading('ask whether the application runs', 'lg_runtime_status', [root, name], { library: true });
  return {
    start: () => [
      mutating('start the application', 'lg_runtime_start', [root, name, log, String(settle), envFile, settings.start], {
        library: true, idempotent: true, deadlineMs: settle + SLACK_MS, env,
      }),
    ],
    stop: () => [
      mutating('stop the application', 'lg_runtime_stop', [root, name, String(wait), settings.stop ?? '', port], {
        library: true, idempotent: true, deadlineMs: 2 * wait + SLACK_MS, env,
      }),
    ],
    status: () => ({
      commands: [status],
      read: ([result]) => readStatus(result?.stdout ?? '', result?.host ?? '', result?.command ?? ''),
    }),
    memory: () => ({
      commands: [reading('weigh the application', 'lg_runtime_memory', [root, name], { library: true })],
      read: ([result]) => readMemory(result?.stdout ?? '', result?.host ?? '', result?.command ?? ''),
    }),
    found: (tree) => ({
      commands: [reading('look for a process of the application', 'lg_runtime_found', [root, name, tree, port], { library: true })],
      read: ([result]) => readFound(result),
    }),
    takeOver: (tree, release) => [
      mutating('look after the process that runs', 'lg_runtime_take_over', [root, name, tree, port, release], { library: true, idempotent: true }),
    ],
    serves: (release) => ({
      commands: [reading('ask which release runs', 'lg_runtime_serves', [root, name, release], { library: true })],
      read: ([result]) => [readServing(site.app, result?.stdout ?? '')],
    }),
  };
}

function readFound(result: CommandResult | undefined): string {
  if (result === undefined) throw new Error('the answer about the process is missing');
  if (result.exitCode === 0) {
    const [process = '', folder = '', line = ''] = result.stdout.trim().split('\t');
    return process === '' ? '' : `${process} in ${folder}: ${line.trim()}`;
  }
  throw commandFailure(result, { code: 'LG-RUNTIME-PROCESS', problem: 'the process of the application cannot be looked after', next: 'read what the host said above; nothing was changed' });
}

/** The team's own program looks after it: supervisor and the like. */
function theirs(settings: Settings, site: Site, log: string, env: Record<string, string>, lines: { stop: string; status: string }): Pick<Runtime, 'start' | 'stop' | 'status' | 'serves'> {
  const { root } = site.layout;
  const envFile = settings['env-file'] === undefined ? '' : below(site.layout, settings['env-file']);
  const wait = settings['stop-timeout'];
  const does = (title: string, program: string, words: string[], slackMs: number): Command =>
    mutating(title, program, [root, log, ...words], { library: true, idempotent: true, deadlineMs: slackMs + 2 * SLACK_MS, env });
  return {
    start: () => [does('start the application', 'lg_runtime_start_line', [String(settings.settle), envFile, settings.start, lines.status], settings.settle)],
    stop: () => [does('stop the application', 'lg_runtime_stop_line', [String(wait), envFile, lines.stop, lines.status], wait)],
    status: () => ({
      commands: [reading('ask whether the application runs', 'lg_runtime_status_line', [root, envFile, lines.status], { library: true, env })],
      read: ([result]) => readStatus(result?.stdout ?? '', result?.host ?? '', result?.command ?? ''),
    }),
    serves: () => ({ commands: [], read: () => [{ instance: site.app, serves: 'unknown', found: 'the team\'s own program looks after the process, and only the application itself can say' }] }),
  };
}

function open(settings: Settings, site: Site): Runtime {
  const log = settings.log === undefined ? `${site.layout.state}/log/${fileName(site.app)}.log` : below(site.layout, settings.log);
  const env = { ...(settings.port === undefined ? {} : { PORT: String(settings.port) }), ...settings.env };
  const { stop, status } = settings;
  const looked = stop !== undefined && status !== undefined ? theirs(settings, site, log, env, { stop, status }) : own(settings, site, log, env);
  return {
    kind: 'command',
    ...looked,
    logs: (lines) =>
      mapProbe(
        { commands: [reading('read the log of the application', 'lg_runtime_logs', [log, String(lines)], { library: true })], read: ([result]) => result },
        (result) => result?.stdout ?? '',
      ),
    logFiles: [log],
    instances: settings.port === undefined ? [] : [{ name: site.app, port: settings.port }],
  };
}

/** An application that is started and stopped by lines of the team's own. */
export const plugin: RuntimePlugin<Settings> = { kind: 'command', schema, open };
