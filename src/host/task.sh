# shellcheck shell=sh
# A task: one fenced script that goes on without the connection that started it and can be attached to again by its id.
# Its folder: `begun` (the process; its presence is the beginning), `steps`, `now`, `out`, `err`, and `exit` as the last.

# ---- The attached part: runs in the connection's shell.

# lg_task_attach STATE ID: starts the task unless it has begun, waits for its end and prints what it recorded.
# LG_LIBRARY and LG_BODY hold the text of the detached part.
lg_task_attach() {
  lg_state_format "$1" || return
  [ -e "$1/lock" ] || {
    lg_refuse LG-FENCED '0'
    return
  }
  lg_ta=$1/tasks/$2 lg_ta_pid=''
  lg_task_folder "$1" "$lg_ta" || return
  if [ ! -e "$lg_ta/begun" ] && [ ! -e "$lg_ta/exit" ]; then
    rm -f "$lg_ta/refused"
    lg_ta_sid=$(command -v setsid) || lg_ta_sid=''
    # A text that did not arrive whole is no complete function and runs nothing.
    printf '%s\n' "$LG_LIBRARY" 'lg_task_main() {' "$LG_BODY" '}' 'lg_task_main' | $lg_ta_sid sh -s >/dev/null 2>"$lg_ta/shell" 9>&- &
    lg_ta_pid=$!
  fi
  lg_task_wait "$1" "$lg_ta" || return
  lg_task_tell "$lg_ta"
  # A freed lease means that no later script will come to forget it.
  if lg_lease_read "$1" && [ -z "$lg_l_owner" ]; then rm -f "$lg_ta/out" "$lg_ta/err"; fi
}

lg_task_folder() {
  [ -d "$2" ] && return 0
  mkdir "$2" 2>/dev/null && return 0
  lg_tf=$(LC_ALL=C mkdir -p "$2" 2>&1) && return 0
  lg_state_spend "$1" && lg_tf=$(LC_ALL=C mkdir -p "$2" 2>&1) && return 0
  lg_state_blame "$lg_tf"
}

lg_task_wait() {
  # Our own child is waited for without a look at the clock; another's is looked for again and again.
  if [ -n "$lg_ta_pid" ]; then
    lg_task_ticker "$2" </dev/null &
    lg_tw=$!
    wait "$lg_ta_pid"
    kill -TERM "$lg_tw" 2>/dev/null && wait "$lg_tw" 2>/dev/null
  fi
  [ ! -e "$2/exit" ] || return 0
  lg_tw=0 lg_tw_said=$(date +%s) lg_tw_from=$lg_tw_said
  while [ ! -e "$2/exit" ]; do
    if [ -e "$2/refused" ]; then
      cat "$2/refused"
      return 3
    fi
    if [ -e "$2/begun" ]; then
      lg_running_read "$2/begun" && lg_running_alive || lg_task_bury "$1" "$2" || return
      [ ! -e "$2/exit" ] || return 0
    elif ! lg_proc_read "$lg_ta_pid" 2>/dev/null || [ "$lg_p_state" = Z ]; then
      # It ended between two looks, or it never came to its beginning.
      [ -e "$2/begun" ] || [ -e "$2/exit" ] || [ -e "$2/refused" ] || {
        lg_refuse LG-TASK-NOT-STARTED "$(tail -c 500 "$2/shell" 2>/dev/null | tr '\n' ' ')"
        return
      }
    fi
    lg_tw=$((lg_tw + 1))
    if [ "$lg_tw" -lt 20 ]; then sleep 0.05 2>/dev/null || sleep 1; else lg_nap; fi
    if [ $((lg_tw % 10)) -eq 0 ]; then
      lg_tw_now=$(date +%s)
      if [ $((lg_tw_now - lg_tw_said)) -ge 2 ] || [ "$lg_tw_now" -lt "$lg_tw_said" ]; then
        lg_tw_said=$lg_tw_now
        lg_task_progress "$2" "$((lg_tw_now - lg_tw_from))"
      fi
    fi
  done
}

# lg_task_ticker FOLDER: tells every two seconds what the task is at, until it is told to stop.
lg_task_ticker() {
  lg_before=${!-} lg_tt=0
  trap '[ "${!-}" = "$lg_before" ] || { kill -KILL "$!"; wait "$!"; }; exit 0' TERM
  while :; do
    sleep 2 >/dev/null 2>&1 &
    wait "$!" || exit 0
    # By the number of the shell that waits: it may have been killed.
    kill -0 "$$" 2>/dev/null || exit 0
    lg_tt=$((lg_tt + 2))
    if [ -e "$1/begun" ]; then lg_task_progress "$1" "$lg_tt"; fi
  done
}

