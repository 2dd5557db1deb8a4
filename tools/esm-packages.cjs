// Packages that are ES modules only: jest must resolve them by their `import` condition and turn them into CommonJS.
module.exports = ['@actions', '@octokit', 'before-after-hook', 'content-type', 'cronstrue', 'is-network-error', 'json-with-bigint', 'p-retry', 'universal-user-agent'];
