import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';

import { LocalShell } from '../../src/shell/local-shell';

/** A user and a group of this machine that own nothing and belong to nobody else. */
const USER = 61_234;
export const READER_GROUP = 61_235;

/** The same host as `sh` sees it, for a user who may only read: a member of the group that things can be opened to. `file`: where its way in is put. */
export function readingShell(file: string, sh = '/bin/sh', env?: Readonly<Record<string, string>>): LocalShell {
  // Busybox has a lesser one of that name.
  const setpriv = execFileSync('sh', ['-c', 'command -v setpriv'], { encoding: 'utf8' }).trim();
  writeFileSync(file, `#!/bin/sh\ncd / && exec ${setpriv} --reuid=${String(USER)} --regid=${String(READER_GROUP)} --clear-groups -- ${sh} "$@"\n`);
  chmodSync(file, 0o755);
  return new LocalShell({ host: 'web', sh: file, ...(env === undefined ? {} : { env }) });
}
