# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# Backup of an SQLite file. The pages are copied within ONE read transaction: nobody's writes restart or tear the copy, row
# numbers stay what they are, and every count and hash is taken from that copy, which is what is then stored.

# lg_sqlite_backup FILE FOLDER ID HEAD VERIFY MINIMUM MANIFESTS COPIES FOLDER-OF-COPY...: prints the manifest as its last
# line. HEAD is the beginning of the manifest up to the stored file's name, COPIES the list of copies, both as JSON.
lg_sqlite_backup() (
  umask 077
  lg_sqlite_need "$1"
  lg_sqlite_engine
  lg_sq_dir=$2 lg_sq_id=$3 lg_sq_head=$4 lg_sq_verify=$5 lg_sq_minimum=$6 lg_sq_manifests=$7 lg_sq_copies=$8
  shift 8
  lg_sq_began=$(lg_store_clock)
  for lg_sq_one in "$lg_sq_dir" "$lg_sq_manifests" "$@"; do
    mkdir -p -- "$lg_sq_one" || lg_store_fail 1 "the folder $lg_sq_one could not be made"
  done
  cd -- "$lg_sq_dir" || exit 1
  if command -v zstd >/dev/null; then lg_sq_ext=.db.zst; else lg_sq_ext=.db.gz; fi
  lg_sq_name=$lg_sq_id$lg_sq_ext lg_sq_copied=$lg_sq_id.db.part lg_sq_scratch=$lg_sq_id.restored.part
  lg_sq_teller=
  trap 'lg_sqlite_backup_clean "$@"' EXIT
  trap 'exit 143' HUP INT TERM
  lg_sqlite_backup_clean "$@"
  lg_store_sweep "$lg_sq_id" "$lg_sq_manifests" "$lg_sq_dir" "$@"
  # sqlite says of a folder that may not be written that the database cannot be opened.
  (: >"$lg_sq_copied") || lg_store_fail 1 "nothing can be written to $lg_sq_dir"

  lg_sq_total=$(lg_sqlite_inspect "$lg_db") || exit 1
  lg_sq_version=${lg_sq_total%|*} lg_sq_total=${lg_sq_total#*|}
  lg_store_room "$lg_sq_dir" $((lg_sq_total * 2 + 1000000)) "a backup of $lg_db"
  lg_sqlite_backup_copy
  lg_sqlite_backup_store
  lg_sqlite_backup_prove
  for lg_sq_one; do lg_sqlite_backup_second "$lg_sq_one"; done
  lg_sq_manifest="$lg_sq_head$lg_sq_ext\",\"engineVersion\":\"$lg_sq_version\",\"bytes\":$lg_sq_bytes,\"databaseBytes\":$lg_sq_total,\"sha256\":\"$lg_sq_sha\",\"tables\":{$lg_sq_tables},\"verified\":\"$lg_sq_verify\",\"copies\":$lg_sq_copies,\"durationMs\":$(($(lg_store_clock) - lg_sq_began))}"
  lg_sqlite_backup_promote "$@"
  printf '%s\n' "$lg_sq_manifest"
)

# Removes what an attempt leaves; nothing that was promoted.
lg_sqlite_backup_clean() {
  lg_sqlite_backup_told
  rm -f -- "$lg_sq_copied" "$lg_sq_copied-journal" "$lg_sq_scratch" "$lg_sq_id.db.zst.part" "$lg_sq_id.db.gz.part" "$lg_sq_id.json.part" "$lg_sq_manifests/$lg_sq_id.json.part"
  for lg_sq_one; do
    rm -f -- "$lg_sq_one/$lg_sq_id.db.zst.part" "$lg_sq_one/$lg_sq_id.db.gz.part" "$lg_sq_one/$lg_sq_id.json.part"
  done
}

# Says how far a file has grown while a command runs that may take longer than a few seconds.
lg_sqlite_backup_telling() {
  if [ "$lg_sq_total" -lt 64000000 ]; then
    shift 2
    "$@"
    return
  fi
  lg_sqlite_tell "$1" "$2" "$lg_sq_total" </dev/null >/dev/null 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
  lg_sq_teller=$!
  shift 2
  "$@"
  lg_sq_code=$?
  lg_sqlite_backup_told
  return "$lg_sq_code"
}

lg_sqlite_backup_told() {
  [ -n "$lg_sq_teller" ] || return 0
  kill -KILL "$lg_sq_teller"
  wait "$lg_sq_teller"
  lg_sq_teller=
} 2>/dev/null

lg_sqlite_backup_pages() {
  # The first read fixes what the transaction sees; the copy then cannot be overtaken by a writer.
  printf '.timeout 30000\nBEGIN;\n.once /dev/null\nSELECT count(*) FROM sqlite_master;\n.backup %s\nCOMMIT;\n' "$lg_sq_copied" | lg_sqlite_run read "$lg_db"
}

lg_sqlite_backup_copy() {
  lg_sqlite_backup_telling backup "$lg_sq_copied" lg_sqlite_backup_pages || lg_store_fail 1 "the pages of $lg_db could not be copied"
  lg_sqlite_sound still "$PWD/$lg_sq_copied" || lg_store_fail 1 "$lg_db is damaged: its copy does not pass integrity_check"
  lg_sq_total=$(stat -c %s -- "$lg_sq_copied") || exit 1
  lg_sq_census=$(SQLITE_TMPDIR=$PWD && export SQLITE_TMPDIR && lg_sqlite_census still "$PWD/$lg_sq_copied") || lg_store_fail 1 'the rows of the copy could not be counted'
  lg_sq_orphans=$(lg_sqlite_orphans_still "$lg_sq_copied")
  lg_sq_plain=$(lg_store_digest "$lg_sq_copied") || exit 1
  lg_sq_tables=
  while IFS= read -r lg_sq_line; do
    [ -n "$lg_sq_line" ] || continue
    lg_sq_sum=${lg_sq_line##*|} lg_sq_line=${lg_sq_line%|*}
    lg_sq_rows=${lg_sq_line##*|} lg_sq_line=${lg_sq_line%|*}
    lg_sq_tables="$lg_sq_tables${lg_sq_tables:+,}${lg_sq_line#*|}:{\"rows\":$lg_sq_rows,\"hash\":\"$lg_sq_sum\"}"
  done <<LG_CENSUS
$lg_sq_census
LG_CENSUS
}

# A foreign key that cannot be checked (its parent lacks the key) is a state of the schema, not a damage.
lg_sqlite_orphans_still() {
  printf 'SELECT count(*) FROM pragma_foreign_key_check;\n' | lg_sqlite_run still "$PWD/$1" 2>&1
}

lg_sqlite_backup_pack() {
  if [ "$lg_sq_ext" = .db.zst ]; then zstd -q -3 -T0 --check -c -- "$lg_sq_copied"; else gzip -c -- "$lg_sq_copied"; fi
}

# Compresses and hashes in one pass; every program of the pipe reports its own end.
lg_sqlite_backup_pipe() {
  lg_sq_ends=$(
    {
      {
        lg_sqlite_backup_pack
        echo "packed $?" >&3
      } | {
        tee -- "$lg_sq_name.part"
        echo "written $?" >&3
      } | {
        sha256sum
        echo "hashed $?" >&3
      }
    } 3>&1
  )
}

lg_sqlite_backup_store() {
  lg_sqlite_backup_telling 'stored' "$lg_sq_name.part" lg_sqlite_backup_pipe
  for lg_sq_one in packed written hashed; do
    case $lg_sq_ends in *"$lg_sq_one 0"*) ;; *) lg_store_fail 1 "the backup could not be stored in $lg_sq_dir: not $lg_sq_one" ;; esac
  done
  lg_store_flush "$lg_sq_name.part" || lg_store_fail 1 "the disk did not take the backup $lg_sq_dir/$lg_sq_name.part"
  lg_sq_sha=$(lg_store_digest "$lg_sq_name.part") || exit 1
  case $lg_sq_ends in *"$lg_sq_sha  -"*) ;; *) lg_store_fail 1 "the backup read back from $lg_sq_dir is not what was written" ;; esac
  lg_sq_bytes=$(stat -c %s -- "$lg_sq_name.part") || exit 1
  [ "$lg_sq_bytes" -ge "$lg_sq_minimum" ] || lg_store_fail 1 "the backup has $lg_sq_bytes bytes, and $lg_sq_minimum are the least that was asked for"
}

