import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Fault, FaultTable } from '../support/faults';
import { testFaults } from '../support/faults-run';

let table: FaultTable;

beforeAll(async () => {
  table = await FaultTable.start();
});
afterAll(() => table.close());

const untouched = { outcome: 'failed', wayBack: '', change: 'none', database: 'same', lease: 'free' } as const;
const discarded = { outcome: 'failed', wayBack: 'nothing-to-do', change: 'nothing-changed', database: 'same', lease: 'free' } as const;

/** Megabytes that no compression makes small. */
const ballast = (path: string, megabytes: number): void => { writeFileSync(path, randomBytes(megabytes * 1024 * 1024)); };

const disk: Fault[] = [
  {
    name: 'the disk is full during the backup',
    bring: (host) => {
      host.rig.sql(`CREATE TABLE ballast AS SELECT randomblob(100000) AS bytes FROM products`);
      // Enough for what preflight expects of a backup, and not for the copy that it is made of.
      return host.mount(join(host.rig.disk, 'var/backups/shop'), '1500k');
    },
    expected: { ...discarded, codes: ['LG-STEP-BACKUP-CREATE'], host: 'web', cause: /not enough space in [^]*var\/backups\/shop[^]* are needed/, next: /\S/ },
  },
  {
    name: 'the disk of the second copy is full',
    configure: (text) => text.replace('  verify: restored', '  copies: [{ directory: "${BACKUP_PATH}-second" }]\n  verify: restored'),
    bring: (host) => {
      host.rig.sql(`CREATE TABLE ballast AS SELECT randomblob(100000) AS bytes FROM products`);
      return host.mount(join(host.rig.disk, 'var/backups/shop-second'), '64k');
    },
    expected: { ...untouched, codes: ['LG-GATE-PREFLIGHT'], host: 'web', cause: /free where [^]* are needed: [^]*shop-second/, next: /free space/ },
    also: ({ outputs }) => { expect(outputs).toMatchObject({ verified: 'false', 'backup-id': '', ready: 'false' }); },
  },
  {
    name: 'the disk is full while the release arrives',
    disk: '6m',
    edit: (rig) => { ballast(join(rig.workspace, 'film.mp4'), 8); rig.commit('a film'); },
    expected: { ...discarded, codes: ['LG-UPLOAD-DISK-FULL'], host: 'web', cause: /no room[^]*No space left/, next: /free space/ },
  },
  {
    name: 'the disk is full while the release is built',
    disk: '6m',
    configure: (text) => text.replace('- python3 -m compileall -q .', '- head -c 8000000 /dev/urandom >node_modules.bin'),
    expected: { ...discarded, codes: ['LG-STEP-RELEASE-ASSEMBLE'], host: 'web', cause: /No space left/i, next: /\S/ },
  },
  {
    name: 'the disk is full before anything began',
    disk: '6m',
    bring: ({ rig }) => {
      const stuff = join(rig.root, 'stuff');
      try {
        ballast(stuff, 8);
      } catch {
        // It is as full as it gets.
      }
      return undefined;
    },
    expected: { ...untouched, codes: ['LG-GATE-PREFLIGHT'], host: 'web', cause: /free where [^]* are needed/, next: /free space/ },
  },
  {
    name: 'nobody may write the backups',
    bring: (host) => host.freeze(join(host.rig.disk, 'var/backups/shop')),
    expected: { ...discarded, codes: ['LG-STEP-BACKUP-CREATE'], host: 'web', cause: /[Rr]ead-only[^]*nothing can be written to/, next: /\S/ },
  },
  {
    name: 'nobody may write the releases',
    bring: (host) => host.freeze(join(host.rig.root, 'releases')),
    expected: { ...discarded, codes: ['LG-UPLOAD-DENIED'], host: 'web', cause: /[Rr]ead-only/, next: /\S/ },
  },
  {
    name: 'nobody may write the record',
    bring: (host) => host.freeze(host.rig.state),
    expected: { ...untouched, codes: ['LG-STATE-READ-ONLY'], host: 'web', cause: /[Rr]ead-only/, next: /\.lockgate/ },
  },
];

