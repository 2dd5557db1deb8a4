import type { Upload } from '../model/step';
import { Failure } from '../model/failure';
import { Ferry } from './ferry';
import { runLocalRsync } from './rsync';
import type { UploadOptions, UploadResult } from './shell';
import { sendTar } from './tar';
import { digestTree, readTree } from './tree';
import { stoppedFailure, transferFailure } from './upload-failures';
import type { UploadHost } from './upload-host';

const isStopped = ({ signal }: UploadOptions): boolean => signal?.aborted === true;

/**
 * Brings a tree to a host with one remote command. That command takes rsync where the host has it and tar where not, and says
 * which before the first byte, so that nobody has to ask beforehand.
 */
export async function uploadTree(to: UploadHost, upload: Upload, options: UploadOptions): Promise<UploadResult> {
  if (!/^\/[^/]+\/./.test(upload.to) || upload.to.split('/').includes('..')) throw new Error(`an upload's target is a folder below another one: ${upload.to}`);
  const tree = await readTree(upload);
  const digest = await digestTree(upload.from, tree.files);
  if (isStopped(options)) throw stoppedFailure(to.host, upload);
  const ferry = new Ferry(to, upload, tree.bytes, options);
  try {
    const by = (await runLocalRsync(upload, tree, ferry)) ?? (await sendTar(upload, tree, ferry));
    return { files: tree.files.length, bytes: tree.bytes, digest, by };
  } catch (error) {
    if (isStopped(options)) throw stoppedFailure(to.host, upload);
    if (error instanceof Failure) throw error;
    throw transferFailure(to.host, upload, error);
  } finally {
    ferry.close();
  }
}
