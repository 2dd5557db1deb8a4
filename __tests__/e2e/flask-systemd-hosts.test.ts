// needs: docker
import { foldJournal, type JournalLine, type StepLine } from '../../src/model/journal';
import { startFlaskSystemd } from '../../tools/test-server/flask-systemd';
import type { TestServer } from '../../tools/test-server/server';
import { BUILD, withBuilt } from '../support/directory-build';
import { DirectoryRig } from '../support/directory-rig';
import type { StepRun } from '../support/job';

/** Two servers and one database, which is on the first of them; two instances behind nginx on each. */
let rig: DirectoryRig;
let second: TestServer;
let servers: readonly TestServer[] = [];

const HOSTS = 'hosts: { web1: { at: "${PRODUCTION_HOST}", roles: [web, db] }, web2: { at: "${SECOND_HOST}", roles: [web] } }';
const configure = (text: string): string => withBuilt(text).replace('drain: 2s', 'drain: 2s, batch: 1').replace('hosts: { web: "${PRODUCTION_HOST}" }', HOSTS);

beforeAll(async () => {
  const starting = startFlaskSystemd({ alias: 'web2' });
  rig = await DirectoryRig.start({ file: 'lockgate.rolling.yml', configure });
  second = await starting;
  servers = [rig.server, second];
  rig.env = { SECOND_HOST: second.address, LOCKGATE_KNOWN_HOSTS: `${rig.server.knownHosts}${second.knownHosts}` };
  await rig.server.must(`${BUILD}
    echo "listen_addresses = '*'" >>/etc/postgresql/15/main/postgresql.conf
    echo 'host directory directory ${second.address}/32 trust' >>/etc/postgresql/15/main/pg_hba.conf
    systemctl restart postgresql@15-main`);
  const keys = await rig.server.must('cat ~deploy/.ssh/authorized_keys');
  await second.must(`${BUILD}
    systemctl disable --quiet --now postgresql postgresql@15-main
    sed -i 's|^DATABASE_URL=.*|DATABASE_URL=postgresql://directory@${rig.server.address}/directory|' /srv/directory/shared/.env
    install -d -m 700 -o deploy -g deploy ~deploy/.ssh
    install -m 600 -o deploy -g deploy /dev/stdin ~deploy/.ssh/authorized_keys`, 'root', `${keys}\n`);
});
afterAll(async () => {
  await Promise.all([rig.close(), second.close()]);
});

function expectEnd(step: StepRun, code: number, outputs: Readonly<Record<string, string>>): void {
  if (step.code !== code) throw new Error(`exit code ${String(step.code)}, expected ${String(code)}\n${step.log.replace(/::add-mask::.*\n/g, '')}`);
  expect(step.outputs).toMatchObject(outputs);
}

/** The versions that both instances of a server run, and the one that its visitors get. */
const served = (server: TestServer): Promise<string> => server.must('for port in 8001 8002 80; do curl -s http://127.0.0.1:$port/health | sed -n \'s/.*"version":"\\([^"]*\\)".*/\\1/p\'; done').then((text) => text.split('\n').join(' '));
const all = (): Promise<string[]> => Promise.all(servers.map(served));

async function journal(server: TestServer): Promise<JournalLine[]> {
  return (await server.must('cat /srv/directory/.lockgate/journal')).split('\n').map((line) => JSON.parse(line) as JournalLine);
}

/** What was begun on each server in the last change, and how that change ended there. */
async function last(): Promise<{ readonly begun: readonly StepLine[]; readonly outcome: string | undefined }[]> {
  const journals = await Promise.all(servers.map(journal));
  const change = journals[0]?.at(-1)?.change ?? '';
  return journals.map((lines) => ({
    begun: lines.flatMap((line) => (line.kind === 'begin' && line.change === change ? [line] : [])),
    outcome: foldJournal(lines).find(({ id }) => id === change)?.closed?.outcome,
  }));
}

/** The application is ill on the second server alone. */
const ILL = (text: string): string => text.replace('status="ok"', 'status="ill" if __import__("os").uname().nodename == "web2" else "ok"');

