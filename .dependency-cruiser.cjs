// The directions of imports, as docs/architecture.md draws them. Types count as imports.
const FAMILIES = ['databases', 'migrations', 'runtimes', 'releases', 'proxies', 'checks', 'notifiers'];
/** Folders of a family that are no plugin: what its plugins share. */
const SHARED = '^src/(migrations/classifier|checks/(requests|automatic))/';
const families = `(${FAMILIES.join('|')})`;

/** Files of src that `folder` must not reach: all but those named. */
function only(folder, ...allowed) {
  return {
    name: `${folder}-imports`,
    severity: 'error',
    comment: `src/${folder} imports nothing but ${[folder, ...allowed].join(', ')}`,
    from: { path: `^src/${folder}/` },
    to: { path: '^src/', pathNot: [folder, ...allowed].map((path) => (path.endsWith('.ts') ? `^src/${path.replace('.', '\\.')}$` : `^src/${path}/`)) },
  };
}

const contracts = ['databases/database.ts', 'migrations/migration-tool.ts', 'runtimes/runtime.ts', 'releases/artefact.ts', 'proxies/proxy.ts'];

module.exports = {
  forbidden: [
    only('model'),
    only('host', 'model'),
    only('shell', 'model', 'host'),
    only('state', 'model', 'shell', 'host'),
    only('databases', 'model', 'shell', 'state', 'host'),
    only('migrations', 'model', 'shell', 'state', 'host', 'databases/database.ts'),
    only('runtimes', 'model', 'shell', 'state', 'host'),
    only('releases', 'model', 'shell', 'state', 'host'),
    only('proxies', 'model', 'shell', 'state', 'host'),
    only('checks', 'model', 'shell', 'state', 'host', 'databases/database.ts', 'runtimes/runtime.ts', 'config/settings.ts'),
    only('notifiers', 'model', 'shell', 'state', 'host'),
    only('strategies', 'model', 'shell', 'state', ...contracts),
    only('config', 'model', ...FAMILIES, 'strategies'),
    only('report', 'model'),
    only('actions', 'model', 'shell', 'state', 'host', ...FAMILIES, 'strategies', 'config', 'report'),
    only('entry', 'model', 'shell', 'state', 'config', 'report', 'actions'),
    {
      name: 'github-and-cli-apart',
      severity: 'error',
      comment: 'the two ways in know nothing of each other',
      from: { path: '^src/(github|cli)/' },
      to: { path: '^src/(github|cli)/', pathNot: '^src/$1/' },
    },
    {
      name: 'plugins-apart',
      severity: 'error',
      comment: 'plugins of one family never import one another: what they share is a file of the family',
      from: { path: `^src/(${FAMILIES.join('|')}|strategies)/([^/]+)/` },
      to: { path: '^src/$1/[^/]+/', pathNot: ['^src/$1/$2/', SHARED] },
    },
    {
      name: 'plugins-by-registry',
      severity: 'error',
      comment: 'a plugin is reached through the registry of its family, never by its name',
      from: { path: '^src/', pathNot: `^src/((${FAMILIES.join('|')}|strategies)/([^/]+/|registry\\.generated\\.ts$)|actions/)` },
      to: { path: `^src/(${FAMILIES.join('|')}|strategies)/[^/]+/`, pathNot: SHARED },
    },
    {
      name: 'actions-by-registry',
      severity: 'error',
      comment: 'no action calls a plugin by its name',
      from: { path: '^src/actions/' },
      to: { path: `^src/(${families}|strategies)/[^/]+/`, pathNot: SHARED },
    },
    { name: 'no-cycles', severity: 'error', comment: 'no import leads back to where it came from', from: {}, to: { circular: true } },
    { name: 'src-stands-alone', severity: 'error', comment: 'src needs neither tools nor tests', from: { path: '^src/' }, to: { path: '^(tools|__tests__)/' } },
    {
      name: 'bundled-only',
      severity: 'error',
      comment: 'what src runs on is in the bundle: a dependency, not a devDependency; types are free',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', comment: 'every import leads somewhere', from: { path: '^(src|tools)/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'] },
  },
};
