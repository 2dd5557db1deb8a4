import { hostname, userInfo } from 'node:os';

import type { FlowContext } from '../actions/flow';
import { plugins } from '../actions/plugins';
import { loadSettings } from '../config/load';
import { findWorkspace, readConfiguration } from '../entry/checkout';
import { composeContext } from '../entry/compose-context';
import type { Masks } from '../entry/masks';
import { readSecrets } from '../entry/secrets';
import { VERSION } from '../entry/version';
import { SshConnections } from '../shell/ssh-connections';
import { usage } from './read-words';
import { livesHere, terminalForge } from './terminal-forge';
import type { Terminal } from './terminal';

export interface ContextRequest {
  readonly inputs: ReadonlyMap<string, string>;
  readonly terminal: Terminal;
  readonly masks: Masks;
  readonly signal: AbortSignal;
  /** What the release is called where nobody says it. */
  readonly version: string;
}

/** `<user>@<machine>`, in letters that the lease takes. */
function whoAmI(): string {
  return `${userInfo().username}@${hostname()}`.replace(/[^A-Za-z0-9._@-]/g, '-');
}

/** Everything a flow is given, from the options, the environment and the folder one stands in. Throws what is wrong with them. */
export function openContext({ inputs, terminal, masks, signal, version }: ContextRequest): { context: FlowContext; close: () => Promise<void> } {
  const variables = process.env;
  const called = inputs.get('version') ?? version;
  if (called !== '' && !VERSION.test(called)) throw usage('--version is not the name of a tag or branch', 'write a name as git takes it, such as v1.4.0');
  const root = process.cwd();
  const workspace = findWorkspace(root, '.');
  const file = readConfiguration(root, workspace, inputs.get('config') ?? '.github/lockgate.yml');
  const secret = readSecrets(variables, masks, (name) => {
    terminal.print(`warning: the secret ${name} is too short or too ordinary a word to be hidden; choose a longer one`);
  });
  const settings = loadSettings({ text: file.text, file: file.name, environment: inputs.get('environment') ?? '', variables, plugins, onSecret: secret });
  const connections = new SshConnections({ signal });
  const machine = whoAmI();
  const context = composeContext({
    settings,
    inputs,
    run: { owner: `${machine}/${String(process.pid)}`, attempt: 1, url: '', actor: userInfo().username, commit: '', version: called, workspace },
    forge: terminalForge(machine, livesHere),
    dryRun: inputs.get('dry-run') === 'true',
    connections,
    variables,
    secret,
    masks,
    signal,
    progress: (line) => {
      terminal.print(line);
    },
    mayHoldLease: () => undefined,
    inheritedLease: () => undefined,
  });
  return { context, close: () => connections.close().catch(() => undefined) };
}
