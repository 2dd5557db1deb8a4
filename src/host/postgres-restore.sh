# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2034,SC2154 # functions share the variables of the subshell that called them
# Putting a backup in the place of a PostgreSQL database.
#
# The states of a restore, each recognised by which databases exist, so that a run after a kill goes on from there:
#   no READY      not begun, or done: done when KEPT exists and the database has the rows of the manifest
#   FRESH         half filled: it is dropped and made again
#   READY         proven, with the rights and settings of the database; the swap is one transaction
# Both are named by the digest of the backup they are made from.

# lg_pg_restore AS NAME REST STATE MS FRESH READY KEPT BACKUP SHA256 BYTES VERSION: the rows to expect come on stdin, "HEX OF
# NAME|ROWS|SHA256" a line.
lg_pg_restore() {
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" restore
  shift 5
  lg_pg_fresh=$1 lg_pg_ready=$2 lg_pg_kept=$3 lg_pg_file=$4 lg_pg_sha=$5 lg_pg_total=$6 lg_pg_version=$7
  lg_pg_expected=$(sort)
  lg_pg_folder restore
  lg_pg_end_sessions
  lg_pg_live=$(lg_pg_there "$lg_pg_name") || exit
  if [ "$(lg_pg_there "$lg_pg_ready")" = 0 ]; then
    if [ "$lg_pg_live" = 1 ] && [ "$(lg_pg_there "$lg_pg_kept")" = 1 ] && lg_pg_as_expected "$lg_pg_name" 2>/dev/null; then
      # The last one that was kept under this name is the one before.
      lg_pg_n=2
      while [ "$(lg_pg_there "$lg_pg_kept.$lg_pg_n")" = 1 ]; do lg_pg_n=$((lg_pg_n + 1)); done
      [ "$lg_pg_n" -eq 2 ] || lg_pg_kept=$lg_pg_kept.$((lg_pg_n - 1))
      printf 'the database is the restored one already; the one before is kept as %s\n' "$lg_pg_kept"
      exit 0
    fi
    lg_pg_restore_prepare
  fi
  lg_pg_restore_swap
}

# lg_pg_there DATABASE: 1 or 0; exits where it cannot be told.
lg_pg_there() {
  printf "SELECT count(*) FROM pg_database WHERE datname = :'db';\n" | lg_pg_ask "$lg_pg_hall" '' -v "db=$1"
}

# lg_pg_as_expected DATABASE: whether it holds the rows that stdin named. Another major version may write the same row in another
# way: the digest of the backup speaks for the content then.
lg_pg_as_expected() {
  lg_pg_found=$(lg_pg_census "$1") || return 1
  lg_pg_found=$(printf '%s\n' "$lg_pg_found" | sed -n 's/^\([0-9A-F]*\)|.*|\([0-9]*\)|\([0-9a-f]*\)$/\1|\2|\3/p' | sort)
  [ "$lg_pg_found" != "$lg_pg_expected" ] || return 0
  lg_pg_mine=$(printf "SELECT current_setting('server_version');\n" | lg_pg_ask "$1" '') || return 1
  [ "${lg_pg_mine%%[!0-9]*}" != "${lg_pg_version%%[!0-9]*}" ] || return 1
  [ "$(printf '%s\n' "$lg_pg_found" | cut -d '|' -f 1,2)" = "$(printf '%s\n' "$lg_pg_expected" | cut -d '|' -f 1,2)" ]
}

lg_pg_restore_prepare() {
  [ -f "$lg_pg_file" ] || lg_store_fail 1 "the backup $lg_pg_file is gone"
  [ "$(lg_store_digest "$lg_pg_file")" = "$lg_pg_sha" ] || lg_store_fail 1 "the backup $lg_pg_file is damaged: its digest is not the one on record; nothing was replaced"
  lg_pg_room_for $((lg_pg_total + lg_pg_total / 5)) "restoring $lg_pg_name beside it"
  lg_progress "restoring $(lg_store_mb "$lg_pg_total") MB into $lg_pg_fresh"
  lg_pg_scratch=$lg_pg_fresh
  lg_pg_create "$lg_pg_fresh"
  lg_pg_fill "$lg_pg_fresh" "$lg_pg_file" || lg_store_fail 1 "the backup $lg_pg_file cannot be restored; nothing was replaced"
  lg_pg_as_expected "$lg_pg_fresh" || lg_store_fail 1 'the restored database has other rows than the manifest; nothing was replaced'
  printf 'ANALYZE;\n' | lg_pg_ask "$lg_pg_fresh" '-c client_min_messages=error'
  [ "$lg_pg_live" != 1 ] || lg_pg_replay
  printf 'ALTER DATABASE :"fresh" RENAME TO :"ready";\n' | lg_pg_ask "$lg_pg_hall" '' -v "fresh=$lg_pg_fresh" -v "ready=$lg_pg_ready"
  lg_pg_scratch=
}

