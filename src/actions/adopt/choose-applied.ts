import type { MigrationSurvey } from '../../migrations/migration-tool';
import { Failure } from '../../model/failure';

/**
 * Which of the pending migrations are applied, as somebody says who knows: never guessed, since a wrong answer runs a
 * migration twice or never.
 */
export function chooseApplied(host: string, pending: MigrationSurvey['pending'], said: string | undefined): readonly string[] {
  const names = pending.map(({ name }) => name);
  if (names.length === 0) return [];
  if (said === undefined) {
    throw new Failure({
      kind: 'configuration',
      code: 'LG-ADOPT-APPLIED',
      problem: `nobody has said which of ${String(names.length)} migrations are applied already`,
      host,
      cause: names.join(', '),
      next: `add --applied all, --applied none, or the names of those that are: --applied ${names[0] ?? ''}`,
    });
  }
  if (said === 'all') return names;
  if (said === 'none') return [];
  const chosen = said.split(',').map((name) => name.trim()).filter((name) => name !== '');
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length === 0) return names.filter((name) => chosen.includes(name));
  throw new Failure({
    kind: 'configuration',
    code: 'LG-ADOPT-APPLIED',
    problem: `--applied names what is not pending: ${unknown.join(', ')}`,
    host,
    cause: `pending: ${names.join(', ')}`,
    next: 'write the names as they are listed, with commas between them',
  });
}
