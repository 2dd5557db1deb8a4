# shellcheck shell=sh
# The `systemd` runtime: units of the system's own manager. It is asked without any rights and told with root's; what is told
# is queued (--no-block) and watched, since a program that runs as root cannot be ended by the deploy user.

# lg_systemd_show UNIT: what systemd says of it, into lg_sd_*; fails where it cannot be asked.
lg_systemd_show() {
  lg_sd_load='' lg_sd_active='' lg_sd_sub='' lg_sd_result='' lg_sd_restarts=0 lg_sd_pid=0 lg_sd_group='' lg_sd_status='' lg_sd_job=0
  lg_sd_folder='' lg_sd_exec='' lg_sd_burst=0 lg_sd_policy=no lg_sd_trigger=''
  lg_sd=$(systemctl show --no-pager --property=LoadState,ActiveState,SubState,Result,NRestarts,MainPID,ControlGroup,ExecMainStatus,Job,WorkingDirectory,ExecStart,StartLimitBurst,Restart,TriggeredBy -- "$1" 2>&1) || {
    printf 'systemd cannot be asked for %s: %s\n' "$1" "$lg_sd" >&2
    return 1
  }
  while IFS='=' read -r lg_sd_key lg_sd_value; do
    case $lg_sd_key in
      LoadState) lg_sd_load=$lg_sd_value ;;
      ActiveState) lg_sd_active=$lg_sd_value ;;
      SubState) lg_sd_sub=$lg_sd_value ;;
      Result) lg_sd_result=$lg_sd_value ;;
      NRestarts) lg_sd_restarts=$lg_sd_value ;;
      MainPID) lg_sd_pid=$lg_sd_value ;;
      ControlGroup) lg_sd_group=$lg_sd_value ;;
      ExecMainStatus) lg_sd_status=$lg_sd_value ;;
      Job) lg_sd_job=$lg_sd_value ;;
      StartLimitBurst) lg_sd_burst=$lg_sd_value ;;
      Restart) lg_sd_policy=$lg_sd_value ;;
      TriggeredBy) lg_sd_trigger=$lg_sd_value ;;
      WorkingDirectory) lg_sd_folder=$lg_sd_value ;;
      ExecStart) lg_sd_exec="$lg_sd_exec $lg_sd_value" ;;
    esac
  done <<SHOWN
$lg_sd
SHOWN
  case $lg_sd_restarts in '' | *[!0-9]*) lg_sd_restarts=0 ;; esac
  case $lg_sd_burst in '' | *[!0-9]*) lg_sd_burst=0 ;; esac
}

lg_systemd_known() {
  lg_systemd_show "$1" || return
  [ "$lg_sd_load" = loaded ] && return 0
  printf 'systemd has no unit %s that it can use (%s): put its file into /etc/systemd/system on the host\n' "$1" "$lg_sd_load" >&2
  return 1
}

# A unit that was started too often in a short time is not started any more until this is said. Not an error where systemd
# has forgotten the unit.
lg_systemd_forgive() {
  lg_as root systemctl reset-failed "$1" >/dev/null 2>&1 || :
}

# lg_systemd_journal UNIT LINES [SINCE [FORMAT]]: what it wrote, or why that cannot be read.
lg_systemd_journal() {
  # With --since, --lines means the first so many and not the last.
  if [ -n "${3-}" ]; then set -- "$1" "$2" "--since=@$3" "${4:-short-iso}"; else set -- "$1" "$2" "--lines=$2" "${4:-short-iso}"; fi
  lg_sj=$({ LC_ALL=C journalctl --no-pager --quiet "--output=$4" --unit="$1" "$3" 2>&1 || printf '(journalctl failed)\n'; } | tail -n "$2")
  case $lg_sj in
    *'insufficient permissions'* | '')
      # Without --quiet it tells the difference between nothing written and nothing readable.
      case $(LC_ALL=C journalctl --no-pager --unit="$1" --lines=1 2>&1) in
        *'insufficient permissions'* | *'not seeing messages'* | *'No journal files were'*) printf 'the journal cannot be read by this user: add it to the group systemd-journal on the host\n' ;;
        *) [ -z "$lg_sj" ] || printf '%s\n' "$lg_sj" ;;
      esac
      ;;
    *) printf '%s\n' "$lg_sj" ;;
  esac
}

