# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# PostgreSQL through psql, pg_dump and pg_restore and nothing else, as the user who may. Exit codes: 44 there is no such
# database, 45 a program is missing, 46 no server answers, 47 it has no connection left, 48 sudo does not let us, 49 the
# role lacks what the statement on stderr gives it, 1 everything else, with the reason on stderr. A function begins with five words:
# AS NAME REST STATE MILLISECONDS. REST is the end of the connection string (host, port, user), STATE our folder. The server cuts
# off what takes longer than MILLISECONDS, since we cannot signal what runs with another user's rights. It exits where it fails: a
# command of a script has a subshell of its own, and needs no second one here.

# lg_pg_begin AS NAME REST STATE MILLISECONDS PURPOSE
lg_pg_begin() {
  lg_pg_as=$1 lg_pg_name=$2 lg_pg_rest=$3 lg_pg_state=$4 lg_pg_ms=$5 lg_pg_app="lockgate:$6:$$"
  # What another user's programs print must be read here, and their settings come from us alone.
  LC_ALL=C
  export LC_ALL
  unset PGDATABASE PGHOST PGHOSTADDR PGPORT PGUSER PGOPTIONS PGSERVICE PGSERVICEFILE PGAPPNAME PGCLIENTENCODING PGDATESTYLE PGTZ PGTARGETSESSIONATTRS
  umask 077
  for lg_pg_one in psql pg_dump pg_restore; do
    command -v "$lg_pg_one" >/dev/null || lg_store_fail 45 "this host has no $lg_pg_one: install the client programs of PostgreSQL"
  done
  # Asked once for all that follows.
  [ -z "$lg_pg_as" ] || lg_who
  # The database that we are in while ours is made, renamed or dropped.
  lg_pg_hall=postgres
  [ "$lg_pg_name" != postgres ] || lg_pg_hall=template1
  lg_pg_pins='-c client_min_messages=warning -c datestyle=ISO,MDY -c timezone=UTC -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex -c lc_monetary=C -c row_security=off'
}

# lg_pg_target DATABASE OPTIONS: the connection string, into lg_pg_conn.
lg_pg_target() {
  case $1 in
    *[\\\']*) lg_pg_conn=$(printf '%s' "$1" | sed "s/[\\\\']/\\\\&/g") ;;
    *) lg_pg_conn=$1 ;;
  esac
  lg_pg_conn="dbname='$lg_pg_conn' $lg_pg_rest application_name='$lg_pg_app' connect_timeout=10 options='$2'"
}

# lg_pg_run PROGRAM WORD...: as the user who may, who may not be able to enter the folder that we are in.
lg_pg_run() (
  cd / && lg_become "$lg_pg_as" "$@"
)

# lg_pg_psql DATABASE OPTIONS [WORD...]: runs what stands on stdin up to its first error; rows as values between bars. It takes the
# place of the shell that calls it.
lg_pg_psql() {
  lg_pg_target "$1" "-c statement_timeout=$lg_pg_ms $2"
  lg_pg_conn="$lg_pg_conn client_encoding=UTF8"
  shift 2
  cd / && lg_become "$lg_pg_as" psql -X -w -q -A -t -v ON_ERROR_STOP=1 -d "$lg_pg_conn" "$@" -f -
}

lg_pg_sql() (
  lg_pg_psql "$@"
)

# lg_pg_ask DATABASE OPTIONS [WORD...]: the same; where it fails, exits with the code that says why.
lg_pg_ask() {
  { lg_pg_said=$(lg_pg_psql "$@" 2>&1 >&6); } 6>&1
  lg_pg_code=$?
  [ "$lg_pg_code" -ne 0 ] || return 0
  lg_pg_blame "$lg_pg_code" "$1" "$lg_pg_said"
}

# lg_pg_blame CODE DATABASE WORDS
lg_pg_blame() {
  case $3 in
    *'sudo: '*'password is required'* | *'is not allowed to '* | *'is not in the sudoers'* | *'sudo: unknown user'* | *'sudo: not found'*) lg_store_fail 48 "$3" ;;
    *'too many clients already'* | *'remaining connection slots'* | *'too many connections for'*) lg_store_fail 47 "$3" ;;
  esac
  # Told in the server's language: what is not there is asked, not read.
  if [ "$1" -eq 2 ] && lg_pg_has=$(lg_pg_exists "$2" 2>/dev/null) && [ "$lg_pg_has" = 0 ]; then lg_store_fail 44 "there is no database $2 on this server"; fi
  case $3 in
    *'Connection refused'* | *'No such file or directory'* | *'is starting up'* | *'is shutting down'* | *'in recovery mode'* | *'could not translate host name'* | *'timeout expired'* | *'No route to host'*) lg_store_fail 46 "$3" ;;
  esac
  lg_store_fail 1 "$3"
}

# lg_pg_exists DATABASE: 1 or 0.
lg_pg_exists() {
  lg_pg_sql "$lg_pg_hall" '' -v "db=$1" <<'SQL'
SELECT count(*) FROM pg_database WHERE datname = :'db';
SQL
}

# What stands on stdin, without a process: for the texts of this library.
lg_pg_say() {
  while IFS= read -r lg_pg_row; do printf '%s\n' "$lg_pg_row"; done
}

