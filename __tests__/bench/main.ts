import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { REPOSITORY } from '../support/job';
import { benchBackup } from './backup-postgres';
import { benchByHand } from './by-hand';
import { benchPipeline, usageBars } from './pipeline';
import { benchRolling } from './rolling';
import { benchStart } from './start';
import { benchStatus } from './status';
import { type Bar, renderTable } from './table';

const MOST_BYTES = 4_000_000;

function bundleBars(): Bar[] {
  const dist = join(REPOSITORY, 'dist');
  const sizes = readdirSync(dist).filter((name) => name === 'index.js' || name.startsWith('chunk-')).map((name) => ({ name, bytes: statSync(join(dist, name)).size }));
  const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  return sizes.map(({ name, bytes }) => ({
    bar: `size of dist/${name}: at most 4 MB`,
    measured: `${(bytes / 1_000_000).toFixed(2)} MB`,
    comparedWith: `all of dist: ${(all / 1_000_000).toFixed(2)} MB`,
    met: bytes <= MOST_BYTES,
  }));
}

async function benchBundles(): Promise<Bar[]> {
  const { usages, memory, back, rig } = await benchPipeline();
  try {
    return [...usageBars(usages), ...(await benchStart(rig)), ...bundleBars(), ...back, ...memory];
  } finally {
    await rig.close();
  }
}

const BENCHES: Readonly<Record<string, () => Promise<Bar[]>>> = { bundles: benchBundles, 'by-hand': benchByHand, rolling: benchRolling, backup: benchBackup, status: benchStatus };

/** The benches that are named, or all of them. */
async function main(words: readonly string[]): Promise<void> {
  const unknown = words.filter((word) => !(word in BENCHES));
  if (unknown.length > 0) throw new Error(`there is no bench ${unknown.join(', ')}: there are ${Object.keys(BENCHES).join(', ')}`);
  const bars: Bar[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) if (words.length === 0 || words.includes(name)) bars.push(...(await bench()));
  console.log(renderTable(bars));
  const missed = bars.filter(({ met }) => met === false).length;
  console.log(missed === 0 ? 'every bar is met' : `${String(missed)} bars are missed`);
  process.exitCode = missed === 0 ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