# What belongs to a database and is in no dump of its content: rights on it, settings, its comment, how many may connect.
lg_pg_replay() {
  lg_pg_ask "$lg_pg_hall" '-c client_min_messages=warning' -v "db=$lg_pg_name" -v "new=$lg_pg_fresh" <<'SQL'
SELECT format('ALTER DATABASE %I CONNECTION LIMIT %s', :'new', datconnlimit) FROM pg_database WHERE datname = :'db' AND datconnlimit >= 0 \gexec
SELECT format('COMMENT ON DATABASE %I IS %L', :'new', shobj_description(oid, 'pg_database')) FROM pg_database WHERE datname = :'db' AND shobj_description(oid, 'pg_database') IS NOT NULL \gexec
SELECT unnest(ARRAY[format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'new'), format('REVOKE ALL ON DATABASE %I FROM %I', :'new', pg_get_userbyid(datdba))]) FROM pg_database WHERE datname = :'db' AND datacl IS NOT NULL \gexec
SELECT format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, :'new', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable AND a.grantee <> 0 THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_database, aclexplode(datacl) AS a WHERE datname = :'db' \gexec
SELECT format('ALTER %s SET %s TO %s', CASE s.setrole WHEN 0 THEN format('DATABASE %I', :'new') ELSE format('ROLE %I IN DATABASE %I', pg_get_userbyid(s.setrole), :'new') END,
  -- The names of settings of extensions have two parts. Values of some are lists that are stored as they are to be written.
  (SELECT string_agg(quote_ident(part), '.') FROM unnest(string_to_array(split_part(c, '=', 1), '.')) AS part),
  CASE WHEN split_part(c, '=', 1) IN ('local_preload_libraries', 'search_path', 'session_preload_libraries', 'shared_preload_libraries', 'temp_tablespaces', 'unix_socket_directories') AND v <> '' THEN v ELSE quote_literal(v) END)
FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase, unnest(s.setconfig) AS c, substr(c, strpos(c, '=') + 1) AS v WHERE d.datname = :'db' \gexec
SQL
}

# Both renames in one transaction. It locks the name first, so that whoever connects meanwhile waits and gets the new database,
# and fails while anybody is connected: those who are get ended from beside it, and only those.
lg_pg_restore_swap() {
  lg_pg_n=1 lg_pg_free=$lg_pg_kept
  while [ "$(lg_pg_there "$lg_pg_free")" = 1 ]; do
    lg_pg_n=$((lg_pg_n + 1))
    lg_pg_free=$lg_pg_kept.$lg_pg_n
  done
  lg_pg_oid=$(printf "SELECT oid FROM pg_database WHERE datname = :'db';\n" | lg_pg_ask "$lg_pg_hall" '' -v "db=$lg_pg_name") || exit
  lg_pg_try=1
  until lg_pg_swap_once; do
    case $(cat -- "$lg_pg_dir/err") in *'ERROR:  55006:'* | *'ERROR:  55P03:'*) ;; *) lg_pg_try=9 ;; esac
    [ "$lg_pg_try" -lt 5 ] || lg_store_fail 1 "the databases could not be swapped; nothing was replaced, and the restored one is $lg_pg_ready: $(cat -- "$lg_pg_dir/err")"
    lg_pg_try=$((lg_pg_try + 1))
    sleep 1
  done
  if [ "$lg_pg_live" = 1 ]; then
    printf 'the database is the one of the backup; the one before is kept as %s\n' "$lg_pg_free"
  else
    printf 'the database is the one of the backup; there was none before\n'
  fi
}

lg_pg_swap_once() {
  {
    lg_pg_watch_client
    printf 'BEGIN;\n'
    [ "$lg_pg_live" != 1 ] || printf 'ALTER DATABASE :"db" RENAME TO :"kept";\n'
    printf 'ALTER DATABASE :"ready" RENAME TO :"db";\nCOMMIT;\n'
  } >"$lg_pg_dir/script"
  rm -f -- "$lg_pg_dir/over"
  (
    trap '' HUP INT TERM
    lg_pg_sql "$lg_pg_hall" '-c lock_timeout=30000' -v VERBOSITY=verbose -v "db=$lg_pg_name" -v "kept=$lg_pg_free" -v "ready=$lg_pg_ready" <"$lg_pg_dir/script" >"$lg_pg_dir/swap" 2>"$lg_pg_dir/err"
    echo "$?" >"$lg_pg_dir/over"
  ) &
  lg_pg_swapper=$!
  while [ ! -e "$lg_pg_dir/over" ] && kill -0 "$lg_pg_swapper" 2>/dev/null; do
    # By the database's number: behind its name may be the new one already.
    [ -z "$lg_pg_oid" ] || printf "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datid = :'oid'::oid;\n" | lg_pg_sql "$lg_pg_hall" '' -v "oid=$lg_pg_oid" >/dev/null 2>&1
    sleep 0.05 2>/dev/null || sleep 1
  done
  wait "$lg_pg_swapper"
  # Whatever psql said: the restored one has its name, or it has not.
  [ "$(lg_pg_there "$lg_pg_ready")" = 0 ] && [ "$(lg_pg_there "$lg_pg_name")" = 1 ]
}
