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

# lg_journal_step STATE PHASE FIELDS [EXIT]: FIELDS is the JSON of a step without its braces.
lg_journal_step() {
  lg_state_append "$1/journal" "{\"v\":1,\"at\":\"$(lg_clock)\",\"kind\":\"$2\",$3${4:+,\"exitCode\":$4}}"
}
