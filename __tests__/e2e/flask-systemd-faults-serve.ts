import type { DirectoryFault } from '../support/directory-faults';
import type { DirectoryRig } from '../support/directory-rig';

const wentBack = { outcome: 'rolled-back', wayBack: 'rolled-back', change: 'rolled-back', database: 'same', lease: 'free', host: 'web' } as const;
const back = /marked bad; \S+ serves again/;

/** The release that is left is marked, and the one before serves with all its rows. */
const marked: DirectoryFault['also'] = async ({ outputs }, { rig }) => {
  expect((await rig.releases()).find(({ id }) => id === outputs['release-id'])?.status).toBe('bad');
  expect(outputs).toMatchObject({ level: 'R2', loss: '0' });
};

const health = (lines: string) => (rig: DirectoryRig): void => {
  rig.edit('directory/health.py', (text) => text.replace('def health():\n', `def health():\n${lines}`));
};
/** Ends the whole application, not one of its workers, some time after it began. */
const dies = (seconds: number, code = 1) => (rig: DirectoryRig): void => {
  rig.edit('directory/wsgi.py', (text) => `import os, signal, threading\n\n${text}\nthreading.Timer(${String(seconds)}, lambda: (os.kill(os.getppid(), signal.SIGKILL), os._exit(${String(code)}))).start()\n`);
};
/** Comes up, looks alive to systemd, and cannot be loaded. */
const loops = (rig: DirectoryRig): void => {
  rig.edit('directory/wsgi.py', (text) => text.replace('app = create_app()', 'import time\ntime.sleep(1)\nraise RuntimeError("no licence")'));
};
const patient = (text: string): string => text.replace('attempts: 10, every: 250ms, timeout: 700ms', 'attempts: 400, every: 250ms, timeout: 700ms');

/** A complaint about speed moves nothing: the new release serves, the job is red, and a person decides. */
const held = { outcome: 'held', wayBack: 'held', change: 'held', serves: 'new', database: 'same', lease: 'free', host: 'web', codes: ['LG-GATE-RELEASED'] } as const;

/** Back to the release of the table by hand, as whoever decides so would: after so many changes the record alone no longer says that the schema suits it. */
const decided: DirectoryFault['also'] = async (_, table) => {
  table.liftBars();
  const job = table.rig.job('v1');
  const back = await job.step('rollback', { environment: 'production', to: table.release, level: 'R2' });
  await job.end();
  if (back.code !== 0) throw new Error(back.log);
  expect(back.outputs['status']).toBe('rolled-back');
  await table.well();
};

/** The new release was started. */
export const serve: DirectoryFault[] = [
  {
    name: 'a start that fails',
    configure: (text) => text.replace('settle: 500ms', 'settle: 4s'),
    edit: (rig) => { rig.edit('directory/wsgi.py', (text) => text.replace('app = create_app()', 'raise RuntimeError("cannot bind: no licence")')); },
    expected: { ...wentBack, codes: ['LG-STEP-RUNTIME-START'], cause: /did not stay active[^]*cannot bind: no licence/, next: /\S/ },
    also: marked,
  },
  {
    name: 'active, and restarting in a loop',
    configure: patient,
    edit: loops,
    expected: { ...wentBack, codes: ['LG-GATE-INSTANCE'], cause: /no answer[^]*directory\.service[^]*started anew/, next: back },
    also: marked,
  },
  {
    name: 'a unit that systemd gives up on: its start limit is hit',
    configure: patient,
    edit: loops,
    bring: (table) => table.dropIn('[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=1h'),
    expected: { ...wentBack, codes: ['LG-GATE-INSTANCE'], cause: /no answer[^]*at its start limit \(StartLimitBurst=2\)/, next: back },
    also: marked,
  },
  {
    name: 'it dies while it is watched, and is started again by systemd',
    configure: (text) => text.replace('rollback: {', '  watch: { for: 12s, every: 500ms, checks: [http: { path: /health, attempts: 20, every: 200ms }] }\nrollback: {'),
    edit: dies(5),
    expected: { ...wentBack, codes: ['LG-GATE-WATCH'], cause: /started anew|times/, next: back },
    also: marked,
  },
  {
    name: 'it answers 500',
    edit: health('    raise RuntimeError("no licence")\n'),
    expected: { ...wentBack, codes: ['LG-GATE-INSTANCE'], cause: /500/, next: back },
    also: marked,
  },
  {
    name: 'it accepts and never answers',
    edit: health('    import time\n    time.sleep(3600)\n'),
    expected: { ...wentBack, codes: ['LG-GATE-INSTANCE'], cause: /no answer/, next: back },
    also: marked,
  },
  {
    name: 'its health is a page, not JSON',
    edit: health('    return "<!doctype html><title>Welcome</title>"\n'),
    expected: { ...wentBack, codes: ['LG-GATE-INSTANCE'], cause: /not JSON[^]*Welcome/, next: back },
    also: marked,
  },
  {
    name: 'healthy inside and unreachable outside: nginx takes none of its answers',
    // Larger than what nginx reads of an answer's head.
    edit: (rig) => { rig.edit('directory/wsgi.py', (text) => `${text}\n\n@app.after_request\ndef explain(answer):\n    answer.headers["X-Debug"] = "x" * 12000\n    return answer\n`); },
    expected: { ...wentBack, codes: ['LG-GATE-RELEASED', 'LG-GATE-RELEASED'], cause: /502/, next: back },
    also: async (run, table) => {
      await marked(run, table);
      expect((await table.rig.changes()).at(-1)?.facts.get('gate.instance')).toMatchObject({ leads: 'open' });
    },
  },
  {
    name: 'the OLD version answers: somebody pinned the unit to its folder',
    bring: (table) => table.dropIn(`[Service]\nWorkingDirectory=/srv/directory/releases/${table.release}\nExecStart=\nExecStart=/srv/directory/releases/${table.release}/.venv/bin/python -m gunicorn --bind 127.0.0.1:8000 --worker-class gthread --workers 2 --threads 8 directory.wsgi:app`),
    expected: { ...wentBack, codes: ['LG-GATE-INSTANCE'], cause: /does not go through \/srv\/directory\/current/, next: back },
    also: marked,
  },
  {
    name: 'an index is not used any more',
    configure: (text) => text.replace("LIMIT 10\", under: 60s }", "LIMIT 10\", plan: index }"),
    bring: async ({ rig }) => {
      await rig.sql('DROP INDEX companies_name_search');
      return () => rig.sql('CREATE INDEX companies_name_search ON companies USING gin (name gin_trgm_ops)');
    },
    expected: { ...held, cause: /no index is used: .*Seq Scan on companies/, next: /stays as it is[^]*leave it/ },
    also: decided,
  },
  {
    name: 'a page takes more than two seconds',
    configure: (text) => text.replace('http: { path: /, under: 60s }', 'http: { path: /, under: 2s, attempts: 1, timeout: 10s }'),
    edit: (rig) => { rig.edit('directory/pages.py', (text) => text.replace('def companies():\n', 'def companies():\n    time.sleep(2.2)\n')); },
    expected: { ...held, cause: /2\.\d s/, next: /stays as it is[^]*leave it/ },
    also: decided,
  },
  {
    name: 'more processor and memory than there should be',
    configure: (text) => text.replace('resources: { connections: 20 }', 'resources: { cpu: 1%, memory: 1%, connections: 20, attempts: 1 }'),
    expected: { ...held, cause: /cpu [\d.]+ %, memory [\d.]+ %/, next: /stays as it is[^]*leave it/ },
    also: decided,
  },
];
