import { functions } from './library.generated';

interface HostFunction {
  readonly text: string;
  /** Functions that it may call: every name of one that its text holds. */
  readonly uses: readonly string[];
}

const NAME = /\blg_[a-z0-9_]+/g;

let known: ReadonlyMap<string, HostFunction> | undefined;

function readFunctions(): ReadonlyMap<string, HostFunction> {
  return new Map(functions.map(([name, ...lines]) => [name, { text: `${lines.join('\n')}\n`, uses: namesIn(lines.join('\n')) }]));
}

function namesIn(text: string): string[] {
  return [...new Set(text.match(NAME))];
}

/**
 * The functions that a script calls, and those that they call, in the order of the library: to be sent before it. A round
 * trip carries a few kilobytes at first, and the whole library is many.
 */
export function libraryFor(script: string): string {
  known ??= readFunctions();
  const needed = new Set<string>();
  const open = namesIn(script);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const found = needed.has(name) ? undefined : known.get(name);
    if (found === undefined) continue;
    needed.add(name);
    open.push(...found.uses);
  }
  return [...known].filter(([name]) => needed.has(name)).map(([, { text }]) => text).join('');
}
