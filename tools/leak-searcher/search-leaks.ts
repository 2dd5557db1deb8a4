import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

import { type Content, contentsOf } from './contents';
import { type NamedSecret, type Needle, needlesOf } from './needles';
import { bare, readingsOf } from './readings';

export interface Finding {
  /** The secret's name; its value is in no finding. */
  readonly secret: string;
  readonly where: string;
  /** "line 2, base64 at 1, JSON-escaped" */
  readonly form: string;
  /** What stands before it. */
  readonly after: string;
}

export interface Search {
  readonly secrets: readonly NamedSecret[];
  readonly texts?: readonly { readonly where: string; readonly text: string }[];
  /** Files or folders, looked through with everything below them: names, link targets, contents. */
  readonly folders?: readonly string[];
  /** The same for what may be gone already, such as files of others in a common folder. */
  readonly passing?: readonly string[];
  /** Says that a place is where a secret belongs. Asked of findings alone, so that it hides nothing else. */
  readonly belongs?: (finding: Finding) => boolean;
}

interface Armed extends Needle {
  readonly bared: string;
}

const missing = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** Everything below a path. What vanishes while it is looked at is gone; what cannot be read is an error. */
function* walk(path: string): Generator<Content> {
  let names: string[] = [];
  try {
    const stat = lstatSync(path);
    if (stat.isSymbolicLink()) yield { where: `${path} (where the link leads)`, bytes: Buffer.from(readlinkSync(path)) };
    else if (stat.isFile()) yield* contentsOf(path, readFileSync(path), path);
    else if (stat.isDirectory()) names = readdirSync(path);
  } catch (error) {
    if (!missing(error)) throw error;
  }
  for (const name of names) {
    yield { where: `${join(path, name)} (its name)`, bytes: Buffer.from(name) };
    yield* walk(join(path, name));
  }
}

function describeBefore(text: string, at: number): string {
  return Buffer.from(text.slice(Math.max(0, at - 40), at), 'latin1').toString('utf8').replaceAll(/[^\u0020-\u007e]/g, ' ');
}

function searchContent({ where, bytes }: Content, needles: readonly Armed[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const [text, how] of readingsOf(bytes.toString('latin1'))) {
    const lower = text.toLowerCase();
    const bared = bare(text);
    const lowerBared = bared.toLowerCase();
    for (const { secret, form, bytes: needle, bared: baredNeedle, anyCase } of needles) {
      const at = (anyCase ? lower : text).indexOf(needle);
      const baredAt = at >= 0 ? -1 : (anyCase ? lowerBared : bared).indexOf(baredNeedle);
      if (at < 0 && baredAt < 0) continue;
      const name = [form, ...(how === 'as it is' ? [] : [how]), ...(at < 0 ? ['quoted or broken up'] : [])].join(', ');
      // One finding for a secret and a piece of it: the plainest reading comes first.
      if (!found.has(`${secret} ${form}`)) found.set(`${secret} ${form}`, { secret, where, form: name, after: at < 0 ? describeBefore(bared, baredAt) : describeBefore(text, at) });
    }
  }
  return [...found.values()];
}

/** Where secrets can be seen, in whatever common form. Throws when something cannot be looked at. */
export function searchLeaks({ secrets, texts = [], folders = [], passing = [], belongs = () => false }: Search): Finding[] {
  const needles = secrets.flatMap(needlesOf).map((needle): Armed => ({ ...needle, bared: bare(needle.bytes) }));
  const findings: Finding[] = [];
  for (const { where, text } of texts) findings.push(...searchContent({ where, bytes: Buffer.from(text, 'utf8') }, needles));
  for (const folder of folders) lstatSync(folder);
  for (const folder of [...folders, ...passing]) {
    for (const content of walk(folder)) findings.push(...searchContent(content, needles));
  }
  return findings.filter((finding) => !belongs(finding));
}
