# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# Plain SQL files into a PostgreSQL database, together with the rows that say that they were applied. A script is whole in a
# file before psql sees its first byte, since psql takes the end of what it reads for the end of what was meant.

# lg_pg_syntax …: a statement a line on stdin, in hexadecimal; for each a line in hexadecimal with what the server's parser says against
# it, "SQLSTATE|WORDS", empty where it takes it. The server reads a whole text before it runs the first statement of it: behind one that
# always fails, none of the rest can run. Where there is no such database yet, another one knows the same grammar.
lg_pg_syntax() {
  lg_pg_begin "$@" read
  lg_pg_in=$lg_pg_name
  [ "$(lg_pg_exists "$lg_pg_name" 2>/dev/null)" != 0 ] || lg_pg_in=$lg_pg_hall
  while IFS= read -r lg_pg_one; do
    cat <<SQL
\\o /dev/null
SELECT set_config('lockgate.said', '', false);
\\o
DO \$lockgate\$ BEGIN
  EXECUTE 'SELECT 1/0; ' || convert_from(decode('$lg_pg_one', 'hex'), 'UTF8');
EXCEPTION WHEN division_by_zero THEN NULL; WHEN OTHERS THEN PERFORM set_config('lockgate.said', SQLSTATE || '|' || SQLERRM, false);
END \$lockgate\$;
SELECT upper(encode(convert_to(current_setting('lockgate.said'), 'UTF8'), 'hex'));
SQL
  done | lg_pg_ask "$lg_pg_in" ''
}

