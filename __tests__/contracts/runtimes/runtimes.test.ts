import { readdirSync, writeFileSync } from 'node:fs';

import { mutating, reading } from '../../../src/model/command';
import type { Command } from '../../../src/model/command';
import { plugin as command } from '../../../src/runtimes/command/index';
import { plugin as systemd } from '../../../src/runtimes/systemd/index';
import { runtimes } from '../../../src/runtimes/registry.generated';
import { Systemd } from '../../support/systemd';
import { PROMISES } from './promises';
import type { Open, Promised } from './promises';
import { Rig } from './rig';

const systemds = new Systemd();
beforeAll(() => systemds.start());
afterAll(() => systemds.close());

/** The line in a file and a unit that runs it: as a team has it, but for the name. */
function unitFor(rig: Rig, line: string, name = rig.name, stopS = 1): string {
  writeFileSync(`${rig.root}/${name}.sh`, line);
  systemds.unit(`${name}.service`, `[Service]\nWorkingDirectory=${rig.root}/current\nEnvironmentFile=-${rig.root}/current/.env\nExecStart="/bin/sh" "${rig.root}/${name}.sh"\nTimeoutStopSec=${String(stopS)}\n`);
  return name;
}

const QUICK = { settle: '500ms', 'stop-timeout': '1s' };
const SERVER_S = 8;

/** How each plugin is told to run a line. A plugin without an entry here has no place in the registry. */
const OPENERS: Readonly<Record<string, Open>> = {
  command: (rig, line, { port } = {}) => command.open(command.schema.parse({ ...QUICK, ...(port === undefined ? {} : { port, 'stop-timeout': `${String(SERVER_S)}s` }), start: line }), rig.site),
  systemd: (rig, line, { other, port } = {}) => {
    if (other !== undefined) unitFor(rig, other, rig.other);
    const unit = unitFor(rig, line, rig.name, port === undefined ? 1 : SERVER_S);
    return systemd.open(systemd.schema.parse({ ...QUICK, 'stop-timeout': `${String(SERVER_S + 5)}s`, unit, ...(port === undefined ? {} : { port }) }), { ...rig.site, app: 'shop' });
  },
};

/** The shell in which a plugin finds what it tells. */
const shellOf = (kind: string): string | undefined => (kind === 'systemd' ? systemds.sh : undefined);

async function hold({ holds }: Promised, open: Open, sh?: string): Promise<void> {
  const rig = new Rig(sh);
  try {
    await holds(rig, open);
  } finally {
    rig.remove();
  }
}

