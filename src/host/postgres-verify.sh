# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# Whether a backup of a PostgreSQL database that is stored is whole.

# lg_pg_readable FILE: unpacks, and is an archive from its first to its last byte.
lg_pg_readable() {
  lg_pg_ends=$(
    {
      {
        lg_store_unpack "$1"
        echo "unpacked $?" >&5
      } | {
        lg_pg_run pg_restore -f /dev/null >&2
        echo "read $?" >&5
      }
    } 5>&1
  )
  case $lg_pg_ends in *'unpacked 0'*) ;; *) return 1 ;; esac
  case $lg_pg_ends in *'read 0'*) ;; *) return 1 ;; esac
}

# lg_pg_verify AS NAME REST STATE MS FILE SHA256: "sound", or why not.
lg_pg_verify() {
  lg_pg_file=$6 lg_pg_sha=$7
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" read
  [ -f "$lg_pg_file" ] || lg_pg_unsound 'the file is gone'
  lg_pg_sum=$(lg_store_digest "$lg_pg_file" 2>/dev/null) || lg_pg_unsound 'the file cannot be read'
  [ "$lg_pg_sum" = "$lg_pg_sha" ] || lg_pg_unsound 'its digest is not the one on record'
  lg_pg_readable "$lg_pg_file" 2>/dev/null || lg_pg_unsound 'it is no whole archive of pg_dump'
  echo sound
}

lg_pg_unsound() {
  printf '%s\n' "$1"
  exit 0
}
