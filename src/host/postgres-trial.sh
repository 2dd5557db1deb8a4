# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# What migrations make of a schema, tried in a database beside the real one that is dropped afterwards, and the schema as it is.

# lg_pg_trial AS NAME REST STATE MS SCRATCH BACKUP SHA256 BYTES LENGTH DIGEST: the script is on stdin: its first LENGTH bytes are what is
# applied already since the backup, the rest is what is tried. BACKUP is empty for an empty database. Prints "failed since" or "failed
# wanted" and why; or "ran changed" (or "ran alike", where the schema was the same before it), then "expected TEXT" and, where it is
# another one, "found TEXT", both packed.
lg_pg_trial() {
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" read
  shift 5
  lg_pg_fresh=$1 lg_pg_file=$2 lg_pg_sha=$3 lg_pg_length=$5 lg_pg_whole=$6
  lg_pg_folder trial
  cat >"$lg_pg_dir/all" || lg_store_fail 1 'the migrations could not be written on the host'
  [ "$(lg_store_digest "$lg_pg_dir/all")" = "$lg_pg_whole" ] || lg_store_fail 1 'the migrations did not arrive on the host as they are; nothing was tried'
  head -c "$lg_pg_length" "$lg_pg_dir/all" >"$lg_pg_dir/since" && tail -c "+$((lg_pg_length + 1))" "$lg_pg_dir/all" >"$lg_pg_dir/wanted" || exit 1
  lg_pg_schema "$lg_pg_name" found
  if [ -n "$lg_pg_file" ]; then
    [ -f "$lg_pg_file" ] || lg_store_fail 1 "the backup $lg_pg_file is gone"
    [ "$(lg_store_digest "$lg_pg_file")" = "$lg_pg_sha" ] || lg_store_fail 1 "the backup $lg_pg_file is damaged: its digest is not the one on record"
  fi
  lg_pg_scratch=$lg_pg_fresh
  lg_pg_create "$lg_pg_fresh"
  # Settings of the database say, among others, into which schema a table goes.
  lg_pg_replay
  [ -z "$lg_pg_file" ] || lg_pg_fill "$lg_pg_fresh" "$lg_pg_file" --schema-only || lg_store_fail 1 "the schema of the backup $lg_pg_file cannot be restored"
  lg_pg_trial_run since
  lg_pg_schema "$lg_pg_fresh" before
  lg_pg_trial_run wanted
  lg_pg_schema "$lg_pg_fresh" expected
  lg_pg_drop "$lg_pg_fresh" || lg_store_fail 1 "the database $lg_pg_fresh could not be dropped"
  lg_pg_scratch=
  lg_store_trial "$lg_pg_dir"
}

# lg_pg_schema DATABASE NAME: the schema, without our own table, into a file. What pg_dump marks its text with is another each time.
lg_pg_schema() {
  lg_pg_target "$1" "-c statement_timeout=$lg_pg_ms"
  lg_pg_run pg_dump --schema-only --no-password --lock-wait-timeout=30s --exclude-table=public.lockgate_migrations -d "$lg_pg_conn" >"$lg_pg_dir/dump" 2>"$lg_pg_dir/err" ||
    lg_pg_blame "$?" "$1" "$(cat -- "$lg_pg_dir/err")"
  sed '/^\\restrict /d; /^\\unrestrict /d' "$lg_pg_dir/dump" >"$lg_pg_dir/$2"
}

lg_pg_trial_run() {
  [ -s "$lg_pg_dir/$1" ] || return 0
  lg_pg_wait "$lg_pg_dir/$1" lg_pg_psql "$lg_pg_fresh" '-c client_min_messages=warning' -v VERBOSITY=terse >/dev/null 2>"$lg_pg_dir/err" && return 0
  printf 'failed %s\n' "$1"
  sed 's/^psql:[^ ]*: //' "$lg_pg_dir/err" | head -n 5
  exit 0
}
