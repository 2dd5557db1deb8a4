import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { reading } from '../../../src/model/command';
import type { ArtefactPlugin } from '../../../src/releases/artefact';
import { plugin as directory } from '../../../src/releases/directory';
import { releases } from '../../../src/releases/registry.generated';
import { folderHost, SHELLS, type FolderHost, type ShellName } from '../../support/host';
import { breakArtefact, bring, line, openSubject, PROMISES, runAll, type Candidate } from './promises';

const SETTINGS: Readonly<Record<string, unknown>> = {
  // The build of the second writes into a file in place: what a hard link to another release would carry over.
  directory: { exclude: ['.git'], include: ['built'], shared: ['.env', 'uploads'], environment: { file: 'config/app.env', values: { LEVEL: 'info' }, secrets: { TOKEN: 'APP_TOKEN' } }, build: ['. config/app.env && test "$LEVEL" = info', 'if grep -q second src/app.py; then pwd >src/same.py; fi', 'test -e .env'] },
};

async function keep(candidate: Candidate, promise: string, name: ShellName = 'dash'): Promise<void> {
  const host = folderHost(name);
  try {
    await PROMISES[promise]?.(openSubject(candidate, host));
  } finally {
    host.close();
  }
}

test('every kind of release is held to its promises', () => {
  expect(Object.keys(releases).sort()).toEqual(Object.keys(SETTINGS).sort());
});

describe.each(Object.keys(SETTINGS))('a release of kind %s', (kind) => {
  const candidate: Candidate = { plugin: releases[kind] as ArtefactPlugin, settings: SETTINGS[kind] };
  describe.each(SHELLS)('under %s', (name) => {
    test.each(Object.keys(PROMISES))('%s', async (promise) => keep(candidate, promise, name));
  });
});

/** Each breaks one promise; a suite that lets one of them pass proves nothing. */
const whole: Candidate = { plugin: directory, settings: SETTINGS['directory'] };
const BROKEN: readonly (readonly [string, keyof typeof PROMISES, Candidate])[] = [
  ['brings what is ignored', 'what the site ignores stays, but for what is asked for', breakArtefact(whole, (good) => ({ upload: (id, previous) => ({ ...good.upload(id, previous), without: [] }) }))],
  ['switches while it assembles', 'until activate, nothing that serves is touched', breakArtefact(whole, (good) => ({ assemble: (id, digest, version) => [...good.assemble(id, digest, version), ...good.activate(id)] }))],
  ['builds in files that it shares with the release that serves', 'until activate, nothing that serves is touched', breakArtefact(whole, (good) => ({ assemble: (id, digest, version) => good.assemble(id, digest, version).map((command) => (command.program === 'lg_release_place' ? { ...command, words: [...command.words.slice(0, -1), '0'] } : command)) }))],
  ['calls everything ready', 'ready says beforehand whether activate can succeed', breakArtefact(whole, () => ({ ready: () => [line('true')].map((command) => ({ ...command, mutates: false })) }))],
  ['removes the link before it makes the new one', 'activate is atomic', breakArtefact(whole, (_good, { layout }) => ({ activate: (id) => [line(`rm -f ${layout.current}; sleep 0.05; ln -s releases/${id} ${layout.current}`)] }))],
  ['fails when it is run again', 'all commands are idempotent', breakArtefact(whole, (good, { layout }) => ({ activate: (id) => [line(`ln -s releases/${id} ${layout.current}`), ...good.activate(id)] }))],
  ['nests a link when it is run again', 'all commands are idempotent', breakArtefact(whole, (_good, { layout }) => ({ activate: (id) => [line(`ln -s releases/${id} ${layout.root}/next; mv -f ${layout.root}/next ${layout.current}`)] }))],
  ['discards whatever it is told to', 'discard never touches what current names', breakArtefact(whole, (good) => ({ discard: (id) => [line(`rm -rf ${good.path(id)}`)] }))],
  ['activates what is not there', 'discard never touches what current names', breakArtefact(whole, (_good, { layout }) => ({ activate: (id) => [line(`ln -sfn releases/${id} ${layout.current}`)] }))],
  ['retains the newest alone', 'retain spares what serves, what is protected and what is not its own', breakArtefact(whole, (_good, { layout }) => ({ retain: (good) => [line(`cd ${layout.releases} && ls | grep -vx ${good.at(-1) ?? ''} | xargs rm -rf`)] }))],
  ['forgets what is protected', 'retain spares what serves, what is protected and what is not its own', breakArtefact(whole, (good) => ({ retain: (ids, _protect, count) => good.retain(ids, [], count) }))],
  ['retains everything', 'retain spares what serves, what is protected and what is not its own', breakArtefact(whole, () => ({ retain: () => [] }))],
  ['does not compare what arrived', 'only what arrived whole, and was assembled to its end, can be activated', breakArtefact(whole, (good, { layout }) => ({ assemble: (id) => [line(`mkdir -p ${layout.state}/complete; mv ${good.path(id)}.part ${good.path(id)} && echo complete >${layout.state}/complete/${id}`)] }))],
  ['copies what should be shared', 'what is shared is the same in every release, and no copy of it comes from the checkout', breakArtefact(whole, (good, { layout }) => ({ assemble: (id, digest, version) => [...good.assemble(id, digest, version), line(`cd ${layout.releases}/${id} && rm .env uploads && cp ../../shared/.env . && mkdir -p uploads`)] }))],
  ['lets everybody read what the application is told', 'what the application is told is a file of its release, for its owner alone', breakArtefact(whole, (good) => ({ assemble: (id, digest, version) => [...good.assemble(id, digest, version), line(`chmod 644 ${good.path(id)}/config/app.env`)] }))],
  ['derives by hard links', 'derive makes a release of another one that differs in its environment alone', breakArtefact(whole, (good) => ({ derive: (id, base, origin, version) => [...(good.derive?.(id, base, origin, version) ?? []), line(`cd ${good.path(id)} && ln -f ${good.path(base)}/VERSION VERSION`)] }))],
  ['forgets where a release was built', 'derive makes a release of another one that differs in its environment alone', breakArtefact(whole, (good, { layout }) => ({ retain: (ids, protect, count) => [line(`sed -i /^origin/d ${layout.state}/complete/*`), ...good.retain(ids, protect, count)] }))],
];

