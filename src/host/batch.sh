# shellcheck shell=sh
# shellcheck disable=SC2030,SC2031 # what a subshell sets is meant for it alone
# Runs the framed commands of a batch. A frame is announced on both streams by a line that starts with the batch's
# random word, so that nothing a command prints can pass for one. Numbers and times are the host's own.

# WORD: what every script begins with.
lg_batch_begin() {
  unset CDPATH
  LG_WORD=$1 lg_watched='' lg_watcher='' lg_me='' lg_umask=''
}

# What this host offers for streams that have to be bounded and for programs that have to end; asked once per script.
lg_batch_probe() {
  LG_HEAD='dd bs=32768 count=1 iflag=fullblock'
  case $(head --version 2>/dev/null) in
    *GNU*)
      LG_HEAD='head -c 32768'
      # Unbuffered, so that the first lines are seen while the command still runs.
      if command -v stdbuf >/dev/null; then LG_HEAD="stdbuf -o0 $LG_HEAD"; fi
      ;;
    *uutils*) LG_HEAD='head -c 32768' ;;
  esac
  LG_TIMEOUT=
  case $(timeout --version 2>/dev/null) in *GNU* | *uutils*) LG_TIMEOUT=group ;; esac
}

# Seconds since some fixed moment, into lg_now; without a process where /proc tells.
lg_batch_clock() {
  if ! read -r lg_now _ 2>/dev/null </proc/uptime; then lg_now=$(date +%s); fi
}

# SECONDS PROGRAM WORD...: an external program in a process group of its own, killed whole at the deadline.
lg_batch_external() {
  if [ "$LG_TIMEOUT" = group ]; then
    # Not exec: bash reports a death by signal with the text of what died, and that must not be the caller's.
    timeout --kill-after=5 -- "$@" 7>&-
    return
  fi
  lg_batch_within "$@" 7>&-
}

# SECONDS COMMAND WORD...: a function or program, killed with everything below it at the deadline (exit code 124).
lg_batch_within() (
  lg_seconds=$1
  shift
  exec 8<&0
  ("$@" 8<&-) <&8 &
  lg_child=$!
  exec 8<&-
  (
    exec 3>&- 4>&- 5>&- 6>&- 7>&-
    # By $!, which is there with the process itself: a word that is still empty is an error that ends the trap, not the shell.
    # By force, since a process between its fork and its program still has this shell's trap, and would forget the signal.
    lg_before=${!-}
    trap '[ "${!-}" = "$lg_before" ] || { kill -KILL "$!"; wait "$!"; }; exit 0' TERM
    sleep "$lg_seconds" &
    lg_sleep=$!
    wait "$lg_sleep" || exit 0
    # From here on the end of the first of them must not stop the killing of the others.
    trap '' TERM
    lg_batch_kill_tree "$lg_child"
  ) </dev/null >/dev/null 2>&1 &
  lg_watch=$!
  wait "$lg_child"
  lg_code=$?
  if kill -TERM "$lg_watch" 2>/dev/null; then
    wait "$lg_watch" 2>/dev/null
  fi
  exit "$lg_code"
)

# PID: ends the process and all its descendants, found through /proc; kills after five seconds what is still there.
lg_batch_kill_tree() {
  lg_tree=" $1 "
  lg_grew=yes
  while [ "$lg_grew" = yes ]; do
    lg_grew=no
    for lg_stat in /proc/[0-9]*/stat; do
      read -r lg_line 2>/dev/null <"$lg_stat" || continue
      lg_pid=${lg_line%% *}
      # The name in brackets may hold blanks: what follows the last bracket is "state parent ...".
      lg_line=${lg_line##*) ? }
      case $lg_tree in
        *" $lg_pid "*) ;;
        *" ${lg_line%% *} "*)
          lg_tree="$lg_tree$lg_pid "
          lg_grew=yes
          ;;
      esac
    done
  done
  # shellcheck disable=SC2086 # a list of numbers
  kill -TERM $lg_tree 2>/dev/null
  lg_patience=50
  while [ "$lg_patience" -gt 0 ]; do
    lg_alive=no
    for lg_pid in $lg_tree; do
      read -r lg_line 2>/dev/null <"/proc/$lg_pid/stat" || continue
      case $lg_line in *") Z "*) ;; *) lg_alive=yes ;; esac
    done
    [ "$lg_alive" = yes ] || return 0
    sleep 0.1
    lg_patience=$((lg_patience - 1))
  done
  # shellcheck disable=SC2086 # a list of numbers
  kill -KILL $lg_tree 2>/dev/null
}

