# shellcheck shell=sh
# nginx in front of the instances of this host. Which of them get traffic is told by files: PREFIX.out-<port> is there while
# that one gets none, and nginx looks for it with each request. PREFIX.maintenance is there while everybody gets PREFIX.page. A reload
# is only needed when the instances themselves change.

# lg_nginx_ask PORT: prints what nginx says of itself at that port; fails where nothing answers, or nothing can ask.
lg_nginx_ask() {
  if command -v curl >/dev/null 2>&1; then
    curl -qsf --noproxy '*' --max-time 2 "http://127.0.0.1:$1/lockgate" 2>/dev/null
  elif command -v python3 >/dev/null 2>&1; then
    python3 -c 'import sys, urllib.request as r; sys.stdout.write(r.build_opener(r.ProxyHandler({})).open("http://127.0.0.1:%s/lockgate" % sys.argv[1], timeout=2).read().decode())' "$1" 2>/dev/null
  elif command -v bash >/dev/null 2>&1; then
    # shellcheck disable=SC2016 # for bash
    timeout 2 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET /lockgate HTTP/1.0\r\n\r\n" >&3 && cat <&3' ask "$1" 2>/dev/null | tail -n 1 | grep .
  elif command -v nc >/dev/null 2>&1; then
    printf 'GET /lockgate HTTP/1.0\r\n\r\n' | timeout 2 nc 127.0.0.1 "$1" 2>/dev/null | tail -n 1 | grep .
  else
    printf 'nginx cannot be asked on this host: it has none of curl, python3, bash and nc\n' >&2
    return 2
  fi
}

# lg_nginx_routed ID PORT: prints the ports that get traffic.
lg_nginx_routed() {
  lg_nr=$(lg_nginx_ask "$2") || {
    printf 'nothing says so at 127.0.0.1:%s\n' "$2" >&2
    return 1
  }
  case $lg_nr in
    "$1 set"*)
      lg_nr=${lg_nr#"$1 set"}
      printf '%s\n' "${lg_nr% closed}" | tr '-' ' '
      ;;
    *)
      printf 'nginx works with another file than the one of this configuration: %s\n' "$lg_nr" >&2
      return 1
      ;;
  esac
}

# Process ids of the workers, of all nginx on this host, that take new connections.
lg_nginx_workers() {
  grep -lsa -e '^nginx: worker process' /proc/[0-9]*/cmdline 2>/dev/null | while read -r lg_nw; do
    grep -qsa -e 'is shutting down' "$lg_nw" || {
      lg_nw=${lg_nw#/proc/}
      printf '%s ' "${lg_nw%/cmdline}"
    }
  done
}

# lg_nginx_taken ID PORT OLD: nginx answers with that id, and none of its old workers takes connections any more.
lg_nginx_taken() {
  case $(lg_nginx_ask "$2") in "$1 set"*) ;; *) return 1 ;; esac
  lg_nt_now=" $(lg_nginx_workers)"
  for lg_nt in $3; do
    case $lg_nt_now in *" $lg_nt "*) return 1 ;; esac
  done
}

# lg_nginx_replaced PIDS: those of them whose master has started other workers since. Where several nginx run on a host, only
# the one that was reloaded has.
lg_nginx_replaced() {
  lg_nx_now=$(lg_nginx_workers)
  for lg_nx in $1; do
    lg_nx_master=$(lg_nginx_parent "$lg_nx") || continue
    for lg_nx_new in $lg_nx_now; do
      case " $1" in *" $lg_nx_new "*) continue ;; esac
      [ "$(lg_nginx_parent "$lg_nx_new")" != "$lg_nx_master" ] || {
        printf '%s ' "$lg_nx"
        break
      }
    done
  done
}

