-- > lossless
CREATE VIEW active_users AS SELECT id, name FROM users WHERE active;

CREATE VIEW v AS SELECT f(x) FROM t; CREATE OR REPLACE VIEW v AS SELECT 1 AS f;

CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a + b';

CREATE FUNCTION add(a int, b int) RETURNS int LANGUAGE sql RETURN a + b;

CREATE FUNCTION purge() RETURNS void LANGUAGE sql AS 'DELETE FROM users';

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$;
CREATE TABLE t (id int, updated_at timestamptz);
CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO t VALUES (1);

CREATE TABLE t (id int); CREATE TRIGGER a AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION existing();

CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (a int, b int); CREATE DOMAIN email AS text CHECK (VALUE ~ '@'); DROP TYPE mood;

CREATE TYPE floats AS RANGE (subtype = float8);

DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('sad'); END IF; END $$;

DO $$ BEGIN CREATE TYPE mood AS ENUM ('sad'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;

DO $$ DECLARE n int := 3; BEGIN SELECT count(*) INTO n FROM users; IF n > 0 THEN RAISE NOTICE 'has % users', n; END IF; END $$;

DO LANGUAGE plpgsql $$ BEGIN PERFORM 1; EXECUTE 'CREATE TABLE a (x int)'; END $$;

DO $$ BEGIN ASSERT (SELECT count(*) FROM users) > 0, 'no users'; END $$;

CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;

CREATE ROLE reader NOLOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader; GRANT reader TO app;

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader;

CREATE AGGREGATE my_sum (int) (sfunc = int4pl, stype = int);

CREATE COLLATION german (provider = icu, locale = 'de-DE');

CREATE PUBLICATION changes FOR TABLE users;

CREATE TABLE t (id int); CREATE POLICY p ON t USING (true); ALTER TABLE t ENABLE ROW LEVEL SECURITY; DROP POLICY p ON t;

NOTIFY done, 'yes';

CREATE FUNCTION pick(x text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  CASE x WHEN 'a' THEN RETURN 'b'; ELSE RETURN upper(x); END CASE;
END $$;
SELECT pick('a');

CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 ELSE 2 END; END; SELECT f();

CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (now()); END $$; CALL p();

CREATE FUNCTION fact(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF n < 2 THEN RETURN 1; END IF; RETURN n * fact(n - 1); END $$; SELECT fact(3);

CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw; CREATE USER MAPPING FOR app SERVER other;

CREATE STATISTICS s (dependencies) ON a, b FROM users;

-- > opaque
SELECT import_everything();

SELECT app.recalculate(id) FROM users;

SELECT * FROM app.rows_of(3);

INSERT INTO t SELECT my_function(x) FROM u;

CREATE TABLE t AS SELECT * FROM strange_function();

CALL nightly();

EXECUTE q;

CREATE TABLE t AS EXECUTE q(1);

DO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD COLUMN x int', 'users'); END $$;

DO $$ DECLARE r record; BEGIN FOR r IN SELECT tablename FROM pg_tables LOOP EXECUTE 'DROP TABLE ' || r.tablename; END LOOP; END $$;

DO $$ BEGIN EXECUTE (SELECT command FROM todo); END $$;

DO $$ DECLARE r record; BEGIN FOR r IN EXECUTE 'SELECT * FROM ' || 'users' LOOP NULL; END LOOP; END $$;

DO $$ BEGIN PERFORM app.cleanup(); END $$;

DO $$ BEGIN x := app.next(); END $$;

DO LANGUAGE plpython3u $$ import os $$;

DO $$ BEGIN this is no code END $$;

CREATE FUNCTION f() RETURNS void LANGUAGE plpython3u AS $$ pass $$; SELECT f();

CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE t; END $$; SELECT f('DROP TABLE users');

CREATE FUNCTION f() RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE current_setting('a.b'); END $$; SELECT * FROM f();

CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'f'; SELECT f();

CREATE OR REPLACE FUNCTION total(int) RETURNS int LANGUAGE sql AS 'SELECT 1';

CREATE OR REPLACE VIEW active_users AS SELECT id FROM users;

CREATE OR REPLACE PROCEDURE nightly() LANGUAGE sql AS 'SELECT 1';

CREATE TRIGGER touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();

CREATE TABLE t (id int); CREATE TRIGGER a AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION existing(); INSERT INTO t VALUES (1);

CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM users; RETURN NULL; END $$; CREATE TABLE t (id int); CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION g(); INSERT INTO t VALUES (1);

CREATE RULE r AS ON DELETE TO users DO INSTEAD NOTHING;

CREATE RULE r AS ON INSERT TO users DO ALSO (DELETE FROM a; DELETE FROM b);

CREATE EVENT TRIGGER e ON ddl_command_start EXECUTE FUNCTION f();

ALTER TABLE users DISABLE TRIGGER ALL;

ALTER TABLE users ENABLE TRIGGER touch;

ALTER FUNCTION total(int) SECURITY DEFINER;

ALTER ROLE app NOLOGIN;

ALTER DATABASE shop SET search_path TO app;

ALTER EXTENSION postgis UPDATE;

ALTER SEQUENCE s INCREMENT BY 10;

COPY users FROM PROGRAM 'curl x';

COPY users TO PROGRAM 'cat > /tmp/x';

COPY users TO '/tmp/users.csv';

LOAD 'auto_explain';

SET session_replication_role = replica;

SET standard_conforming_strings = off;

SELECT set_config('search_path', 'x', false);

SELECT pg_read_file('/etc/passwd');

SELECT dblink_exec('dbname=x', 'DELETE FROM a');

SELECT pg_terminate_backend(pid) FROM pg_stat_activity;

SELECT query_to_xml('DELETE FROM a', true, false, '');

SELEC 1;

CREATE TABEL a (x int);

ALTER TABLE users ADD;

INSERT INTO a VALUES (:value);

GO

DELETE FRM users;

CREATE TABLE a (x int AUTO_INCREMENT);

CREATE CAST (int AS mood) WITH FUNCTION f(int);

DISCARD TEMP;

SECURITY LABEL ON TABLE users IS 'x';

ALTER TABLE users ENABLE ALWAYS RULE r;

DO $$ BEGIN EXECUTE 'SELEC 1'; END $$;

-- > opaque lock
ALTER TABLE users ADD COLUMN code text DEFAULT app.next_code();

ALTER TABLE users ADD COLUMN code text DEFAULT next_code();

-- > opaque break lock
ALTER TABLE users ADD CONSTRAINT c CHECK (app.is_valid(email));

-- > loss opaque
DELETE FROM users; SELECT app.cleanup();

UPDATE users SET a = app.compute(b);

DELETE FROM users; SELEC 1;

SELEC 1; DELETE FROM users;

DO $$ BEGIN DELETE FROM users; EXECUTE format('x'); END $$;

CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM users; PERFORM app.x(); END $$; SELECT f();

-- > loss break opaque
DROP TABLE users; CREATE OR REPLACE VIEW v AS SELECT 1;

DO $$ BEGIN DROP TABLE users; EXCEPTION WHEN undefined_table THEN PERFORM app.tell(); END $$;

-- > loss break lock opaque
ALTER TABLE orders ALTER COLUMN note TYPE text USING app.clean(note);

-- > loss break
DO $$ BEGIN EXECUTE 'ALTER TABLE users DROP COLUMN a'; END $$;

DO $$ BEGIN EXECUTE $x$ DROP TABLE users $x$; END $$;

DO $$ BEGIN IF EXISTS (SELECT 1) THEN CREATE TABLE a (x int); END IF; DROP TABLE a; END $$;

CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DROP TABLE users; DELETE FROM orders'; SELECT f();
