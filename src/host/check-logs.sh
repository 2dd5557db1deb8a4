# shellcheck shell=sh
# What checks ask of the journal of systemd and of access logs. Nothing here writes anything.

# Lines of the journal, as lg_check_logs tells those of files. $1 since: `at:<seconds since the epoch>` or `ago:<seconds>`;
# $2 lines of extended regular expressions to find, one each; $3 the same for lines to leave out; then units
lg_check_journal() (
  case $1 in ago:*) since=$(($(date +%s) - ${1#ago:})) ;; *) since=${1#at:} ;; esac
  none=$2 ignore=$3
  shift 3
  command -v journalctl >/dev/null || {
    printf 'there is no journalctl on this host\n' >&2
    return 1
  }
  LC_ALL=C
  export LC_ALL
  count=0
  for unit in "$@"; do
    # A unit of which the journal holds nothing at all was never started, or its journal may not be read.
    last=$(journalctl --quiet --no-pager --output=short-iso --lines=1 --unit="$unit" 2>/dev/null)
    case $last in
      '' | *'-- No entries --'*)
        printf 'unreadable\tjournal of %s: it is empty, or this user may not read it (the group systemd-journal may)\n' "$unit"
        continue
        ;;
    esac
    count=$((count + 1))
    # The end is said by a line that no entry looks like, since each begins with its date: a look that broke off has none.
    found=$({ journalctl --quiet --no-pager --output=short-iso --since="@$since" --unit="$unit" 2>&1 && printf 'lg_end\n'; } | lg_check_journal_grep "$none" "$ignore") || printf 'unreadable\tjournal of %s: the look at it broke off\n' "$unit"
    case $found in
      *lg_end) ;;
      *) printf 'unreadable\tjournal of %s: the look at it broke off\n' "$unit" ;;
    esac
    printf '%s\n' "$found" | LC_ALL=C LG_UNIT=$unit awk '
      $0 == "lg_end" || $0 == "" { next }
      { all++; n = split($0, parts, ":"); text = $0; sub(/^[0-9]+:/, "", text); gsub(/\t/, " ", text); line[all % 5] = "hit\tdated\tjournal of " ENVIRON["LG_UNIT"] "\t" parts[1] "\t" substr(text, 1, 300) }
      END { for (i = (all > 5 ? all - 4 : 1); i <= all; i++) print line[i % 5]; if (all > 5) printf "more\t%d\n", all - 5 }'
  done
  printf 'scanned\t%s\n' "$count"
)

# $1 find, $2 leave out: the lines that match, each with its number, and the last one.
lg_check_journal_grep() {
  if [ -n "$2" ]; then
    grep -anE -e "$1" -e '^lg_end$' | { grep -avE -e "$2" || :; } | sed 's/^[0-9]*:lg_end$/lg_end/'
  else
    grep -anE -e "$1" -e '^lg_end$' | sed 's/^[0-9]*:lg_end$/lg_end/'
  fi
}

# Counts the requests in access logs of the common or combined form, and how many of them ended with a status of 500 or
# above, since a moment. Prints, tab-separated: `scanned` and files; `requests`, all and bad; `unreadable` and a file.
# $1 since, as above; then patterns of files
lg_check_access() (
  case $1 in ago:*) since=$(($(date +%s) - ${1#ago:})) ;; *) since=${1#at:} ;; esac
  shift
  count=0
  IFS=''
  for pattern in "$@"; do
    for file in $pattern; do
      [ -f "$file" ] || continue
      if [ ! -r "$file" ]; then
        printf 'unreadable\t%s\n' "$file"
        continue
      fi
      count=$((count + 1))
      LC_ALL=C awk -v since="$since" '
        function days(y, m, d) {
          if (m <= 2) { y--; m += 12 }
          return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469
        }
        {
          if (!match($0, /\[[0-9][0-9]\/[A-Z][a-z][a-z]\/[0-9][0-9][0-9][0-9]:[0-9][0-9]:[0-9][0-9]:[0-9][0-9] [+-][0-9][0-9][0-9][0-9]\]/)) next
          t = substr($0, RSTART + 1, RLENGTH - 2)
          rest = substr($0, RSTART + RLENGTH)
          zone = (substr(t, 22, 1) == "-" ? -1 : 1) * (substr(t, 23, 2) * 3600 + substr(t, 25, 2) * 60)
          month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", substr(t, 4, 3)) + 2) / 3
          at = days(substr(t, 8, 4) + 0, month, substr(t, 1, 2) + 0) * 86400 + substr(t, 13, 2) * 3600 + substr(t, 16, 2) * 60 + substr(t, 19, 2) - zone
          if (at < since) next
          # The request stands in quotes, and a quote inside it has a backslash before it.
          if (!match(rest, /^ "([^"\\]|\\.)*" [1-5][0-9][0-9]( |$)/)) next
          all++
          status = substr(rest, 1, RLENGTH); sub(/ $/, "", status)
          if (substr(status, length(status) - 2, 1) == "5") bad++
        }
        END { printf "requests\t%d\t%d\n", all, bad }' "$file" || printf 'unreadable\t%s: the look at it broke off\n' "$file"
    done
  done
  printf 'scanned\t%s\n' "$count"
)
