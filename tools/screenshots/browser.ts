import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WIDTH = 980;

/** No window, no account, nothing fetched: what it shows is the page alone. */
const QUIET = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--force-color-profile=srgb', '--font-render-hinting=none'];

const MEASURE = '<script>document.documentElement.dataset.size = [document.body.scrollHeight, ...[...document.querySelectorAll("table, pre")].filter((one) => one.closest("details:not([open])") === null).map((one) => one.scrollWidth - one.clientWidth)].join(" ")</script>';

export interface Picture {
  readonly png: Buffer;
  readonly height: number;
  /** By how many pixels the widest table or block is wider than its place: a reader has to scroll it. */
  readonly overflow: number;
}

/** A page as Chromium shows it, from its top to its end, in at most 256 colours. */
export function photograph(html: string): Picture {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-screenshot-'));
  const [page, shot] = [join(folder, 'page.html'), join(folder, 'page.png')];
  const open = (...words: string[]): string => execFileSync('chromium', [...QUIET, `--user-data-dir=${join(folder, 'profile')}`, ...words, `file://${page}`], { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    writeFileSync(page, html.replace('</body>', `${MEASURE}</body>`));
    const [height = 0, ...overflows] = (/data-size="([0-9 -]+)"/.exec(open(`--window-size=${String(WIDTH)},600`, '--dump-dom'))?.[1] ?? '').split(' ').map(Number);
    if (height === 0) throw new Error('Chromium told no height of the page');
    open(`--window-size=${String(WIDTH)},${String(height)}`, `--screenshot=${shot}`);
    execFileSync('pngquant', ['--force', '--speed', '1', '--strip', '--output', shot, '256', shot]);
    return { png: readFileSync(shot), height, overflow: Math.max(0, ...overflows) };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
