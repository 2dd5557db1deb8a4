// @actions/* and @octokit/* export only an `import` condition; adding it globally breaks packages that ship both.
const needsImport = /^(@actions|@octokit|universal-user-agent|before-after-hook|p-retry|is-network-error)(\/|$)/;

module.exports = (request, options) =>
  options.defaultResolver(request, needsImport.test(request) ? { ...options, conditions: ['node', 'import', 'default'] } : options);