test('every runtime is held to the contract', () => {
  expect(Object.keys(OPENERS)).toEqual(Object.keys(runtimes));
  expect(readdirSync('src/runtimes', { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name)).toEqual(Object.keys(OPENERS));
});

describe.each(Object.entries(OPENERS))('%s', (kind, open) => {
  test.each(PROMISES.map((promised) => [promised.name, promised] as const))('%s', async (_name, promised) => {
    await hold(promised, open, shellOf(kind));
  });
});

describe.each(['dash', 'bash', 'busybox sh'])('command, where sh is %s', (sh) => {
  test.each(PROMISES.map((promised) => [promised.name, promised] as const))('%s', async (_name, promised) => {
    await hold(promised, OPENERS['command'] as Open, sh);
  });
});

/** The right runtime with one thing wrong. */
const sound = OPENERS['command'] as Open;
const named = OPENERS['systemd'] as Open;
const sh = (line: string): Command => mutating('start', 'sh', ['-c', line], { idempotent: true });
const BROKEN: readonly { readonly wrong: string; readonly breaks: number; readonly says: RegExp; readonly open: Open; readonly kind?: string }[] = [
  { wrong: 'starts another one each time', says: /2 processes were started/, breaks: 0, open: (rig, line) => ({ ...sound(rig, line), start: () => [sh(`cd -P '${rig.root}/current'; nohup sh -c "$0" >/dev/null 2>&1 &`.replace('$0', line.replaceAll('"', '\\"').replaceAll('$', '\\$')))] }) },
  { wrong: 'does not look whether it lives', says: /all is well/, breaks: 1, open: (rig, line) => ({ ...sound(rig, line), start: () => sound(rig, line).start().map((one) => ({ ...one, words: one.words.map((word, index) => (index === 3 ? '1' : word)) })) }) },
  { wrong: 'hands down what is open', says: /holds the lock/, breaks: 2, open: (rig, line) => ({ ...sound(rig, line), start: () => [sh(`cd -P '${rig.root}/current' && { sh -c "$LINE" & } </dev/null >/dev/null 2>&1`)].map((one) => ({ ...one, env: { LINE: line } })) }) },
  {
    wrong: 'ends the first process alone',
    says: /2 processes are left/,
    breaks: 3,
    open: (rig, line) => ({ ...sound(rig, line), stop: () => [sh(`read -r pid rest <'${rig.root}/.lockgate/run/shop' && kill "$pid" && sleep 0.5 && rm '${rig.root}/.lockgate/run/shop'`)] }),
  },
  { wrong: 'kills without asking', says: /told/, breaks: 3, open: (rig, line) => ({ ...sound(rig, line), stop: () => sound(rig, line).stop().map((one) => ({ ...one, program: 'eval', library: true, words: [`lg_runtime_signal KILL $(lg_runtime_members '${rig.root}/.lockgate/run/shop' '${rig.root}'); lg_runtime_stop '${rig.root}' shop 1000 ''`] })) }) },
  {
    wrong: 'writes while it looks',
    says: /status changed something/,
    breaks: 4,
    open: (rig, line) => {
      const { status, ...rest } = sound(rig, line);
      return { ...rest, status: () => ({ commands: [...status().commands, reading('look', 'touch', [`${rig.root}/shared/asked`])], read: (results) => status().read(results.slice(0, 1)) }) };
    },
  },
  { wrong: 'takes a crash for a stop', says: /not failed/, breaks: 4, open: (rig, line) => { const runtime = sound(rig, line); return { ...runtime, status: () => { const probe = runtime.status(); return { commands: probe.commands, read: (results) => { const told = probe.read(results); return told.state === 'failed' ? { ...told, state: 'stopped' as const } : told; } }; } }; } },
  { wrong: 'ends it to have it', says: /touched it|not said to run/, breaks: 6, open: (rig, line) => ({ ...sound(rig, line), takeOver: () => [sh(`cd '${rig.root}/started' && for each in *; do kill -KILL "$each" 2>/dev/null; done; :`)] }) },
  { wrong: 'takes nothing over', says: /not said to run/, breaks: 6, open: (rig, line) => ({ ...sound(rig, line), takeOver: () => [sh(':')] }) },
  { wrong: 'says what the link says', says: /serves before the start/, breaks: 7, open: (rig, line) => ({ ...sound(rig, line), serves: (release) => ({ commands: [reading('look', 'readlink', [`${rig.root}/current`])], read: ([result]) => [{ instance: 'shop', serves: result?.stdout.trim().endsWith(release) === true ? 'yes' : 'no', found: '' }] }) }) },
  { wrong: 'tells the others to stop and does not wait', kind: 'systemd', says: /after the stop these live/, breaks: 8, open: (rig, line, more) => { const runtime = named(rig, line, more); return { ...runtime, others: (names) => ({ privileges: [], start: () => runtime.others?.(names).start() ?? [], stop: () => [sh(`systemctl --no-block stop ${names.join(' ')}`)] }) }; } },
  { wrong: 'takes the others for its own', kind: 'systemd', says: /touched the others/, breaks: 8, open: (rig, line, more) => { const runtime = named(rig, line, more); return { ...runtime, stop: () => [...runtime.stop(), ...(runtime.others?.([rig.other]).stop() ?? [])] }; } },
  { wrong: 'never looks what its unit reads', kind: 'systemd', says: /not told of the file/, breaks: 9, open: (rig, line) => ({ ...named(rig, line), ignores: () => ({ commands: [], read: () => [] }) }) },
  { wrong: 'waits until it looks up by itself', says: /killed before it heard/, breaks: 10, open: (rig, line, more) => ({ ...sound(rig, line, more), stop: () => sound(rig, line, more).stop().map((one) => ({ ...one, words: one.words.map((word, index) => (index === 4 ? '0' : word)) })) }) },
  { wrong: 'remembers where it started first', says: /r1 runs/, breaks: 5, open: (rig, line) => sound(rig, `cd '${rig.root}/releases/r1'; ${line}`) },
];

test.each(BROKEN.map((broken) => [broken.wrong, broken] as const))('the suite catches a runtime that %s', async (_wrong, { breaks, says, open, kind = 'command' }) => {
  await expect(hold(PROMISES[breaks] as Promised, open, shellOf(kind))).rejects.toThrow(says);
});

test('every promise has a runtime that breaks it', () => {
  expect([...new Set(BROKEN.map(({ breaks }) => breaks))].sort((a, b) => a - b)).toEqual(PROMISES.map((_, index) => index));
});
