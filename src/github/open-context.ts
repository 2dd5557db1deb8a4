import type { FlowContext } from '../actions/flow';
import { bringsRelease } from '../actions/scope';
import { loadSettings } from '../config/load';
import type { Plugins } from '../config/plugins';
import type { Settings } from '../config/settings';
import { composeContext } from '../entry/compose-context';
import type { ActionId } from '../model/action';
import { RememberingShell } from '../shell/remembering-shell';
import type { Shell } from '../shell/shell';
import type { Approach } from './approach';
import { readDispatch } from './dispatch';
import type { Edge } from './edge';
import { GitHubForge } from './forge';
import { identifyRun } from './identity';
import { leaseName, saveFreedLease, saveInheritedLease, saveMayHoldLease } from './lease-state';
import { readTraces } from './traces';

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
    environment: settings.environment,
    dryRun: inputs.get('dry-run') === 'true',
    written: readDispatch(env),
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
  const settings = loadSettings({ text: file.text, parsed, file: file.name, environment: inputs.get('environment') ?? '', variables: env, plugins, onSecret: edge.secret, brings: bringsRelease(id, inputs.get('scope')) });
  const run = await identifying;
  const lease = leaseName(settings);
  return composeContext({
    settings,
    inputs,
    run,
    forge: openForge(request, settings, run, env),
    dryRun: inputs.get('dry-run') === 'true',
    asPlanUser: inputs.get('dry-run') === 'true',
    connections,
    // A plan asks the same more than once.
    ...(inputs.get('dry-run') === 'true' ? { wrap: (shell: Shell) => new RememberingShell(shell) } : {}),
    variables: env,
    secret: edge.secret,
    masks: edge.masks,
    signal,
    progress: (line) => {
      edge.log.print(line);
    },
    withhold: ['INPUT_GITHUB-TOKEN'],
    temp: env['RUNNER_TEMP'],
    earlier: () => readTraces(env),
    mayHoldLease: () => { saveMayHoldLease(lease); },
    freedLease: () => { saveFreedLease(lease); },
    inheritedLease: saveInheritedLease,
  });
}
