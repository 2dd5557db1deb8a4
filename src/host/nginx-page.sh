# shellcheck shell=sh
# The page of maintenance: while PREFIX.maintenance is there, nginx answers every request with PREFIX.page. And the test of nginx's
# whole configuration.

# lg_nginx_says ID PORT closed|open: whether nginx, working with that id, says so within two seconds.
lg_nginx_says() {
  lg_ny=20
  while [ "$lg_ny" -gt 0 ]; do
    case $(lg_nginx_ask "$2") in
      "$1 set"*' closed') [ "$3" != closed ] || return 0 ;;
      "$1 set"*) [ "$3" != open ] || return 0 ;;
    esac
    lg_ny=$((lg_ny - 1))
    sleep 0.1
  done
  return 1
}

# lg_nginx_close PREFIX ID PORT PAGE: every new request is answered with the page, and nginx says so.
lg_nginx_close() {
  lg_nv=''
  [ ! -f "$1.maintenance" ] || lg_nv=closed
  rm -f "$1.page.before" || return
  if [ -f "$1.page" ]; then cp -p "$1.page" "$1.page.before" || return; fi
  # Its workers read it, and they are another user's.
  (umask 022 && lg_nginx_write "$1.page" "$4" && : >"$1.maintenance") || return
  if lg_nginx_says "$2" "$3" closed; then
    rm -f "$1.page.before"
    printf 'nginx answers with the page of maintenance\n'
    return 0
  fi
  [ -n "$lg_nv" ] || rm -f "$1.maintenance"
  lg_nginx_back "$1.page"
  printf 'nginx does not say that it answers with the page (127.0.0.1:%s): its user must be able to enter %s\n' "$3" "${1%/*}" >&2
  return 1
}

# lg_nginx_open PREFIX ID PORT: no request is answered with the page any more, but for those on their way to it: it stays. Where nginx does not run, or works with a file
# that knows no page, there is none to take away.
lg_nginx_open() {
  rm -f "$1.maintenance" || return
  case $(lg_nginx_ask "$3") in
    "$2 set"*) ;;
    *)
      printf 'the page is gone; nginx does not say that it works with the file of this configuration\n'
      return 0
      ;;
  esac
  lg_nginx_says "$2" "$3" open && printf 'nginx passes requests on again\n'
}

# lg_nginx_closed ID PORT: prints `closed` or `open`.
lg_nginx_closed() {
  lg_nd=$(lg_nginx_ask "$2") || {
    printf 'nothing says so at 127.0.0.1:%s\n' "$2" >&2
    return 1
  }
  case $lg_nd in
    "$1 set"*' closed') printf 'closed\n' ;;
    "$1 set"*) printf 'open\n' ;;
    *)
      printf 'nginx works with another file than the one of this configuration: %s\n' "$lg_nd" >&2
      return 1
      ;;
  esac
}

# lg_nginx_test USER TEST: prints `valid` or `invalid`, and below it what the test said.
lg_nginx_test() {
  if lg_ne=$(lg_nginx_told "$1" "$2" </dev/null); then printf 'valid\n'; else printf 'invalid\n'; fi
  printf '%s\n' "$lg_ne"
}