/** In this order: each goes on from what the one before left. */
describe('one roll over two servers', () => {
  test('brings a release to both, one after the other, and migrates once', async () => {
    expectEnd(await rig.deploy('v1'), 0, { outcome: 'released', applied: '3' });
    rig.put('database/phones.sql', 'ALTER TABLE companies ADD COLUMN phone text;\n');
    rig.configure((text) => configure(text).replace('database/search.sql]', 'database/search.sql, database/phones.sql]'));
    expectEnd(await rig.deploy('v2'), 0, { outcome: 'released', applied: '1' });
    expect(await all()).toEqual(['v2 v2 v2', 'v2 v2 v2']);
    const [web1, web2] = await last();
    expect([web1?.outcome, web2?.outcome]).toEqual(['released', 'released']);
    const steps = web1?.begun.map(({ step }) => step) ?? [];
    expect(steps.filter((step) => /^(backup\.create|migrate\.apply)/.test(step))).toEqual(['backup.create', 'migrate.apply']);
    expect(web2?.begun.filter(({ step }) => /^(backup|migrate)/.test(step))).toEqual([]);
    const at = (host: typeof web1, step: string): string => host?.begun.find((line) => line.step === step)?.at ?? '';
    expect(at(web1, 'runtime.restart@web1/2') < at(web2, 'runtime.restart@web2/1')).toBe(true);
  });

  test('goes back on both, the last one first, where the second one is ill', async () => {
    rig.spoil('directory/health.py', ILL);
    rig.write('notes.txt', 'third\n');
    expectEnd(await rig.deploy('v3'), 1, { outcome: 'rolled-back', level: 'R2', loss: '0' });
    expect(await all()).toEqual(['v2 v2 v2', 'v2 v2 v2']);
    const back = (await last()).map(({ begun, outcome }) => ({ outcome, steps: begun.filter(({ action }) => action === 'rollback') }));
    expect(back.map(({ outcome }) => outcome)).toEqual(['rolled-back', 'rolled-back']);
    const [web1 = [], web2 = []] = back.map(({ steps }) => steps.filter(({ step }) => step.startsWith('runtime.restart')));
    expect([web2, web1].map((steps) => steps.map(({ step }) => step))).toEqual([['runtime.restart@web2/1'], ['runtime.restart@web1/2', 'runtime.restart@web1/1']]);
    expect((web2[0]?.at ?? '') < (web1[0]?.at ?? '')).toBe(true);
  });

  test('holds where a gate says so: nothing is moved, visitors of the second one get the former release, and a person goes back', async () => {
    rig.configure((text) => configure(text).replace('database/search.sql]', 'database/search.sql, database/phones.sql]').replace(/(instance:\n {4}- http: \{ )/, '$1on-fail: hold, '));
    const held = await rig.deploy('v4');
    expectEnd(held, 1, { outcome: 'held' });
    expect(held.summary).toContain('web2/1 runs');
    expect(await all()).toEqual(['v4 v4 v4', 'v4 v2 v2']);
    for (const visit of Array.from({ length: 4 }, () => fetch(`http://${second.address}/health`))) expect(await (await visit).json()).toMatchObject({ status: 'ok', version: 'v2' });
    const typed = await rig.cli('rollback', '--yes');
    expect([typed.code, typed.code === 0 ? '' : typed.log]).toEqual([0, '']);
    expect(await all()).toEqual(['v2 v2 v2', 'v2 v2 v2']);
  });

  test('goes on without a server that is ill, within the budget of failures', async () => {
    rig.configure((text) => configure(text).replace('database/search.sql]', 'database/search.sql, database/phones.sql]').replace('batch: 1', 'batch: 1, failures: 1'));
    const run = await rig.deploy('v5');
    expectEnd(run, 0, { outcome: 'released' });
    expect(run.log).toContain('web2 failed within the budget');
    expect(await all()).toEqual(['v5 v5 v5', 'v2 v2 v2']);
    rig.spoil('directory/health.py', (text) => text);
    expectEnd(await rig.deploy('v6'), 0, { outcome: 'released' });
    expect(await all()).toEqual(['v6 v6 v6', 'v6 v6 v6']);
  });
});
