import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';

import type { KillShop } from './kill-shop';

/** Whether a step's change can be seen on the host; `reads`: it changes nothing. */
export type Visible = 'reads' | ((sight: Sight, action: string) => boolean);

export interface Sight {
  readonly change: string;
  readonly previous: string;
}

/** A shop that is configured otherwise. */
export interface ShopOptions {
  readonly configure?: (text: string) => string;
  /** Instead of what `visible` says of these steps. */
  readonly visible?: Readonly<Record<string, Visible>>;
  readonly judge?: (shop: KillShop) => string[];
}

/** Where Python itself is: what chooses between versions of it would double the time of every case. */
export const PYTHON = dirname(execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim());

/** The two bodies of one application: what a slow start would add is not this test's matter. */
export const quick = (text: string): string =>
  text
    .replace(/ {2}watch:\n( {4}.*\n)+/, '')
    .replace('settle: 500ms', 'settle: 100ms')
    .replace('attempts: 3, every: 1s', 'attempts: 2, every: 100ms')
    .replace('keep: { last: 5, daily: 14 }', 'keep: { last: 1 }')
    .replace('keep: 3', 'keep: 1')
    .replace(/ {4}- command: .*\n/, '');
