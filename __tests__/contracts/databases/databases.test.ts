import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { Database } from '../../../src/databases/database';
import { databases } from '../../../src/databases/registry.generated';
import { plugin } from '../../../src/databases/sqlite';
import type { Command } from '../../../src/model/command';
import { layoutOf } from '../../../src/model/layout';
import { type Broken, describeBroken, describeDatabase } from './suite';
import { pathWithout, pythonBeside, type Subject, sqliteSubject } from './subject';

const openSqlite = (root: string): Database => plugin.open({ file: 'shared/store.db' }, { app: 'shop', environment: 'test', layout: layoutOf(root), workspace: root, url: '' });

const onlyProgram = pathWithout(/^python/);
const onlyPython = pythonBeside(pathWithout(/^sqlite3$/, /^python/));
const withoutZstd = pathWithout(/^zstd/);

/** A registered plugin without a subject would not be tested at all. */
const SUBJECTS: Readonly<Record<string, readonly { title: string; make: () => Subject }[]>> = {
  sqlite: [
    { title: 'sqlite by python3', make: () => sqliteSubject(openSqlite, { path: onlyPython }) },
    { title: 'sqlite by the program sqlite3, compressed by gzip', make: () => sqliteSubject(openSqlite, { path: onlyProgram }) },
  ],
};

test('every registered database is tested here', () => {
  const elsewhere = ['postgres'].filter((kind) => existsSync(join(__dirname, `${kind}.test.ts`)));
  expect(Object.keys(databases).sort()).toEqual([...Object.keys(SUBJECTS), ...elsewhere].sort());
});

for (const { title, make } of Object.values(SUBJECTS).flat()) describeDatabase(title, make);
describeDatabase('sqlite without zstd, under bash', () => sqliteSubject(openSqlite, { path: withoutZstd, sh: 'bash' }));
describeDatabase('sqlite under busybox', () => sqliteSubject(openSqlite, { sh: 'busybox sh' }));

const line = (text: string): { program: string; words: string[]; library: false } => ({ program: 'sh', words: ['-c', text], library: false });

