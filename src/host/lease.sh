# shellcheck shell=sh
# The lease: who may change this environment. Its token rises with every taking, and a script that mutates holds the
# lock from the check of its token to its end.

# lg_proc_read PID: state, session and start time of a process; fails where there is none.
lg_proc_read() {
  lg_p=
  [ -r "/proc/$1/stat" ] || return 1
  while read -r lg_p_line || [ -n "$lg_p_line" ]; do
    lg_p="$lg_p $lg_p_line"
  done 2>/dev/null <"/proc/$1/stat"
  [ -n "$lg_p" ] || return 1
  lg_p=${lg_p##*) }
  # shellcheck disable=SC2086
  set -- $lg_p
  [ $# -ge 20 ] || return 1
  lg_p_state=$1
  lg_p_sid=$4
  shift 19
  lg_p_start=$1
}

lg_proc_boot() {
  lg_boot=unknown
  { read -r lg_boot </proc/sys/kernel/random/boot_id; } 2>/dev/null
  :
}

# lg_proc_alive PID START BOOT: whether that very process is there, not a later one with its number.
lg_proc_alive() {
  lg_proc_boot
  [ "$3" = "$lg_boot" ] && lg_proc_read "$1" 2>/dev/null && [ "$lg_p_start" = "$2" ] && [ "$lg_p_state" != Z ]
}

# lg_session_list SID START BOOT: members of a session that a process of that start time has led.
lg_session_list() {
  lg_sl=
  lg_proc_boot
  [ "$3" = "$lg_boot" ] || return 0
  # Its leader's number belongs to somebody else: then the session is over.
  if lg_proc_read "$1" 2>/dev/null && [ "$lg_p_start" != "$2" ]; then return 0; fi
  for lg_sl_dir in /proc/[0-9]*; do
    lg_proc_read "${lg_sl_dir#/proc/}" 2>/dev/null || continue
    if [ "$lg_p_sid" = "$1" ] && [ "$lg_p_state" != Z ] && [ "$lg_p_start" -ge "$2" ] && [ "${lg_sl_dir#/proc/}" != "$$" ]; then
      lg_sl="$lg_sl ${lg_sl_dir#/proc/}"
    fi
  done
}

# lg_session_kill SID START BOOT: politely, after three seconds with force; fails where something survives that.
lg_session_kill() {
  lg_sk=0
  while :; do
    lg_session_list "$1" "$2" "$3"
    [ -n "$lg_sl" ] || return 0
    # shellcheck disable=SC2086
    case $lg_sk in
      0) kill -TERM $lg_sl 2>/dev/null; kill -CONT $lg_sl 2>/dev/null ;;
      [3-9]?) kill -KILL $lg_sl 2>/dev/null ;;
      1??) return 1 ;;
    esac
    lg_sk=$((lg_sk + 1))
    lg_nap
  done
}

# lg_running_read FILE: the record of a script that mutates: its token and task, its process and session with their
# start times, the boot they belong to, and until when (uptime) it may take.
lg_running_read() {
  lg_r_token='' lg_r_task='' lg_r_pid='' lg_r_start='' lg_r_sid='' lg_r_sid_start='' lg_r_boot='' lg_r_until=''
  [ -s "$1" ] || return 1
  { read -r _ lg_r_token lg_r_task lg_r_pid lg_r_start lg_r_sid lg_r_sid_start lg_r_boot lg_r_until <"$1"; } 2>/dev/null
  [ -n "$lg_r_until" ]
}

lg_running_alive() {
  lg_proc_alive "$lg_r_pid" "$lg_r_start" "$lg_r_boot"
}

# Seconds since the machine started: no step of its clock moves them.
lg_uptime() {
  lg_up=0
  { read -r lg_up _ </proc/uptime; } 2>/dev/null
  lg_up=${lg_up%%.*}
}

# Seconds since the epoch, into lg_s. A program is asked once a minute: until then the machine says how long ago that was.
lg_seconds() {
  lg_uptime
  if [ -z "${lg_s_date:-}" ] || [ "$lg_up" -eq 0 ] || [ $((lg_up - lg_s_up)) -gt 60 ]; then lg_s_date=$(date +%s) lg_s_up=$lg_up; fi
  lg_s=$((lg_s_date + lg_up - lg_s_up))
}

# lg_running_live STATE: whether the recorded script is there and within its time.
lg_running_live() {
  lg_running_read "$1/running" && lg_running_alive || return 1
  lg_uptime
  [ "$lg_up" -lt "$lg_r_until" ]
}

