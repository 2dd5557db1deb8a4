# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# Putting a backup in the place of an SQLite file, and counting beforehand what that would destroy.
#
# The states of a restore, each recognised by what lies in the folder, so that a run after a kill goes on from there:
#   no READY, database            not begun, or done: done when the database has the rows of the manifest and KEPT exists
#   READY, database               proven, nothing moved yet: the next free KEPT takes the old database
#   READY, no database            the old one is moved, perhaps not all of its logs: the newest KEPT takes the rest
# READY is named by the digest of the backup it was made from.

# lg_sqlite_restore FILE KEEP-AS BACKUP SHA256 BYTES VERSION: the rows to expect come on stdin, "HEX OF NAME|ROWS|SHA256" a line.
lg_sqlite_restore() (
  umask 077
  lg_sqlite_engine
  lg_db=$(readlink -f -- "$1") || lg_store_fail 1 "the folder of $1 does not exist"
  [ ! -e "$lg_db" ] || [ -f "$lg_db" ] || lg_store_fail 1 "$1 is no file"
  lg_sq_keep=$2 lg_sq_backup=$3 lg_sq_sha=$4 lg_sq_total=$5 lg_sq_version=$6
  lg_sq_expected=$(sort)
  lg_sq_dir=${lg_db%/*}
  lg_sq_ready=$lg_sq_dir/.lockgate-restore-$(printf '%.24s' "$lg_sq_sha").ready
  lg_sq_part=${lg_sq_ready%.ready}.part
  lg_sqlite_unheld
  trap 'rm -f -- "$lg_sq_part"' EXIT
  trap 'exit 143' HUP INT TERM
  if [ ! -e "$lg_sq_ready" ]; then
    if [ -f "$lg_db" ] && [ -e "$lg_db.before-$lg_sq_keep" ] && lg_sqlite_as_expected read "$lg_db" 2>/dev/null; then
      lg_sqlite_kept
      printf 'the database is the restored one already; the one before is kept as %s\n' "$lg_sq_last"
      exit 0
    fi
    lg_sqlite_restore_prepare
  fi
  lg_sqlite_restore_swap
  if [ -e "$lg_sq_kept" ]; then
    printf 'the database is the one of the backup; the one before is kept as %s\n' "$lg_sq_kept"
  else
    printf 'the database is the one of the backup; there was none before\n'
  fi
)

# The next free name for what is replaced, into lg_sq_kept, and the last one that was taken, into lg_sq_last.
lg_sqlite_kept() {
  lg_sq_kept=$lg_db.before-$lg_sq_keep lg_sq_last=$lg_db.before-$lg_sq_keep lg_sq_n=1
  while [ -e "$lg_sq_kept" ]; do
    lg_sq_last=$lg_sq_kept
    lg_sq_n=$((lg_sq_n + 1))
    lg_sq_kept=$lg_db.before-$lg_sq_keep.$lg_sq_n
  done
}

# Exits while a process has the database or one of its logs open, as far as we may see.
lg_sqlite_unheld() {
  lg_sq_ids=' '
  for lg_sq_one in "$lg_db" "$lg_db-wal" "$lg_db-shm" "$lg_db-journal"; do
    lg_sq_inode=$(stat -L -c '%d:%i' -- "$lg_sq_one" 2>/dev/null) && lg_sq_ids="$lg_sq_ids$lg_sq_inode "
  done
  for lg_sq_proc in /proc/[0-9]*; do
    for lg_sq_inode in $(stat -L -c '%d:%i' "$lg_sq_proc"/fd/* 2>/dev/null); do
      case $lg_sq_ids in
        *" $lg_sq_inode "*)
          lg_sq_line=$(tr '\0' ' ' <"$lg_sq_proc/cmdline" 2>/dev/null | head -c 40)
          lg_store_fail 1 "$lg_db is open in process ${lg_sq_proc#/proc/} (${lg_sq_line% }): stop whatever uses it first"
          ;;
      esac
    done
  done
}

# lg_sqlite_as_expected MODE FILE: whether it holds the rows that stdin named. Hashes of another version of SQLite may differ for
# the same rows (it writes some numbers in another way): the digest of the backup speaks for the content then.
lg_sqlite_as_expected() {
  lg_sq_mine=$(printf 'SELECT sqlite_version();\n' | lg_sqlite_run "$1" "$2") || return 1
  lg_sq_found=$(lg_sqlite_census "$1" "$2") || return 1
  lg_sq_found=$(printf '%s\n' "$lg_sq_found" | sed -n 's/^\([0-9A-F]*\)|.*|\([0-9]*\)|\([0-9a-f]*\)$/\1|\2|\3/p' | sort)
  [ "$lg_sq_found" != "$lg_sq_expected" ] || return 0
  [ "$lg_sq_mine" != "$lg_sq_version" ] || return 1
  [ "$(printf '%s\n' "$lg_sq_found" | cut -d '|' -f 1,2)" = "$(printf '%s\n' "$lg_sq_expected" | cut -d '|' -f 1,2)" ]
}

lg_sqlite_restore_prepare() {
  [ -f "$lg_sq_backup" ] || lg_store_fail 1 "the backup $lg_sq_backup is gone"
  lg_store_room "$lg_sq_dir" $((lg_sq_total + 1000000)) "restoring $lg_db"
  [ "$(lg_store_digest "$lg_sq_backup")" = "$lg_sq_sha" ] || lg_store_fail 1 "the backup $lg_sq_backup is damaged: its digest is not the one on record; nothing was replaced"
  lg_sqlite_say "restoring $(lg_store_mb "$lg_sq_total") MB"
  rm -f -- "$lg_sq_part"
  lg_store_unpack "$lg_sq_backup" >"$lg_sq_part" || lg_store_fail 1 "the backup $lg_sq_backup cannot be unpacked to $lg_sq_dir; nothing was replaced"
  lg_sqlite_sound still "$lg_sq_part" || lg_store_fail 1 'the unpacked backup does not pass integrity_check; nothing was replaced'
  lg_sqlite_as_expected still "$lg_sq_part" || lg_store_fail 1 'the unpacked backup has other rows than its manifest; nothing was replaced'
  # As the application finds its file today; a lost one is made like its folder.
  if [ -f "$lg_db" ]; then lg_sq_like=$lg_db; else lg_sq_like=$lg_sq_dir; fi
  lg_sq_owner=$(stat -c %u:%g -- "$lg_sq_like") || exit 1
  if [ "$(stat -c %u:%g -- "$lg_sq_part")" != "$lg_sq_owner" ]; then
    chown -- "$lg_sq_owner" "$lg_sq_part" 2>/dev/null || lg_store_fail 1 "the restored file cannot be given to the owner of $lg_sq_like ($lg_sq_owner): restore as that user, or as root; nothing was replaced"
  fi
  if [ -f "$lg_db" ]; then chmod -- "$(stat -c %a -- "$lg_db")" "$lg_sq_part"; else (umask "$(lg_sqlite_mask "$lg_sq_dir")" && chmod -- =rw "$lg_sq_part"); fi || exit 1
  lg_store_flush "$lg_sq_part" || lg_store_fail 1 "the disk did not take the restored file; nothing was replaced"
  mv -f -- "$lg_sq_part" "$lg_sq_ready" && lg_store_flush "$lg_sq_dir" || exit 1
}

# The old database goes first: while it is gone nobody can open it with half of its logs.
lg_sqlite_restore_swap() {
  lg_sqlite_kept
  lg_sqlite_unheld
  if [ -e "$lg_db" ]; then
    mv -- "$lg_db" "$lg_sq_kept" || lg_store_fail 1 "$lg_db could not be moved aside; nothing was replaced"
  else
    lg_sq_kept=$lg_sq_last
  fi
  for lg_sq_one in -wal -shm -journal; do
    [ ! -e "$lg_db$lg_sq_one" ] || mv -- "$lg_db$lg_sq_one" "$lg_sq_kept$lg_sq_one" || lg_store_fail 1 "$lg_db$lg_sq_one could not be moved aside: move it to $lg_sq_kept$lg_sq_one and run this again"
  done
  # No application reads it any more: it is for those whose it is. One of somebody else's keeps the mode that they gave it.
  for lg_sq_one in '' -wal -shm -journal; do
    [ ! -e "$lg_sq_kept$lg_sq_one" ] || chmod -- o= "$lg_sq_kept$lg_sq_one" 2>/dev/null || :
  done
  mv -- "$lg_sq_ready" "$lg_db" || lg_store_fail 1 "$lg_sq_ready could not be moved to $lg_db: run this again"
  lg_store_flush "$lg_sq_dir"
}

# lg_sqlite_loss FILE BACKUP SHA256 BYTES: "HEX OF TABLE|WRITTEN|DELETED" a table, then "HEX OF TABLE||HOW THE SCHEMA DIFFERS".
lg_sqlite_loss() (
  lg_sqlite_engine
  umask 077
  lg_sqlite_need "$1"
  [ -f "$2" ] || lg_store_fail 1 "the backup $2 is gone"
  [ "$(lg_store_digest "$2")" = "$3" ] || lg_store_fail 1 "the backup $2 is damaged: its digest is not the one on record"
  for lg_sq_dir in "${2%/*}" "${lg_db%/*}" "${TMPDIR:-/tmp}"; do
    if [ -w "$lg_sq_dir" ] && (lg_store_room "$lg_sq_dir" $(($4 + 1000000)) x) 2>/dev/null; then break; fi
  done
  lg_store_room "$lg_sq_dir" $(($4 + 1000000)) 'unpacking the backup beside it, to compare rows'
  lg_sq_work=$(mktemp -d "$lg_sq_dir/.lockgate-loss.XXXXXX") || lg_store_fail 1 "no temporary folder could be made in $lg_sq_dir"
  trap 'rm -rf -- "$lg_sq_work"' EXIT
  trap 'exit 143' HUP INT TERM
  cd -- "$lg_sq_work" || exit 1
  lg_store_unpack "$2" >backup.db || lg_store_fail 1 "the backup $2 cannot be unpacked"
  SQLITE_TMPDIR=$PWD
  export SQLITE_TMPDIR
  {
    printf ".timeout 30000\nATTACH 'file:backup.db?immutable=1' AS lockgate_backup;\nBEGIN;\n"
    lg_sqlite_loss_script
    printf '.read script\nCOMMIT;\n'
  } | lg_sqlite_run read "$lg_db"
)

# Generates, per table, the count of rows in which both sides differ, equal rows counted as often as they occur. A column
# that only the database of now has counts as different where it does not hold its default. What has a primary key on both
# sides is deleted where its key is gone; else where its row is.
lg_sqlite_loss_script() {
  cat <<'SQL'
CREATE TEMP TABLE lockgate_tables AS
  SELECT name, side FROM (
    SELECT name, 1 AS side, type, rootpage FROM main.sqlite_master UNION ALL
    SELECT name, 2, type, rootpage FROM lockgate_backup.sqlite_master)
  WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND lower(name) <> 'lockgate_migrations';
CREATE TEMP TABLE lockgate_columns AS
  SELECT t.name AS t, t.side, c.cid, c.name AS c, c.pk, c.dflt_value AS fallback, '"' || replace(c.name, '"', '""') || '"' AS q,
    EXISTS (SELECT 1 FROM lockgate_tables AS u, pragma_table_info(u.name, CASE u.side WHEN 1 THEN 'main' ELSE 'lockgate_backup' END) AS d
      WHERE u.side <> t.side AND u.name = t.name COLLATE NOCASE AND d.name = c.name COLLATE NOCASE) AS common
  FROM lockgate_tables AS t, pragma_table_info(t.name, CASE t.side WHEN 1 THEN 'main' ELSE 'lockgate_backup' END) AS c;
CREATE TEMP TABLE lockgate_exprs AS
  SELECT t, cid, common, q,
    CASE WHEN common THEN '' ELSE 'CASE WHEN ' || q || ' IS (' || coalesce(fallback, 'NULL') || ') THEN '''' ELSE ' END
    || 'CASE typeof(' || q || ') WHEN ''text'' THEN ''t''||hex(' || q || ') WHEN ''blob'' THEN ''b''||hex(' || q || ') ELSE quote(' || q || ') END'
    || CASE WHEN common THEN '' ELSE ' END' END AS mine,
    CASE WHEN common THEN 'CASE typeof(' || q || ') WHEN ''text'' THEN ''t''||hex(' || q || ') WHEN ''blob'' THEN ''b''||hex(' || q || ') ELSE quote(' || q || ') END' ELSE '''''' END AS theirs
  FROM lockgate_columns WHERE side = 1 ORDER BY t, cid;
.once script
WITH both AS (
  SELECT m.name AS name, hex(m.name) AS h, 'main."' || replace(m.name, '"', '""') || '"' AS a, 'lockgate_backup."' || replace(b.name, '"', '""') || '"' AS b,
    (SELECT group_concat(lower(c)) FROM (SELECT c FROM lockgate_columns WHERE t = m.name AND side = 1 AND pk > 0 ORDER BY pk)) IS
    (SELECT group_concat(lower(c)) FROM (SELECT c FROM lockgate_columns WHERE t = b.name AND side = 2 AND pk > 0 ORDER BY pk))
    AND EXISTS (SELECT 1 FROM lockgate_columns WHERE t = m.name AND side = 1 AND pk > 0) AS keyed
  FROM lockgate_tables AS m JOIN lockgate_tables AS b ON m.name = b.name COLLATE NOCASE WHERE m.side = 1 AND b.side = 2
)
SELECT 'SELECT ' || quote(h || '|') || ' || coalesce(sum(max(d, 0)), 0) || ''|'' || '
  || CASE WHEN keyed THEN '(SELECT count(*) FROM ' || b || ' AS b WHERE NOT EXISTS (SELECT 1 FROM ' || a || ' AS a WHERE '
    || (SELECT group_concat('a.' || q || ' IS b.' || q, ' AND ') FROM lockgate_columns WHERE t = name AND side = 1 AND pk > 0) || '))'
  ELSE 'coalesce(sum(max(-d, 0)), 0)' END
  || ' FROM (SELECT sum(s) AS d FROM (SELECT 1 AS s, '
  || (SELECT group_concat(mine || ' AS k' || cid, ', ') FROM (SELECT mine, cid FROM lockgate_exprs WHERE t = name ORDER BY cid)) || ' FROM ' || a
  || ' UNION ALL SELECT -1, ' || (SELECT group_concat(theirs, ', ') FROM (SELECT theirs, cid FROM lockgate_exprs WHERE t = name ORDER BY cid)) || ' FROM ' || b
  || ') GROUP BY ' || (SELECT group_concat('k' || cid, ', ') FROM (SELECT cid FROM lockgate_exprs WHERE t = name ORDER BY cid)) || ');'
FROM both
UNION ALL
SELECT 'SELECT ' || quote(hex(name) || '|') || ' || ' || CASE side WHEN 1 THEN 'count(*) || ''|0'' FROM main."' ELSE '''0|'' || count(*) FROM lockgate_backup."' END || replace(name, '"', '""') || '";'
FROM lockgate_tables AS t WHERE NOT EXISTS (SELECT 1 FROM lockgate_tables AS u WHERE u.side <> t.side AND u.name = t.name COLLATE NOCASE)
UNION ALL
SELECT 'SELECT ' || quote(hex(name) || '||' || CASE side WHEN 1 THEN 'only-now' ELSE 'only-then' END) || ';'
FROM lockgate_tables AS t WHERE NOT EXISTS (SELECT 1 FROM lockgate_tables AS u WHERE u.side <> t.side AND u.name = t.name COLLATE NOCASE)
UNION ALL
SELECT 'SELECT ' || quote(hex(t) || '||' || CASE side WHEN 1 THEN 'column-now' ELSE 'column-then' END || '|' || hex(c)) || ';'
FROM lockgate_columns WHERE NOT common AND EXISTS (SELECT 1 FROM lockgate_tables AS u WHERE u.side <> lockgate_columns.side AND u.name = t COLLATE NOCASE);
SQL
}
