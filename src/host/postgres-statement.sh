# shellcheck shell=sh
# shellcheck disable=SC2015,SC2030,SC2031,SC2154 # functions share the variables of the subshell that called them
# One statement of a file that cannot run in a transaction, such as CREATE INDEX CONCURRENTLY. What it does and the row that says
# so are two transactions: the row says `begun` before and `done` after, and what lies between is looked at by the next run.

# lg_pg_statement AS NAME REST STATE MS RELEASE LOCK-MS KIND INDEX HEX DIGEST NUMBER COUNT TITLE: the statement is on stdin. KIND:
# `plain` can share a transaction with its row, `bare` cannot, `create` makes INDEX and `drop` drops it.
lg_pg_statement() {
  lg_pg_begin "$1" "$2" "$3" "$4" "$5" statement
  shift 5
  lg_pg_release=$1 lg_pg_lock=$2 lg_pg_kind=$3 lg_pg_index=$4 lg_pg_hex=$5 lg_pg_sha=$6 lg_pg_k=$7 lg_pg_of=$8 lg_pg_names=$9
  lg_pg_folder statement
  cat >"$lg_pg_dir/text" || lg_store_fail 1 'the statement could not be written on the host'
  lg_pg_was=$(lg_pg_ending "$lg_pg_name" '' others "$(lg_pg_revisions_script)") || exit
  lg_pg_was=$(printf '%s\n' "$lg_pg_was" | grep "^$lg_pg_hex|")
  [ -n "$lg_pg_was" ] || lg_pg_was="$lg_pg_hex|$lg_pg_sha|$lg_pg_of|0|0"
  lg_pg_done=${lg_pg_was##*|}
  case $lg_pg_was in
    "$lg_pg_hex|$lg_pg_sha|0|0|0") lg_pg_done=$lg_pg_of ;;
    "$lg_pg_hex|$lg_pg_sha|$lg_pg_of|"*) ;;
    *) lg_store_fail 1 "$lg_pg_names was applied, at least in part, with another content: an applied file must not be edited; nothing of it was run" ;;
  esac
  [ "$lg_pg_k" -gt "$lg_pg_done" ] || {
    printf 'done before: %s\n' "$lg_pg_names"
    exit 0
  }
  [ "$lg_pg_k" -eq $((lg_pg_done + 1)) ] || lg_store_fail 1 "$lg_pg_names cannot run before statement $((lg_pg_done + 1)) of its file is done"
  lg_pg_statement_cleared "$lg_pg_was"
  [ "$lg_pg_kind" = plain ] || lg_pg_statement_mark begun
  lg_pg_try=1
  until lg_pg_statement_once; do
    if ! lg_pg_retriable "$lg_pg_try"; then
      lg_pg_explain >&2
      lg_pg_statement_cleared ''
      [ "$lg_pg_kind" != create ] || lg_pg_statement_unmark
      lg_store_fail 1 "it failed: $lg_pg_names; what came before it in the file is done"
    fi
    lg_pg_statement_cleared ''
    lg_pg_try=$((lg_pg_try + 1))
  done
  [ "$lg_pg_kind" = plain ] || lg_pg_statement_mark "done"
  printf 'done: %s\n' "$lg_pg_names"
}

