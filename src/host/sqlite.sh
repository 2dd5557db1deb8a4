# shellcheck shell=sh
# shellcheck disable=SC2154 # functions share the variables of the subshell that called them
# SQLite through whatever the host has: Python's module or the sqlite3 program. Both run the same scripts. Exit codes:
# 44 there is no database, 45 nothing here can read one, 1 everything else, with the reason as the last line of stderr.

# Finds what can read a database, once: LG_SQLITE is `program` for sqlite3, else the path of a Python (what is on the PATH
# may be a slow wrapper).
lg_sqlite_engine() {
  [ -z "${LG_SQLITE-}" ] || return 0
  if LG_SQLITE=$(python3 -IS -c 'import sys, sqlite3; sqlite3.Connection.backup; print(sys.executable or "python3")' 2>/dev/null) && [ -n "$LG_SQLITE" ]; then
    :
  elif command -v sqlite3 >/dev/null; then
    LG_SQLITE=program
    # Newer ones show control characters in another way unless told not to.
    case $(sqlite3 -version 2>/dev/null) in
      3.[5-9][0-9]*) LG_SQLITE_PLAIN='-escape off' ;;
      *) LG_SQLITE_PLAIN='' ;;
    esac
  else
    lg_store_fail 45 'this host has neither python3 (3.7 or newer, with its sqlite3 module) nor the program sqlite3: install one of them'
  fi
}

# lg_sqlite_run MODE FILE: runs the script on stdin and stops at its first error; rows come as values between bars.
# MODE read: leaves the file as it is. still: a file that nobody writes and that needs no log beside it. mend: a file that is there.
# write: creates it too.
lg_sqlite_run() {
  lg_sqlite_engine
  [ "$1" != read ] || lg_sqlite_recover "$2"
  if [ "$LG_SQLITE" = program ]; then
    lg_sqlite_call "$1" "$2" -list -noheader
  else
    "$LG_SQLITE" -IS -c "$(lg_sqlite_program)" "$1" "$2" run
  fi
}

# lg_sqlite_recover FILE: takes back what a writer that was killed had half written, as SQLite does for everybody who may write;
# until then whoever only reads is refused. What a living writer has in its journal stays.
lg_sqlite_recover() {
  [ -s "$1-journal" ] || return 0
  lg_sq_said=$(printf '.timeout 5000\nSELECT count(*) FROM sqlite_master;\n' | lg_sqlite_run mend "$1" 2>&1) || case $lg_sq_said in
    *readonly* | *'unable to open'*) lg_store_fail 1 "$1 was being written by a process that was killed, and this user may not take back what is half written (it is in $1-journal): start the application, or let its user open the database once" ;;
  esac
}

# lg_sqlite_call MODE FILE OPTION...: the program itself, without the settings of whoever we are on this host.
lg_sqlite_call() {
  lg_sq_mode=$1 lg_sq_file=$2
  shift 2
  case $lg_sq_mode in
    still | mend)
      lg_sq_file="file:$(printf '%s' "$lg_sq_file" | sed 's/%/%25/g; s/?/%3f/g; s/#/%23/g')?"
      case $lg_sq_mode in still) lg_sq_file=${lg_sq_file}immutable=1 ;; mend) lg_sq_file=${lg_sq_file}mode=rw ;; esac
      ;;
    read) set -- -readonly "$@" ;;
  esac
  # shellcheck disable=SC2086 # an option and its word, or nothing
  sqlite3 -batch -bail -init /dev/null $LG_SQLITE_PLAIN "$@" "$lg_sq_file"
}

