import { execFileSync, spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { mutating, succeeded } from '../../../src/model/command';
import type { Command } from '../../../src/model/command';
import type { Adoption } from '../../../src/releases/artefact';
import { releases } from '../../../src/releases/registry.generated';
import { ask } from '../../../src/shell/shell';
import { folderHost, SHELLS, type FolderHost, type ShellName } from '../../support/host';

const ID = '20261127-0912-adopted';
const SETTINGS: Readonly<Record<string, unknown>> = { directory: { shared: ['.env', 'var/uploads/'] } };

interface Subject {
  readonly host: FolderHost;
  readonly tree: string;
  readonly adoption: Adoption;
}

/** A tree as years leave it: links out of it, odd names, its history, and what users have uploaded. */
function grow(tree: string): void {
  for (const folder of ['bin', '.git', 'var/uploads']) mkdirSync(join(tree, folder), { recursive: true });
  writeFileSync(join(tree, 'app.py'), 'print(1)\n');
  writeFileSync(join(tree, 'bin/run it'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(tree, '.git/config'), 'secret remote\n');
  writeFileSync(join(tree, '.env'), 'A=1\n');
  writeFileSync(join(tree, 'var/uploads/a.png'), 'a picture');
  mkdirSync(join(tree, '../assets'), { recursive: true });
  writeFileSync(join(tree, '../assets/logo'), 'a logo');
  symlinkSync('../assets', join(tree, 'assets'));
  symlinkSync('app.py', join(tree, 'main.py'));
}

const picture = (folder: string): string => execFileSync('sh', ['-c', 'cd "$1" && find . ! -path "./srv/.lockgate*" ! -path "./bin*" -printf "%p %l %T@ %i\\n" | sort', 'sh', folder], { encoding: 'utf8' });

async function run({ host }: Subject, commands: readonly Command[]): Promise<string> {
  const results = await host.shell.run(commands, { stopOnFailure: true });
  const bad = results.find((result) => !succeeded(result));
  if (bad !== undefined) throw new Error(`${bad.title}: ${bad.stderr}${bad.stdout}`);
  return results.map(({ stdout }) => stdout).join('');
}

function check(truth: boolean, what: string): void {
  if (!truth) throw new Error(`not kept: ${what}`);
}

const kept = (before: string, after: string): boolean => before.split('\n').filter((line) => !/^\.(\/srv)? /.test(line)).every((line) => after.split('\n').includes(line));

const PROMISES: Readonly<Record<string, (subject: Subject, kind: string) => Promise<void>>> = {
  '1. look changes nothing': async ({ host, tree, adoption }) => {
    const before = picture(host.folder);
    const found = await ask(host.shell, adoption.look(tree));
    check(found.place === realpathSync(tree) && found.nameless && found.problems.length === 0, 'what is there is found');
    check(picture(host.folder) === before, 'nothing is changed');
  },
  '2. nothing that was there is changed, by whatever name it goes': async (subject) => {
    const { host, tree, adoption } = subject;
    symlinkSync(tree, host.layout.current);
    const before = picture(host.folder);
    for (let times = 0; times < 2; times += 1) await run(subject, [...adoption.copy(ID, tree, 'v1'), ...adoption.name(ID)]);
    check(kept(before, picture(host.folder)), 'all that was there is as it was');
    rmSync(host.layout.current);
    await run(subject, adoption.name(ID));
    check(readlinkSync(host.layout.current) === `releases/${ID}`, 'current names it where it named nothing');
  },
  '3. the copy is ready, holds what the tree holds, and shares what is shared': async (subject, kind) => {
    const { host, tree, adoption } = subject;
    const results = await host.shell.run(adoption.copy(ID, tree, 'v1'), { stopOnFailure: true });
    check(/^[0-9a-f]{64}$/.test(adoption.readCopy(results)), 'its digest is told');
    const artefact = releases[kind]?.open(releases[kind].schema.parse(SETTINGS[kind]), { app: 'shop', environment: 'test', layout: host.layout, workspace: host.folder, url: '' });
    await run(subject, artefact?.ready(ID) ?? []);
    const copy = join(host.layout.releases, ID);
    check(readFileSync(join(copy, 'app.py'), 'utf8') === 'print(1)\n' && lstatSync(join(copy, 'bin/run it')).mode % 0o1000 === 0o755, 'files are what they were');
    check(lstatSync(join(copy, 'app.py')).ino !== lstatSync(join(tree, 'app.py')).ino, 'a file that is written into changes one of them alone');
    check(readlinkSync(join(copy, 'main.py')) === 'app.py' && readFileSync(join(copy, 'assets/logo'), 'utf8') === 'a logo', 'links lead where they led');
    check(!existsSync(join(copy, '.git')), 'the history is left out');
    for (const path of ['.env', 'var/uploads']) for (const seen of [join(copy, path), join(host.layout.shared, path)]) check(realpathSync(seen) === realpathSync(join(tree, path)), `${path} is the very same`);
  },
  '4. what is written meanwhile is told, and no release is left': async (subject) => {
    const { host, tree, adoption } = subject;
    const writer = spawn('sh', ['-c', 'while :; do echo line >>"$1/busy.log"; done', 'sh', tree], { stdio: 'ignore' });
    try {
      while (!existsSync(join(tree, 'busy.log'))) await new Promise((resolve) => setTimeout(resolve, 10));
      const failed = await run(subject, adoption.copy(ID, tree, 'v1')).then(() => '', String);
      check(failed.includes('busy.log') && !failed.includes('app.py'), 'the file is named');
      check(!existsSync(join(host.layout.releases, ID)), 'there is no release');
    } finally {
      writer.kill('SIGKILL');
    }
  },
};

async function keep(promise: string, change: (good: Adoption, subject: Omit<Subject, 'adoption'>) => Partial<Adoption>, sh: ShellName = 'dash', kind = 'directory'): Promise<void> {
  const host = folderHost(sh);
  try {
    const tree = join(host.folder, 'opt/the shop');
    grow(tree);
    mkdirSync(join(host.layout.state), { recursive: true });
    const plugin = releases[kind];
    const good = plugin?.open(plugin.schema.parse(SETTINGS[kind]), { app: 'shop', environment: 'test', layout: host.layout, workspace: host.folder, url: '' }).adoption;
    if (good === undefined) throw new Error(`${kind} adopts nothing`);
    await PROMISES[promise]?.({ host, tree, adoption: { ...good, ...change(good, { host, tree }) } }, kind);
  } finally {
    host.close();
  }
}

const asIs = (): Partial<Adoption> => ({});

test('every kind that adopts is held to its promises', () => {
  const site = { app: 'shop', environment: 'test', layout: { root: '/r', releases: '/r/releases', current: '/r/current', shared: '/r/shared', state: '/r/.lockgate' }, workspace: '/w', url: '' };
  const adopting = Object.entries(releases).filter(([kind, plugin]) => SETTINGS[kind] !== undefined || plugin.schema.safeParse({}).success && plugin.open(plugin.schema.parse({}), site).adoption !== undefined);
  expect(adopting.map(([kind]) => kind)).toEqual(Object.keys(SETTINGS));
});

describe.each(Object.keys(SETTINGS))('a release of kind %s', (kind) => {
  describe.each(SHELLS)('under %s', (sh) => {
    test.each(Object.keys(PROMISES))('%s', async (promise) => keep(promise, asIs, sh, kind));
  });
});

const line = (text: string): Command => mutating('do it wrongly', 'sh', ['-c', text], { idempotent: true });
const BROKEN: readonly (readonly [string, string, Parameters<typeof keep>[1]])[] = [
  ['makes folders while it looks', '1. look changes nothing', (good, { host }) => ({ look: (place) => { const probe = good.look(place); return { commands: [...probe.commands, line(`mkdir -p '${host.layout.shared}'`)], read: (results) => probe.read(results.slice(0, -1)) }; } })],
  ['gives the copy the name at once', '2. nothing that was there is changed, by whatever name it goes', (_good, { host }) => ({ name: (id) => [line(`ln -sfn releases/${id} '${host.layout.current}'`)] })],
  ['moves what is shared', '2. nothing that was there is changed, by whatever name it goes', (good, { host, tree }) => ({ copy: (...words) => [...good.copy(...words), line(`[ -L '${tree}/.env' ] || { mv '${tree}/.env' '${host.layout.shared}/real' && ln -s '${host.layout.shared}/real' '${tree}/.env'; }`)] })],
  ['links the files', '3. the copy is ready, holds what the tree holds, and shares what is shared', (good, { host, tree }) => ({ copy: (id, ...words) => [...good.copy(id, ...words), line(`ln -f '${tree}/app.py' '${host.layout.releases}/${id}/app.py'`)] })],
  ['copies what is shared', '3. the copy is ready, holds what the tree holds, and shares what is shared', (good, { host, tree }) => ({ copy: (id, ...words) => [...good.copy(id, ...words), line(`cd '${host.layout.releases}/${id}' && rm .env && cp '${tree}/.env' .env`)] })],
  ['compares nothing', '4. what is written meanwhile is told, and no release is left', (_good, { host, tree }) => ({ copy: (id) => [line(`mkdir -p '${host.layout.releases}' && cp -a '${tree}' '${host.layout.releases}/${id}'`)] })],
];

describe('the suite catches one that', () => {
  test.each(BROKEN)('%s', async (_what, promise, change) => {
    await expect(keep(promise, change)).rejects.toThrow('not kept');
  });

  test('breaks any promise: each has a breaker', () => {
    expect(new Set(BROKEN.map(([, promise]) => promise))).toEqual(new Set(Object.keys(PROMISES)));
  });
});

describe('a tree', () => {
  const withHost = async (work: (host: FolderHost, adoption: Adoption) => Promise<void>): Promise<void> => {
    const host = folderHost();
    try {
      const plugin = releases['directory'];
      await work(host, plugin?.open(plugin.schema.parse(SETTINGS['directory']), { app: 'shop', environment: 'test', layout: host.layout, workspace: host.folder, url: '' }).adoption as Adoption);
    } finally {
      host.close();
    }
  };

  test('that is the release path itself is copied without what Lockgate keeps there', () =>
    withHost(async (host, adoption) => {
      grow(host.layout.root);
      const found = await ask(host.shell, adoption.look(''));
      expect([found.place, found.problems]).toEqual([realpathSync(host.layout.root), []]);
      mkdirSync(host.layout.state);
      const subject = { host, tree: host.layout.root, adoption };
      await run(subject, [...adoption.copy(ID, '', 'v1'), ...adoption.copy(ID, '', 'v1')]);
      expect(existsSync(join(host.layout.releases, ID, 'releases'))).toBe(false);
      expect(existsSync(join(host.layout.releases, ID, '.lockgate'))).toBe(false);
      expect(readlinkSync(join(host.layout.shared, '.env'))).toBe(`${realpathSync(host.layout.root)}/.env`);
      expect(readlinkSync(join(host.layout.releases, ID, 'var/uploads'))).toBe('../../../shared/var/uploads');
    }));

  test('goes on with its own file where shared/ has another one', () =>
    withHost(async (host, adoption) => {
      const tree = join(host.folder, 'opt');
      grow(tree);
      mkdirSync(host.layout.shared, { recursive: true });
      mkdirSync(host.layout.state, { recursive: true });
      writeFileSync(join(host.layout.shared, '.env'), 'A=2\n');
      expect((await ask(host.shell, adoption.look(tree))).facts).toContainEqual(['shared: .env', expect.stringContaining('has another one') as string]);
      await run({ host, tree, adoption }, adoption.copy(ID, tree, 'v1'));
      expect(readFileSync(join(host.layout.releases, ID, '.env'), 'utf8')).toBe('A=1\n');
      expect(readFileSync(join(host.layout.shared, '.env'), 'utf8')).toBe('A=2\n');
    }));

  test('that cannot be found, or a current that is a folder, is refused with the line to type', () =>
    withHost(async (host, adoption) => {
      const codes = async (): Promise<string[]> => (await ask(host.shell, adoption.look(''))).problems.map(({ code }) => code);
      expect(await codes()).toEqual(['LG-ADOPT-NO-TREE']);
      grow(host.layout.current);
      const [problem, ...more] = (await ask(host.shell, adoption.look(''))).problems;
      expect(more).toEqual([]);
      expect(problem?.facts).toMatchObject({ code: 'LG-ADOPT-CURRENT-FOLDER', next: expect.stringContaining(`ln -s by-hand ${host.layout.current}`) as string });
      renameSync(host.layout.current, join(host.layout.root, 'by-hand'));
      symlinkSync('by-hand', host.layout.current);
      expect(await codes()).toEqual([]);
    }));
});
