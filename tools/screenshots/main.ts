import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { photograph } from './browser';
import { keepSections, renderPage } from './page';
import { takeSummaries } from './take-summaries';

const LIMIT = 150_000;

/** Takes the summaries of real runs and photographs them as a browser shows them; see docs/summaries.md. Needs `chromium` and `pngquant`. */
async function main(): Promise<void> {
  const taken = await takeSummaries();
  const pages: Readonly<Record<string, readonly string[]>> = {
    plan: [taken.of('plan', 'lockgate')],
    released: [keepSections(taken.of('v2', 'health-check'), ['Sign-off', 'Timeline'])],
    'fell-ill': [keepSections(taken.of('v3', 'health-check'), ['What is wrong', 'Timeline'])],
    'came-back': [keepSections(taken.of('v3', 'rollback'), ['Way back', 'Gate instance', 'Timeline'])],
  };
  const folder = join(__dirname, '../../docs/images');
  mkdirSync(folder, { recursive: true });
  for (const [name, summaries] of Object.entries(pages)) {
    const { png, height, overflow } = photograph(renderPage(summaries));
    writeFileSync(join(folder, `${name}.png`), png);
    console.log(`docs/images/${name}.png  ${String(height)} px high, ${String(png.length)} bytes${overflow > 0 ? `, ${String(overflow)} px wider than its place` : ''}`);
    if (png.length > LIMIT) throw new Error(`${name}.png is larger than ${String(LIMIT)} bytes: show less of it`);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
