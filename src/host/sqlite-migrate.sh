# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# Plain SQL files into an SQLite database, together with the rows that say that they were applied.

# lg_sqlite_applied FILE: "HEX OF NAME|DIGEST", oldest first; nothing where there is no such table or no database yet.
lg_sqlite_applied() (
  lg_sqlite_engine
  lg_sqlite_find "$1" || {
    lg_sq_code=$?
    [ "$lg_sq_code" -eq 44 ] || exit "$lg_sq_code"
    exit 0
  }
  lg_sq_has=$(printf ".timeout 5000\nSELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'lockgate_migrations';\n" | lg_sqlite_run read "$lg_db") || exit 1
  [ "$lg_sq_has" -gt 0 ] || exit 0
  printf ".timeout 5000\nSELECT hex(name) || '|' || digest FROM lockgate_migrations ORDER BY rowid;\n" | lg_sqlite_run read "$lg_db"
)

# lg_sqlite_syntax FILE [HEX LINES]...: the files come one after another on stdin, of so many lines each, so that nothing of them writes a
# file; those that are not applied are tried in a database in memory that has the tables of FILE and no rows. "HEX|LINE|WORDS" for
# each thing that SQLite says against one of their statements.
lg_sqlite_syntax() (
  umask 077
  lg_sqlite_engine
  lg_sq_file=$1
  shift
  lg_sqlite_workplace
  cat >"$lg_sq_work/all" || lg_store_fail 1 'the files could not be written on the host'
  lg_sq_was=$(lg_sqlite_applied "$lg_sq_file") || exit 1
  : >"$lg_sq_work/script"
  if lg_sqlite_find "$lg_sq_file"; then
    lg_sqlite_run read "$lg_db" >"$lg_sq_work/script" <<'SQL' || exit 1
SELECT sql || char(10) || ';' FROM sqlite_master
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY type <> 'table', rowid;
SQL
  fi
  lg_sq_from=1
  : >"$lg_sq_work/map"
  while [ $# -gt 0 ]; do
    case "
$lg_sq_was" in
      *"
$1|"*) ;;
      *)
        printf '%s|%s\n' "$(wc -l <"$lg_sq_work/script")" "$1" >>"$lg_sq_work/map"
        tail -n "+$lg_sq_from" "$lg_sq_work/all" | head -n "$2" >>"$lg_sq_work/script"
        ;;
    esac
    lg_sq_from=$((lg_sq_from + $2))
    shift 2
  done
  if [ "$LG_SQLITE" = program ]; then
    sqlite3 -batch -init /dev/null :memory: <"$lg_sq_work/script" >/dev/null 2>"$lg_sq_work/said"
  else
    "$LG_SQLITE" -IS -c "$(lg_sqlite_program)" write :memory: try <"$lg_sq_work/script" >/dev/null 2>"$lg_sq_work/said"
  fi
  sed -n 's/^.*rror:* near line \([0-9][0-9]*\): \(.*\)$/\1|\2/p' "$lg_sq_work/said" | while IFS= read -r lg_sq_line; do
    lg_sq_hex='' lg_sq_top=0
    while IFS='|' read -r lg_sq_n lg_sq_one; do
      [ "${lg_sq_line%%|*}" -gt "$lg_sq_n" ] || break
      lg_sq_hex=$lg_sq_one lg_sq_top=$lg_sq_n
    done <"$lg_sq_work/map"
    [ -z "$lg_sq_hex" ] || printf '%s|%s|%s\n' "$lg_sq_hex" "$((${lg_sq_line%%|*} - lg_sq_top))" "${lg_sq_line#*|}"
  done
)

