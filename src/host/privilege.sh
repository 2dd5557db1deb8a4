# shellcheck shell=sh
# Another user's rights, by sudo without a password. A program that runs with them cannot be signalled by the deploy user:
# whoever calls it gives it a deadline of its own (a statement timeout, --no-block) and does not count on being killed.

# lg_as USER PROGRAM WORD...: runs it as that user; plainly where this is that user already, or USER is empty.
lg_as() {
  lg_as_user=$1
  shift
  if [ -z "$lg_as_user" ] || [ "${lg_me:=$(id -un)}" = "$lg_as_user" ]; then
    "$@"
  else
    sudo -n -u "$lg_as_user" -- "$@"
  fi
}
