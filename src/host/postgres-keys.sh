# shellcheck shell=sh
# shellcheck disable=SC2154 # functions share the variables of the subshell that called them
# Questions about the state of a PostgreSQL database that its catalogs answer.

# Per foreign key, the statement that counts its rows that point nowhere, as columns shown, key, question. A key that is not
# valid has never been checked; one that is can be broken while triggers are off.
lg_pg_orphans_script() {
  lg_pg_say <<'SQL'
  SELECT t.shown, k.conname AS key,
    (SELECT string_agg(a.attname, ', ' ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY AS u (num, n) JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.num) AS shown_columns,
    format('SELECT count(*) FROM %s%s AS c WHERE %s AND NOT EXISTS (SELECT FROM %s%s AS p WHERE %s)',
      CASE t.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, k.conrelid::regclass,
      (SELECT CASE k.confmatchtype WHEN 'f' THEN 'NOT (' ELSE '(' END || string_agg(format(CASE k.confmatchtype WHEN 'f' THEN 'c.%I IS NULL' ELSE 'c.%I IS NOT NULL' END, a.attname), ' AND ') || ')'
        FROM unnest(k.conkey) AS u (num) JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.num),
      CASE p.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END, k.confrelid::regclass,
      (SELECT string_agg(format('p.%I OPERATOR(%I.%s) c.%I', pa.attname, o.oprnamespace::regnamespace::name, o.oprname, ca.attname), ' AND ')
        FROM unnest(k.conkey, k.confkey, k.conpfeqop) AS u (child, parent, op)
        JOIN pg_attribute AS ca ON ca.attrelid = k.conrelid AND ca.attnum = u.child
        JOIN pg_attribute AS pa ON pa.attrelid = k.confrelid AND pa.attnum = u.parent
        JOIN pg_operator AS o ON o.oid = u.op)) AS question
  FROM pg_constraint AS k JOIN pg_class AS p ON p.oid = k.confrelid
  JOIN (SELECT c.oid, c.relkind, CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS shown FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace) AS t ON t.oid = k.conrelid
  WHERE k.contype = 'f' AND k.conparentid = 0
SQL
}

# lg_pg_orphans …: "HEX OF TABLE|HEX OF COLUMNS|ROWS" per foreign key that points nowhere.
lg_pg_orphans() {
  lg_pg_begin "$@" read
  lg_pg_ask "$lg_pg_name" "$lg_pg_pins -c search_path=pg_catalog" <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT format('SELECT %s || n FROM (%s) AS q (n) WHERE n > 0', quote_literal(encode(convert_to(shown, 'UTF8'), 'hex') || '|' || encode(convert_to(shown_columns, 'UTF8'), 'hex') || '|'), question) FROM (
$(lg_pg_orphans_script)
) AS o ORDER BY shown COLLATE "C", key COLLATE "C" \\gexec
COMMIT;
SQL
}

# lg_pg_transactions … OLDER-THAN-MS: "ID|HEX OF USER|STATE|AGE IN MS|prepared or open", the oldest first.
lg_pg_transactions() {
  lg_pg_older=$6
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" read
  lg_pg_ask "$lg_pg_name" '' -v "older=$lg_pg_older" <<'SQL'
SELECT id || '|' || encode(convert_to(coalesce(who, ''), 'UTF8'), 'hex') || '|' || coalesce(state, '') || '|' || age || '|' || kind FROM (
  SELECT pid::text AS id, usename AS who, replace(state, '|', ' ') AS state, floor(extract(epoch FROM clock_timestamp() - xact_start) * 1000)::bigint AS age, 'open' AS kind
  FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
  UNION ALL
  SELECT encode(convert_to(gid, 'UTF8'), 'hex'), owner, 'prepared', floor(extract(epoch FROM clock_timestamp() - prepared) * 1000)::bigint, 'prepared' FROM pg_prepared_xacts WHERE database = current_database()
) AS t WHERE age >= :'older'::bigint ORDER BY age DESC;
SQL
}

# lg_pg_connections …: "USED|MAXIMUM" of the whole server, without those kept for its administrators.
lg_pg_connections() {
  lg_pg_begin "$@" read
  lg_pg_ask "$lg_pg_name" '' <<'SQL'
SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) || '|' || (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int);
SQL
}

# lg_pg_invalid …: "HEX OF INDEX|HEX OF TABLE" per index that no query can use, and that nobody is building now.
lg_pg_invalid() {
  lg_pg_begin "$@" read
  lg_pg_ask "$lg_pg_name" '-c search_path=pg_catalog' <<'SQL'
SELECT encode(convert_to(i.indexrelid::regclass::text, 'UTF8'), 'hex') || '|' || encode(convert_to(i.indrelid::regclass::text, 'UTF8'), 'hex')
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relkind = 'i' AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index AS p WHERE p.index_relid = i.indexrelid) ORDER BY 1;
SQL
}