# lg_pg_statement_cleared ROW: what an interrupted attempt has left. Done after all: says so and leaves. Half an index is dropped.
lg_pg_statement_cleared() {
  case $lg_pg_kind in create | drop) ;; *) return 0 ;; esac
  lg_pg_has=$(lg_pg_ask "$lg_pg_name" '' -v "index=$lg_pg_index" <<'SQL'
SELECT coalesce((SELECT CASE WHEN indisvalid THEN 'valid' WHEN EXISTS (SELECT FROM pg_stat_progress_create_index WHERE index_relid = indexrelid) THEN 'building' ELSE 'invalid' END
  FROM pg_index WHERE indexrelid = to_regclass(:'index')), 'none');
SQL
  ) || exit
  lg_pg_tried=${1%|*}
  lg_pg_tried=${lg_pg_tried##*|}
  case $lg_pg_kind-$lg_pg_has in
    create-building) lg_store_fail 1 "somebody is building the index $lg_pg_index right now" ;;
    create-invalid)
      printf 'DROP INDEX CONCURRENTLY IF EXISTS %s;\n' "$lg_pg_index" | lg_pg_ask "$lg_pg_name" "-c lock_timeout=$lg_pg_lock"
      printf 'dropped the invalid index %s that a failed attempt had left\n' "$lg_pg_index"
      ;;
    create-valid | drop-none)
      [ "$lg_pg_tried" = "$lg_pg_k" ] || return 0
      lg_pg_statement_mark "done"
      printf 'done, as found: %s\n' "$lg_pg_names"
      exit 0
      ;;
  esac
}

lg_pg_statement_row() {
  lg_pg_table
  printf "INSERT INTO public.lockgate_migrations (name, digest, release, statements, %s) VALUES (convert_from(decode('%s', 'hex'), 'UTF8'), '%s', convert_from(decode('%s', 'hex'), 'UTF8'), %s, %s) ON CONFLICT (name) DO UPDATE SET %s = excluded.%s;\n" \
    "$1" "$lg_pg_hex" "$lg_pg_sha" "$lg_pg_release" "$lg_pg_of" "$lg_pg_k" "$1" "$1"
}

lg_pg_statement_mark() {
  { printf 'BEGIN;\n'; lg_pg_statement_row "$1"; printf 'COMMIT;\n'; } | lg_pg_ask "$lg_pg_name" '-c client_min_messages=warning -c lock_timeout=10000'
}

# Nothing is left of an index that could not be built: its statement was not begun any more, and a file of which nothing else was done
# is as if it had never been there, so that it can be mended.
lg_pg_statement_unmark() {
  printf "BEGIN;\nUPDATE public.lockgate_migrations SET begun = done WHERE name = convert_from(decode('%s', 'hex'), 'UTF8');\nDELETE FROM public.lockgate_migrations WHERE name = convert_from(decode('%s', 'hex'), 'UTF8') AND done = 0;\nCOMMIT;\n" "$lg_pg_hex" "$lg_pg_hex" |
    lg_pg_ask "$lg_pg_name" '-c client_min_messages=warning -c lock_timeout=10000'
}

lg_pg_statement_once() {
  lg_pg_dice
  {
    printf '\\o /dev/null\n'
    lg_pg_watch_client
    [ "$lg_pg_kind" != plain ] || printf 'BEGIN;\nSELECT pg_catalog.pg_current_xact_id() AS lockgate_xact \\gset\n\\echo xact :lockgate_xact\n'
  } >"$lg_pg_dir/script" && printf '%s %s\n' "$(($(wc -l <"$lg_pg_dir/script") + 1))" "$lg_pg_names" >"$lg_pg_dir/map" && {
    cat -- "$lg_pg_dir/text"
    printf '\n;\n'
    [ "$lg_pg_kind" != plain ] || { printf '%s\n' 'RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;'; lg_pg_statement_row "done"; printf 'COMMIT;\n'; }
    printf '\\echo %s\n' "$lg_pg_nonce"
  } >>"$lg_pg_dir/script" || lg_store_fail 1 'the script could not be written on the host; nothing was run'
  lg_pg_options="-c client_min_messages=warning -c lock_timeout=$lg_pg_lock"
  if [ "$lg_pg_kind" = plain ]; then
    lg_pg_apply_once
    return
  fi
  lg_pg_wait "$lg_pg_dir/script" lg_pg_psql "$lg_pg_name" "$lg_pg_options" -v VERBOSITY=verbose >"$lg_pg_dir/out" 2>"$lg_pg_dir/err"
  grep -qxF -e "$lg_pg_nonce" "$lg_pg_dir/out" || { (lg_pg_end_sessions OWN) 2>/dev/null; return 1; }
}