describe('the suite catches a plugin that', () => {
  test.each(BROKEN)('%s', async (_what, promise, candidate) => {
    await expect(keep(candidate, promise)).rejects.toThrow();
  });

  test('breaks any promise: each has a breaker', () => {
    expect(new Set(BROKEN.map(([, promise]) => promise))).toEqual(new Set(Object.keys(PROMISES)));
  });
});

describe('release directories', () => {
  let host: FolderHost;
  beforeEach(() => { host = folderHost(); });
  afterEach(() => { host.close(); });
  const open = (settings: unknown) => openSubject({ plugin: directory, settings }, host);

  test('refuse when a shared file is missing, and say what to do', async () => {
    const subject = open({ shared: ['config/app.yml'] });
    await expect(bring(subject, 'r1')).rejects.toThrow(/shared\/config\/app\.yml is missing: put the file there on the host and run this again/);
    mkdirSync(join(host.layout.shared, 'config'));
    writeFileSync(join(host.layout.shared, 'config/app.yml'), 'a: 1\n');
    await bring(subject, 'r1');
    await runAll(subject, subject.artefact.activate('r1'));
  });

  test('never write through a link that came with the release', async () => {
    const subject = open({ shared: ['etc/uploads/'] });
    mkdirSync(join(host.folder, 'elsewhere'));
    symlinkSync(join(host.folder, 'elsewhere'), join(subject.workspace, 'etc'));
    await expect(bring(subject, 'r1')).rejects.toThrow(/is a link/);
    expect(existsSync(join(host.folder, 'elsewhere/uploads'))).toBe(false);
  });

  test('leave a build that failed aside; the next try starts afresh', async () => {
    const subject = open({ build: ['test -e ok || { echo compiler says no >&2; exit 3; }'] });
    await expect(bring(subject, 'r1')).rejects.toThrow(/compiler says no/);
    await expect(runAll(subject, subject.artefact.activate('r1'))).rejects.toThrow(/never assembled to its end/);
    writeFileSync(join(subject.workspace, 'ok'), '');
    await bring(subject, 'r1');
    await runAll(subject, subject.artefact.activate('r1'));
  });

  test('sweep uploads that nobody finished', async () => {
    const subject = open({});
    mkdirSync(join(host.layout.releases, 'old.part'), { recursive: true });
    mkdirSync(join(host.layout.releases, 'new.part'));
    await runAll(subject, [line(`touch -d '2 hours ago' ${host.layout.releases}/old.part`), ...subject.artefact.retain([], [], 1)]);
    expect([existsSync(join(host.layout.releases, 'old.part')), existsSync(join(host.layout.releases, 'new.part'))]).toEqual([false, true]);
  });

  test('do not replace a folder that is called current', async () => {
    const subject = open({});
    await bring(subject, 'r1');
    mkdirSync(host.layout.current);
    await expect(runAll(subject, subject.artefact.activate('r1'))).rejects.toThrow(/is no link: move it away/);
    rmSync(host.layout.current, { recursive: true });
  });

  test.each(['/etc/passwd', '../up', 'a/../../b', 'a*', '', './x', 'a//b'])('refuse the shared path %p', (path) => {
    expect(directory.schema.safeParse({ shared: [path] }).success).toBe(false);
  });

  test('survive odd names in the tree', async () => {
    const subject = open({});
    for (const name of ['with space', "quote'd", '$(id)', '-rf', 'back\\slash', 'ünï', ';x', '*']) writeFileSync(join(subject.workspace, name), name);
    await bring(subject, 'r1');
    await runAll(subject, subject.artefact.activate('r1'));
  });
});

test('a comparison that did not take place is none that found nothing', async () => {
  const host = folderHost('dash');
  try {
    const differs = reading('compare', 'lg_release_differs', [host.layout.root, 'r1', '.env'], { library: true, stdin: 'LEVEL=debug\n' });
    expect(await host.shell.run([differs])).toMatchObject([{ exitCode: 0, stdout: 'added\tLEVEL\n' }]);
    writeFileSync(join(host.folder, 'bin/awk'), '#!/bin/sh\nexit 2\n', { mode: 0o755 });
    expect(await host.shell.run([differs])).toMatchObject([{ exitCode: 1, stdout: '' }]);
  } finally {
    host.close();
  }
});
