import { type AddressInfo, createServer } from 'node:net';
import { userInfo } from 'node:os';

import { quote } from '../../src/shell/render';
import { Overheard } from '../support/overheard';
import { Rig } from '../support/rig';

let rig: Rig;
let heard: Overheard;

beforeAll(async () => {
  rig = await Rig.start({ configure: (text) => text.replace('user: deploy', `user: ${userInfo().username}`).replace(/ {2}watch:\n( {4}.*\n)+/, '').replace('settle: 500ms', 'settle: 100ms').replace(/notify: .*\n/, '').replace('keep: { last: 5, daily: 14 }', 'keep: { last: 1 }').replace('keep: 3', 'keep: 1') });
  heard = await Overheard.start(rig.folder);
});
afterAll(async () => {
  await heard.close();
  await rig.close();
});

interface Costs {
  readonly execs: number;
  readonly logins: number;
}

async function costs<T>(work: () => Promise<T>): Promise<T & Costs> {
  const [execs, logins] = [heard.count, heard.logins];
  const answer = await work();
  return { ...answer, execs: heard.count - execs, logins: heard.logins - logins };
}

/** What of a list is not the same in two runs: the id of the release, and the time. */
function timeless(command: string, id: string): string {
  return command.replaceAll(id, 'THE-RELEASE').replaceAll(Buffer.from(id).toString('hex').toUpperCase(), 'THE-RELEASE').replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, 'NOW');
}

