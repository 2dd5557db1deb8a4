import type { DescribedKey } from '../../src/config/describe';
import { escapeAngles, table } from './readme';

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

const HEAD = ['Key', 'What it says', 'Takes (default)', 'Example'];

/** A table of keys, by their names below what the heading says. */
function keyTable(keys: readonly DescribedKey[], above: string): string {
  const rows = keys.map(({ path, description, takes, preset, example }) => [
    code(path.startsWith(above) ? path.slice(above.length) : path),
    escapeAngles(description),
    `${escapeAngles(takes)}${preset === '' ? '' : ` (${code(preset)})`}`,
    code(example),
  ]);
  return table(HEAD, rows);
}

const orEmpty = (keys: readonly DescribedKey[], above: string): string[] => (keys.length === 0 ? [] : [keyTable(keys, above)]);

/** What the section is, what it may look like, and its keys; those of a kind stand in a table of that kind. */
function section(top: string, keys: readonly DescribedKey[]): string {
  const itself = keys.find(({ path }) => path === top);
  const inside = keys.filter((key) => key !== itself);
  const kinds = [...new Set(inside.map(({ kind }) => kind).filter((kind) => kind !== ''))];
  const above = inside.every(({ path }) => path.startsWith(`${top}[].`)) ? `${top}[].` : `${top}.`;
  const byKind = kinds.flatMap((kind) => {
    const mine = inside.filter((key) => key.kind === kind);
    const chooses = mine.find(({ path }) => path === `${above}kind`);
    return [`#### ${top}: { kind: ${kind} }`, chooses?.description ?? '', ...orEmpty(mine.filter((key) => key !== chooses), above)];
  });
  const lead = itself === undefined ? [] : [`${itself.description}${inside.length === 0 ? ` Takes ${itself.takes}.` : ''} For example \`${itself.example}\`.`];
  return [`### ${top}`, ...lead, ...orEmpty(inside.filter(({ kind }) => kind === ''), above), ...byKind].join('\n\n');
}

/** Checks have a table for what all of them take, and one for each kind. */
function checkSection(keys: readonly DescribedKey[], isKind: (name: string) => boolean): string {
  const nameOf = ({ path }: DescribedKey): string => path.split('.')[1] ?? '';
  const kinds = [...new Set(keys.map(nameOf))].filter(isKind).sort();
  const own = kinds.flatMap((kind) => {
    const [itself, ...inside] = keys.filter((key) => nameOf(key) === kind);
    return [`#### ${kind}`, `${itself?.description ?? ''} For example \`- ${itself?.example ?? ''}\`.`, ...orEmpty(inside, `check.${kind}.`)];
  });
  return ['### Checks', 'What every check takes beside its own settings:', keyTable(keys.filter((key) => !isKind(nameOf(key))), 'check.'), ...own].join('\n\n');
}

/** The reference of the configuration file, in the file's own order. */
export function configurationSections(all: readonly DescribedKey[], isCheck: (name: string) => boolean): Record<string, string> {
  const keys = foldChecks(all);
  const tops = [...new Set(keys.map(({ path }) => path.split(/[.[]/)[0] ?? ''))];
  const sections = tops.map((top) => {
    const inside = keys.filter(({ path }) => path.split(/[.[]/)[0] === top);
    // What is told once for all stands behind what it is told for.
    const mine = [...inside.filter(({ path }) => !path.startsWith('hooks.*')), ...inside.filter(({ path }) => path.startsWith('hooks.*'))];
    return top === 'check' ? checkSection(mine, isCheck) : section(top, mine);
  });
  return { keys: sections.join('\n\n') };
}
