import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { eventually } from '../contracts/runtimes/rig';
import { REPOSITORY } from '../support/job';
import { Rig } from '../support/rig';

let rig: Rig;
let tree: string;
let byHand: ChildProcess | undefined;

const data = (): string => join(rig.disk, 'var/lib/shop.db');
const sql = (text: string): string => execFileSync('sqlite3', ['-cmd', '.timeout 5000', data(), text], { encoding: 'utf8' }).trim();

beforeEach(async () => {
  rig = await Rig.start();
  rig.configure((text) =>
    text
      .replace(/ {2}watch:\n( {4}.*\n)+/, '')
      .replace('settle: 500ms', 'settle: 100ms')
      .replace('  build:', '  shared: [uploads/, .env]\n  build:')
      .replaceAll('../../shared/store.db', data())
      .replace('file: shared/store.db', `file: ${data()}`)
  );
  // As somebody has put it there years ago.
  tree = join(rig.disk, 'opt/shop');
  mkdirSync(join(rig.disk, 'var/lib'), { recursive: true });
  cpSync(join(REPOSITORY, 'examples/demo'), tree, { recursive: true, filter: (path) => !/versions|\.github/.test(path) });
  mkdirSync(join(tree, 'uploads'));
  writeFileSync(join(tree, 'uploads/logo.txt'), 'a logo');
  writeFileSync(join(tree, '.env'), 'COLOUR=blue\n');
  sql(readFileSync(join(tree, 'migrations/001_products.sql'), 'utf8'));
});
afterEach(async () => {
  byHand = undefined;
  await rig.close();
});