# NAME: passes the first 32 KiB and the last 64 KiB (and one byte more, which tells that there was more).
lg_batch_bound() {
  if read -r lg_pid _ 2>/dev/null </proc/self/stat; then echo "$1 $lg_pid" >&5; fi
  exec 5>&- 8<&0
  lg_before=${!-}
  trap '[ "${!-}" = "$lg_before" ] || kill -KILL "$!"; exit 0' TERM
  $LG_HEAD <&8 2>/dev/null &
  lg_child=$!
  wait "$lg_child"
  tail -c 65537 <&8 &
  lg_child=$!
  wait "$lg_child"
}

# Reads who bounds the two streams and how the command ended; prints the exit code. A process that the command left behind
# may keep the streams open: two seconds after the end nobody waits for it any more.
lg_batch_collect() {
  lg_bounders='' lg_bounds=0
  lg_code=
  lg_watch=
  while read -r lg_what lg_value; do
    case $lg_what in
      status) lg_code=$lg_value ;;
      *) lg_bounders="$lg_bounders $lg_value" lg_bounds=$((lg_bounds + 1)) ;;
    esac
    # On a busy host a command may end before those that bound its streams have said who they are.
    if [ -z "$lg_code" ] || [ "$lg_bounds" -lt 2 ]; then continue; fi
    (
      lg_before=${!-}
      trap '[ "${!-}" = "$lg_before" ] || { kill -KILL "$!"; wait "$!"; }; exit 0' TERM
      sleep 2 &
      lg_sleep=$!
      wait "$lg_sleep" || exit 0
      # shellcheck disable=SC2086 # a list of numbers
      kill -TERM $lg_bounders
    ) </dev/null >/dev/null 2>&1 3>&- 4>&- &
    lg_watch=$!
  done
  if [ -n "$lg_watch" ]; then
    kill -TERM "$lg_watch" 2>/dev/null
    wait "$lg_watch" 2>/dev/null
  fi
  echo "$lg_code"
}

# WORD NUMBER: runs lg_body as one frame; its exit code is left in lg_status.
lg_batch_frame() {
  lg_batch_unwatch
  lg_batch_clock
  printf '\n%s begin %s %s\n' "$1" "$2" "$lg_now"
  printf '\n%s begin %s\n' "$1" "$2" >&2
  { lg_status=$(
    {
      {
        {
          # In a process of its own: a shell keeps copies of what it redirects for a function, and so would what is left behind.
          (lg_body) 2>&1 >&6 7>&3 3>&- 4>&- 5>&- 6>&- 9>&-
          echo "status $?" >&5
        } | lg_batch_bound err >&4 6>&-
      } 6>&1 | lg_batch_bound out >&3
    } 5>&1 | lg_batch_collect
  ); } 3>&1 4>&2
  lg_batch_clock
  printf '\n%s end %s %s %s\n' "$1" "$2" "${lg_status:-none}" "$lg_now"
  printf '\n%s end %s\n' "$1" "$2" >&2
  lg_status=${lg_status:-255}
}

# WORD NUMBER SECONDS: the same for a function of this library that bounds what it prints and leaves nothing behind. It runs under
# a watch that stays for those that follow: lg_batch_unwatch ends it.
lg_batch_plain() {
  lg_batch_watch "$3"
  lg_batch_clock
  printf '\n%s begin %s %s\n' "$1" "$2" "$lg_now"
  printf '\n%s begin %s\n' "$1" "$2" >&2
  lg_body 7>&1
  lg_status=$?
  lg_batch_clock
  printf '\n%s end %s %s %s whole\n' "$1" "$2" "$lg_status" "$lg_now"
  printf '\n%s end %s\n' "$1" "$2" >&2
}

# SECONDS: until lg_batch_unwatch every process that this shell starts is killed, with all below it, once it is so old. Two processes
# watch over however many questions are asked meanwhile.
lg_batch_watch() {
  [ "${lg_watched:-}" != "$1" ] || return 0
  lg_batch_unwatch
  lg_watched=$1
  read -r lg_shell _ 2>/dev/null </proc/self/stat || return 0
  lg_batch_watcher "$1" "$lg_shell" </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 9>&- &
  lg_watcher=$!
}

