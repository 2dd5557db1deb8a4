import { layoutOf } from '../../src/model/layout';
import { DirectoryRig } from './directory-rig';
import type { Fault, Run } from './faults';
import { judgeRun, type Seen, tellingLog } from './faults-run';

type MaybeLater<T> = T | Promise<T>;

/** A row of the table of a whole server; what `Fault` says of its fields holds here. */
export interface DirectoryFault extends Pick<Fault, 'name' | 'configure' | 'expected'> {
  readonly edit?: (rig: DirectoryRig) => void;
  readonly bring?: (table: DirectoryTable) => MaybeLater<(() => MaybeLater<unknown>) | undefined>;
  readonly env?: (table: DirectoryTable) => Record<string, string>;
  readonly act?: (table: DirectoryTable) => Promise<Run>;
  readonly also?: (run: Run, table: DirectoryTable) => MaybeLater<void>;
}

const ROOT = layoutOf('/srv/directory');
const DATA = '/var/lib/postgresql/15/main';
/** Beside the one that serves: as many rows as make the index worth its while. */
const COMPANIES = 4000;

/**
 * Short waits: what a row is about is told by its fault, not by patience. A release takes the packages of the one before, since
 * only the row about pip is about packages; what it was built with is what it has.
 */
function brisk(text: string): string {
  return text
    .replace('port: 8000 }', 'port: 8000, settle: 500ms }')
    .replace('    - python3 -m venv .venv\n    - .venv/bin/pip install --quiet --requirement requirements.txt\n', '    - test -d ../../current/.venv && cp -al ../../current/.venv .venv || { python3 -m venv .venv && .venv/bin/pip install --quiet --requirement requirements.txt; }\n')
    .replace('lock-timeout: 5s', 'lock-timeout: 500ms')
    .replace('http: &health { path: /health,', 'http: &health { attempts: 2, every: 200ms, timeout: 2s, path: /health,')
    .replace('attempts: 20, every: 250ms, timeout: 1s', 'attempts: 10, every: 250ms, timeout: 700ms')
    .replace(/ {2}watch: .*\n/, '')
    .replace(/^ *- disk: .*\n/m, '');
}

/** What a server needs so that a disk can be filled and a unit can die in less than minutes; the unit itself is the example's. */
const READY = `
mkdir -p /etc/systemd/system/directory.service.d
printf '[Service]\\nRestartSec=200ms\\nTimeoutStopSec=2\\n' >/etc/systemd/system/directory.service.d/quick.conf
systemctl daemon-reload
on_its_own() {
  cp -a "$1" /root/moved && mount -t tmpfs -o "size=$2" lockgate-faults "$1" && chmod --reference=/root/moved "$1" && chown --reference=/root/moved "$1"
  cp -a /root/moved/. "$1" && rm -rf /root/moved
}
on_its_own /srv/directory 160m
systemctl stop postgresql@15-main
on_its_own ${DATA} 320m
printf 'max_connections = 20\\nfsync = off\\n' >>/etc/postgresql/15/main/postgresql.conf
systemctl start postgresql@15-main
`;

/** A whole server on which the example serves, put back as it was before every row. */
export class DirectoryTable {
  #base = '';
  #configuration = '';
  release = '';

  private constructor(readonly rig: DirectoryRig) {}

  static async start(): Promise<DirectoryTable> {
    const rig = await DirectoryRig.start({ configure: brisk });
    const table = new DirectoryTable(rig);
    await rig.server.must(READY);
    const first = await rig.deploy('v1');
    if (first.code !== 0) throw new Error(`the first version is not released:\n${first.log}`);
    table.release = first.outputs['release-id'] ?? '';
    await rig.sql(`INSERT INTO companies (name, city) SELECT 'company ' || n || ' ' || md5(n::text), 'city ' || n % 100 FROM generate_series(1, ${String(COMPANIES)}) n`);
    await rig.sql("INSERT INTO company_news (company_id, title) SELECT id, 'opened' FROM companies WHERE id <= 20");
    await rig.sql('ANALYZE');
    await rig.server.must(table.#copy('directory', 'directory_saved'));
    table.#base = rig.git('rev-parse', 'HEAD').trim();
    table.#configuration = rig.configuration;
    return table;
  }

  #copy(from: string, to: string): string {
    return `runuser -u postgres -- psql -qX -d postgres -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${from}'" >/dev/null && runuser -u postgres -- createdb -T ${from} -O directory ${to}`;
  }

  close(): Promise<void> {
    return this.rig.close();
  }

