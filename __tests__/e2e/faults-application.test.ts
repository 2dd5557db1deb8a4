import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Fault, FaultTable } from '../support/faults';
import { testFaults } from '../support/faults-run';
import type { Rig } from '../support/rig';

let table: FaultTable;

beforeAll(async () => {
  table = await FaultTable.start();
});
afterAll(() => table.close());

const discarded = { outcome: 'failed', wayBack: 'nothing-to-do', change: 'nothing-changed', database: 'same', lease: 'free', host: 'web' } as const;
const refused = { ...discarded, wayBack: '', change: 'none' } as const;
const wentBack = { outcome: 'rolled-back', wayBack: 'rolled-back', change: 'rolled-back', database: 'same', lease: 'free', host: 'web' } as const;

/** Long enough for Python to come up and die on a busy machine. */
const patient = (text: string): string => text.replace('settle: 300ms', 'settle: 4s');

/** Another application at the same place. */
const server = (change: (text: string) => string) => (rig: Rig): void => {
  const file = join(rig.workspace, 'server.py');
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error('the application is as it was');
  writeFileSync(file, after);
  rig.commit('server.py');
};
const migration = (text: string) => (rig: Rig): void => { rig.write('migrations/003_more.sql', text); };

const health = '        if self.path == "/health":\n';
/** The release that is left is marked, and what it said is where a person finds it. */
const marked: Fault['also'] = ({ outputs }, { rig }) => {
  expect(rig.releases.find((release) => release.id === outputs['release-id'])?.status).toBe('bad');
  expect(outputs).toMatchObject({ level: 'R2', loss: '0' });
};