# lg_sqlite_find FILE: the file itself, where FILE may be a link, into lg_db. Exits where there is none or it cannot be told.
lg_sqlite_find() {
  lg_db=$(readlink -f -- "$1") || lg_db=$1
  [ ! -f "$lg_db" ] || return 0
  [ ! -e "$lg_db" ] || lg_store_fail 1 "$1 is no file"
  lg_sq_why=$(LC_ALL=C stat -- "$1" 2>&1)
  case $lg_sq_why in
    *'No such file'* | *'Not a directory'*) ;;
    *) lg_store_fail 1 "$1 cannot be looked at: $lg_sq_why" ;;
  esac
  [ ! -s "$lg_db-wal" ] || lg_store_fail 1 "$1 is gone, but its write-ahead log $lg_db-wal is there: somebody moved the one without the other"
  return 44
}

lg_sqlite_need() {
  lg_sqlite_find "$1" || lg_store_fail 44 "there is no database $1 on this host"
}

# lg_sqlite_inspect FILE: "VERSION|BYTES".
lg_sqlite_inspect() (
  lg_sqlite_need "$1"
  lg_sqlite_engine
  lg_sqlite_run read "$lg_db" <<'SQL'
.timeout 5000
SELECT sqlite_version() || '|' || (page_count * page_size) || substr(count(*), 1, 0) FROM pragma_page_count, pragma_page_size, sqlite_master;
SQL
)

# Generates, per table, the statement that shows its rows so that any tool shows them alike, in an order that survives a copy.
lg_sqlite_census_script() {
  cat <<'SQL'
WITH tables AS (
  SELECT name, '"' || replace(name, '"', '""') || '"' AS quoted FROM sqlite_master
  WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
)
SELECT '.once |sha256sum >>sums' || char(10) || 'SELECT ' || (
    SELECT group_concat('CASE typeof(' || q || ') WHEN ''text'' THEN ''t''||hex(' || q || ') WHEN ''blob'' THEN ''b''||hex(' || q || ') ELSE quote(' || q || ') END', ',')
    FROM (SELECT '"' || replace(name, '"', '""') || '"' AS q FROM pragma_table_info(tables.name) ORDER BY cid)
  ) || ' FROM main.' || quoted || ' ORDER BY ' || coalesce(
    (SELECT CASE WHEN count(*) = 1 AND max(upper(type)) = 'INTEGER' THEN '"' || replace(max(name), '"', '""') || '"' END FROM pragma_table_info(tables.name) WHERE pk > 0),
    (SELECT group_concat(cid + 1, ',') FROM (SELECT row_number() OVER (ORDER BY cid) - 1 AS cid FROM pragma_table_info(tables.name)))
  ) || ';' || char(10) || 'SELECT ' || quote(hex(name) || '|' || json_quote(name) || '|') || ' || count(*) FROM main.' || quoted || ';'
FROM tables ORDER BY name;
SQL
}

# A folder of its own, lg_sq_work, for as long as the subshell lives that calls this.
lg_sqlite_workplace() {
  lg_sq_work=$(mktemp -d) || lg_store_fail 1 'no temporary folder could be made'
  trap 'rm -rf -- "$lg_sq_work"' EXIT
  trap 'exit 143' HUP INT TERM
}

# lg_sqlite_census MODE FILE: one line a table, from one snapshot: "HEX OF NAME|NAME IN JSON|ROWS|SHA256".
lg_sqlite_census() (
  lg_sqlite_engine
  umask 077
  lg_sqlite_workplace
  cd -- "$lg_sq_work" && : >sums || exit 1
  {
    printf '.timeout 30000\nBEGIN;\n.once script\n'
    lg_sqlite_census_script
    printf '.read script\nCOMMIT;\n'
  } | lg_sqlite_run "$1" "$2" >counts || exit 1
  cut -c 1-64 sums | paste -d '|' counts - >census
  while IFS= read -r lg_sq_line; do
    lg_sq_sum=${lg_sq_line##*|}
    case $lg_sq_sum in *[!0-9a-f]*) lg_store_fail 1 'the rows could not be hashed' ;; esac
    [ "${#lg_sq_sum}" -eq 64 ] || lg_store_fail 1 'the rows could not be hashed'
  done <census
  cat census
)