async function startByHand(): Promise<void> {
  byHand = spawn('python3', ['server.py'], { cwd: tree, detached: true, stdio: 'ignore', env: { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', PORT: String(rig.port), DATABASE: data() } });
  byHand.unref();
  let up = false;
  await eventually(() => {
    void rig.served().then((served) => (up = 'version' in served));
    return up;
  }, 'it serves');
}

const alive = (): boolean => byHand?.exitCode === null && byHand.signalCode === null;

describe('an application that was deployed by hand', () => {
  it('becomes the first release without being touched, and is what a bad deploy goes back to', async () => {
    await startByHand();
    const before = rig.everything();
    const dry = await rig.cli('adopt', '--environment', 'production', '--tree', tree, '--applied', 'all', '--dry-run');
    expect([dry.code, dry.log]).toEqual([0, expect.stringContaining('[adopt copy]')]);
    const unsaid = await rig.cli('adopt', '--environment', 'production', '--tree', tree);
    expect(unsaid.code).toBe(2);
    expect(unsaid.log).toContain('LG-ADOPT-APPLIED');
    expect(unsaid.log).toContain('migrations/001_products.sql');
    const nobody = await rig.cli('adopt', '--environment', 'production', '--tree', tree, '--applied', 'all');
    expect(nobody.code).toBe(2);
    expect(nobody.log).toContain('--yes');
    expect(rig.everything()).toEqual(before);
    expect(existsSync(rig.state)).toBe(false);

    const adopted = await rig.cli('adopt', '--environment', 'production', '--tree', tree, '--applied', 'all', '--version', '1.0.0', '--yes');
    expect([adopted.code, adopted.log]).toEqual([0, expect.stringContaining('python3 server.py')]);
    expect(alive()).toBe(true);
    expect(await rig.served()).toEqual({ version: '1.0.0', release: 'shop' });
    const after = rig.everything();
    for (const [path, digest] of Object.entries(before)) if (!path.startsWith(rig.state) && !path.endsWith('shop.db')) expect([path, after[path]]).toEqual([path, digest]);
    const [release] = rig.releases;
    expect(rig.releases).toEqual([expect.objectContaining({ status: 'good', version: '1.0.0', artefact: expect.stringMatching(/^[0-9a-f]{64}$/) as string })]);
    expect(rig.current).toBe(release?.id);
    expect(rig.lease.owner).toBe('');
    expect(rig.changes.at(-1)?.closed?.outcome).toBe('released');
    expect(sql('SELECT name FROM lockgate_migrations')).toBe('migrations/001_products.sql');
    expect(realpathSync(join(rig.root, 'shared/uploads'))).toBe(realpathSync(join(tree, 'uploads')));
    expect(readFileSync(join(rig.root, 'current/.env'), 'utf8')).toBe('COLOUR=blue\n');
    const again = await rig.cli('adopt', '--environment', 'production', '--tree', tree, '--applied', 'all', '--yes');
    expect([again.code, again.log]).toEqual([0, expect.stringContaining(`adopted already: ${release?.id ?? ''}`)]);
    expect(rig.everything()).toEqual(after);

    rig.checkout('v2');
    rig.write('server.py', 'import sys\nsys.exit("this release cannot start")\n');
    const bad = await rig.run('lockgate');
    expect(bad.outputs).toMatchObject({ outcome: 'rolled-back', level: 'R2', 'previous-release-id': release?.id });
    expect(await rig.served()).toEqual({ version: '1.0.0', release: release?.id });
    await eventually(() => !alive(), 'what was started by hand has made way');
    expect(readFileSync(join(rig.root, 'current/uploads/logo.txt'), 'utf8')).toBe('a logo');

    rig.checkout('v2');
    const good = await rig.run('lockgate');
    expect(good.outputs).toMatchObject({ outcome: 'released', 'previous-release-id': release?.id });
    expect(await rig.served()).toMatchObject({ version: '1.1.0' });
    expect(readFileSync(join(rig.root, 'current/uploads/logo.txt'), 'utf8')).toBe('a logo');
    const late = await rig.cli('adopt', '--environment', 'production', '--tree', tree, '--yes');
    expect([late.code, late.log]).toEqual([1, expect.stringContaining('LG-ADOPT-RELEASES')]);
  });

  it('is adopted where `current` is a link of the team\'s own, which stays as it is', async () => {
    mkdirSync(rig.root, { recursive: true });
    symlinkSync(tree, join(rig.root, 'current'));
    const adopted = await rig.cli('adopt', '--environment', 'production', '--applied', 'migrations/001_products.sql', '--yes');
    expect([adopted.code, adopted.log]).toEqual([0, expect.stringContaining('stays as it is')]);
    expect(readlinkSync(join(rig.root, 'current'))).toBe(tree);
    const [release] = rig.releases;
    rig.checkout('v2');
    rig.write('server.py', 'import sys\nsys.exit("this release cannot start")\n');
    expect((await rig.run('lockgate')).outputs).toMatchObject({ outcome: 'rolled-back', level: 'R2' });
    expect(await rig.served()).toEqual({ version: '1.0.0', release: release?.id });
  });

  it('is refused where that cannot be done without touching what serves, and says what to do', async () => {
    mkdirSync(rig.root, { recursive: true });
    cpSync(tree, join(rig.root, 'current'), { recursive: true });
    const before = rig.everything();
    const refused = await rig.cli('adopt', '--environment', 'production', '--applied', 'all', '--yes');
    expect(refused.code).toBe(1);
    expect(refused.log).toContain('LG-ADOPT-CURRENT-FOLDER');
    expect(refused.log).toContain(`mv ${rig.root}/current ${rig.root}/by-hand && ln -s by-hand ${rig.root}/current`);
    expect(rig.everything()).toEqual(before);
    execFileSync('sh', ['-c', `mv ${rig.root}/current ${rig.root}/by-hand && ln -s by-hand ${rig.root}/current`]);
    expect((await rig.cli('adopt', '--environment', 'production', '--applied', 'all', '--yes')).code).toBe(0);
    expect(lstatSync(join(rig.root, 'by-hand')).isDirectory()).toBe(true);
  });

  it('leaves nothing that counts where it could not be copied whole, and can be adopted afterwards', async () => {
    writeFileSync(join(tree, 'busy.log'), 'x\n'.repeat(1000));
    const writer = spawn('sh', ['-c', `while :; do echo line >>"${tree}/busy.log"; done`], { stdio: 'ignore' });
    try {
      const refused = await rig.cli('adopt', '--environment', 'production', '--tree', tree, '--applied', 'all', '--yes');
      expect(refused.code).toBe(1);
      expect(refused.log).toContain('busy.log');
    } finally {
      writer.kill('SIGKILL');
    }
    expect(existsSync(join(rig.root, 'current'))).toBe(false);
    expect(rig.releases.map(({ status }) => status)).toEqual(['retired']);
    expect(rig.changes.at(-1)?.closed?.outcome).toBe('nothing-changed');
    expect(rig.lease.owner).toBe('');
    expect((await rig.cli('adopt', '--environment', 'production', '--tree', tree, '--applied', 'all', '--yes')).code).toBe(0);
  });
});