lg_systemd_describe() {
  printf '%s (%s), result %s, exit status %s, started anew %s times' "$lg_sd_active" "$lg_sd_sub" "$lg_sd_result" "${lg_sd_status:-unknown}" "$lg_sd_restarts"
  # systemd keeps the result of the last process when it refuses to start the next: that its limit was hit it says nowhere.
  if [ "$lg_sd_active" = failed ] && [ "$lg_sd_policy" != no ] && [ "$lg_sd_burst" -gt 0 ] && [ "$lg_sd_restarts" -ge "$lg_sd_burst" ]; then
    printf ', at its start limit (StartLimitBurst=%s)' "$lg_sd_burst"
  fi
}

# Hundredths of a second since the machine started: what a look takes counts as well, and no step of its clock.
lg_systemd_clock() {
  lg_sd_clock=0
  { read -r lg_sd_clock _ </proc/uptime; } 2>/dev/null
  lg_sd_clock=$((${lg_sd_clock%.*} * 100 + 1${lg_sd_clock#*.} - 100))
}

# Starts a unit and watches it. $1 unit, $2 how long it must stay active, $3 how long it may take until it is; milliseconds
lg_systemd_start() (
  unit=$1 settle=$((($2 + 9) / 10)) left=$((($3 + 99) / 100))
  lg_systemd_known "$unit" || return
  since=$(date +%s)
  if [ "$lg_sd_active" = active ]; then
    told='it runs already'
  else
    told='started'
    lg_systemd_forgive "$unit"
    lg_as root systemctl --no-block start "$unit" || return
  fi
  seen=no
  while :; do
    lg_systemd_show "$unit" || return
    case $lg_sd_active in
      active | reloading)
        lg_systemd_clock
        if [ "$seen" = no ]; then seen=yes pid=$lg_sd_pid restarts=$lg_sd_restarts from=$lg_sd_clock; fi
        # Active again is not active still: each look may fall between two crashes.
        if [ "$lg_sd_restarts" -gt "$restarts" ] || [ "$lg_sd_pid" != "$pid" ]; then break; fi
        [ $((lg_sd_clock - from)) -lt "$settle" ] || {
          printf '%s: %s, process %s\n' "$told" "$lg_sd_active" "$lg_sd_pid"
          return 0
        }
        ;;
      activating)
        case $lg_sd_sub in auto-restart*) break ;; esac
        [ "$seen" = no ] || break
        left=$((left - 1))
        ;;
      *)
        # Asked for and not begun yet is no failure.
        case $lg_sd_job in '' | 0) break ;; esac
        [ "$seen" = no ] || break
        left=$((left - 1))
        ;;
    esac
    [ "$left" -gt 0 ] || break
    sleep 0.1
  done
  {
    printf '%s did not stay active: %s; its last lines:\n' "$unit" "$(lg_systemd_describe)"
    lg_systemd_last "$unit" "$since"
  } >&2
  return 1
)

# lg_systemd_last UNIT SINCE: its last lines. They reach the journal some time after its end reached systemd, on a busy machine late: it is
# read until nothing more comes, or it goes on for too long. Without a date before each and without what is indented: the places in
# a trace of an error are many, and push the error itself out of sight.
lg_systemd_last() {
  lg_sl='' lg_sl_n=0
  while [ "$lg_sl_n" -lt 5 ]; do
    sleep 0.3
    lg_sl_was=$lg_sl lg_sl_n=$((lg_sl_n + 1))
    lg_sl=$(lg_systemd_journal "$1" 400 "$2" cat | grep -v '^[[:space:]]' | tail -n 35)
    [ -z "$lg_sl" ] || [ "$lg_sl" != "$lg_sl_was" ] || break
  done
  printf '%s\n' "$lg_sl"
}

