import { NO_HOOKS } from '../../../src/config/hooks';
import { load } from './load';
import { FLASK_SYSTEMD } from './reference';

const variables = { STAGING_HOST: '192.0.2.1', PRODUCTION_HOST: '192.0.2.2' };

describe('the reference configuration flask-systemd', () => {
  test('becomes settings in base units', () => {
    const { digest, gates, ...rest } = load(FLASK_SYSTEMD, { variables });
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(rest).toEqual({
      maintenance: { stop: [], drainMs: 30_000 },
      hooks: NO_HOOKS,
      app: 'directory',
      environment: 'production',
      url: 'https://example.org',
      hosts: [{ alias: 'web', address: '192.0.2.2', roles: [], user: 'deploy', port: 22, key: 'DEPLOY_KEY', knownHosts: '.github/known_hosts' }],
      bastions: [],
      knownHosts: '.github/known_hosts',
      release: {
        kind: 'directory',
        path: '/srv/directory',
        keep: 5,
        settings: {
          exclude: ['.git', '.env', '__pycache__', '.venv', 'tests'],
          shared: ['.env', 'uploads'],
          build: ['python3 -m venv .venv', '.venv/bin/pip install --quiet --requirement requirements.txt', '.venv/bin/python -m compileall -q .'],
        },
      },
      runtime: { kind: 'systemd', settings: { unit: 'directory' }, written: { unit: 'directory' } },
      strategy: { kind: 'recreate', settings: {}, rollout: { canary: 0, batch: { hosts: 1 }, bakeMs: 0, failures: 0 } },
      database: { kind: 'postgres', settings: { name: 'directory', as: 'postgres' } },
      migrations: {
        kind: 'sql',
        settings: { files: ['database/news.sql', 'database/search.sql'], transaction: 'all' },
        when: 'before-switch',
        lockTimeoutMs: 5000,
        deadlineMs: 1_800_000,
        acknowledge: { 'database/search.sql@3f9c2ab1': ['lock'] },
        then: 'vacuum-analyze',
      },
      backup: {
        to: '/var/backups/directory',
        verify: 'restored',
        minimumBytes: 5_000_000,
        copies: [{ directory: '/mnt/second/directory' }],
        keep: { last: 5, daily: 14, weekly: 8, monthly: 0, days: 0 },
        deadlineMs: 3_600_000,
      },
      watch: { forMs: 300_000, everyMs: 10_000 },
      rollback: { lossAllowedRows: 0 },
      notify: [{ kind: 'discord', settings: { webhook: 'DISCORD_WEBHOOK' }, required: false }],
    });
    expect(Object.fromEntries(Object.entries(gates).map(([moment, checks]) => [moment, checks.map((check) => check.kind)]))).toEqual({
      preflight: ['window', 'disk', 'service', 'logs', 'http', 'transactions', 'processes', 'env-file', 'requirements', 'command'],
      'backed-up': [],
      migrated: ['tables', 'rows', 'size', 'foreign-keys'],
      instance: [],
      released: ['http', 'http', 'sql', 'resources'],
      watch: ['http', 'logs'],
      'follow-up': [],
    });
    expect(gates.preflight[1]?.settings).toEqual({ path: '/var/backups', free: 2_000_000_000 });
    expect(gates.released[0]).toEqual({
      kind: 'http',
      settings: { path: '/health', json: { status: 'ok', database: 'connected' } },
      name: 'GET /health',
      persistence: { attempts: 5, everyMs: 5000, timeoutMs: 10_000, successes: 1 },
      onFail: 'rollback',
      onInconclusive: 'hold',
      onSlow: 'hold',
      roles: [],
    });
    expect(gates.released[3]).toMatchObject({ kind: 'resources', onFail: 'hold', settings: { cpu: 0.5, memory: 0.6, connections: 20 } });
  });

  test('drops checks of other environments', () => {
    const staging = load(FLASK_SYSTEMD, { variables, environment: 'staging' });
    expect(staging.gates.preflight.map((check) => check.kind)).not.toContain('window');
    expect(staging.hosts[0]?.address).toBe('192.0.2.1');
  });

  test('needs the variables of its own environment alone', () => {
    expect(load(FLASK_SYSTEMD, { variables: { PRODUCTION_HOST: '192.0.2.2' } }).hosts[0]?.address).toBe('192.0.2.2');
  });
});