# lg_task_progress FOLDER SECONDS: the step that runs, and the last line of progress that a function of this library gave.
lg_task_progress() {
  lg_tr_title='' lg_tr_word=''
  { read -r lg_tr_title <"$1/now"; read -r lg_tr_word <"$1/word"; } 2>/dev/null
  lg_tr=''
  [ -z "$lg_tr_word" ] || lg_tr=$(tail -c 4096 "$1/out" 2>/dev/null | grep -a "^lockgate-$lg_tr_word progress " | tail -n 1)
  printf 'progress %s %s%s\n' "$2" "$lg_tr_title" "${lg_tr:+: ${lg_tr#* progress }}"
}

# lg_task_bury STATE FOLDER: records the death of a script that left no end: killed, or the machine went down.
lg_task_bury() {
  lg_task_bury_locked "$@" 9>>"$1/lock"
}

lg_task_bury_locked() {
  # What a dead script started still works, and holds the lock.
  lg_running_read "$2/begun" && lg_session_kill "$lg_r_sid" "$lg_r_sid_start" "$lg_r_boot" 9>&-
  lg_tb=0
  until flock -n 9; do
    [ ! -e "$2/exit" ] || return 0
    lg_tb=$((lg_tb + 1))
    [ "$lg_tb" -lt 150 ] || {
      lg_refuse LG-LEASE-BUSY "something holds $1/lock and does not let go"
      return
    }
    lg_nap
  done
  [ ! -e "$2/exit" ] || return 0
  lg_state_write "$2/exit" "died killed"
  lg_running_read "$1/running" && [ "$lg_r_task" = "${2##*/}" ] && rm -f "$1/running"
  return 0
}

lg_task_tell() {
  lg_tt='' lg_tt_word=''
  { IFS= read -r lg_tt <"$1/exit"; IFS= read -r lg_tt_word <"$1/word"; } 2>/dev/null
  printf 'ended %s\nword %s\n' "$lg_tt" "$lg_tt_word"
  if [ -e "$1/steps" ]; then while IFS= read -r lg_tt; do printf 'step %s\n' "$lg_tt"; done <"$1/steps"; fi
  echo 'output'
  [ ! -s "$1/out" ] || cat "$1/out" 2>/dev/null
  [ ! -s "$1/err" ] || cat "$1/err" >&2 2>/dev/null
  printf '\ntold\n'
}

# lg_task_record STATE CURRENT WORD: the record as the task left it, behind what it told and a line that nothing it printed can pass for.
lg_task_record() {
  echo "record $3"
  lg_state_read "$1" "$2"
  printf '\nread\n'
}

# ---- The detached part.

# lg_task_begin STATE ID TOKEN TTL WORD: takes the lock, checks the token, and records that the task has begun.
lg_task_begin() {
  LG_STATE=$1 LG_TASK=$1/tasks/$2 LG_WHY='' lg_whole='' lg_umask='' lg_s_date=''
  exec 9>>"$1/lock"
  lg_task_claim "$@" >"$LG_TASK/answer.$$"
  lg_tg=$?
  case $lg_tg in
    0) lg_task_forget "$1/tasks" "$2" "$LG_TASK/answer.$$" ;;
    3) mv -f "$LG_TASK/answer.$$" "$LG_TASK/refused" ;;
    *) rm -f "$LG_TASK/answer.$$" ;;
  esac
  [ "$lg_tg" -eq 0 ] || exit 0
  exec >"$LG_TASK/out" 2>"$LG_TASK/err" </dev/null
}

