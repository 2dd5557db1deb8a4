import { specs } from '../../../src/actions/registry.generated';
import type { ActionSpec } from '../../../src/actions/spec';
import { readInputs } from '../../../src/github/inputs';
import { Failures } from '../../../src/model/failure';

const spec: ActionSpec = {
  id: 'backup',
  name: 'x',
  description: 'x',
  icon: 'x',
  color: 'blue',
  inputs: {
    environment: { description: 'x', required: true },
    config: { description: 'x', default: '.github/lockgate.yml' },
    scope: { description: 'x', default: 'all', options: ['all', 'application'] },
    'dry-run': { description: 'x', default: 'false', options: ['true', 'false'] },
    'github-token': { description: 'x', default: '${{ github.token }}', internal: true },
  },
  outputs: {},
  permissions: {},
  writes: [],
  example: 'x',
  renamed: { env: 'environment' },
};

function problems(env: Record<string, string>): { code: string; problem: string; next: string }[] {
  try {
    readInputs(spec, env);
  } catch (error) {
    if (error instanceof Failures) return error.all.map(({ facts: { code, problem, next } }) => ({ code, problem, next }));
    throw error;
  }
  throw new Error('nothing was wrong');
}

test('declared inputs, trimmed, with their defaults', () => {
  const { values, warnings } = readInputs(spec, { INPUT_ENVIRONMENT: ' production\n', 'INPUT_DRY-RUN': 'TRUE', INPUT_SCOPE: '', 'INPUT_GITHUB-TOKEN': '', PATH: '/bin' });
  expect([...values]).toEqual([
    ['environment', 'production'],
    ['config', '.github/lockgate.yml'],
    ['scope', 'all'],
    ['dry-run', 'true'],
  ]);
  expect(warnings).toEqual([]);
});

test('everything that is wrong at once', () => {
  expect(problems({ INPUT_ENVIROMENT: 'production', INPUT_SCOPE: 'aplication', 'INPUT_DRY-RUN': 'yes', INPUT_ENV: 'production' })).toEqual([
    { code: 'LG-INPUT-MISSING', problem: 'the input "environment" is missing', next: '"enviroment" is no input of this action; write "environment"' },
    { code: 'LG-INPUT-VALUE', problem: 'the input "scope" cannot be "aplication"', next: 'write "all" or "application"; did you mean "application"?' },
    { code: 'LG-INPUT-VALUE', problem: 'the input "dry-run" cannot be "yes"', next: 'write "true" or "false"' },
    { code: 'LG-INPUT-RENAMED', problem: 'the input "env" is now called "environment"', next: 'write "environment" instead of "env"' },
  ]);
});

test('a near miss is warned of, a stranger is left alone', () => {
  const { warnings } = readInputs(spec, { INPUT_ENVIRONMENT: 'production', INPUT_DRY_RUN: 'true', INPUT_QUITE_OTHER: 'x', INPUT_CONFG: '' });
  expect(warnings).toEqual(['"dry_run" is no input of this action and was ignored; did you mean "dry-run"?']);
});

test.each(Object.values(specs).map((one) => [one.id, one] as const))('the defaults of %s pass its own validation', (_, one) => {
  expect(() => readInputs(one, { INPUT_ENVIRONMENT: 'production' })).not.toThrow();
});
