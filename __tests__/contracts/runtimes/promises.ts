import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { libraryFor } from '../../../src/host/library';
import type { Runtime } from '../../../src/runtimes/runtime';
import { renderCommand } from '../../../src/shell/render';
import { ask } from '../../../src/shell/shell';
import { freePorts } from '../../support/nginx';
import { eventually } from './rig';
import type { Rig } from './rig';

/**
 * Opens the runtime that is held to its contract, for an application whose line to run this is. `other`: the line of something that
 * is not the application and that the runtime knows as `rig.other`, where it knows anything by name. `port`: where the application
 * answers; it may take some seconds to stop then.
 */
export type Open = (rig: Rig, line: string, more?: { readonly other?: string; readonly port?: number }) => Runtime;

export interface Promised {
  readonly name: string;
  readonly holds: (rig: Rig, open: Open) => Promise<void>;
}

/** A line of an application that tells who and where it is, and then does this. */
export function app(rig: Rig, then: string): string {
  return `pwd -P >'${rig.root}/started/'$$; ${then}`;
}

const FOREVER = 'while :; do sleep 0.2; done';

function insist(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

export const PROMISES: readonly Promised[] = [
  {
    name: '1. start leaves the application running, and does nothing while it runs',
    holds: async (rig, open) => {
      const runtime = open(rig, app(rig, FOREVER));
      await rig.start(runtime);
      await eventually(() => rig.living().length === 1, 'one process');
      await rig.start(runtime);
      await new Promise((resolve) => setTimeout(resolve, 300));
      insist(rig.started().length === 1, `${String(rig.started().length)} processes were started`);
    },
  },
  {
    name: '1. a process that dies at once fails the command with its last lines',
    holds: async (rig, open) => {
      const [result] = await rig.run(open(rig, app(rig, 'echo about to give up; sleep 0.2; echo no such table: users >&2; exit 3')).start());
      insist(result !== undefined && result.exitCode !== 0 && result.exitCode !== null, 'start says that all is well');
      insist(result?.stderr.includes('no such table: users') === true, `the last lines are not told: ${result?.stderr ?? ''}`);
    },
  },
  {
    name: '2. nothing that it starts keeps the lock of the script that started it, its streams or its life',
    holds: async (rig, open) => {
      const lock = `${rig.root}/lock`;
      const commands = open(rig, app(rig, FOREVER)).start().map((command) => renderCommand(command).replaceAll('\n', '\n'));
      const result = await rig.shell.script(`${libraryFor(commands.join(' '))}\nexec 9>"${lock}" 7>"${lock}.7" || exit 99\nflock 9\n${commands.join('\n')}\n`, { deadlineMs: 20_000 });
      insist(result.exitCode === 0, `start failed: ${result.stderr}`);
      await eventually(() => rig.living().length === 1, 'one process');
      const free = await rig.shell.script(`flock -n "${lock}" true`, { deadlineMs: 5000 });
      insist(free.exitCode === 0, 'the application holds the lock');
      insist(rig.living().length === 1, 'the application died with the script');
    },
  },
  {
    name: '3. stop ends every process, politely first, and may be asked twice',
    holds: async (rig, open) => {
      const told = `${rig.root}/shared/told`;
      const child = `sh -c 'pwd -P >"${rig.root}/started/"$$; trap "" TERM; while :; do sleep 0.2; done'`;
      const runtime = open(rig, app(rig, `setsid ${child} & ${child} & trap 'echo asked >"${told}"; exit 0' TERM; while :; do sleep 0.1; done`));
      await rig.start(runtime);
      await eventually(() => rig.living().length === 3, 'three processes');
      await rig.stop(runtime);
      insist(rig.living().length === 0, `${String(rig.living().length)} processes are left`);
      insist(readFileSync(told, 'utf8') === 'asked\n', 'it was not asked to end');
      await rig.stop(runtime);
      insist((await rig.status(runtime)).state === 'stopped', 'it is not stopped');
    },
  },
  {
    name: '4. status tells running, stopped and failed apart, and changes nothing',
    holds: async (rig, open) => {
      const runtime = open(rig, app(rig, FOREVER));
      const told = async (): Promise<string> => {
        const before = rig.picture();
        const { state } = await rig.status(runtime);
        insist(rig.picture() === before, 'status changed something');
        return state;
      };
      insist((await told()) === 'stopped', 'not stopped before the start');
      await rig.start(runtime);
      await eventually(() => rig.living().length === 1, 'one process');
      insist((await told()) === 'running', 'not running');
      process.kill(Number(rig.living()[0]), 'SIGKILL');
      await eventually(() => rig.living().length === 0, 'no process');
      insist((await told()) === 'failed', 'not failed after it was killed');
      await rig.stop(runtime);
      insist((await told()) === 'stopped', 'not stopped after the stop');
    },
  },
  {
    name: '5. after a switch, stop and start, the release that runs is the one that current names',
    holds: async (rig, open) => {
      const runtime = open(rig, app(rig, FOREVER));
      await rig.start(runtime);
      await eventually(() => rig.living().length === 1, 'one process');
      insist(rig.folderOf(rig.living()[0] ?? '') === `${rig.root}/releases/r1`, 'r1 does not run');
      rig.switchTo('r2');
      await rig.stop(runtime);
      await rig.start(runtime);
      await eventually(() => rig.living().length === 1, 'one process');
      insist(rig.folderOf(rig.living()[0] ?? '') === `${rig.root}/releases/r2`, `${rig.folderOf(rig.living()[0] ?? '')} runs`);
    },
  },
  {
    name: '6. what somebody else started is taken over as it runs, and stop ends all of it',
    holds: async (rig, open) => {
      const runtime = open(rig, app(rig, FOREVER));
      if (runtime.takeOver === undefined || runtime.found === undefined) return;
      const tree = `${rig.root}/by hand`;
      mkdirSync(tree);
      insist((await ask(rig.shell, runtime.found(tree))) === '', 'it found something where nothing runs');
      await rig.run(runtime.takeOver(tree, 'adopted'));
      insist((await rig.status(runtime)).state === 'stopped', 'something is said to run');
      const worker = `pwd -P >'${rig.root}/started/'$$; trap "" TERM; ${FOREVER}`;
      const theirs = spawn('sh', ['-c', `cd '${tree}'; sh -c 'pwd -P >"${rig.root}/started/"$$; sh -c "$0" & trap "exit 0" TERM; while :; do sleep 0.1; done' "$1" & wait`, 'sh', worker], { detached: true, stdio: 'ignore', cwd: tree });
      theirs.unref();
      // And both have said where they are: what they write later would be a change.
      await eventually(() => rig.living().length === 2 && rig.started().every((id) => readFileSync(`${rig.root}/started/${id}`, 'utf8').endsWith('\n')), 'two processes');
      const before = rig.picture();
      insist((await ask(rig.shell, runtime.found(tree))).includes(tree), 'it did not find the process');
      insist(rig.picture() === before, 'looking for it changed something');
      for (let times = 0; times < 2; times += 1) {
        const [result] = await rig.run(runtime.takeOver(tree, 'adopted'));
        insist(result?.exitCode === 0, `it was not taken over: ${result?.stderr ?? ''}`);
      }
      insist(rig.living().length === 2, 'taking it over touched it');
      insist((await rig.status(runtime)).state === 'running', 'it is not said to run');
      await rig.stop(runtime);
      insist(rig.living().length === 0, `${String(rig.living().length)} processes are left`);
      insist((await rig.status(runtime)).state === 'stopped', 'it is not stopped');
    },
  },
  {
    name: '7. serves is yes for the release that it was started from alone, and no for a process that outlived the switch',
    holds: async (rig, open) => {
      const runtime = open(rig, app(rig, FOREVER));
      const told = async (release: string): Promise<string> => (await ask(rig.shell, runtime.serves(release))).map(({ serves }) => serves).join(' ');
      insist((await told('r1')) === 'no', 'it says that something serves before the start');
      await rig.start(runtime);
      await eventually(() => rig.living().length === 1, 'one process');
      insist((await told('r1')) === 'yes', 'it does not say yes');
      insist((await told('r2')) === 'no', 'it says yes for another release');
      rig.switchTo('r2');
      insist((await told('r2')) === 'no', 'it says yes for a process that outlived the switch');
      await rig.stop(runtime);
      await rig.start(runtime);
      await eventually(() => rig.living().length === 1, 'one process');
      insist((await told('r2')) === 'yes', 'it does not say yes after the restart');
    },
  },
  {
    name: '8. others are stopped whole and started, as often as they are told to, and the application is not touched by it',
    holds: async (rig, open) => {
      const stubborn = `sh -c 'pwd -P >"${rig.root}/started/"$$; trap "" TERM; ${FOREVER}'`;
      const runtime = open(rig, app(rig, FOREVER), { other: app(rig, `${stubborn} & ${FOREVER}`) });
      const others = runtime.others?.([rig.other]);
      if (others === undefined) return;
      await rig.start(runtime);
      await eventually(() => rig.living().length === 1, 'the application');
      const [own = ''] = rig.living();
      for (let times = 0; times < 2; times += 1) await rig.must(others.start());
      await eventually(() => rig.living().length === 3, 'two more processes');
      insist(rig.started().length === 3, `${String(rig.started().length)} processes were started`);
      for (let times = 0; times < 2; times += 1) {
        await rig.must(others.stop());
        insist(rig.living().join(' ') === own, `after the stop these live: ${rig.living().length === 0 ? 'none' : rig.living().join(' ')}, and the application is ${own}`);
      }
      await rig.must(others.start());
      await eventually(() => rig.living().length === 3, 'two more processes again');
      await rig.stop(runtime);
      insist(rig.living().length === 2 && !rig.living().includes(own), 'stopping the application touched the others');
      await rig.must(others.stop());
    },
  },
  {
    name: '9. ignores names the service that does not read that very file of variables, and changes nothing',
    holds: async (rig, open) => {
      const runtime = open(rig, app(rig, FOREVER));
      if (runtime.ignores === undefined) return;
      const before = rig.picture();
      const read = await ask(rig.shell, runtime.ignores(`${rig.root}/current/.env`));
      insist(read.length === 0, `it is said not to read its file: ${read.join(', ')}`);
      for (const other of [`${rig.root}/current/.env.local`, `${rig.root}/current/.en`]) insist((await ask(rig.shell, runtime.ignores(other))).length === 1, `it is not told of the file ${other}, and nobody says so`);
      insist(rig.picture() === before, 'looking changed something');
    },
  },
  {
    name: '10. stop is heard by a server that looks up only when something comes',
    holds: async (rig, open) => {
      const [port = 0] = await freePorts(1);
      const [server, ready, heard] = ['server.py', 'ready', 'heard'].map((name) => `${rig.root}/shared/${name}`);
      // Python goes on waiting after a signal, for as long as it was told to.
      writeFileSync(server ?? '', `import select, signal, socket
over = False
def end(*_):
    global over
    over = True
signal.signal(signal.SIGTERM, end)
listening = socket.socket()
listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listening.bind(('127.0.0.1', ${String(port)}))
listening.listen()
open('${ready ?? ''}', 'w').close()
while not over:
    if select.select([listening], [], [], 600)[0]:
        listening.accept()[0].close()
open('${heard ?? ''}', 'w').close()
`);
      const runtime = open(rig, app(rig, `exec python3 '${server ?? ''}'`), { port });
      await rig.start(runtime);
      await eventually(() => existsSync(ready ?? ''), 'a server');
      await rig.stop(runtime);
      insist(existsSync(heard ?? ''), 'it was killed before it heard that it should end');
    },
  },
];