lg_batch_unwatch() {
  lg_watched=
  [ -n "${lg_watcher:-}" ] || return 0
  kill -TERM "$lg_watcher" 2>/dev/null && wait "$lg_watcher" 2>/dev/null
  lg_watcher=
}

# SECONDS PID: kills whatever the shell with that number has started and is older. It looks once a second whether that shell is there:
# a watch must not outlive by much what it watches over.
lg_batch_watcher() {
  lg_before=${!-}
  trap '[ "${!-}" = "$lg_before" ] || { kill -KILL "$!"; wait "$!"; }; exit 0' TERM
  lg_age_max=$(lg_batch_hundredths "$1") || exit 0
  lg_batch_birth "$2" || exit 0
  lg_shell_born=$lg_born lg_left=$lg_age_max
  while :; do
    lg_pause=$lg_left
    [ "$lg_pause" -le 100 ] || lg_pause=100
    # Not every sleep knows parts of a second.
    if [ "$lg_pause" -eq 100 ]; then sleep 1 & else { sleep "0.$((lg_pause / 10))$((lg_pause % 10))" 2>/dev/null || sleep 1; } & fi
    lg_sleep=$!
    wait "$lg_sleep" || exit 0
    # Nobody is left to be watched, or another process has its number.
    lg_batch_birth "$2" && [ "$lg_born" = "$lg_shell_born" ] || exit 0
    lg_left=$((lg_left - lg_pause))
    [ "$lg_left" -le 0 ] || continue
    read -r lg_now _ </proc/uptime
    lg_now=${lg_now%.*}${lg_now#*.} lg_oldest=0 lg_late=
    read -r lg_self _ </proc/self/stat
    for lg_stat in /proc/[0-9]*/stat; do
      read -r lg_line 2>/dev/null <"$lg_stat" || continue
      lg_pid=${lg_line%% *} lg_line=${lg_line##*) ? }
      if [ "${lg_line%% *}" != "$2" ] || [ "$lg_pid" = "$lg_self" ] || ! lg_batch_birth "$lg_pid"; then continue; fi
      lg_age=$((lg_now - lg_born))
      [ "$lg_age" -le "$lg_oldest" ] || lg_oldest=$lg_age
      [ "$lg_age" -lt "$lg_age_max" ] || lg_late="$lg_late $lg_pid"
    done
    for lg_pid in $lg_late; do lg_batch_kill_tree "$lg_pid"; done
    [ -z "$lg_late" ] || lg_oldest=0
    lg_left=$((lg_age_max - lg_oldest + 1))
  done
}

# SECONDS, perhaps with a fraction: in hundredths, the unit in which the kernel tells when a process was born.
lg_batch_hundredths() {
  case $1 in
    *.*)
      lg_part=${1#*.}00
      lg_part=${lg_part%"${lg_part#??}"}
      echo $((${1%.*} * 100 + ${lg_part#0}))
      ;;
    *) echo $(($1 * 100)) ;;
  esac
}

# PID: when it was born, in hundredths of a second since the machine started, into lg_born.
lg_batch_birth() {
  read -r lg_line 2>/dev/null <"/proc/$1/stat" || return 1
  lg_line=${lg_line##*) }
  # shellcheck disable=SC2086 # a list of numbers
  set -- $lg_line
  [ $# -ge 20 ] || return 1
  shift 19
  lg_born=$1
}

# TEXT: a line of progress from a function of this library, past the bounds of its output.
lg_progress() {
  { printf '\n%s progress %s\n' "$LG_WORD" "$1" >&7; } 2>/dev/null || :
}

# A folder for what commands that run side by side print, into lg_folder; empty where nothing can be written.
lg_batch_folder() {
  for lg_folder in "${TMPDIR:-}" /dev/shm /tmp; do
    [ -n "$lg_folder" ] || continue
    lg_folder=$(mktemp -d "$lg_folder/lockgate.XXXXXXXX" 2>/dev/null) || continue
    if { echo probe >"$lg_folder/probe"; } 2>/dev/null; then return; fi
    rm -rf -- "$lg_folder"
  done
  lg_folder=
}
