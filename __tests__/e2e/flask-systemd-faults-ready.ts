import type { DirectoryFault, DirectoryTable } from '../support/directory-faults';

const untouched = { outcome: 'failed', wayBack: '', change: 'none', database: 'same', lease: 'free', host: 'web' } as const;
const gate = (count: number): string[] => new Array<string>(count).fill('LG-GATE-PREFLIGHT');

const IMPORT = `
mkfifo -m 644 /tmp/companies.csv
set -a; . /srv/directory/shared/.env
cd /srv/directory/current && exec runuser -u directory -- .venv/bin/python -m directory.importer /tmp/companies.csv`;
const TRANSACTION = `exec runuser -u postgres -- psql -qX -d directory -c BEGIN -c 'SELECT count(*) FROM companies' -c 'SELECT pg_sleep(600)'`;
const OLD_ENOUGH = `[ "$(runuser -u postgres -- psql -qXAt -c "SELECT count(*) FROM pg_stat_activity WHERE xact_start < now() - interval '1500 ms'")" -gt 0 ]`;

/** Ten minutes ahead, for whoever asks by the name. */
const CLOCK = '#!/bin/sh\nexec /usr/bin/date --date="10 minutes" "$@"\n';

/** Everything that can be wrong at a time with a server, with its database and with what is to be released. */
async function allAtOnce(table: DirectoryTable): Promise<() => Promise<unknown>> {
  const { server } = table.rig;
  const importing = await table.hold(IMPORT, 'pgrep -f "python -m directory[.]importer"');
  const waiting = await table.hold(TRANSACTION, OLD_ENOUGH);
  await server.write('/usr/local/bin/date', CLOCK, '755');
  await server.must(`
    cp -a /etc/sudoers.d/deploy /root/sudoers.saved && sed -i '/--no-block stop directory.service/d' /etc/sudoers.d/deploy
    cp -a /srv/directory/shared/.env /root/env.saved && sed -i '/^FLASK_SECRET_KEY=/d' /srv/directory/shared/.env`);
  return async () => {
    await server.must('rm /usr/local/bin/date /tmp/companies.csv; cp -a /root/sudoers.saved /etc/sudoers.d/deploy; cp -a /root/env.saved /srv/directory/shared/.env');
    await importing();
    await waiting();
  };
}

/** Told before anything is touched, all of it. */
export const ready: DirectoryFault[] = [
  {
    name: 'ten things at once: window, disk, transaction, import job, env key, requirement, sudo right, clock, two migrations',
    configure: (text) =>
      text
        .replace('  preflight:\n', '  preflight:\n    - window: { zone: UTC, closed: ["00:00-12:00", "12:00-24:00"], only: [production] }\n    - disk: { path: /srv/directory, free: 2GB }\n')
        .replace('older-than: 5m', 'older-than: 1s')
        .replace('database/search.sql]', 'database/search.sql, database/more.sql]'),
    edit: (rig) => {
      rig.edit('requirements.txt', (text) => text.replace('Flask==', 'Flask>='));
      rig.edit('database/schema.sql', (text) => `${text}-- and a word more\n`);
      rig.write('database/more.sql', 'DROP TABLE user_notifications;\n');
    },
    bring: allAtOnce,
    expected: {
      ...untouched,
      codes: ['LG-MIGRATION-EDITED', 'LG-MIGRATION-UNACKNOWLEDGED', ...gate(8)],
      cause: /schema\.sql was edited after it was applied[^]*classified as .*loss/,
      next: /write the change as a new migration[^]*migrations\.acknowledge: "database\/more\.sql@/,
    },
  },
  {
    name: 'PostgreSQL is down',
    bring: async (table) => {
      const { server } = table.rig;
      await server.must('systemctl stop postgresql@15-main');
      return async () => {
        await server.must('systemctl start postgresql@15-main');
        await table.well();
      };
    },
    expected: { ...untouched, codes: ['LG-DATABASE-DOWN', 'LG-GATE-PREFLIGHT', 'LG-GATE-PREFLIGHT-INCONCLUSIVE', 'LG-GATE-PREFLIGHT'], cause: /no PostgreSQL server answers/, next: /start the server/ },
  },
  {
    name: 'PostgreSQL has no connection left',
    bring: (table) => table.hold('for n in $(seq 25); do runuser -u postgres -- psql -qX -c "SELECT pg_sleep(600)" & done; wait', 'runuser -u postgres -- psql -qXc "SELECT 1" 2>&1 | grep -q "too many clients"'),
    expected: { ...untouched, codes: ['LG-DATABASE-CONNECTIONS', 'LG-GATE-PREFLIGHT', 'LG-GATE-PREFLIGHT-INCONCLUSIVE', 'LG-GATE-PREFLIGHT'], cause: /no connection left/, next: /pg_stat_activity/ },
  },
  {
    name: 'the site of nginx was edited by hand into something that nginx does not take',
    configure: (text) => text.replace('strategy: { kind: recreate }\n', 'strategy: { kind: recreate }\nproxy: { kind: nginx, upstream: directory }\n'),
    bring: async ({ rig: { server } }) => {
      const site = '/etc/nginx/sites-available/directory';
      await server.must(`cp -a ${site} /root/site.saved && sed -i 's/^  server_name _;/  server_nmae _;/' ${site}`);
      return () => server.must(`cp -a /root/site.saved ${site} && nginx -t`);
    },
    expected: { ...untouched, codes: gate(1), cause: /unknown directive "server_nmae" in \/etc\/nginx\/sites-enabled\/directory:\d+/, next: /mend/ },
  },
  {
    name: 'the unit is at its start limit before the deploy',
    bring: async (table) => {
      const { server } = table.rig;
      const takeAway = await table.dropIn('[Unit]\nStartLimitBurst=1\nStartLimitIntervalSec=1h');
      await server.must('systemctl restart directory; systemctl restart directory || systemctl is-failed directory');
      return async () => {
        await takeAway();
        await server.must('systemctl reset-failed directory; systemctl start directory');
        await table.well();
      };
    },
    expected: { ...untouched, codes: gate(2), cause: /failed: directory\.service: failed \(failed\), result start-limit-hit/, next: /mend this and run again/ },
  },
];
