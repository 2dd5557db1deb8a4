-- Each migration is separated by an empty line; the line with > labels those below it. ~ marks what is said on the safe side.
-- > lossless
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, created_at timestamptz NOT NULL DEFAULT now());

CREATE TABLE IF NOT EXISTS audit.entries (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), payload jsonb NOT NULL DEFAULT '{}');

CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

CREATE TABLE copy_of_users AS SELECT id, lower(email) AS email FROM users;

CREATE TABLE n (LIKE users INCLUDING ALL);

CREATE UNLOGGED TABLE sessions (token text PRIMARY KEY, data bytea);

CREATE TEMP TABLE work (id int) ON COMMIT DROP; INSERT INTO work SELECT id FROM users; DELETE FROM work WHERE id < 10; DROP TABLE work;

CREATE TABLE a (x int); DROP TABLE a;

CREATE TABLE a (x int); TRUNCATE a; UPDATE a SET x = 2; ALTER TABLE a DROP COLUMN x;

CREATE TABLE "Odd Name" ("Select" int); ALTER TABLE "Odd Name" RENAME "Select" TO b;

CREATE SCHEMA billing; CREATE TABLE billing.invoices (id int); CREATE INDEX ON billing.invoices (id); DELETE FROM billing.invoices; DROP TABLE billing.invoices;

CREATE SCHEMA reports CREATE TABLE daily (day date, n int) CREATE VIEW today AS SELECT n FROM daily;

CREATE TABLE new_users (id int); INSERT INTO new_users SELECT id FROM users; ALTER TABLE new_users ADD CONSTRAINT c CHECK (id > 0), ALTER id SET NOT NULL, ALTER id TYPE bigint;

ALTER TABLE users ADD COLUMN nickname text;

ALTER TABLE users ADD nickname varchar(40) DEFAULT '';

ALTER TABLE users ADD COLUMN IF NOT EXISTS seen_at timestamptz DEFAULT now();

ALTER TABLE users ADD COLUMN active boolean NOT NULL DEFAULT true;

ALTER TABLE users ADD COLUMN team_id bigint REFERENCES teams (id);

ALTER TABLE users ADD COLUMN tags text[] NOT NULL DEFAULT '{}', ADD COLUMN settings jsonb NOT NULL DEFAULT '{}'::jsonb;

ALTER TABLE users ADD COLUMN full_name text; UPDATE users SET full_name = first_name || ' ' || last_name;

ALTER TABLE users ADD COLUMN a int, ADD COLUMN b int; UPDATE users u SET (a, b) = (SELECT count(*), max(o.id) FROM orders o WHERE o.user_id = u.id);

ALTER TABLE users ADD COLUMN tmp int; ALTER TABLE users DROP COLUMN tmp;

ALTER TABLE users ADD COLUMN tmp int; ALTER TABLE users RENAME COLUMN tmp TO kept; UPDATE users SET kept = 1;

ALTER TABLE users ALTER COLUMN email DROP NOT NULL;

ALTER TABLE users ALTER COLUMN state SET DEFAULT 'new';

ALTER TABLE users ALTER COLUMN bio SET STORAGE EXTERNAL, ALTER COLUMN bio SET STATISTICS 500;

ALTER TABLE users SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

ALTER TABLE users VALIDATE CONSTRAINT users_team_fk;

ALTER TABLE orders DROP CONSTRAINT orders_total_check;

ALTER TABLE users REPLICA IDENTITY FULL;

ALTER TABLE users RENAME CONSTRAINT a TO b;

ALTER INDEX users_email_idx RENAME TO users_by_email;

ALTER TABLE users CLUSTER ON users_pkey;

ALTER TABLE measurements ADD COLUMN celsius numeric GENERATED ALWAYS AS ((fahrenheit - 32) * 5 / 9) VIRTUAL;

CREATE TABLE parts (id int) PARTITION BY RANGE (id); CREATE TABLE parts_1 (id int); ALTER TABLE parts ATTACH PARTITION parts_1 FOR VALUES FROM (1) TO (10);

COMMENT ON TABLE users IS 'DROP TABLE users'; COMMENT ON COLUMN users.id IS NULL;

ALTER TABLE users ADD COLUMN "drop" int; -- DROP TABLE users;

/* DROP TABLE users; /* nested; */ TRUNCATE users; */ SELECT 1;

SELECT 'DROP TABLE users; DELETE FROM a';

SELECT $$ TRUNCATE users; $$, $x$ it's $$ $x$, E'it\'s; DROP TABLE a', "a;b" FROM t;

CREATE TABLE u (id int, CHECK (id > 0)); GRANT SELECT ON u TO reader; REVOKE ALL ON u FROM PUBLIC;

SELECT id INTO TEMP kept FROM users; DELETE FROM kept;

CREATE TABLE a (x serial); SELECT setval('a_x_seq', 10); SELECT setval(pg_get_serial_sequence('a', 'x'), 20);

-- > loss break
DROP TABLE users;

DROP TABLE IF EXISTS users, public.orders CASCADE;

drop table "Users" restrict;

CREATE TABLE IF NOT EXISTS a (x int); DROP TABLE a;

CREATE TABLE a (x int); DROP TABLE a; DROP TABLE a;

CREATE TEMP TABLE users (x int); DROP TABLE public.users;

CREATE TABLE users_new (id int); INSERT INTO users_new SELECT id FROM users; DROP TABLE users; ALTER TABLE users_new RENAME TO users;

ALTER TABLE users DROP COLUMN nickname;

ALTER TABLE users DROP nickname, DROP COLUMN IF EXISTS bio CASCADE;

ALTER TABLE ONLY public.users DROP COLUMN legacy_id;

