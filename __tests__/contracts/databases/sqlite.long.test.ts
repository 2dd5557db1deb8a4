import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Database } from '../../../src/databases/database';
import { plugin } from '../../../src/databases/sqlite';
import { layoutOf } from '../../../src/model/layout';
import { ask } from '../../../src/shell/shell';
import { killAfter, restore, withRounds } from './promises';
import { backUp, backupRequest, digestOf, pathWithout, promoted, pythonBeside, run, sqlFile, type Subject, sqliteSubject } from './subject';

jest.setTimeout(600_000);

/** Moments that are tried of each kind; `LOCKGATE_ROUNDS=40` for a long look. */
const ROUNDS = Number(process.env['LOCKGATE_ROUNDS'] ?? '12');

const openSqlite = (root: string): Database => plugin.open({ file: 'shared/store.db' }, { app: 'shop', environment: 'test', layout: layoutOf(root), workspace: root, url: '' });
const ENGINES = [
  { title: 'python3', path: pythonBeside(pathWithout(/^sqlite3$/, /^python/)) },
  { title: 'the program sqlite3', path: pathWithout(/^python/) },
];

function subjectBy(path: string | undefined): Subject {
  const subject = sqliteSubject(openSqlite, path === undefined ? {} : { path });
  subject.sql(subject.says.fixture);
  return subject;
}

/** Killed when more of a transaction is in the file than fits in memory: only its journal knows how the file was. */
const HALF_WRITTEN = `import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 5")
c.execute("BEGIN IMMEDIATE")
c.execute("UPDATE bulk SET v = randomblob(5000)")
os.kill(os.getpid(), 9)
`;

describe.each(ENGINES)('sqlite by $title', ({ path }) => {
  test('backups under a continuous writer, each one snapshot', () => withRounds.countsAreOfTheSnapshot(subjectBy(path), ROUNDS));

  test('bit flips and truncations, each refused before anything is replaced', () => withRounds.damagedBackupIsRefused(subjectBy(path), 3 * ROUNDS));

  test('restores killed at every stage go on to the end', () => withRounds.killedRestoreGoesOn(subjectBy(path), ROUNDS));

  test('backups killed at every stage promote nothing that is not whole', async () => {
    const subject = subjectBy(path);
    const began = performance.now();
    await backUp(subject, { id: 'whole' });
    const takes = performance.now() - began;
    for (let n = 1; n <= ROUNDS; n += 1) {
      const id = `k${String(n)}`;
      await killAfter(subject, subject.database.backup(backupRequest(subject, { id })), (takes * n) / (ROUNDS - 2));
      const manifest = join(subject.root, '.lockgate/manifests', `${id}.json`);
      if (!existsSync(manifest)) continue;
      const told = JSON.parse(readFileSync(manifest, 'utf8')) as { file: string; sha256: string };
      expect(digestOf(told.file)).toBe(told.sha256);
    }
    await backUp(subject, { id: 'k1' });
    expect(readdirSync(join(subject.root, 'backups')).filter((name) => name.startsWith('k1.') && name.endsWith('.part'))).toEqual([]);
  });

  test('migrations killed at every stage are applied whole or not at all', async () => {
    const subject = subjectBy(path);
    const files = [sqlFile('1.sql', 'CREATE TABLE first(x); UPDATE bulk SET v = randomblob(3000);'), sqlFile('2.sql', 'CREATE TABLE second(x); UPDATE bulk SET v = randomblob(3000);')];
    const command = subject.database.applySql({ files, transaction: 'all', release: 'r', lockTimeoutMs: 5000, deadlineMs: 60_000 });
    const count = "SELECT count(*) FROM sqlite_master WHERE name IN ('first', 'second');";
    let takes = 400;
    for (let n = 1; n <= ROUNDS; n += 1) {
      const began = performance.now();
      await killAfter(subject, command, (takes * n) / (ROUNDS - 2));
      const applied = (await ask(subject.shell, subject.database.applied())).length;
      expect([0, 2]).toContain(applied);
      expect(Number(subject.sql(count))).toBe(applied);
      if (applied === 2) takes = Math.min(takes, performance.now() - began);
      subject.sql('DROP TABLE IF EXISTS first; DROP TABLE IF EXISTS second; DROP TABLE IF EXISTS lockgate_migrations;');
    }
  });

  test('a database that is locked fails with its reason, and nothing is kept', async () => {
    const subject = subjectBy(path);
    const unlock = await holdLock(subject.data);
    const request = { files: [sqlFile('1.sql', 'CREATE TABLE x(y);')], transaction: 'all', release: 'r', lockTimeoutMs: 200, deadlineMs: 20_000 } as const;
    const result = await run(subject, subject.database.applySql(request));
    unlock();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain('locked');
    expect(await ask(subject.shell, subject.database.applied())).toEqual([]);
  });

  test('what a killed writer left half written is taken back by whoever reads first', async () => {
    const subject = subjectBy(path);
    subject.sql('PRAGMA journal_mode = DELETE;');
    const before = subject.content();
    const leave = (): void => {
      spawnSync('python3', ['-c', HALF_WRITTEN, subject.data]);
      expect(statSync(`${subject.data}-journal`).size).toBeGreaterThan(0);
    };
    leave();
    expect(await ask(subject.shell, subject.database.applied())).toEqual([]);
    expect(subject.content()).toBe(before);
    leave();
    expect((await backUp(subject)).tables).toBeDefined();
    leave();
    expect((await ask(subject.shell, subject.database.inspect())).bytes).toBeGreaterThan(0);
    // A writer that lives is left alone, and readers still see what was there before it.
    const unlock = await holdLock(subject.data, 'UPDATE bulk SET v = randomblob(50) WHERE rowid = 1');
    expect(await ask(subject.shell, subject.database.applied())).toEqual([]);
    expect(statSync(`${subject.data}-journal`).size).toBeGreaterThan(0);
    unlock();
    expect(subject.content()).toBe(before);
  });

  test('an open database is not replaced', async () => {
    const subject = subjectBy(path);
    const manifest = await backUp(subject);
    const before = subject.content();
    const unlock = await holdLock(subject.data);
    const result = await run(subject, restore(subject, manifest));
    unlock();
    expect(result.exitCode).not.toBe(0);
    expect(result.stderr).toMatch(/is open in process \d+/);
    expect(subject.content()).toBe(before);
  });
});

