# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# What going back to a backup of a PostgreSQL database would destroy. Tables whose content is that of the manifest are done with;
# for the others the backup is restored beside the database and every row is compared by its digest. One session holds the
# database of now still from the first count to the last row.

# lg_pg_loss AS NAME REST STATE MS SCRATCH BACKUP SHA256 BYTES: the census of the manifest comes on stdin, "HEX OF NAME|ROWS|SHA256" a
# line. Prints "HEX OF TABLE|WRITTEN|DELETED" a table, then "HEX OF TABLE||HOW THE SCHEMA DIFFERS".
lg_pg_loss() {
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" read
  lg_pg_fresh=$6 lg_pg_file=$7 lg_pg_sha=$8 lg_pg_bytes=$9
  lg_pg_folder loss
  trap 'lg_pg_let_go; lg_pg_end' EXIT
  cd -- "$lg_pg_dir" || exit 1
  # The record of migrations is ours, and no row that anybody would miss.
  grep -v '^6C6F636B676174655F6D6967726174696F6E73|' | sort >census.then
  lg_pg_hold
  lg_pg_held lg_pg_census_script >census || exit
  sed -n 's/^\([0-9A-F]*\)|.*|\([0-9]*\)|\([0-9a-f]*\)$/\1|\2|\3/p' census | grep -v '^6C6F636B676174655F6D6967726174696F6E73|' | sort >census.now
  for lg_pg_one in now "then"; do cut -d '|' -f 1 "census.$lg_pg_one" | sort >"tables.$lg_pg_one"; done
  comm -23 census.now census.then | cut -d '|' -f 1 | sort | comm -12 - tables.then >differ
  : >told
  [ ! -s differ ] || lg_pg_loss_rows
  comm -23 tables.now tables.then | while IFS= read -r lg_pg_h; do
    sed -n "s/^$lg_pg_h|\([0-9]*\)|.*/$lg_pg_h|\1|0/p" census.now
    printf '%s||only-now\n' "$lg_pg_h"
  done >>told
  comm -13 tables.now tables.then | while IFS= read -r lg_pg_h; do
    sed -n "s/^$lg_pg_h|\([0-9]*\)|.*/$lg_pg_h|0|\1/p" census.then
    printf '%s||only-then\n' "$lg_pg_h"
  done >>told
  lg_pg_let_go
  # What was not compared since it is the same is part of the answer too.
  comm -12 census.now census.then | sed 's/|.*/|0|0/'
  cat told
}

# lg_pg_held FUNCTION WORD...: asks the held session what the function prints; its answer on stdout.
lg_pg_held() {
  { "$@"; printf '\\echo lockgate-end\n'; } >&5 2>/dev/null
  sed '/^lockgate-end$/q' <&6 >answer
  [ "$(tail -n 1 answer)" = lockgate-end ] || lg_store_fail 1 "the rows of now could not be read: $(cat holder)"
  sed '$d' answer
}

lg_pg_loss_rows() {
  [ -f "$lg_pg_file" ] || lg_store_fail 1 "the backup $lg_pg_file is gone"
  [ "$(lg_store_digest "$lg_pg_file")" = "$lg_pg_sha" ] || lg_store_fail 1 "the backup $lg_pg_file is damaged: its digest is not the one on record"
  lg_pg_room_for $((lg_pg_bytes + lg_pg_bytes / 5)) 'restoring the backup beside the database, to compare rows'
  lg_store_room . $((lg_pg_bytes + 1000000)) 'the digests of the rows to compare'
  lg_progress "restoring the backup, to compare rows"
  lg_pg_scratch=$lg_pg_fresh
  lg_pg_create "$lg_pg_scratch"
  lg_pg_fill "$lg_pg_scratch" "$lg_pg_file" || lg_store_fail 1 "the backup $lg_pg_file cannot be restored"
  lg_progress "comparing rows"
  lg_pg_held lg_pg_columns >columns.now || exit
  lg_pg_columns | lg_pg_ask "$lg_pg_scratch" "$lg_pg_pins -c search_path=pg_catalog" >columns.then || exit
  lg_pg_held lg_pg_compare now columns.then >all.now || exit
  lg_pg_compare "then" columns.now | lg_pg_ask "$lg_pg_scratch" "$lg_pg_pins -c search_path=pg_catalog" >all.then || exit
  lg_pg_drop "$lg_pg_scratch" || lg_store_fail 1 "the database $lg_pg_scratch could not be dropped"
  lg_pg_scratch=
  for lg_pg_one in now "then"; do
    for lg_pg_what in r k; do
      sed -n "s/^$lg_pg_what|//p" "all.$lg_pg_one" | sort -T . >"$lg_pg_what.$lg_pg_one" || lg_store_fail 1 'the digests of the rows could not be sorted'
    done
    cut -d '|' -f 1,2 "columns.$lg_pg_one" | sort >"names.$lg_pg_one"
  done
  comm -23 r.now r.then >written && comm -13 r.now r.then >gone && comm -13 k.now k.then >unkeyed || exit 1
  while IFS= read -r lg_pg_h; do
    # A row whose key is still there was changed, not deleted.
    lg_pg_one=gone
    if grep -q "^$lg_pg_h|" k.now || grep -q "^$lg_pg_h|" k.then; then lg_pg_one=unkeyed; fi
    printf '%s|%s|%s\n' "$lg_pg_h" "$(grep -c "^$lg_pg_h|" written)" "$(grep -c "^$lg_pg_h|" "$lg_pg_one")"
  done <differ >told
  { comm -23 names.now names.then | sed 's/^\(.*\)|/\1||column-now|/'; comm -13 names.now names.then | sed 's/^\(.*\)|/\1||column-then|/'; } >>told
}