lg_sqlite_backup_unpacked() {
  if [ "$lg_sq_ext" = .db.zst ]; then zstd -q -d -c -- "$lg_sq_name.part"; else gzip -d -c <"$lg_sq_name.part"; fi
}

# readable: unpacks to the bytes that were copied. restored: is a database with the same rows besides.
lg_sqlite_backup_prove() {
  [ "$lg_sq_verify" != checksum ] || return 0
  if [ "$lg_sq_verify" = readable ]; then
    lg_sq_sum=$(lg_sqlite_backup_unpacked | sha256sum)
    [ "${lg_sq_sum%% *}" = "$lg_sq_plain" ] || lg_store_fail 1 'the backup cannot be unpacked to what was copied'
    return 0
  fi
  # From here on the copy is not needed: what is compared was taken from it.
  rm -f -- "$lg_sq_copied"
  lg_sqlite_backup_unpacked >"$lg_sq_scratch" || lg_store_fail 1 'the backup cannot be unpacked'
  [ "$(lg_store_digest "$lg_sq_scratch")" = "$lg_sq_plain" ] || lg_store_fail 1 'the backup unpacks to something else than what was copied'
  lg_sqlite_sound still "$PWD/$lg_sq_scratch" || lg_store_fail 1 'the restored backup does not pass integrity_check'
  [ "$(SQLITE_TMPDIR=$PWD && export SQLITE_TMPDIR && lg_sqlite_census still "$PWD/$lg_sq_scratch")" = "$lg_sq_census" ] || lg_store_fail 1 'the restored backup has other rows than what was copied'
  [ "$(lg_sqlite_orphans_still "$lg_sq_scratch")" = "$lg_sq_orphans" ] || lg_store_fail 1 'the restored backup has other foreign keys than what was copied'
}

