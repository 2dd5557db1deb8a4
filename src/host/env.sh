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
