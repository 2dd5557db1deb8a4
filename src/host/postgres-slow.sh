# shellcheck shell=sh
# shellcheck disable=SC2030,SC2031 # functions share the variables of the subshell that called them
# Queries that take long: those that run now, and what pg_stat_statements has counted.

# lg_pg_slow … OVER-MS: "running yes" or "running no" (others' queries are hidden from this role), then "now|PROCESS|HEX OF USER|MS|HEX OF
# QUERY" each, the slowest first; "counted yes" or "counted no" and "since|ID|CALLS|MS IN ALL|MS OF THE SLOWEST|HEX OF QUERY" of those
# that took so long at least once, in this database.
lg_pg_slow() {
  lg_pg_over=$6
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" read
  lg_pg_ask "$lg_pg_name" '-c search_path=pg_catalog' -v "over=$lg_pg_over" <<'SQL'
SELECT 'running ' || CASE WHEN count(*) FILTER (WHERE query = '<insufficient privilege>') = 0 THEN 'yes' ELSE 'no' END
FROM pg_stat_activity WHERE datname = current_database();
SELECT 'now|' || pid || '|' || encode(convert_to(coalesce(usename, ''), 'UTF8'), 'hex') || '|' || age || '|' || encode(convert_to(left(query, 200), 'UTF8'), 'hex') FROM (
  SELECT pid, usename, query, floor(extract(epoch FROM clock_timestamp() - query_start) * 1000)::bigint AS age
  FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND state = 'active' AND application_name NOT LIKE 'lockgate:%'
) AS t WHERE age >= :'over'::bigint ORDER BY age DESC LIMIT 50;
SELECT n.nspname AS place, EXISTS (SELECT FROM pg_settings WHERE name = 'pg_stat_statements.max')
  AND EXISTS (SELECT FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements' AND a.attname = 'max_exec_time')
  AND has_schema_privilege(n.oid, 'USAGE') AS counts
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'
UNION ALL SELECT '', false ORDER BY 1 DESC LIMIT 1 \gset
\if :counts
SELECT 'counted ' || CASE WHEN count(*) FILTER (WHERE query = '<insufficient privilege>') = 0 THEN 'yes' ELSE 'no' END
FROM :"place".pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database());
SELECT 'since|' || queryid || '|' || sum(calls) || '|' || round(sum(total_exec_time)) || '|' || round(max(max_exec_time)) || '|' || encode(convert_to(left(max(query), 200), 'UTF8'), 'hex')
FROM :"place".pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND queryid IS NOT NULL AND query NOT LIKE '%lockgate%'
GROUP BY queryid HAVING max(max_exec_time) >= :'over'::bigint ORDER BY max(max_exec_time) DESC LIMIT 100;
\else
SELECT 'counted no';
\endif
SQL
}
