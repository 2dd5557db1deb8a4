// needs: docker
import { join } from 'node:path';

import { Secret } from '../../src/model/secret';
import { SshHosts, type SshShell } from '../../src/shell/ssh-shell';
import { Outside } from '../../tools/demo/github-api';
import { readSetupBlocks } from '../../tools/test-server/setup-page';
import { findStep, runWorkflow, type RunResult, type WorkflowOptions } from '../../tools/workflow-runner';
import { DirectoryRig } from '../support/directory-rig';
import { REPOSITORY, type StepRun } from '../support/job';
import { expectEnd as expectRun, jobOf } from '../support/workflow-rig';

const SSH = { attempts: 1, connectTimeoutMs: 20_000 };
let rig: DirectoryRig;
let outside: Outside;
/** Of the later plan. */
let digest = '';
let hosts = new SshHosts(SSH);

beforeAll(async () => {
  // The team is told, as the example has it.
  rig = await DirectoryRig.start({ configure: (text) => text.replace('watch: { for: 3s', 'watch: { for: 1s').replace('\nenvironments:', '\nnotify: [{ kind: webhook, webhook: DEPLOY_WEBHOOK }]\nenvironments:') });
  outside = await Outside.start(() => []);
  rig.env = { DEPLOY_WEBHOOK: `${outside.url}/hook` };
});
afterAll(async () => {
  await hosts.close();
  await Promise.all([rig.close(), outside.close()]);
});

function expectEnd(step: StepRun, code: number, outputs: Readonly<Record<string, string>>): void {
  if (step.code !== code) throw new Error(`exit code ${String(step.code)}, expected ${String(code)}\n${step.log.replace(/::add-mask::.*\n/g, '')}`);
  expect(step.outputs).toMatchObject(outputs);
}

/** "Deploy to production" of the example, started with a tag: each environment has the key of its own user, and the repository has none. */
function dispatch(version: string, keys: { readonly plan: string; readonly deploy: string }, more: Partial<WorkflowOptions> = {}): Promise<RunResult> {
  rig.git('tag', version);
  return runWorkflow({
    file: '.github/workflows/deploy-production.yml',
    root: rig.workspace,
    event: { name: 'workflow_dispatch', inputs: { version } },
    repository: 'team/directory',
    repositories: { 'lockgate/lockgate': REPOSITORY },
    vars: { PRODUCTION_HOST: rig.server.address, LOCKGATE_KNOWN_HOSTS: rig.server.knownHosts },
    environments: { 'production-plan': { secrets: { DEPLOY_KEY: keys.plan } }, production: { secrets: { DEPLOY_KEY: keys.deploy, DEPLOY_WEBHOOK: `${outside.url}/hook` } } },
    apiUrl: outside.url,
    temp: join(rig.folder, 'runner'),
    ...more,
  });
}

function login(user: string, key: string): SshShell {
  const { alias, address, port, knownHosts } = rig.server;
  return hosts.shell({ alias: `${alias}-${user}`, address, port, user, key: new Secret('DEPLOY_KEY', key), knownHosts, knownHostsSource: '.github/known_hosts' });
}

/** Tries each line by itself; answers those that did what they say, and what all of them complained of. */
async function tryAll(shell: SshShell, lines: readonly string[]): Promise<{ readonly done: readonly string[]; readonly complaints: string }> {
  const script = lines.map((line, index) => `if ( ${line} ) >/dev/null; then echo ${String(index)}; fi`).join('\n');
  const { stdout, stderr } = await shell.script(`cd /srv/directory\n${script}\necho end\n`, { deadlineMs: 60_000 });
  const answers = stdout.trim().split('\n');
  expect(answers.pop()).toBe('end');
  return { done: answers.map((index) => lines[Number(index)] ?? index), complaints: stderr };
}

/** What is there, whose it is, and when it was changed. */
const everything = (): Promise<string> => rig.server.must('find /srv/directory /var/backups/directory /mnt/second -printf "%p %m %u:%g %s %T@\\n" | sort; runuser -u postgres -- pg_dump directory | grep -v restrict | sha256sum');

/** What of a command is another one in each run: the release's id, and the time. */
const timeless = (command: string): string => command.replaceAll(/\d{8}-\d{4}-[0-9a-f]{7}[.0-9]*/g, 'ID').replaceAll(/(3\d){8}2D(3\d){4}2D[0-9A-F]{14}/g, 'HEX').replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z/g, 'NOW');

function commandsOf(summary: string): string[] {
  const [, script = ''] = /What will be run on web.*?\n\n```sh\n(.*?)\n```/s.exec(summary) ?? [];
  return script.split('\n\n# ').map((one, index) => timeless(index === 0 ? one : `# ${one}`));
}