lg_sqlite_census_of() (
  lg_sqlite_need "$1"
  lg_sqlite_engine
  lg_sqlite_census read "$lg_db"
)

# lg_sqlite_query FILE: the rows of one statement on stdin, as CSV with a first line of names; the time it took comes last.
lg_sqlite_query() (
  lg_sqlite_need "$1"
  lg_sqlite_engine
  lg_sqlite_recover "$lg_db"
  if [ "$LG_SQLITE" = program ]; then
    lg_sqlite_call read "$lg_db" -csv -header -nullvalue '- null -' -cmd '.timeout 5000' -cmd '.timer on'
  else
    "$LG_SQLITE" -IS -c "$(lg_sqlite_program)" read "$lg_db" query
  fi
)

# lg_sqlite_mask FOLDER: the umask for a database that was not there before: its folder says who uses it. The group writes where it may
# write the folder and reads where it may enter it; nobody else does either.
lg_sqlite_mask() {
  lg_sq_mode=$(stat -c %a -- "$1") || lg_store_fail 1 "the mode of $1 cannot be told"
  case ${lg_sq_mode%?} in
    *[2367]) echo 117 ;;
    *[145]) echo 137 ;;
    *) echo 177 ;;
  esac
}

# lg_sqlite_give FILE: to the owner and the group of its folder, as far as we may.
lg_sqlite_give() {
  lg_sq_owner=$(stat -c %u:%g -- "${1%/*}") || return 1
  [ "$(stat -c %u:%g -- "$1")" != "$lg_sq_owner" ] || return 0
  chown -- "$lg_sq_owner" "$1" 2>/dev/null || chgrp -- "${lg_sq_owner#*:}" "$1" 2>/dev/null || :
}

# lg_sqlite_maintain FILE STATEMENTS: what helps the planner, or gives freed space back.
lg_sqlite_maintain() (
  lg_sqlite_need "$1"
  printf '.timeout 30000\n%s' "$2" | lg_sqlite_run write "$lg_db"
)

# lg_sqlite_orphans FILE: "HEX OF TABLE|HEX OF COLUMNS|ROWS" per foreign key that points nowhere.
lg_sqlite_orphans() (
  lg_sqlite_need "$1"
  lg_sqlite_engine
  lg_sqlite_run read "$lg_db" <<'SQL'
.timeout 30000
SELECT hex(o."table") || '|' || hex(coalesce((SELECT group_concat("from", ', ') FROM pragma_foreign_key_list(o."table") WHERE id = o.fkid), '')) || '|' || count(*)
FROM pragma_foreign_key_check AS o GROUP BY o."table", o.fkid ORDER BY 1;
SQL
)

# lg_sqlite_sound MODE FILE: fails unless every page of the file makes sense.
lg_sqlite_sound() {
  lg_sq_said=$(printf '.timeout 30000\nPRAGMA integrity_check(5);\n' | lg_sqlite_run "$1" "$2" 2>&1) && [ "$lg_sq_said" = ok ] && return 0
  printf '%s\n' "$lg_sq_said" >&2
  return 1
}

# lg_sqlite_tell WORDS FILE BYTES: says every few seconds how far the file has grown; to be started in the background and
# ended by KILL (a gentler signal is lost where it comes before the new shell has put its parent's traps away).
lg_sqlite_tell() {
  while sleep 1 2>/dev/null && sleep 1 2>/dev/null && sleep 1 2>/dev/null && kill -0 $$ 2>/dev/null; do
    lg_sq_has=$(stat -c %s -- "$2" 2>/dev/null) || continue
    lg_sqlite_say "$1 $(lg_store_mb "$lg_sq_has") MB of ~$(lg_store_mb "$3") MB"
  done
}

lg_sqlite_say() {
  if [ -n "${LG_TASK-}" ]; then lg_task_say "$1"; else printf '%s\n' "$1" >&2; fi
}
