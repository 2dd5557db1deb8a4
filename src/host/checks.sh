# shellcheck shell=sh
# What checks ask of a host. Nothing here writes anything.

# Free space of the file system that holds a path, or would hold it. $1 path. Prints `path`, `device`, `blocks` (kilobytes: all, used,
# free) and `inodes` (all, used, free), tab-separated.
lg_check_disk() {
  lg_path=$1
  while [ ! -e "$lg_path" ]; do
    case $lg_path in */*) lg_path=${lg_path%/*} ;; *) lg_path=. ;; esac
    [ -n "$lg_path" ] || lg_path=/
  done
  # What lies in a folder that may not be entered may be on another file system.
  if [ "$lg_path" != "$1" ] && [ -d "$lg_path" ] && [ ! -x "$lg_path" ]; then
    printf '%s may not look into %s\n' "$(id -un)" "$lg_path" >&2
    return 1
  fi
  printf 'path\t%s\n' "$lg_path"
  printf 'device\t%s\n' "$(stat -L -c %d -- "$lg_path" 2>/dev/null)"
  lg_table=$(LC_ALL=C df -Pk -- "$lg_path") || return
  lg_check_disk_row blocks "$lg_table"
  if lg_table=$(LC_ALL=C df -Pi -- "$lg_path" 2>/dev/null); then lg_check_disk_row inodes "$lg_table"; fi
}

# lg_check_disk_row WHAT TABLE: all, used and free of the line below the head of what df says, counted from its end: the name of a
# device may hold blanks.
lg_check_disk_row() {
  lg_row=''
  { read -r _; read -r lg_row; } <<TABLE
$2
TABLE
  lg_what=$1
  set -f
  # shellcheck disable=SC2086
  set -- $lg_row
  set +f
  [ $# -ge 5 ] || return 0
  shift $(($# - 5))
  printf '%s\t%s\t%s\t%s\n' "$lg_what" "$1" "$2" "$3"
}

# Rules about the values of an env file, judged here: of a value, nothing but the verdict leaves the host.
# $1 file, then for each rule: key, rule (set, min-length, equals, one-of, matches), argument
lg_check_env() {
  lg_file=$1
  shift
  if [ ! -f "$lg_file" ]; then
    printf 'file\tmissing\n'
    return 0
  fi
  if [ ! -r "$lg_file" ]; then
    printf 'file\tunreadable\n'
    return 0
  fi
  printf 'file\tread\n'
  while [ "$#" -ge 3 ]; do
    lg_wanted=$1 lg_rule=$2 lg_argument=$3
    shift 3
    lg_found=no lg_is=''
    while IFS= read -r lg_line || [ -n "$lg_line" ]; do
      lg_env_split "$lg_line" || continue
      # The last one counts, as for whoever loads the file.
      if [ "${lg_key:?}" = "$lg_wanted" ]; then lg_found=yes lg_is=${lg_value-}; fi
    done <"$lg_file"
    lg_check_env_rule
    printf '%s\t%s\t%s\n' "$lg_wanted" "$lg_rule" "$lg_verdict"
  done
}

# Whether what was found is as the rule wants it, into lg_verdict.
lg_check_env_rule() {
  lg_verdict=broken
  if [ "$lg_found" = no ]; then
    lg_verdict=missing
  elif [ -z "$lg_is" ]; then
    lg_verdict=empty
  else
    case $lg_rule in
      set) lg_verdict=ok ;;
      min-length) if [ "${#lg_is}" -ge "$lg_argument" ]; then lg_verdict=ok; fi ;;
      equals) if [ "$lg_is" = "$lg_argument" ]; then lg_verdict=ok; fi ;;
      # The argument holds the choices, one in a line.
      one-of) if printf '%s\n' "$lg_argument" | lg_check_env_among; then lg_verdict=ok; fi ;;
      matches)
        # The value goes by a pipe, never as an argument of grep.
        printf '%s\n' "$lg_is" | grep -Eq -e "$lg_argument" 2>/dev/null && lg_code=0 || lg_code=$?
        case $lg_code in 0) lg_verdict=ok ;; 1) ;; *) lg_verdict=unreadable ;; esac
        ;;
      *) lg_verdict=unreadable ;;
    esac
  fi
}

lg_check_env_among() {
  while IFS= read -r lg_choice; do
    if [ "$lg_choice" = "$lg_is" ]; then return 0; fi
  done
  return 1
}

# Processes whose command line matches, but for those of this very session: they are the question. $1 extended regular
# expression. Prints `checked`, a tab and how many were looked at; then process id, tab, command line of at most 20.
lg_check_processes() {
  lg_check_session $$
  lg_sid=$lg_session
  lg_list=$(lg_check_ps) || return 1
  [ -n "$lg_list" ] || return 1
  printf '%s\n' "$lg_list" | awk 'END { printf "checked\t%d\n", NR }'
  # The list was taken before grep began, so grep cannot find itself.
  lg_lines=$(printf '%s\n' "$lg_list" | awk -v sid="$lg_sid" '$2 != sid { sub(/^ *[0-9]+ +[0-9-]+ /, ""); print }' | grep -Ec -e "$1") && lg_code=0 || lg_code=$?
  [ "$lg_code" -le 1 ] || return 1
  [ "${lg_lines:-0}" -gt 0 ] || return 0
  printf '%s\n' "$lg_list" | awk -v sid="$lg_sid" '$2 != sid' | while read -r lg_id _ lg_args; do
    if printf '%s\n' "$lg_args" | grep -Eq -e "$1"; then printf '%s\t%s\n' "$lg_id" "$lg_args"; fi
  done | cut -c 1-300 | head -n 20
}

# lg_check_session PROCESS: its session, into lg_session.
lg_check_session() {
  lg_session=''
  read -r lg_st 2>/dev/null <"/proc/$1/stat" || return 0
  lg_st=${lg_st##*) }
  # shellcheck disable=SC2086
  set -- $lg_st
  lg_session=$4
}

# Every process: id, session, command line.
lg_check_ps() {
  ps -eo pid=,sid=,args= 2>/dev/null && return 0
  for lg_p in /proc/[0-9]*; do
    lg_args=$(tr '\0\n' '  ' 2>/dev/null <"$lg_p/cmdline") || continue
    [ -n "$lg_args" ] || continue
    lg_check_session "${lg_p#/proc/}"
    printf '%s %s %s\n' "${lg_p#/proc/}" "$lg_session" "$lg_args"
  done
}

# lg_check_clock: seconds since the epoch.
lg_check_clock() {
  date -u +%s
}