# "HEX OF TABLE|HEX OF COLUMN|PLACE IN THE PRIMARY KEY" of the tables to compare.
lg_pg_columns() {
  printf "SELECT h || '|' || c || '|' || pk FROM (\n"
  lg_pg_columns_of
  printf ') AS k ORDER BY 1;\n'
}

lg_pg_columns_of() {
  cat <<'SQL'
SELECT t.nspname, t.relname, t.h, a.attname, upper(encode(convert_to(a.attname, 'UTF8'), 'hex')) AS c, a.attgenerated <> '' AS generated, pg_get_expr(d.adbin, d.adrelid) AS fallback,
  coalesce((SELECT u.n FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u (num, n) WHERE u.num = a.attnum), 0) AS pk
FROM (SELECT s.*, upper(encode(convert_to(shown, 'UTF8'), 'hex')) AS h FROM (
SQL
  lg_pg_tables
  cat <<'SQL'
) AS s) AS t JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisprimary
LEFT JOIN pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = a.attnum
SQL
  printf "WHERE t.h IN (SELECT regexp_split_to_table('%s', E'\\\\n'))\n" "$(cat differ)"
}

# lg_pg_compare SIDE COLUMNS-OF-THE-OTHER: prints, per row, "r|HEX OF TABLE|DIGEST" of the columns that both sides have, and where both
# have the same primary key "k|HEX OF TABLE|DIGEST" of that. A row of now that holds something else than the default in a column
# that only now exists is like none of then; a default that has to be computed is taken for NULL.
lg_pg_compare() {
  printf "WITH other AS (SELECT split_part(l, '|', 1) AS t, split_part(l, '|', 2) AS c, split_part(l, '|', 3)::int AS pk FROM regexp_split_to_table('%s', E'\\\\n') AS l), columns AS (\n" "$(cat "$2")"
  lg_pg_columns_of
  printf "), tables AS (SELECT '%s' = 'now' AS side, h, nspname, relname,\n" "$1"
  cat <<'SQL'
    coalesce(string_agg(format('lg.%I::text', attname), ', ' ORDER BY k.c) FILTER (WHERE o.c IS NOT NULL), '') AS common,
    coalesce(string_agg(format('lg.%I::text IS NOT DISTINCT FROM (%s)::text', attname, CASE WHEN fallback IS NULL OR fallback LIKE '%(%' THEN 'NULL' ELSE fallback END), ' AND ') FILTER (WHERE o.c IS NULL AND NOT generated), 'true') AS plain,
    string_agg(format('lg.%I::text', attname), ', ' ORDER BY k.pk) FILTER (WHERE k.pk > 0) AS key,
    string_agg(k.c, ',' ORDER BY k.pk) FILTER (WHERE k.pk > 0) = (SELECT string_agg(x.c, ',' ORDER BY x.pk) FROM other AS x WHERE x.t = h AND x.pk > 0) AS keyed
  FROM columns AS k LEFT JOIN other AS o ON o.t = k.h AND o.c = k.c GROUP BY h, nspname, relname)
SELECT unnest(ARRAY[
  format('COPY (SELECT %L || md5(ROW(%s)::text) || CASE WHEN %s THEN '''' ELSE ''+'' END FROM ONLY %I.%I AS lg) TO STDOUT', 'r|' || h || '|', common, CASE WHEN side THEN plain ELSE 'true' END, nspname, relname),
  CASE WHEN keyed THEN format('COPY (SELECT %L || md5(ROW(%s)::text) FROM ONLY %I.%I AS lg) TO STDOUT', 'k|' || h || '|', key, nspname, relname) END])
FROM tables \gexec
SQL
}
