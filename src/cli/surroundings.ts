import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

import { plugins } from '../actions/plugins';
import { environmentNames } from '../config/environment-names';
import type { Unset } from '../config/interpolate';
import { loadSettings } from '../config/load';
import { suggest } from '../config/nearest';
import { type ParsedFile, parseFile } from '../config/parse-yaml';
import type { Settings } from '../config/settings';
import { type ConfigurationFile, readConfiguration } from '../entry/checkout';
import type { Masks } from '../entry/masks';
import { readSecrets } from '../entry/secrets';
import type { Secret } from '../model/secret';
import { usage } from './read-words';
import type { Terminal } from './terminal';

export type Configuration = ConfigurationFile & { readonly environments: readonly string[]; readonly parsed: ParsedFile };

/** Where a verb is called: the folder, what it is told, and what is in the environment. */
export interface Surroundings {
  /** The program's own. */
  readonly version: string;
  readonly options: ReadonlyMap<string, string>;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly masks: Masks;
  readonly signal: AbortSignal;
  /** A variable that holds a secret, registered for masking when read. */
  readonly secret: (name: string) => Secret | undefined;
  /** The folder of the repository. Throws where the one that was named is none. */
  folder(): string;
  /** The file, and the names of its environments. Throws where there is none. */
  configuration(): Configuration;
  /** Throws everything that is wrong in the file. `parsed` is what `configuration` has read of it, to be taken once: problems are added to it. */
  settings(environment: string, options?: { readonly onSecret?: (name: string) => unknown; readonly onUnset?: (unset: Unset) => void; readonly parsed?: ParsedFile }): Settings;
}

export const CONFIGURATION = '.github/lockgate.yml';

export interface SurroundingsRequest {
  readonly version: string;
  readonly options: ReadonlyMap<string, string>;
  readonly terminal: Terminal;
  readonly masks: Masks;
  readonly signal: AbortSignal;
}

/** The folder one stands in, or the one above it that has the configuration, up to the top of the repository. */
function findFolder(from: string, configuration: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, configuration))) return folder;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return from;
  }
}

export function openSurroundings({ version, options, terminal, masks, signal }: SurroundingsRequest): Surroundings {
  const variables = process.env;
  const path = options.get('config') ?? CONFIGURATION;
  const secret = readSecrets(variables, masks, (name) => {
    terminal.progress(`warning: the secret ${name} is too short or too ordinary a word to be hidden; choose a longer one`);
  });
  const folder = (): string => {
    const named = options.get('directory');
    if (named === undefined) return isAbsolute(path) ? process.cwd() : findFolder(process.cwd(), path);
    const found = resolve(named);
    if (statSync(found, { throwIfNoEntry: false })?.isDirectory() !== true) throw usage(`there is no folder ${named}`, 'correct --directory');
    return found;
  };
  const read = (): ConfigurationFile => readConfiguration(folder(), folder(), path);
  return {
    version,
    options,
    variables,
    masks,
    signal,
    secret,
    folder,
    configuration: () => {
      const file = read();
      const parsed = parseFile(file.text, file.name);
      return { ...file, parsed, environments: environmentNames(parsed) };
    },
    settings: (environment, { onSecret = secret, onUnset, parsed } = {}) => {
      const { text, name } = read();
      return loadSettings({ text, file: name, environment, variables, plugins, onSecret, ...(onUnset === undefined ? {} : { onUnset }), ...(parsed === undefined ? {} : { parsed }) });
    },
  };
}

/** The environment that is meant: the only one where none is named. An empty name where the file has none: what reads it tells. */
export function chooseEnvironment(named: string | undefined, environments: readonly string[]): string {
  if (named !== undefined) {
    if (environments.length === 0 || environments.includes(named)) return named;
    throw usage(`there is no environment "${named.slice(0, 60)}"`, suggest(named, environments, 'write --environment with one that is in the configuration'));
  }
  if (environments.length < 2) return environments[0] ?? '';
  throw usage('no environment was chosen, and there are several', `add --environment ${environments.join(' or ')}`);
}
