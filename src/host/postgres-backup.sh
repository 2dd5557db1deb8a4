# shellcheck shell=sh
# shellcheck disable=SC2012,SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# Backup of a PostgreSQL database. One session holds a snapshot from before the dump until after the counting: both see the
# same rows, whatever is written meanwhile.

# lg_pg_backup AS NAME REST STATE MS FOLDER ID HEAD VERIFY MINIMUM MANIFESTS COPIES SCRATCH FOLDER-OF-COPY...: prints the manifest
# as its last line. HEAD is its beginning up to the stored file's name, COPIES the list of copies, both as JSON.
lg_pg_backup() {
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" backup
  shift 5
  lg_pg_to=$1 lg_pg_id=$2 lg_pg_head=$3 lg_pg_verify=$4 lg_pg_minimum=$5 lg_pg_manifests=$6 lg_pg_copies=$7 lg_pg_fresh=$8
  shift 8
  lg_store_now
  lg_pg_began=$lg_st_now
  for lg_pg_one in "$lg_pg_to" "$lg_pg_manifests" "$@"; do lg_store_folder "$lg_pg_one"; done
  if command -v zstd >/dev/null; then lg_pg_ext=.dump.zst; else lg_pg_ext=.dump.gz; fi
  lg_pg_file=$lg_pg_to/$lg_pg_id$lg_pg_ext lg_pg_part=$lg_pg_to/$lg_pg_id$lg_pg_ext.part
  lg_pg_folder backup
  trap 'lg_pg_let_go; lg_pg_backup_clean "$@"; lg_pg_end' EXIT
  lg_pg_hold lg_pg_backup_alone
  lg_pg_backup_clean "$@"
  { printf '' >"$lg_pg_part"; } 2>/dev/null || lg_store_fail 1 "nothing can be written to $lg_pg_to"

  lg_pg_backup_room
  lg_pg_backup_store
  lg_pg_backup_census
  lg_pg_let_go
  lg_pg_backup_prove
  for lg_pg_one; do lg_pg_backup_second "$lg_pg_one"; done
  lg_store_now
  lg_pg_manifest="$lg_pg_head$lg_pg_ext\",\"engineVersion\":\"$lg_pg_version\",\"bytes\":$lg_pg_bytes,\"databaseBytes\":$lg_pg_total,\"sha256\":\"$lg_pg_sha\",\"tables\":{$lg_pg_json},\"verified\":\"$lg_pg_verify\",\"copies\":$lg_pg_copies,\"durationMs\":$((lg_st_now - lg_pg_began)),\"snapshot\":\"$lg_pg_seen\",\"wal\":\"$lg_pg_wal\"}"
  lg_pg_backup_promote "$@"
  printf '%s\n' "$lg_pg_manifest"
}

# Removes what an attempt leaves; nothing that was promoted.
lg_pg_backup_clean() {
  for lg_pg_one in "$lg_pg_to" "$lg_pg_manifests" "$@"; do
    for lg_pg_tail in dump.zst dump.gz json; do
      [ ! -e "$lg_pg_one/$lg_pg_id.$lg_pg_tail.part" ] || rm -f -- "$lg_pg_one/$lg_pg_id.$lg_pg_tail.part"
    done
  done
}

# Ends what earlier runs have left at work, and drops what one that was killed while it proved its backup has left, where we may.
lg_pg_backup_alone() {
  lg_pg_ending_script
  lg_pg_say <<'SQL'
\set ON_ERROR_STOP off
DROP DATABASE IF EXISTS :"scratch" WITH (FORCE);
\set ON_ERROR_STOP on
SQL
}

# lg_pg_hold [FUNCTION]: opens the session that holds the snapshot: what it is asked goes to 5, what it says comes from 6. Before
# anything is held it runs what the function prints.
lg_pg_hold() {
  mkfifo "$lg_pg_dir/ask" "$lg_pg_dir/said" || lg_store_fail 1 "no pipe could be made in $lg_pg_dir"
  lg_pg_psql "$lg_pg_name" "$lg_pg_pins -c search_path=pg_catalog -c idle_in_transaction_session_timeout=0" -v "db=$lg_pg_name" -v "own=$lg_pg_app" -v which=others -v "scratch=$lg_pg_fresh" <"$lg_pg_dir/ask" >"$lg_pg_dir/said" 2>"$lg_pg_dir/holder" 7>&- 8>&- 9>&- &
  lg_pg_holder=$!
  exec 5>"$lg_pg_dir/ask" 6<"$lg_pg_dir/said"
  # A session that ends early is told by its silence, and must not end us.
  trap : PIPE
  { "${1:-:}" && lg_pg_say; } >&5 2>/dev/null <<'SQL'
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT pg_export_snapshot() || '|' || pg_current_snapshot() || '|' || CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_current_wal_lsn()::text END
  || '|' || split_part(current_setting('server_version'), ' ', 1) || '|' || pg_database_size(current_database())
  || '|' || coalesce((SELECT sum(pg_table_size(c.oid)) FROM pg_class AS c WHERE relkind IN ('r', 'm') AND relnamespace <> 'pg_catalog'::regnamespace), 0);
SQL
  IFS='|' read -r lg_pg_snapshot lg_pg_seen lg_pg_wal lg_pg_version lg_pg_total lg_pg_heap <&6 && return 0
  wait "$lg_pg_holder"
  lg_pg_blame "$?" "$lg_pg_name" "$(cat -- "$lg_pg_dir/holder")"
}

