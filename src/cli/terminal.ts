import { createInterface } from 'node:readline/promises';

import type { Masks } from '../entry/masks';
import { cleanLines } from '../report/text';

/** The only thing that prints and asks. Control characters are gone and secrets hidden. */
export interface Terminal {
  print(...texts: readonly string[]): void;
  /** Whether somebody says yes; undefined where nobody is there to be asked. */
  confirm(question: string): Promise<boolean | undefined>;
}

export function openTerminal(masks: Masks, signal: AbortSignal): Terminal {
  const print = (...texts: readonly string[]): void => {
    // Once more when invisible characters are gone: they may have stood in the middle of a secret.
    for (const line of texts.flatMap((text) => cleanLines(masks.redact(text)))) process.stdout.write(`${masks.redact(line)}\n`);
  };
  return {
    print,
    confirm: async (question) => {
      if (!process.stdin.isTTY) return undefined;
      const lines = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
      } finally {
        lines.close();
      }
    },
  };
}
