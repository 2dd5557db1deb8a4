import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { plugin } from '../../src/databases/postgres';
import { schema } from '../../src/databases/postgres/settings';
import { layoutOf } from '../../src/model/layout';
import type { VerificationLevel } from '../../src/model/manifest';
import { LocalShell } from '../../src/shell/local-shell';
import { startServer, type Server } from '../contracts/databases/postgres-server';
import { median } from './median';
import type { Bar } from './table';

const ROUNDS = Number(process.env['LOCKGATE_ROUNDS'] ?? 5);
const LEAST = 0.95;
const DATABASE_MB = 500;
const ROWS = 2_200_000;
/** The level that backups are made with. */
const LEVEL = '-3';

/** Rows as an application has them: numbers, dates, names that repeat, and text that does not. */
const FILL = `
CREATE TABLE companies (id bigint PRIMARY KEY, name text, city text, about text, added timestamptz, score numeric);
INSERT INTO companies
SELECT i, 'Company ' || i, (ARRAY['Warszawa', 'Gdańsk', 'Poznań', 'Wrocław', 'Łódź'])[i % 5 + 1], 'Makes ' || md5(i::text) || ' since ' || i % 90 + 1930 || ' for ' || md5((i * 7)::text) || ', ' || md5((i * 13)::text), now() - i * interval '1 min', (i % 1000) / 7.0
FROM generate_series(1, ${String(ROWS)}) AS i;
VACUUM ANALYZE companies;
`;

/** Says when the compressor of the pipe began and ended, which nobody else can say from outside. */
const CLOCK = `#!/bin/sh
date +%s.%N >>"$BENCH_CLOCK"
REAL "$@"
ended=$?
date +%s.%N >>"$BENCH_CLOCK"
exit $ended
`;

class Bench {
  readonly #clock: string;
  readonly #shell: LocalShell;
  #count = 0;

  constructor(readonly folder: string, readonly server: Server) {
    this.#clock = join(folder, 'clock');
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'zstd'), CLOCK.replace('REAL', execFileSync('sh', ['-c', 'command -v zstd'], { encoding: 'utf8' }).trim()));
    chmodSync(join(bin, 'zstd'), 0o755);
    this.#shell = new LocalShell({ sh: 'sh', env: { ...(process.env as Record<string, string>), PATH: `${bin}:${process.env['PATH'] ?? ''}`, BENCH_CLOCK: this.#clock } });
  }

  /** Seconds that a team's own line takes. */
  plain(): number {
    const began = performance.now();
    execFileSync('bash', ['-c', `set -o pipefail; sudo -n -u postgres -- pg_dump --format=custom --compress=0 -h "$1" -d bench | zstd -q ${LEVEL} -T0 -c >"$2"`, 'bash', this.server.socket, join(this.folder, 'plain.zst')], { cwd: '/' });
    return (performance.now() - began) / 1000;
  }

  /** Seconds of a whole backup, and of its pipe alone. */
  async ours(verify: VerificationLevel): Promise<{ readonly whole: number; readonly pipe: number; readonly bytes: number }> {
    this.#count += 1;
    const layout = layoutOf(join(this.folder, 'srv'));
    const database = plugin.open(schema.parse({ name: 'bench', host: this.server.socket, as: 'postgres' }), { app: 'bench', environment: 'bench', layout, workspace: this.folder, url: '' }, () => undefined);
    writeFileSync(this.#clock, '');
    const began = performance.now();
    const [result] = await this.#shell.run([
      database.backup({ id: `b${String(this.#count)}`, change: `b${String(this.#count)}`, at: new Date().toISOString(), to: join(this.folder, 'backups'), verify, minimumBytes: 1, copies: [], manifests: join(layout.state, 'manifests'), schema: '', deadlineMs: 600_000 }),
    ]);
    const whole = (performance.now() - began) / 1000;
    if (result?.exitCode !== 0) throw new Error(`the backup failed: ${result?.stderr ?? ''}`);
    const [from = 0, to = 0] = readFileSync(this.#clock, 'utf8').trim().split('\n').map(Number);
    return { whole, pipe: to - from, bytes: database.readBackup(result).bytes };
  }
}

/** A backup of 500 MB beside the line that a team would type. */
export async function benchBackup(): Promise<Bar[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lockgate-bench-backup-'));
  const server = startServer();
  try {
    server.sql('postgres', 'CREATE DATABASE bench');
    server.sql('bench', FILL);
    const megabytes = Number(server.sql('postgres', "SELECT pg_database_size('bench')")) / 1_000_000;
    if (megabytes < DATABASE_MB) throw new Error(`the database has ${megabytes.toFixed(0)} MB only`);
    mkdirSync(join(folder, 'srv/.lockgate/manifests'), { recursive: true });
    const bench = new Bench(folder, server);
    const took = { plain: [] as number[], pipe: [] as number[], whole: [] as number[], restored: [] as number[] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const plain = bench.plain();
      const { whole, pipe } = await bench.ours('checksum');
      const restored = round === 0 ? 0 : (await bench.ours('restored')).whole;
      // The first round warms up.
      if (round > 0) for (const [name, value] of Object.entries({ plain, pipe, whole, restored })) took[name as keyof typeof took].push(value);
    }
    const [plain, pipe, whole, restored] = [median(took.plain), median(took.pipe), median(took.whole), median(took.restored)];
    const rate = (seconds: number): string => `${(megabytes / seconds).toFixed(0)} MB/s`;
    const comparedWith = `pg_dump | zstd ${LEVEL}: ${rate(plain)} of a database of ${megabytes.toFixed(0)} MB`;
    return [
      { bar: `dump, compressed, hashed and stored: at least ${String(LEAST)} of the throughput of pg_dump | zstd`, measured: `${rate(pipe)}: ${(plain / pipe).toFixed(2)}`, comparedWith, met: plain / pipe >= LEAST },
      { bar: 'the whole backup: read back, rows counted and hashed as well', measured: `${rate(whole)}: ${(plain / whole).toFixed(2)}`, comparedWith },
      { bar: 'the same, restored into a scratch database and compared', measured: `${rate(restored)}: ${(plain / restored).toFixed(2)}`, comparedWith },
    ];
  } finally {
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
