# shellcheck shell=sh
# The `command` runtime: an application that Lockgate starts and ends itself. It runs in a session of its own, is known by
# process id, start time and boot, and carries a mark in its environment, so that no other process is ever taken for it.

# $1 process id: prints the time it was started, in ticks since boot, and its session; fails when there is no such process
# or it is a zombie.
lg_runtime_stat() {
  read -r lg_st 2>/dev/null <"/proc/$1/stat" || return 1
  # The name stands in brackets and may hold anything, brackets too.
  lg_st=${lg_st##*) }
  # shellcheck disable=SC2086
  set -- $lg_st
  [ "$#" -ge 20 ] || return 1
  case $1 in Z | X) return 1 ;; esac
  printf '%s %s\n' "${20}" "$4"
}

lg_runtime_boot() {
  if ! cat /proc/sys/kernel/random/boot_id 2>/dev/null; then printf 'unknown\n'; fi
}

# $1 record: sets lg_pid, lg_started, lg_release, and for a process that was taken over lg_sid and lg_tree; fails when there is
# none. A record of another boot has process id 0.
lg_runtime_record() {
  lg_pid=0 lg_started='' lg_boot='' lg_release='' lg_sid='' lg_tree=''
  [ -f "$1" ] || return 1
  read -r lg_pid lg_started lg_boot lg_release lg_sid lg_tree <"$1" || :
  case $lg_pid in '' | *[!0-9]*) lg_pid=0 ;; esac
  [ "$lg_boot" = "$(lg_runtime_boot)" ] || lg_pid=0
}

# $1 record: succeeds while the very process that was recorded lives.
lg_runtime_alive() {
  lg_runtime_record "$1" && [ "$lg_pid" -gt 1 ] && lg_now=$(lg_runtime_stat "$lg_pid") && [ "${lg_now%% *}" = "$lg_started" ]
}

# $1 record, $2 root: prints `<pid>:<start time>` of each living process of the application: those of its session while
# their leader lives or that work below the root, and those that carry the mark.
lg_runtime_members() {
  lg_runtime_record "$1" || :
  lg_led=gone
  if [ "$lg_pid" -gt 1 ] && lg_now=$(lg_runtime_stat "$lg_pid"); then
    # A living process of that id that began at another time means that the id was given away: the session is a stranger's.
    if [ "${lg_now%% *}" = "$lg_started" ]; then lg_led=yes; else lg_led=stranger; fi
  fi
  if [ -n "$lg_sid" ]; then
    # Taken over: what is below it, and, once it is gone, what it left behind in its session and its tree.
    if [ "$lg_led" = yes ]; then lg_runtime_descendants "$lg_pid"; elif [ "$lg_pid" -gt 1 ]; then lg_runtime_left "$lg_sid" "$lg_tree"; fi
  elif [ "$lg_pid" -gt 1 ] && [ "$lg_led" != stranger ]; then
    cat /proc/[0-9]*/stat 2>/dev/null | LC_ALL=C awk -v sid="$lg_pid" '
      { id = $1; sub(/^.*\) /, ""); if ($1 != "Z" && $1 != "X" && $4 == sid) print id ":" $20 }' | while read -r lg_p; do
      if [ "$lg_led" = yes ]; then
        printf '%s\n' "$lg_p"
      else
        case $(readlink "/proc/${lg_p%%:*}/cwd" 2>/dev/null) in "$2"/*) printf '%s\n' "$lg_p" ;; esac
      fi
    done
  fi
  lg_runtime_marked "$1"
}

# $1 session, $2 folder: processes of the session but its leader that work in the folder, as `<pid>:<start time>`.
lg_runtime_left() {
  cat /proc/[0-9]*/stat 2>/dev/null | LC_ALL=C awk -v sid="$1" '
    { id = $1; sub(/^.*\) /, ""); if ($1 != "Z" && $1 != "X" && $4 == sid && id != sid) print id ":" $20 }' | while read -r lg_p; do
    if lg_runtime_works_in "${lg_p%%:*}" "$2"; then printf '%s\n' "$lg_p"; fi
  done
}

# $1 record: processes whose environment holds the mark, whatever session they have moved to.
lg_runtime_marked() {
  for lg_p in $(lg_runtime_grep_environ "LOCKGATE_RUNTIME=$1;"); do
    if lg_now=$(lg_runtime_stat "$lg_p"); then printf '%s:%s\n' "$lg_p" "${lg_now%% *}"; fi
  done
}