# Ends every session of an earlier run of ours that changes something, and waits until it is gone: a client that was killed
# leaves its server process at work. OWN as first word: the sessions of this very run instead.
lg_pg_end_sessions() {
  lg_pg_ending "$lg_pg_hall" '' "${1:-others}" ''
}

# lg_pg_ending DATABASE OPTIONS WHICH SCRIPT: the same, and then in the same session of psql a script of ours.
lg_pg_ending() {
  lg_pg_ask "$1" "$2" -v "db=$lg_pg_name" -v "own=$lg_pg_app" -v "which=$3" <<SQL
$(lg_pg_ending_script)
$4
SQL
}

lg_pg_ending_script() {
  lg_pg_say <<'SQL'
\o /dev/null
SELECT set_config('lockgate.db', :'db', false), set_config('lockgate.own', :'own', false), set_config('lockgate.which', :'which', false);
DO $$
DECLARE n int;
BEGIN
  FOR i IN 1..100 LOOP
    PERFORM pg_stat_clear_snapshot();
    SELECT count(pg_terminate_backend(pid)) INTO n FROM pg_stat_activity
      WHERE datname = current_setting('lockgate.db') AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        AND CASE current_setting('lockgate.which') WHEN 'OWN' THEN application_name = current_setting('lockgate.own')
          ELSE application_name LIKE 'lockgate:%' AND application_name NOT LIKE 'lockgate:read:%' AND application_name <> current_setting('lockgate.own') END;
    EXIT WHEN n = 0;
    IF i = 100 THEN RAISE 'a session of an earlier run does not end'; END IF;
    PERFORM pg_sleep(0.1);
  END LOOP;
END $$;
\o
SQL
}

# lg_pg_folder PURPOSE: a folder for this run's files, into lg_pg_dir; with it go its sessions when it ends early.
lg_pg_folder() {
  lg_store_folder "$lg_pg_state"
  for lg_pg_one in "$lg_pg_state/postgres-$1".*; do
    [ ! -d "$lg_pg_one" ] || rm -rf -- "$lg_pg_one"
  done
  lg_pg_dir=$(mktemp -d "$lg_pg_state/postgres-$1.XXXXXX") || lg_store_fail 1 "no folder could be made in $lg_pg_state"
  lg_pg_guard
}

# What is to be done when it ends early, whatever it has by then.
lg_pg_guard() {
  lg_pg_cut='' lg_pg_teller='' lg_pg_scratch=''
  trap 'lg_pg_end' EXIT
  trap 'lg_pg_cut=yes; exit 143' HUP INT TERM
}

lg_pg_end() {
  lg_pg_told
  [ -z "$lg_pg_cut" ] || lg_pg_end_sessions OWN 2>/dev/null
  [ -z "$lg_pg_scratch" ] || lg_pg_drop "$lg_pg_scratch" 2>/dev/null
  [ -z "$lg_pg_dir" ] || rm -rf -- "$lg_pg_dir"
}

# lg_pg_wait FILE FUNCTION WORD...: with FILE as its input, so that a signal to us is not put off until it ends.
lg_pg_wait() {
  lg_pg_input=$1
  shift
  "$@" <"$lg_pg_input" &
  wait "$!"
}

# lg_pg_telling WORDS FILE: says every few seconds how far a file has grown, and how fast, until lg_pg_told.
lg_pg_telling() {
  (
    lg_pg_had=0
    while sleep 3 >/dev/null 2>&1 5>&- 6>&- 7>&- && kill -0 $$ 2>/dev/null; do
      lg_pg_has=$(stat -c %s -- "$2" 2>/dev/null) || continue
      lg_progress "$1 $(lg_store_mb "$lg_pg_has") MB, $(lg_store_mb $(((lg_pg_has - lg_pg_had) / 3))) MB/s"
      lg_pg_had=$lg_pg_has
    done
  ) </dev/null >/dev/null 2>&1 5>&- 6>&- &
  lg_pg_teller=$!
}

lg_pg_told() {
  [ -n "$lg_pg_teller" ] || return 0
  kill -KILL "$lg_pg_teller"
  wait "$lg_pg_teller"
  lg_pg_teller=
} 2>/dev/null

# lg_pg_inspect …: "VERSION|BYTES".
lg_pg_inspect() {
  lg_pg_begin "$@" read
  lg_pg_ask "$lg_pg_name" '' <<'SQL'
SELECT split_part(current_setting('server_version'), ' ', 1) || '|' || pg_database_size(current_database());
SQL
}

# lg_pg_query …: what one statement on stdin gives, and the time it took as the last line. The statement is prepared on the
# runner: COPY of a query, or EXPLAIN.
lg_pg_query() {
  lg_pg_begin "$@" read
  lg_pg_ask "$lg_pg_name" '-c default_transaction_read_only=on -c client_min_messages=warning' <<SQL
BEGIN TRANSACTION READ ONLY;
\\timing on
$(cat)
\\timing off
COMMIT;
SQL
}

# lg_pg_maintain … STATEMENT
lg_pg_maintain() {
  lg_pg_todo=$6
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" maintain
  lg_pg_dir=''
  lg_pg_guard
  lg_pg_wait /dev/null lg_pg_ending "$lg_pg_name" '-c client_min_messages=warning' others "$lg_pg_todo;"
}
