# shellcheck shell=sh
# The state folder: what it holds, how it is written so that a kill or a full disk at any instant leaves it readable.
# Functions answer in lines on stdout; "refused CODE words" and status 3 say why they did nothing.

lg_refuse() {
  printf 'refused %s\n' "$*"
  return 3
}

lg_nap() {
  sleep 0.1 2>/dev/null || sleep 1
}

# Flushes files to the disk where sync can do that for single files; elsewhere it flushes everything, or nothing.
lg_state_sync() {
  sync "$@" 2>/dev/null || :
}

# Turns the message of a failed write into a refusal.
lg_state_blame() {
  case $1 in
    *'No space left'* | *'quota exceeded'* | *'I/O error'* | *'write error'*) lg_refuse LG-STATE-FULL "$1" ;;
    *) lg_refuse LG-STATE-READ-ONLY "$1" ;;
  esac
}

# lg_state_format STATE: refuses a folder that a newer version has written.
lg_state_format() {
  lg_sf=
  [ -e "$1/format" ] || return 0
  { read -r lg_sf <"$1/format"; } 2>/dev/null
  case $lg_sf in
    1 | '') return 0 ;;
    *) lg_refuse LG-STATE-NEWER "$lg_sf" ;;
  esac
}

# lg_state_open STATE: creates the folders that are missing. Nothing is written there before the lock is held: the first two
# who come at once would be in each other's way.
lg_state_open() {
  lg_state_look "$1" || return
  if [ ! -d "$1/tasks" ] || [ ! -d "$1/manifests" ]; then
    lg_so=$(
      LC_ALL=C
      export LC_ALL
      mkdir -p "${1%/*}" 2>&1 || exit
      umask 077
      mkdir -p "$1" "$1/tasks" "$1/manifests" 2>&1
    ) || {
      lg_state_blame "$lg_so"
      return
    }
  fi
}

# lg_state_mark STATE: which format it is in, under the lock.
lg_state_mark() {
  [ -s "$1/format" ] || lg_state_write "$1/format" 1
}

# The reserve is given back when a write meets a full disk, so that what happened can always be recorded.
lg_state_spend() {
  [ -e "$1/reserve" ] || return 1
  rm -f "$1/reserve"
  lg_state_sync "$1"
}

# Random bytes, because a file system that compresses keeps no room for zeroes.
lg_state_reserve() {
  [ -s "$1/reserve" ] && return 0
  if lg_sr=$({ LC_ALL=C dd if=/dev/urandom of="$1/reserve.tmp" bs=4096 count=64 && sync "$1/reserve.tmp"; } 2>&1); then
    mv -f "$1/reserve.tmp" "$1/reserve"
  else
    rm -f "$1/reserve.tmp"
    lg_state_blame "$(printf '%s' "$lg_sr" | tr '\n' ' ')"
  fi
}

# lg_state_write FILE TEXT: whole or not at all.
lg_state_write() {
  lg_state_put "$1" "$2" >/dev/null && return 0
  lg_state_spend "${1%/.lockgate/*}/.lockgate" || {
    lg_state_put "$1" "$2"
    return
  }
  lg_state_put "$1" "$2"
}

lg_state_put() {
  if lg_sp=$({ printf '%s\n' "$2" >"$1.tmp" && [ "$(cat "$1.tmp")" = "$2" ] && lg_state_sync "$1.tmp" && mv -f "$1.tmp" "$1"; } 2>&1); then
    lg_state_sync "${1%/*}"
  else
    rm -f "$1.tmp" 2>/dev/null
    lg_state_blame "${lg_sp:-No space left, or the file does not read back as written: $1}"
  fi
}

# lg_state_append FILE TEXT: whole lines at the end, on a fresh line where the last one is torn.
lg_state_append() {
  lg_state_add "$1" "$2" >/dev/null && return 0
  lg_state_spend "${1%/*}" || {
    lg_state_add "$1" "$2"
    return
  }
  lg_state_add "$1" "$2"
}

lg_state_add() {
  lg_sa_nl=
  if [ -s "$1" ] && [ "$(tail -c 1 "$1" | wc -l)" -eq 0 ]; then
    lg_sa_nl='
'
  fi
  if lg_sa=$({ printf '%s%s\n' "$lg_sa_nl" "$2" >>"$1"; } 2>&1); then
    lg_state_sync "$1"
  else
    lg_state_blame "${lg_sa:-No space left: $1}"
  fi
}

