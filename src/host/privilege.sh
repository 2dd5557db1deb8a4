# shellcheck shell=sh
# Another user's rights, by sudo without a password. A program that runs with them cannot be signalled by the deploy user:
# whoever calls it gives it a deadline of its own (a statement timeout, --no-block) and does not count on being killed.

# lg_as USER PROGRAM WORD...: runs it as that user; plainly where this is that user already, or USER is empty.
lg_as() {
  if lg_is_other "$1"; then
    lg_as_user=$1
    shift
    sudo -n -u "$lg_as_user" -- "$@"
  else
    shift
    "$@"
  fi
}

# lg_become USER PROGRAM WORD...: the same in the place of the shell that calls it.
lg_become() {
  if lg_is_other "$1"; then
    lg_as_user=$1
    shift
    exec sudo -n -u "$lg_as_user" -- "$@"
  fi
  shift
  exec "$@"
}

lg_is_other() {
  [ -n "$1" ] || return 1
  lg_who
  [ "$lg_me" != "$1" ]
}

# lg_who: the name of this user, into lg_me; asked once, and without a process where the host's own list of users has it.
lg_who() {
  [ -z "${lg_me:-}" ] || return 0
  lg_who_id=''
  { while read -r lg_who_key _ lg_who_id _ && [ "$lg_who_key" != Uid: ]; do :; done </proc/self/status; } 2>/dev/null
  {
    while [ -n "$lg_who_id" ] && IFS=: read -r lg_who_name _ lg_who_key _; do
      [ "$lg_who_key" != "$lg_who_id" ] || { lg_me=$lg_who_name; break; }
    done </etc/passwd
  } 2>/dev/null
  [ -n "${lg_me:-}" ] || lg_me=$(id -un)
}
