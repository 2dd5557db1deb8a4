import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { HostSettings, Settings } from '../config/settings';
import { Failure, Failures } from '../model/failure';
import type { Secret } from '../model/secret';
import { pinsFor } from '../shell/known-hosts';
import type { SshTarget } from '../shell/ssh-target';

export const KNOWN_HOSTS = 'LOCKGATE_KNOWN_HOSTS';

export interface TargetSource {
  /** Paths of the configuration are relative to it. */
  readonly workspace: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Registered for masking when read. */
  readonly secret: (name: string) => Secret | undefined;
  /** For a plan: who may only read logs in, where the configuration names somebody. */
  readonly asPlanUser?: boolean;
  /** An agent may do where the variable of a key is not set, as on somebody's own machine. */
  readonly agentStandsIn?: boolean;
}

function wrong(code: string, problem: string, host: string, next: string, cause?: string): Failure {
  return new Failure({ kind: 'configuration', code, problem, host, next, cause });
}

/** The keys that are pinned for a host: those of the variable where it names the host, else those of the file. */
function findPins(host: HostSettings, source: TargetSource): { knownHosts: string; knownHostsSource: string } {
  const variable = source.variables[KNOWN_HOSTS] ?? '';
  const pins = pinsFor(variable, host.address, host.port);
  if (host.knownHosts === undefined || pins.types.length > 0 || pins.authorityOnly) return { knownHosts: variable, knownHostsSource: KNOWN_HOSTS };
  try {
    return { knownHosts: readFileSync(join(source.workspace, host.knownHosts), 'utf8'), knownHostsSource: host.knownHosts };
  } catch (error) {
    throw wrong('LG-SSH-KNOWN-HOSTS', `the file of known hosts ${host.knownHosts} cannot be read`, host.alias, `add it to the repository, or put its lines into the variable ${KNOWN_HOSTS}`, error instanceof Error ? error.message : String(error));
  }
}

function needSecret(name: string | undefined, host: HostSettings, source: TargetSource): Secret | undefined {
  if (name === undefined) return undefined;
  const secret = source.secret(name);
  if (secret !== undefined) return secret;
  throw wrong('LG-SECRET-MISSING', `the variable ${name} is not set`, host.alias, `hand it to the step: env: { ${name}: \${{ secrets.${name} }} } (a secret that does not exist is empty)`);
}

function findBastion(host: HostSettings, hosts: ReadonlyMap<string, HostSettings>, seen: readonly string[]): HostSettings | undefined {
  if (host.via === undefined) return undefined;
  const bastion = hosts.get(host.via);
  if (bastion === undefined) throw wrong('LG-SSH-VIA', `there is no host ${host.via} to go through`, host.alias, 'name another host under via');
  if (host.via === host.alias || seen.includes(host.via)) throw wrong('LG-SSH-VIA', `${host.via} is gone through to reach itself`, host.alias, 'name another host under via');
  return bastion;
}

/** Where every host is and how it is entered. Throws everything that is missing for it at once. */
export function resolveTargets(settings: Pick<Settings, 'hosts' | 'bastions'>, source: TargetSource): ReadonlyMap<string, SshTarget> {
  const hosts = new Map([...settings.hosts, ...settings.bastions].map((host) => [host.alias, host]));
  const targets = new Map<string, SshTarget>();
  const problems = new Map<string, Failure>();
  const attempt = <T>(part: () => T, otherwise: T): T => {
    try {
      return part();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // The same variable is missing for all hosts at once: one line is enough.
      if (!problems.has(error.message)) problems.set(error.message, error);
      return otherwise;
    }
  };
  const resolve = (host: HostSettings, seen: readonly string[]): SshTarget => {
    const known = targets.get(host.alias);
    if (known !== undefined) return known;
    const agent = source.variables['SSH_AUTH_SOCK'];
    const keyless = source.agentStandsIn === true && (agent ?? '') !== '' && host.key !== undefined && source.secret(host.key) === undefined;
    const key = keyless ? undefined : attempt(() => needSecret(host.key, host, source), undefined);
    const passphrase = keyless ? undefined : attempt(() => needSecret(host.passphrase, host, source), undefined);
    const via = attempt(() => findBastion(host, hosts, seen), undefined);
    const target: SshTarget = {
      alias: host.alias,
      address: host.address,
      port: host.port,
      user: source.asPlanUser === true ? (host.planUser ?? host.user) : host.user,
      ...(key === undefined ? {} : { key }),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(agent === undefined || agent === '' ? {} : { agent }),
      ...attempt(() => findPins(host, source), { knownHosts: '', knownHostsSource: KNOWN_HOSTS }),
      ...(via === undefined ? {} : { via: resolve(via, [...seen, host.alias]) }),
    };
    targets.set(host.alias, target);
    return target;
  };
  for (const host of settings.hosts) resolve(host, []);
  if (problems.size > 0) throw new Failures([...problems.values()]);
  return targets;
}
