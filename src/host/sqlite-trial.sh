# shellcheck shell=sh
# shellcheck disable=SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# What migrations make of the schema of an SQLite file, tried in a file beside it that is removed afterwards.

# lg_sqlite_trial FILE BACKUP SHA256 BYTES LENGTH DIGEST: as lg_pg_trial.
lg_sqlite_trial() (
  umask 077
  lg_sqlite_need "$1"
  lg_sqlite_engine
  lg_sq_backup=$2 lg_sq_sha=$3 lg_sq_bytes=$4 lg_sq_length=$5 lg_sq_whole=$6
  lg_sq_work=${lg_db%/*}/.lockgate-trial
  # What a killed run has left.
  rm -rf -- "$lg_sq_work"
  mkdir -- "$lg_sq_work" || lg_store_fail 1 "the folder $lg_sq_work could not be made"
  trap 'rm -rf -- "$lg_sq_work"' EXIT
  trap 'exit 143' HUP INT TERM
  cat >"$lg_sq_work/all" || lg_store_fail 1 'the migrations could not be written on the host'
  [ "$(lg_store_digest "$lg_sq_work/all")" = "$lg_sq_whole" ] || lg_store_fail 1 'the migrations did not arrive on the host as they are; nothing was tried'
  { head -c "$lg_sq_length" "$lg_sq_work/all" >"$lg_sq_work/since" && tail -c "+$((lg_sq_length + 1))" "$lg_sq_work/all" >"$lg_sq_work/wanted"; } || exit 1
  lg_sqlite_schema read "$lg_db" >"$lg_sq_work/found" || exit 1
  if [ -n "$lg_sq_backup" ]; then
    [ -f "$lg_sq_backup" ] || lg_store_fail 1 "the backup $lg_sq_backup is gone"
    [ "$(lg_store_digest "$lg_sq_backup")" = "$lg_sq_sha" ] || lg_store_fail 1 "the backup $lg_sq_backup is damaged: its digest is not the one on record"
    lg_store_room "$lg_sq_work" $((lg_sq_bytes + 1000000)) 'restoring the backup beside the database, to try migrations'
    lg_store_unpack "$lg_sq_backup" >"$lg_sq_work/copy.db" || lg_store_fail 1 "the backup $lg_sq_backup cannot be unpacked"
  fi
  lg_sqlite_trial_run since
  lg_sqlite_schema write "$lg_sq_work/copy.db" >"$lg_sq_work/before" || exit 1
  lg_sqlite_trial_run wanted
  lg_sqlite_schema write "$lg_sq_work/copy.db" >"$lg_sq_work/expected" || exit 1
  lg_store_trial "$lg_sq_work"
)

lg_sqlite_schema() {
  lg_sqlite_run "$1" "$2" <<'SQL'
.timeout 5000
SELECT sql || char(10) || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND tbl_name <> 'lockgate_migrations' ORDER BY type, name;
SQL
}

lg_sqlite_trial_run() {
  [ -s "$lg_sq_work/$1" ] || return 0
  { printf 'PRAGMA foreign_keys = OFF;\n'; cat -- "$lg_sq_work/$1"; } | lg_sqlite_run write "$lg_sq_work/copy.db" >/dev/null 2>"$lg_sq_work/err" && return 0
  printf 'failed %s\n' "$1"
  head -n 5 "$lg_sq_work/err"
  exit 0
}
