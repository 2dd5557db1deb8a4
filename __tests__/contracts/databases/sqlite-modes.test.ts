import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Database } from '../../../src/databases/database';
import { plugin } from '../../../src/databases/sqlite';
import { layoutOf } from '../../../src/model/layout';
import type { Manifest } from '../../../src/model/manifest';
import { restore } from './promises';
import { backUp, pathWithout, pythonBeside, run, sqlFile, sqliteSubject, type Subject } from './subject';

const openSqlite = (root: string): Database => plugin.open({ file: 'shared/store.db' }, { app: 'shop', environment: 'test', layout: layoutOf(root), workspace: root, url: '' });
const ENGINES = [
  { title: 'python3 under dash', make: () => sqliteSubject(openSqlite, { path: pythonBeside(pathWithout(/^sqlite3$/, /^python/)) }) },
  { title: 'the program sqlite3 under busybox', make: () => sqliteSubject(openSqlite, { path: pathWithout(/^python/), sh: 'busybox sh' }) },
];
/** Of root and of nobody's group, so that both are told from what a new file has anyway. */
const GROUP = 65534;

const file = (subject: Subject): string => join(subject.root, 'shared/store.db');
/** "660 0:65534" */
function whose(path: string): string {
  const { mode, uid, gid } = statSync(path);
  return `${(mode & 0o777).toString(8)} ${String(uid)}:${String(gid)}`;
}

function folder(subject: Subject, mode: number): void {
  rmSync(join(subject.root, 'shared'), { recursive: true, force: true });
  mkdirSync(join(subject.root, 'shared'));
  chownSync(join(subject.root, 'shared'), GROUP, GROUP);
  chmodSync(join(subject.root, 'shared'), mode);
}

async function migrate(subject: Subject): Promise<void> {
  const { exitCode, stderr } = await run(subject, subject.database.applySql({ files: [sqlFile('1.sql', 'CREATE TABLE t(x); INSERT INTO t VALUES (1);')], transaction: 'all', release: 'r', lockTimeoutMs: 5000, deadlineMs: 60_000 }));
  if (exitCode !== 0) throw new Error(stderr);
}

async function goBack(subject: Subject, manifest: Manifest): Promise<void> {
  const { exitCode, stderr } = await run(subject, restore(subject, manifest));
  if (exitCode !== 0) throw new Error(stderr);
}

describe.each(ENGINES)('whose files are, by $title', ({ make }) => {
  test.each([
    ['2775', '660'],
    ['755', '640'],
    ['700', '600'],
  ])('a new database in a folder of mode %s is as the folder is', async (mode, expected) => {
    const subject = make();
    folder(subject, parseInt(mode, 8));
    await migrate(subject);
    expect(whose(file(subject))).toBe(`${expected} ${String(GROUP)}:${String(GROUP)}`);
  });

  test('one that is there keeps its owner and mode, in a migration and in a restore; what a restore keeps is for nobody else', async () => {
    const subject = make();
    folder(subject, 0o755);
    await migrate(subject);
    chownSync(file(subject), 0, GROUP);
    chmodSync(file(subject), 0o664);
    const manifest = await backUp(subject, { copies: [{ directory: join(subject.root, 'second') }] });
    await goBack(subject, manifest);
    expect(whose(file(subject))).toBe(`664 0:${String(GROUP)}`);
    expect(readdirSync(join(subject.root, 'shared')).filter((name) => name.includes('.before-')).map((name) => whose(join(subject.root, 'shared', name)))).toEqual([`660 0:${String(GROUP)}`]);
    for (const place of ['backups', 'second']) {
      for (const name of readdirSync(join(subject.root, place))) expect([name, whose(join(subject.root, place, name)).slice(0, 3)]).toEqual([name, '600']);
    }
  });

  test('one that was lost is restored as its folder is', async () => {
    const subject = make();
    folder(subject, 0o2770);
    await migrate(subject);
    const manifest = await backUp(subject);
    for (const name of readdirSync(join(subject.root, 'shared'))) rmSync(join(subject.root, 'shared', name));
    await goBack(subject, manifest);
    expect(whose(file(subject))).toBe(`660 ${String(GROUP)}:${String(GROUP)}`);
  });
});
