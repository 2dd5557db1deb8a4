# shellcheck shell=sh
# A process of the application that somebody started by hand: found, and put on the record of the `command` runtime as it
# is, so that it can be stopped like one that Lockgate started.

# $1 process id: sets lg_parent and lg_tty (0 without a terminal); fails when there is no such process.
lg_runtime_parent() {
  read -r lg_st 2>/dev/null <"/proc/$1/stat" || return 1
  lg_st=${lg_st##*) }
  # shellcheck disable=SC2086
  set -- $lg_st
  lg_parent=$2 lg_tty=$5
}

# $1 process id, $2 folder: succeeds when it works in the folder or below it.
lg_runtime_works_in() {
  lg_cwd=$(readlink "/proc/$1/cwd" 2>/dev/null) || return 1
  case $lg_cwd in "$2" | "${2%/}"/*) ;; *) return 1 ;; esac
}

# $1 port: the sockets that listen on it, as `<inode> <user id>` lines.
lg_runtime_sockets() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | LC_ALL=C awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10, $8 }'
}

# $1 port, $2 tree: ids of the processes that listen on the port, or, without one, of those that work in the tree.
lg_runtime_holders() {
  if [ "$1" = 0 ]; then
    lg_rh_mine=$(lg_runtime_stat "$$")
    for lg_rh in /proc/[0-9]*; do
      [ -O "$lg_rh" ] && lg_now=$(lg_runtime_stat "${lg_rh#/proc/}") && [ "${lg_now#* }" != "${lg_rh_mine#* }" ] && lg_runtime_works_in "${lg_rh#/proc/}" "$2" && lg_runtime_parent "${lg_rh#/proc/}" && [ "$lg_tty" = 0 ] && printf '%s\n' "${lg_rh#/proc/}"
    done
    return 0
  fi
  lg_rh_any=$(lg_runtime_sockets "$1" | sed 's/ .*//; s/.*/socket:\\[&\\]$/')
  [ -n "$lg_rh_any" ] || return 0
  for lg_rh in /proc/[0-9]*; do
    # shellcheck disable=SC2010
    if ls -l "$lg_rh/fd" 2>/dev/null | grep -q -e "$lg_rh_any"; then printf '%s\n' "${lg_rh#/proc/}"; fi
  done
}

# $1 process id: the unit that it is part of, where that is another one than this script's.
lg_runtime_unit() {
  lg_ru=$(sed -n 's|^.*/\([^/]*\.service\)$|\1|p' "/proc/$1/cgroup" 2>/dev/null | head -n 1)
  [ -z "$lg_ru" ] || [ "$lg_ru" = "$(sed -n 's|^.*/\([^/]*\.service\)$|\1|p' /proc/self/cgroup | head -n 1)" ] || printf '%s\n' "$lg_ru"
}

# $1 root, $2 name, $3 tree, $4 port or 0: the first process of the application, into lg_found; empty where nothing of it
# runs. Fails, and says why, where it cannot be told or could not be stopped.
lg_runtime_find() {
  lg_found=''
  if lg_runtime_alive "$1/.lockgate/run/$2"; then
    lg_found=$lg_pid
    return 0
  fi
  lg_rf_all=$(lg_runtime_holders "$4" "$3")
  if [ -z "$lg_rf_all" ]; then
    if [ "$4" = 0 ] || [ -z "$(lg_runtime_sockets "$4")" ]; then return 0; fi
    printf 'port %s is held by a process of another user (id %s), which %s could not stop: let that user be the one who deploys, or let what starts it (a unit, a supervisor) be the runtime\n' "$4" "$(lg_runtime_sockets "$4" | sed -n '1s/.* //p')" "$(id -un)" >&2
    return 1
  fi
  lg_rf_first=''
  for lg_rf in $lg_rf_all; do
    lg_runtime_parent "$lg_rf" || continue
    case "
$lg_rf_all
" in *"
$lg_parent
"*) ;; *) lg_rf_first="$lg_rf_first $lg_rf" ;; esac
  done
  case ${lg_rf_first# } in
    '') return 0 ;;
    *' '*)
      printf 'which process is the application cannot be told: %s\n' "${lg_rf_first# }" >&2
      return 1 ;;
  esac
  lg_found=${lg_rf_first# }
  # A script in the tree that starts it and waits is part of it; a person's shell is not.
  while lg_runtime_parent "$lg_found" && lg_rf=$lg_parent && [ "$lg_rf" -gt 1 ] && lg_runtime_parent "$lg_rf" && [ "$lg_tty" = 0 ] && lg_runtime_works_in "$lg_rf" "$3"; do
    lg_found=$lg_rf
  done
  lg_rf=$(lg_runtime_unit "$lg_found")
  [ -z "$lg_rf" ] || {
    printf 'process %s is part of the unit %s, which would start it again: let the unit be the runtime\n' "$lg_found" "$lg_rf" >&2
    return 1
  }
}

# As lg_runtime_find; prints `process <id>`, a tab, its folder, a tab and its command line.
lg_runtime_found() {
  lg_runtime_find "$@" || return
  [ -n "$lg_found" ] || return 0
  printf 'process %s\t%s\t%s\n' "$lg_found" "$(readlink "/proc/$lg_found/cwd" 2>/dev/null)" "$(tr '\0' ' ' 2>/dev/null <"/proc/$lg_found/cmdline" | tr -s '[:cntrl:]' ' ' | cut -c 1-200)"
}

# $1 root, $2 name, $3 tree, $4 port or 0, $5 release: from here on it is on record; it is not touched.
lg_runtime_take_over() {
  lg_runtime_find "$1" "$2" "$3" "$4" || return
  if [ -z "$lg_found" ]; then
    printf 'nothing of it runs\n'
    return 0
  fi
  lg_record=$1/.lockgate/run/$2
  if ! lg_runtime_alive "$lg_record"; then
    lg_now=$(lg_runtime_stat "$lg_found") || return
    (umask 027 && mkdir -p "$1/.lockgate/run") &&
      printf '%s %s %s %s %s %s\n' "$lg_found" "${lg_now%% *}" "$(lg_runtime_boot)" "$5" "${lg_now##* }" "$3" >"$lg_record.part" && mv -f "$lg_record.part" "$lg_record" || return
  fi
  printf 'process %s is looked after from here on\n' "$lg_found"
}

# $1 process id: it and everything below it, as `<pid>:<start time>`.
lg_runtime_descendants() {
  cat /proc/[0-9]*/stat 2>/dev/null | LC_ALL=C awk -v top="$1" '
    { id = $1; sub(/^.*\) /, ""); if ($1 == "Z" || $1 == "X") next; parent[id] = $2; start[id] = $20 }
    END {
      if (top in start) found[top] = 1
      do { grew = 0; for (id in parent) if (!(id in found) && (parent[id] in found)) { found[id] = 1; grew = 1 } } while (grew)
      for (id in found) print id ":" start[id]
    }'
}
