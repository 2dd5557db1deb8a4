import type { DescribedKey } from '../../src/config/describe';
import { table } from './readme';

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);

/** Every moment takes the same checks, and every phase the same hooks: they are told once, as `gates.*[]` and `hooks.*[]`. */
function foldChecks(keys: readonly DescribedKey[]): DescribedKey[] {
  const folded = new Map<string, DescribedKey>();
  for (const key of keys) {
    const path = key.path.replace(/^gates\.[a-z-]+(\.checks)?\[\]/, 'gates.*[]').replace(/^hooks\.[a-z-]+\[\]/, 'hooks.*[]');
    const id = `${path} ${key.kind}`;
    if (!folded.has(id)) folded.set(id, { ...key, path });
  }
  // What every check takes is told once too.
  const paths = new Set([...folded.values()].map(({ path }) => path));
  return [...folded.values()].filter(({ path }) => !paths.has(path.replace(/^(gates\.\*\[\])\.[a-z-]+(\.[a-z-]+)$/, '$1$2')) || !/^gates\.\*\[\]\.[a-z-]+\.[a-z-]+$/.test(path));
}

const HEAD = ['Key', 'What it says', 'Takes', 'Default', 'Example'];

/** A table of keys; the kind stands beside them where there are several. */
function keyTable(keys: readonly DescribedKey[]): string {
  const kinds = keys.some(({ kind }) => kind !== '');
  const rows = keys.map(({ path, kind, description, takes, preset, example }) => [code(path), ...(kinds ? [code(kind)] : []), description.replaceAll('<', '&lt;'), takes.replaceAll('<', '&lt;'), code(preset), code(example)]);
  return table(kinds ? [HEAD[0] ?? '', 'Kind', ...HEAD.slice(1)] : HEAD, rows);
}

/** Checks have a table for what all of them take, and one for each kind. */
function checkSection(keys: readonly DescribedKey[], isKind: (name: string) => boolean): string {
  const nameOf = ({ path }: DescribedKey): string => path.split('.')[1] ?? '';
  const kinds = [...new Set(keys.map(nameOf))].filter(isKind).sort();
  const common = keys.filter((key) => !isKind(nameOf(key)));
  const own = kinds.map((kind) => {
    const mine = keys.filter((key) => nameOf(key) === kind).map((key) => ({ ...key, path: key.path.replace(/^check\./, '') }));
    const [itself, ...inside] = mine;
    return `#### ${kind}\n\n${itself?.description ?? ''} For example \`- ${itself?.example ?? ''}\`.${inside.length === 0 ? '' : `\n\n${keyTable(inside)}`}`;
  });
  return [`What every check takes beside its own settings:\n\n${keyTable(common.map((key) => ({ ...key, path: key.path.replace(/^check\./, '') })))}`, ...own].join('\n\n');
}

/** The reference of the configuration file: a table for each key of the top, in the file's own order. */
export function configurationSections(all: readonly DescribedKey[], isCheck: (name: string) => boolean): Record<string, string> {
  const keys = foldChecks(all);
  const tops = [...new Set(keys.map(({ path }) => path.split(/[.[]/)[0] ?? ''))];
  const sections = tops.map((top) => {
    const inside = keys.filter(({ path }) => path.split(/[.[]/)[0] === top);
    // What is told once for all stands behind what it is told for.
    const mine = [...inside.filter(({ path }) => !path.startsWith('hooks.*')), ...inside.filter(({ path }) => path.startsWith('hooks.*'))];
    return `### ${top}\n\n${top === 'check' ? checkSection(mine, isCheck) : keyTable(mine)}`;
  });
  return { keys: sections.join('\n\n') };
}