# Stops a unit and waits until nothing of it is left. $1 unit, $2 how long that may take, in milliseconds, $3 the port at which it
# answers, if any
lg_systemd_stop() (
  unit=$1 left=$((($2 + 9) / 10)) port=${3-}
  lg_systemd_known "$unit" || return
  # Where a socket of systemd's listens for it, whoever comes would start it again.
  [ -z "$lg_sd_trigger" ] || port=
  told=stopped
  case $lg_sd_active/${lg_sd_job:-0} in
    inactive/0) told='it does not run' ;;
    failed/0)
      # What a main process that died has left behind is still in its group.
      told='it did not run any more'
      ;;
  esac
  if [ "$told" = stopped ] || [ -n "$(lg_systemd_pids)" ]; then
    lg_as root systemctl --no-block stop "$unit" || return
  fi
  looks=0
  while :; do
    lg_systemd_show "$unit" || return
    case $lg_sd_active/${lg_sd_job:-0} in inactive/0 | failed/0) [ -n "$(lg_systemd_pids)" ] || break ;; esac
    [ "$left" -gt 0 ] || {
      printf '%s was asked to stop and is still %s; systemd kills it after its own TimeoutStopSec, so make that shorter than stop-timeout\n' "$unit" "$(lg_systemd_describe)" >&2
      return 1
    }
    # In hundredths of a second: many a server is gone after a moment, and the second look finds that it was told.
    case $looks in 0) pause=1 ;; 1) pause=3 ;; ? | 1?) pause=5 ;; *) pause=10 ;; esac
    sleep "0.$((pause / 10))$((pause % 10))"
    # No longer than a server may need to hear it: some end when it has been quiet for a while.
    [ "$looks" -ge 20 ] || lg_knock "$port"
    left=$((left - pause)) looks=$((looks + 1))
  done
  if [ "$lg_sd_active" = failed ]; then lg_systemd_forgive "$unit"; fi
  printf '%s\n' "$told"
)

# Processes of the unit that was shown last: those of its control group and the groups below.
lg_systemd_pids() {
  [ -n "$lg_sd_group" ] && [ "$lg_sd_group" != / ] || return 0
  for lg_sp in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
    [ -r "$lg_sp$lg_sd_group/cgroup.procs" ] || continue
    find "$lg_sp$lg_sd_group" -name cgroup.procs -exec cat {} + 2>/dev/null
    return 0
  done
}

# Prints `running|stopped|failed`, one line, how often it was started anew, and `over` where it ended and no start of it is
# under way, separated by tabs. $1 unit
lg_systemd_status() {
  lg_systemd_known "$1" || return
  lg_ss_over=''
  case $lg_sd_active/${lg_sd_job:-0} in inactive/0 | failed/0) lg_ss_over=over ;; esac
  case $lg_sd_active/$lg_sd_sub in
    activating/auto-restart* | failed/*) lg_ss=failed ;;
    active/* | reloading/* | deactivating/*) lg_ss=running ;;
    *) lg_ss=stopped ;;
  esac
  printf '%s\t%s: %s\t%s\t%s\n' "$lg_ss" "$1" "$(lg_systemd_describe)" "$lg_sd_restarts" "$lg_ss_over"
}

# Prints whether a unit is told to read a file of variables, optional or not: `yes|no`. $1 unit, $2 file
lg_systemd_reads() {
  lg_systemd_known "$1" || return
  lg_sf=$(systemctl show --no-pager --property=EnvironmentFiles -- "$1" 2>&1) || {
    printf 'systemd cannot be asked for %s: %s\n' "$1" "$lg_sf" >&2
    return 1
  }
  case "
$lg_sf" in
    *"
EnvironmentFiles=$2 (ignore_errors="*) printf 'yes\n' ;;
    *) printf 'no\n' ;;
  esac
}

# When `current` was switched, in milliseconds since the machine started, into lg_sa; lg_sa_slack is how far that may be wrong.
lg_systemd_switched() {
  # Read before the clock: what a busy machine takes in between makes the switch seem earlier, and no process too old for it.
  read -r lg_sa_up _ </proc/uptime
  lg_sa_now=$(date +%s.%N 2>/dev/null) lg_sa_link=$(find "$1/current" -prune -printf '%T@' 2>/dev/null) lg_sa_slack=100
  case $lg_sa_now/$lg_sa_link in
    *N* | */ | *[!0-9./]*) lg_sa_now=$(date +%s) lg_sa_link=$(stat -c %Y "$1/current") && lg_sa_slack=1100 || return ;;
  esac
  lg_sa=$(printf '%s %s %s\n' "$lg_sa_up" "$lg_sa_now" "$lg_sa_link" | awk '{ printf "%d", ($1 - ($2 - $3)) * 1000 }')
}