describe('the disk', () => {
  testFaults(disk, () => table);
});

const lease = (seconds: number, owner = 'team/shop/77/deploy') => ({ rig }: FaultTable): undefined => {
  const now = JSON.parse(readFileSync(join(rig.state, 'lease'), 'utf8')) as { token: number };
  writeFileSync(join(rig.state, 'lease'), `${JSON.stringify({ v: 1, owner, token: now.token + 1, expires: Math.floor(Date.now() / 1000) + seconds, change: '', note: 'rolling-deploy of https://github.invalid/77' })}\n`);
};

const record: Fault[] = [
  {
    name: 'another run holds the lease',
    bring: lease(600),
    expected: { ...untouched, codes: ['LG-LEASE-HELD'], host: 'web', cause: /team\/shop\/77\/deploy is changing this environment[^]*rolling-deploy of/, next: /wait until that run has ended/, lease: 'theirs' },
    also: (_, host) => { expect(host.leaseOwner).toBe('team/shop/77/deploy'); },
  },
  {
    name: 'a release that never was',
    act: ({ rig }, env) => rig.run('rollback', { to: 'v0.9.0' }, { env }),
    expected: { codes: ['LG-RELEASE-UNKNOWN'], host: 'web', cause: /v0\.9\.0 never was on this host/, next: /name one of them/, change: 'none' },
    also: ({ outputs }) => { expect(outputs).toMatchObject({ status: 'failed', level: '' }); },
  },
  {
    name: 'going back to the release that serves',
    act: ({ rig }, env) => rig.run('rollback', { to: rig.current }, { env }),
    expected: { codes: ['LG-RELEASE-NOT-A-TARGET'], host: 'web', cause: /the one that serves now/, next: /deploy a version that works/, change: 'none' },
  },
  {
    name: 'going back where there is nothing to go back to',
    act: ({ rig }, env) => rig.run('rollback', { level: 'R2' }, { env }),
    expected: { codes: ['LG-NO-TARGET'], host: 'web', cause: /no good release to go back to/, next: /deploy a version that works/, change: 'none' },
  },
  {
    name: 'a newer version keeps the record',
    bring: ({ rig }) => { writeFileSync(join(rig.state, 'format'), '2\n'); return undefined; },
    expected: { ...untouched, codes: ['LG-STATE-NEWER'], host: 'web', cause: /newer version of Lockgate[^]*2/, next: /later/ },
  },
  {
    name: 'a newer version wrote into the journal',
    bring: ({ rig }) => {
      const file = join(rig.state, 'journal');
      const text = readFileSync(file, 'utf8');
      appendFileSync(file, `${JSON.stringify({ v: 2, kind: 'promised', change: 'x' })}\n`);
      return () => { writeFileSync(file, text); };
    },
    expected: { ...untouched, codes: ['LG-STATE-NEWER'], host: 'web', cause: /newer version of Lockgate[^]*"v":2/, next: /later/, lease: 'theirs' },
  },
  {
    name: 'somebody wrote nonsense into the release log',
    bring: ({ rig }) => {
      const file = join(rig.state, 'releases');
      const text = readFileSync(file, 'utf8');
      appendFileSync(file, '{"v":1,"release":"mine"}\n');
      return () => { writeFileSync(file, text); };
    },
    expected: { ...untouched, codes: ['LG-STATE-BROKEN'], host: 'web', cause: /releases/, next: /\.lockgate/, lease: 'theirs' },
  },
];

describe('the record', () => {
  testFaults(record, () => table);

  test('an expired lease is taken over, and said so', async () => {
    const { rig } = table;
    await table.reset({});
    rig.write('VERSION', '1.0.1\n');
    lease(-1)(table);
    const run = await rig.run('lockgate');
    expect(run).toMatchObject({ code: 0, outputs: { outcome: 'released' } });
    expect(run.log).toContain('web: took over the lease of team/shop/77/deploy');
    expect(await rig.served()).toEqual({ version: '1.0.1', release: run.outputs['release-id'] });
    expect(table.leaseOwner).toBe('');
  });
});
