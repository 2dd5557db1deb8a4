import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';

import type { SqlFile } from '../../databases/database';
import { Failure, Failures } from '../../model/failure';

const WILD = /[*?]/;

function refuse(code: string, problem: string, next: string): Failure {
  return new Failure({ kind: 'configuration', code, problem, next });
}

/** `*` and `?` within one part of a path, as a shell has them. */
function matcher(pattern: string): RegExp {
  const text = [...pattern].map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.+()[\]{}|]/g, '\\$&'))).join('');
  return new RegExp(`^${pattern.startsWith('.') ? '' : '(?!\\.)'}${text}$`, 'u');
}

async function expand(workspace: string, pattern: string): Promise<string[]> {
  let found = [''];
  for (const part of normalize(pattern).split('/')) {
    if (!WILD.test(part)) {
      found = found.map((base) => (base === '' ? part : `${base}/${part}`));
      continue;
    }
    const accepts = matcher(part);
    const inside = await Promise.all(
      found.map(async (base) => {
        const names = await readdir(join(workspace, base)).catch(() => []);
        return names.filter((name) => accepts.test(name)).map((name) => (base === '' ? name : `${base}/${name}`));
      }),
    );
    found = inside.flat();
  }
  // By code unit: the same on every machine, whatever its language.
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

async function readSqlFile(workspace: string, name: string): Promise<SqlFile> {
  const bytes = await readFile(join(workspace, name)).catch((error: unknown) => {
    throw new Failure({
      kind: 'configuration',
      code: 'LG-MIGRATION-FILE-MISSING',
      problem: `the migration file ${name} cannot be read`,
      cause: error instanceof Error ? error.message : String(error),
      next: 'correct `migrations.files`, or check that the step that fetches the repository comes before this one',
    });
  });
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes) || text.startsWith('\uFEFF')) {
    throw refuse('LG-MIGRATION-FILE-ENCODING', `the migration file ${name} is not plain UTF-8`, `save ${name} as UTF-8 without a byte order mark`);
  }
  return { name, digest: createHash('sha256').update(bytes).digest('hex'), text };
}

/** A migration, and the file beside it that takes it back. */
export interface MigrationFile extends SqlFile {
  readonly down?: SqlFile;
}

const DOWN = '.down.sql';
/** `name.sql` or `name.up.sql` is taken back by `name.down.sql`. */
const downOf = (name: string): string | undefined => (name.endsWith('.sql') ? `${name.replace(/(\.up)?\.sql$/, '')}${DOWN}` : undefined);

async function exists(workspace: string, name: string): Promise<boolean> {
  return access(join(workspace, name)).then(
    () => true,
    () => false,
  );
}

/** A file that takes another back is never a migration of its own. */
async function withoutDowns(workspace: string, names: ReadonlySet<string>, problems: Failure[]): Promise<string[]> {
  const kept: string[] = [];
  for (const name of names) {
    if (!name.endsWith(DOWN)) {
      kept.push(name);
      continue;
    }
    const stem = name.slice(0, -DOWN.length);
    const owned = (await exists(workspace, `${stem}.sql`)) || (await exists(workspace, `${stem}.up.sql`));
    if (!owned) problems.push(refuse('LG-MIGRATION-DOWN-ALONE', `${name} takes back a migration that is not there`, `put ${stem}.sql beside it, or give the file another name if it is a migration itself`));
  }
  return kept;
}

async function readMigrationFile(workspace: string, name: string): Promise<MigrationFile> {
  const file = await readSqlFile(workspace, name);
  const down = downOf(name);
  return down !== undefined && (await exists(workspace, down)) ? { ...file, down: await readSqlFile(workspace, down) } : file;
}

/** The files that the configuration names, in order, each once; all that is wrong with them at once. */
export async function readSqlFiles(workspace: string, patterns: readonly string[]): Promise<MigrationFile[]> {
  const problems: Failure[] = [];
  const names = new Set<string>();
  for (const pattern of patterns) {
    if (isAbsolute(pattern) || normalize(pattern).startsWith('..')) {
      problems.push(refuse('LG-MIGRATION-FILE-OUTSIDE', `"${pattern}" is not below the checkout`, 'name files of the repository'));
      continue;
    }
    const found = await expand(workspace, pattern);
    if (found.length === 0) problems.push(refuse('LG-MIGRATION-FILE-MISSING', `no file matches "${pattern}"`, 'correct `migrations.files`'));
    for (const name of found) names.add(name);
  }
  const kept = await withoutDowns(workspace, names, problems);
  const read = await Promise.allSettled(kept.map((name) => readMigrationFile(workspace, name)));
  for (const result of read) {
    if (result.status === 'fulfilled') continue;
    if (result.reason instanceof Failure) problems.push(result.reason);
    else throw result.reason;
  }
  if (problems.length > 0) throw new Failures(problems);
  return read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
