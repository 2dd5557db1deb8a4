import type { Moment } from '../model/check';
import type { RootKey } from './root-keys';

/** What stands as an example beside the keys that belong to no plugin's schema; the keys of schemas carry theirs themselves. */

/** Every key at the top, as it may look. */
export const ROOT_EXAMPLES: Readonly<Record<RootKey, unknown>> = {
  version: 1,
  app: 'shop',
  url: 'https://shop.example.org',
  ssh: { user: 'deploy', key: 'DEPLOY_KEY', 'known-hosts': '.github/known_hosts' },
  hosts: { 'web-1': '${WEB_1}', 'web-2': { at: '${WEB_2}', roles: ['web'], via: 'bastion' }, bastion: { at: '${BASTION}', roles: ['bastion'] } },
  release: { kind: 'directory', path: '/srv/shop' },
  runtime: { kind: 'systemd', unit: 'shop', port: 8000 },
  proxy: { kind: 'nginx', upstream: 'shop' },
  strategy: { kind: 'recreate', canary: 1, bake: '2m' },
  database: { kind: 'postgres', name: 'shop', as: 'postgres' },
  migrations: { kind: 'sql', files: ['migrations/*.sql'] },
  backup: { to: '/var/backups/shop', verify: 'restored', keep: { last: 5, daily: 14 } },
  gates: { preflight: [{ disk: { free: '2GB' } }], released: [{ http: { path: '/health' } }], watch: { for: '5m', every: '10s' } },
  maintenance: { page: 'deploy/maintenance.html', drain: '10s' },
  hooks: { 'after-switch': ['./bin/warm-cache'] },
  rollback: { 'loss-allowed': '0 rows' },
  approval: 'required',
  notify: [{ kind: 'discord', webhook: 'DISCORD_WEBHOOK' }],
  environments: { production: { url: 'https://shop.example.org', hosts: { web: '${PRODUCTION_HOST}' } } },
};

/** What each moment may be given. */
export const MOMENT_EXAMPLES: Readonly<Record<Moment, unknown>> = {
  preflight: [{ disk: { path: '/var/backups', free: '2GB' } }, { service: 'active' }],
  'backed-up': [{ 'backup-age': { 'younger-than': '10m', verify: 'restored' } }],
  migrated: [{ rows: { of: ['customers', 'orders'], shrink: 0 } }],
  instance: [{ http: { path: '/health', version: true } }],
  released: [{ http: { path: '/health', json: { status: 'ok' } } }],
  watch: { for: '5m', every: '10s', checks: [{ http: { path: '/health' } }] },
  'follow-up': [],
};
