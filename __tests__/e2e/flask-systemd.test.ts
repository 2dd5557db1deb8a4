// needs: docker
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { EXAMPLE } from '../../tools/test-server/flask-systemd';
import { DirectoryRig } from '../support/directory-rig';
import type { StepRun } from '../support/job';

let rig: DirectoryRig;
beforeAll(async () => {
  rig = await DirectoryRig.start();
});
afterAll(async () => {
  await rig.close();
});

/** What the record has after the example's own. */
const BY_HAND = 'database/phones.sql, database/city.sql, database/labels.sql';

/** What a step came to; its whole log where that was not expected. */
function expectEnd(step: StepRun, code: number, outputs: Readonly<Record<string, string>>): void {
  if (step.code !== code) throw new Error(`exit code ${String(step.code)}, expected ${String(code)}\n${step.log.replace(/::add-mask::.*\n/g, '')}`);
  expect(step.outputs).toMatchObject(outputs);
}

const addCompany = (name: string): Promise<string> => rig.sql(`INSERT INTO companies (name) VALUES ('${name}')`);
const companies = (): Promise<string> => rig.sql('SELECT string_agg(name, \',\' ORDER BY id) FROM companies');
const serves = async (version: string): Promise<void> => {
  expect(await rig.health()).toMatchObject({ code: 200, version, release: (await rig.releases()).find((one) => one.version === version && one.status === 'good')?.id });
};

