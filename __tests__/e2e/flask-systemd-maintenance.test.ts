// needs: docker
import { DirectoryRig } from '../support/directory-rig';
import { type Answer, OpenLoop } from '../support/open-loop';
import type { StepRun } from '../support/job';

const PAGE = '<!doctype html><title>Soon</title><p>The directory is back in a minute: żółw.</p>\n';
const BACK = 60;

/** It writes besides the application, all the time, and would spoil a restore. */
const WORKER = `[Service]
User=directory
ExecStart=/bin/sh -c 'while :; do psql -qX -d directory -c "INSERT INTO companies (name) SELECT \\'by the worker \\' || clock_timestamp()"; sleep 0.2; done'
`;
const RIGHTS = ['--no-block start', '--no-block stop', 'reset-failed'].map((words) => `deploy ALL = (root) NOPASSWD: /usr/bin/systemctl ${words} directory-worker.service\n`).join('');

/** A release takes the packages of the one before: what pip takes is no part of this. */
const configure = (text: string): string =>
  text
    .replace(/ {2}watch: .*\n/, '')
    .replace('    - python3 -m venv .venv\n    - .venv/bin/pip install --quiet --requirement requirements.txt\n', '    - test -d ../../current/.venv && cp -al ../../current/.venv .venv || { python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt; }\n')
    .replace('strategy: { kind: recreate }\n', 'strategy: { kind: recreate }\nproxy: { kind: nginx, upstream: directory }\nmaintenance: { stop: [directory-worker], page: maintenance.html }\n')
    .replace('when: before-switch', 'when: maintenance');

let rig: DirectoryRig;
beforeAll(async () => {
  rig = await DirectoryRig.start({ configure });
  rig.put('maintenance.html', PAGE);
  await rig.server.write('/etc/systemd/system/directory-worker.service', WORKER);
  await rig.server.write('/etc/sudoers.d/worker', RIGHTS, '440');
  await rig.server.must('systemctl daemon-reload');
});
afterAll(async () => {
  await rig.close();
});

const worker = async (): Promise<string> => (await rig.server.exec('systemctl is-active directory-worker')).stdout.trim();
const written = async (): Promise<number> => Number(await rig.sql("SELECT count(*) FROM companies WHERE name LIKE 'by the worker %'"));

/** The worker goes on writing, and everybody gets the application. */
async function expectServing(version: string, release: string): Promise<void> {
  expect(await rig.health()).toMatchObject({ code: 200, version, release });
  expect(await worker()).toBe('active');
  const before = await written();
  for (let look = 0; look < 20 && (await written()) <= before; look += 1) await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await written()).toBeGreaterThan(before);
}

/** Visitors who come one after the other, whatever they get, while something is done. */
async function whileVisited(who: string, work: () => Promise<StepRun>): Promise<{ readonly step: StepRun; readonly answers: readonly Answer[] }> {
  const load = new OpenLoop({
    ...{ address: rig.server.address, port: 80, rate: 15, kept: 0.5, posts: 0.2, slow: 0.05, slowMs: 500 },
    ...{ paths: { get: '/health', post: '/companies', slow: '/report?seconds=0.5' }, body: (index: number) => JSON.stringify({ name: `${who} ${String(index)}` }) },
  });
  load.start();
  try {
    return { step: await work(), answers: load.answers };
  } finally {
    await load.stop();
  }
}

const releaseOf = ({ body }: Answer): string => (JSON.parse(body) as { release: string }).release;

/** Nobody was turned away but with the page; answers the releases that were met, in the order in which they were asked. */
function judge(answers: readonly Answer[]): readonly Answer[] {
  const paged = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => ![200, 201, 503].includes(status))).toEqual([]);
  expect(paged.length).toBeGreaterThan(0);
  for (const { body, retryAfter } of paged) expect([Buffer.from(body, 'latin1').toString(), retryAfter]).toEqual([PAGE, String(BACK)]);
  return answers.filter(({ kind, status }) => kind === 'get' && status === 200).sort((a, b) => a.at - b.at);
}

