-- > lossless
INSERT INTO settings (key, value) VALUES ('theme', 'dark'), ('lang', 'en');

INSERT INTO settings VALUES ('a', 'b') ON CONFLICT DO NOTHING;

INSERT INTO archive SELECT * FROM orders WHERE created_at < now() - interval '1 year';

WITH old AS (SELECT id FROM orders) INSERT INTO archive SELECT id FROM old;

SELECT count(*), max(id), string_agg(name, ',' ORDER BY name) FROM users GROUP BY state HAVING count(*) > 1;

SELECT * FROM users FOR UPDATE;

VALUES (1), (2);

TABLE users;

SELECT pg_size_pretty(pg_total_relation_size('users')), to_char(now(), 'YYYY'), coalesce(a, b), nullif(a, b), greatest(1, 2) FROM t;

SELECT jsonb_build_object('a', jsonb_agg(x)) FROM generate_series(1, 3) AS x;

SELECT row_number() OVER (PARTITION BY a ORDER BY b) FROM t;

EXPLAIN DELETE FROM users;

MERGE INTO stock s USING deliveries d ON s.id = d.id WHEN NOT MATCHED THEN INSERT VALUES (d.id, d.n);

COPY users FROM '/srv/seed/users.csv' WITH (FORMAT csv);

COPY users TO STDOUT;

SELECT nextval('order_numbers');

SELECT pg_advisory_xact_lock(42);

PREPARE q AS DELETE FROM users;

DECLARE c CURSOR FOR SELECT * FROM users; FETCH 10 FROM c; CLOSE c;

CREATE SEQUENCE s; ALTER SEQUENCE s RESTART WITH 100; SELECT setval('s', 5); DROP SEQUENCE s;

ALTER SEQUENCE s OWNED BY users.id;

CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET v = 2; MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE;

ALTER TABLE users ADD COLUMN n int; INSERT INTO users (id) SELECT 1 ON CONFLICT (id) DO UPDATE SET n = 1;

ALTER TABLE users ADD COLUMN slug text; UPDATE users SET slug = regexp_replace(lower(name), '[^a-z]+', '-', 'g') WHERE slug IS NULL;

CREATE TEMP TABLE ids AS SELECT id FROM users; TRUNCATE ids; DROP TABLE ids;

-- > loss
DELETE FROM users;

DELETE FROM ONLY users WHERE id = 1 RETURNING *;

DELETE FROM users u USING banned b WHERE u.id = b.id;

TRUNCATE users;

TRUNCATE TABLE users, orders RESTART IDENTITY CASCADE;

UPDATE users SET email = lower(email);

UPDATE users SET name = 'x' WHERE id = 3;

UPDATE users u SET team_id = t.id FROM teams t WHERE t.name = u.team;

UPDATE users SET (a, b) = (1, 2);

UPDATE public.users AS u SET tags[1] = 'x';

ALTER TABLE users ADD COLUMN b int; UPDATE users SET b = 1, a = 2;

ALTER TABLE users ADD COLUMN IF NOT EXISTS b int; UPDATE users SET b = 1;

ALTER TABLE users ADD COLUMN b int; UPDATE orders SET b = 1;

INSERT INTO settings VALUES ('a', 'b') ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;

WITH gone AS (DELETE FROM orders WHERE old RETURNING *) INSERT INTO archive SELECT * FROM gone;

WITH x AS (UPDATE users SET a = 1 RETURNING id) SELECT * FROM x;

MERGE INTO stock s USING d ON s.id = d.id WHEN MATCHED THEN UPDATE SET n = s.n + d.n;

MERGE INTO stock s USING d ON s.id = d.id WHEN MATCHED AND d.n = 0 THEN DELETE WHEN NOT MATCHED THEN DO NOTHING;

SELECT setval('users_id_seq', 1, false);

SELECT setval('users_id_seq', (SELECT max(id) FROM users));

