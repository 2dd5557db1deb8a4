# shellcheck shell=sh
# Looks for lines in log files since a moment. Writes nothing.

# Prints, tab-separated: `scanned` and the number of files; `unreadable` and a file; `hit`, `dated` or `undated`, file, line
# number, text, for at most the first hits of each file; `more` and how many there are besides.
# $1 since: `at:<seconds since the epoch>` or `ago:<seconds>`; $2 lines of extended regular expressions to find, one each;
# $3 the same for lines to leave out; then patterns of files
lg_check_logs() (
  case $1 in ago:*) since=$(($(date +%s) - ${1#ago:})) ;; *) since=${1#at:} ;; esac
  none=$2 ignore=$3
  shift 3
  count=0
  # Only the wildcards of a pattern mean something: what it holds is neither split nor run.
  IFS=''
  for pattern in "$@"; do
    for file in $pattern; do
      [ -e "$file" ] || continue
      [ ! -d "$file" ] || continue
      if [ ! -r "$file" ]; then
        printf 'unreadable\t%s\n' "$file"
        continue
      fi
      count=$((count + 1))
      # A look that broke off must not pass for one that found nothing.
      lg_check_log_file "$file" "$since" "$none" "$ignore" || printf 'unreadable\t%s: the look at it broke off\n' "$file"
    done
  done
  printf 'scanned\t%s\n' "$count"
)

# $1 file, $2 since, $3 find, $4 leave out. A file untouched since has no new line; a file with no hit at all needs no dates.
lg_check_log_file() {
  lg_modified=$(stat -c %Y -- "$1" 2>/dev/null) || lg_modified=$2
  [ "$lg_modified" -ge "$2" ] || return 0
  # The newest hits are the ones asked for.
  lg_hits=$(LC_ALL=C grep -anE -e "$3" -- "$1" | cut -d : -f 1 | tail -n 20000)
  if [ -z "$lg_hits" ]; then
    # No hit and no answer look alike above; an expression that grep refuses must not pass for no hit.
    LC_ALL=C grep -aE -q -e "$3" </dev/null 2>/dev/null || [ "$?" -eq 1 ] || printf 'unreadable\t%s: the expression is refused by grep\n' "$1"
    return 0
  fi
  lg_left=''
  if [ -n "$4" ]; then lg_left=$(LC_ALL=C grep -anE -e "$4" -- "$1" | cut -d : -f 1); fi
  {
    printf '%s\n' "$lg_hits" | sed 's/^/hit /'
    if [ -n "$lg_left" ]; then printf '%s\n' "$lg_left" | sed 's/^/left /'; fi
    printf 'end\n'
    cat -- "$1"
  } | LC_ALL=C LG_FILE=$1 awk -v since="$2" -v offset="$(date +%z)" -v year="$(date -u +%Y)" -v now="$(date +%s)" '
    function days(y, m, d) {
      if (m <= 2) { y--; m += 12 }
      return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469
    }
    function zone(z,   sign) {
      if (z == "" || z == "Z") return 0
      sign = substr(z, 1, 1) == "-" ? -1 : 1
      gsub(/[^0-9]/, "", z)
      return sign * (substr(z, 1, 2) * 3600 + substr(z, 3, 2) * 60)
    }
    function clock(t) { return substr(t, 1, 2) * 3600 + substr(t, 4, 2) * 60 + substr(t, 7, 2) }
    # Seconds since the epoch that a line begins with, or -1. A time without a zone is the time of the host.
    function stamp(line,   s, z, m, t) {
      s = substr(line, 1, 120)
      if (match(s, /[0-9][0-9][0-9][0-9][-\/][0-9][0-9][-\/][0-9][0-9][T ][0-9][0-9]:[0-9][0-9]:[0-9][0-9]/) && RSTART <= 25) {
        t = substr(s, RSTART, 19); s = substr(s, RSTART + 19)
        sub(/^[.,][0-9]+/, "", s)
        z = offset
        if (match(s, /^ ?(Z|[+-][0-9][0-9]:?[0-9][0-9])/)) { z = substr(s, RSTART, RLENGTH); sub(/^ /, "", z) }
        else if (match(s, /^ UTC/)) z = "Z"
        return days(substr(t, 1, 4) + 0, substr(t, 6, 2) + 0, substr(t, 9, 2) + 0) * 86400 + clock(substr(t, 12)) - zone(z)
      }
      if (match(s, /\[[0-9][0-9]\/[A-Z][a-z][a-z]\/[0-9][0-9][0-9][0-9]:[0-9][0-9]:[0-9][0-9]:[0-9][0-9] [+-][0-9][0-9][0-9][0-9]\]/)) {
        t = substr(s, RSTART + 1, RLENGTH - 2); m = (index(months, substr(t, 4, 3)) + 2) / 3
        return days(substr(t, 8, 4) + 0, m, substr(t, 1, 2) + 0) * 86400 + clock(substr(t, 13)) - zone(substr(t, 22))
      }
      if (match(s, /^[A-Z][a-z][a-z] [ 0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]/)) {
        m = (index(months, substr(s, 1, 3)) + 2) / 3
        t = days(year + 0, m, substr(s, 5, 2) + 0) * 86400 + clock(substr(s, 8)) - zone(offset)
        # Syslog tells no year.
        return t > now + 86400 ? t - 365 * 86400 : t
      }
      return -1
    }
    BEGIN { months = "JanFebMarAprMayJunJulAugSepOctNovDec"; at = -1; file = ENVIRON["LG_FILE"] }
    !body && $1 == "hit" { hit[$2] = 1; next }
    !body && $1 == "left" { delete hit[$2]; next }
    !body { body = NR; next }
    {
      found = stamp($0)
      if (found >= 0) at = found
      n = NR - body
      if (!(n in hit)) next
      # A line without a date is as old as the last line that has one.
      if (at >= 0 && at < since) next
      shown++
      if (shown > 5) next
      text = substr($0, 1, 300); gsub(/\t/, " ", text)
      printf "hit\t%s\t%s\t%d\t%s\n", (at >= 0 ? "dated" : "undated"), file, n, text
    }
    END { if (shown > 5) printf "more\t%d\n", shown - 5 }'
}