lg_runtime_grep_environ() {
  if printf 'a\0b\0' | grep -qzxF -e b 2>/dev/null; then
    { grep -lszxF -e "$1" /proc/[0-9]*/environ 2>/dev/null || :; } | sed 's|^/proc/||; s|/environ$||'
  else
    for lg_e in /proc/[0-9]*/environ; do
      # shellcheck disable=SC2002
      if cat "$lg_e" 2>/dev/null | tr '\0' '\n' | grep -qxF -e "$1" 2>/dev/null; then
        lg_e=${lg_e#/proc/}
        printf '%s\n' "${lg_e%/environ}"
      fi
    done
  fi
}

# $1 signal, then `<pid>:<start time>` words: signals those that are still the same process.
lg_runtime_signal() {
  lg_signal=$1
  shift
  for lg_m in "$@"; do
    if lg_now=$(lg_runtime_stat "${lg_m%%:*}") && [ "${lg_now%% *}" = "${lg_m#*:}" ]; then
      kill "-$lg_signal" "${lg_m%%:*}" 2>/dev/null || :
    fi
  done
}

# $1 record, $2 root, $3 tenths of a second to wait politely, $4 the port at which it answers, if any: ends every process of the
# application.
lg_runtime_end() {
  lg_record=$1 lg_home=$2 lg_left=$3 lg_port=${4-} lg_told=' ' lg_looks=0
  while :; do
    lg_all=$(lg_runtime_members "$lg_record" "$lg_home")
    [ -n "$lg_all" ] || return 0
    for lg_each in $lg_all; do
      # Each is asked once, also one that was born after the first round.
      case $lg_told in
        *" $lg_each "*) ;;
        *)
          lg_runtime_signal TERM "$lg_each"
          lg_runtime_signal CONT "$lg_each"
          lg_told="$lg_told$lg_each "
          ;;
      esac
    done
    [ "$lg_left" -gt 0 ] || break
    sleep 0.1
    lg_left=$((lg_left - 1)) lg_looks=$((lg_looks + 1))
    # No longer than a server may need to hear it: some end when it has been quiet for a while.
    [ "$lg_looks" -gt 20 ] || lg_knock "$lg_port"
  done
  lg_left=50
  while [ "$lg_left" -gt 0 ]; do
    lg_all=$(lg_runtime_members "$lg_record" "$lg_home")
    [ -n "$lg_all" ] || {
      printf 'it did not end when asked and was killed\n'
      return 0
    }
    # shellcheck disable=SC2086
    lg_runtime_signal KILL $lg_all
    sleep 0.1
    lg_left=$((lg_left - 1))
  done
  printf 'still there after SIGKILL: %s\n' "$(printf '%s' "$lg_all" | tr '\n' ' ')" >&2
  return 1
}

# $1 file: exports its plain KEY=VALUE lines. Nothing of it is evaluated or printed.
lg_runtime_load_env() {
  [ -r "$1" ] || {
    printf 'the env file %s cannot be read\n' "$1" >&2
    return 1
  }
  lg_env_export "$1"
}

# $1 root: exports what the release that `current` names tells its application. Whatever is read afterwards by name may be one
# of the application's variables: words that are needed still stand in positional parameters.
lg_runtime_load_release() {
  lg_release_named "$1"
  lg_release_environment_at "$1" "${lg_rn?}"
  [ -n "$lg_re" ] || return 0
  [ -r "$1/releases/$lg_rn/$lg_re" ] || {
    printf 'what the application of %s is told cannot be read: %s\n' "$lg_rn" "$1/releases/$lg_rn/$lg_re" >&2
    return 1
  }
  lg_env_export "$1/releases/$lg_rn/$lg_re"
}