# Prints whether every process of a unit was started from a release: `yes|no|unknown`, a tab and one line.
# $1 root, $2 release, $3 unit. It must go through `current`, and nothing in it may be older than the switch: a process that
# was only told to reload keeps the folder that it found when it was started.
lg_systemd_serves() (
  root=$1 release=$2 unit=$3
  lg_systemd_known "$unit" || return
  lg_release_named "$root"
  if [ "$lg_rn" != "$release" ]; then
    printf 'no\tcurrent names %s\n' "${lg_rn:-nothing}"
    return
  fi
  case "$lg_sd_folder $lg_sd_exec " in
    *"$root/current/"* | *"$root/current "* | *"$root/current;"* | *"$root/releases/$release/"* | *"$root/releases/$release "*) ;;
    *)
      printf 'no\t%s does not go through %s/current: its WorkingDirectory is %s\n' "$unit" "$root" "${lg_sd_folder:-not set}"
      return
      ;;
  esac
  pids=$(lg_systemd_pids)
  if [ -z "$pids" ]; then
    case $lg_sd_active in
      active | reloading | activating) printf 'unknown\tthe processes of %s cannot be seen\n' "$unit" ;;
      *) printf 'no\t%s is %s: nothing runs\n' "$unit" "$lg_sd_active" ;;
    esac
    return
  fi
  lg_systemd_switched "$root" || return
  hertz=$(getconf CLK_TCK 2>/dev/null) || hertz=100
  count=0
  for pid in $pids; do
    # It may have ended since.
    lg_proc_read "$pid" 2>/dev/null || continue
    [ "$lg_p_state" != Z ] || continue
    count=$((count + 1))
    read -r name 2>/dev/null <"/proc/$pid/comm" || name='?'
    folder=$(readlink "/proc/$pid/cwd" 2>/dev/null) || folder=''
    case ${folder% (deleted)}/ in
      "$root/releases/$release"/*) ;;
      "$root/releases/"*)
        printf 'no\tprocess %s (%s) of %s works in %s\n' "$pid" "$name" "$unit" "$folder"
        return
        ;;
    esac
    older=$((lg_sa - lg_p_start * 1000 / hertz))
    if [ "$older" -gt "$lg_sa_slack" ]; then
      printf 'no\tprocess %s (%s) of %s is older than the switch by %s.%s s: a reload keeps what was there before, only a restart takes the new release\n' "$pid" "$name" "$unit" "$((older / 1000))" "$((older / 100 % 10))"
      return
    fi
  done
  if [ "$count" -eq 0 ]; then
    printf 'unknown\tthe processes of %s cannot be seen\n' "$unit"
  else
    printf 'yes\t%s processes of %s, all of them started after the switch\n' "$count" "$unit"
  fi
)
