# shellcheck shell=sh
# What checks ask about the load of a host and about the age and weight of files. Nothing here writes anything.

# $1 seconds between two looks at the processors. Prints, tab-separated: `cpu`, busy and all ticks in between; `memory`, all
# and available kilobytes; `load`, the average of the last minute; `cpus`, how many there are.
lg_check_resources() {
  lg_rs_was=$(lg_check_ticks) || return
  sleep "$1"
  lg_rs_is=$(lg_check_ticks) || return
  printf 'cpu\t%s\t%s\n' "$((${lg_rs_is%% *} - ${lg_rs_was%% *}))" "$((${lg_rs_is##* } - ${lg_rs_was##* }))"
  lg_check_memory
  if read -r lg_rs_load _ </proc/loadavg; then printf 'load\t%s\n' "$lg_rs_load"; fi
  printf 'cpus\t%s\n' "$(grep -c '^cpu[0-9]' /proc/stat)"
}

# Ticks that the processors were busy, and all ticks, since the host was started.
lg_check_ticks() {
  read -r _ lg_rs_user lg_rs_nice lg_rs_system lg_rs_idle lg_rs_wait lg_rs_irq lg_rs_soft lg_rs_steal _ </proc/stat || return
  lg_rs_busy=$((lg_rs_user + lg_rs_nice + lg_rs_system + lg_rs_irq + lg_rs_soft + ${lg_rs_steal:-0}))
  printf '%s %s\n' "$lg_rs_busy" "$((lg_rs_busy + lg_rs_idle + lg_rs_wait))"
}

# Prints `memory`, all and available kilobytes, tab-separated.
lg_check_memory() {
  awk '/^MemTotal:/ { all = $2 } /^MemAvailable:/ { free = $2 } END { if (all == "" || free == "") exit 1; printf "memory\t%s\t%s\n", all, free }' /proc/meminfo
}

# The newest of the files that patterns name. Prints, tab-separated: `now` and the time of the host; `newest`, when it was
# written, its bytes and its name; `count` and how many there are.
lg_check_newest() (
  count=0 newest=-1 bytes=0 name=''
  # Only the wildcards of a pattern mean something: what it holds is neither split nor run.
  IFS=''
  for pattern in "$@"; do
    for file in $pattern; do
      [ -f "$file" ] || continue
      count=$((count + 1))
      written=$(stat -L -c %Y -- "$file") || continue
      if [ "$written" -gt "$newest" ]; then newest=$written bytes=$(stat -L -c %s -- "$file") name=$file; fi
    done
  done
  printf 'now\t%s\n' "$(date +%s)"
  if [ "$newest" -ge 0 ]; then printf 'newest\t%s\t%s\t%s\n' "$newest" "$bytes" "$name"; fi
  printf 'count\t%s\n' "$count"
)

# Kilobytes of a folder, 0 where there is none. $1 path
lg_check_weight() {
  [ -e "$1/." ] || {
    printf 'weight\t0\n'
    return 0
  }
  # What may not be read is not weighed; the sum of the rest is said all the same.
  lg_weight=$(du -skx -- "$1/." 2>/dev/null)
  lg_weight=${lg_weight%%'	'*}
  printf 'weight\t%s\n' "${lg_weight:-unknown}"
}