# What the new session runs first. Words: record, root, log, umask, start line. A name that it gave a value to, and that is one of
# the application's variables, would reach the application with that value: its names are Lockgate's own. It writes the record before anything of
# the application runs, closes what it inherited (the lock of the state above all), and becomes the application.
lg_runtime_launcher() {
  cat <<'LAUNCHER'
lg_record=$1 lg_root=$2 lg_log=$3 lg_mask=$4 lg_line=$5
exec </dev/null >>"$lg_log" 2>&1
read -r lg_stat <"/proc/$$/stat"
lg_stat=${lg_stat##*) }
lg_boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null) || lg_boot=unknown
cd -P "$lg_root/current" || exit 126
LOCKGATE_RELEASE=$(basename "$(pwd -P)")
LOCKGATE_VERSION=$LOCKGATE_RELEASE
if [ -r .lockgate-version ]; then IFS= read -r LOCKGATE_VERSION <.lockgate-version || :; fi
export LOCKGATE_RELEASE LOCKGATE_VERSION
lg_many=no
if (eval 'exec 99>/dev/null' && [ -e "/proc/self/fd/99" ]) 2>/dev/null; then lg_many=yes; fi
for lg_fd in "/proc/$$/fd/"*; do
  lg_fd=${lg_fd##*/}
  case $lg_fd in
    0 | 1 | 2 | '*') ;;
    ?) eval "exec $lg_fd>&-" ;;
    *) if [ "$lg_many" = yes ]; then eval "exec $lg_fd>&-"; fi ;;
  esac
done
lg_started=$(printf '%s\n' "$lg_stat" | cut -d ' ' -f 20)
printf '%s lockgate: starting %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$LOCKGATE_RELEASE"
printf '%s %s %s %s\n' "$$" "$lg_started" "$lg_boot" "$LOCKGATE_RELEASE" >"$lg_record.part" && mv -f "$lg_record.part" "$lg_record" || exit 126
umask "$lg_mask"
unset SSH_CLIENT SSH_CONNECTION SSH_TTY SSH_AUTH_SOCK SSH_ORIGINAL_COMMAND
exec sh -c "$lg_line"
LAUNCHER
}

# Starts the application from what `current` names now; does nothing while it runs.
# $1 root, $2 name, $3 log, $4 settle in milliseconds, $5 env file or nothing, $6 start line
lg_runtime_start() (
  # With job control a background command would lead a group, and setsid would hide its end behind a fork.
  set +m
  root=$1 record=$1/.lockgate/run/$2 log=$3 settle=$4 envfile=$5 line=$6
  mask=$(umask)
  (umask 027 && mkdir -p "$root/.lockgate/run" && umask 077 && mkdir -p "$root/.lockgate/log") || return 1
  mkdir -p "$(dirname "$log")" || return 1
  if lg_runtime_alive "$record"; then
    printf 'it runs already: process %s of %s\n' "$lg_pid" "$lg_release"
    return 0
  fi
  [ -d "$root/current/." ] || {
    printf '%s/current names no release\n' "$root" >&2
    return 1
  }
  # What a main process that died may have left holds the port.
  lg_runtime_end "$record" "$root" 20 >/dev/null || return 1
  rm -f "$record"
  case $log in
    "$root"/.lockgate/log/*)
      # Its own log is kept twice; a log of the team's is the team's to rotate.
      if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 20000000 ]; then mv -f "$log" "$log.1"; fi
      ;;
  esac
  touch "$log" || return 1
  before=$(wc -c <"$log")
  if [ -n "$envfile" ]; then lg_runtime_load_env "$envfile" || return 1; fi
  interpreter=$(lg_runtime_interpreter)
  # Before it is started: what fails here is the start's.
  (lg_runtime_load_release "$root") || return 1
  (
    set -- "$root" "$record" "$log" "$mask" "$line" "$interpreter"
    lg_runtime_load_release "$1" || exit
    # A shell without job control lets its background commands ignore the interrupt; the application must not inherit that.
    if env --default-signal=TERM true 2>/dev/null; then
      LOCKGATE_RUNTIME="$2;" exec env --default-signal setsid "$6" -c "$(lg_runtime_launcher)" lockgate "$2" "$1" "$3" "$4" "$5"
    else
      LOCKGATE_RUNTIME="$2;" exec setsid "$6" -c "$(lg_runtime_launcher)" lockgate "$2" "$1" "$3" "$4" "$5"
    fi
  ) &
  child=$!
  ticks=$(((settle + 99) / 100))
  while [ "$ticks" -gt 0 ] && lg_runtime_stat "$child" >/dev/null; do
    sleep 0.1
    ticks=$((ticks - 1))
  done
  # However short the settling: the record must be there before anybody relies on it.
  waits=100
  while [ ! -f "$record" ] && lg_runtime_stat "$child" >/dev/null && [ "$waits" -gt 0 ]; do
    sleep 0.1
    waits=$((waits - 1))
  done
  if lg_runtime_stat "$child" >/dev/null; then
    lg_runtime_record "$record" || :
    printf 'process %s runs %s\n' "$lg_pid" "$lg_release"
    return 0
  fi
  wait "$child" && code=0 || code=$?
  lg_runtime_end "$record" "$root" 20 >/dev/null || :
  printf 'it ended with exit code %s within %s ms of its start; its last lines:\n' "$code" "$settle" >&2
  tail -c "+$((before + 1))" "$log" | tail -n 20 >&2
  return 1
)

# A shell that can close every descriptor that is open here: dash knows those of one digit only.
lg_runtime_interpreter() {
  lg_high=no
  for lg_fd in /proc/self/fd/*; do
    case ${lg_fd##*/} in ??*) lg_high=yes ;; esac
  done
  if [ "$lg_high" = yes ] && command -v bash >/dev/null 2>&1; then printf 'bash\n'; else printf 'sh\n'; fi
}