function ended(step: StepRun, code: number, outputs: Readonly<Record<string, string>>): void {
  if (step.code !== code) throw new Error(`exit code ${String(step.code)}, expected ${String(code)}\n${step.log.replace(/::add-mask::.*\n/g, '')}`);
  expect(step.outputs).toMatchObject(outputs);
}

/** In this order: each goes on from what the one before left. */
describe('a migration with writes stopped, on a server with systemd and nginx', () => {
  let first = '';
  let second = '';

  test('the first deploy enters maintenance and leaves it', async () => {
    const step = await rig.deploy('v1');
    ended(step, 0, { outcome: 'released' });
    first = step.outputs['release-id'] ?? '';
    await expectServing('v1', first);
  });

  test('visitors see the old release, the page, and the new one', async () => {
    rig.put('database/seen.sql', 'CREATE TABLE seen AS SELECT count(*) AS companies FROM companies;\n');
    rig.configure((text) => configure(text).replace('database/search.sql]', 'database/search.sql, database/seen.sql]'));
    const { step, answers } = await whileVisited('a visitor', () => rig.deploy('v2'));
    ended(step, 0, { outcome: 'released', applied: '1', verified: 'true' });
    second = step.outputs['release-id'] ?? '';
    const met = judge(answers).map(releaseOf);
    expect(met.filter((one, index) => one !== met[index - 1])).toEqual([first, second]);
    await expectServing('v2', second);
    // Nothing was written between the backup and the migration: neither by visitors nor by the worker.
    const manifest = JSON.parse(await rig.server.must(`cat /srv/directory/.lockgate/manifests/${second}.json`)) as { tables: Record<string, { rows: number }> };
    const rows = Object.entries(manifest.tables).find(([name]) => /(^|\.)companies$/.test(name))?.[1].rows;
    expect(await rig.sql('SELECT companies FROM seen')).toBe(String(rows));
    // What was answered as written is there.
    expect(Number(await rig.sql("SELECT count(*) FROM companies WHERE name LIKE 'a visitor %'"))).toBe(answers.filter(({ kind, status }) => kind === 'post' && status === 201).length);
  });

  test('a migration that fails comes back out of it by itself', async () => {
    rig.put('database/wrong.sql', 'ALTER TABLE companies ADD COLUMN phone text;\nINSERT INTO users (email) VALUES (NULL);\n');
    rig.configure((text) => configure(text).replace('database/search.sql]', 'database/search.sql, database/seen.sql, database/wrong.sql]'));
    const { step, answers } = await whileVisited('another', () => rig.deploy('v3'));
    ended(step, 1, { outcome: 'rolled-back', level: 'R2', loss: '0' });
    expect(step.log).toContain('LG-STEP-MIGRATE-APPLY');
    expect([...new Set(judge(answers).map(releaseOf))]).toEqual([second]);
    const change = (await rig.changes()).at(-1);
    expect(change?.closed?.outcome).toBe('rolled-back');
    expect(await rig.server.must('ls /srv/directory/releases')).not.toContain(change?.id);
    await expectServing('v2', second);
  });

  test('it is entered and left by hand', async () => {
    const on = await rig.cli('maintenance', 'on');
    expect([on.code, on.log]).toEqual([0, expect.stringContaining('is in maintenance')]);
    const answer = await fetch(`http://${rig.server.address}/`);
    expect([answer.status, await answer.text(), answer.headers.get('retry-after')]).toEqual([503, PAGE, String(BACK)]);
    expect(await worker()).toBe('inactive');
    expect((await rig.deploy('v4')).log).toContain('LG-MAINTENANCE-BY-HAND');
    const off = await rig.cli('maintenance', 'off');
    expect([off.code, off.log]).toEqual([0, expect.stringContaining('serves again on 1 of 1 hosts')]);
    await expectServing('v2', second);
  });
});