# lg_lease_busy STATE: whether a script holds the lock. A reader's own lock is shared and lasts no longer than the question; whoever
# may not open the lock asks for the script that is on record.
lg_lease_busy() {
  [ -r "$1/lock" ] || {
    lg_running_live "$1"
    return
  }
  command -v flock >/dev/null 2>&1 || return 1
  ! (flock -n -s 9) 9<"$1/lock" 2>/dev/null
}

# lg_lease_read STATE: fields of the lease. Status 1: there is none; 3: it cannot be read, with the refusal printed.
lg_lease_read() {
  lg_l_owner='' lg_l_token=0 lg_l_expires=0 lg_l_tail='' lg_l_line=''
  [ -e "$1/lease" ] || return 1
  { read -r lg_l_line <"$1/lease"; } 2>/dev/null
  case $lg_l_line in
    '{"v":1,"owner":"'*) ;;
    '{"v":'[0-9]*) lg_refuse LG-STATE-NEWER "${lg_l_line%%,*}"; return ;;
    *) lg_refuse LG-STATE-BROKEN "$1/lease does not hold a lease"; return ;;
  esac
  lg_l_tail=${lg_l_line#'{"v":1,"owner":"'}
  lg_l_owner=${lg_l_tail%%\"*}
  lg_l_tail=${lg_l_tail#*\"token\":}
  lg_l_token=${lg_l_tail%%,*}
  lg_l_tail=${lg_l_tail#*\"expires\":}
  lg_l_expires=${lg_l_tail%%,*}
  lg_l_tail=${lg_l_tail#*,}
  case $lg_l_token$lg_l_expires in
    *[!0-9]* | '') lg_refuse LG-STATE-BROKEN "$1/lease does not hold a lease"; return ;;
  esac
}

# lg_lease_write STATE OWNER TOKEN EXPIRES TAIL
lg_lease_write() {
  lg_state_write "$1/lease" "{\"v\":1,\"owner\":\"$2\",\"token\":$3,\"expires\":$4,$5"
}

# lg_lease_judge STATE OWNER GONE-OWNER GONE-TOKEN: sets lg_how to new, inherited, taken-over or held.
lg_lease_judge() {
  lg_lease_read "$1"
  case $? in
    0) ;;
    1) lg_how=new; return 0 ;;
    *) return 3 ;;
  esac
  lg_now=$(date +%s)
  if [ -z "$lg_l_owner" ]; then lg_how=new
  elif [ "$lg_l_owner" = "$2" ]; then lg_how=inherited
  elif [ "$lg_l_owner" = "$3" ] && [ "$lg_l_token" = "$4" ]; then lg_how=taken-over
  elif [ "$lg_l_expires" -le "$lg_now" ] && ! lg_running_live "$1"; then lg_how=taken-over
  else lg_how=held
  fi
}

lg_lease_held() {
  lg_lh=$((lg_l_expires - lg_now))
  [ "$lg_lh" -gt 0 ] || lg_lh=0
  lg_refuse LG-LEASE-HELD "$lg_lh {\"owner\":\"$lg_l_owner\",\"token\":$lg_l_token,$lg_l_tail"
}

# lg_running_end STATE: nothing of the recorded script is left afterwards, and its task says what became of it.
lg_running_end() {
  lg_running_read "$1/running" || {
    [ ! -e "$1/running" ] || rm -f "$1/running"
    return 0
  }
  lg_session_kill "$lg_r_sid" "$lg_r_sid_start" "$lg_r_boot" || {
    lg_refuse LG-LEASE-BUSY "a script of the former holder cannot be ended: processes$lg_sl"
    return
  }
}

# lg_lease_take STATE OWNER TTL TAIL WAY-BACK GONE-OWNER GONE-TOKEN
# TAIL is the JSON after "expires", with the attempt as its first field. WAY-BACK 1 takes it on a full disk too, where going
# back is the only way on.
lg_lease_take() {
  command -v flock >/dev/null 2>&1 || {
    lg_refuse LG-STATE-NO-FLOCK "flock is not on the PATH"
    return
  }
  lg_state_open "$1" || return
  if lg_lt=$({ umask 077 && : >>"$1/lock"; } 2>&1); then :; else
    lg_state_blame "$lg_lt"
    return
  fi
  lg_lease_take_locked "$@" 9>>"$1/lock"
}

