import { globalRegistry, z } from 'zod';

import type { Moment } from '../model/check';
import { MOMENTS } from '../model/check';
import { secretNames } from '../model/units';
import * as schemas from './common-schemas';
import { MOMENT_EXAMPLES, ROOT_EXAMPLES } from './examples';
import { hooks } from './hooks';
import { maintenance } from './maintenance';
import type { PluginSchema, Plugins } from './plugins';
import type { RootKey } from './root-keys';
import { ROOT_KEYS } from './root-keys';

export interface JsonSchema {
  [key: string]: unknown;
  definitions?: Record<string, JsonSchema>;
  description?: string;
  properties?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[];
}

const SECRET = 'x-secret';

/** One schema as JSON, seen from the input's side; recursive parts go to `definitions` under names of their own. */
class Converter {
  readonly definitions: Record<string, JsonSchema> = {};
  #count = 0;

  convert(schema: z.core.$ZodType): JsonSchema {
    const json = z.toJSONSchema(schema, {
      io: 'input',
      target: 'draft-7',
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        if (secretNames.get(zodSchema) !== undefined) jsonSchema[SECRET] = true;
        // Ours are as they are written in the file, also where a schema makes something else of what is written.
        const written = globalRegistry.get(zodSchema)?.['examples'];
        if (Array.isArray(written)) jsonSchema.examples = written as unknown[];
        // Names of zod's own, which other validators refuse; the pattern beside them says the same.
        if (jsonSchema.format !== undefined && ['starts_with', 'ends_with', 'includes', 'lowercase', 'uppercase', 'regex'].includes(jsonSchema.format)) delete jsonSchema.format;
      },
    }) as JsonSchema;
    const { definitions, ...rest } = json;
    delete rest['$schema'];
    if (definitions === undefined) return rest;
    this.#count += 1;
    const prefix = `shared-${String(this.#count)}-`;
    for (const [name, definition] of Object.entries(definitions)) this.definitions[`${prefix}${name}`] = rename(definition, prefix);
    return rename(rest, prefix);
  }

  shape(shape: z.ZodRawShape): Record<string, JsonSchema> {
    return this.convert(z.strictObject(shape)).properties ?? {};
  }
}

function rename(schema: JsonSchema, prefix: string): JsonSchema {
  return map(schema, (node) => (typeof node['$ref'] === 'string' ? { ...node, $ref: node['$ref'].replace('#/definitions/', `#/definitions/${prefix}`) } : node));
}

/** Every schema inside a schema, from the outside in; where `change` answers with another one, not inside that. */
function map(schema: JsonSchema, change: (node: JsonSchema) => JsonSchema): JsonSchema {
  const changed = change(schema);
  if (changed !== schema) return changed;
  const inner = (value: unknown): unknown => (Array.isArray(value) ? value.map(inner) : typeof value === 'object' && value !== null ? map(value as JsonSchema, change) : value);
  const named = (value: unknown): Record<string, JsonSchema> => Object.fromEntries(Object.entries(value as Record<string, JsonSchema>).map(([key, one]) => [key, map(one, change)]));
  const copy: JsonSchema = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' || key === 'definitions' || key === 'patternProperties') copy[key] = named(value);
    else if (['items', 'additionalProperties', 'propertyNames', 'anyOf', 'oneOf', 'allOf', 'not'].includes(key)) copy[key] = inner(value);
    else copy[key] = value;
  }
  return copy;
}

/** Maps are merged from two places, so that neither of them must be whole; lists replace, and are. */
function relax(schema: JsonSchema): JsonSchema {
  const { required: _, ...rest } = schema;
  const copy: JsonSchema = { ...rest };
  if (copy.properties !== undefined) copy.properties = Object.fromEntries(Object.entries(copy.properties).map(([key, inner]) => [key, relax(inner)]));
  for (const key of ['anyOf', 'oneOf', 'allOf'] as const) if (Array.isArray(copy[key])) copy[key] = (copy[key] as JsonSchema[]).map(relax);
  if (typeof copy['additionalProperties'] === 'object') copy['additionalProperties'] = relax(copy['additionalProperties'] as JsonSchema);
  return copy;
}

const VARIABLE = { $ref: '#/definitions/variable' };

/** Wherever not every text is allowed, a variable is; but not where the name of a secret belongs. */
function allowVariables(schema: JsonSchema): JsonSchema {
  return map(schema, (node) => {
    if (node[SECRET] === true) {
      const { [SECRET]: _, ...rest } = node;
      return rest;
    }
    const type = node['type'];
    const free = type === 'string' && !['pattern', 'enum', 'const', 'format', 'minLength'].some((key) => key in node);
    const scalar = type === 'string' || type === 'number' || type === 'integer' || type === 'boolean' || (type === undefined && ('enum' in node || 'const' in node));
    if (!scalar || free) return node;
    const { description, default: preset, examples, ...rest } = node;
    return { ...(description === undefined ? {} : { description }), ...(preset === undefined ? {} : { default: preset }), ...(examples === undefined ? {} : { examples }), anyOf: [rest, VARIABLE] };
  });
}

