# shellcheck shell=sh
# Whether the deploy user may run a program as another user, without running it.

# $1 user, $2 program, then its words. Prints, tab-separated: `me` and the user's name; `path` and where the program is;
# `plainly` where nothing has to be allowed; else `asked` and the exit code of sudo, `said` and its words.
lg_check_privilege() (
  LC_ALL=C
  export LC_ALL
  user=$1
  shift
  me=$(id -un)
  printf 'me\t%s\n' "$me"
  # Programs of the administrator are often not on the path of a user.
  PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
  case $1 in
    /*) path=$1 ;;
    *) path=$(command -v "$1") || path='' ;;
  esac
  if [ -n "$path" ] && [ -x "$path" ]; then printf 'path\t%s\n' "$path"; fi
  if [ "$user" = "$me" ]; then
    printf 'plainly\n'
    return 0
  fi
  if ! command -v sudo >/dev/null; then
    printf 'asked\t127\nsaid\tthere is no sudo on this host\n'
    return 0
  fi
  said=$(sudo -n -l -u "$user" -- "$@" 2>&1 </dev/null) && code=0 || code=$?
  printf 'asked\t%s\n' "$code"
  printf '%s\n' "$said" | tr '\t' ' ' | sed -n 's/^/said	/p' | head -n 5
)

# Prints the lines of all that sudo allows this user; nothing where there is no sudo or it does not say.
lg_check_sudo_rules() {
  LC_ALL=C sudo -n -l 2>/dev/null </dev/null || :
}
