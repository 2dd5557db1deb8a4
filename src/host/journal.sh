# shellcheck shell=sh
# The journal: one JSON line per event, appended before and after each mutation by the script that mutates.

lg_clock() {
  date -u +%Y-%m-%dT%H:%M:%SZ
}

# lg_journal_recent FILE COUNT: the last COUNT changes with all their lines.
lg_journal_recent() {
  lg_jr=$(grep -n '"kind":"opened"' "$1" | tail -n "$2" | head -n 1)
  lg_jr=${lg_jr%%:*}
  tail -n "+${lg_jr:-1}" "$1"
}

# lg_journal_line PHASE FIELDS [EXIT]: the line of a step, into lg_jl. FIELDS is the JSON of a step without its braces.
lg_journal_line() {
  lg_jl="{\"v\":1,\"at\":\"$(lg_clock)\",\"kind\":\"$1\",$2${3:+,\"exitCode\":$3}}"
}
