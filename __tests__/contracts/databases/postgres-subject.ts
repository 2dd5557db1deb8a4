import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { plugin } from '../../../src/databases/postgres';
import { schema } from '../../../src/databases/postgres/settings';
import { layoutOf } from '../../../src/model/layout';
import type { Manifest } from '../../../src/model/manifest';
import { Secret } from '../../../src/model/secret';
import { LocalShell } from '../../../src/shell/local-shell';
import { closeClient, connect, openClient, type Server } from './postgres-server';
import { type Dialect, type Subject, temporaryFolder } from './subject';

const TABLES = `
CREATE TABLE users(id int PRIMARY KEY, name text NOT NULL, score float8, photo bytea);
INSERT INTO users VALUES (1, 'Ann''s', 0.1, '\\x00ff00'), (2, E'line\\ntwo', 1e300, NULL), (3, 'zero', '-0', '\\x000000'), (4, '', 'NaN', '\\x');
CREATE TABLE "odd ""table"" 'name'\ntwo"("select" text, "a b" bigint, "new\nline" numeric);
INSERT INTO "odd ""table"" 'name'\ntwo" VALUES ('x', 1, 1.5), ('x', 1, 1.5), (NULL, 9223372036854775807, 3);
CREATE TABLE "a'b $(touch /tmp/lockgate-never)"(t text, lg int); INSERT INTO "a'b $(touch /tmp/lockgate-never)" VALUES ('t', 1);
CREATE TABLE "order"(a int, b text, PRIMARY KEY (b, a));
INSERT INTO "order" VALUES (2, 'b'), (1, 'a');
CREATE TABLE empty(x int); CREATE TABLE nothing();
CREATE TABLE orders(id int PRIMARY KEY, "user" int REFERENCES users(id));
INSERT INTO orders VALUES (1, 1), (2, 2);
CREATE TABLE left_side(id serial PRIMARY KEY, v bytea); CREATE TABLE right_side(id serial PRIMARY KEY, v bytea);
CREATE SCHEMA app; CREATE TABLE app.parts(day date, v jsonb) PARTITION BY RANGE (day);
CREATE TABLE app.parts_1 PARTITION OF app.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'); INSERT INTO app.parts VALUES ('2026-05-01', '{"a": 1}');
CREATE VIEW named AS SELECT name FROM users;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM users;
CREATE TABLE bulk(id int PRIMARY KEY, v bytea);
INSERT INTO bulk SELECT i, decode(repeat(md5(i::text), 9), 'hex') FROM generate_series(1, 400) AS i;
`;

