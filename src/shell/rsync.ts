import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Upload } from '../model/step';
import type { Ferry } from './ferry';
import { sendTar } from './tar';
import type { Tree } from './tree';
import { TransferError } from './upload-failures';

/**
 * What rsync starts as its remote shell. It is written beside the socket at run time, since a bundle is one file: it tells the
 * words of rsync's server and then passes the bytes on.
 */
const HELPER = `process.on('SIGUSR1', () => process.exit(1)); // so rsync ends its children; node would start a debugger
const socket = require('node:net').connect(process.argv[2]);
socket.write(JSON.stringify(process.argv.slice(4)) + '\\n');
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on('error', () => process.exit(1));
socket.on('close', () => process.exit(0));
`;

/** The path of a socket has room for about a hundred bytes. */
const LONGEST_FOLDER = 80;

async function hasRsync(): Promise<boolean> {
  const { getExecOutput } = await import(/* webpackChunkName: "work" */ '@actions/exec');
  try {
    const { exitCode, stdout } = await getExecOutput('rsync', ['--version'], { silent: true, ignoreReturnCode: true });
    return exitCode === 0 && /^rsync\s+version [3-9]/.test(stdout);
  } catch {
    return false;
  }
}

/** A pattern that matches this path from the top and nothing else: with a wildcard in it rsync takes backslashes, without one it does not. */
function literalPattern(path: string): string {
  return /[*?[]/.test(path) ? `/${path.replace(/[*?[\\]/g, '\\$&')}` : `/${path}`;
}

const quoteForRsync = (word: string): string => `'${word.replaceAll("'", "''")}'`;

/** Runs the runner's rsync over the upload's channel; undefined where the runner has none. Falls to tar where the host has none. */
export async function runLocalRsync(upload: Upload, tree: Tree, ferry: Ferry): Promise<'rsync' | 'tar' | undefined> {
  if (!(await hasRsync())) return undefined;
  const { getExecOutput } = await import(/* webpackChunkName: "work" */ '@actions/exec');
  const folder = await mkdtemp(join(tmpdir().length > LONGEST_FOLDER ? '/tmp' : tmpdir(), 'lockgate-'));
  try {
    await chmod(folder, 0o700);
    const [socket, helper, excluded] = [join(folder, 's'), join(folder, 'helper.cjs'), join(folder, 'excluded')];
    await writeFile(helper, HELPER, { mode: 0o600 });
    await writeFile(excluded, tree.excluded.map((path) => `${literalPattern(path)}\0`).join(''), { mode: 0o600 });
    const relay = await Relay.listen(socket, ferry);
    // Contents decide, not times: a checkout has new times for everything, and with them nothing could be linked.
    const words = ['-rlps', '--checksum', '--delete', '--delete-excluded', '--from0', `--exclude-from=${excluded}`];
    if (upload.linkDest !== undefined) words.push(`--link-dest=${upload.linkDest}`);
    words.push(`--rsh=${[process.execPath, helper, socket].map(quoteForRsync).join(' ')}`, '--', `${upload.from}/`, `host:${upload.to}/`);
    const local = getExecOutput('rsync', words, { silent: true, ignoreReturnCode: true, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } });
    const early = local.then(({ stderr }): never => {
      throw new TransferError(`rsync on the runner: ${stderr}`);
    });
    const way = await Promise.race([relay.way, early]).finally(async () => {
      relay.hangUpUnlessRsync();
      if (!relay.joined) await local;
    });
    if (way === 'tar') return await sendTar(upload, tree, ferry, true);
    const { exitCode, stderr } = await local;
    const remote = await ferry.channel.ended;
    if (exitCode !== 0 || remote.exitCode !== 0) throw new TransferError(`${ferry.said}${stderr}`.trim() || `rsync ended with exit code ${String(exitCode)}`);
    return 'rsync';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits for the helper, starts the remote side with the words it tells, and joins the two. */
class Relay {
  readonly way: Promise<'rsync' | 'tar'>;
  #helper: Socket | undefined;
  joined = false;

  private constructor(
    private readonly server: Server,
    ferry: Ferry,
  ) {
    this.way = new Promise((resolve, reject) => {
      server.once('connection', (helper) => {
        this.#helper = helper;
        server.close();
        helper.on('error', () => undefined);
        readWords(helper)
          .then((words) => ferry.start(words))
          .then((way) => {
            if (way === 'rsync') this.join(helper, ferry);
            resolve(way);
          }, reject);
      });
    });
    this.way.catch(() => undefined);
  }

  static async listen(path: string, ferry: Ferry): Promise<Relay> {
    const server = createServer({ pauseOnConnect: true });
    const relay = new Relay(server, ferry);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return relay;
  }

  hangUpUnlessRsync(): void {
    this.server.close();
    if (!this.joined) this.#helper?.destroy();
  }

  private join(helper: Socket, ferry: Ferry): void {
    this.joined = true;
    const { channel } = ferry;
    helper.on('data', (chunk: Buffer) => {
      ferry.count(chunk.length);
    });
    helper.pipe(channel.stdin);
    channel.stdout.pipe(helper);
    // The other way round as well: the remote side has to come to its end when rsync on the runner is gone.
    helper.on('close', () => {
      channel.stdin.end();
      channel.stdout.resume();
    });
    // Whatever rsync still wants to send, nobody takes it any more: it must not wait for that.
    const leave = (): void => {
      helper.unpipe(channel.stdin);
      helper.resume();
    };
    channel.ended.then(
      () => {
        leave();
        helper.end();
      },
      () => {
        leave();
        helper.destroy();
      },
    );
  }
}

/** The helper's first line; what follows it stays in the socket. */
function readWords(helper: Socket): Promise<string[]> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const listen = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const end = seen.indexOf(10);
      if (end === -1) return;
      helper.off('data', listen);
      helper.pause();
      if (end + 1 < seen.length) helper.unshift(seen.subarray(end + 1));
      const words: unknown = JSON.parse(seen.subarray(0, end).toString());
      if (Array.isArray(words) && words[0] === 'rsync') resolve(words.slice(1).map(String));
      else reject(new Error('rsync asked for something else than rsync'));
    };
    helper.on('data', listen);
    helper.once('close', () => {
      reject(new TransferError('rsync on the runner ended before it began'));
    });
    helper.resume();
  });
}
