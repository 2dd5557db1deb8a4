import type { FlowContext, Forge, RunIdentity } from '../actions/flow';
import { beginRehearsal } from '../actions/rehearsal';
import type { Settings } from '../config/settings';
import type { Secret } from '../model/secret';
import { createPorts } from '../shell/create-ports';
import { DryShell } from '../shell/dry-shell';
import type { Shell } from '../shell/shell';
import type { SshConnections } from '../shell/ssh-connections';
import { SshShell } from '../shell/ssh-shell';
import type { Masks } from './masks';
import { cancelled, thrownFailure } from './result';
import { resolveTargets } from './targets';

export interface ContextParts {
  readonly settings: Settings;
  readonly inputs: FlowContext['inputs'];
  readonly run: RunIdentity;
  readonly forge: Forge;
  readonly dryRun: boolean;
  readonly connections: SshConnections;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly secret: (name: string) => Secret | undefined;
  readonly masks: Masks;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** Variables that lines of the runner are not given, besides what opens the servers. */
  readonly withhold?: readonly string[];
  /** Where files for later steps are kept. */
  readonly temp?: string | undefined;
  readonly earlier?: NonNullable<FlowContext['earlier']>;
  /** What stands between the hosts and a dry run. */
  readonly wrap?: (shell: Shell) => Shell;
  /** An agent may do where the variable of a key is not set. */
  readonly agentStandsIn?: boolean;
  /** The hosts are entered as `plan-user`, where the configuration names one: for a dry run that no work follows in this process. */
  readonly asPlanUser?: boolean;
  /** Called before the lease is taken, once until it is free again. */
  readonly mayHoldLease: () => void;
  /** Called when the lease is free on every host again. */
  readonly freedLease: () => void;
  readonly inheritedLease: () => void;
}

/** Everything a flow is given, whichever way in it was started by: the hosts are connected to when they are first needed. */
export function composeContext(parts: ContextParts): FlowContext {
  const { settings, run, dryRun, connections, variables, secret, masks, signal, progress, withhold = [], temp = '', wrap, agentStandsIn = false, asPlanUser = false } = parts;
  const wires = new Map<string, Shell>();
  const shells = new Map<string, Shell>();
  const rehearsal = dryRun ? beginRehearsal() : undefined;
  let targets: ReturnType<typeof resolveTargets> | undefined;

  const wireOf = (alias: string): Shell => {
    const known = wires.get(alias);
    if (known !== undefined) return known;
    // Only flows that talk to hosts need their keys.
    targets ??= resolveTargets(settings, { workspace: run.workspace, variables, secret, asPlanUser, agentStandsIn });
    const target = targets.get(alias);
    if (target === undefined) throw new Error(`no host is called ${alias}: the configuration should have refused it`);
    const wire = new SshShell(connections.to(target));
    const shell = wrap === undefined ? wire : wrap(wire);
    wires.set(alias, shell);
    return shell;
  };

  const shellOf = (alias: string): Shell => {
    const known = shells.get(alias);
    if (known !== undefined) return known;
    const shell = wireOf(alias);
    const mine = rehearsal === undefined ? shell : new DryShell(shell, (script, reads) => rehearsal.commands.push({ host: alias, script, reads }));
    shells.set(alias, mine);
    return mine;
  };

  const keys = [...settings.hosts, ...settings.bastions].flatMap(({ key, passphrase }) => [key ?? [], passphrase ?? []].flat());
  // Ports only ask, in a dry run too.
  const ports = createPorts({ shell: wireOf, secret, signal, progress, workspace: run.workspace, withhold: [...withhold, ...keys], ...(temp === '' ? {} : { temp }), redact: (text) => masks.redact(text) });
  let held = false;
  return {
    settings,
    inputs: parts.inputs,
    run,
    dryRun,
    forge: parts.forge,
    // A wait that the cancellation breaks off is no bug.
    ports: { ...ports, sleep: (ms, until) => ports.sleep(ms, until).catch((error: unknown) => Promise.reject(thrownFailure(error, signal))) },
    connect: (alias) => (signal.aborted ? Promise.reject(cancelled()) : Promise.resolve().then(() => shellOf(alias))),
    ...(rehearsal === undefined ? {} : { rehearsal }),
    ...(asPlanUser && settings.hosts.some(({ planUser }) => planUser !== undefined) ? { readsOnly: true as const } : {}),
    mayHoldLease: () => {
      if (!held) parts.mayHoldLease();
      held = true;
    },
    freedLease: () => {
      held = false;
      parts.freedLease();
    },
    inheritedLease: parts.inheritedLease,
    ...(parts.earlier === undefined ? {} : { earlier: parts.earlier }),
  };
}
