import { parse, stringify } from 'yaml';
import { globalRegistry, type z } from 'zod';

import { checks } from '../../../src/checks/registry.generated';
import * as common from '../../../src/config/common-schemas';
import { describeConfiguration, undescribedKeys } from '../../../src/config/describe';
import { MOMENT_EXAMPLES, ROOT_EXAMPLES } from '../../../src/config/examples';
import { hooks } from '../../../src/config/hooks';
import { maintenance } from '../../../src/config/maintenance';
import type { Plugins } from '../../../src/config/plugins';
import { alternatives } from '../../../src/config/schema-shape';
import { databases } from '../../../src/databases/registry.generated';
import { migrations } from '../../../src/migrations/registry.generated';
import { notifiers } from '../../../src/notifiers/registry.generated';
import { proxies } from '../../../src/proxies/registry.generated';
import { releases } from '../../../src/releases/registry.generated';
import { runtimes } from '../../../src/runtimes/registry.generated';
import { strategies } from '../../../src/strategies/registry.generated';
import { complaints } from './load';

const plugins: Plugins = { releases, runtimes, proxies, strategies, databases, migrations, checks, notifiers };
const variables = { PRODUCTION_HOST: '192.0.2.2', WEB_1: '192.0.2.3', WEB_2: '192.0.2.4', BASTION: '192.0.2.5' };

/** What a schema, or what it wraps, gives as an example. */
function examplesOf(schema: z.core.$ZodType): unknown[] {
  const own = globalRegistry.get(schema)?.['examples'];
  if (Array.isArray(own)) return own;
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return 'innerType' in def ? examplesOf(def.innerType) : [];
}

/** Every place below a schema, with what is an example of it. */
function* placesBelow(schema: z.core.$ZodType, path: string): Generator<{ path: string; schema: z.core.$ZodType; examples: unknown[] }> {
  yield { path, schema, examples: examplesOf(schema) };
  for (const { _zod } of alternatives(schema)) {
    const { def } = _zod;
    if (def.type === 'object') for (const [key, inner] of Object.entries(def.shape)) yield* placesBelow(inner, `${path}.${key}`);
    if (def.type === 'record') yield* placesBelow(def.valueType, `${path}.*`);
    if (def.type === 'array') yield* placesBelow(def.element, `${path}[]`);
  }
}

const { app, url, ssh, hosts, backup, rollback, approval } = common;
const sections = Object.entries({ app, url, ssh, hosts, backup, rollback, approval, hooks, maintenance });
const shapes = Object.entries({ release: common.releaseShape, strategy: common.strategyShape, migrations: common.migrationShape, notify: common.notifierShape, check: common.checkShape, watch: common.watchShape });
const places = [
  ...sections.flatMap(([name, schema]) => [...placesBelow(schema, name)]),
  ...shapes.flatMap(([name, shape]) => Object.entries(shape).flatMap(([key, schema]) => [...placesBelow(schema, `${name}.${key}`)])),
  ...Object.entries(plugins).flatMap(([family, all]) => Object.entries(all as Record<string, { schema: z.ZodType }>).flatMap(([kind, { schema }]) => [...placesBelow(schema, `${family}/${kind}`)])),
];

it('every key has a sentence and an example', () => {
  expect([...undescribedKeys(plugins), ...undescribedKeys(plugins, 'example')]).toEqual([]);
});

it('every example is one that its schema takes', async () => {
  const { safeParse } = await import('zod');
  const told = places.flatMap(({ path, schema, examples }) => examples.map((example) => ({ path, example, schema })));
  expect(told.length).toBeGreaterThan(250);
  expect(told.flatMap(({ path, example, schema }) => (safeParse(schema, example).success ? [] : [`${path}: ${JSON.stringify(example)}`]))).toEqual([]);
});

it('every example stands in the documents as YAML that says just that', () => {
  const unlike = describeConfiguration(plugins).filter(({ path, example }) => Object.keys(parse(example) as object)[0] !== path.split('.').at(-1)?.replace('[]', ''));
  expect(unlike).toEqual([]);
  const written = new Set(describeConfiguration(plugins).map(({ example }) => JSON.stringify(Object.values(parse(example) as object)[0])));
  expect(Object.values(ROOT_EXAMPLES).filter((example) => !written.has(JSON.stringify(example)))).toEqual([]);
});

/** A file that holds every section, so that an example may stand in the place of any. */
const whole = { ...ROOT_EXAMPLES, runtime: { kind: 'systemd', unit: 'shop', port: 8000 }, approval: 'none' };

it.each(Object.entries(ROOT_EXAMPLES))('the example of %s goes together with the others', (key, example) => {
  expect(complaints(stringify({ ...whole, [key]: example }), { variables, plugins })).toEqual([]);
});

it.each(Object.entries(MOMENT_EXAMPLES).filter(([moment]) => moment !== 'follow-up'))('the example of the moment %s is one that is taken', (moment, example) => {
  expect(complaints(stringify({ ...whole, gates: { [moment]: example } }), { variables, plugins })).toEqual([]);
});
