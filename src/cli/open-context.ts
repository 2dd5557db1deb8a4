import { resolve } from 'node:path';

import type { FlowContext } from '../actions/flow';
import { composeContext } from '../entry/compose-context';
import { VERSION } from '../entry/version';
import type { Settings } from '../config/settings';
import { SshConnections } from '../shell/ssh-connections';
import { RememberingShell } from '../shell/remembering-shell';
import { approachHosts } from './approach';
import { identify } from './identity';
import { readRepository } from './repository';
import type { Repository } from './repository';
import { usage } from './read-words';
import { chooseEnvironment, type Surroundings } from './surroundings';
import type { Terminal } from './terminal';
import { livesHere, terminalForge } from './terminal-forge';

export interface Opened {
  readonly context: FlowContext;
  readonly repository: Repository;
  /** As `Call.rehearse`. */
  rehearse(inputs?: Readonly<Record<string, string>>): FlowContext;
  /** The same run with connections of its own, once ours were told to stop. */
  anew(signal: AbortSignal): { readonly context: FlowContext; close(): Promise<void> };
  /** Whether the lease was taken, or may have been. */
  readonly mayHoldLease: boolean;
  /** Commands and handshakes on all hosts so far. */
  close(): Promise<void>;
}

interface Making {
  readonly inputs: ReadonlyMap<string, string>;
  readonly dryRun: boolean;
  readonly connections: SshConnections;
  readonly signal: AbortSignal;
  readonly onLease: (holds: boolean) => void;
}

const startedAt = new Date();

/** Everything a flow is given, from the options, the environment and the folder one stands in. Throws what is wrong with them. */
export async function openContext(surroundings: Surroundings, terminal: Terminal, version: string | undefined): Promise<Opened> {
  const { options, variables, secret, masks, signal } = surroundings;
  const named = options.get('version') ?? version;
  if (named !== undefined && !VERSION.test(named)) throw usage('--version is not the name of a tag or branch', 'write a name as git takes it, such as v1.4.0');
  const { environments, parsed } = surroundings.configuration();
  const environment = chooseEnvironment(options.get('environment'), environments);
  const workspace = surroundings.folder();
  // Git is asked, and the hosts answer, while the rest of the file is read.
  const reading = readRepository(workspace);
  const connections = await approachHosts(surroundings, { environment, parsed, workspace });
  let settings: Settings;
  try {
    settings = surroundings.settings(environment, { parsed });
  } catch (error) {
    await connections.close().catch(() => undefined);
    throw error;
  }
  const repository = await reading;
  const { user, owner, ...machine } = identify(startedAt);
  const forge = terminalForge({ owner, ...machine }, livesHere, process.pid, workspace);
  const make = ({ inputs, dryRun, connections, signal: until, onLease }: Making): FlowContext =>
    composeContext({
      settings,
      inputs: new Map([...inputs, ['environment', settings.environment]]),
      run: { owner, attempt: 1, url: '', actor: user, commit: repository.commit, version: named ?? repository.version, workspace, ignored: repository.ignored },
      forge,
      dryRun,
      connections,
      variables,
      secret,
      masks,
      signal: until,
      progress: (line) => {
        terminal.progress(line);
      },
      ...(dryRun ? { wrap: (shell) => new RememberingShell(shell) } : {}),
      agentStandsIn: true,
      ...(options.get('to') === undefined ? {} : { temp: resolve(options.get('to') ?? '') }),
      mayHoldLease: () => { onLease(true); },
      freedLease: () => { onLease(false); },
      inheritedLease: () => undefined,
    });
  let held = false;
  const onLease = (holds: boolean): void => {
    held = holds;
  };
  const ours = { inputs: options, connections, signal, onLease };
  return {
    context: make({ ...ours, dryRun: options.get('dry-run') === 'true' }),
    repository,
    rehearse: (inputs = {}) => make({ ...ours, inputs: new Map([...options, ...Object.entries(inputs)]), dryRun: true }),
    anew: (until) => {
      const fresh = new SshConnections({ signal: until });
      return { context: make({ inputs: options, dryRun: false, connections: fresh, signal: until, onLease }), close: () => fresh.close().catch(() => undefined) };
    },
    get mayHoldLease() {
      return held;
    },
    close: () => connections.close().catch(() => undefined),
  };
}
