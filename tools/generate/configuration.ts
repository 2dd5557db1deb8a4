import type { DescribedKey } from '../../src/config/describe';
import { table } from './readme';

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** Every moment takes the same checks: they are told once, as `gates.*[]`. */
function foldChecks(keys: readonly DescribedKey[]): DescribedKey[] {
  const folded = new Map<string, DescribedKey>();
  for (const key of keys) {
    const path = key.path.replace(/^gates\.[a-z-]+(\.checks)?\[\]/, 'gates.*[]');
    const id = `${path} ${key.kind}`;
    if (!folded.has(id)) folded.set(id, { ...key, path });
  }
  // What every check takes is told once too.
  const paths = new Set([...folded.values()].map(({ path }) => path));
  return [...folded.values()].filter(({ path }) => !paths.has(path.replace(/^(gates\.\*\[\])\.[a-z-]+(\.[a-z-]+)$/, '$1$2')) || !/^gates\.\*\[\]\.[a-z-]+\.[a-z-]+$/.test(path));
}

/** The reference of the configuration file: a table for each key of the top, in the file's own order. */
export function configurationSections(all: readonly DescribedKey[]): Record<string, string> {
  const keys = foldChecks(all);
  const tops = [...new Set(keys.map(({ path }) => path.split(/[.[]/)[0] ?? ''))];
  const sections = tops.map((top) => {
    const mine = keys.filter(({ path }) => path.split(/[.[]/)[0] === top);
    const rows = mine.map(({ path, kind, description, takes, preset }) => [code(path), kind === '' ? '' : code(kind), description, takes.replaceAll('<', '&lt;'), code(preset)]);
    return `### ${top}\n\n${table(['Key', 'Kind', 'What it says', 'Takes', 'Default'], rows)}`;
  });
  return { keys: sections.join('\n\n') };
}
