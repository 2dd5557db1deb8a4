import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { Rig } from '../support/rig';

const withoutWatch = (text: string): string => text.replace(/ {2}watch:\n( {4}.*\n)+/, '').replace('settle: 500ms', 'settle: 100ms');

let rig: Rig;
beforeEach(async () => {
  rig = await Rig.start({ configure: withoutWatch });
});
afterEach(async () => {
  await rig.close();
});

/** The last change of the record is closed, and nobody holds the lease. */
function expectSettled(outcome: string): void {
  expect(rig.changes.at(-1)?.closed?.outcome).toBe(outcome);
  expect(rig.lease.owner).toBe('');
}

describe('the root action', () => {
  it('releases, migrates once, keeps the rows, brings what a step before has built, and says so', async () => {
    rig.scribble('.git/info/exclude', 'dist/\n');
    rig.scribble('dist/page.html', 'built\n');
    const first = await rig.run('lockgate');
    expect(first.log).toContain('✓ lockgate');
    expect(readdirSync(join(rig.root, 'releases', rig.current, 'dist'))).toEqual(['page.html']);
    expect(first.outputs).toMatchObject({ outcome: 'released', ready: 'true', verified: 'true', applied: '1', status: 'healthy' });
    rig.sql("INSERT INTO products (name, price) VALUES ('Added by a visitor', 5)");
    const rows = rig.sql('SELECT count(*) FROM products');
    rig.checkout('v2');
    const { token } = rig.lease;
    const second = await rig.run('lockgate');
    expect(second.code).toBe(0);
    expect(second.outputs).toMatchObject({ outcome: 'released', applied: '1', 'previous-release-id': first.outputs['release-id'] });
    expect(await rig.served()).toEqual({ version: '1.1.0', release: second.outputs['release-id'] });
    expect(rig.sql('SELECT count(*) FROM products')).toBe(rows);
    expect(rig.releases.map(({ status }) => status)).toEqual(['good', 'good']);
    expect(second.summary).toContain('verified');
    expectSettled('released');
    // Its stages go on with the one lease that the first of them took.
    expect(rig.lease.token).toBe(token + 1);
  });

  it('changes nothing in a dry run, and prints the commands that would run', async () => {
    const dry = await rig.run('lockgate', { 'dry-run': 'true' });
    expect(dry.code).toBe(0);
    expect(existsSync(rig.root)).toBe(false);
    expect(dry.summary).toContain('[sqlite apply]');
    expect(dry.summary).toContain('rsync');
    expect(dry.summary).toContain('[runtime start]');
    await rig.run('lockgate');
    const before = rig.everything();
    rig.checkout('v2');
    const again = await rig.run('lockgate', { 'dry-run': 'true' });
    expect(again.code).toBe(0);
    expect(again.summary).toContain('[sqlite backup]');
    expect(rig.everything()).toEqual(before);
  });

  it('goes back by itself when the instance gate closes, keeping what was written meanwhile', async () => {
    const good = await rig.run('lockgate');
    rig.sql("INSERT INTO products (name, price) VALUES ('Kept', 7)");
    rig.checkout('v2');
    // Longer than it has to stay: it is the gate that finds out.
    rig.write('server.py', 'import sys, time\ntime.sleep(1)\nsys.exit("this release cannot start")\n');
    const bad = await rig.run('lockgate');
    expect(bad.code).toBe(1);
    expect(bad.outputs).toMatchObject({ outcome: 'rolled-back', 'rollback-status': 'rolled-back', level: 'R2', loss: '0' });
    expect(await rig.served()).toEqual({ version: '1.0.0', release: good.outputs['release-id'] });
    expect(rig.sql("SELECT count(*) FROM products WHERE name = 'Kept'")).toBe('1');
    expect(rig.releases.map(({ status }) => status)).toEqual(['good', 'bad']);
    expect(bad.summary).toContain('serves again');
    expect(bad.log).toContain(`is marked bad; ${good.outputs['release-id'] ?? ''} serves again`);
    // Whoever brings the same commit again is told, and may.
    expect((await rig.cli('plan')).stdout).toContain(`${bad.outputs['release-id'] ?? ''} (1.1.0) was made of this same commit, and is marked bad on record`);
    for (const told of ['| outcome | rolled-back |', '| way back | R2 to ', '| instance | ', '| released, after going back | ']) expect(bad.summary).toContain(told);
    expectSettled('rolled-back');
  });

  it('restores where the old release cannot live with the new schema, and only without a loss', async () => {
    await rig.run('lockgate');
    rig.checkout('v2');
    rig.write('migrations/003_break.sql', 'ALTER TABLE products RENAME COLUMN name TO title;\n');
    rig.acknowledge('migrations/003_break.sql', ['break']);
    rig.configure((text) => text.replace('migrations: { ', 'migrations: { when: maintenance, '));
    const before = rig.sql('SELECT id, name, price FROM products ORDER BY id');
    const bad = await rig.run('lockgate');
    expect(bad.outputs).toMatchObject({ outcome: 'rolled-back', level: 'R3', loss: '0' });
    expect(bad.code).toBe(1);
    expect(rig.sql('SELECT id, name, price FROM products ORDER BY id')).toBe(before);
    expect(await rig.served()).toMatchObject({ version: '1.0.0' });
    const kept = readdirSync(join(rig.root, 'shared')).filter((name) => name.includes('.before-')).map((name) => join(rig.root, 'shared', name));
    expect(kept).toEqual([bad.outputs['kept-database']]);
    // Somebody who reads the log or the summary knows where it lies, and what to type.
    for (const line of [`sqlite3 -readonly ${kept.join()}`, `rm -f -- ${kept.join()} ${kept.join()}-wal`]) {
      expect(bad.log).toContain(line);
      expect(bad.summary).toContain(line);
    }
    expect(bad.summary).toContain(`| replaced database | kept as ${kept.join()} |`);
    expectSettled('rolled-back');
  });

  it('waits for a person where a restore would destroy rows, states them at most, and does it once the number is approved', async () => {
    await rig.run('lockgate');
    rig.checkout('v2');
    rig.write('migrations/003_break.sql', 'ALTER TABLE products RENAME COLUMN name TO title;\n');
    rig.acknowledge('migrations/003_break.sql', ['break']);
    // The build runs after the backup and before the switch: somebody writes meanwhile.
    rig.configure((text) => text.replace('    - python3 -m compileall -q .\n', '    - python3 -c "import sqlite3; c = sqlite3.connect(\'../../shared/store.db\'); c.execute(\'INSERT INTO products (title, price) VALUES (1, 2)\'); c.commit()"\n'));
    const bad = await rig.run('lockgate');
    expect(bad.code).toBe(1);
    expect(bad.outputs).toMatchObject({ outcome: 'held', 'rollback-status': 'needs-approval', level: 'R3', loss: '4' });
    expect(bad.log).toContain('approve-loss: 4');
    // What did not come is not announced.
    expect(bad.log).toContain('so        the way back waits until somebody approves what it would destroy');
    expect(bad.log).not.toContain('is marked bad');
    expect(bad.summary).toContain('at most, for products');
    expect(rig.changes.at(-1)?.closed).toBeUndefined();
    // A terminal has a code of its own for what waits for a person, whatever is asked of it.
    for (const words of [['plan'], ['deploy'], ['rollback', '--yes']]) {
      const typed = await rig.cli(...words);
      expect([words, typed.code, typed.log]).toEqual([words, 6, expect.stringContaining('npx lockgate rollback --approve-loss 4')]);
    }
    const shown = await rig.cli('rollback', '--dry-run');
    expect([shown.code, shown.stdout]).toEqual([6, expect.stringContaining('[sqlite restore]')]);
    expect(shown.stdout).toContain('[runtime start]');
    // A plan names no release that it would lead back to before that is decided.
    expect((await rig.cli('plan')).stdout).toMatch(/way back +to known once the way back that waits is decided/);
    expect((await rig.cli('status')).log).toContain('no deploy begins before it is decided');
    // What waits is found waiting once more when the line ends, and told once.
    const waits = (await rig.cli('rollback', '--yes')).log;
    expect(waits.split('\n').filter((line) => line.startsWith('✗')).every((line) => line.split('waits for approval').length <= 2)).toBe(true);
    const mistyped = await rig.type(['rollback'], { keys: '3\n' });
    expect([mistyped.code, mistyped.stdout]).toEqual([6, expect.stringContaining('nothing was moved: 4 was to be typed')]);
    const refused = await rig.run('rollback');
    expect(refused.outputs).toMatchObject({ status: 'needs-approval', loss: '4' });
    const back = await rig.run('rollback', { 'approve-loss': '4' });
    expect(back.code).toBe(0);
    expect(back.outputs).toMatchObject({ status: 'rolled-back', level: 'R3', loss: '4' });
    expect(await rig.served()).toMatchObject({ version: '1.0.0' });
    expectSettled('rolled-back');
  });

  it('leaves to a person what a gate holds, says it once, and goes on from there', async () => {
    await rig.run('lockgate');
    rig.checkout('v2');
    rig.configure((text) => text.replace('  released:\n', '  released:\n    - http: { name: elsewhere, url: "http://no-such-host.invalid/", attempts: 1 }\n'));
    const held = await rig.cli('deploy', '--version', 'v2');
    const id = rig.current;
    expect(held.code).toBe(6);
    const end = held.stdout.slice(held.stdout.indexOf('✗ deploy')).split('\n');
    expect(end[0]).toMatch(/^✗ deploy: it could not be told whether the release is healthy; nothing was moved: a person decides /);
    expect(end.slice(1, 8).map((line) => line.trim().replace(/^(\S+) +/, '$1 '))).toEqual([
      'asked GET http://no-such-host.invalid/',
      expect.stringMatching(/^got could not be told: /),
      'expected 200',
      `so the release ${id} stays as it is, called neither good nor bad`,
      expect.stringMatching(/^next if it is well as it is, leave it; else run npx lockgate rollback, which shows/),
      'code LG-GATE-RELEASED-INCONCLUSIVE',
      expect.stringMatching(/^gate preflight: open/),
    ]);
    expectSettled('held');
    expect(rig.releases.at(-1)?.status).toBe('active');
    // A run that dies before it can close what a gate held.
    const job = rig.job();
    for (const step of ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check'] as const) await job.step(step, { environment: 'production' });
    expect(rig.changes.at(-1)?.facts.has('held')).toBe(true);
    const left = rig.current;
    await rig.cli('unlock', '--force', '--yes');
    rig.configure((text) => text.replace(/ {4}- http: \{ name: elsewhere.*\n/, ''));
    const plan = await rig.cli('plan');
    expect([plan.code, plan.stdout]).toEqual([0, expect.stringMatching(new RegExp(`note +a gate of the unfinished change ${left} .*says hold \\(elsewhere\\).*This deploy closes it, goes on`))]);
    expect(plan.stdout).not.toContain('gone back from before');
    const next = await rig.cli('deploy');
    expect([next.code, next.stdout]).toEqual([0, expect.stringContaining(`the unfinished change ${left} was closed first: nothing was moved`)]);
    expect(rig.changes.find((change) => change.id === left)?.closed?.outcome).toBe('held');
    expect(rig.changes.at(-1)?.opened.previous).toBe(left);
    expectSettled('released');
  });

  it('migrates after the switch where the configuration says so', async () => {
    await rig.run('lockgate');
    rig.write('migrations/009_later.sql', 'CREATE TABLE later (id INTEGER PRIMARY KEY);\n');
    rig.configure((text) => text.replace('migrations: { ', 'migrations: { when: after-switch, then: vacuum-analyze, '));
    const run = await rig.run('lockgate');
    expect(run.log.indexOf('✓ rolling-deploy')).toBeLessThan(run.log.indexOf('✓ migrate'));
    expect(run.outputs).toMatchObject({ outcome: 'released', applied: '1' });
    expect(rig.changes.at(-1)?.steps.map(({ id }) => id)).toContain('migrate.then');
  });
});

describe('the way back by hand', () => {
  it('takes the backup from when the release served last, and not the one from when it was brought', async () => {
    rig.write('migrations/001_shelves.sql', 'CREATE TABLE shelves (id INTEGER PRIMARY KEY, place TEXT);\nCREATE TABLE visits (id INTEGER PRIMARY KEY, note TEXT);\n');
    await rig.run('lockgate');
    const first = rig.releases.at(-1)?.id ?? '';
    rig.checkout('v2');
    rig.write('migrations/003_break.sql', 'ALTER TABLE shelves RENAME COLUMN place TO room;\n');
    rig.acknowledge('migrations/003_break.sql', ['break']);
    expect((await rig.run('lockgate')).outputs).toMatchObject({ outcome: 'released' });
    expect((await rig.run('rollback', { to: first })).outputs).toMatchObject({ status: 'rolled-back', level: 'R3', loss: '0' });
    rig.sql("INSERT INTO visits (note) VALUES ('under the first')");
    const again = await rig.run('lockgate');
    expect(again.outputs).toMatchObject({ outcome: 'released', applied: '2' });
    rig.sql("INSERT INTO visits (note) VALUES ('under the second')");
    const unasked = JSON.parse((await rig.cli('rollback', first, '--json')).stdout) as { readonly outputs: object };
    expect(unasked.outputs).toMatchObject({ status: 'failed', 'marked-bad': '' });
    const back = await rig.run('rollback', { to: first });
    expect(back.outputs).toMatchObject({ status: 'needs-approval', level: 'R3', loss: '1' });
    expect(back.log).toContain('the old release does not work with the new schema');
    expect(back.log).not.toContain('no deploy begins');
    expect((await rig.run('rollback', { to: first, 'approve-loss': '1' })).outputs).toMatchObject({ status: 'rolled-back', level: 'R3', loss: '1' });
    expect(rig.sql('SELECT note FROM visits')).toBe('under the first');
    expect(await rig.served()).toMatchObject({ release: first });
  });
});

describe('the actions as steps', () => {
  it('hand on what gates the next, take one lease, and free it at the end', async () => {
    const { logins } = rig.server.counts;
    const { steps, posts, status } = await rig.deploySteps();
    // The sheet of the last step has what the ones before it found.
    const sheet = steps.get('health-check')?.summary ?? '';
    for (const told of ['### Sign-off', '| outcome | released |', '| started by | somebody |', '| hosts | web |', '| repository | team/shop |', 'there was no database yet', '| migrations/001&#95;products.sql |', '| preflight | ', '| instance | ', '| released | ']) expect(sheet).toContain(told);
    expect(status).toBe('success');
    expect([...steps.values()].map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    // The last step left word that the lease is free: nobody has anything to look after.
    expect(posts.map(({ code, log }) => [code, log])).toEqual(posts.map(() => [0, '']));
    expect(rig.server.counts.logins - logins).toBe(5);
    expect(steps.get('health-check')?.outputs).toMatchObject({ status: 'healthy', 'failed-checks': '' });
    expectSettled('released');
  });

  it('refuse to go on without what the record must hold, whatever the workflow says', async () => {
    const migrate = await rig.run('migrate');
    expect(migrate.code).toBe(1);
    expect(migrate.log).toContain('LG-PREDECESSOR-PREFLIGHT');
    expect(migrate.log).toContain('LG-PREDECESSOR-BACKUP');
    const deploy = await rig.run('rolling-deploy');
    expect(deploy.code).toBe(1);
    expect(deploy.log).toContain('LG-PREDECESSOR-MIGRATE');
    const job = rig.job();
    await job.step('preflight', { environment: 'production' });
    const health = await job.step('health-check', { environment: 'production' });
    expect(health.log).toContain('LG-PREDECESSOR-ROLLING-DEPLOY');
    await job.end();
    expect(existsSync(join(rig.root, 'current'))).toBe(false);
  });

  it('go back in the post step where the workflow has no rollback step', async () => {
    await rig.run('lockgate');
    rig.checkout('v2');
    const job = rig.job();
    for (const id of ['preflight', 'backup', 'migrate', 'rolling-deploy'] as const) expect((await job.step(id, { environment: 'production' })).code).toBe(0);
    expect(await rig.served()).toMatchObject({ version: '1.1.0' });
    const posts = await job.end('cancelled');
    expect(posts.at(-1)?.log).toContain('serves again');
    expect(await rig.served()).toMatchObject({ version: '1.0.0' });
    expectSettled('rolled-back');
  });

  it('are not fooled by a job that calls itself successful although a step failed', async () => {
    await rig.run('lockgate');
    rig.checkout('v2');
    rig.write('server.py', 'import sys\nsys.exit("this release cannot start")\n');
    const job = rig.job();
    for (const id of ['preflight', 'backup', 'migrate'] as const) await job.step(id, { environment: 'production' });
    expect((await job.step('rolling-deploy', { environment: 'production' })).code).toBe(1);
    const last = (await job.end('success')).at(-1);
    expect(last?.code).toBe(1);
    expect(last?.log).toContain('LG-JOB-DISGUISED');
    expect(await rig.served()).toMatchObject({ version: '1.0.0' });
    expectSettled('rolled-back');
  });

  it('leave no release behind as good that nobody asked', async () => {
    const job = rig.job();
    for (const id of ['preflight', 'backup', 'migrate', 'rolling-deploy'] as const) expect((await job.step(id, { environment: 'production' })).code).toBe(0);
    const last = (await job.end()).at(-1);
    expect(last?.code).toBe(1);
    expect(last?.log).toContain('LG-RELEASE-UNCONFIRMED');
    expect(await rig.served()).toMatchObject({ version: '1.0.0' });
    expectSettled('held');
  });

  it('do not stop what serves for a release whose files are gone', async () => {
    await rig.run('lockgate');
    const first = rig.current;
    rig.checkout('v2');
    await rig.run('lockgate');
    rmSync(join(rig.root, 'releases', first), { recursive: true });
    const back = await rig.run('rollback', { to: first });
    expect(back.code).toBe(1);
    expect(back.log).toContain('is gone');
    expect(await rig.served()).toMatchObject({ version: '1.1.0' });
  });

  it('work alone: a nightly backup, a health check of what serves, a rollback by hand, a message', async () => {
    await rig.run('lockgate');
    const first = rig.current;
    rig.checkout('v2');
    await rig.run('lockgate');
    const backup = await rig.run('backup');
    expect(backup.outputs).toMatchObject({ verified: 'true' });
    expectSettled('nothing-changed');
    expect((await rig.run('health-check')).outputs).toMatchObject({ status: 'healthy' });
    expect((await rig.run('rollback')).outputs).toMatchObject({ status: 'nothing-to-do' });
    const back = await rig.run('rollback', { to: first });
    expect(back.outputs).toMatchObject({ status: 'rolled-back', level: 'R2', loss: '0' });
    expect(await rig.served()).toMatchObject({ version: '1.0.0' });
    expect((await rig.run('rollback', { to: '20200101-0000-never' })).log).toContain('LG-RELEASE-UNKNOWN');
    expect((await rig.run('notify', { event: 'succeeded' })).code).toBe(0);
  });

  it('print their commands in a dry run, each alone', async () => {
    await rig.run('lockgate');
    rig.checkout('v2');
    const before = rig.everything();
    for (const id of ['preflight', 'backup', 'migrate', 'rolling-deploy', 'health-check', 'rollback', 'notify'] as const) {
      const dry = await rig.run(id, { 'dry-run': 'true', ...(id === 'rollback' ? {} : {}) });
      if (id === 'rolling-deploy') expect(dry.outputs['status']).toBe('nothing-to-do');
      expect([id, dry.code]).toEqual([id, 0]);
      expect(rig.everything()).toEqual(before);
    }
  });
});