/** What the deploy user does, or may do, and nobody who only plans. */
const WRITING = [
  ...['journal', 'lease', 'releases', 'lock', 'format', 'complete/other', 'manifests/other.json', 'tasks/other', 'other'].map((name) => `: >>.lockgate/${name}`),
  'chmod 2770 .lockgate',
  'flock -n -s .lockgate/lock true',
  'ls .lockgate/tasks',
  ': >>current/requirements.txt',
  'mkdir releases/other',
  'ln -sfn "$(readlink current)" current',
  ': >proxy/other',
  ': >shared/uploads/other',
  ': >>shared/.env',
  'cat shared/.env',
  'ls /var/backups/directory',
  'ls /mnt/second/directory',
  'journalctl --quiet --unit=directory --lines=1 | grep .',
  'sudo -n systemctl --no-block start directory.service',
  'sudo -n /usr/sbin/nginx -t',
  'sudo -n -u postgres psql -qX -d directory -c "CREATE TABLE other (id int)"',
];

const asRole = (sql: string): string => `PGOPTIONS='-c default_transaction_read_only=off' psql -qXAt -d directory -c "${sql}"`;
const SQL = [
  "INSERT INTO companies (name) VALUES ('x')",
  "UPDATE lockgate_migrations SET digest = 'x'",
  'DELETE FROM lockgate_migrations',
  'CREATE TABLE public.other (id int)',
  'SELECT * FROM users',
  'SET ROLE directory',
  "COPY lockgate_migrations TO PROGRAM 'cat'",
];
const READING = ['cat .lockgate/journal', 'cat .lockgate/releases', 'cat .lockgate/manifests/*.json', 'cat .lockgate/complete/*', asRole('SELECT name FROM lockgate_migrations')];

