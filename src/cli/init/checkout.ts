import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What `init` asks of the folder of a repository. */
export interface Checkout {
  /** Of the folder. */
  readonly name: string;
  has(path: string): boolean;
  /** The text of a file; empty where there is none, and of one that is larger than anybody writes by hand. */
  read(path: string): string;
  /** Names of what is in a folder; empty where there is none. */
  list(path: string): readonly string[];
}

const MOST_BYTES = 1024 * 1024;

export function openCheckout(folder: string): Checkout {
  const stat = (path: string): ReturnType<typeof statSync> => statSync(join(folder, path), { throwIfNoEntry: false });
  return {
    name: basename(folder),
    has: (path) => existsSync(join(folder, path)),
    read: (path) => {
      const found = stat(path);
      return found?.isFile() === true && found.size <= MOST_BYTES ? readFileSync(join(folder, path), 'utf8') : '';
    },
    list: (path) => (stat(path)?.isDirectory() === true ? readdirSync(join(folder, path)).sort() : []),
  };
}