/** Somebody who has begun to write; answers when the lock is held. */
function holdLock(file: string, statement = 'SELECT 1'): Promise<() => void> {
  const script = 'import sqlite3, sys, time\nc = sqlite3.connect(sys.argv[1], isolation_level=None)\nc.execute("BEGIN IMMEDIATE")\nc.execute(sys.argv[2])\nprint("held", flush=True)\ntime.sleep(60)\n';
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-c', script, file, statement], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.once('error', reject);
    child.stdout.once('data', () => {
      resolve(() => child.kill('SIGKILL'));
    });
  });
}

describe('a full disk', () => {
  const mount = join('/tmp', `lockgate-full-${String(process.pid)}`);

  beforeAll(() => {
    mkdirSync(mount);
    // Not skipped where it cannot be mounted: this promise is not tested then.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', mount]);
  });
  afterAll(() => {
    execFileSync('umount', [mount]);
    rmSync(mount, { recursive: true });
  });

  test.each([
    { title: 'python3', path: ENGINES[0]?.path, boasting: boastful(pythonBeside(pathWithout(/^sqlite3$/, /^python/))) },
    { title: 'the program sqlite3', path: ENGINES[1]?.path, boasting: boastful(pathWithout(/^python/)) },
  ])('fails, and promotes nothing, at whatever point it fills up: $title', async ({ path, boasting }) => {
    const subject = subjectBy(path);
    const careless = { ...subject, shell: sqliteSubject(openSqlite, { path: boasting }).shell };
    subject.sql('WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 5500) INSERT INTO bulk SELECT i, randomblob(150) FROM n; PRAGMA wal_checkpoint(TRUNCATE);');
    const to = join(mount, 'backups');
    const size = statSync(subject.data).size;
    let refused = 0;
    let failed = 0;
    for (let free = 200_000; free < 4_000_000; free += 150_000) {
      mkdirSync(to, { recursive: true });
      const room = Number(execFileSync('stat', ['-f', '-c', '%a', mount], { encoding: 'utf8' })) * 4096;
      writeFileSync(join(mount, 'ballast'), Buffer.alloc(Math.max(0, room - free)));
      // Once with the check for space beforehand, once on a host that boasts of space, so that the disk fills up in the middle.
      for (const one of [subject, careless]) {
        const result = await run(one, subject.database.backup(backupRequest(subject, { to })));
        if (result.exitCode === 0) {
          const manifest = subject.database.readBackup(result);
          expect(digestOf(manifest.file)).toBe(manifest.sha256);
        } else {
          expect(promoted(to)).toEqual([]);
          expect(readdirSync(to)).toEqual([]);
          if (result.stderr.includes('not enough space')) refused += 1;
          else failed += 1;
        }
        rmSync(to, { recursive: true, force: true });
        mkdirSync(to);
      }
      rmSync(join(mount, 'ballast'));
    }
    expect(refused).toBeGreaterThan(size / 150_000 - 1);
    expect(failed).toBeGreaterThan(3);
  });
});

/** A host whose file systems always say that they have room. */
function boastful(path: string): string {
  const stat = join(path, 'stat');
  rmSync(stat);
  writeFileSync(stat, '#!/bin/sh\n[ "$1" != -f ] || { echo 1000000000 4096; exit 0; }\nexec /usr/bin/stat "$@"\n', { mode: 0o755 });
  return path;
}