/** In this order: each goes on from what the ones before left. */
describe('a user who may only read, as docs/server-setup.md sets it up', () => {
  test('plans the first deploy on an empty server, and exactly that is deployed', async () => {
    const plan = await rig.planned('v1', 'preflight');
    expectEnd(plan, 0, { ready: 'true', 'pending-migrations': '3' });
    expect(plan.summary).toContain('this is the first release');
    expectEnd(await rig.deploy('v1', { 'plan-digest': plan.outputs['plan-digest'] ?? '' }), 0, { outcome: 'released', applied: '3' });
  });

  test('plans a later one: with the digest that the deploy user comes to, and with what it did not ask', async () => {
    rig.write('database/phones.sql', 'ALTER TABLE companies ADD COLUMN phone text;\n');
    rig.edit('.github/lockgate.yml', (text) => text.replace('database/search.sql]', 'database/search.sql, database/phones.sql]'));
    const before = await everything();
    const plan = await rig.planned('v2', 'preflight');
    expectEnd(plan, 0, { ready: 'true', 'pending-migrations': '1' });
    const unknown = plan.summary.slice(plan.summary.indexOf('What is not known'), plan.summary.indexOf('What is brought'));
    for (const one of ['run psql as postgres', 'run systemctl --no-block start directory.service as root', 'no transaction is older than 300 s', 'DATABASE&#95;URL, FLASK&#95;SECRET&#95;KEY in shared/.env']) {
      expect(unknown).toContain(`${one} on web&#58; not asked by the plan's user, who may only read; preflight of the deploy asks it`);
    }
    digest = plan.outputs['plan-digest'] ?? '';
    // From a terminal it is the deploy user who plans.
    const typed = await rig.cli('plan', '--version', 'v2', '--json');
    const document = JSON.parse(typed.stdout) as { readonly outputs: Readonly<Record<string, string>>; readonly plan: { readonly unknown: readonly string[] }; readonly commands: readonly { readonly script: string; readonly reads?: string }[] };
    expect(document.outputs).toMatchObject({ ready: 'true', 'plan-digest': digest, 'pending-migrations': '1' });
    expect(document.plan.unknown.filter((line) => line.includes('not asked'))).toEqual([]);
    expect(commandsOf(plan.summary)).toEqual(document.commands.map(({ script, reads = script }) => timeless(reads)));
    for (const id of ['backup', 'migrate', 'rolling-deploy'] as const) expectEnd(await rig.planned('v2', id), 0, {});
    expect(await everything()).toBe(before);
  });

  test('reads the record, and writes nothing', async () => {
    const before = await everything();
    const plan = login('plan', rig.planKey);
    expect((await tryAll(plan, READING)).done).toEqual(READING);
    expect((await tryAll(plan, WRITING)).done).toEqual([]);
    const lines = [...SQL.map(asRole), 'systemctl --no-ask-password restart directory.service', 'sudo -n true'];
    const tried = await tryAll(plan, lines);
    expect(tried.done).toEqual([]);
    expect(tried.complaints.match(/permission denied|must be superuser/g)).toHaveLength(SQL.length);
    await expect(plan.forward(22)).rejects.toThrow('does not forward connections to port 22');
    expect(await everything()).toBe(before);
  });

  test('what it planned later is what the deploy goes on with, and the record stays open to it', async () => {
    const job = rig.job('v2');
    expectEnd(await job.step('preflight', { environment: 'production', 'plan-digest': digest }), 0, { ready: 'true', 'plan-digest': digest });
    await job.end();
    expect((await tryAll(login('plan', rig.planKey), READING)).done).toEqual(READING);
  });

  test('a table of before it was is opened by the statement that it is told', async () => {
    const psql = (sql: string): Promise<string> => rig.server.must(`runuser -u postgres -- psql -qX -d directory -c '${sql}'`);
    await psql('REVOKE ALL ON lockgate_migrations FROM PUBLIC, plan');
    const refused = await rig.planned('v2', 'preflight');
    expectEnd(refused, 1, { ready: 'false', 'plan-digest': '' });
    expect(refused.log).toContain('LG-DATABASE-GRANT');
    const [grant = 'none'] = /GRANT SELECT ON [^;]*;/.exec(refused.log) ?? [];
    await psql(grant);
    expectEnd(await rig.planned('v2', 'preflight'), 0, { ready: 'true', 'plan-digest': digest });
  });

  test('is not ready where the record is closed to it, and opens one that is there by the lines of the page', async () => {
    await rig.server.must('cd /srv/directory/.lockgate && chgrp -R deploy . && chmod -R g=,o= .');
    const closed = await rig.planned('v2', 'preflight');
    expectEnd(closed, 1, { ready: 'false', 'plan-digest': '' });
    expect(closed.log).toContain('LG-STATE-UNREADABLE');
    await hosts.close();
    hosts = new SshHosts(SSH);
    await rig.server.must(`runuser -u postgres -- psql -qX -d directory -c 'REVOKE ALL ON lockgate_migrations FROM PUBLIC' -c 'DROP OWNED BY plan' -c 'DROP ROLE plan'
      pkill -u plan || true
      while pgrep -u plan >/dev/null; do sleep 0.1; done
      userdel plan`);
    await rig.server.must(readSetupBlocks().find(({ topic }) => topic === 'A user for plans')?.script ?? 'false');
    expectEnd(await rig.planned('v2', 'preflight'), 0, { ready: 'true' });
  });

  test('plans in the workflows of the example, where a person approves what the deploy user then does', async () => {
    const before = await everything();
    const told = outside.messages.length;
    const asked: string[] = [];
    const run = await dispatch('v3', { plan: rig.planKey, deploy: rig.key }, {
      approve: async (environment) => {
        asked.push(environment);
        // Whoever is asked finds the server as it was: the plan has written nothing.
        if (environment === 'production') expect(await everything()).toBe(before);
        return 'approved' as const;
      },
    });
    expectRun(run, 'success', 'released');
    expect(run.conclusion).toBe('success');
    expect(asked).toEqual(['production-plan', 'production']);
    const planned = jobOf(run, 'plan');
    expect(planned.outputs).toMatchObject({ ready: 'true', 'pending-migrations': '1', risk: 'lossless', 'plan-digest': expect.stringMatching(/^2-/) as string });
    expect(planned.steps.filter(({ stage, outcome }) => stage === 'main' && outcome === 'success')).toHaveLength(5);
    expect(findStep(planned, 'preflight').summary).toContain("not asked by the plan's user");
    // What was approved, and what the deploy came to by itself.
    expect(findStep(jobOf(run, 'deploy'), 'preflight').outputs).toMatchObject({ ready: 'true', 'plan-digest': planned.outputs['plan-digest'] });
    expect(await rig.health()).toMatchObject({ code: 200, version: 'v3', release: jobOf(run, 'deploy').outputs['release-id'] });
    expect((await rig.sql("SELECT count(*) FROM lockgate_migrations WHERE name = 'database/phones.sql'")).trim()).toBe('1');
    expect(outside.messages.slice(told).map(({ event }) => event)).toEqual(['succeeded']);
  });

  test('cannot do a thing with its key, whatever a workflow or a configuration says', async () => {
    const before = await everything();
    // The steps of the deploy where the plan's key lies: the user who deploys does not have that key.
    const job = rig.job('v3', { env: { DEPLOY_KEY: rig.planKey } });
    const asDeploy = await job.step('rolling-deploy', { environment: 'production' });
    await job.end();
    expect([asDeploy.code, asDeploy.log]).toEqual([1, expect.stringContaining('LG-SSH-AUTH')]);
    expect(asDeploy.log).toMatch(/~deploy\/\.ssh\/authorized_keys .* belong to deploy/);
    // A configuration that deploys as the plan's user gets in, and no further.
    rig.edit('.github/lockgate.yml', (text) => text.replace('user: deploy, plan-user: plan', 'user: plan'));
    const asPlan = await rig.deploy('v4', {}, { DEPLOY_KEY: rig.planKey });
    expect(asPlan.code).toBe(1);
    expect(asPlan.log).toMatch(/LG-(STATE|LEASE)-/);
    expect(await everything()).toBe(before);
  });

  test('was kept from what the deploy user can do', async () => {
    expect((await tryAll(login('deploy', rig.key), WRITING)).done).toEqual(WRITING);
  });
});