lg_task_claim() {
  lg_tc=0
  until flock -n 9; do
    # What a killed script of this very lease has left behind does not let go by itself.
    if lg_lease_check "$1" "$3" >/dev/null && lg_running_read "$1/running" && [ "$lg_r_token" = "$3" ] && ! lg_running_alive; then
      lg_running_end "$1" 9>&- || return
    fi
    lg_tc=$((lg_tc + 1))
    [ "$lg_tc" -lt 300 ] || {
      lg_refuse LG-LEASE-BUSY "something holds $1/lock and does not let go"
      return
    }
    lg_nap
  done
  # Another script with this id was quicker: it is the task, and this one is nothing.
  if [ -e "$LG_TASK/begun" ] || [ -e "$LG_TASK/exit" ]; then return 4; fi
  lg_state_format "$1" && lg_lease_check "$1" "$3" || return
  # What a killed script of the same holder left must not work beside this one.
  lg_running_end "$1" 9>&- || return
  lg_proc_read $$ || return 4
  lg_tc_start=$lg_p_start lg_tc_sid=$lg_p_sid
  lg_proc_read "$lg_tc_sid" 2>/dev/null
  lg_proc_boot
  lg_uptime
  lg_tc="1 $3 $2 $$ $lg_tc_start $lg_tc_sid $lg_p_start $lg_boot $((lg_up + $4 + 60))"
  lg_state_place "$1/running" "$lg_tc" || return
  lg_seconds
  lg_tc_until=$((lg_s + $4))
  # A short task of a lease that was taken a moment ago has its time already: what is missing is less than it takes.
  if [ $((lg_tc_until - lg_l_expires)) -gt 20 ]; then
    lg_lease_write "$1" "$lg_l_owner" "$lg_l_token" "$lg_tc_until" "$lg_l_tail" || return
    lg_l_expires=$lg_tc_until
  fi
  printf '%s\n' "$5" 2>/dev/null >"$LG_TASK/word"
  lg_state_write "$LG_TASK/begun" "$lg_tc"
}

# lg_task_lines FILE LINES: appends to the journal or the release log.
lg_task_lines() {
  [ -n "$2" ] || return 0
  lg_task_try lg_state_append "$LG_STATE/$1" "$2"
}

# Remembers why the task cannot be recorded any more; nothing mutates after that.
lg_task_try() {
  "$@" >/dev/null 2>&1 && return 0
  if LG_WHY=$("$@" 2>&1); then
    LG_WHY=
    return 0
  fi
  LG_WHY="unrecorded ${LG_WHY#refused }"
  return 1
}

# lg_task_step ID TITLE FIELDS: writes what is about to happen. Its commands follow.
lg_task_step() {
  LG_STEP=$1 LG_FIELDS=$3
  printf '%s\n' "$2" >"$LG_TASK/now" 2>/dev/null
  lg_task_try lg_journal_step "$LG_STATE" begin "$3" || return
  lg_task_note begin "$1"
}

# lg_task_note: the step's phase for the one who waits; the journal is what counts.
lg_task_note() {
  printf '%s\n' "$*" 2>/dev/null >>"$LG_TASK/steps"
  :
}

# lg_task_stepped STATUS: writes what has happened.
lg_task_stepped() {
  if [ "$1" -eq 0 ]; then
    lg_task_try lg_journal_step "$LG_STATE" 'done' "$LG_FIELDS" || return
    lg_task_note 'done' "$LG_STEP"
    return 0
  fi
  lg_task_try lg_journal_step "$LG_STATE" failed "$LG_FIELDS" "$1" || return
  lg_task_note failed "$LG_STEP"
  LG_WHY="failed $LG_STEP"
  return 1
}

# lg_task_end LEASE: the task's last words. LG_WHY is empty when every step was done; else nobody else may come in between what
# was begun and what takes it back.
lg_task_end() {
  case ${LG_WHY:+failed-}$1 in
    failed-free) lg_lease_settle "$LG_STATE" keep >/dev/null ;;
    *) lg_lease_settle "$LG_STATE" "$1" >/dev/null ;;
  esac
  if [ "$1" = free ]; then lg_task_prune "$LG_STATE/tasks"; fi
  case ${LG_WHY:=done} in
    *'
'*) LG_WHY=$(printf '%s' "$LG_WHY" | tr '\n' ' ') ;;
  esac
  # After a loss of power the journal tells what happened.
  lg_state_place "$LG_TASK/exit" "$LG_WHY"
  rm -f "$LG_STATE/running"
}

# lg_task_forget FOLDER ID FILE: removes that file, and what all other tasks printed. It has been told, or the one who would be told is
# gone; and programs of the team's own may print their secrets.
lg_task_forget() {
  lg_tx_all=$1 lg_tx_own=$1/$2/
  shift 2
  for lg_tx in "$lg_tx_all"/*/; do
    [ "$lg_tx" != "$lg_tx_own" ] || continue
    [ ! -e "${lg_tx}out" ] || set -- "$@" "${lg_tx}out"
    [ ! -e "${lg_tx}err" ] || set -- "$@" "${lg_tx}err"
  done
  rm -f "$@"
}

# lg_task_prune FOLDER: keeps the twenty newest.
lg_task_prune() {
  # Names of tasks hold letters, digits, dots and dashes alone.
  # shellcheck disable=SC2012
  ls -1t "$1" | tail -n +21 | while read -r lg_tp; do
    [ -n "$lg_tp" ] && rm -rf "${1:?}/$lg_tp"
  done
}
