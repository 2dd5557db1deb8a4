import tseslint from 'typescript-eslint';

/** Folders that may touch the world: the environment, the clock, chance, the wire. */
const WORLDLY = ['src/github/**', 'src/cli/**', 'src/entry/**', 'src/shell/**', 'src/main.ts'];

const kebabCase = {
  meta: { type: 'suggestion', schema: [], messages: { name: 'file names are kebab-case' } },
  create: (context) => ({
    Program(node) {
      const name = context.filename.split('/').at(-1) ?? '';
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(name)) context.report({ node, messageId: 'name' });
    },
  }),
};

const CLOCK = 'the clock is `ports.now()` here; only src/github, src/cli, src/entry and src/shell read it themselves';
const CHANCE = 'chance is `ports.random()` here; only src/github, src/cli, src/entry and src/shell make it themselves';
const ENVIRONMENT = 'the environment belongs to src/github, src/cli, src/entry and src/shell';

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', '.build/**', 'examples/**', '**/*.cjs', '**/*.mjs', '**/*.generated.ts'] },
  { linterOptions: { noInlineConfig: true } },
  {
    files: ['src/**/*.ts', 'tools/**/*.ts', '__tests__/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: process.cwd() } },
    plugins: { lockgate: { rules: { 'kebab-case': kebabCase } } },
    rules: {
      'lockgate/kebab-case': 'error',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Code points are what is meant.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: WORLDLY,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:crypto', importNames: ['randomBytes', 'randomInt', 'randomUUID', 'webcrypto'], message: CHANCE },
            { name: 'crypto', importNames: ['randomBytes', 'randomInt', 'randomUUID', 'webcrypto'], message: CHANCE },
            { name: 'node:process', message: ENVIRONMENT },
            { name: 'process', message: ENVIRONMENT },
          ],
          patterns: [
            { group: ['@actions/*'], message: 'GitHub is known to src/github alone' },
            { group: ['ssh2', 'ssh2/*', 'node-ssh'], message: 'the wire belongs to src/shell' },
          ],
        },
      ],
      'no-restricted-globals': ['error', { name: 'crypto', message: CHANCE }, { name: 'performance', message: CLOCK }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: ENVIRONMENT },
        { object: 'Date', property: 'now', message: CLOCK },
        { object: 'Math', property: 'random', message: CHANCE },
        { object: 'DateTime', property: 'now', message: CLOCK },
        { object: 'DateTime', property: 'utc', message: CLOCK },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: CLOCK },
        { selector: 'CallExpression[callee.name="Date"]', message: CLOCK },
      ],
    },
  },
  {
    files: ['__tests__/**/*.ts'],
    rules: {
      // Tests read answers of other programs and hand wrong things on purpose; a promise that nobody awaits stays an error.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|failing)$/]', message: 'every test runs, always' },
        { selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]', message: 'every test runs, always' },
        { selector: 'CallExpression[callee.object.name="jest"][callee.property.name=/^(mock|doMock|unstable_mockModule)$/]', message: 'modules are never mocked' },
      ],
    },
  },
  {
    files: ['__tests__/**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [{ name: 'fast-check', message: 'import it from __tests__/support/properties, which chooses the values' }] }] },
  },
);
