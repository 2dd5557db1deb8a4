/** The configuration of the reference system, as its users write it. */
export const FLASK_SYSTEMD = `version: 1
app: directory
ssh: { user: deploy, key: DEPLOY_KEY, known-hosts: .github/known_hosts }
release:
  kind: directory
  path: /srv/directory                 # releases/<id>, current -> releases/<id>, shared/
  exclude: [.git, .env, __pycache__, .venv, tests]
  shared: [.env, uploads]
  keep: 5
  build:
    - python3 -m venv .venv
    - .venv/bin/pip install --quiet --requirement requirements.txt
    - .venv/bin/python -m compileall -q .
runtime: { kind: systemd, unit: directory }
strategy: { kind: recreate }           # rolling with unit: directory@ where the team has two instances
database: { kind: postgres, name: directory, as: postgres }
migrations:
  kind: sql
  files: [database/news.sql, database/search.sql]     # this order, or a pattern sorted by name
  transaction: all                     # one transaction around everything pending; or \`each\`
  when: before-switch                  # after-switch | maintenance
  lock-timeout: 5s
  then: vacuum-analyze
  acknowledge: { "database/search.sql@3f9c2ab1": [lock] }   # lapses when the file changes; preflight prints the line to add
backup:
  to: /var/backups/directory
  verify: restored                     # checksum | readable | restored
  minimum-size: 5MB
  copies: [{ directory: /mnt/second/directory }]
  keep: { last: 5, daily: 14, weekly: 8 }
gates:
  preflight:
    - window: { zone: Europe/Warsaw, closed: [09:00-11:00, 12:00-14:00, 17:00-19:00], only: [production] }
    - disk: { path: /var/backups, free: 2GB }
    - service: active
    - logs: { files: [/var/log/directory/*.log], last: 1h, none: [ERROR, CRITICAL, FATAL] }
    - http: &health { path: /health, json: { status: ok, database: connected } }
    - transactions: { older-than: 5m }
    - processes: { none: 'python.*import' }
    - env-file: { path: shared/.env, keys: { DATABASE_URL: set, FLASK_SECRET_KEY: { min-length: 32 } } }
    - requirements: { file: requirements.txt, pinned: true }
    - command: { on: runner, run: python -m pytest -q }
  migrated:
    - tables: [companies, users, company_news, user_notifications]
    - rows: { of: [companies, users], shrink: 0 }
    - size: { drift: 10% }
    - foreign-keys: no-orphans
  released:
    - http: *health
    - http: { path: /, under: 2s }
    - sql: { query: "SELECT * FROM companies WHERE name ILIKE '%pixlab%' LIMIT 10", under: 100ms, plan: index }
    - resources: { cpu: 50%, memory: 60%, connections: 20 }
  watch: { for: 5m, every: 10s, checks: [http: *health, logs: { last: deploy, none: [ERROR, CRITICAL, FATAL] }] }
rollback: { loss-allowed: 0 rows }       # more than this waits for a person
notify: [{ kind: discord, webhook: DISCORD_WEBHOOK }]
environments:
  staging:    { url: "https://staging.example.org", hosts: { web: "\${STAGING_HOST}" } }
  production: { url: "https://example.org",         hosts: { web: "\${PRODUCTION_HOST}" } }
`;