/** The commands in a page or a document, without their titles and without what the runner itself brings. */
function listedIn(scripts: readonly string[], id: string): string[] {
  return scripts.filter((script) => !script.startsWith('# bring ')).map((script) => timeless(script.replace(/^# .*\n/, ''), id));
}

/** A command as a page shows it to people, in the form in which it runs: nothing is left out of it. */
function unread(text: string): string {
  const [title = '', line = '', ...below] = text.split('\n');
  if (!/(^|\s)\[[a-z ]+\]/.test(line)) return text;
  const words = below.join('\n').split(/^ {4}‹\d+› /m).slice(1).map((word) => word.replace(/\n$/, '').replaceAll('\n        ', '\n'));
  const typed = line.replace(/(^|\s)\[([a-z ]+)\]/, (_, before: string, name: string) => `${before}lg_${name.replaceAll(' ', '_')}`);
  return `${title}\n${typed.replace(/‹(\d+)›/g, (_, index: string) => quote(words[Number(index) - 1] ?? ''))}`;
}

const plannedId = (text: string): string => /\b(\d{8}-\d{4}-[0-9a-f]{7}[.0-9]*) in the commands stands for/.exec(text)?.[1] ?? 'no id';

describe('on a real sshd, what is planned is what runs', () => {
  it('before the first deploy, by the action that plans', async () => {
    const page = await costs(() => rig.run('preflight', { 'dry-run': 'true' }, { env: heard.env }));
    expect([page.code, page.logins, page.outputs]).toEqual([0, 1, expect.objectContaining({ ready: 'true', 'pending-migrations': '1' })]);
    expect(page.execs).toBeLessThanOrEqual(4);
    expect(rig.everything()).toEqual({});
    for (const told of ['this is the first release', 'migrations/001&#95;products.sql | lossless', 'nothing&#58; this is the first release', 'not rehearsed', page.outputs['plan-digest'] ?? '', '| kind | directory |', 'What will be run on web&#58; ']) expect(page.summary).toContain(told);
    const [, script = ''] = /What will be run on web.*?\n\n```sh\n(.*?)\n```/s.exec(page.summary) ?? [];
    const before = heard.count;
    const deploy = await costs(() => rig.run('lockgate', { 'plan-digest': page.outputs['plan-digest'] ?? '' }, { env: heard.env }));
    // One login: the post step of a deploy that went well has nothing to look at.
    expect([deploy.code, deploy.outputs['outcome'], deploy.logins]).toEqual([0, 'released', 1]);
    const ran = heard.commands(before).map((command) => timeless(command, deploy.outputs['release-id'] ?? ''));
    expect(listedIn(script.split('\n\n# ').map((one, index) => unread(index === 0 ? one : `# ${one}`)), plannedId(page.summary))).toEqual(ran);
    expect(script).not.toContain('lg_');
    expect(ran.length).toBeGreaterThan(5);
  });

  it('with a database, migrations and something to remove, by the command line', async () => {
    rig.checkout('v2');
    // The job has a checkout of its own, without what git ignores here.
    rig.git('clean', '--quiet', '-f', '-d', '-X');
    const planned = await costs(() => rig.type(['plan', '--version', '1.1.0', '--json'], { env: heard.env }));
    expect([planned.code, planned.logins]).toEqual([0, 1]);
    expect(planned.execs).toBeLessThanOrEqual(4);
    const document = JSON.parse(planned.stdout) as { readonly outputs: Record<string, string>; readonly commands: readonly { readonly script: string; readonly reads: string }[]; readonly plan: any };
    const { plan } = document;
    expect(plan).toMatchObject({ ready: true, digest: document.outputs['plan-digest'], scope: 'all', hosts: ['web'], live: expect.stringContaining('(1.0.0), good'), migrations: [{ classes: [], open: [] }], wayBack: { loses: 'no rows' } });
    // By git, since nobody asks GitHub from a laptop.
    expect(plan.changes.commits[0]).toEqual({ id: rig.git('rev-parse', 'HEAD').trim(), subject: 'v2', author: 'team' });
    expect(plan.migrationFiles).toEqual([plan.migrations[0].name]);
    const before = heard.count;
    const deploy = await rig.run('lockgate', { 'plan-digest': document.outputs['plan-digest'] ?? '' }, { env: heard.env });
    expect([deploy.code, deploy.outputs['outcome']]).toEqual([0, 'released']);
    const ran = heard.commands(before).map((command) => timeless(command, deploy.outputs['release-id'] ?? ''));
    expect(listedIn(document.commands.map(({ script }) => script), plannedId(plan.artefact.map((row: readonly string[]) => row[1]).join('\n')))).toEqual(ran);
    expect(ran.join('\n')).toContain('lg_sqlite_apply');
    expect(document.commands.map(({ reads }) => unread(reads))).toEqual(document.commands.map(({ script }) => script));
    // The manifest of the backup is too long for a line.
    expect(document.commands.map(({ reads }) => reads).join('\n')).toMatch(/^\[sqlite backup\] .* ‹1› .*\n {4}‹1› \{"v":1/m);
  });

  it('not ready, with everything that is known all the same, and with what is not', async () => {
    rig.configure((text) => text.replace('    - disk: { free: 50MB }\n', '    - disk: { free: 50MB }\n    - http: { url: "http://no-such-host.invalid/", attempts: 1, on-inconclusive: warn }\n'));
    rig.write('migrations/008_loss.sql', 'DROP TABLE stock;\n');
    const page = await rig.run('preflight', { 'dry-run': 'true' }, { env: heard.env });
    expect([page.code, page.outputs['ready'], page.outputs['risk']]).toEqual([1, 'false', 'loss']);
    for (const told of ['NOT acknowledged&#58; loss', 'nothing behind preflight was planned', 'could not be told']) expect(page.summary).toContain(told);
    expect(page.summary).not.toContain('What will be run');
    const typed = await rig.type(['plan'], { env: heard.env });
    expect([typed.code, typed.stdout]).toEqual([4, expect.stringMatching(/gate +preflight: closed by 1 problem besides its checks/)]);
    expect(typed.stdout).not.toContain('preflight: open');
    rig.git('rm', '--quiet', 'migrations/008_loss.sql');
    rig.configure((text) => text.replace(/ {4}- http: \{ url: "http:\/\/no-such.*\n/, ''));
  });

  it('not ready where the application keeps silent on a host that hears us', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    rig.configure((text) => text.replace('    - disk: { free: 50MB }\n', `    - disk: { free: 50MB }\n    - http: { port: ${String(port)}, path: /, timeout: 1s, attempts: 1, on-inconclusive: warn }\n`));
    try {
      const typed = await rig.cli('plan');
      expect([typed.code, typed.stdout]).toEqual([4, expect.stringContaining('no answer within 1 s')]);
      expect(typed.stdout).not.toContain('none from the host');
    } finally {
      silent.close();
      rig.configure((text) => text.replace(/ {4}- http: \{ port: .*\n/, ''));
    }
  });

  it('a third time, where older backups and releases go, by the root action', async () => {
    rig.write('migrations/009_break.sql', 'ALTER TABLE products RENAME COLUMN price TO cost;\n');
    rig.acknowledge('migrations/009_break.sql', ['break']);
    rig.sql("INSERT INTO products (name, price) VALUES ('Since the backup', 5)");
    const page = await costs(() => rig.run('lockgate', { 'dry-run': 'true' }, { env: heard.env }));
    expect([page.code, page.logins]).toEqual([0, 1]);
    expect(page.execs).toBeLessThanOrEqual(4);
    // The old release does not know the new name: what the way back would lose is said before anybody approves it.
    expect(page.summary).toMatch(/\(R3\).*does not work with the new schema/);
    expect(page.summary).toMatch(/would lose \d+ rows? at this moment/);
    expect(page.summary).toContain('[store forget] ');
    expect(page.summary).toContain('there is no token');
  });
});
