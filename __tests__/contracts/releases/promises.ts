import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Command, mutating, succeeded } from '../../../src/model/command';
import { Secret } from '../../../src/model/secret';
import type { Site } from '../../../src/model/site';
import type { Artefact, ArtefactPlugin } from '../../../src/releases/artefact';
import { ask } from '../../../src/shell/shell';
import type { FolderHost } from '../../support/host';

/** What a family member is asked with: a host, a checkout on the runner, and how to open the plugin for them. */
export interface Subject {
  readonly host: FolderHost;
  readonly workspace: string;
  readonly artefact: Artefact;
  /** Values of the variables that hold secrets; a test may change them. */
  readonly secrets: Map<string, string>;
}

/** A plugin and the settings under which it does all that it can. */
export interface Candidate {
  readonly plugin: ArtefactPlugin;
  readonly settings: unknown;
}

/** What git ignores in the checkout; only the last of them is asked for all the same. */
const IGNORED = ['venv', 'src/local.key', 'built'];

export function openSubject({ plugin, settings }: Candidate, host: FolderHost): Subject {
  const workspace = join(host.folder, 'checkout');
  mkdirSync(join(workspace, 'src'), { recursive: true });
  for (const name of ['VERSION', 'src/app.py', 'src/same.py']) writeFileSync(join(workspace, name), `${name} of the first\n`);
  symlinkSync('src/app.py', join(workspace, 'link'));
  mkdirSync(host.layout.shared, { recursive: true });
  writeFileSync(join(host.layout.shared, '.env'), 'A=1\n');
  const site: Site = { app: 'shop', environment: 'test', layout: host.layout, workspace, ignored: IGNORED, url: '' };
  const secrets = new Map([['APP_TOKEN', `it's "a" \\ token`]]);
  const take = (name: string): Secret | undefined => (secrets.has(name) ? new Secret(name, secrets.get(name) ?? '') : undefined);
  return { host, workspace, secrets, artefact: plugin.open(plugin.schema.parse(settings), site, take) };
}

export async function runAll({ host }: Subject, commands: readonly Command[]): Promise<string> {
  const results = await host.shell.run(commands, { stopOnFailure: true });
  const bad = results.find((result) => !succeeded(result));
  if (bad !== undefined) throw new Error(`${bad.title}: ${bad.stderr}${bad.stdout}`);
  return results.map((result) => result.stdout).join('');
}

export async function bring(subject: Subject, id: string, previous?: string): Promise<void> {
  writeFileSync(join(subject.workspace, 'VERSION'), `${id}\n`);
  const { digest } = await subject.host.shell.upload(subject.artefact.upload(id, previous));
  await runAll(subject, subject.artefact.assemble(id, digest, 'v1'));
}

async function refuses(work: Promise<unknown>, what: string): Promise<void> {
  const refused = await work.then(() => false, () => true);
  if (!refused) throw new Error(`it did not refuse: ${what}`);
}

function check(truth: boolean, what: string): void {
  if (!truth) throw new Error(`not kept: ${what}`);
}

const serving = ({ host, artefact }: Subject): Promise<string> => ask(host.shell, artefact.current());
const R = ['20261121-2101-aaaaaaa', '20261121-2102-bbbbbbb', '20261121-2103-ccccccc', '20261121-2104-ddddddd'] as const;

