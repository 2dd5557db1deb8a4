# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# The rows that say which files were applied to a PostgreSQL database.

# Rows of files that run statement by statement say how far they are: all of them are done when `done` is `statements`.
# Default privileges may give every new table to the application: from this one only reading is left to whoever is not its owner, and
# that to everybody who may connect, the role of a user who only plans among them.
lg_pg_table() {
  lg_pg_say <<'SQL'
SELECT pg_catalog.to_regclass('public.lockgate_migrations') IS NULL AS lockgate_new \gset
CREATE TABLE IF NOT EXISTS public.lockgate_migrations (
  place bigint GENERATED ALWAYS AS IDENTITY, name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), release text NOT NULL,
  statements int NOT NULL DEFAULT 0, begun int NOT NULL DEFAULT 0, done int NOT NULL DEFAULT 0);
\if :lockgate_new
SELECT unnest(ARRAY[format('REVOKE ALL ON %s FROM %s', thing, who), CASE WHEN reads THEN format('GRANT SELECT ON %s TO %s', thing, who) END])
FROM (SELECT c.oid::regclass AS thing, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END AS who, bool_or(a.privilege_type = 'SELECT') AS reads
  FROM pg_class AS c, aclexplode(c.relacl) AS a
  WHERE c.oid IN ('public.lockgate_migrations'::regclass, pg_get_serial_sequence('public.lockgate_migrations', 'place')::regclass) AND a.grantee <> c.relowner GROUP BY 1, 2) AS granted \gexec
GRANT SELECT ON public.lockgate_migrations TO PUBLIC;
\endif
SQL
}

# "HEX OF NAME|DIGEST|STATEMENTS|BEGUN|DONE", oldest first; nothing where there is no such table yet. Where the role may not read it,
# one line instead: "denied|" and what gives it the right. A table of before plans had a user has given it to nobody.
lg_pg_revisions() {
  lg_pg_ask "$lg_pg_name" '' <<SQL
$(lg_pg_revisions_script)
SQL
}

lg_pg_revisions_script() {
  lg_pg_say <<'SQL'
SELECT c.oid IS NOT NULL AS there, c.oid IS NOT NULL AND (NOT has_schema_privilege(n.oid, 'USAGE') OR NOT has_table_privilege(c.oid, 'SELECT')) AS denied
FROM pg_catalog.pg_namespace AS n LEFT JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = 'lockgate_migrations' WHERE n.nspname = 'public'
UNION ALL SELECT false, false LIMIT 1 \gset
\if :denied
SELECT 'denied|' || CASE WHEN has_schema_privilege('public', 'USAGE') THEN '' ELSE format('GRANT USAGE ON SCHEMA public TO %I; ', current_user) END
  || format('GRANT SELECT ON public.lockgate_migrations TO %I;', current_user);
\elif :there
SELECT upper(encode(convert_to(name, 'UTF8'), 'hex')) || '|' || digest || '|' || statements || '|' || begun || '|' || done FROM public.lockgate_migrations ORDER BY place;
\endif
SQL
}

# lg_pg_applied …: "HEX OF NAME|DIGEST" of what is applied whole.
lg_pg_applied() {
  lg_pg_begin "$@" read
  lg_pg_was=$(lg_pg_revisions) || {
    lg_pg_code=$?
    [ "$lg_pg_code" -eq 44 ] || exit "$lg_pg_code"
    exit 0
  }
  case $lg_pg_was in 'denied|'*) lg_store_fail 49 "${lg_pg_was#denied|}" ;; esac
  while IFS='|' read -r lg_pg_hex lg_pg_sha lg_pg_of lg_pg_begun lg_pg_done; do
    if [ -n "$lg_pg_begun" ] && [ "$lg_pg_done" = "$lg_pg_of" ]; then printf '%s|%s\n' "$lg_pg_hex" "$lg_pg_sha"; fi
  done <<ROWS
$lg_pg_was
ROWS
}
