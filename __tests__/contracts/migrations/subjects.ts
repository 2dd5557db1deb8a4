import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { plugin as sqlite } from '../../../src/databases/sqlite';
import { plugin as command } from '../../../src/migrations/command';
import type { MigrationTool } from '../../../src/migrations/migration-tool';
import { plugin as sql } from '../../../src/migrations/sql';
import { layoutOf } from '../../../src/model/layout';
import type { Site } from '../../../src/model/site';
import { LocalShell } from '../../../src/shell/local-shell';
import { sqlFile } from '../databases/subject';
import type { MigrationSubject } from './suite';

export type Change = (tool: MigrationTool, root: string) => Partial<MigrationTool>;

const COMMON = { lockTimeoutMs: 5000, deadlineMs: 30_000 };

function prepare(): { root: string; site: Site; shell: LocalShell; data: string; content: () => string } {
  const root = mkdtempSync(join(tmpdir(), 'lockgate-migrations-'));
  mkdirSync(join(root, 'shared'));
  mkdirSync(join(root, 'db'));
  const data = join(root, 'shared/store.db');
  const site: Site = { app: 'shop', environment: 'test', layout: layoutOf(root), workspace: root, url: '' };
  return { root, site, shell: new LocalShell(), data, content: () => execFileSync('sqlite3', [data, '.dump'], { encoding: 'utf8' }) };
}

function changed(tool: MigrationTool, change: Change | undefined, root: string): MigrationTool {
  if (change === undefined) return tool;
  const mine = change(tool, root);
  return { kind: tool.kind, needsRelease: tool.needsRelease, survey: mine.survey ?? ((path) => tool.survey(path)), apply: mine.apply ?? ((...words) => tool.apply(...words)), ...(tool.baseline === undefined ? {} : { baseline: mine.baseline ?? ((...words) => tool.baseline?.(...words) ?? []) }), ...(tool.prove === undefined ? {} : { prove: mine.prove ?? tool.prove.bind(tool) }) };
}

export const DOWN = 'db/003.down.sql';

export async function sqlSubject(transaction: 'all' | 'each', change?: Change): Promise<MigrationSubject> {
  const { root, site, shell, content } = prepare();
  const names = ['db/001 one.sql', "db/002 two's.sql", 'db/003.sql'] as const;
  const write = (name: string, text: string): void => {
    writeFileSync(join(root, name), text);
  };
  names.forEach((name, n) => {
    write(name, `CREATE TABLE t${String(n)}(x);\nINSERT INTO t${String(n)} VALUES ('a;b');\n`);
  });
  const database = sqlite.open({ file: 'shared/store.db' }, site);
  const open = (): Promise<MigrationTool> => sql.open({ files: ['db/*.sql'], transaction }, site, database, COMMON);
  const text = readFileSync(join(root, names[0]), 'utf8');
  const { digest } = sqlFile(names[0], text);
  await shell.run([database.applySql({ files: [{ name: names[0], digest, text }], transaction: 'all', release: 'r1', ...COMMON })]);
  return {
    root, shell, names, content,
    open: async () => changed(await open(), change, root),
    spoil: () => {
      write(names[2], 'CREATE TABLE half(x);\nINSERT INTO nowhere VALUES (1);\n');
    },
    edit: () => {
      write(names[0], 'CREATE TABLE t0(x, y);\n');
    },
    byHand: (name, more = readFileSync(join(root, name), 'utf8')) => {
      execFileSync('sqlite3', [join(root, 'shared/store.db'), more]);
    },
    forbid: () => {
      write(names[2], 'CREATE TABLE t2(x);\nCOMMIT;\n');
    },
    addDown: () => {
      write(DOWN, 'DROP TABLE t2;\n');
    },
  };
}

/** A team's own tool, as the notes of its owners describe it: versions in a table, applied by a command. */
const TOOL = `
import sqlite3, sys
c = sqlite3.connect(sys.argv[1] + "/shared/store.db", isolation_level=None)
names = ["one", "two", "three"]
c.execute("CREATE TABLE IF NOT EXISTS versions(name)") if sys.argv[2] == "apply" else None
has = c.execute("SELECT count(*) FROM sqlite_master WHERE name = 'versions'").fetchone()[0]
done = [row[0] for row in c.execute("SELECT name FROM versions ORDER BY rowid")] if has else []
if sys.argv[2] == "current": print("\\n".join(done[-1:]))
if sys.argv[2] == "pending": print("\\n".join(n for n in names if n not in done))
if sys.argv[2] == "apply":
    for name in names[: int(sys.argv[3])]:
        if name in done: continue
        c.execute("BEGIN")
        c.execute("CREATE TABLE t_%s(x)" % name)
        if name == "three" and len(sys.argv) > 4: c.execute("CREATE TABLE half(x)"); c.execute("INSERT INTO nowhere VALUES (1)")
        c.execute("INSERT INTO versions VALUES (?)", (name,))
        c.execute("COMMIT")
`;

export async function commandSubject(change?: Change): Promise<MigrationSubject> {
  const { root, site, shell, content } = prepare();
  writeFileSync(join(root, 'tool.py'), TOOL);
  execFileSync('python3', [join(root, 'tool.py'), root, 'apply', '1']);
  let spoilt = '';
  const line = (words: string): string => `python3 tool.py "$LOCKGATE_RELEASE_PATH" ${words}`;
  const open = (): Promise<MigrationTool> =>
    command.open({ apply: line(`apply 3${spoilt}`), current: line('current'), pending: line('pending'), env: {}, lossless: false }, site, undefined, COMMON);
  return {
    root, shell, names: ['one', 'two', 'three'], content,
    open: async () => changed(await open(), change, root),
    spoil: () => {
      spoilt = ' broken';
    },
    edit: undefined,
    byHand: undefined,
    forbid: undefined,
    addDown: undefined,
  };
}
