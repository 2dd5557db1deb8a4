import { stringify } from 'yaml';

import { checkShape } from './common-schemas';
import type { JsonSchema } from './json-schema';
import { buildJsonSchema } from './json-schema';
import type { Plugins } from './plugins';

/** A key of the file as the documentation shows it. */
export interface DescribedKey {
  /** `release.keep`; keys of checks, which are the same at every moment, as `check.http.path` and `check.attempts`. */
  readonly path: string;
  /** The kind of plugin that takes it; empty for a key of every kind. */
  readonly kind: string;
  readonly description: string;
  /** "text", "5s", "a | b" */
  readonly takes: string;
  /** As it would be written; empty for none. */
  readonly preset: string;
  /** The key with a value, as it would be written: `keep: 10`. Empty for none. */
  readonly example: string;
}

/** `key: { a: 1 }`: on one line, as a person writes it. */
function writeFlow(key: string, value: unknown): string {
  const flow = stringify({ [key]: value }, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return flow.slice(2, -2).replaceAll('[ ', '[').replaceAll(' ]', ']');
}

class Walker {
  readonly keys: DescribedKey[] = [];
  readonly #definitions: Record<string, JsonSchema>;

  constructor(readonly root: JsonSchema) {
    this.#definitions = root.definitions ?? {};
  }

  resolve(schema: JsonSchema): JsonSchema {
    const target = typeof schema['$ref'] === 'string' ? this.#definitions[schema['$ref'].replace('#/definitions/', '')] : undefined;
    return target === undefined ? schema : { ...target, ...schema, description: schema.description ?? target.description ?? '' };
  }

  walk(given: JsonSchema, path: string, kind: string, seen: ReadonlySet<string>): void {
    const reference = typeof given['$ref'] === 'string' ? given['$ref'] : '';
    if (reference !== '' && seen.has(reference)) return;
    const next = reference === '' ? seen : new Set([...seen, reference]);
    const schema = this.resolve(given);
    const chosen = schema.properties?.['kind']?.anyOf?.[0]?.['const'];
    const kindHere = typeof chosen === 'string' ? chosen : kind;
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      const resolved = this.resolve(inner);
      const own = path === '' ? key : `${path}.${key}`;
      this.keys.push({ path: own, kind: kindHere, description: resolved.description ?? '', takes: this.takes(resolved), preset: 'default' in resolved ? JSON.stringify(resolved['default']) : '', example: this.example(key, resolved) });
      this.walk(inner, own, kindHere, next);
    }
    for (const one of [...(schema.anyOf ?? []), ...((schema['allOf'] as JsonSchema[] | undefined) ?? [])]) this.walk(one, path, kindHere, next);
    if (typeof schema['items'] === 'object') this.walk(schema['items'] as JsonSchema, `${path}[]`, kindHere, next);
    if (typeof schema['additionalProperties'] === 'object') this.walk(schema['additionalProperties'] as JsonSchema, `${path}.*`, kindHere, next);
  }

  /** What the schema gives as an example; where it names the few values that it takes, one that is not the default. */
  example(key: string, given: JsonSchema): string {
    const written: unknown = Array.isArray(given['examples']) ? given['examples'][0] : this.values(given).find((value) => value !== given['default']) ?? this.values(given)[0];
    return written === undefined ? '' : writeFlow(key, written);
  }

  values(given: JsonSchema): unknown[] {
    const schema = this.resolve(given);
    if (schema['const'] !== undefined) return [schema['const']];
    if (Array.isArray(schema['enum'])) return schema['enum'];
    if (schema['type'] === 'boolean') return [true, false];
    return (schema.anyOf ?? []).flatMap((one) => this.values(one));
  }

  takes(given: JsonSchema): string {
    const schema = this.resolve(given);
    if (schema['const'] !== undefined) return JSON.stringify(schema['const']).replaceAll('"', '');
    if (Array.isArray(schema['enum'])) return schema['enum'].map(String).join(' | ');
    const many = schema.anyOf ?? (schema['allOf'] as JsonSchema[] | undefined);
    if (many !== undefined) return [...new Set(many.filter((one) => one['$ref'] !== '#/definitions/variable').map((one) => this.takes(one)))].join(' | ');
    if (typeof schema['title'] === 'string') return schema['title'];
    const names: Readonly<Record<string, string>> = { string: 'text', integer: 'a number', number: 'a number', boolean: 'true | false', array: 'a list', object: 'a map', null: 'nothing' };
    return names[String(schema['type'])] ?? 'anything';
  }
}

/** Every key that the file may have, for the documentation; keys of environments are those of the top. */
export function describeConfiguration(plugins: Plugins): DescribedKey[] {
  const root = buildJsonSchema(plugins);
  const walker = new Walker(root);
  const checks = '#/definitions/checks';
  const { environments, ...properties } = root.properties ?? {};
  walker.walk({ ...root, properties: { ...properties, environments: { type: 'object', description: environments?.description ?? '', examples: environments?.['examples'] } } }, '', '', new Set([checks]));
  const list = walker.resolve({ $ref: checks });
  walker.walk((list['items'] as JsonSchema | undefined) ?? {}, 'check', '', new Set([checks]));
  const seen = new Set<string>();
  return walker.keys.filter(({ path, kind, takes }) => {
    const [first, , key, ...deeper] = path.split('.');
    if (first === 'check' && deeper.length === 0 && key !== undefined && Object.hasOwn(checkShape, key)) return false;
    const id = `${path} ${kind} ${takes}`;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** Keys that nobody has described, or without an example; the generator refuses them. */
export function undescribedKeys(plugins: Plugins, part: 'description' | 'example' = 'description'): string[] {
  return [...new Set(describeConfiguration(plugins).filter((key) => key[part].trim() === '').map(({ path, kind }) => (kind === '' ? path : `${path} (${kind})`)))];
}