  /** The repository as it was, and the database where a row has left another one. */
  async reset(fault: DirectoryFault): Promise<void> {
    const { rig } = this;
    rig.git('reset', '--quiet', '--hard', this.#base);
    rig.git('clean', '-fdq');
    rig.write('.github/lockgate.yml', fault.configure?.(this.#configuration) ?? this.#configuration);
  }

  /** The configuration without what a row asks for: a bar that nothing meets would hold every release. */
  liftBars(): void {
    this.rig.write('.github/lockgate.yml', this.#configuration);
  }

  /** The database as it was when the first version had been released, and nothing that a way back kept. */
  async resetDatabase(): Promise<void> {
    await this.rig.server.must(`
      for name in $(runuser -u postgres -- psql -qXAt -d postgres -c "SELECT datname FROM pg_database WHERE datname LIKE 'directory_before_%'"); do runuser -u postgres -- dropdb --force "$name"; done
      runuser -u postgres -- dropdb --force directory && ${this.#copy('directory_saved', 'directory')}`);
  }

  /** All of it in one question. How far a sequence is counts nothing: no transaction takes that back. */
  async look(): Promise<Seen> {
    const { rig } = this;
    const [digest = '', rows = '', lease = '{}'] = (
      await rig.server.must(`
        runuser -u postgres -- pg_dump directory | grep -ve '^.restrict ' -e '^.unrestrict ' -e '^SELECT pg_catalog.setval(' | sha256sum
        runuser -u postgres -- psql -qXAt -d directory -c "SELECT (SELECT md5(string_agg(c.id || c.name || city, ',' ORDER BY c.id)) FROM companies c), (SELECT count(*) FROM company_news), (SELECT count(*) FROM users)"
        cat ${ROOT.state}/lease`)
    ).split('\n');
    const { code, version, release } = await rig.health();
    return {
      served: code === 200 ? { version: version ?? '', release: release ?? '' } : { ill: String(code) },
      digest,
      rows,
      changes: (await rig.changes()).map((change) => change.closed?.outcome ?? 'open'),
      leaseOwner: (JSON.parse(lease) as { owner?: string }).owner ?? '',
    };
  }

  /** Runs one row of the table and holds it against what it expects. */
  async run(fault: DirectoryFault): Promise<Run> {
    const { rig } = this;
    await this.reset(fault);
    fault.edit?.(rig);
    const before = await this.look();
    expect(before.served).toEqual({ version: 'v1', release: this.release });
    const takeAway = await fault.bring?.(this);
    let run: Run;
    try {
      run = await (fault.act?.(this) ?? rig.deploy('v2', {}, fault.env?.(this)));
    } finally {
      await takeAway?.();
    }
    await tellingLog(run, async () => {
      judgeRun(run, fault, before, await this.look(), rig.key.split('\n')[1] ?? '');
      await fault.also?.(run, this);
      if (fault.expected.database === 'migrated') await this.resetDatabase();
    });
    return run;
  }

  /** Waits until the release of the table answers visitors again. */
  well(): Promise<string> {
    return this.rig.server.must('for look in $(seq 200); do curl -fs -o /dev/null http://127.0.0.1/health && exit 0; sleep 0.1; done; exit 1');
  }

  /** A setting of the unit that the team did not write, until it is taken away. */
  async dropIn(text: string): Promise<() => Promise<unknown>> {
    const file = '/etc/systemd/system/directory.service.d/fault.conf';
    await this.rig.server.write(file, `${text}\n`);
    await this.rig.server.must('systemctl daemon-reload');
    return () => this.rig.server.must(`rm -f ${file}; systemctl daemon-reload`);
  }

  /** Something that goes on on the server until it is ended; answers how to end it. */
  async hold(script: string, until: string): Promise<() => Promise<unknown>> {
    const unit = `fault-${String(Math.floor(Math.random() * 1e9))}`;
    await this.rig.server.must(`systemd-run --quiet --collect --unit=${unit} --property=KillMode=control-group sh -c "$(cat)"`, 'root', script);
    await this.rig.server.must(`for look in $(seq 100); do { ${until}; } && exit 0; sleep 0.1; done; exit 1`);
    // A session of PostgreSQL that sleeps does not notice that its client is gone.
    return () => this.rig.server.must(`systemctl stop ${unit} 2>/dev/null || :; pkill -f '^postgres: 15/main: postgres ' || :`);
  }
}

/** A table of faults, each a test of its own. */
export function testDirectoryFaults(rows: readonly DirectoryFault[], table: () => DirectoryTable): void {
  test.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    await table().run(row);
  }, 150_000);
}