# lg_pg_apply AS NAME REST STATE MS all|each RELEASE LOCK-MS KEYS [NAME HEX DIGEST BYTES]...: the files come one after another on
# stdin. RELEASE and HEX are hexadecimal, since they become part of SQL. KEYS is `yes` where foreign keys have to be checked,
# since a file switches their checks off. What is applied already is left out.
lg_pg_apply() {
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" apply
  lg_pg_how=$6 lg_pg_release=$7 lg_pg_lock=$8 lg_pg_keys=$9
  shift 9
  lg_pg_folder apply
  cat >"$lg_pg_dir/all" || lg_store_fail 1 'the files could not be written on the host'
  lg_pg_n=0 lg_pg_from=1
  while [ $# -gt 0 ]; do
    lg_pg_n=$((lg_pg_n + 1))
    tail -c "+$lg_pg_from" "$lg_pg_dir/all" | head -c "$4" >"$lg_pg_dir/$lg_pg_n.sql"
    lg_pg_from=$((lg_pg_from + $4))
    { lg_store_hash "$lg_pg_dir/$lg_pg_n.sql" && [ "$lg_st_sum" = "$3" ]; } || lg_store_fail 1 "$1 did not arrive on the host as it is in the repository (its digest is not $3); nothing was run"
    printf '%s\n' "$1" >"$lg_pg_dir/$lg_pg_n.name" && printf '%s|%s\n' "$2" "$3" >"$lg_pg_dir/$lg_pg_n.key" || exit 1
    shift 4
  done
  lg_pg_was=$(lg_pg_ending "$lg_pg_name" '' others "$(lg_pg_revisions_script)") || exit
  lg_pg_apply_begin
  lg_pg_k=0
  while [ "$lg_pg_k" -lt "$lg_pg_n" ]; do
    lg_pg_k=$((lg_pg_k + 1))
    lg_pg_apply_take || continue
    [ "$lg_pg_how" = all ] || lg_pg_apply_run
  done
  [ "$lg_pg_names" = '' ] || lg_pg_apply_run
}

# A connection that breaks ends what was begun at once; older servers notice only when they answer.
lg_pg_watch_client() {
  printf '%s\n' "SELECT pg_catalog.set_config('client_connection_check_interval', '500', false) WHERE pg_catalog.current_setting('server_version_num')::int >= 140000;"
}

lg_pg_apply_begin() {
  lg_pg_names=''
  : >"$lg_pg_dir/map"
  {
    # What a file selects is not shown; what we ask is.
    printf '\\o /dev/null\n'
    lg_pg_watch_client
    printf 'BEGIN;\nSELECT pg_catalog.pg_current_xact_id() AS lockgate_xact \\gset\n\\echo xact :lockgate_xact\n'
    lg_pg_table
    [ "$lg_pg_keys" != yes ] || lg_pg_keys_before
  } >"$lg_pg_dir/script" || exit 1
}

# Whether a file still has to run, and if so into the transaction.
lg_pg_apply_take() {
  lg_store_text "$lg_pg_dir/$lg_pg_k.name"
  lg_pg_this=$lg_st_text
  lg_store_text "$lg_pg_dir/$lg_pg_k.key"
  lg_pg_key=$lg_st_text
  case "
$lg_pg_was
" in
    *"
$lg_pg_key|0|0|0
"*)
      printf 'applied before: %s\n' "$lg_pg_this"
      return 1
      ;;
    *"
$lg_pg_key|"*) lg_store_fail 1 "$lg_pg_this was begun statement by statement and must be ended so: give it back its first line; nothing of it was run" ;;
    *"
${lg_pg_key%|*}|"*) lg_store_fail 1 "$lg_pg_this was applied with another content: an applied file must not be edited; nothing of it was run" ;;
  esac
  printf '%s %s\n' "$(($(wc -l <"$lg_pg_dir/script") + 1))" "$lg_pg_this" >>"$lg_pg_dir/map"
  # Each file is ended as one and leaves no setting behind, so that it cannot reach into what follows.
  {
    cat -- "$lg_pg_dir/$lg_pg_k.sql" && printf '\n;\n'
    lg_pg_apply_record
  } >>"$lg_pg_dir/script" || lg_store_fail 1 'the script could not be written on the host; nothing was run'
  lg_pg_names="$lg_pg_names${lg_pg_names:+, }$lg_pg_this"
}

lg_pg_apply_record() {
  printf '%s\n' 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;'
  lg_pg_watch_client
  printf "INSERT INTO public.lockgate_migrations (name, digest, release) VALUES (convert_from(decode('%s', 'hex'), 'UTF8'), '%s', convert_from(decode('%s', 'hex'), 'UTF8'));\n" "${lg_pg_key%|*}" "${lg_pg_key#*|}" "$lg_pg_release"
}

# What was wrong before is not this migration's fault.
lg_pg_keys_before() {
  printf '%s\n' 'CREATE TEMP TABLE lockgate_before (shown text, key text, n bigint) ON COMMIT DROP;' 'CREATE TEMP TABLE lockgate_after (shown text, key text, n bigint CONSTRAINT "foreign keys point nowhere; all of it was rolled back" CHECK (n = 0)) ON COMMIT DROP;'
  printf "SELECT format('INSERT INTO pg_temp.lockgate_before SELECT %%L, %%L, (%%s)', shown, key, question) FROM (\n"
  lg_pg_orphans_script
  printf ') AS o \\gexec\n'
}

lg_pg_keys_after() {
  printf "SELECT format('INSERT INTO pg_temp.lockgate_after SELECT shown, key, greatest((%%s) - n, 0) FROM pg_temp.lockgate_before WHERE shown = %%L AND key = %%L', question, shown, key) FROM (\n"
  lg_pg_orphans_script
  printf ') AS o \\gexec\n'
}

# What nothing in a file can know beforehand, into lg_pg_nonce.
lg_pg_dice() {
  read -r lg_pg_nonce 2>/dev/null </proc/sys/kernel/random/uuid || lg_pg_nonce=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  lg_pg_nonce=lockgate-$lg_pg_nonce
}

lg_pg_apply_run() {
  lg_pg_dice
  {
    [ "$lg_pg_keys" != yes ] || lg_pg_keys_after
    printf 'COMMIT;\n\\echo %s\n' "$lg_pg_nonce"
  } >>"$lg_pg_dir/script" || lg_store_fail 1 'the script could not be written on the host; nothing was run'
  lg_pg_options="-c client_min_messages=warning -c lock_timeout=$lg_pg_lock -c idle_in_transaction_session_timeout=60000"
  lg_pg_try=1
  until lg_pg_apply_once; do
    lg_pg_retriable "$lg_pg_try" || {
      lg_pg_explain >&2
      lg_store_fail 1 "not applied, nothing of it was kept: $lg_pg_names"
    }
    lg_pg_try=$((lg_pg_try + 1))
  done
  printf 'applied: %s\n' "$lg_pg_names"
  lg_pg_apply_begin
}

# Runs the script; true when it is committed, false when it certainly is not.
lg_pg_apply_once() {
  lg_pg_wait "$lg_pg_dir/script" lg_pg_psql "$lg_pg_name" "$lg_pg_options" -v VERBOSITY=verbose >"$lg_pg_dir/out" 2>"$lg_pg_dir/err"
  lg_pg_code=$?
  ! grep -qxF -e "$lg_pg_nonce" "$lg_pg_dir/out" || return 0
  lg_pg_xact=$(sed -n 's/^xact \([0-9]*\)$/\1/p' "$lg_pg_dir/out" | head -n 1)
  if [ -z "$lg_pg_xact" ]; then
    # Not even begun.
    lg_pg_blame "$lg_pg_code" "$lg_pg_name" "$(cat -- "$lg_pg_dir/err")"
  fi
  lg_pg_resolve
}

# Asks the server what became of a transaction whose end was not seen. A server that is restarting is waited for.
lg_pg_resolve() {
  lg_pg_asked=0
  while [ "$lg_pg_asked" -lt 30 ]; do
    lg_pg_fate=$( (lg_pg_end_sessions OWN) 2>/dev/null && printf "SELECT coalesce(pg_xact_status(:'xact'::xid8), 'forgotten');\n" | lg_pg_sql "$lg_pg_name" '' -v "xact=$lg_pg_xact" 2>/dev/null)
    case $lg_pg_fate in
      committed)
        printf 'the end of the transaction was not seen; the server says that it is committed\n'
        return 0
        ;;
      aborted) return 1 ;;
    esac
    lg_pg_asked=$((lg_pg_asked + 1))
    sleep 1
  done
  lg_store_fail 1 "it cannot be told whether $lg_pg_names was committed (transaction $lg_pg_xact): the next run finds out"
}

