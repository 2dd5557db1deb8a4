// Adding the `import` condition to every package would break those that ship both kinds.
const needsImport = new RegExp(`^(${require('./esm-packages.cjs').join('|')})(/|$)`);

module.exports = (request, options) =>
  options.defaultResolver(request, needsImport.test(request) ? { ...options, conditions: ['node', 'import', 'default'] } : options);
