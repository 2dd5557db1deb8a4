import { Failure } from '../model/failure';
import type { Upload } from '../model/step';
import { plain } from './plain';

/** What a transfer's programs said when they failed. */
export class TransferError extends Error {}

export function stoppedFailure(host: string, upload: Upload): Failure {
  return new Failure({ kind: 'interrupted', code: 'LG-INTERRUPTED', problem: 'the bringing of files was stopped', host, command: `upload to ${upload.to}`, next: 'nothing was switched; what was brought is not looked at by anything, and goes with the next deploy' });
}

export function transferFailure(host: string, upload: Upload, error: unknown): Failure {
  if (!(error instanceof TransferError)) throw error;
  const said = plain(error.message).trim().slice(-2000);
  const about = { kind: 'command' as const, host, command: `upload to ${upload.to}`, cause: said };
  if (/No space left on device|Disk quota exceeded|ENOSPC|Wrote only \d+ of/i.test(said)) {
    return new Failure({ ...about, code: 'LG-UPLOAD-DISK-FULL', problem: 'the host has no room for the files', next: `free space or inodes on the disk of ${upload.to} and run again; nothing was switched` });
  }
  if (/Permission denied|Operation not permitted|Read-only file system|EACCES|EROFS/i.test(said)) {
    return new Failure({ ...about, code: 'LG-UPLOAD-DENIED', problem: `the user may not write to ${upload.to}`, next: 'give the SSH user the folder (chown, or a writable parent); nothing was switched' });
  }
  return new Failure({ ...about, code: 'LG-UPLOAD-FAILED', problem: 'the files did not arrive', next: 'read the cause above and run again; nothing was switched' });
}