lg_sqlite_backup_second() {
  lg_store_room "$1" $((lg_sq_bytes + 100000)) 'the copy of the backup'
  cp -- "$lg_sq_name.part" "$1/$lg_sq_name.part" && lg_store_flush "$1/$lg_sq_name.part" || lg_store_fail 1 "the backup could not be copied to $1"
  [ "$(lg_store_digest "$1/$lg_sq_name.part")" = "$lg_sq_sha" ] || lg_store_fail 1 "the copy read back from $1 is not the backup"
}

# Everything is proven by now. The manifest in MANIFESTS comes last: it is what says that there is a backup.
lg_sqlite_backup_promote() {
  for lg_sq_one in "$PWD" "$@" "$lg_sq_manifests"; do
    ([ "$lg_sq_one" != "$lg_sq_manifests" ] || umask 027; printf '%s\n' "$lg_sq_manifest" >"$lg_sq_one/$lg_sq_id.json.part") && lg_store_flush "$lg_sq_one/$lg_sq_id.json.part" || lg_store_fail 1 "the manifest could not be written to $lg_sq_one"
    [ "$(cat -- "$lg_sq_one/$lg_sq_id.json.part")" = "$lg_sq_manifest" ] || lg_store_fail 1 "the manifest read back from $lg_sq_one is not what was written"
  done
  # An earlier attempt under this id must not vouch for a file that is replaced now.
  rm -f -- "$lg_sq_manifests/$lg_sq_id.json"
  for lg_sq_one in "$@" "$PWD"; do
    mv -f -- "$lg_sq_one/$lg_sq_name.part" "$lg_sq_one/$lg_sq_name" && mv -f -- "$lg_sq_one/$lg_sq_id.json.part" "$lg_sq_one/$lg_sq_id.json" || exit 1
    lg_store_flush "$lg_sq_one"
  done
  if [ -e "$lg_sq_manifests/$lg_sq_id.json.part" ]; then mv -f -- "$lg_sq_manifests/$lg_sq_id.json.part" "$lg_sq_manifests/$lg_sq_id.json" || exit 1; fi
  lg_store_flush "$lg_sq_manifests"
}

# lg_sqlite_verify FILE SHA256: "sound", or why not.
lg_sqlite_verify() (
  [ -f "$1" ] || lg_sqlite_unsound 'the file is gone'
  lg_sq_sum=$(lg_store_digest "$1" 2>/dev/null) || lg_sqlite_unsound 'the file cannot be read'
  [ "$lg_sq_sum" = "$2" ] || lg_sqlite_unsound 'its digest is not the one on record'
  # "SQLite format 3" and the byte that ends it: what a whole file begins with. A database without a page is empty.
  lg_sq_size=$(lg_store_unpack "$1" 2>/dev/null | wc -c) && lg_store_unpack "$1" >/dev/null 2>&1 || lg_sqlite_unsound 'it cannot be unpacked'
  lg_sq_first=$(lg_store_unpack "$1" 2>/dev/null | head -c 15)
  [ "$lg_sq_first" = 'SQLite format 3' ] || [ "$lg_sq_size" -eq 0 ] || lg_sqlite_unsound 'it is no SQLite database'
  echo sound
)

lg_sqlite_unsound() {
  printf '%s\n' "$1"
  exit 0
}
