import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(__dirname, '../../docs/server-setup.md');

export interface SetupBlock {
  /** The heading that it stands below. */
  readonly topic: string;
  readonly script: string;
}

/** The fenced blocks of `docs/server-setup.md`, in order: what somebody who follows the page runs as root. */
export function readSetupBlocks(text = readFileSync(PAGE, 'utf8')): SetupBlock[] {
  const blocks: SetupBlock[] = [];
  let topic = '';
  let lines: string[] | undefined;
  for (const line of text.split('\n')) {
    if (lines === undefined) {
      if (line.startsWith('## ')) topic = line.slice(3);
      if (line === '```sh') lines = [];
    } else if (line === '```') {
      blocks.push({ topic, script: `${lines.join('\n')}\n` });
      lines = undefined;
    } else lines.push(line);
  }
  if (lines !== undefined) throw new Error(`the block below "${topic}" has no end`);
  return blocks;
}
