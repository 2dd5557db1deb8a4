import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readMaintenance } from '../../src/model/maintenance';
import { processesOf } from '../../tools/kill-harness/processes';
import { judgeRecord, type Settled } from './kill-record';
import { isApplication, type KillShop } from './kill-shop';

/** Files and folders below a folder whose name says that they are unfinished. */
function unfinished(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /(\.part|\.tmp|\.current\.lockgate|\.ready)$|\/\.lockgate-(loss|restore)/.test(path));
}

/** What users see, once something answers that had been told to start. */
export async function serving(shop: KillShop): Promise<string> {
  for (let look = 0; ; look += 1) {
    const served = await shop.rig.served();
    if ('version' in served) return `${served.version} ${served.release}`;
    if (look === 20) return `ill: ${served.ill}`;
    await sleep(100);
  }
}

/** The database as it must be at any time, whatever was killed: nothing lost, nothing twice, no migration in half. */
export function judgeDatabase(shop: KillShop): string[] {
  const { rig, customer } = shop;
  const wrong: string[] = [];
  if (rig.sql('PRAGMA integrity_check') !== 'ok') wrong.push('the database is damaged');
  const base = ['Teapot', 'Strainer', 'Green tea, 100 g'];
  const names = rig.sql('SELECT name FROM products ORDER BY id').split('\n');
  if (new Set(names).size !== names.length) wrong.push('rows are there twice');
  const missing = [...base, ...customer.accepted].filter((name) => !names.includes(name));
  if (missing.length > 0) wrong.push(`rows are lost: ${missing.join(', ')}`);
  const strange = names.filter((name) => !base.includes(name) && !customer.sent.has(name));
  if (strange.length > 0) wrong.push(`rows came from nowhere: ${strange.join(', ')}`);
  const applied = rig.sql('SELECT name FROM lockgate_migrations ORDER BY rowid').split('\n').map((name) => name.replace(/^.*\//, ''));
  const second = applied.includes('002_stock.sql');
  if (applied.join() !== (second ? '001_products.sql,002_stock.sql' : '001_products.sql')) wrong.push(`migrations on record: ${applied.join()}`);
  const table = rig.sql("SELECT count(*) FROM sqlite_master WHERE name = 'deliveries'") === '1';
  const column = rig.sql("SELECT count(*) FROM pragma_table_info('products') WHERE name = 'stock'") === '1';
  if (table !== second || column !== second) wrong.push(`the second migration is there in part: record ${String(second)}, table ${String(table)}, column ${String(column)}`);
  if (table && rig.sql('SELECT count(*) - count(DISTINCT product_id) FROM deliveries') !== '0') wrong.push('the second migration was applied twice');
  if (table && Number(rig.sql('SELECT count(*) FROM deliveries')) < base.length) wrong.push('the second migration lacks rows');
  return wrong;
}

export interface Expected extends Settled {
  /** The version that serves, and of which release: the one before the change, or a change's own. */
  readonly version: string;
  /** The release; any one of the version when absent. */
  readonly release?: string;
}

/** Everything that must be true when nobody works any more. */
export async function judge(shop: KillShop, expected: Expected): Promise<string[]> {
  const { rig } = shop;
  const wrong = judgeDatabase(shop);
  const served = await serving(shop);
  if (!served.startsWith(`${expected.version} `)) wrong.push(`serves ${served}, expected ${expected.version}`);
  if (served.split(' ')[1] !== rig.current) wrong.push(`serves ${served} while current names ${rig.current}`);
  if (expected.release !== undefined && rig.current !== expected.release) wrong.push(`current is ${rig.current}, expected ${expected.release}`);
  const migrated = rig.sql("SELECT count(*) FROM lockgate_migrations WHERE name LIKE '%002%'") === '1';
  if (expected.version !== '1.0.0' && !migrated) wrong.push('the new version serves on the old schema');
  const folders = readdirSync(join(rig.root, 'releases'));
  wrong.push(...judgeRecord({ current: rig.current, complete: folders.filter((id) => shop.complete(id)), changes: rig.changes, leaseOwner: rig.lease.owner, releases: rig.releases, folders }, expected));
  wrong.push(...shop.judgeMore());
  if (readMaintenance(rig.journal) !== undefined) wrong.push('the record says that maintenance lasts');
  if (shop.applications.length !== 1) wrong.push(`${String(shop.applications.length)} applications run`);
  let strays = strayProcesses(shop);
  for (let look = 0; strays.length > 0 && look < 100; look += 1) {
    await sleep(100);
    strays = strayProcesses(shop);
  }
  if (strays.length > 0) wrong.push(`processes are left: ${strays.join('; ')}`);
  const left = expected.swept ? unfinished(rig.disk) : unfinished(join(rig.root, 'releases'));
  if (left.length > 0) wrong.push(`unfinished files are left: ${left.join(', ')}`);
  return wrong;
}

function strayProcesses(shop: KillShop): string[] {
  return processesOf(shop.rig.folder).filter((one) => !isApplication(one)).map(({ pid, words }) => `${String(pid)} ${words}`);
}
