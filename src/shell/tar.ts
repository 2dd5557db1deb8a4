import { spawn } from 'node:child_process';

import type { Upload } from '../model/step';
import { BoundedText } from './bounded-text';
import type { Ferry } from './ferry';
import type { Tree } from './tree';
import { TransferError } from './upload-failures';

/** The tree as a tar stream into the remote command, which is started unless it waits already. */
export async function sendTar(upload: Upload, tree: Tree, ferry: Ferry, started = false): Promise<'tar'> {
  if (!started) await ferry.start(undefined);
  const { channel } = ferry;
  channel.stdout.resume();
  // Not by @actions/exec: it gives no way to hold tar back while the network is slower.
  const tar = spawn('tar', ['--create', '--file=-', '--format=gnu', `--directory=${upload.from}`, '--no-recursion', '--null', '--no-unquote', '--verbatim-files-from', '--files-from=-'], {
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: 'pipe',
  });
  const errors = new BoundedText(4096, 4096);
  tar.stderr.on('data', (chunk: Buffer) => {
    errors.add(chunk);
  });
  tar.stdin.on('error', () => undefined);
  tar.stdin.end(tree.entries.map((path) => `./${path}\0`).join(''));
  tar.stdout.on('data', (chunk: Buffer) => {
    ferry.count(chunk.length);
  });
  const packed = new Promise<number | null>((resolve, reject) => {
    tar.once('error', (error) => {
      reject(new TransferError(`tar on the runner: ${error.message}`));
    });
    tar.once('close', resolve);
  });
  // The end of the archive is handed on only when tar has ended well: what is cut short must not look whole.
  tar.stdout.pipe(channel.stdin, { end: false });
  channel.ended.then(
    ({ exitCode }) => {
      // The host's tar ends with the archive, which may be before the runner's has ended: that one is only to be stopped where the
      // host takes nothing more of it.
      if (exitCode !== 0) tar.kill();
      tar.stdout.unpipe(channel.stdin);
      tar.stdout.resume();
    },
    () => tar.kill(),
  );
  const [local, remote] = await Promise.all([
    packed.then((code) => {
      if (code === 0) channel.stdin.end();
      else channel.close();
      return code;
    }),
    channel.ended,
  ]);
  if (remote.exitCode !== 0 && ferry.said !== '') throw new TransferError(ferry.said);
  if (local !== 0) throw new TransferError(`tar on the runner: ${errors.toString()}`);
  if (remote.exitCode !== 0) throw new TransferError(`tar on the host ended with exit code ${String(remote.exitCode)}`);
  return 'tar';
}
