import type { FlowContext } from '../actions/flow';
import { loadSettings } from '../config/load';
import type { Plugins } from '../config/plugins';
import type { Settings } from '../config/settings';
import type { ActionId } from '../model/action';
import { createPorts } from '../shell/create-ports';
import { DryShell } from '../shell/dry-shell';
import type { Shell } from '../shell/shell';
import { SshShell } from '../shell/ssh-shell';
import type { Approach } from './approach';
import type { Edge } from './edge';
import { GitHubForge } from './forge';
import { identifyRun } from './identity';
import { saveInheritedLease, saveMayHoldLease } from './lease-state';
import { cancelled, thrownFailure } from './result';
import { resolveTargets } from './targets';

export interface ContextRequest {
  readonly id: ActionId;
  readonly inputs: ReadonlyMap<string, string>;
  readonly edge: Edge;
  readonly signal: AbortSignal;
  readonly plugins: Plugins;
  readonly approach: Approach;
}

type Variables = Readonly<Record<string, string | undefined>>;

function openForge(request: ContextRequest, settings: Settings, run: FlowContext['run'], env: Variables): GitHubForge {
  const { inputs, edge } = request;
  const token = edge.secret('INPUT_GITHUB-TOKEN') ?? edge.secret('GITHUB_TOKEN');
  return new GitHubForge({
    token: token?.reveal() ?? '',
    apiUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
    repository: env['GITHUB_REPOSITORY'] ?? '',
    owner: run.owner,
    commit: run.commit,
    environment: settings.environment,
    environmentUrl: edge.masks.find(settings.url) === undefined ? settings.url : '',
    runUrl: run.url,
    dryRun: inputs.get('dry-run') === 'true',
    warn: (message) => {
      edge.log.warn(message);
    },
  });
}

/** Everything a flow is given, from the step's inputs, environment and checkout. Throws what is wrong with them. */
export async function openContext(request: ContextRequest): Promise<FlowContext> {
  const { id, inputs, edge, signal, plugins, approach } = request;
  const env: Variables = process.env;
  const { workspace, file, parsed, connections } = approach;
  const identifying = identifyRun(id, inputs, workspace, env);
  // Looked at below; until then its rejection is nobody's surprise.
  identifying.catch(() => undefined);
  const settings = loadSettings({ text: file.text, parsed, file: file.name, environment: inputs.get('environment') ?? '', variables: env, plugins, onSecret: edge.secret });
  const run = await identifying;
  const dryRun = inputs.get('dry-run') === 'true';
  const shells = new Map<string, Shell>();
  const planned: { host: string; script: string }[] = [];
  let targets: ReturnType<typeof resolveTargets> | undefined;

  const shellOf = (alias: string): Shell => {
    const known = shells.get(alias);
    if (known !== undefined) return known;
    // Only actions that talk to hosts need their keys.
    targets ??= resolveTargets(settings, { workspace, variables: env, secret: edge.secret });
    const target = targets.get(alias);
    if (target === undefined) throw new Error(`no host is called ${alias}: the configuration should have refused it`);
    const shell = new SshShell(connections.to(target));
    const mine = dryRun ? new DryShell(shell, (script) => planned.push({ host: alias, script })) : shell;
    shells.set(alias, mine);
    return mine;
  };

  const progress = (line: string): void => {
    edge.log.print(line);
  };
  const withhold = ['INPUT_GITHUB-TOKEN', ...[...settings.hosts, ...settings.bastions].flatMap(({ key, passphrase }) => [key ?? [], passphrase ?? []].flat())];
  const ports = createPorts({ shell: shellOf, secret: edge.secret, signal, progress, workspace, withhold, ...((env['RUNNER_TEMP'] ?? '') === '' ? {} : { temp: env['RUNNER_TEMP'] ?? '' }), redact: (text) => edge.masks.redact(text) });
  let held = false;
  const context: FlowContext = {
    settings,
    inputs,
    run,
    dryRun,
    forge: openForge(request, settings, run, env),
    // A wait that the cancellation breaks off is no bug.
    ports: { ...ports, sleep: (ms) => ports.sleep(ms).catch((error: unknown) => Promise.reject(thrownFailure(error, signal))) },
    connect: (alias) => (signal.aborted ? Promise.reject(cancelled()) : Promise.resolve().then(() => shellOf(alias))),
    planned: () => planned,
    mayHoldLease: () => {
      if (!held) saveMayHoldLease();
      held = true;
    },
    inheritedLease: saveInheritedLease,
  };
  return context;
}