ALTER SEQUENCE users_id_seq RESTART;

ALTER SEQUENCE users_id_seq RESTART WITH 1000;

SELECT lo_unlink(picture) FROM users;

EXPLAIN ANALYZE DELETE FROM users WHERE id = 1;

EXPLAIN (ANALYZE, BUFFERS) UPDATE users SET a = 1;

CREATE TEMP TABLE users (id int); DELETE FROM public.users;

CREATE TEMP TABLE users (id int); DROP TABLE users; DELETE FROM users;

CREATE TABLE a.t (x int); DELETE FROM b.t;

CREATE TABLE made (id int PRIMARY KEY); ALTER TABLE orders ADD COLUMN made_id int REFERENCES made (id) ON DELETE CASCADE; DELETE FROM made;

CREATE TABLE made (id int PRIMARY KEY); TRUNCATE made CASCADE;

CREATE TABLE keep AS SELECT * FROM users; DELETE FROM users WHERE id NOT IN (SELECT id FROM keep);

CREATE VIEW v AS SELECT * FROM users; DELETE FROM v;

DO $$ BEGIN DELETE FROM users WHERE id = 1; END $$;

DO $body$
DECLARE r record;
BEGIN
  FOR r IN SELECT id FROM users LOOP
    UPDATE orders SET total = 0 WHERE user_id = r.id;
  END LOOP;
END
$body$;

DO $$ BEGIN IF EXISTS (SELECT 1 FROM users) THEN TRUNCATE users; END IF; EXCEPTION WHEN others THEN RAISE NOTICE 'no'; END $$;

DO $$ BEGIN EXECUTE 'DELETE FROM users'; END $$;

CREATE FUNCTION purge() RETURNS void LANGUAGE sql AS 'DELETE FROM users'; SELECT purge();

CREATE FUNCTION purge() RETURNS void LANGUAGE plpgsql AS $$ BEGIN TRUNCATE users; END $$; SELECT purge(); DROP FUNCTION purge();

CREATE PROCEDURE purge() LANGUAGE sql BEGIN ATOMIC DELETE FROM users; DELETE FROM orders; END; CALL purge();

CREATE FUNCTION inner_one() RETURNS void LANGUAGE sql AS 'DELETE FROM users'; CREATE FUNCTION outer_one() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM inner_one(); END $$; DO $$ BEGIN PERFORM outer_one(); END $$;

CREATE FUNCTION purge(int) RETURNS int LANGUAGE sql AS 'DELETE FROM users RETURNING 1'; INSERT INTO log SELECT purge(id) FROM teams;

UPDATE users SET deleted_at = now() WHERE last_seen < now() - interval '3 years';

DELETE FROM sessions WHERE expires_at < CURRENT_TIMESTAMP;

UPDATE products SET price = price * 1.19;

UPDATE accounts SET balance = round(balance, 2);

DELETE FROM a WHERE ctid NOT IN (SELECT min(ctid) FROM a GROUP BY email);

INSERT INTO counters (k, n) VALUES ('a', 1) ON CONFLICT ON CONSTRAINT counters_pkey DO UPDATE SET n = counters.n + 1 WHERE counters.n < 10;

UPDATE documents SET body = replace(body, 'http:', 'https:') WHERE body LIKE '%http:%';

UPDATE users SET password = NULL;

DELETE FROM role_permissions WHERE permission IN ('a', 'b');

UPDATE flags SET value = 'off' WHERE name = 'beta' RETURNING value;

TRUNCATE ONLY logs CONTINUE IDENTITY;

-- > ~loss
UPDATE users SET state = 'new' WHERE state IS NULL;

UPDATE users SET updated_at = updated_at WHERE false;

DO $$ BEGIN CREATE TEMP TABLE w (x int); DELETE FROM w; END $$;

-- > loss lock
ALTER TABLE sessions SET UNLOGGED;

DELETE FROM users WHERE id < 0; CREATE INDEX ON users (id);
