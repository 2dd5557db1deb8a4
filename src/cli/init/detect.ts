import type { Checkout } from './checkout';

/** What the files of a repository give away, and no more than that. */
export interface Found {
  /** In small letters, digits and dashes. */
  readonly app: string;
  readonly python: boolean;
  /** Every line of requirements.txt names one version. */
  readonly pinned: boolean;
  /** `npm ci` and its like, in order; empty where it is no application of Node's. */
  readonly node: readonly string[];
  readonly database: 'postgres' | 'sqlite' | undefined;
  readonly migrations: { readonly kind: 'sql'; readonly files: string } | { readonly kind: 'django' } | undefined;
  /** Where the application says how it is. */
  readonly health: string;
  /** What was seen, and what comes of it: for people. */
  readonly seen: readonly (readonly [what: string, so: string])[];
}

const COMPOSE = /^(docker-)?compose(\.[\w-]+)*\.ya?ml$/;
const SQL_FOLDERS = ['migrations', 'database', 'db/migrations', 'sql', 'database/migrations'];
const SOURCES = /\.(py|js|ts|mjs|cjs)$/;
/** Enough to find a route in; a large repository is not read from end to end. */
const MOST_FILES = 200;

export function nameOf(text: string): string {
  const name = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 40).replace(/-+$/, '');
  return name === '' ? 'app' : name;
}