# Ends every process of the application, politely first. $1 root, $2 name, $3 milliseconds to wait, $4 a line of the team's
# that asks it to end, or nothing, $5 the port at which it answers, or 0
lg_runtime_stop() (
  root=$1 record=$1/.lockgate/run/$2 wait=$3 line=$4 port=${5-}
  if [ -z "$(lg_runtime_members "$record" "$root")" ]; then
    rm -f "$record"
    printf 'it does not run\n'
    return 0
  fi
  if [ -n "$line" ]; then
    # Its own deadline is the same wait; whatever it says, what is left afterwards is ended.
    (cd -P "$root/current" 2>/dev/null || cd "$root" || exit 1
      exec timeout -k 1 "$(((wait + 999) / 1000))" sh -c "$line" </dev/null 9>&-) || printf 'the stop line ended with exit code %s\n' "$?"
  fi
  lg_runtime_end "$record" "$root" "$(((wait + 99) / 100))" "$port" || return 1
  rm -f "$record"
  printf 'stopped\n'
)

# Prints `running|stopped|failed`, a tab and one line. $1 root, $2 name
lg_runtime_status() (
  record=$1/.lockgate/run/$2
  if lg_runtime_alive "$record"; then
    printf 'running\tprocess %s of %s\n' "$lg_pid" "$lg_release"
  elif [ ! -f "$record" ]; then
    left=$(lg_runtime_marked "$record" | tr '\n' ' ')
    if [ -n "$left" ]; then printf 'failed\tno record of a start, but processes are left: %s\n' "$left"; else printf 'stopped\tit was not started, or was stopped\n'; fi
  else
    lg_runtime_record "$record" || :
    if [ "$lg_pid" = 0 ]; then
      printf 'failed\tits process is gone: the host was started anew since\n'
    else
      printf 'failed\tprocess %s of %s ended by itself\n' "$lg_pid" "$lg_release"
    fi
  fi
)

# Prints how many processes the application has, and the kilobytes they hold; what they share counts once where the kernel
# tells. $1 root, $2 name
lg_runtime_memory() {
  lg_count=0 lg_held=0
  for lg_each in $(lg_runtime_members "$1/.lockgate/run/$2" "$1" | sort -u); do
    lg_each=/proc/${lg_each%%:*}
    lg_kb=$(awk '/^Pss:/ { sum += $2 } END { print sum + 0 }' "$lg_each/smaps_rollup" 2>/dev/null) || lg_kb=0
    [ "${lg_kb:-0}" -gt 0 ] || lg_kb=$(awk '/^VmRSS:/ { print $2 }' "$lg_each/status" 2>/dev/null) || lg_kb=0
    lg_count=$((lg_count + 1)) lg_held=$((lg_held + ${lg_kb:-0}))
  done
  printf 'memory\t%s\t%s\n' "$lg_count" "$lg_held"
}

# Prints whether what runs was started from a release: `yes|no`, a tab and one line. $1 root, $2 name, $3 release
lg_runtime_serves() (
  record=$1/.lockgate/run/$2
  if ! lg_runtime_alive "$record"; then
    printf 'no\tnothing runs\n'
  elif [ "$lg_release" = "$3" ]; then
    printf 'yes\tprocess %s was started from %s\n' "$lg_pid" "$lg_release"
  else
    printf 'no\tprocess %s was started from %s\n' "$lg_pid" "$lg_release"
  fi
)

