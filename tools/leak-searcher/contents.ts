import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';

/** Bytes to look through, and how they were come by. */
export interface Content {
  readonly where: string;
  readonly bytes: Buffer;
}

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const SQLITE = Buffer.from('SQLite format 3\0');
const DEEPEST = 4;
const MOST_BYTES = 512 * 1024 * 1024;

const startsWith = (bytes: Buffer, magic: Buffer): boolean => bytes.subarray(0, magic.length).equals(magic);

function run(program: string, words: readonly string[], input?: Buffer): Buffer {
  return execFileSync(program, [...words], { input, maxBuffer: MOST_BYTES, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Every value of every table as text or hexadecimal, long ones in one piece, with what only the write-ahead log holds. */
const DUMP = `
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.text_factory = bytes
out = sys.stdout.buffer
for name, sql in base.execute("SELECT name, sql FROM sqlite_master").fetchall():
    out.write((sql or b"") + b"\\n")
for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND (sql IS NULL OR sql NOT LIKE 'CREATE VIRTUAL%')").fetchall():
    for row in base.execute('SELECT * FROM "' + name.decode().replace('"', '""') + '"'):
        for value in row:
            out.write((value if isinstance(value, bytes) else str(value).encode()) + b"\\n")
`;

function dumpDatabase(bytes: Buffer, file: string | undefined): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-leaks-'));
  try {
    const copy = join(folder, 'copy.db');
    writeFileSync(copy, bytes);
    if (file !== undefined && existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    return run('python3', ['-c', DUMP, copy]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What some bytes hold: themselves, and what they are when they are unpacked. `file` is their place on the disk where they
 * have one. What looks packed and cannot be unpacked is an error: nobody may take it for clean.
 */
export function contentsOf(where: string, bytes: Buffer, file?: string, depth = 0): Content[] {
  const own: Content = { where, bytes };
  const unpack = (how: string, work: () => Buffer): Content[] => {
    if (depth >= DEEPEST) throw new Error(`${where} is packed more than ${String(DEEPEST)} times`);
    let inside: Buffer;
    try {
      inside = work();
    } catch (error) {
      throw new Error(`${where} cannot be looked into (${how}): ${String(error)}`, { cause: error });
    }
    return [own, ...contentsOf(`${where} (${how})`, inside, undefined, depth + 1)];
  };
  // A file that was cut short is looked through as far as it goes.
  if (startsWith(bytes, GZIP)) return unpack('unpacked by gzip', () => gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_BYTES }));
  if (startsWith(bytes, ZSTD)) return unpack('unpacked by zstd', () => run('zstd', ['-dcq'], bytes));
  if (startsWith(bytes, SQLITE)) return unpack('rows of the database', () => dumpDatabase(bytes, file));
  return [own];
}