export const PROMISES: Readonly<Record<string, (subject: Subject) => Promise<void>>> = {
  'what the site ignores stays, but for what is asked for': async (subject) => {
    for (const path of ['venv/bin/python', 'src/local.key', 'src/venv', 'built/page.html']) {
      mkdirSync(join(subject.workspace, path, '..'), { recursive: true });
      writeFileSync(join(subject.workspace, path), 'x');
    }
    await bring(subject, R[0]);
    const there = ['venv', 'src/local.key', 'src/venv', 'built/page.html'].filter((path) => existsSync(join(subject.artefact.path(R[0]), path)));
    check(there.join() === 'src/venv,built/page.html', `there are ${there.join()}`);
  },
  'until activate, nothing that serves is touched': async (subject) => {
    const { artefact } = subject;
    await bring(subject, R[0]);
    check((await serving(subject)) === '', 'current names nothing before the first activate');
    await runAll(subject, artefact.activate(R[0]));
    const before = readTree(artefact.path(R[0]));
    writeFileSync(join(subject.workspace, 'src/app.py'), 'of the second\n');
    await bring(subject, R[1], R[0]);
    check((await serving(subject)) === R[0], 'assembling does not switch');
    check(JSON.stringify(readTree(artefact.path(R[0]))) === JSON.stringify(before), 'the release that serves is as it was, whatever the build of the next one writes into');
  },

  'ready says beforehand whether activate can succeed': async (subject) => {
    const { artefact } = subject;
    await refuses(runAll(subject, artefact.ready(R[0])), 'a release that never was');
    await bring(subject, R[0]);
    const before = readTree(subject.host.layout.root);
    check(artefact.ready(R[0]).every((command) => !command.mutates), 'it says that it only reads');
    await runAll(subject, artefact.ready(R[0]));
    check(JSON.stringify(readTree(subject.host.layout.root)) === JSON.stringify(before), 'it changes nothing');
    await runAll(subject, artefact.discard(R[0]));
    await refuses(runAll(subject, artefact.ready(R[0])), 'a release whose files are gone');
  },

  'activate is atomic': async (subject) => {
    const { artefact, host } = subject;
    await bring(subject, R[0]);
    await bring(subject, R[1], R[0]);
    await runAll(subject, artefact.activate(R[0]));
    // Looks as often as it can while the link is switched forth and back.
    const looker = host.shell.script(`i=0; while [ $i -lt 30000 ] && [ ! -e ${host.folder}/stop ]; do i=$((i + 1)); if read -r v <${host.layout.current}/VERSION; then case $v in ${R[0]}|${R[1]}) ;; *) echo "saw $v" ;; esac; else echo "saw nothing"; fi; done; echo "looked $i"`, { deadlineMs: 60_000 });
    for (let n = 0; n < 12; n += 1) await runAll(subject, artefact.activate(R[n % 2 === 0 ? 1 : 0]));
    writeFileSync(join(host.folder, 'stop'), '');
    const { stdout } = await looker;
    check(Number(/looked (\d+)/.exec(stdout)?.[1] ?? 0) > 1000, 'the looker looked often enough to tell');
    check(!stdout.includes('saw'), 'whoever looks sees the old release or the new one');
  },

  'all commands are idempotent': async (subject) => {
    const { artefact, host } = subject;
    writeFileSync(join(subject.workspace, 'VERSION'), `${R[0]}\n`);
    const { digest } = await host.shell.upload(artefact.upload(R[0], undefined));
    for (const commands of [artefact.assemble(R[0], digest, 'v1'), artefact.activate(R[0]), artefact.retain([R[0]], [], 1), artefact.discard(R[3])]) {
      check(commands.every((command) => command.idempotent && command.mutates), 'they say what they are');
      await runAll(subject, commands);
      const once = readTree(host.layout.root);
      await runAll(subject, commands);
      check(JSON.stringify(readTree(host.layout.root)) === JSON.stringify(once), 'running twice leaves the state of running once');
    }
    // Sent again after it was assembled: as after a lost answer.
    await bring(subject, R[0]);
    check((await serving(subject)) === R[0] && !existsSync(`${artefact.path(R[0])}.part`), 'bringing the same again changes nothing');
    for (let n = 0; n < 2; n += 1) await runAll(subject, artefact.deactivate());
    check((await serving(subject)) === '', 'deactivate takes current away');
    for (let n = 0; n < 2; n += 1) await runAll(subject, artefact.discard(R[0]));
    check(!existsSync(artefact.path(R[0])), 'discard removes');
  },

  'discard never touches what current names': async (subject) => {
    const { artefact } = subject;
    await bring(subject, R[0]);
    await runAll(subject, artefact.activate(R[0]));
    await refuses(runAll(subject, artefact.discard(R[0])), 'to discard what serves');
    check(existsSync(join(artefact.path(R[0]), 'VERSION')), 'what serves is there');
    await refuses(runAll(subject, artefact.activate(R[3])), 'to activate what never was');
    check((await serving(subject)) === R[0], 'current names what it named');
  },

  'retain spares what serves, what is protected and what is not its own': async (subject) => {
    const { artefact, host } = subject;
    for (const id of R) await bring(subject, id);
    await runAll(subject, artefact.activate(R[0]));
    mkdirSync(join(host.layout.releases, 'by-hand'));
    mkdirSync(join(host.layout.releases, `${R[3]}.part`));
    await runAll(subject, artefact.retain([R[2], R[3]], [R[1]], 1));
    const left = (id: string): boolean => existsSync(artefact.path(id));
    check(left(R[0]), 'what current names stays');
    check(left(R[1]), 'what is protected stays');
    check(!left(R[2]), 'a good one beyond the newest so many goes');
    check(left(R[3]), 'the newest good one stays');
    check(left('by-hand'), 'a folder that no release made stays');
  },

  'only what arrived whole, and was assembled to its end, can be activated': async (subject) => {
    const { artefact, host } = subject;
    const { digest } = await host.shell.upload(artefact.upload(R[0], undefined));
    const hurt = join(`${artefact.path(R[0])}.part`, 'src/app.py');
    writeFileSync(hurt, 'hurt on its way\n');
    await refuses(runAll(subject, artefact.assemble(R[0], digest, 'v1')), 'files that are not what was sent');
    await refuses(runAll(subject, artefact.activate(R[0])), 'to activate what was not assembled');
    await host.shell.upload(artefact.upload(R[0], undefined));
    const commands = artefact.assemble(R[0], digest, 'v1');
    for (let until = 0; until < commands.length; until += 1) {
      if (until > 0) await runAll(subject, commands.slice(0, until));
      await refuses(runAll(subject, artefact.activate(R[0])), `to activate after ${String(until)} of ${String(commands.length)} commands`);
    }
    await runAll(subject, commands);
    await runAll(subject, artefact.activate(R[0]));
    check((await serving(subject)) === R[0], 'it serves in the end');
  },

  'what is shared is the same in every release, and no copy of it comes from the checkout': async (subject) => {
    const { artefact, workspace } = subject;
    writeFileSync(join(workspace, '.env'), 'A=wrong\n');
    await bring(subject, R[0]);
    await bring(subject, R[1], R[0]);
    for (const id of [R[0], R[1]]) check(readFileSync(join(artefact.path(id), '.env'), 'utf8') === 'A=1\n', 'the shared file is the one of the host');
    check(!readlinkSync(join(artefact.path(R[0]), '.env')).startsWith('/'), 'the link is relative, so that the whole can be moved');
    cpSync(join(artefact.path(R[0]), 'VERSION'), join(artefact.path(R[0]), 'uploads/seen'));
    check(existsSync(join(artefact.path(R[1]), 'uploads/seen')), 'a shared folder is one folder');
  },

  'what the application is told is a file of its release, for its owner alone': async (subject) => {
    const { artefact, host, secrets, workspace } = subject;
    const { environment } = artefact;
    if (environment === undefined) return;
    mkdirSync(join(workspace, environment.file, '..'), { recursive: true });
    writeFileSync(join(workspace, environment.file), 'TOKEN=of the checkout\n');
    const file = (id: string): string => join(artefact.path(id), environment.file);
    const read = (id: string): string => execFileSync('sh', ['-c', '. "$1"; printf %s "$TOKEN"', 'sh', file(id)], { encoding: 'utf8' });
    await bring(subject, R[0]);
    check((statSync(file(R[0])).mode & 0o777) === 0o600, 'nobody but its owner may read it');
    check(read(R[0]) === secrets.get('APP_TOKEN'), 'a shell reads the value back');
    check((await ask(host.shell, environment.differs(R[0]))).length === 0, 'nothing differs from what was written');
    const before = readFileSync(file(R[0]), 'utf8');
    secrets.set('APP_TOKEN', 'another');
    const differs = environment.differs(R[0]);
    check(JSON.stringify(await ask(host.shell, differs)) === JSON.stringify([{ name: 'TOKEN', how: 'changed' }]), 'what differs is told by its name');
    await bring(subject, R[1], R[0]);
    check(read(R[1]) === 'another' && readFileSync(file(R[0]), 'utf8') === before, 'no release has the file of another');
    const words = JSON.stringify([...artefact.assemble(R[2], 'x', 'v1'), ...(artefact.derive?.(R[2], R[1], R[1], 'v1') ?? []), ...differs.commands].map((command) => command.words));
    check(!words.includes('another'), 'values travel by standard input alone');
  },

  'derive makes a release of another one that differs in its environment alone': async (subject) => {
    const { artefact, secrets } = subject;
    const { environment, path } = artefact;
    if (artefact.derive === undefined || environment === undefined) return;
    await bring(subject, R[0]);
    const leads = (id: string): string => readFileSync(join(path(id), 'leads'), 'utf8');
    writeFileSync(join(path(R[0]), 'leads'), `#!${path(R[0])}/bin/python\n${path(R[0])}.2\n`);
    symlinkSync(join(path(R[0]), 'VERSION'), join(path(R[0]), 'absolute'));
    await runAll(subject, artefact.activate(R[0]));
    const before = readTree(path(R[0]));
    secrets.set('APP_TOKEN', 'another');
    const commands = artefact.derive(R[1], R[0], R[0], 'v1');
    check(commands.every((command) => command.idempotent && command.mutates), 'they say what they are');
    for (let until = 1; until < commands.length; until += 1) {
      await runAll(subject, commands.slice(0, until));
      await refuses(runAll(subject, artefact.ready(R[1])), `to be ready after ${String(until)} of ${String(commands.length)} commands`);
    }
    for (let n = 0; n < 2; n += 1) await runAll(subject, commands);
    await runAll(subject, artefact.ready(R[1]));
    check((await serving(subject)) === R[0], 'deriving does not switch');
    check(readFileSync(join(path(R[1]), 'VERSION'), 'utf8') === `${R[0]}\n`, 'its files are those of the other');
    check(leads(R[1]) === `#!${path(R[1])}/bin/python\n${path(R[0])}.2\n` && readlinkSync(join(path(R[1]), 'absolute')) === join(path(R[1]), 'VERSION'), 'what names the folder names its own');
    check(readFileSync(join(path(R[1]), environment.file), 'utf8').includes('another'), 'what it is told is what is said now');
    await runAll(subject, [line(`cd ${path(R[1])} && echo written >>VERSION`)]);
    check(JSON.stringify(readTree(path(R[0]))) === JSON.stringify(before), 'the other is as it was, whatever is written into this one');
    await runAll(subject, [...artefact.activate(R[1]), ...artefact.retain([R[1]], [], 1)]);
    check(existsSync(path(R[0])), 'the release that was built is spared');
  },
};

/** Every path with its content or link. */
function readTree(root: string): string[] {
  return execFileSync('sh', ['-c', 'find . \\( -type f -exec sha256sum {} + \\) , \\( -type l -printf "%p -> %l\\n" \\) , \\( -type d -print \\) | sort'], { cwd: root, encoding: 'utf8' }).split('\n').filter((line) => !line.includes('.tmp'));
}

/** Replaces parts of what a plugin opens. */
export function breakArtefact(candidate: Candidate, spoil: (whole: Artefact, site: Site) => Partial<Artefact>): Candidate {
  const { plugin } = candidate;
  return {
    ...candidate,
    plugin: {
      ...plugin,
      open: (settings, site) => {
        const whole = plugin.open(settings, site);
        return { ...whole, ...spoil(whole, site) };
      },
    },
  };
}

export const line = (text: string): Command => mutating(text, 'sh', ['-c', text], { idempotent: true });
