import Ajv from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';

import { describeConfiguration, undescribedKeys } from '../../../src/config/describe';
import { buildJsonSchema } from '../../../src/config/json-schema';
import type { Plugins } from '../../../src/config/plugins';
import { duration } from '../../../src/model/units';
import { add, change, SMALL } from './load';
import { fakePlugins } from './fake-plugins';
import { FLASK_SYSTEMD } from './reference';

const accepts = new Ajv().compile(buildJsonSchema(fakePlugins));

describe('the schema for editors', () => {
  test.each([
    ['a small file', SMALL],
    ['the reference configuration', FLASK_SYSTEMD],
    ['variables where numbers belong', change('key: DEPLOY_KEY', 'port: "${PORT:-22}"')],
    ['half a section in each place', change('hosts: { web: 192.0.2.2 } }', 'hosts: { web: 192.0.2.2 }, release: { keep: 3 } }')],
    ['common keys beside a check', add('gates:\n  released:\n    - service: active\n      attempts: 3\n')],
    ['an empty environment', change('{ url: "https://staging.example.org", hosts: { web: 192.0.2.1 } }', '')],
  ])('accepts %s', (_, text) => {
    expect([accepts(parse(text)), accepts.errors]).toEqual([true, null]);
  });

  test.each([
    ['an unknown section', add('databse: {}\n')],
    ['an unknown key of a plugin', change('unit: shop', 'unti: shop')],
    ['a key of another kind', change('unit: shop', 'start: ./run')],
    ['an unknown kind', change('kind: systemd', 'kind: sytemd')],
    ['a bare number for a duration', add('rollback: { loss-allowed: 0 }\n')],
    ['an unknown key of a check', add('gates: { released: [ { http: { pth: / } } ] }\n')],
    ['an unknown moment', add('gates: { release: [] }\n')],
    ['a variable for the name of a secret', change('DEPLOY_KEY', '"${DEPLOY_KEY}"')],
    ['a newer format', change('version: 1', 'version: 2')],
  ])('refuses %s', (_, text) => {
    expect(accepts(parse(text))).toBe(false);
  });

  test('says nothing that only a validator of ours would understand', () => {
    expect(JSON.stringify(buildJsonSchema(fakePlugins))).not.toContain('x-secret');
  });
});

describe('descriptions', () => {
  test('every key of the common sections has one', () => {
    expect(undescribedKeys(fakePlugins)).toEqual([]);
  });

  test('a key without one is found, wherever it is', () => {
    const planted: Plugins = {
      ...fakePlugins,
      databases: { sqlite: { schema: z.strictObject({ file: z.string(), more: z.array(z.strictObject({ deep: z.int() })).describe('More.') }) } },
      checks: { http: { schema: z.strictObject({ path: z.string() }) } },
    };
    expect(undescribedKeys(planted)).toEqual(['database.file (sqlite)', 'database.more[].deep (sqlite)', 'check.http.path']);
  });

  test('a key without an example is found too, but not one that names its few values', () => {
    const planted: Plugins = { ...fakePlugins, checks: { http: { schema: z.strictObject({ path: z.string().meta({ examples: ['/'] }), from: z.enum(['host', 'public']), under: duration, loud: z.boolean() }) } } };
    expect(undescribedKeys(planted, 'example').filter((key) => key.startsWith('check.'))).toEqual(['check.http', 'check.http.under']);
  });

  test('say what a key takes and what it is without being written', () => {
    const keys = describeConfiguration(fakePlugins);
    expect(keys.find(({ path }) => path === 'ssh.key')?.takes).toBe('the name of a variable');
    expect(keys.find(({ path, kind }) => path === 'release.keep' && kind === 'directory')).toMatchObject({ takes: 'a number', preset: '5' });
    expect(keys.find(({ path }) => path === 'check.on-fail')?.takes).toBe('rollback | hold | warn');
    expect(keys.find(({ path }) => path === 'check.http.under')?.takes).toBe('a duration');
  });
});