function section(converter: Converter, registry: Readonly<Record<string, PluginSchema>>, common: z.ZodRawShape): JsonSchema {
  const shared = converter.shape(common);
  const sharedRequired = (converter.convert(z.strictObject(common))['required'] as string[] | undefined) ?? [];
  if (Object.keys(registry).length === 0) return { type: 'object' };
  return {
    anyOf: Object.entries(registry).map(([kind, { schema }]) => {
      const own = converter.convert(schema);
      return {
        type: 'object',
        ...(own.description === undefined ? {} : { description: own.description }),
        properties: { kind: { const: kind, description: own.description ?? `Chooses "${kind}".` }, ...shared, ...own.properties },
        required: ['kind', ...sharedRequired, ...((own['required'] as string[] | undefined) ?? [])],
        additionalProperties: own['additionalProperties'] ?? false,
      };
    }),
  };
}

/** The settings of a check, with the common keys inside where they are a map. */
function withCommon(schema: JsonSchema, common: Record<string, JsonSchema>): JsonSchema {
  if (schema.anyOf !== undefined) return { ...schema, anyOf: schema.anyOf.map((one) => withCommon(one, common)) };
  return schema['type'] === 'object' && schema.properties !== undefined ? { ...schema, properties: { ...schema.properties, ...common } } : schema;
}

function checkList(converter: Converter, plugins: Plugins): JsonSchema {
  const common = converter.shape(schemas.checkShape);
  const kinds = Object.entries(plugins.checks).map(([kind, { schema }]): JsonSchema => {
    const own = withCommon(converter.convert(schema), common);
    return { type: 'object', properties: { [kind]: { ...own, description: own.description ?? `A check of the kind "${kind}".` }, ...common }, required: [kind], additionalProperties: false };
  });
  return { type: 'array', items: kinds.length === 0 ? {} : { anyOf: kinds } };
}

const WHEN: Readonly<Record<Moment, string>> = {
  preflight: 'Before anything is changed.',
  'backed-up': 'After the backup.',
  migrated: 'After the migrations.',
  instance: 'Of each new instance, before it gets traffic.',
  released: 'After traffic moved.',
  watch: 'While the new release is watched; without checks those of `released` are asked.',
  'follow-up': 'Hours later.',
};

function gates(converter: Converter): JsonSchema {
  const list = { $ref: '#/definitions/checks' };
  const watch = { type: 'object', properties: { ...converter.shape(schemas.watchShape), checks: { description: 'What is asked.', examples: [[{ http: { path: '/health' } }, { errors: { under: '1%' } }]], ...list } }, additionalProperties: false };
  const moments = MOMENTS.filter((moment) => moment !== 'follow-up').map((moment): [string, JsonSchema] => [moment, { description: WHEN[moment], examples: [MOMENT_EXAMPLES[moment]], ...(moment === 'watch' ? watch : { allOf: [list] }) }]);
  return { type: 'object', properties: Object.fromEntries(moments), additionalProperties: false };
}

/** The whole file, for editors. Keys and shapes only: what depends on other sections is told when the file is loaded. */
export function buildJsonSchema(plugins: Plugins): JsonSchema {
  const converter = new Converter();
  const sections: Partial<Record<RootKey, JsonSchema>> = {
    app: converter.convert(schemas.app),
    url: converter.convert(schemas.url),
    ssh: converter.convert(schemas.ssh),
    hosts: converter.convert(schemas.hosts),
    release: section(converter, plugins.releases, schemas.releaseShape),
    runtime: section(converter, plugins.runtimes, {}),
    proxy: section(converter, plugins.proxies, {}),
    strategy: section(converter, plugins.strategies, schemas.strategyShape),
    database: section(converter, plugins.databases, {}),
    migrations: section(converter, plugins.migrations, schemas.migrationShape),
    backup: converter.convert(schemas.backup),
    gates: gates(converter),
    maintenance: converter.convert(maintenance),
    hooks: converter.convert(hooks),
    rollback: converter.convert(schemas.rollback),
    approval: converter.convert(schemas.approval),
    notify: { type: 'array', items: section(converter, plugins.notifiers, schemas.notifierShape) },
  };
  const definitions: Record<string, JsonSchema> = { checks: allowVariables(checkList(converter, plugins)) };
  for (const [key, schema] of Object.entries(sections)) definitions[key] = { ...allowVariables(relax(schema)), description: ROOT_KEYS[key as RootKey], examples: [ROOT_EXAMPLES[key as RootKey]] };
  const shared = Object.fromEntries(Object.keys(sections).map((key): [string, JsonSchema] => [key, { $ref: `#/definitions/${key}` }]));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Lockgate',
    description: 'The configuration file of Lockgate, .github/lockgate.yml.',
    type: 'object',
    properties: {
      version: { const: 1, description: ROOT_KEYS.version, examples: [ROOT_EXAMPLES.version] },
      ...shared,
      environments: { type: 'object', description: ROOT_KEYS.environments, examples: [ROOT_EXAMPLES.environments], minProperties: 1, additionalProperties: { anyOf: [{ $ref: '#/definitions/environment' }, { type: 'null' }] } },
    },
    required: ['version', 'environments'],
    additionalProperties: false,
    definitions: {
      variable: { type: 'string', pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}', description: 'A variable of the step: ${NAME} or ${NAME:-default}.' },
      environment: { type: 'object', description: 'What is different in one environment.', properties: shared, additionalProperties: false },
      ...definitions,
      ...Object.fromEntries(Object.entries(converter.definitions).map(([name, schema]) => [name, allowVariables(schema)])),
    },
  };
}
