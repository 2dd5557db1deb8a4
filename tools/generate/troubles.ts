import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Trouble, Troubles } from '../../src/model/trouble';

/** What the files `troubles.ts` say, by code. A code in two of them is a problem. */
export async function loadTroubles(root: string): Promise<{ readonly troubles: ReadonlyMap<string, Trouble>; readonly problems: string[] }> {
  const troubles = new Map<string, Trouble>();
  const problems: string[] = [];
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)troubles\.ts$/.test(name)).sort()) {
    const { troubles: here } = (await import(join(root, 'src', path))) as { troubles: Troubles };
    for (const [code, trouble] of Object.entries(here)) {
      if (troubles.has(code)) problems.push(`src/${path}: ${code} stands in another file troubles.ts too`);
      troubles.set(code, trouble);
    }
  }
  return { troubles, problems };
}
