import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { REPOSITORY } from '../support/job';
import { benchPipeline, memoryBars, usageBars } from './pipeline';
import { benchStart } from './start';
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

async function main(): Promise<void> {
  const { usages, memory, back, rig } = await benchPipeline();
  try {
    const bars = [...usageBars(usages), ...(await benchStart(rig)), ...bundleBars(), ...back, ...memoryBars(memory)];
    console.log(renderTable(bars));
    const missed = bars.filter(({ met }) => met === false).length;
    console.log(missed === 0 ? 'every bar is met' : `${String(missed)} bars are missed`);
    process.exitCode = missed === 0 ? 0 : 1;
  } finally {
    await rig.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
