# shellcheck shell=sh
# Connections to a port of this host, counted: how many requests an instance still has that gets no new ones.

# lg_connections PORT: prints how many are established at that port.
lg_connections() {
  if lg_cn=$(ss -Htn state established "( sport = :$1 )" 2>/dev/null); then
    printf '%s' "$lg_cn" | grep -c . || :
    return 0
  fi
  # The kernel's own tables, of which ss makes the same: local address in hexadecimal, 01 for established.
  # Without them nothing can be counted, and nothing counted is not nothing there.
  [ -r /proc/net/tcp ] || {
    printf 'connections cannot be counted on this host: it has neither ss nor a readable /proc/net/tcp\n' >&2
    return 1
  }
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | LC_ALL=C awk -v port="$(printf ':%04X' "$1")" '$4 == "01" && substr($2, length($2) - 4) == port { n++ } END { print n + 0 }'
}

# lg_drain WHO PORT DEADLINE: waits until nothing is connected any more, at most so many milliseconds, and prints what it
# came to: `drained` or `cut`, the number of connections, tenths of a second.
lg_drain() (
  left=$((($3 + 99) / 100)) waited=0 quiet=0 said=0
  while :; do
    count=$(lg_connections "$2") || return
    if [ "$count" -eq 0 ]; then
      # A request that was routed before is connected within a moment: once seen free may be too early.
      quiet=$((quiet + 1))
      [ "$quiet" -lt 3 ] || {
        printf 'drained 0 %s\n' "$waited"
        return 0
      }
    else
      quiet=0
      [ "$waited" -lt "$left" ] || {
        printf 'cut %s %s\n' "$count" "$waited"
        return 0
      }
      if [ $((waited - said)) -ge 20 ]; then
        said=$waited
        lg_progress "$1: $count connections left"
      fi
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
)
