import type { Moment, OnFail, Persistence } from '../model/check';
import type { HookPhase } from '../model/hook';
import type { VerificationLevel } from '../model/manifest';
import type { Rollout } from '../model/rollout';

/** A section that belongs to a plugin: `kind` names it, `settings` has passed its schema. */
export interface PluginSection {
  readonly kind: string;
  readonly settings: unknown;
}

export interface SshSettings {
  readonly user: string;
  /** Who logs in for a dry run of an action and may only read; absent: the same user. */
  readonly planUser?: string;
  readonly port: number;
  /** NAME of the variable that holds the private key; absent: the agent of SSH_AUTH_SOCK. */
  readonly key?: string;
  /** NAME of the variable that holds the key's passphrase. */
  readonly passphrase?: string;
  /** Alias of the host to go through. */
  readonly via?: string;
  /** A file in the repository; the variable LOCKGATE_KNOWN_HOSTS comes before it. */
  readonly knownHosts?: string;
}

export interface HostSettings extends SshSettings {
  readonly alias: string;
  readonly address: string;
  readonly roles: readonly string[];
}

export interface CheckSettings extends PluginSection {
  /** Its own, or the plugin's description. */
  readonly name: string;
  readonly persistence: Persistence;
  readonly onFail: OnFail;
  readonly onInconclusive: OnFail;
  /** Where it leads that it works, but too slowly: `hold` unless the configuration says otherwise. */
  readonly onSlow?: OnFail;
  /** Empty: every host. */
  readonly roles: readonly string[];
}

export interface MigrationSettings extends PluginSection {
  readonly when: 'before-switch' | 'after-switch' | 'maintenance';
  readonly lockTimeoutMs: number;
  readonly deadlineMs: number;
  /** `<name>@<first 8 of its digest>` → the classes somebody takes responsibility for. */
  readonly acknowledge: Readonly<Record<string, readonly string[]>>;
  /** What is done to the database afterwards. */
  readonly then?: 'analyze' | 'vacuum' | 'vacuum-analyze';
}

export interface BackupSettings {
  readonly to: string;
  readonly verify: VerificationLevel;
  readonly minimumBytes: number;
  readonly copies: readonly { readonly directory: string }[];
  readonly keep: { readonly last: number; readonly daily: number; readonly weekly: number; readonly monthly: number; readonly days: number };
  readonly deadlineMs: number;
}

export interface MaintenanceSettings {
  /** What writes besides the application, by the names that the runtime knows; no roles: on every host. */
  readonly stop: readonly { readonly name: string; readonly roles: readonly string[] }[];
  /** A file of the checkout; absent: the built-in page. */
  readonly page?: string;
  readonly drainMs: number;
}

export interface HookSettings {
  readonly run: string;
  readonly on: 'host' | 'runner';
  /** Empty: every host. */
  readonly roles: readonly string[];
  readonly timeoutMs: number;
  readonly name: string;
}

/** Everything a run knows from the configuration file, for one environment, in base units. */
export interface Settings {
  readonly app: string;
  readonly environment: string;
  /** Without a slash at the end; empty when there is none. */
  readonly url: string;
  /** In alias order: the order in which leases are taken. */
  readonly hosts: readonly HostSettings[];
  /** Hosts that are only gone through (`roles: [bastion]`): never deployed to, never asked, no lease. */
  readonly bastions: readonly HostSettings[];
  readonly knownHosts?: string;
  readonly release: PluginSection & { readonly path: string; readonly keep: number };
  /** `written` is what the file says of it, variables filled in: put on record with the release that it started. */
  readonly runtime?: PluginSection & { readonly written: unknown };
  readonly proxy?: PluginSection;
  readonly strategy: PluginSection & { readonly rollout: Rollout };
  readonly database?: PluginSection;
  readonly migrations?: MigrationSettings;
  readonly backup?: BackupSettings;
  readonly gates: Readonly<Record<Moment, readonly CheckSettings[]>>;
  readonly watch: { readonly forMs: number; readonly everyMs: number };
  readonly maintenance: MaintenanceSettings;
  readonly hooks: Readonly<Record<HookPhase, readonly HookSettings[]>>;
  readonly rollback: { readonly lossAllowedRows: number };
  /** A person must have approved the very plan that is carried out; absent: nobody is asked for. */
  readonly approval?: 'required';
  readonly notify: readonly (PluginSection & { readonly required: boolean })[];
  /**
   * sha256 of the canonical form of all of the above, names of secrets and never their values: what an approval covers.
   * Who connects (`user`, `key`, `passphrase`) is left out: the plan runs with a user of its own that may only read.
   */
  readonly digest: string;
}
