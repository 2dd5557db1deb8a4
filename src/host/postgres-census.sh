# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# What the tables of a PostgreSQL database hold: how many rows, and a digest of them.

# Which tables count: ours to dump, with rows of their own. What an extension brings comes back with the extension.
lg_pg_tables() {
  lg_pg_say <<'SQL'
  SELECT c.oid, n.nspname, c.relname,
    CASE WHEN n.nspname = 'public' THEN '' ELSE CASE WHEN n.nspname LIKE '%.%' THEN '"' || replace(n.nspname, '"', '""') || '"' ELSE n.nspname END || '.' END
    || CASE WHEN c.relname LIKE '%.%' THEN '"' || replace(c.relname, '"', '""') || '"' ELSE c.relname END AS shown
  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
SQL
}

# Generates and runs, per table, the statement that counts and hashes its rows, whatever order they lie in: two sums of 64-bit
# hashes of each row as text.
lg_pg_census_script() {
  printf 'SELECT format(%s, quote_literal(%s), nspname, relname) FROM (\n' \
    "'SELECT %s || count(*) || ''|'' || encode(sha256(convert_to(count(*) || '':'' || coalesce(sum(hashtextextended(r, 0)), 0) || '':'' || coalesce(sum(hashtextextended(r, 20261121)), 0), ''UTF8'')), ''hex'') FROM (SELECT (lg.*)::text COLLATE \"C\" AS r FROM ONLY %I.%I AS lg OFFSET 0) AS s'" \
    "upper(encode(convert_to(shown, 'UTF8'), 'hex')) || '|' || to_json(shown)::text || '|'"
  lg_pg_tables
  printf ') AS t ORDER BY shown COLLATE "C" \\gexec\n'
}

# lg_pg_census DATABASE: one line a table, from one snapshot: "HEX OF NAME|NAME IN JSON|ROWS|SHA256".
lg_pg_census() {
  lg_pg_ask "$1" "$lg_pg_pins -c search_path=pg_catalog" <<SQL
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
$(lg_pg_census_script)
COMMIT;
SQL
}

lg_pg_census_of() {
  lg_pg_begin "$@" read
  lg_pg_census "$lg_pg_name"
}
