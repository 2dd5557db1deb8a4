import { Failure } from '../model/failure';
import type { PendingMigration } from './migration-tool';

/** What an acknowledgement is bound to: it lapses when the file changes. A tool without files has the name alone. */
export function acknowledgementKey({ name, digest }: Pick<PendingMigration, 'name' | 'digest'>): string {
  return digest === '' ? name : `${name}@${digest.slice(0, 8)}`;
}

/** One failure per pending migration whose risk nobody has taken responsibility for, with the line to add. Pure. */
export function acknowledgementProblems(pending: readonly PendingMigration[], acknowledge: Readonly<Record<string, readonly string[]>>): Failure[] {
  return pending.flatMap((migration) => {
    const key = acknowledgementKey(migration);
    const taken = acknowledge[key] ?? [];
    const open = migration.classes.filter((one) => !taken.includes(one));
    if (open.length === 0) return [];
    const classes = migration.classes.join(', ');
    return [
      new Failure({
        kind: 'gate-closed',
        code: 'LG-MIGRATION-UNACKNOWLEDGED',
        problem: `${migration.name} is classified as ${open.join(', ')}, and nobody has taken responsibility for that`,
        cause: migration.findings.join('; '),
        next: `read it, and if it is meant so, add below migrations.acknowledge: ${JSON.stringify(key)}: [${classes}]`,
      }),
    ];
  });
}
