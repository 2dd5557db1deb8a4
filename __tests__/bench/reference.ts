import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import ncc from '@vercel/ncc';

import { REPOSITORY } from '../support/job';

/** What a bundle must do at the very least before it can speak to a host: load node-ssh and connect. */
const PROGRAM = `
const { NodeSSH } = require(${JSON.stringify(join(REPOSITORY, 'node_modules/node-ssh'))});
new NodeSSH()
  .connect({ host: '127.0.0.1', port: Number(process.env.SSH_PORT), username: 'deploy', privateKey: process.env.DEPLOY_KEY, hostVerifier: () => true })
  .catch(() => { process.exitCode = 1; });
`;

/** A bundle that only loads node-ssh and connects; to be removed with its folder. */
export async function buildReference(): Promise<{ readonly file: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-bench-'));
  const entry = join(folder, 'entry.js');
  writeFileSync(entry, PROGRAM);
  const { code } = await ncc(entry, { cache: false, minify: false, quiet: true, transpileOnly: true, target: 'es2023' });
  const file = join(folder, 'reference.js');
  writeFileSync(file, code);
  return {
    file,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
