import type { LoadRequest } from '../../../src/config/load';
import { loadSettings } from '../../../src/config/load';
import type { Settings } from '../../../src/config/settings';
import { Failures } from '../../../src/model/failure';
import { fakePlugins } from './fake-plugins';

export const FILE = '.github/lockgate.yml';

export function load(text: string, more: Partial<LoadRequest> = {}): Settings {
  return loadSettings({ text, file: FILE, environment: 'production', variables: {}, plugins: fakePlugins, ...more });
}

export interface Told {
  readonly code: string;
  /** `12:5 where: what`, without the file's name. */
  readonly problem: string;
  readonly next: string;
}

/** Everything that is said about a file, in order; empty when it is accepted. */
export function complaints(text: string, more: Partial<LoadRequest> = {}): Told[] {
  try {
    load(text, more);
    return [];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.all.map(({ facts }) => {
      if (facts.kind !== 'configuration') throw error;
      return { code: facts.code.replace('LG-CONFIG-', ''), problem: facts.problem.replace(`${FILE}:`, '').replace(/^(\d+:\d+):/, '$1'), next: facts.next };
    });
  }
}

/** A small file that is right; `change` replaces text in it. */
export const SMALL = `version: 1
app: shop
ssh: { user: deploy, key: DEPLOY_KEY }
release:
  kind: directory
  path: /srv/shop
runtime: { kind: systemd, unit: shop }
environments:
  staging:    { url: "https://staging.example.org", hosts: { web: 192.0.2.1 } }
  production: { url: "https://example.org", hosts: { web: 192.0.2.2 } }
`;

export function change(from: string, to: string, text = SMALL): string {
  if (!text.includes(from)) throw new Error(`"${from}" is not in the text`);
  return text.replace(from, () => to);
}

/** `line:column` of the last place where something is written. */
export function placeOf(needle: string, text: string): string {
  const before = text.slice(0, text.lastIndexOf(needle)).split('\n');
  return `${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)}`;
}

export function add(text: string): string {
  return `${SMALL}${text}`;
}

/** A file, and what else the request has. */
export type Given = string | [string, Partial<LoadRequest>];

/** `CODE line:column where: what -> next` for everything that is said. */
export function told(given: Given): string[] {
  const [text, more] = typeof given === 'string' ? [given, {}] : given;
  return complaints(text, more).map(({ code, problem, next }) => `${code} ${problem} -> ${next}`);
}