const POSTGRES: Omit<Dialect, 'fixture'> = {
  sound: ['CREATE EXTENSION nothing_of_this_name', 'VACUUM', 'DO $x$ BEGIN RAISE $$no$$; END $x$', 'SELECT pg_sleep(30)', "COPY users FROM PROGRAM 'touch /tmp/lockgate-never'", 'ALTER SYSTEM SET work_mem = 1'],
  slips: [['SELECT 1;\n\nCREATE TABEL other(x int)', 3], ['ALTER TABLE users ADD COLUMN more text NOTT NULL', 1], ["INSERT INTO users (name) VALUE ('x')", 1]],
  awkward: `CREATE TABLE first(x text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN UPDATE public.users SET name = 'a;b' WHERE id = 1; RETURN NEW; END; $body$;
CREATE FUNCTION g(a int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN 1 ELSE 2 END; SELECT 3; END;
CREATE TRIGGER t AFTER INSERT ON first FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE r AS ON DELETE TO first DO ALSO (SELECT 1; SELECT 2); SET ROLE pg_monitor; RESET ROLE; SET statement_timeout = 0;
SELECT E'it\\'s; \\\\', U&'d\\0061t' /* one /* in; another */ ; */; SELECT set_config('search_path', '', false);
INSERT INTO public.first VALUES ('it''s; fine') -- no end`,
  awkwardResult: "SELECT x FROM first; SELECT name FROM users WHERE id = 1; SELECT count(*) FROM pg_class WHERE relname = 'second';",
  orphan: 'SET session_replication_role = replica; INSERT INTO orders VALUES (90, 77)',
  worse: 'ALTER TABLE users DISABLE TRIGGER ALL; DELETE FROM users WHERE id = 2; ALTER TABLE users ENABLE TRIGGER ALL;',
  rebuilt: 'SET session_replication_role = replica; CREATE TABLE rebuilt(id int PRIMARY KEY, "user" int);\nINSERT INTO rebuilt SELECT * FROM orders; DROP TABLE orders; ALTER TABLE rebuilt RENAME TO orders; ALTER TABLE orders ADD FOREIGN KEY ("user") REFERENCES users NOT VALID;',
  refused: [
    'CREATE TABLE a(x int);\nCOMMIT;\nCREATE TABLE b(x int);', 'begin; CREATE TABLE a(x int);', '/* x */ END TRANSACTION', 'ROLLBACK', 'SAVEPOINT s', 'VACUUM', "PREPARE TRANSACTION 'x'", 'SELECT 1;\n\\! touch /tmp/lockgate-never',
    'COPY users FROM STDIN;', 'CREATE INDEX CONCURRENTLY i ON users(name)', "CREATE TABLE a(x text DEFAULT 'open)", 'SELECT $a$ open $b$', 'SELECT 1 \\gexec', "SELECT ':' || :USER",
  ],
  meddling: [
    'DELETE FROM bulk', 'WITH gone AS (DELETE FROM bulk RETURNING 1) SELECT * FROM gone', "SELECT nextval('left_side_id_seq')", "SELECT 1) TO PROGRAM 'touch /tmp/lockgate-never'; SELECT (1", 'SELECT 1; DELETE FROM bulk', "SELECT 1 \\! touch /tmp/lockgate-never",
    "SELECT set_config('transaction_read_only', 'off', false), lo_create(0)", 'SELECT 1 /* */; COMMIT; DELETE FROM bulk',
  ],
  beyond: ['CREATE ROLE never', "DO $$ BEGIN EXECUTE 'CREATE ROLE never'; END $$", 'ALTER ROLE app NOLOGIN', 'GRANT pg_monitor TO app', "SELECT pg_terminate_backend(0), 1/0", 'INSERT INTO orders VALUES (91, 78)', 'ALTER DATABASE postgres SET my.own = 1'],
  changes: `
    UPDATE users SET name = upper(name) || '!' WHERE id IN (1, 2); DELETE FROM users WHERE id = 4; INSERT INTO users VALUES (9, 'new', 1, NULL);
    INSERT INTO "odd ""table"" 'name'\ntwo" VALUES ('x', 1, 1.5);
    DELETE FROM "order" WHERE a = 2; CREATE TABLE added(x int); INSERT INTO added VALUES (1), (1); DROP TABLE bulk;
    ALTER TABLE empty ADD COLUMN extra int DEFAULT 3; ALTER TABLE orders ADD COLUMN note text; UPDATE orders SET note = 'x' WHERE id = 1;`,
};

/** What belongs to a database besides its content. */
const RIGHTS = `
SELECT pg_get_userbyid(datdba), datacl, datconnlimit, datcollate, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database();
SELECT coalesce(r.rolname, 'all'), setconfig FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = setdatabase LEFT JOIN pg_roles AS r ON r.oid = setrole WHERE datname = current_database() ORDER BY 1;
`;

export const ROLES = `
CREATE ROLE app LOGIN CREATEDB; CREATE ROLE "read'er" LOGIN; CREATE ROLE guarded LOGIN CREATEDB PASSWORD 'it''s secret'; GRANT app TO guarded;
`;

let made = 0;

export interface PostgresOptions {
  readonly sh?: string;
  readonly path?: string;
  readonly owner?: string;
  /** Asks as the user who runs the tests. */
  readonly readsOnly?: true;
  /** Instead of `as: postgres`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface PostgresSubject extends Subject {
  readonly name: string;
  /** Of the database that a restore has kept. */
  readonly keptName: (keepAs: string) => string;
}