/** In this order: each goes on from what the one before left. */
describe('a company directory on a server with systemd, nginx and PostgreSQL', () => {
  test('is deployed for the first time on an empty server', async () => {
    expectEnd(await rig.deploy('v1'), 0, { outcome: 'released', applied: '3', verified: 'true', status: 'healthy' });
    await serves('v1');
    expect(await rig.sql("SELECT string_agg(name, ' ' ORDER BY name) FROM lockgate_migrations")).toBe('database/news.sql database/schema.sql database/search.sql');
    await addCompany('Pixlab');
  });

  test('is warned of a unit that would not be told what the release brings for it', async () => {
    rig.configure((text) => text.replace('  keep: 5\n', '  keep: 5\n  environment: { file: told.env, values: { LOG_LEVEL: info } }\n'));
    const preflight = await rig.planned('v2', 'preflight');
    expectEnd(preflight, 0, { ready: 'true' });
    expect(preflight.log).toContain('the service reads /srv/directory/current/told.env: directory.service does not read it');
  });

  test('goes on with an action a step, and a migration in between', async () => {
    rig.write('database/phones.sql', 'ALTER TABLE companies ADD COLUMN phone text;\n');
    rig.configure((text) => text.replace('database/search.sql]', 'database/search.sql, database/phones.sql]'));
    const steps = await rig.steps('v2', ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback']);
    for (const step of steps.values()) expectEnd(step, 0, {});
    expect([...steps.keys()]).toEqual(['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check']);
    expect(steps.get('backup')?.outputs).toMatchObject({ verified: 'true' });
    expect(steps.get('migrate')?.outputs).toMatchObject({ applied: '1', 'from-revision': 'database/search.sql', 'to-revision': 'database/phones.sql' });
    await serves('v2');
    expect(await companies()).toBe('Pixlab');
  });

  test('takes for applied what somebody did by hand, once the schema proves it, and nothing else', async () => {
    rig.put('database/city.sql', '-- no-transaction\nCREATE INDEX CONCURRENTLY companies_city ON companies (city);\n');
    rig.put('database/labels.sql', "CREATE TABLE labels (company_id bigint NOT NULL REFERENCES companies (id), text text NOT NULL CHECK (text <> ''));\nINSERT INTO labels SELECT id, 'new' FROM companies;\n");
    rig.configure((text) => text.replace('database/search.sql]', `database/search.sql, ${BY_HAND}]`));
    const databases = (): Promise<string> => rig.sql('SELECT string_agg(datname, \' \' ORDER BY datname) FROM pg_database');
    const recorded = (): Promise<string> => rig.sql("SELECT string_agg(name, ', ') FROM (SELECT name FROM lockgate_migrations ORDER BY ctid) AS names");
    const [known, there, changes] = [await recorded(), await databases(), (await rig.changes()).length];
    const resolve = async (code: number, says: string | RegExp, ...words: string[]): Promise<string> => {
      const typed = await rig.cli('migrations', 'resolve', ...words);
      expect([words, typed.code, typed.log]).toEqual([words, code, expect.stringMatching(says)]);
      expect(await databases()).toBe(there);
      return typed.log;
    };
    // Another index of that name, made in a hurry.
    await rig.sql('CREATE INDEX companies_city ON companies (lower(city))');
    const differs = await resolve(4, 'LG-RESOLVE-DIFFERS', 'database/city.sql', '--yes');
    expect(differs).toMatch(/^ *- CREATE INDEX .*\(city\)/m);
    expect(differs).toMatch(/^ *\+ CREATE INDEX .*lower\(city\)/m);
    await rig.sql('DROP INDEX companies_city');
    await rig.sql('CREATE INDEX companies_city ON companies USING btree (city)');
    await resolve(0, /the backup \d/, 'database/city.sql', '--dry-run');
    await rig.sql("CREATE TABLE labels (company_id bigint NOT NULL REFERENCES companies, text text NOT NULL CHECK (text <> ''))");
    await resolve(2, 'LG-RESOLVE-ORDER', 'database/labels.sql', '--yes');
    await resolve(4, 'LG-RESOLVE-DATA', 'database/city.sql', 'database/labels.sql', '--yes');
    expect([await recorded(), (await rig.changes()).length]).toEqual([known, changes]);
    await resolve(0, 'on record as applied; nothing was run', 'database/city.sql', 'database/labels.sql', '--data-checked', 'nothing is labelled yet', '--yes');
    expect([await recorded(), await rig.sql('SELECT count(*) FROM labels')]).toEqual([`${known}, database/city.sql, database/labels.sql`, '0']);
    const change = (await rig.changes()).at(-1);
    expect([change?.closed?.outcome, change?.facts.get('resolved')]).toEqual(['nothing-changed', expect.objectContaining({ dataChecked: 'nothing is labelled yet', unproven: [expect.stringContaining('INSERT')] })]);
    // The next deploy has nothing to apply, and their digests agree.
    const job = rig.job('v2');
    expectEnd(await job.step('preflight', { environment: 'production' }), 0, { ready: 'true', 'pending-migrations': '0' });
    await job.end();
    await serves('v2');
  });

  test.each([
    ['that dies when it starts', (text: string) => text.replace('app = create_app()', 'raise SystemExit("this release cannot start")'), 'wsgi.py'],
    ['whose health is bad', (text: string) => text.replace("return jsonify(status=\"ok\"", "return jsonify(status=\"ill\""), 'health.py'],
  ])('comes back by itself from a release %s', async (_title, spoil, file) => {
    const former = await rig.health();
    rig.edit(`directory/${file}`, spoil);
    await addCompany(`Before ${file}`);
    const bad = await rig.deploy('v3');
    expectEnd(bad, 1, { outcome: 'rolled-back', level: 'R2', loss: '0' });
    expect(await rig.health()).toEqual(former);
    expect(await companies()).toContain(`Before ${file}`);
    expect((await rig.releases()).at(-1)).toMatchObject({ version: 'v3', status: 'bad' });
    expect((await rig.changes()).at(-1)?.closed?.outcome).toBe('rolled-back');
    rig.edit(`directory/${file}`, () => readExample(file));
  });

  test('restores the database where the old release cannot live with the new schema, and keeps the replaced one', async () => {
    rig.write('database/rename.sql', 'ALTER TABLE companies RENAME COLUMN name TO title;\n');
    rig.configure((text) => withAcknowledgement(text.replace('database/search.sql]', `database/search.sql, ${BY_HAND}, database/rename.sql]`).replace('when: before-switch', 'when: maintenance')));
    const before = await companies();
    const bad = await rig.deploy('v4');
    expectEnd(bad, 1, { outcome: 'rolled-back', level: 'R3', loss: '0' });
    expect(await companies()).toBe(before);
    const kept = (): Promise<string> => rig.sql("SELECT datname FROM pg_database WHERE datname LIKE 'directory_before_%'");
    expect(await kept()).toBe(bad.outputs['kept-database']);
    // Whoever reads the log or the summary knows what to type on the server.
    const name = bad.outputs['kept-database'] ?? '';
    const [look, drop] = [`sudo -u postgres psql -d ${name}`, `sudo -u postgres psql -d postgres -c 'DROP DATABASE "${name}"'`];
    const shown = bad.summary.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    for (const line of [look, drop]) expect([bad.log.includes(line), shown.includes(line)]).toEqual([true, true]);
    expect(await rig.server.must(`cd / && echo 'SELECT count(title) FROM companies' | ${look} -At`)).toMatch(/^\d+$/m);
    await rig.server.must(`cd / && ${drop}`);
    expect(await kept()).toBe('');
    await serves('v2');
    expect(await rig.server.must('ls /srv/directory/.lockgate')).not.toContain('.tmp');
  });

  test('serves again by itself after the machine was started anew', async () => {
    await rig.server.must('systemctl enable --quiet directory');
    await rig.server.reboot();
    for (let look = 0; look < 100 && (await rig.health()).code !== 200; look += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    await serves('v2');
  });
});

function readExample(file: string): string {
  return readFileSync(join(EXAMPLE, 'directory', file), 'utf8');
}

function withAcknowledgement(text: string): string {
  const digest = createHash('sha256').update(readFileSync(join(rig.workspace, 'database/rename.sql'))).digest('hex').slice(0, 8);
  return text.replace('  then: vacuum-analyze\n', `  then: vacuum-analyze\n  acknowledge: { "database/rename.sql@${digest}": [break, lock] }\n`);
}