# lg_state_readable STATE: refuses what this user may not read. Status 1: there is no such folder.
lg_state_readable() {
  if [ ! -e "$1" ]; then
    if [ -d "${1%/*}" ] && [ ! -x "${1%/*}" ]; then
      lg_refuse LG-STATE-UNREADABLE "$(id -un) may not enter ${1%/*}"
      return
    fi
    return 1
  fi
  if [ ! -d "$1" ] || [ ! -r "$1" ] || [ ! -x "$1" ]; then
    lg_refuse LG-STATE-UNREADABLE "$(id -un) may not read $1 (mode and owner: $(stat -c '%a %U' "$1" 2>/dev/null))"
    return
  fi
  for lg_rd in lease journal releases; do
    if [ -e "$1/$lg_rd" ] && [ ! -r "$1/$lg_rd" ]; then
      lg_refuse LG-STATE-UNREADABLE "$(id -un) may not read $1/$lg_rd"
      return
    fi
  done
  lg_state_format "$1"
}

# lg_state_look STATE: refuses a record that this user may not read or that a newer version has written; says nothing otherwise.
lg_state_look() {
  lg_state_readable "$1"
  [ $? -le 1 ] || return 3
}

# lg_state_read_head STATE CURRENT: the time, what `current` names, the lease and whether a script holds the lock.
lg_state_read_head() {
  printf 'now %s\n' "$(date +%s)"
  if lg_rd=$(readlink "$2" 2>/dev/null); then printf 'current %s\n' "${lg_rd##*/}"; fi
  lg_state_readable "$1"
  case $? in
    0) ;;
    1) echo 'absent'; return 0 ;;
    *) return 3 ;;
  esac
  if lg_lease_busy "$1"; then echo 'busy'; fi
  if [ -e "$1/lease" ]; then printf 'lease %s\n' "$(cat "$1/lease")"; fi
}

# What an answer may hold at most; a frame of a batch bounds it a little above.
LG_ROOM=90000

# lg_state_read_journal STATE PART: as many of the latest changes as fit into three parts, each with all its lines.
lg_state_read_journal() {
  [ -f "$1/journal" ] || return 0
  for lg_rd in 40 20 10 5 2 1; do
    if [ "$lg_rd" -eq 1 ] || [ "$(lg_journal_recent "$1/journal" "$lg_rd" | wc -c)" -le $((3 * LG_ROOM)) ]; then
      if [ "$2" -eq 3 ]; then
        lg_journal_recent "$1/journal" "$lg_rd" | tail -c "+$((2 * LG_ROOM + 1))"
      else
        lg_journal_recent "$1/journal" "$lg_rd" | tail -c "+$((($2 - 1) * LG_ROOM + 1))" | head -c "$LG_ROOM"
      fi
      return
    fi
  done
}

# lg_state_read_releases STATE: as many of the latest entries as fit.
lg_state_read_releases() {
  [ -f "$1/releases" ] || return 0
  if [ "$(wc -c <"$1/releases")" -le "$LG_ROOM" ]; then
    cat "$1/releases"
  else
    tail -c "$LG_ROOM" "$1/releases" | tail -n +2
  fi
}

# lg_state_read_manifests STATE newest|others: a backup a line, the newest first; two hundred at most. Where there is no
# room, older ones come without the census of their tables.
lg_state_read_manifests() {
  lg_rd_list=''
  for lg_rd in "$1"/manifests/*.json; do
    [ -f "$lg_rd" ] && lg_rd_list="$lg_rd
$lg_rd_list"
  done
  [ -n "$lg_rd_list" ] || return 0
  if [ "$2" = newest ]; then
    tr -d '\n' <"${lg_rd_list%%
*}"
    echo
    return
  fi
  lg_rd_room=$((LG_ROOM / 2))
  printf '%s' "$lg_rd_list" | sed 1d | head -n 200 | while IFS= read -r lg_rd; do
    lg_rd_room=$((lg_rd_room - $(wc -c <"$lg_rd")))
    if [ "$lg_rd_room" -gt 0 ]; then
      tr -d '\n' <"$lg_rd"
    else
      tr -d '\n' <"$lg_rd" | sed 's/"tables":{\("[^"]*":{[^{}]*},\{0,1\}\)*}/"tables":{}/'
    fi
    echo
  done
}
