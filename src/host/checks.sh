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
  printf '%s\n' "$lg_table" | awk 'NR == 2 { n = NF; printf "blocks\t%s\t%s\t%s\n", $(n - 4), $(n - 3), $(n - 2) }'
  if lg_table=$(LC_ALL=C df -Pi -- "$lg_path" 2>/dev/null); then
    printf '%s\n' "$lg_table" | awk 'NR == 2 { n = NF; printf "inodes\t%s\t%s\t%s\n", $(n - 4), $(n - 3), $(n - 2) }'
  fi
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
    printf '%s\t%s\t%s\n' "$lg_wanted" "$lg_rule" "$(lg_check_env_rule)"
  done
}

lg_check_env_rule() {
  if [ "$lg_found" = no ]; then
    printf 'missing'
  elif [ -z "$lg_is" ]; then
    printf 'empty'
  else
    case $lg_rule in
      set) printf 'ok' ;;
      min-length) if [ "${#lg_is}" -ge "$lg_argument" ]; then printf 'ok'; else printf 'broken'; fi ;;
      equals) if [ "$lg_is" = "$lg_argument" ]; then printf 'ok'; else printf 'broken'; fi ;;
      # The argument holds the choices, one in a line.
      one-of) if printf '%s\n' "$lg_argument" | lg_check_env_among; then printf 'ok'; else printf 'broken'; fi ;;
      matches)
        # The value goes by a pipe, never as an argument of grep.
        printf '%s\n' "$lg_is" | grep -Eq -e "$lg_argument" 2>/dev/null && lg_code=0 || lg_code=$?
        case $lg_code in 0) printf 'ok' ;; 1) printf 'broken' ;; *) printf 'unreadable' ;; esac
        ;;
      *) printf 'unreadable' ;;
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
  lg_sid=$(lg_check_session $$)
  lg_list=$(lg_check_ps) || return 1
  [ -n "$lg_list" ] || return 1
  printf 'checked\t%s\n' "$(printf '%s\n' "$lg_list" | wc -l | tr -d ' ')"
  # The list was taken before grep began, so grep cannot find itself.
  lg_lines=$(printf '%s\n' "$lg_list" | awk -v sid="$lg_sid" '$2 != sid { sub(/^ *[0-9]+ +[0-9-]+ /, ""); print }' | grep -Ec -e "$1") && lg_code=0 || lg_code=$?
  [ "$lg_code" -le 1 ] || return 1
  [ "${lg_lines:-0}" -gt 0 ] || return 0
  printf '%s\n' "$lg_list" | awk -v sid="$lg_sid" '$2 != sid' | while read -r lg_id _ lg_args; do
    if printf '%s\n' "$lg_args" | grep -Eq -e "$1"; then printf '%s\t%s\n' "$lg_id" "$lg_args"; fi
  done | cut -c 1-300 | head -n 20
}

lg_check_session() {
  read -r lg_st 2>/dev/null <"/proc/$1/stat" || return 0
  lg_st=${lg_st##*) }
  # shellcheck disable=SC2086
  set -- $lg_st
  printf '%s\n' "$4"
}

# Every process: id, session, command line.
lg_check_ps() {
  ps -eo pid=,sid=,args= 2>/dev/null && return 0
  for lg_p in /proc/[0-9]*; do
    lg_args=$(tr '\0\n' '  ' 2>/dev/null <"$lg_p/cmdline") || continue
    [ -n "$lg_args" ] || continue
    printf '%s %s %s\n' "${lg_p#/proc/}" "$(lg_check_session "${lg_p#/proc/}")" "$lg_args"
  done
}

# lg_check_clock: seconds since the epoch.
lg_check_clock() {
  date -u +%s
}