# lg_pg_retriable TRIES: after a lock that was not got or a deadlock, and after a while; at most four times.
lg_pg_retriable() {
  grep -q 'ERROR:  \(55P03\|40P01\):' "$lg_pg_dir/err" && [ "$1" -lt 5 ] || return 1
  lg_progress "somebody holds a lock that $lg_pg_names needs: attempt $(($1 + 1)) of 5 follows"
  printf 'attempt %s met a lock; nothing of it was kept\n' "$1"
  sleep "$1"
}

# What psql said, with the file and its line instead of the line of our script.
lg_pg_explain() {
  sed '/^LOCATION: /d' "$lg_pg_dir/err" | while IFS= read -r lg_pg_line; do
    case $lg_pg_line in
      psql:*:[0-9]*:*)
        lg_pg_at=${lg_pg_line#psql:*:} lg_pg_line=${lg_pg_line#psql:*:*:}
        lg_pg_at=${lg_pg_at%%:*} lg_pg_where='the end of the transaction'
        while read -r lg_pg_start lg_pg_this; do
          [ "$lg_pg_start" -gt "$lg_pg_at" ] || lg_pg_where="$lg_pg_this, line $((lg_pg_at - lg_pg_start + 1))"
        done <"$lg_pg_dir/map"
        printf '%s:%s\n' "$lg_pg_where" "$lg_pg_line"
        ;;
      *) printf '%s\n' "$lg_pg_line" ;;
    esac
  done
}

# lg_pg_record AS NAME REST STATE MS RELEASE [HEX DIGEST]...: as if they had been applied.
lg_pg_record() {
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" record
  lg_pg_release=$6
  shift 6
  lg_pg_folder record
  {
    printf 'BEGIN;\n'
    lg_pg_table
    while [ $# -gt 0 ]; do
      printf "INSERT INTO public.lockgate_migrations (name, digest, release) VALUES (convert_from(decode('%s', 'hex'), 'UTF8'), '%s', convert_from(decode('%s', 'hex'), 'UTF8')) ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, release = excluded.release, statements = 0, begun = 0, done = 0;\n" "$1" "$2" "$lg_pg_release"
      shift 2
    done
    printf 'COMMIT;\n'
  } >"$lg_pg_dir/script"
  lg_pg_wait "$lg_pg_dir/script" lg_pg_ask "$lg_pg_name" '-c client_min_messages=warning -c lock_timeout=10000'
}
