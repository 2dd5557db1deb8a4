# shellcheck shell=sh
# Whether the deploy user may run a program as another user, without running it.

# $1 user, $2 program, then its words. Prints, tab-separated: `me` and the user's name; `path` and where the program is;
# `plainly` where nothing has to be allowed; else `asked` and the exit code of sudo, `said` and its words. It changes the variables
# of the subshell that called it.
lg_check_privilege() {
  LC_ALL=C
  export LC_ALL
  lg_cp_user=$1
  shift
  lg_who
  printf 'me\t%s\n' "$lg_me"
  # Programs of the administrator are often not on the path of a user.
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
  case $1 in
    /*) lg_cp_path=$1 ;;
    *) lg_cp_path=$(command -v "$1") || lg_cp_path='' ;;
  esac
  if [ -n "$lg_cp_path" ] && [ -x "$lg_cp_path" ]; then printf 'path\t%s\n' "$lg_cp_path"; fi
  if [ "$lg_cp_user" = "$lg_me" ]; then
    printf 'plainly\n'
    return 0
  fi
  if ! command -v sudo >/dev/null; then
    printf 'asked\t127\nsaid\tthere is no sudo on this host\n'
    return 0
  fi
  lg_cp_said=$(sudo -n -l -u "$lg_cp_user" -- "$@" 2>&1 </dev/null) && lg_cp_code=0 || lg_cp_code=$?
  printf 'asked\t%s\n' "$lg_cp_code"
  lg_cp_left=5
  while [ "$lg_cp_left" -gt 0 ] && IFS= read -r lg_cp_line; do
    while :; do
      case $lg_cp_line in
        *'	'*) lg_cp_line="${lg_cp_line%%'	'*} ${lg_cp_line#*'	'}" ;;
        *) break ;;
      esac
    done
    printf 'said\t%s\n' "$lg_cp_line"
    lg_cp_left=$((lg_cp_left - 1))
  done <<SAID
$lg_cp_said
SAID
}

# Prints the lines of all that sudo allows this user; nothing where there is no sudo or it does not say.
lg_check_sudo_rules() {
  LC_ALL=C sudo -n -l 2>/dev/null </dev/null || :
}