lg_lease_take_locked() {
  lg_lt_n=0
  until flock -n 9; do
    lg_lease_judge "$1" "$2" "$6" "$7" || return
    if [ "$lg_how" = held ]; then
      lg_lease_held
      return
    fi
    # Only a script of the very lease that was judged: another contender may have been quicker. Where the script itself
    # is dead, what it started holds the lock.
    if lg_running_read "$1/running" && [ "$lg_r_token" = "$lg_l_token" ]; then
      lg_running_end "$1" 9>&- || return
    fi
    lg_lt_n=$((lg_lt_n + 1))
    [ "$lg_lt_n" -lt 150 ] || {
      lg_refuse LG-LEASE-BUSY "something holds $1/lock and does not let go"
      return
    }
    lg_nap
  done
  lg_lease_judge "$1" "$2" "$6" "$7" || return
  if [ "$lg_how" = held ]; then
    lg_lease_held
    return
  fi
  lg_lt_from=$lg_l_owner lg_lt_token=$((lg_l_token + 1))
  # An earlier attempt's post step will not come any more: whoever takes it from there looks after it.
  if [ "$lg_how" = inherited ] && [ "${lg_l_tail%%,*}" != "${4%%,*}" ]; then lg_how=taken-over; fi
  # A killed script may have left children that still work, and files that it was writing.
  lg_running_end "$1" 9>&- || return
  rm -f "$1"/*.tmp "$1"/*/*.tmp "$1"/tasks/*/*.tmp
  lg_lt=$(lg_state_reserve "$1") || [ "$5" = 1 ] || {
    printf '%s\n' "$lg_lt"
    return 3
  }
  lg_state_mark "$1" || return
  lg_lease_write "$1" "$2" "$lg_lt_token" "$(($(date +%s) + $3))" "$4" || return
  if [ -n "$lg_r_task" ] && [ -d "$1/tasks/$lg_r_task" ] && [ ! -e "$1/tasks/$lg_r_task/exit" ]; then
    lg_state_write "$1/tasks/$lg_r_task/exit" "died taken-over $lg_lt_token $2" >/dev/null
  fi
  rm -f "$1/running"
  printf 'taken %s %s %s\n' "$lg_lt_token" "$lg_how" "$lg_lt_from"
}

# lg_lease_renew STATE TOKEN TTL: never shortens. A running script renews for itself, so a held lock is an answer too.
lg_lease_renew() {
  [ -e "$1/lock" ] || {
    lg_refuse LG-FENCED "0"
    return
  }
  lg_lease_renew_locked "$@" 9>>"$1/lock"
}

lg_lease_renew_locked() {
  lg_ln=0
  until flock -n 9; do
    if lg_running_read "$1/running" && [ "$lg_r_token" = "$2" ]; then
      echo 'running'
      return 0
    fi
    lg_ln=$((lg_ln + 1))
    [ "$lg_ln" -lt 100 ] || {
      lg_refuse LG-LEASE-BUSY "something holds $1/lock and does not let go"
      return
    }
    lg_nap
  done
  lg_lease_check "$1" "$2" || return
  lg_ln=$(($(date +%s) + $3))
  [ "$lg_ln" -gt "$lg_l_expires" ] || lg_ln=$lg_l_expires
  lg_lease_write "$1" "$lg_l_owner" "$lg_l_token" "$lg_ln" "$lg_l_tail" && echo 'renewed'
}

# lg_lease_check STATE TOKEN: refuses a script whose lease was taken over or given back.
lg_lease_check() {
  lg_lease_read "$1"
  case $? in
    0 | 1) ;;
    *) return 3 ;;
  esac
  if [ "$lg_l_token" != "$2" ] || [ -z "$lg_l_owner" ]; then
    lg_refuse LG-FENCED "$lg_l_token $lg_l_owner"
    return
  fi
}

# lg_lease_settle STATE WHAT: the lease after a script: keep, park or free. Called with the lock held and the token checked.
lg_lease_settle() {
  case $2 in
    keep) lg_ls=90 ;;
    park) lg_ls=1800 ;;
    *)
      lg_lease_write "$1" '' "$lg_l_token" 0 "$lg_l_tail"
      return
      ;;
  esac
  lg_seconds
  lg_ls=$((lg_s + lg_ls))
  # Where it says so already, but for some seconds, it is left as it is.
  if [ $((lg_ls - lg_l_expires)) -gt 20 ] || [ $((lg_l_expires - lg_ls)) -gt 20 ]; then
    lg_lease_write "$1" "$lg_l_owner" "$lg_l_token" "$lg_ls" "$lg_l_tail"
  fi
}
