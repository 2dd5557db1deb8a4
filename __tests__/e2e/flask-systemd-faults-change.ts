import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DirectoryFault, DirectoryTable } from '../support/directory-faults';

const discarded = { outcome: 'failed', wayBack: 'nothing-to-do', change: 'nothing-changed', database: 'same', lease: 'free', host: 'web' } as const;

const migration = (text: string): Pick<DirectoryFault, 'edit' | 'configure'> => ({
  edit: (rig) => { rig.write('database/more.sql', text); },
  configure: (configuration) => configuration.replace('database/search.sql]', 'database/search.sql, database/more.sql]'),
});

const INDEX = '-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY companies_city ON companies (city);\n';

/** The migrated data is not what the team said it must be: it is put back from the backup of this change. */
const restored = { outcome: 'rolled-back', wayBack: 'rolled-back', change: 'rolled-back', database: 'same', lease: 'free', host: 'web', codes: ['LG-GATE-MIGRATED'] } as const;

/** A migration that somebody has taken responsibility for. */
const acknowledged = (text: string, classes: string): Pick<DirectoryFault, 'edit' | 'configure'> => ({
  ...migration(text),
  configure: (configuration) => configuration.replace('database/search.sql]', 'database/search.sql, database/more.sql]').replace('  then: vacuum-analyze\n', `  then: vacuum-analyze\n  acknowledge: { "database/more.sql@${createHash('sha256').update(text).digest('hex').slice(0, 8)}": [${classes}] }\n`),
});

/** Restored, proven by its gates, and nothing lost on the way. */
const whole: DirectoryFault['also'] = ({ outputs }) => {
  expect(outputs).toMatchObject({ level: 'R3', loss: '0' });
};

/** All of a disk but so many megabytes. */
const fill = (folder: string, left: number) => async ({ rig: { server } }: DirectoryTable): Promise<() => Promise<unknown>> => {
  await server.must(`fallocate -l $(($(stat -f -c '%a * %S' ${folder}) - ${String(left)}000000)) ${folder}/ballast`);
  return () => server.must(`rm ${folder}/ballast`);
};