lg_nginx_parent() {
  read -r lg_np 2>/dev/null <"/proc/$1/stat" || return 1
  lg_np=${lg_np##*) }
  lg_np=${lg_np#? }
  printf '%s\n' "${lg_np%% *}"
}

# lg_nginx_write FILE TEXT: by rename, so that nginx never reads half of it.
lg_nginx_write() {
  printf '%s' "$2" >"$1.part" && lg_state_sync "$1.part" && mv -f "$1.part" "$1"
}

# lg_nginx_told USER LINE: runs its words, and prints all that they say.
lg_nginx_told() (
  set -f
  # shellcheck disable=SC2086 # a line of words
  lg_as "$1" $2 2>&1
)

# lg_nginx_back FILE...: what was there before the new files.
lg_nginx_back() {
  for lg_nb in "$@"; do
    if [ -e "$lg_nb.before" ]; then mv -f "$lg_nb.before" "$lg_nb"; else rm -f "$lg_nb"; fi
  done
}

# lg_nginx_prepare FILE PREFIX ID PORT ALL UPSTREAMS ROUTE USER TEST RELOAD: the generated files are there and nginx works with
# them. TEST and RELOAD are programs with their words.
lg_nginx_prepare() (
  file=$1 prefix=$2 route=$2.route.conf id=$3 port=$4 all=$5 upstreams=$6 routes=$7 user=$8 test=$9
  shift 9
  reload=$1
  if [ -f "$file" ] && [ -f "$route" ] && [ "$(cat "$file"; echo .)" = "$(printf '%s' "$upstreams"; echo .)" ] && [ "$(cat "$route"; echo .)" = "$(printf '%s' "$routes"; echo .)" ]; then
    case $(lg_nginx_ask "$port") in "$id set"*)
      printf 'nginx works with it already\n'
      return 0
      ;;
    esac
  fi
  said=$(lg_nginx_told "$user" "$test") || {
    printf 'the configuration of nginx on this host is not valid as it stands; nothing was changed:\n%s\n' "$said" >&2
    return 1
  }
  mkdir -p "${file%/*}" || return
  rm -f "$file.before" "$route.before"
  if [ -f "$file" ]; then cp -p "$file" "$file.before" || return; fi
  if [ -f "$route" ]; then cp -p "$route" "$route.before" || return; fi
  # The servers of a set first: a route must not lead to what nginx does not know.
  if lg_nginx_write "$file" "$upstreams" && lg_nginx_write "$route" "$routes"; then :; else
    lg_nginx_back "$route" "$file"
    return 1
  fi
  said=$(lg_nginx_told "$user" "$test") || {
    lg_nginx_back "$route" "$file"
    printf 'nginx does not accept the generated file, and the former one is back:\n%s\n' "$said" >&2
    return 1
  }
  before=$(lg_nginx_workers)
  said=$(lg_nginx_told "$user" "$reload") || {
    lg_nginx_back "$route" "$file"
    printf 'nginx could not be reloaded, and the former file is back:\n%s\n' "$said" >&2
    return 1
  }
  left=100 silent=10
  while [ "$left" -gt 0 ] && [ "$silent" -gt 0 ]; do
    if lg_nginx_taken "$id" "$port" "$(lg_nginx_replaced "$before")"; then
      rm -f "$file.before" "$route.before"
      # What instances that are gone left behind; until here the former file looked for it.
      for out in "$prefix".out-*; do
        case " $all " in *" ${out##*.out-} "*) ;; *) rm -f "$out" ;; esac
      done
      printf 'nginx works with the new file; workers before: %s\n' "${before:-none seen}"
      return 0
    fi
    # With new workers and no answer a moment later, what was written is not included.
    if [ "$(lg_nginx_workers)" != "$before" ] && ! lg_nginx_ask "$port" >/dev/null; then silent=$((silent - 1)); fi
    left=$((left - 1))
    sleep 0.1
  done
  if lg_nginx_ask "$port" >/dev/null; then
    lg_nginx_back "$route" "$file"
    printf 'nginx was reloaded and goes on with its former configuration, or a worker of it takes connections still; the former file is back\n' >&2
  else
    # Left in place: nothing includes them, and with them the site can be changed.
    rm -f "$file.before" "$route.before"
    printf 'nginx does not include %s: nothing answers at 127.0.0.1:%s. It is valid and stays; put these lines into the site, reload nginx and run this again:\n' "$file" "$port" >&2
    # shellcheck disable=SC2016 # the dollar is nginx's
    printf '  http { include %s; }\n  server { include %s; }\n  location { proxy_pass http://$%s; }\n' "$file" "$route" "${prefix##*/}" >&2
  fi
  return 1
)

# lg_nginx_route PREFIX ID PORT ALL TO: of the instances at the ports ALL only those at TO get traffic, and nginx says so.
lg_nginx_route() (
  prefix=$1 id=$2 port=$3 all=$4 to=$5
  want="$id set" before=''
  for one in $all; do
    case " $to " in *" $one "*) want="$want-$one" ;; esac
    [ ! -e "$prefix.out-$one" ] || before="$before $one "
  done
  # Those that come first, so that there is no moment with nobody.
  for one in $to; do rm -f "$prefix.out-$one" || return; done
  for one in $all; do
    case " $to " in *" $one "*) ;; *) : >"$prefix.out-$one" || return ;; esac
  done
  left=20
  while [ "$left" -gt 0 ]; do
    said=$(lg_nginx_ask "$port") || said=''
    [ "${said% closed}" != "$want" ] || {
      printf 'nginx passes to %s\n' "${to:-nobody}"
      return 0
    }
    left=$((left - 1))
    sleep 0.1
  done
  for one in $all; do
    case $before in *" $one "*) : >"$prefix.out-$one" ;; *) rm -f "$prefix.out-$one" ;; esac
  done
  case $said in
    "$id set"*) printf 'nginx does not see the files %s.out-*: its user must be able to enter %s\n' "$prefix" "${prefix%/*}" >&2 ;;
    *) printf 'nginx does not say which instances it passes to (127.0.0.1:%s): %s\n' "$port" "${said:-no answer}" >&2 ;;
  esac
  return 1
)