const VARIANTS: readonly Broken[] = [
  { title: 'claims a level that it did not reach', breaks: '1 a backup is proven before it counts', change: (real) => ({ backup: (request) => real.backup({ ...request, verify: 'checksum' }) }) },
  { title: 'makes no copies', breaks: '1 a backup is proven before it counts', change: (real) => ({ backup: (request) => real.backup({ ...request, copies: [] }) }) },
  { title: 'knows no minimum size', breaks: '1 a backup that fails leaves nothing but a .part', change: (real) => ({ backup: (request) => real.backup({ ...request, minimumBytes: 0 }) }) },
  {
    title: 'goes on without a copy that fails',
    breaks: '1 a backup that fails leaves nothing but a .part',
    change: (real) => ({ backup: (request) => real.backup({ ...request, copies: request.copies.slice(0, 1) }) }),
  },
  {
    title: 'counts one table a moment later',
    breaks: '1 counts come from the snapshot that was dumped',
    change: (real) => ({
      readBackup: (result) => {
        const manifest = real.readBackup(result);
        const { left_side: table = { rows: 0, hash: '' } } = manifest.tables;
        return { ...manifest, tables: { ...manifest.tables, left_side: { ...table, rows: table.rows + 1 } } };
      },
    }),
  },
  {
    title: 'unpacks over the database whatever comes',
    breaks: '2 a damaged backup is refused before anything is replaced',
    change: (real, root) => ({ restore: (request) => ({ ...real.restore(request), ...line(`zstd -q -d -c ${request.manifest.file} >${join(root, 'shared/store.db')}`) }) }),
  },
  {
    title: 'leaves the old log beside the new file',
    breaks: '3 restore ends with the content of the manifest and keeps the replaced one',
    change: (real, root) => {
      const file = join(root, 'shared/store.db');
      return { restore: (request) => ({ ...real.restore(request), ...line(`mv ${file} ${file}.before-k1; cp ${file}-wal ${file}.before-k1-wal; zstd -q -d -c ${request.manifest.file} >${file}`) }) };
    },
  },
  {
    title: 'keeps nothing of what it replaces',
    breaks: '3 restore ends with the content of the manifest and keeps the replaced one',
    change: (real, root) => {
      const file = join(root, 'shared/store.db');
      return { restore: (request) => ({ ...real.restore(request), ...line(`rm -f ${file}-wal ${file}-shm; zstd -q -d -c ${request.manifest.file} >${file}`) }) };
    },
  },
  { title: 'takes everything for SQL', breaks: '10 what is no SQL is told, and nothing runs', change: () => ({ syntax: () => ({ commands: [], read: () => [] }) }) },
  {
    title: 'keeps it elsewhere than it says',
    breaks: '3 restore ends with the content of the manifest and keeps the replaced one',
    change: (_, root) => ({ readRestore: () => ({ name: join(root, 'elsewhere'), look: 'true', drop: `rm -f ${join(root, 'elsewhere')}` }) }),
  },
  {
    title: 'takes a kept file for the end of a restore',
    breaks: '3 a killed restore goes on',
    change: (real, root) => {
      const file = join(root, 'shared/store.db');
      return {
        restore: (request) => ({
          ...real.restore(request),
          ...line(`[ ! -e ${file}.before-${request.keepAs} ] || exit 0; mv ${file} ${file}.before-${request.keepAs}; sleep 0.3; rm -f ${file}-wal ${file}-shm; zstd -q -d -c ${request.manifest.file} >${file}`),
        }),
      };
    },
  },
  {
    title: 'commits file by file',
    breaks: '4 all of a transaction or nothing, with its revision rows',
    change: (real) => ({ applySql: (request) => real.applySql({ ...request, transaction: 'each' }) }),
  },
  {
    title: 'runs the files and records nothing',
    breaks: '4 all of a transaction or nothing, with its revision rows',
    change: (real, root) => ({ applySql: (request) => ({ ...real.applySql(request), ...line(`exec sqlite3 -bail ${join(root, 'shared/store.db')}`), stdin: `BEGIN;\n${request.files.map(({ text }) => text).join('\n;\n')}\n;\nCOMMIT;\n` }) }),
  },
  {
    title: 'does not look at foreign keys',
    breaks: '4 what leaves more orphans is rolled back',
    change: (real, root) => ({ applySql: (request) => ({ ...real.applySql(request), ...line(`exec sqlite3 -bail ${join(root, 'shared/store.db')}`), stdin: `BEGIN;\n${request.files.map(({ text }) => text).join('\n;\n')}\n;\nCOMMIT;\n` }) }),
  },
  {
    title: 'believes the files that arrive',
    breaks: '4 a file with another digest is not run',
    change: (real, root) => ({ applySql: (request) => ({ ...real.applySql(request), ...line(`exec sqlite3 -bail ${join(root, 'shared/store.db')}`) }) }),
  },
  {
    title: 'runs whatever stands in a file',
    breaks: '4 transaction statements are refused',
    change: (real, root) => ({
      applySql: ({ files, ...request }) => ({ ...real.applySql({ files: [], ...request }), ...line(`exec sqlite3 -bail ${join(root, 'shared/store.db')}`), stdin: files.map(({ text }) => text).join('\n') }),
    }),
  },
  {
    title: 'runs a file without a transaction at once',
    breaks: '4 without a transaction a file goes statement by statement, or is refused',
    change: (real) => ({ applySql: (request) => real.applySql({ ...request, transaction: 'each' }) }),
  },
  {
    title: 'says that nothing would be lost',
    breaks: '5 loss changes nothing and is the real difference',
    change: (real) => ({
      loss: (manifest) => {
        const probe = real.loss(manifest);
        return { commands: probe.commands, read: (results) => ({ ...probe.read(results), tables: {}, rows: 0 }) };
      },
    }),
  },
  {
    title: 'tidies up while it counts',
    breaks: '5 loss changes nothing and is the real difference',
    change: (real, root) => ({
      loss: (manifest) => {
        const probe = real.loss(manifest);
        const tidy = { ...real.forget(manifest, { manifests: root, copies: [] }), ...line(`sqlite3 ${join(root, 'shared/store.db')} 'DELETE FROM added WHERE rowid = 1'; exit 0`) };
        return { commands: [...probe.commands, tidy], read: (results) => probe.read(results.slice(0, 1)) };
      },
    }),
  },
  {
    title: 'opens the file for a query as for a migration',
    breaks: '6 a query changes nothing',
    change: (real, root) => ({ query: (sql, deadlineMs) => ({ ...real.query('SELECT 1', deadlineMs), commands: [{ ...real.inspect().commands[0], ...line(`exec sqlite3 ${join(root, 'shared/store.db')}`), stdin: sql } as Command] }) }),
  },
  {
    title: 'takes the mark of NULL for a value',
    breaks: '6 a query answers',
    change: (real) => ({
      query: (sql, deadlineMs) => {
        const { commands, read } = real.query(sql, deadlineMs);
        return { commands, read: (results) => { const answer = read(results); return { ...answer, rows: answer.rows.map((row) => row.map((value) => value ?? '- null -')) }; } };
      },
    }),
  },
  {
    title: 'compares what it expects with itself',
    breaks: '8 what was done by hand is told from what a file makes, without a trace',
    change: (real) => ({
      trySchema: (request) => {
        const { commands, read } = real.trySchema(request);
        return { commands, read: (results) => { const tried = read(results); return tried.ran ? { ...tried, found: tried.expected } : tried; } };
      },
    }),
  },
  {
    title: 'tries the files on the database itself',
    breaks: '8 what was done by hand is told from what a file makes, without a trace',
    change: (real, root) => ({
      trySchema: (request) => {
        const { commands, read } = real.trySchema(request);
        return { commands: commands.map((command) => ({ ...command, ...line(`sqlite3 ${join(root, 'shared/store.db')}`) })), read };
      },
    }),
  },
  {
    title: 'leaves the copies',
    breaks: 'forget removes a backup, its copies and manifests',
    change: (real) => ({ forget: (manifest, where) => real.forget(manifest, { ...where, copies: [] }) }),
  },
];

function brokenSubject(change: Broken['change']): Subject {
  return sqliteSubject((root) => {
    const real = openSqlite(root);
    const changed = change(real, root);
    return new Proxy(real, {
      get: (target, key) => {
        const mine: unknown = Reflect.get(changed, key);
        if (mine !== undefined) return mine;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  });
}

describeBroken(brokenSubject, VARIANTS);
