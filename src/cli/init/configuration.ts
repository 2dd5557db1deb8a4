import type { Found } from './detect';
import type { Unit } from './unit';

export interface Host {
  readonly user: string;
  readonly address: string;
  readonly port: number;
}

export interface Draft {
  readonly found: Found;
  readonly environments: readonly string[];
  /** The machine of the last environment, where it was named. */
  readonly host?: Host | undefined;
  readonly unit?: Unit | undefined;
}

const PORT = 8000;

/** A line with a note behind it, in a column where it fits: a `#` without a blank before it is no comment. */
function noted(line: string, column: number, note: string): string {
  return `${line.padEnd(column - 1)} # ${note}`;
}

function releasePath(app: string, unit: Unit | undefined): string {
  const folder = unit?.folder ?? '';
  return /^\/[A-Za-z0-9._/-]+\/current\/?$/.test(folder) ? folder.replace(/\/current\/?$/, '') : `/srv/${app}`;
}

function releaseLines({ found, unit }: Draft): string[] {
  const build = [
    ...(found.python ? ['python3 -m venv .venv', '.venv/bin/pip install --quiet --requirement requirements.txt'] : []),
    ...found.node,
  ];
  return [
    'release:',
    '  kind: directory',
    noted(`  path: ${releasePath(found.app, unit)}`, 43, 'releases/<id>, current -> releases/<id>, shared/'),
    `  exclude: [.git, .github, .env${found.python ? ', __pycache__, .venv' : ''}${found.node.length > 0 ? ', node_modules' : ''}]`,
    noted('  shared: [.env]', 43, 'lives in shared/ on the host, and is linked into each release'),
    '  keep: 5',
    ...(build.length === 0 ? [] : ['  build:', ...build.map((line) => `    - ${line}`)]),
  ];
}

function migrationLines(migrations: Found['migrations']): string[] {
  if (migrations === undefined) return [];
  if (migrations.kind === 'sql') return [`migrations: { kind: sql, files: ["${migrations.files}"], when: before-switch, lock-timeout: 5s }`];
  const manage = '.venv/bin/python manage.py';
  return [
    '# Each new migration is acknowledged here, or `lossless: true` is your word that none destroys or breaks anything.',
    'migrations:',
    '  kind: command',
    `  apply: ${manage} migrate --no-input`,
    `  current: "${manage} showmigrations --plan | sed -n 's/^\\\\[X\\\\]  *//p' | tail -n 1"`,
    `  pending: "${manage} showmigrations --plan | sed -n 's/^\\\\[ \\\\]  *//p'"`,
  ];
}

function databaseLines({ app, database, migrations }: Found): string[] {
  if (database === undefined) return [];
  const section = database === 'postgres' ? `database: { kind: postgres, name: ${app}, as: postgres }` : `database: { kind: sqlite, file: shared/${app}.db }`;
  return [
    noted(section, 63, 'correct its name'),
    ...migrationLines(migrations),
    'backup:',
    `  to: /var/backups/${app}`,
    '  verify: restored',
    '  keep: { last: 5, daily: 14, weekly: 8 }',
  ];
}

function gateLines({ found }: Draft): string[] {
  const asked = `path: ${found.health}`;
  return [
    'gates:',
    '  preflight:',
    '    - disk: { free: 1GB }',
    ...(found.pinned ? ['    - requirements: { file: requirements.txt, pinned: true }'] : []),
    noted('  instance:', 43, 'asked of the new release before anybody else is let in'),
    `    - http: { ${asked}, attempts: 20, every: 500ms, timeout: 2s }`,
    '  released:',
    `    - http: { ${asked}, attempts: 3, every: 1s }`,
    `  watch: { for: 2m, every: 10s, checks: [http: { ${asked} }] }`,
    noted('rollback: { loss-allowed: 0 rows }', 43, 'more than this waits for a person'),
  ];
}

function environmentLines({ environments, host, found }: Draft): string[] {
  return [
    'environments:',
    ...environments.map((name, index) => {
      const address = host !== undefined && index === environments.length - 1 ? host.address : `${name}.example.org`;
      const placeholder = host !== undefined && index === environments.length - 1 ? '' : ' # its address';
      const approval = name === 'production' ? ', approval: required' : '';
      return `  ${name}: { hosts: { web: "${address}" }${approval} }${placeholder}`;
    }),
    ...(found.health === '/' ? [] : ['  # With a public address, url: "https://…", the gates ask that too.']),
  ];
}

/** A configuration that is valid as it is, of what was found and of nothing that this version cannot do. */
export function writeConfiguration(draft: Draft): string {
  const { found, host, unit } = draft;
  const port = host === undefined || host.port === 22 ? '' : `, port: ${String(host.port)}`;
  const runtime = `runtime: { kind: systemd, unit: ${unit?.name ?? found.app}, port: ${String(unit?.port ?? PORT)} }`;
  const lines = [
    '# Every key: docs/configuration.md of Lockgate. `npx lockgate validate` tells all that is wrong.',
    'version: 1',
    `app: ${found.app}`,
    `ssh: { user: ${host?.user ?? 'deploy'}${port}, key: DEPLOY_KEY, known-hosts: .github/known_hosts }`,
    ...releaseLines(draft),
    unit === undefined ? noted(runtime, 63, 'correct unit and port') : runtime,
    'strategy: { kind: recreate }',
    ...databaseLines(found),
    ...gateLines(draft),
    ...environmentLines(draft),
  ];
  return `${lines.join('\n')}\n`;
}
