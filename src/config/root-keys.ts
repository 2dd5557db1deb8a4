import type { Path } from './tree';
import { HOOK_PHASES } from '../model/hook';
import { maintenance } from './maintenance';
import { backup, migrationShape, releaseShape, rollback, ssh, strategyShape } from './common-schemas';

/** Every key at the top of the file, with what it is for. Those of an environment are the same, but for `version` and `environments`. */
export const ROOT_KEYS = {
  version: 'The version of this format: 1.',
  app: 'The name of the application.',
  url: 'The public address.',
  ssh: 'How to log in to the hosts.',
  hosts: 'The hosts, by alias.',
  release: 'What is brought to the hosts, and how.',
  runtime: 'What runs the application.',
  proxy: 'What stands before the instances and passes requests to them.',
  strategy: 'How traffic moves from the old release to the new one. Default: recreate.',
  database: 'The database.',
  migrations: 'How the schema of the database changes.',
  backup: 'The backup before anything is changed.',
  gates: 'What is checked, at which moment.',
  maintenance: 'What is stopped, and what visitors see, while nothing may write.',
  hooks: "Lines of the team's own, by the phase in which they run.",
  rollback: 'The way back.',
  approval: 'Whether a person must have approved the plan that is carried out: required, or none. Default: none.',
  notify: 'Who is told: a list of places, such as `[{ kind: discord, webhook: DISCORD_WEBHOOK }]`.',
  environments: 'What is different in each environment: merged over the top level; maps merge, lists replace.',
} as const;

export type RootKey = keyof typeof ROOT_KEYS;


/** Sections of later versions. They are refused, never ignored. */
export const LATER_KEYS: readonly string[] = ['env-file'];

const INSIDE: readonly (readonly [string, readonly string[]])[] = [
  ['ssh', Object.keys(ssh.shape)],
  ['release', Object.keys(releaseShape)],
  ['strategy', Object.keys(strategyShape)],
  ['migrations', Object.keys(migrationShape)],
  ['backup', Object.keys(backup.shape)],
  ['rollback', Object.keys(rollback.shape)],
  ['maintenance', Object.keys(maintenance.shape)],
  ['hooks', Object.keys(HOOK_PHASES)],
  ['gates', ['preflight', 'backed-up', 'migrated', 'instance', 'released', 'watch', 'follow-up']],
];

/** The section that a key belongs to which stands at the top. */
export function sectionOf(key: string): string | undefined {
  return INSIDE.find(([, keys]) => keys.includes(key))?.[0];
}

const LATER_INSIDE: Readonly<Record<string, readonly string[]>> = {
  backup: ['encrypt', 'paths', 'restore-point'],
  'backup.copies[]': ['s3', 'host'],
  migrations: ['rehearse'],
};

/** Whether a key inside a section is one of later versions. */
export function isLater(path: Path, key: string): boolean {
  const pattern = path.map((step, index) => (typeof step === 'number' ? '[]' : index === 0 ? step : `.${step}`)).join('');
  return LATER_INSIDE[pattern]?.includes(key) === true;
}