lg_pg_let_go() {
  [ -n "${lg_pg_holder-}" ] || return 0
  exec 5>&- 6<&-
  wait "$lg_pg_holder"
  lg_pg_holder=
}

# By what the last backup of this kind came to, with some room; else as if nothing could be compressed.
lg_pg_backup_room() {
  lg_pg_need=$((lg_pg_heap + lg_pg_heap / 10 + 1000000))
  lg_pg_last=$(ls -t -- "$lg_pg_manifests"/*.json 2>/dev/null)
  lg_pg_last=${lg_pg_last%%"
"*}
  if [ -n "$lg_pg_last" ]; then
    lg_pg_was=$(sed -n 's/.*"engine":"postgres".*"bytes":\([0-9]\{1,15\}\),"databaseBytes":\([0-9]\{4,15\}\),.*/\1 \2/p' "$lg_pg_last")
    [ -z "$lg_pg_was" ] || lg_pg_need=$((lg_pg_total * (${lg_pg_was% *} * 1500 / ${lg_pg_was#* } + 1) / 1000 + 1000000))
  fi
  lg_store_room "$lg_pg_to" "$lg_pg_need" "a backup of $lg_pg_name"
  [ "$lg_pg_verify" != restored ] || lg_pg_room_for $((lg_pg_total + lg_pg_total / 5)) 'restoring the backup, to prove it'
}

# Dumps, compresses and hashes in one pass; every program of the pipe reports its own end.
lg_pg_backup_pipe() {
  {
    lg_pg_run pg_dump --format=custom --compress=0 "--snapshot=$lg_pg_snapshot" "--lock-wait-timeout=$lg_pg_ms" --no-password -d "$lg_pg_conn" 2>"$lg_pg_dir/dump"
    echo "dumped $?" >>"$lg_pg_dir/ends"
  } | {
    if [ "$lg_pg_ext" = .dump.zst ]; then zstd -q -3 -T0 --check -c; else gzip -c; fi
    echo "packed $?" >>"$lg_pg_dir/ends"
  } | {
    tee -- "$lg_pg_part"
    echo "written $?" >>"$lg_pg_dir/ends"
  } | {
    lg_store_sum >"$lg_pg_dir/sum"
    echo "hashed $?" >>"$lg_pg_dir/ends"
  }
}

lg_pg_backup_store() {
  lg_pg_target "$lg_pg_name" '-c idle_in_transaction_session_timeout=0'
  : >"$lg_pg_dir/ends"
  lg_pg_telling 'stored' "$lg_pg_part"
  lg_pg_wait /dev/null lg_pg_backup_pipe 5>&- 6<&-
  lg_pg_told
  lg_store_text "$lg_pg_dir/ends"
  for lg_pg_one in dumped packed written hashed; do
    case $lg_st_text in *"$lg_pg_one 0"*) ;; *) lg_store_fail 1 "the backup could not be stored in $lg_pg_to: not $lg_pg_one. $(cat -- "$lg_pg_dir/dump" 2>/dev/null)" ;; esac
  done
  lg_store_flush "$lg_pg_part" || lg_store_fail 1 "the disk did not take the backup $lg_pg_part"
  lg_store_hash "$lg_pg_part" || exit 1
  lg_pg_sha=$lg_st_sum
  lg_store_text "$lg_pg_dir/sum"
  [ "${lg_st_text%% *}" = "$lg_pg_sha" ] || lg_store_fail 1 "the backup read back from $lg_pg_to is not what was written"
  lg_pg_bytes=$(stat -c %s -- "$lg_pg_part") || exit 1
  [ "$lg_pg_bytes" -ge "$lg_pg_minimum" ] || lg_store_fail 1 "the backup has $lg_pg_bytes bytes, and $lg_pg_minimum are the least that was asked for"
}

# Asked of the session that has held the snapshot all the while.
lg_pg_backup_census() {
  lg_progress "counting and hashing the rows of $lg_pg_name"
  lg_pg_json='' lg_pg_line=''
  : >"$lg_pg_dir/census"
  { lg_pg_census_script; printf '\\echo end\n'; } >&5 2>/dev/null
  while IFS= read -r lg_pg_line <&6 && [ "$lg_pg_line" != end ]; do
    printf '%s\n' "$lg_pg_line" >>"$lg_pg_dir/census"
    lg_pg_sum=${lg_pg_line##*|} lg_pg_line=${lg_pg_line%|*}
    lg_pg_rows=${lg_pg_line##*|} lg_pg_line=${lg_pg_line%|*}
    case ${#lg_pg_sum}$lg_pg_sum in 64*[!0-9a-f]*) lg_pg_sum= ;; 64*) ;; *) lg_pg_sum= ;; esac
    [ -n "$lg_pg_sum" ] || lg_store_fail 1 'the rows could not be hashed'
    lg_pg_json="$lg_pg_json${lg_pg_json:+,}${lg_pg_line#*|}:{\"rows\":$lg_pg_rows,\"hash\":\"$lg_pg_sum\"}"
  done
  [ "$lg_pg_line" = end ] || lg_store_fail 1 "the rows of the dumped snapshot could not be counted: $(cat -- "$lg_pg_dir/holder")"
}

# readable: all of the archive can be read. restored: it makes a database with the same rows besides.
lg_pg_backup_prove() {
  case $lg_pg_verify in
    readable)
      lg_pg_readable "$lg_pg_part" || lg_store_fail 1 'the backup cannot be read'
      ;;
    restored)
      lg_progress "restoring the backup, to prove it"
      lg_pg_scratch=$lg_pg_fresh
      lg_pg_create "$lg_pg_scratch"
      lg_pg_fill "$lg_pg_scratch" "$lg_pg_part" || lg_store_fail 1 'the backup cannot be restored'
      lg_pg_found=$(lg_pg_census "$lg_pg_scratch") || exit 1
      [ "$lg_pg_found" = "$(cat -- "$lg_pg_dir/census")" ] || lg_store_fail 1 'the restored backup has other rows than what was dumped'
      lg_pg_drop "$lg_pg_scratch" || lg_store_fail 1 "the database $lg_pg_scratch could not be dropped"
      lg_pg_scratch=
      ;;
  esac
}

lg_pg_backup_second() {
  lg_store_room "$1" $((lg_pg_bytes + 100000)) 'the copy of the backup'
  cp -- "$lg_pg_part" "$1/$lg_pg_id$lg_pg_ext.part" && lg_store_flush "$1/$lg_pg_id$lg_pg_ext.part" || lg_store_fail 1 "the backup could not be copied to $1"
  { lg_store_hash "$1/$lg_pg_id$lg_pg_ext.part" && [ "$lg_st_sum" = "$lg_pg_sha" ]; } || lg_store_fail 1 "the copy read back from $1 is not the backup"
}

# Everything is proven by now. The manifest in MANIFESTS comes last: it is what says that there is a backup.
lg_pg_backup_promote() {
  for lg_pg_one in "$lg_pg_to" "$@" "$lg_pg_manifests"; do
    [ "$lg_pg_one" != "$lg_pg_manifests" ] || umask 027
    printf '%s\n' "$lg_pg_manifest" >"$lg_pg_one/$lg_pg_id.json.part" && lg_store_flush "$lg_pg_one/$lg_pg_id.json.part" || lg_store_fail 1 "the manifest could not be written to $lg_pg_one"
    umask 077
    lg_state_holds "$lg_pg_one/$lg_pg_id.json.part" "$lg_pg_manifest" || lg_store_fail 1 "the manifest read back from $lg_pg_one is not what was written"
  done
  # An earlier attempt under this id must not vouch for a file that is replaced now.
  [ ! -e "$lg_pg_manifests/$lg_pg_id.json" ] || rm -f -- "$lg_pg_manifests/$lg_pg_id.json"
  for lg_pg_one in "$@" "$lg_pg_to"; do
    mv -f -- "$lg_pg_one/$lg_pg_id$lg_pg_ext.part" "$lg_pg_one/$lg_pg_id$lg_pg_ext" && mv -f -- "$lg_pg_one/$lg_pg_id.json.part" "$lg_pg_one/$lg_pg_id.json" || exit 1
    lg_store_flush "$lg_pg_one"
  done
  if [ -e "$lg_pg_manifests/$lg_pg_id.json.part" ]; then mv -f -- "$lg_pg_manifests/$lg_pg_id.json.part" "$lg_pg_manifests/$lg_pg_id.json" || exit 1; fi
  lg_store_flush "$lg_pg_manifests"
}
