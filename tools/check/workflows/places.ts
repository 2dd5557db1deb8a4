import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { isWorkflow, type Place, readActions, readFiles } from './place';

const root = join(__dirname, '../../..');
const CONFIGURATION = '.github/lockgate.yml';

/** Repositories that `lockgate init` is asked to write workflows for: between them every shape that they have. */
const TEAMS: readonly { readonly name: string; readonly files: Readonly<Record<string, string>>; readonly words?: readonly string[] }[] = [
  { name: 'a team with nothing yet', files: {} },
  { name: 'a team with PostgreSQL', files: { 'requirements.txt': 'flask==3.1.0\npsycopg==3.2.1\n', 'migrations/001_shop.sql': 'CREATE TABLE shop (id int);\n' }, words: ['--environments', 'staging,production,on,1'] },
  { name: 'the demo', files: { [CONFIGURATION]: readFileSync(join(root, 'examples/demo', CONFIGURATION), 'utf8') } },
  {
    name: 'a team that migrates after the switch',
    words: ['--branch', 'it\'s-"main"'],
    files: {
      [CONFIGURATION]: [
        'version: 1',
        'app: shop',
        'ssh: { user: deploy, key: DEPLOY_KEY }',
        'release: { kind: directory, path: /srv/shop }',
        'runtime: { kind: systemd, unit: shop, port: 8000 }',
        'database: { kind: postgres, name: shop }',
        'migrations: { kind: sql, when: after-switch, files: ["m/*.sql"] }',
        'gates: { released: [http: { path: /, headers: { Authorization: { secret: API_TOKEN } } }] }',
        'notify: [{ kind: webhook, webhook: DEPLOY_WEBHOOK }]',
        'environments: { "on": { hosts: { a: "${WEB}" } }, "123": {}, staging: {} }',
        '',
      ].join('\n'),
    },
  },
];

/** What `lockgate init` writes for a team. */
function written({ name, files, words = [] }: (typeof TEAMS)[number]): Place {
  const scratch = mkdtempSync(join(tmpdir(), 'lockgate-init-'));
  const folder = join(scratch, 'shop');
  try {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'init', ...words], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    return { name, files: readFiles(folder, isWorkflow) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What linters look at. */
export interface Places {
  /** This repository. */
  readonly own: Place;
  /** Repositories that deploy with it. */
  readonly teams: readonly Place[];
  readonly actions: ReadonlyMap<string, string>;
}

export function gatherPlaces(): Places {
  const actions = readActions(root);
  const own = readFiles(join(root, '.github'), (path) => path.endsWith('.yml'));
  return {
    own: { name: 'this repository', files: new Map([...[...own].map(([path, text]) => [`.github/${path}`, text] as const), ...actions]) },
    teams: [{ name: 'the example', files: readFiles(join(root, 'examples/flask-systemd'), isWorkflow) }, ...TEAMS.map(written)],
    actions,
  };
}