function isPinned(requirements: string): boolean {
  const lines = requirements.split('\n').map((line) => line.replace(/(^|\s)#.*$/, '').trim()).filter((line) => line !== '');
  return lines.length > 0 && lines.every((line) => /^[A-Za-z0-9._-]+(\[[^\]]*\])?\s*==\s*[^*\s]+(\s|;|$)/.test(line) || line.startsWith('--hash'));
}

function readScripts(text: string): Readonly<Record<string, unknown>> {
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts?: unknown };
    return typeof scripts === 'object' && scripts !== null ? (scripts as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function nodeBuild(checkout: Checkout): string[] {
  if (!checkout.has('package-lock.json')) return [];
  return ['npm ci --no-audit --no-fund', ...('build' in readScripts(checkout.read('package.json')) ? ['npm run build'] : []), 'npm prune --omit=dev --no-audit --no-fund'];
}

/** Settings of Django lie in a package beside manage.py. */
function settingsText(checkout: Checkout): string {
  const packages = checkout.list('.').filter((name) => checkout.has(`${name}/settings.py`) || checkout.has(`${name}/settings`));
  return packages.flatMap((name) => [checkout.read(`${name}/settings.py`), ...checkout.list(`${name}/settings`).map((file) => checkout.read(`${name}/settings/${file}`))]).join('\n');
}

function findDatabase(checkout: Checkout, libraries: string): Found['database'] {
  const texts = [libraries, settingsText(checkout), checkout.read('alembic.ini'), checkout.read('prisma/schema.prisma'), checkout.read('.env.example')].join('\n');
  if (/psycopg|asyncpg|pg8000|postgresql|postgres:\/\/|"pg"\s*:/i.test(texts)) return 'postgres';
  return /backends\.sqlite3|sqlite:\/\/|"sqlite"|"better-sqlite3"\s*:|aiosqlite/i.test(texts) ? 'sqlite' : undefined;
}

/** What imports SQLite of the language itself, which no list of libraries names. */
const IMPORTS_SQLITE: readonly { readonly of: RegExp; readonly says: RegExp }[] = [
  { of: /\.py$/, says: /^[ \t]*(?:import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*|from[ \t]+)sqlite3\b/m },
  { of: /\.(?:js|ts|mjs|cjs)$/, says: /^[^\n/*]*(?:\bfrom[ \t]*|\b(?:import|require)[ \t]*\([ \t]*)(["'])(?:node|bun):sqlite\1/m },
];

interface Source {
  readonly name: string;
  readonly text: string;
}

/** Of the repository's folder and those in it, and of `src/` one deeper. Tests and scripts of the application's makers say nothing of it. */
function readSources(checkout: Checkout): Source[] {
  const below = (folder: string): string[] => checkout.list(folder).map((name) => (folder === '.' ? name : `${folder}/${name}`));
  const kept = (path: string): boolean => !/(^|\/)(\.[^/]*|node_modules|venv|env|dist|build|tests?|__tests__|scripts|tools)$/.test(path);
  const folders = ['.', ...below('.').filter(kept), ...below('src').filter(kept)];
  const files = folders.flatMap(below).filter((path) => SOURCES.test(path) && !/(^|\/)(test_[^/]*|conftest|[^/]*[._]test)\.\w+$/.test(path));
  return [...new Set(files)].slice(0, MOST_FILES).map((name) => ({ name, text: checkout.read(name) }));
}

/** The first file that imports it; a library that speaks to PostgreSQL says more than an import that may be for tests. */
function findSqliteImport(sources: readonly Source[]): string {
  return sources.find(({ name, text }) => IMPORTS_SQLITE.some(({ of, says }) => of.test(name) && says.test(text)))?.name ?? '';
}

function findHealth(sources: readonly Source[]): string {
  const routes = sources.flatMap(({ text }) => /["'`](\/(?:api\/)?health(?:z|-?check)?\/?)["'`]/.exec(text)?.[1] ?? []);
  return routes[0] ?? '/';
}

/** Pure over what the checkout answers. */
export function detect(checkout: Checkout, app = nameOf(checkout.name)): Found {
  const requirements = checkout.read('requirements.txt');
  const python = checkout.has('requirements.txt');
  const node = nodeBuild(checkout);
  const sources = readSources(checkout);
  const named = findDatabase(checkout, `${requirements}\n${checkout.read('package.json')}\n${checkout.read('pyproject.toml')}`);
  const importer = named === undefined ? findSqliteImport(sources) : '';
  const database = importer === '' ? named : 'sqlite';
  const sql = SQL_FOLDERS.find((folder) => checkout.list(folder).some((name) => name.endsWith('.sql') && !name.endsWith('.down.sql')));
  const django = checkout.has('manage.py');
  const compose = checkout.list('.').filter((name) => COMPOSE.test(name));
  const pinned = isPinned(requirements);
  const health = findHealth(sources);
  const seen: (readonly [string, string] | undefined)[] = [
    python ? ['requirements.txt', pinned ? 'a venv is made for each release; preflight asks that versions stay pinned' : 'a venv is made for each release; not every version in it is pinned (name==1.2.3)'] : undefined,
    node.length > 0 ? ['package-lock.json', `each release is built by ${node.join(', ')}`] : undefined,
    django ? ['manage.py', database === undefined ? 'Django, with a database that could not be told: no migrations are configured' : 'Django: its migrations run as commands, by kind: command; each new one needs an acknowledgement, or lossless: true'] : undefined,
    checkout.has('alembic.ini') ? ['alembic.ini', 'Alembic is not supported by a kind of its own yet: no migrations are configured; kind: command runs it by lines of yours'] : undefined,
    checkout.has('prisma') ? ['prisma/', 'Prisma is not supported by a kind of its own yet: no migrations are configured; kind: command runs it by lines of yours'] : undefined,
    ...compose.map((name) => [name, 'containers are not supported yet: the application is configured as a unit of systemd'] as const),
    sql === undefined ? undefined : [`${sql}/*.sql`, database === undefined ? 'plain SQL, for a database that could not be told: no migrations are configured' : 'plain SQL migrations, in the order of their names'],
    database === undefined ? ['no database', 'none is configured; add the sections database and backup where there is one'] : [database, `${importer === '' ? '' : `${importer} imports it; `}backed up before each deploy, and restored from where nothing less helps`],
    health === '/' ? ['no health route', 'the gates ask /; a route that asks the database too says more'] : [health, 'the gates ask it'],
  ];
  const migrations = database === undefined ? undefined : django ? ({ kind: 'django' } as const) : sql === undefined ? undefined : ({ kind: 'sql', files: `${sql}/*.sql` } as const);
  return { app, python, pinned, node, database, migrations, health, seen: seen.filter((one) => one !== undefined) };
}