# $1 log, $2 how many lines
lg_runtime_logs() {
  if [ -f "$1" ]; then tail -n "$2" "$1"; fi
}

# Runs a line of the team's own in `current`, where the team's own program looks after the application. Its output goes
# through a file: a daemon that keeps it open would hold the connection. $1 root, $2 log, $3 env file or nothing, $4 line
lg_runtime_line() (
  root=$1 log=$2 envfile=$3 line=$4
  (umask 077 && mkdir -p "$root/.lockgate/log") || return 1
  mkdir -p "$(dirname "$log")" && touch "$log" || return 1
  before=$(wc -c <"$log")
  if [ -n "$envfile" ]; then lg_runtime_load_env "$envfile" || return 1; fi
  cd -P "$root/current" 2>/dev/null || cd "$root" || return 1
  LOCKGATE_RELEASE=$(basename "$(pwd -P)")
  LOCKGATE_VERSION=$LOCKGATE_RELEASE
  if [ -r .lockgate-version ]; then IFS= read -r LOCKGATE_VERSION <.lockgate-version || :; fi
  export LOCKGATE_RELEASE LOCKGATE_VERSION
  (
    set -- "$root" "$line"
    lg_runtime_load_release "$1" || exit
    exec sh -c "$2"
  ) </dev/null >>"$log" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- && code=0 || code=$?
  if [ "$code" -ne 0 ]; then tail -c "+$((before + 1))" "$log" | tail -n 20 >&2; fi
  return "$code"
)

# Prints what the exit code of the team's status line says, as lg_runtime_status does: the codes of LSB, where 1 and 2 mean
# that it died. Nothing is logged: asking changes nothing. $1 root, $2 env file or nothing, $3 status line
lg_runtime_status_line() (
  line=$3
  if [ -n "$2" ]; then lg_runtime_load_env "$2" || return 1; fi
  cd -P "$1/current" 2>/dev/null || cd "$1" || return 1
  said=$(set -- "$1" "$line" && lg_runtime_load_release "$1" && exec sh -c "$2" </dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-) && code=0 || code=$?
  said=$(printf '%s' "$said" | tr -s '[:cntrl:]' ' ' | cut -c 1-300)
  case $code in
    0) printf 'running\t%s\n' "$said" ;;
    1 | 2) printf 'failed\t%s\n' "$said" ;;
    126 | 127)
      printf 'the status line cannot be run: %s\n' "$said" >&2
      return 1
      ;;
    *) printf 'stopped\t%s\n' "$said" ;;
  esac
)

# Whether the team's status line says that it runs. $1 root, $2 env file or nothing, $3 status line
lg_runtime_runs_line() {
  case $(lg_runtime_status_line "$@" 2>/dev/null) in running*) ;; *) return 1 ;; esac
}

# As lg_runtime_start where the team has a status line. $1 root, $2 log, $3 settle in milliseconds, $4 env file or nothing,
# $5 start line, $6 status line
lg_runtime_start_line() {
  if lg_runtime_runs_line "$1" "$4" "$6"; then
    printf 'it runs already\n'
    return 0
  fi
  lg_runtime_line "$1" "$2" "$4" "$5" || return
  sleep "$(($3 / 1000)).$(printf '%03d' "$(($3 % 1000))")"
  lg_runtime_runs_line "$1" "$4" "$6" || {
    printf 'it was started, and %s ms later its status line says that it does not run; its last lines:\n' "$3" >&2
    tail -n 20 "$2" >&2
    return 1
  }
}

# As lg_runtime_stop where the team has a status line. $1 root, $2 log, $3 milliseconds to wait, $4 env file or nothing,
# $5 stop line, $6 status line
lg_runtime_stop_line() {
  if ! lg_runtime_runs_line "$1" "$4" "$6"; then
    printf 'it does not run\n'
    return 0
  fi
  lg_runtime_line "$1" "$2" "$4" "$5" || return
  lg_waits=$(($3 / 100))
  while lg_runtime_runs_line "$1" "$4" "$6"; do
    [ "$lg_waits" -gt 0 ] || {
      printf 'it was asked to stop, and %s ms later its status line still says that it runs\n' "$3" >&2
      return 1
    }
    sleep 0.1
    lg_waits=$((lg_waits - 1))
  done
}
