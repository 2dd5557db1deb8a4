# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# Databases beside the real one: made like it, filled from a backup, dropped again.

# lg_pg_drop DATABASE: nothing where it is gone already.
lg_pg_drop() {
  printf 'DROP DATABASE IF EXISTS :"db" WITH (FORCE);\n' | lg_pg_sql "$lg_pg_hall" '-c client_min_messages=warning' -v "db=$1"
}

# lg_pg_create DATABASE: empty, with the encoding, the locale and the owner of ours; of the server where ours is gone. What a dead
# run left under that name goes first.
lg_pg_create() {
  { lg_pg_drop "$1" && lg_pg_create_like "$1"; } 2>"$lg_pg_dir/create" && return 0
  lg_store_fail 1 "the database $1 could not be made: $(cat -- "$lg_pg_dir/create")"
}

# What a version of the server does not know of a database is not there to be read.
lg_pg_create_like() {
  lg_pg_sql "$lg_pg_hall" '-c client_min_messages=warning' -v "db=$lg_pg_name" -v "new=$1" <<'SQL'
SELECT 'CREATE DATABASE ' || quote_ident(:'new') || ' TEMPLATE template0' || coalesce((
  SELECT format(' OWNER %I ENCODING %L LC_COLLATE %L LC_CTYPE %L TABLESPACE %I', pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype, (SELECT spcname FROM pg_tablespace WHERE oid = dattablespace))
    || CASE j ->> 'datlocprovider' WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', coalesce(j ->> 'daticulocale', j ->> 'datlocale')) || coalesce(' ICU_RULES ' || quote_literal(j ->> 'daticurules'), '')
      WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', j ->> 'datlocale') ELSE '' END
  FROM pg_database AS d, to_jsonb(d) AS j WHERE datname = :'db'), '') \gexec
SQL
}

# lg_pg_fill DATABASE FILE [WORD...]: from a backup, with more words for pg_restore; fails unless all of it was read and all of it could be restored.
lg_pg_fill() {
  lg_pg_target "$1" '-c synchronous_commit=off -c statement_timeout=0'
  : >"$lg_pg_dir/ends"
  shift
  lg_pg_wait /dev/null lg_pg_fill_pipe "$@"
  case $(cat -- "$lg_pg_dir/ends") in *'unpacked 0'*) ;; *) return 1 ;; esac
  case $(cat -- "$lg_pg_dir/ends") in *'restored 0'*) ;; *) return 1 ;; esac
}

lg_pg_fill_pipe() {
  {
    lg_store_unpack "$1"
    echo "unpacked $?" >>"$lg_pg_dir/ends"
  } | {
    shift
    lg_pg_run pg_restore --exit-on-error --no-password "$@" -d "$lg_pg_conn"
    echo "restored $?" >>"$lg_pg_dir/ends"
    # What it leaves unread, such as rows where only the schema is wanted, has to be sound all the same.
    cat >/dev/null
  }
}

# lg_pg_room_for BYTES WHAT: exits unless the server's disk has so much left; where we cannot see it, nobody knows.
lg_pg_room_for() {
  lg_pg_data=$(printf "SELECT setting FROM pg_settings WHERE name = 'data_directory';\n" | lg_pg_sql "$lg_pg_hall" '' 2>/dev/null)
  [ -n "$lg_pg_data" ] && stat -f -- "$lg_pg_data" >/dev/null 2>&1 || return 0
  lg_store_room "$lg_pg_data" "$1" "$2"
}
