import type { Unset } from '../config/interpolate';
import { showPath } from '../config/tree';
import { Failure } from '../model/failure';

/** One variable that is not set here, wherever the file takes it. */
export interface UnsetName {
  readonly name: string;
  readonly kind: Unset['kind'];
  readonly environments: readonly string[];
  /** Keys of the configuration, each with its place in the file. */
  readonly used: readonly { readonly key: string; readonly at: string }[];
}

/** Keys whose secret an agent may hold instead. */
const KEYS = /^ssh(\.|$)|^hosts\..*\.key$/;

/** Variables first, then secrets, in the order of the file. Pure. */
export function gatherUnset(found: readonly (Unset & { readonly environment: string })[]): UnsetName[] {
  const byName = new Map<string, typeof found>();
  for (const one of found) byName.set(`${one.kind} ${one.name}`, [...(byName.get(`${one.kind} ${one.name}`) ?? []), one]);
  const all = [...byName.values()].map((uses): UnsetName => {
    const places = new Map(uses.map(({ path, at }) => [showPath(path), `${at.file}:${String(at.line)}:${String(at.column)}`]));
    return { name: uses[0]?.name ?? '', kind: uses[0]?.kind ?? 'variable', environments: [...new Set(uses.map(({ environment }) => environment))], used: [...places].map(([key, at]) => ({ key, at })) };
  });
  return [...all.filter(({ kind }) => kind === 'variable'), ...all.filter(({ kind }) => kind === 'secret')];
}

/** What it is for, and where it is set: at a terminal, and in a workflow. Pure. */
export function unsetRow({ name, kind, environments, used }: UnsetName): readonly [string, string] {
  const keys = used.map(({ key }) => key).join(', ');
  const here = kind === 'variable' ? `export ${name}=…` : `export ${name}="$(cat path/to/it)"${used.every(({ key }) => KEYS.test(key)) ? ' or an ssh agent' : ''}`;
  return [name, `${kind}, for ${keys} of ${environments.join(', ')}; here: ${here}; in a workflow: env: { ${name}: \${{ ${kind === 'variable' ? 'vars' : 'secrets'}.${name} }} } of the step`];
}

/** A value cannot be checked without its variables; secrets are needed where they are used, and not here. Pure. */
export function unsetProblems(unset: readonly UnsetName[]): Failure[] {
  return unset
    .filter(({ kind }) => kind === 'variable')
    .map(({ name, environments, used }) => {
      const places = used.map(({ key, at }) => `${key} at ${at}`).join(', ');
      return new Failure({ kind: 'configuration', code: 'LG-CONFIG-MISSING-VARIABLE', problem: `the variable ${name} is not set, and ${environments.join(', ')} cannot be read without it: ${places}`, next: `set it: export ${name}=…, or give a default: \${${name}:-default}` });
    });
}
