import { type ChangeRecord, foldJournal, type JournalLine } from '../../src/model/journal';
import { foldReleases, type ReleaseEntry } from '../../src/model/release';
import type { TestServer } from '../../tools/test-server/server';
import type { Found } from './kill-record';

export interface Unit {
  readonly name: string;
  readonly active: string;
  readonly enabled: string;
  /** The release that its main process was started from; empty when there is none. */
  readonly release: string;
}

/** All that can be seen on the server at one moment. */
export interface Sight extends Found {
  /** The last change that was opened, and where its way back leads. */
  readonly change: ChangeRecord | undefined;
  readonly manifests: readonly string[];
  /** Files of backups, in each place, without their endings. */
  readonly dumps: readonly (readonly string[])[];
  readonly unfinished: readonly string[];
  readonly databases: readonly string[];
  /** Sessions in the database that are ours. */
  readonly sessions: number;
  /** Migrations on record, by their versions; what each wrote; which columns are there. */
  readonly applied: readonly number[];
  readonly marks: readonly number[];
  readonly columns: readonly string[];
  readonly companies: readonly string[];
  readonly units: readonly Unit[];
  /** Ports that get traffic, as nginx says; empty where there are no instances. */
  readonly routed: readonly string[];
  /** Processes of the deploy user that work. */
  readonly strays: readonly string[];
}

// What VACUUM was told goes with the next one, which there is not where nothing is to be migrated.
const UNFINISHED = '\\( -name "*.part" -o -name "*.tmp" -o -name ".current.lockgate" -o -name "*.ready" -o -path "*/.lockgate/postgres-*" -o -name ".lockgate-*" \\)';

const LOOK = `
section() { printf '\\n\\036%s\\n' "$1"; }
sql() { runuser -u postgres -- psql -qXAt -d "$1" -f - 2>&1; }
cd /srv/directory
section journal; cat .lockgate/journal
section releases; cat .lockgate/releases
section lease; cat .lockgate/lease
section current; basename "$(readlink current)"
section complete; grep -l '^complete ' .lockgate/complete/* | sed 's|.*/||'
section folders; ls releases
section manifests; ls .lockgate/manifests | grep '\\.json$' | sed 's|\\.json$||'
section first; ls -A /var/backups/directory
section second; ls -A /mnt/second/directory
section unfinished; find /srv/directory /var/backups/directory /mnt/second/directory ${UNFINISHED} ! -path '*/releases/*/*' ! -path '*/postgres-maintain.*' 2>/dev/null
section databases; echo "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1', 'directory')" | sql postgres
section database; sql directory <<'SQL'
SELECT 'sessions ' || count(*) FROM pg_stat_activity WHERE application_name LIKE 'lockgate:%' AND pid <> pg_backend_pid();
SELECT 'applied ' || name FROM lockgate_migrations;
SELECT 'mark ' || version FROM marks;
SELECT 'column ' || column_name FROM information_schema.columns WHERE table_name = 'companies';
SELECT 'company ' || COLS FROM companies ORDER BY id;
SQL
section units
for unit in UNITS; do
  set -- $(systemctl show -p MainPID,ActiveState,UnitFileState --value "$unit" | sort -n)
  main=$(systemctl show -p MainPID --value "$unit")
  echo "$unit $(systemctl is-active "$unit") $(systemctl is-enabled "$unit" 2>/dev/null) $([ "$main" = 0 ] || basename "$(readlink "/proc/$main/cwd")")"
done
section routed; curl -qsf --max-time 2 http://127.0.0.1:8079/lockgate | sed 's|^[^ ]* set||' | tr -- '- ' '\\n\\n'
section strays; ps -u deploy -o pid=,args= | grep -vE 'systemd --user|\\(sd-pam\\)|sshd: deploy' 
:
`;

function sectionsOf(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text.split('\n\u001e').slice(1).map((part): [string, readonly string[]] => {
      const [name = '', ...lines] = part.split('\n');
      return [name, lines.filter((line) => line.trim() !== '')];
    }),
  );
}

const versionsOf = (names: readonly string[]): number[] => names.flatMap((name) => /^(?:database\/)?m(\d+)(?:\.sql)?$/.exec(name)?.[1] ?? []).map(Number).sort((a, b) => a - b);

export async function look(server: TestServer, units: readonly string[]): Promise<Sight> {
  // A restored database has the column that a bad release had renamed.
  const script = LOOK.replace('UNITS', units.join(' ')).replace('COLS', "coalesce(to_jsonb(companies) ->> 'name', to_jsonb(companies) ->> 'title')");
  const { stdout } = await server.exec(script);
  const sections = sectionsOf(stdout);
  const lines = (name: string): readonly string[] => sections.get(name) ?? [];
  const rows = (kind: string): string[] => lines('database').filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const changes = foldJournal(lines('journal').map((line) => JSON.parse(line) as JournalLine));
  const columns = rows('column');
  return {
    change: changes.at(-1),
    changes,
    releases: foldReleases(lines('releases').map((line) => JSON.parse(line) as ReleaseEntry)),
    leaseOwner: (JSON.parse(lines('lease')[0] ?? '{"owner":"?"}') as { owner: string }).owner,
    current: lines('current')[0] ?? '',
    complete: lines('complete'),
    folders: lines('folders'),
    manifests: lines('manifests'),
    dumps: [lines('first'), lines('second')].map((names) => [...new Set(names.map((name) => /^\d+-\d+-[0-9a-f]+(?:\.\d+(?=\.|$))?/.exec(name)?.[0] ?? name))]),
    unfinished: lines('unfinished'),
    databases: lines('databases'),
    sessions: Number(rows('sessions')[0] ?? 'NaN'),
    applied: versionsOf(rows('applied')),
    marks: rows('mark').map(Number).sort((a, b) => a - b),
    columns,
    companies: rows('company'),
    units: lines('units').map((line) => {
      const [name = '', active = '', enabled = '', release = ''] = line.split(' ');
      return { name, active, enabled, release };
    }),
    routed: lines('routed'),
    strays: lines('strays'),
  };
}
