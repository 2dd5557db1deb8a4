import type { KillDirectory } from './kill-directory';
import type { Sight } from './kill-directory-sight';
import { judgeRecord, type Settled } from './kill-record';

/** The database as it must be at any time, whatever was killed: nothing lost, nothing twice, no migration in half. */
function judgeDatabase(shop: KillDirectory, accepted: readonly string[], { companies, applied, marks, columns, databases, change }: Sight): string[] {
  const wrong: string[] = [];
  const { sent } = shop.customer;
  if (new Set(companies).size !== companies.length) wrong.push('rows are there twice');
  const missing = accepted.filter((name) => !companies.includes(name));
  if (missing.length > 0) wrong.push(`rows are lost: ${missing.join(', ')}`);
  const strange = companies.filter((name) => !sent.has(name));
  if (strange.length > 0) wrong.push(`rows came from nowhere: ${strange.join(', ')}`);
  const own = columns.flatMap((name) => /^m(\d+)$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);
  if (applied.join() !== marks.join() || applied.join() !== own.join()) wrong.push(`migrations are there in part: on record ${applied.join()}; rows ${marks.join()}; columns ${own.join()}`);
  if (change?.closed !== undefined && !columns.includes('name')) wrong.push('the schema is the one of a bad release');
  const odd = databases.filter((name) => !name.startsWith('directory_before_'));
  if (odd.length > 0) wrong.push(`databases are left: ${odd.join(', ')}`);
  return wrong;
}

export interface Expected extends Settled {
  /** The version that serves, `v7`. */
  readonly version: string;
}

/** Everything that must be true when nobody works any more, or when somebody has just begun with a change of his own. */
export async function judge(shop: KillDirectory, expected: Expected): Promise<string[]> {
  const served = await shop.served();
  // What is taken while the server is looked at may come too late to be seen.
  const accepted = [...shop.customer.accepted];
  let sight = await shop.sight();
  // A script that was killed has programs of another user that end a moment later.
  for (let count = 0; count < 20 && expected.working === undefined && (sight.strays.length > 0 || sight.sessions > 0); count += 1) sight = await shop.sight();
  const wrong = [...judgeDatabase(shop, accepted, sight), ...judgeRecord(sight, expected)];
  if (served !== `${expected.version} ${sight.current}`) wrong.push(`serves ${served} while current names ${sight.current}, expected ${expected.version}`);
  const version = Number(expected.version.slice(1));
  if (!sight.marks.includes(version)) wrong.push('a version serves on an older schema');
  for (const { name, active, enabled, release } of sight.units) {
    if (active !== 'active' || enabled !== 'enabled') wrong.push(`${name} is ${active} and ${enabled}`);
    if (release !== sight.current) wrong.push(`${name} runs ${release} while current names ${sight.current}`);
  }
  if (sight.routed.join() !== shop.ports.join()) wrong.push(`traffic goes to ${sight.routed.join()}`);
  if (expected.working !== undefined) return wrong;
  if (sight.strays.length > 0) wrong.push(`processes are left: ${sight.strays.join('; ')}`);
  if (sight.sessions > 0) wrong.push(`${String(sight.sessions)} sessions in the database are left`);
  if (!expected.swept) return wrong;
  if (sight.unfinished.length > 0) wrong.push(`unfinished files are left: ${sight.unfinished.join(', ')}`);
  for (const [index, dumps] of sight.dumps.entries()) {
    if (dumps.join() !== sight.manifests.join()) wrong.push(`backups in place ${String(index + 1)}: ${dumps.join()}; on record: ${sight.manifests.join()}`);
  }
  return wrong;
}
