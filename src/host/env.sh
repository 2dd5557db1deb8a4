# shellcheck shell=sh
# Plain KEY=VALUE lines, as env files hold them: read, never evaluated.

# $1 line: sets lg_key and lg_value; fails on blank lines, comments and whatever is no assignment.
lg_env_split() {
  lg_cr=$(printf '\r')
  lg_rest=${1%"$lg_cr"}
  lg_rest=${lg_rest#"${lg_rest%%[![:space:]]*}"}
  case $lg_rest in
    '' | '#'*) return 1 ;;
    'export '*) lg_rest=${lg_rest#export } ;;
  esac
  case $lg_rest in *=*) ;; *) return 1 ;; esac
  lg_key=${lg_rest%%=*}
  lg_key=${lg_key#"${lg_key%%[![:space:]]*}"}
  lg_key=${lg_key%"${lg_key##*[![:space:]]}"}
  case $lg_key in '' | [0-9]* | *[!A-Za-z0-9_]*) return 1 ;; esac
  lg_value=${lg_rest#*=}
  lg_value=${lg_value#"${lg_value%%[![:space:]]*}"}
  case $lg_value in
    \"*\"*)
      lg_value=${lg_value#\"}
      lg_value=${lg_value%\"*}
      lg_env_unescape
      ;;
    \'*\'*)
      lg_value=${lg_value#\'}
      lg_value=${lg_value%\'*}
      ;;
    *)
      # A comment after a value without quotes needs a space before it; the sharp of a password does not have one.
      lg_value=${lg_value%%[[:space:]]#*}
      lg_value=${lg_value%"${lg_value##*[![:space:]]}"}
      ;;
  esac
}

# Between double quotes a backslash takes the meaning from the four that have one there, as for a shell and for systemd.
lg_env_unescape() {
  lg_un=''
  while :; do
    case $lg_value in *\\*) ;; *) break ;; esac
    lg_un=$lg_un${lg_value%%\\*}
    lg_value=${lg_value#*\\}
    case $lg_value in
      [\\\"\$\`]*) lg_un=$lg_un${lg_value%"${lg_value#?}"} lg_value=${lg_value#?} ;;
      *) lg_un=$lg_un\\ ;;
    esac
  done
  lg_value=$lg_un$lg_value
}

# lg_env_export FILE: exports its plain KEY=VALUE lines. Nothing of it is evaluated or printed.
lg_env_export() {
  while IFS= read -r lg_line || [ -n "$lg_line" ]; do
    lg_env_split "$lg_line" || continue
    export "${lg_key:?}=${lg_value-}"
  done <"$1"
}