/** Something was begun, and nothing that serves was touched. */
export const change: DirectoryFault[] = [
  {
    name: 'the disk is full during the backup',
    // Enough for what preflight expects of a backup by what the last one took, and not for what does not become smaller.
    bring: async ({ rig }) => {
      await rig.sql("CREATE TABLE ballast AS SELECT md5(random()::text) AS noise FROM generate_series(1, 160000)");
      await rig.server.must('mount -t tmpfs -o size=2m,mode=755 lockgate-faults /var/backups/directory && chown deploy:deploy /var/backups/directory');
      return async () => {
        await rig.server.must('umount --lazy /var/backups/directory');
        await rig.sql('DROP TABLE ballast');
      };
    },
    expected: { ...discarded, codes: ['LG-STEP-BACKUP-CREATE'], cause: /[Nn]o space left|not enough space/, next: /\S/ },
  },
  {
    name: 'the disk is full while the release arrives',
    bring: fill('/srv/directory', 60),
    edit: (rig) => {
      writeFileSync(join(rig.workspace, 'film.mp4'), randomBytes(70_000_000));
      rig.write('film.txt', 'a film\n');
    },
    expected: { ...discarded, codes: ['LG-UPLOAD-DISK-FULL'], cause: /no room[^]*No space left/, next: /free space/ },
  },
  {
    name: "PostgreSQL's own disk is full during a migration",
    ...migration("CREATE UNLOGGED TABLE thumbnails AS SELECT n AS company, repeat(md5(n::text), 50) AS bytes FROM generate_series(1, 60000) n;\n"),
    bring: fill('/var/lib/postgresql/15/main', 60),
    expected: { ...discarded, codes: ['LG-STEP-MIGRATE-APPLY'], cause: /No space left on device[^]*nothing of it was kept: database\/more\.sql/, next: /\S/ },
  },
  {
    name: 'a migration that fails',
    ...migration('ALTER TABLE companies ADD COLUMN phone text;\nINSERT INTO users (email) VALUES (NULL);\n'),
    expected: { ...discarded, codes: ['LG-STEP-MIGRATE-APPLY'], cause: /line 2: ERROR: .*not-null constraint[^]*nothing of it was kept/, next: /\S/ },
  },
  {
    name: 'a migration that waits for a lock',
    ...migration('ALTER TABLE companies ADD COLUMN phone text;\n'),
    bring: (table) => table.hold(`exec runuser -u postgres -- psql -qX -d directory -c BEGIN -c 'SELECT count(*) FROM companies' -c 'SELECT pg_sleep(600)'`, `runuser -u postgres -- psql -qXAt -c "SELECT query FROM pg_stat_activity" | grep -q '^SELECT pg_sleep'`),
    expected: { ...discarded, codes: ['LG-STEP-MIGRATE-APPLY'], cause: /lock timeout[^]*nothing of it was kept/, next: /\S/ },
  },
  {
    name: 'an index that cannot be built: half of it is not left behind',
    ...migration(INDEX),
    configure: (text) => text.replace('database/search.sql]', 'database/search.sql, database/more.sql]').replace('  then: vacuum-analyze\n', `  then: vacuum-analyze\n  acknowledge: { "database/more.sql@${createHash('sha256').update(INDEX).digest('hex').slice(0, 8)}": [break] }\n`),
    expected: { ...discarded, codes: ['LG-STEP-MIGRATE-APPLY'], cause: /could not create unique index/, next: /\S/ },
    also: async (_, { rig }) => {
      expect(await rig.sql('SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid')).toBe('');
    },
  },
  {
    name: 'a migration leaves foreign keys that point nowhere',
    // Past the checks of the server, and past those of the migration, whose own keys are the ones that it takes away and puts back.
    ...acknowledged('ALTER TABLE company_news DROP CONSTRAINT company_news_company_id_fkey;\nUPDATE company_news SET company_id = -1 WHERE id = (SELECT min(id) FROM company_news);\nALTER TABLE company_news ADD CONSTRAINT company_news_company_id_fkey FOREIGN KEY (company_id) REFERENCES companies (id) NOT VALID;\n', 'loss, lock, break, opaque'),
    expected: { ...restored, cause: /company_news\.company_id: 1/, next: /the backup was restored, and no row was lost; \S+ serves again/ },
    also: whole,
  },
  {
    name: 'a migration leaves fewer rows than there were',
    ...acknowledged("DELETE FROM companies WHERE id > (SELECT max(id) - 7 FROM companies);\n", 'loss, opaque'),
    expected: { ...restored, cause: /companies: \d+ rows before, \d+ now/, next: /the backup was restored, and no row was lost; \S+ serves again/ },
    also: whole,
  },
  {
    name: 'a migration makes the database another size by more than a tenth',
    ...migration("CREATE TABLE thumbnails AS SELECT n AS company, repeat(md5(n::text), 20) AS bytes FROM generate_series(1, 9000) n;\n"),
    expected: { ...restored, cause: /MB before \(\+\d/, next: /the backup was restored, and no row was lost; \S+ serves again/ },
    also: whole,
  },
  {
    name: 'a package that there is not',
    configure: (text) => text.replace('    - .venv/bin/python -m compileall', '    - .venv/bin/python -m pip install --quiet --requirement requirements.txt\n    - .venv/bin/python -m compileall'),
    edit: (rig) => { rig.edit('requirements.txt', (text) => text.replace(/Flask==.*/, 'Flask==99.0')); },
    expected: { ...discarded, codes: ['LG-STEP-RELEASE-ASSEMBLE'], cause: /No matching distribution found for Flask==99\.0/, next: /\S/ },
  },
  {
    name: 'a build line that fails',
    edit: (rig) => { rig.edit('directory/pages.py', (text) => `${text}\ndef (:\n`); },
    expected: { ...discarded, codes: ['LG-STEP-RELEASE-ASSEMBLE'], cause: /exit code 1[^]*SyntaxError/, next: /\S/ },
  },
];