ALTER TABLE IF EXISTS users ADD COLUMN a int, DROP COLUMN b;

DROP SCHEMA legacy CASCADE;

DROP SEQUENCE order_numbers;

DROP EXTENSION pg_cron;

DROP TYPE mood CASCADE;

DROP DOMAIN email CASCADE;

DROP FUNCTION total(int) CASCADE;

DROP VIEW active_users CASCADE;

DROP OWNED BY old_app;

ALTER TYPE address DROP ATTRIBUTE street CASCADE;

CREATE TABLE a (x int); ALTER TABLE a RENAME TO b; DROP TABLE a;

SET search_path TO app; CREATE TABLE a (x int); SET search_path TO other; DROP TABLE a;

CREATE SCHEMA s; ALTER TABLE users SET SCHEMA s; DROP SCHEMA s CASCADE;

-- > loss break lock
CREATE TABLE parent (id int) PARTITION BY LIST (id); ALTER TABLE parent ATTACH PARTITION old FOR VALUES IN (1); DROP TABLE parent;

ALTER TABLE orders ALTER COLUMN total TYPE numeric(10,2);

ALTER TABLE orders ALTER COLUMN created_at TYPE date;

ALTER TABLE orders ALTER COLUMN created_at SET DATA TYPE timestamp(0);

ALTER TABLE orders ALTER note TYPE varchar(10) USING left(note, 10);

ALTER TABLE orders ALTER COLUMN payload TYPE jsonb USING payload::jsonb;

ALTER TABLE orders ALTER COLUMN state TYPE order_state USING state::order_state;

ALTER TABLE orders ALTER COLUMN price TYPE int USING round(price);

ALTER TABLE orders ALTER COLUMN flag TYPE boolean USING (flag <> 0);

ALTER TABLE users ALTER COLUMN at TYPE timestamptz USING at AT TIME ZONE 'UTC', DROP COLUMN old_at;

ALTER TABLE measurements ALTER COLUMN v TYPE real;

-- > break lock ~loss
ALTER TABLE orders ALTER COLUMN id TYPE bigint;

ALTER TABLE orders ALTER COLUMN counter SET DATA TYPE int8;

-- > break lock
ALTER TABLE users ALTER COLUMN name TYPE text;

ALTER TABLE users ALTER COLUMN name TYPE varchar(255);

ALTER TABLE users ALTER COLUMN code TYPE text USING code::text;

ALTER TABLE users ALTER COLUMN email TYPE citext;

ALTER TABLE users ALTER COLUMN email SET NOT NULL;

ALTER TABLE users ADD CONSTRAINT email_present CHECK (email <> '');

ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE;

ALTER TABLE users ADD UNIQUE (email);

ALTER TABLE users ADD PRIMARY KEY (id);

ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);

ALTER TABLE users ADD CONSTRAINT n NOT NULL email;

CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE UNIQUE INDEX ON public.users USING btree (email) WHERE deleted_at IS NULL;

ALTER TABLE orders ATTACH PARTITION orders_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

ALTER DOMAIN email ADD CONSTRAINT valid CHECK (VALUE ~ '@');

ALTER TABLE users ADD COLUMN id2 uuid UNIQUE DEFAULT gen_random_uuid();

ALTER TABLE users ADD COLUMN a int, ALTER COLUMN a SET NOT NULL;

-- > break
ALTER TABLE users RENAME TO people;

ALTER TABLE users RENAME COLUMN name TO full_name;

ALTER TABLE users RENAME name TO full_name;

ALTER TABLE users SET SCHEMA archive;

ALTER VIEW active_users RENAME TO current_users;

ALTER TYPE mood RENAME TO feeling;

ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';

ALTER TYPE address ADD ATTRIBUTE country text;

ALTER TYPE address RENAME ATTRIBUTE street TO road;

ALTER FUNCTION total(int) RENAME TO sum_of;

ALTER FUNCTION total(int) SET SCHEMA util;

ALTER SEQUENCE s RENAME TO t;

ALTER SCHEMA app RENAME TO application;

ALTER TABLE users ADD COLUMN tax_id text NOT NULL;

ALTER TABLE users ALTER COLUMN state DROP DEFAULT;

ALTER TABLE users ALTER COLUMN id DROP IDENTITY;

ALTER TABLE users ALTER COLUMN full_name DROP EXPRESSION;

ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID;

ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;

ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX users_email_idx;

ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c; ALTER TABLE users ALTER email SET NOT NULL;

ALTER TABLE orders DETACH PARTITION orders_2020;

ALTER TABLE users OWNER TO app;

ALTER TABLE users ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON users USING (id = current_setting('app.user')::int);

DROP POLICY own ON users;

ALTER TABLE child INHERIT parent;

ALTER TABLE child NO INHERIT parent;

DROP VIEW active_users;

DROP MATERIALIZED VIEW totals;

DROP VIEW active_users; CREATE VIEW active_users AS SELECT id FROM users WHERE active;

DROP FUNCTION total(int);

DROP PROCEDURE nightly;

DROP TYPE mood;

DROP TRIGGER touch ON users;

DROP RULE r ON users;

DROP ROLE old_app;

DROP FOREIGN TABLE remote_users;

DROP AGGREGATE my_sum(int);

DROP OPERATOR === (int, int);

DROP CAST (int AS mood);

DROP PUBLICATION changes;

REVOKE SELECT ON users FROM app;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;

REVOKE writers FROM app;

REVOKE UPDATE (email) ON users FROM app;

ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM app;

REASSIGN OWNED BY old TO new;

ALTER DOMAIN email DROP DEFAULT;

ALTER MATERIALIZED VIEW totals RENAME TO sums;