const migrations: Fault[] = [
  {
    name: 'a migration that fails',
    edit: migration('CREATE TABLE sizes (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nINSERT INTO sizes (name) SELECT NULL FROM products;\n'),
    expected: { ...discarded, codes: ['LG-STEP-MIGRATE-APPLY'], cause: /NOT NULL constraint failed: sizes\.name/, next: /\S/ },
  },
  {
    name: 'the second of two migrations fails',
    version: 'v2',
    edit: migration('INSERT INTO nowhere (id) VALUES (1);\n'),
    expected: { ...discarded, database: 'migrated', codes: ['LG-STEP-MIGRATE-APPLY'], cause: /no such table: nowhere[^]*nothing of it was kept: migrations\/003_more/, next: /\S/ },
    also: ({ log }) => { expect(log).toContain('not undone: the migration migrations/002_stock.sql'); },
  },
  {
    name: 'a migration that was applied and then edited',
    edit: (rig) => { rig.write('migrations/001_products.sql', `${readFileSync(join(rig.workspace, 'migrations/001_products.sql'), 'utf8')}-- and a word more\n`); },
    expected: { ...refused, codes: ['LG-MIGRATION-EDITED'], cause: /001_products\.sql was edited after it was applied[^]*recorded with digest/, next: /write the change as a new migration/ },
  },
  {
    name: 'a migration that loses data and that nobody answers for',
    edit: migration('DROP TABLE products;\n'),
    expected: { ...refused, host: '', codes: ['LG-MIGRATION-UNACKNOWLEDGED'], cause: /classified as .*loss/, next: /migrations\.acknowledge: "migrations\/003_more\.sql@/ },
  },
  {
    name: 'a migration that commits halfway',
    edit: migration('CREATE TABLE a (id INTEGER);\nCOMMIT;\nCREATE TABLE b (id INTEGER);\n'),
    expected: { ...refused, host: '', codes: ['LG-MIGRATION-REFUSED'], cause: /line 2: COMMIT/, next: /nothing was applied/ },
  },
];

const starts: Fault[] = [
  {
    name: 'a build line that fails',
    configure: (text) => text.replace('- python3 -m compileall -q .', '- echo compiling\n    - "echo no matching distribution >&2; exit 3"'),
    expected: { ...discarded, codes: ['LG-STEP-RELEASE-ASSEMBLE'], cause: /exit code 3[^]*no matching distribution/, next: /steps after it were not run/ },
  },
  {
    name: 'a start that fails',
    configure: patient,
    edit: server((text) => text.replace('def main():\n', 'def main():\n    raise SystemExit("cannot bind: no licence")\n')),
    expected: { ...wentBack, codes: ['LG-STEP-RUNTIME-START'], cause: /cannot bind: no licence/, next: /\S/ },
    also: marked,
  },
  {
    name: 'a start line that is no program',
    configure: (text) => patient(text).replace('exec python3 server.py', 'exec pyhton3 server.py'),
    expected: { ...wentBack, codes: ['LG-STEP-RUNTIME-START'], cause: /pyhton3.*not found/, next: /\S/ },
    also: marked,
  },
  {
    name: 'a setting of the application that is wrong',
    configure: (text) => text.replace('../../shared/store.db', '../../shared/nowhere/store.db'),
    expected: { ...wentBack, codes: ['LG-GATE-INSTANCE'], cause: /500[^]*unable to open database file/, next: /marked bad; \S+ serves again/ },
    also: marked,
  },
  {
    name: 'a port that nobody else knows of',
    configure: (text) => text.replace('"${SHOP_PORT:-8000}"', '18099'),
    expected: { ...wentBack, codes: ['LG-GATE-RELEASED'], cause: /public: no answer: connect ECONNREFUSED/, next: /marked bad; \S+ serves again/ },
    also: marked,
  },
  {
    name: 'it starts after a migration, and dies',
    configure: patient,
    version: 'v2',
    edit: server((text) => text.replace('def main():\n', 'def main():\n    raise SystemExit("cannot bind: no licence")\n')),
    expected: { ...wentBack, database: 'migrated', codes: ['LG-STEP-RUNTIME-START'], cause: /cannot bind: no licence/, next: /\S/ },
    also: (run, host) => {
      void marked(run, host);
      expect(run.log).toContain('not undone: the migration migrations/002_stock.sql; the old release works with it');
    },
  },
];

const answers: Fault[] = [
  {
    name: 'it dies while it is watched',
    configure: (text) => text.replace('rollback: {', '  watch:\n    for: 6s\n    every: 500ms\n    checks: [http: { path: /health, attempts: 2, every: 200ms }]\nrollback: {'),
    edit: server((text) => text.replace('def main():\n', 'def main():\n    threading.Timer(3, lambda: os._exit(1)).start()\n')),
    expected: { ...wentBack, codes: ['LG-GATE-WATCH'], cause: /nothing answers on port/, next: /marked bad; \S+ serves again/ },
    also: marked,
  },
  {
    name: 'it answers 500',
    edit: server((text) => text.replace(health, `${health}            raise RuntimeError("no licence")\n`)),
    expected: { ...wentBack, codes: ['LG-GATE-RELEASED'], cause: /500[^]*no licence/, next: /marked bad; \S+ serves again/ },
    also: marked,
  },
  {
    name: 'it answers 500 everywhere, after a migration',
    version: 'v2',
    edit: server((text) => text.replace('    def get(self):\n', '    def get(self):\n        raise RuntimeError("no licence")\n')),
    expected: { ...wentBack, database: 'migrated', codes: ['LG-GATE-INSTANCE'], cause: /500[^]*no licence/, next: /marked bad; \S+ serves again/ },
    also: marked,
  },
  {
    name: 'it accepts and never answers',
    edit: server((text) => text.replace('import threading\n', 'import threading\nimport time\n').replace('    def get(self):\n', '    def get(self):\n        time.sleep(3600)\n')),
    expected: { ...wentBack, codes: ['LG-GATE-INSTANCE'], cause: /no answer/, next: /marked bad; \S+ serves again/ },
    also: marked,
  },
  {
    name: 'the OLD version answers',
    edit: server((text) => text.replace('HERE = Path(__file__).resolve().parent\n', 'HERE = sorted(Path(__file__).resolve().parent.parent.iterdir())[0]\n')),
    expected: { ...wentBack, codes: ['LG-GATE-RELEASED'], cause: /serves, not \d{8}-/, next: /marked bad; \S+ serves again/ },
    also: marked,
  },
  {
    name: 'its health is a page, not JSON',
    edit: server((text) => text.replace('text = json.dumps(body).encode()', 'text = b"<!doctype html><title>Welcome to nginx</title>" if self.path == "/health" else json.dumps(body).encode()')),
    expected: { ...wentBack, codes: ['LG-GATE-RELEASED'], cause: /not JSON[^]*Welcome to nginx/, next: /marked bad; \S+ serves again/ },
    also: marked,
  },
];

describe('migrations', () => {
  testFaults(migrations, () => table);
});
describe('build and start', () => {
  testFaults(starts, () => table);
});
describe('answers', () => {
  testFaults(answers, () => table);
});