# lg_sqlite_apply FILE all|each RELEASE LOCK-MS [NAME HEX DIGEST BYTES]...: the files come one after another on stdin. RELEASE
# and HEX are hexadecimal, since they become part of SQL. What is applied already is left out.
lg_sqlite_apply() (
  umask 077
  lg_sq_file=$1 lg_sq_how=$2 lg_sq_release=$3 lg_sq_lock=$4 lg_sq_new=
  shift 4
  lg_sqlite_engine
  lg_sqlite_workplace
  cat >"$lg_sq_work/all" || lg_store_fail 1 'the files could not be written on the host'
  lg_sq_was=$(lg_sqlite_applied "$lg_sq_file") || exit 1
  lg_sqlite_find "$lg_sq_file" || {
    [ $? -eq 44 ] || exit 1
    # The application's folder and file, not ours: whoever runs it must be able to read them.
    (umask 022 && mkdir -p -- "${lg_db%/*}") || lg_store_fail 1 "the folder of $lg_sq_file could not be made"
    lg_sq_new=yes
  }
  lg_sq_from=1 lg_sq_n=0
  lg_sqlite_apply_begin
  while [ $# -gt 0 ]; do
    lg_sq_n=$((lg_sq_n + 1))
    tail -c "+$lg_sq_from" "$lg_sq_work/all" | head -c "$4" >"$lg_sq_work/$lg_sq_n.sql"
    lg_sq_from=$((lg_sq_from + $4))
    [ "$(lg_store_digest "$lg_sq_work/$lg_sq_n.sql")" = "$3" ] || lg_store_fail 1 "$1 did not arrive on the host as it is in the repository (its digest is not $3); nothing was run"
    lg_sqlite_apply_take "$@"
    shift 4
  done
  [ "$lg_sq_how" = each ] || [ "$lg_sq_todo" -eq 0 ] || lg_sqlite_apply_run
)

# Whether a file still has to run, and if so into the transaction.
lg_sqlite_apply_take() {
  case "
$lg_sq_was
" in
    *"
$2|$3
"*)
      printf 'applied before: %s\n' "$1"
      return 0
      ;;
    *"
$2|"*) lg_store_fail 1 "$1 was applied with another content: an applied file must not be edited; nothing of it was run" ;;
  esac
  # Each file is ended as one, so that what it leaves open cannot reach into what follows.
  {
    printf '.read %s.sql\n' "$lg_sq_n"
    printf "INSERT INTO main.lockgate_migrations VALUES (CAST(x'%s' AS TEXT), '%s', strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', 'now'), CAST(x'%s' AS TEXT));\n" "$2" "$3" "$lg_sq_release"
  } >>"$lg_sq_work/script"
  printf '\n;\n' >>"$lg_sq_work/$lg_sq_n.sql"
  printf '%s\n' "$2|$3" >>"$lg_sq_work/wanted"
  lg_sq_todo=$((lg_sq_todo + 1)) lg_sq_names="$lg_sq_names${lg_sq_names:+, }$1"
  [ "$lg_sq_how" = all ] || lg_sqlite_apply_run
}

# Foreign keys are checked once, at the end, and only against what was wrong before: a rebuilt table has dangling ones in
# between, and an old orphan is not this migration's fault.
lg_sqlite_apply_begin() {
  lg_sq_names='' lg_sq_todo=0
  : >"$lg_sq_work/wanted"
  cat >"$lg_sq_work/script" <<SQL
.timeout $lg_sq_lock
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS main.lockgate_migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL, applied_at TEXT NOT NULL, release TEXT NOT NULL);
SQL
  lg_sq_keys=no
  [ -z "$lg_sq_new" ] || return 0
  # A key whose parent lacks its index cannot be checked at all, before or after.
  printf '.timeout %s\nSELECT count(*) FROM pragma_foreign_key_check;\n' "$lg_sq_lock" | lg_sqlite_run read "$lg_db" >/dev/null 2>&1 || return 0
  lg_sq_keys=yes
  cat >>"$lg_sq_work/script" <<'SQL'
CREATE TEMP TABLE lockgate_before AS SELECT "table" AS t, "parent" AS p, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2;
CREATE TEMP TABLE lockgate_names AS SELECT name FROM main.sqlite_master WHERE type = 'table';
SQL
}

lg_sqlite_apply_run() {
  if [ "$lg_sq_keys" = yes ]; then
    cat >>"$lg_sq_work/script" <<'SQL'
CREATE TEMP TABLE lockgate_guard (worse INTEGER CONSTRAINT "the migration leaves foreign keys that point nowhere; all of it was rolled back" CHECK (worse = 0));
INSERT INTO lockgate_guard SELECT coalesce(sum(n), 0) > (SELECT coalesce(sum(n), 0) FROM lockgate_before)
  OR coalesce(max(n > coalesce((SELECT b.n FROM lockgate_before AS b WHERE b.t = a.t AND b.p = a.p), 0) AND a.t IN (SELECT name FROM lockgate_names)), 0)
  FROM (SELECT "table" AS t, "parent" AS p, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2) AS a;
SQL
  fi
  printf 'COMMIT;\n' >>"$lg_sq_work/script"
  # Its logs get what the file has. One that somebody has made meanwhile is left as it is.
  if [ -n "$lg_sq_new" ]; then
    lg_sq_mask=$(lg_sqlite_mask "${lg_db%/*}") || exit 1
    (umask "$lg_sq_mask" && set -C && : >"$lg_db") 2>/dev/null && lg_sqlite_give "$lg_db"
  fi
  (cd -- "$lg_sq_work" && lg_sqlite_run write "$lg_db" <script)
  lg_sq_code=$?
  # Whatever the program said, the database says what is committed.
  lg_sq_was=$(lg_sqlite_applied "$lg_sq_file") || lg_store_fail 1 "it cannot be read whether $lg_sq_names was committed: the next run finds out"
  while IFS= read -r lg_sq_line; do
    case "
$lg_sq_was
" in *"
$lg_sq_line
"*) ;; *) lg_store_fail 1 "not applied, nothing of it was kept: $lg_sq_names" ;; esac
  done <"$lg_sq_work/wanted"
  [ "$lg_sq_code" -eq 0 ] || printf 'the program ended with %s after everything was committed\n' "$lg_sq_code"
  printf 'applied: %s\n' "$lg_sq_names"
  lg_sq_new=
  lg_sqlite_apply_begin
}

# lg_sqlite_record FILE RELEASE [HEX DIGEST]...: as if they had been applied.
lg_sqlite_record() (
  lg_sqlite_engine
  lg_sqlite_need "$1"
  lg_sq_release=$2
  shift 2
  {
    printf '.timeout 10000\nBEGIN IMMEDIATE;\nCREATE TABLE IF NOT EXISTS main.lockgate_migrations (name TEXT PRIMARY KEY, digest TEXT NOT NULL, applied_at TEXT NOT NULL, release TEXT NOT NULL);\n'
    while [ $# -gt 0 ]; do
      printf "INSERT INTO main.lockgate_migrations VALUES (CAST(x'%s' AS TEXT), '%s', strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', 'now'), CAST(x'%s' AS TEXT)) ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, release = excluded.release;\n" "$1" "$2" "$lg_sq_release"
      shift 2
    done
    printf 'COMMIT;\n'
  } | lg_sqlite_run write "$lg_db"
)