export function postgresSubject(server: Server, options: PostgresOptions = {}): PostgresSubject {
  const root = temporaryFolder();
  mkdirSync(join(root, 'shared'));
  made += 1;
  const name = `it's "shop" $(x) \\ é_${String(made)}`;
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const owner = options.owner ?? 'app';
  server.sql('postgres', `CREATE DATABASE ${quoted} OWNER ${owner}; COMMENT ON DATABASE ${quoted} IS 'it''s ours'; ALTER DATABASE ${quoted} SET search_path = public, "it's"; ALTER DATABASE ${quoted} SET my.own = 'a b';
    ALTER ROLE "read'er" IN DATABASE ${quoted} SET statement_timeout = '7s'; REVOKE CONNECT ON DATABASE ${quoted} FROM PUBLIC; GRANT CONNECT ON DATABASE ${quoted} TO "read'er" WITH GRANT OPTION; ALTER DATABASE ${quoted} CONNECTION LIMIT 30;`);
  const env = { ...(process.env as Record<string, string>), ...(options.path === undefined ? {} : { PATH: options.path }) };
  const clients: ChildProcess[] = [];
  const sql = (text: string): string => server.sql(name, text);
  const databases = (): string[] => JSON.parse(server.sql('postgres', 'SELECT coalesce(json_agg(datname), json_build_array()) FROM pg_database;')) as string[];
  const contentOf = (database: string): string => {
    const dump = server.run('pg_dump', ['-h', server.socket, '-d', connect(database)]).replaceAll(/^\\(un)?restrict .*$/gm, '');
    return `${dump}${server.sql(database, RIGHTS)}`;
  };
  const settings = schema.parse({ name, host: server.socket, ...(options.settings ?? { as: 'postgres' }) });
  return {
    root,
    name,
    data: root,
    env,
    sql,
    shell: new LocalShell({ env, sh: options.sh ?? 'dash' }),
    database: plugin.open(settings, { app: 'shop', environment: 'test', layout: layoutOf(root), workspace: root, url: '', ...(options.readsOnly === undefined ? {} : { readsOnly: true }) }, (variable) => new Secret(variable, "it's secret")),
    content: () => (databases().includes(name) ? contentOf(name) : 'absent'),
    writer: () => {
      const client = openClient(server, name);
      clients.push(client);
      client.stdin?.write("DO $$ BEGIN FOR i IN 1..1000000 LOOP INSERT INTO left_side(v) VALUES ('x'); INSERT INTO right_side(v) VALUES ('y'); COMMIT; PERFORM pg_sleep(0.003); END LOOP; END $$;\n");
      for (let waited = 0; Number(sql('SELECT count(*) FROM left_side')) < 20; waited += 1) if (waited > 200) throw new Error('the writer does not write');
      return Promise.resolve(client);
    },
    crashedWriter: (rows) => {
      sql(`CREATE TABLE IF NOT EXISTS crashed(v int); INSERT INTO crashed SELECT * FROM generate_series(1, ${String(rows)})`);
      // An application that does not notice and stays connected.
      const client = openClient(server, name);
      clients.push(client);
      client.stdin?.write('BEGIN; SELECT 1;\n');
    },
    remember: () => {
      const before = contentOf(name);
      return (keepAs) => contentOf(`${name}_before_${keepAs}`) === before;
    },
    kept: (keepAs) => databases().includes(`${name}_before_${keepAs}`),
    keptName: (keepAs) => `${name}_before_${keepAs}`,
    leftovers: () => databases().filter((one) => one.startsWith(name) && /_(restore|ready|lockgate)_/.test(one.slice(name.length))),
    countElsewhere: (manifest: Manifest) => {
      const other = `elsewhere_${String(made)}`;
      server.sql('postgres', `DROP DATABASE IF EXISTS ${other}; CREATE DATABASE ${other} TEMPLATE template0`);
      execFileSync('sh', ['-c', 'zstd -q -d -c "$1" | sudo -n -u postgres pg_restore --exit-on-error -h "$2" -d "$3"', 'sh', manifest.file, server.socket, other], { cwd: '/' });
      const counts = Object.keys(manifest.tables).map((table): [string, number] => {
        const schemaAndTable = table.startsWith('app.') ? ['app', table.slice(4)] : [table];
        return [table, Number(server.sql(other, `SELECT count(*) FROM ONLY ${schemaAndTable.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')}`))];
      });
      server.sql('postgres', `DROP DATABASE ${other}`);
      return Object.fromEntries(counts);
    },
    says: { ...POSTGRES, fixture: TABLES },
    end: () => {
      for (const client of clients) closeClient(client);
      const mine = databases().filter((one) => one.startsWith(name));
      server.sql('postgres', mine.map((one) => `DROP DATABASE "${one.replaceAll('"', '""')}" WITH (FORCE);\n`).join(''));
    },
  };
}
