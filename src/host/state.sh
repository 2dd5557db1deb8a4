# shellcheck shell=sh
# The state folder: what it holds, how it is written so that a kill or a full disk at any instant leaves it readable.
# Functions answer in lines on stdout; "refused CODE words" and status 3 say why they did nothing.
# Who may enter the folder may read the record: that is its owner, or where somebody has opened it to a group, that group too.
# What programs printed (tasks/, log/) and the lock, which a reader could hold, are the owner's alone.

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
      mkdir -p "$1" "$1/tasks" 2>&1 || exit
      umask 027
      mkdir -p "$1/manifests" 2>&1
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
  lg_state_put "$1" "$2" 2>/dev/null && return 0
  if lg_state_spend "${1%/.lockgate/*}/.lockgate" && lg_state_put "$1" "$2" 2>/dev/null; then return 0; fi
  lg_sw=$(lg_state_put "$1" "$2" 2>&1) && return 0
  lg_state_blame "${lg_sw:-No space left, or the file does not read back as written: $1}"
}

# lg_state_place FILE TEXT: whole or not at all for whoever reads it, and perhaps lost with the power: for what means nothing after
# the machine has started anew.
lg_state_place() {
  if { lg_state_draft "$1.tmp" "$2" && lg_state_holds "$1.tmp" "$2" && mv -f "$1.tmp" "$1"; } 2>/dev/null; then return 0; fi
  lg_state_write "$1" "$2"
}

lg_state_put() {
  if lg_state_draft "$1.tmp" "$2" && lg_state_holds "$1.tmp" "$2" && lg_state_sync "$1.tmp" && mv -f "$1.tmp" "$1"; then
    lg_state_sync "${1%/*}"
  else
    rm -f "$1.tmp" 2>/dev/null
    return 1
  fi
}

# lg_state_draft FILE [TEXT]: a file that the group may read, where the folder is open to one; without a process.
lg_state_draft() {
  : "${lg_umask:=$(umask)}"
  umask 027
  if [ $# -gt 1 ]; then printf '%s\n' "$2" >"$1"; else printf '' >>"$1"; fi
  set -- "$?"
  umask "$lg_umask"
  return "$1"
}

# lg_state_holds FILE TEXT: whether it reads back as it was written; without a process where the text is one line.
lg_state_holds() {
  case $2 in
    *'
'*) [ "$(cat "$1")" = "$2" ] ;;
    *)
      lg_sh=
      IFS= read -r lg_sh <"$1" && [ "$lg_sh" = "$2" ]
      ;;
  esac
}

# lg_state_append FILE TEXT: whole lines at the end, on a fresh line where the last one is torn. Under the lock.
lg_state_append() {
  lg_state_add "$1" "$2" 2>/dev/null && return 0
  if lg_state_spend "${1%/*}" && lg_state_add "$1" "$2" 2>/dev/null; then return 0; fi
  lg_sa=$(lg_state_add "$1" "$2" 2>&1) && return 0
  lg_state_blame "${lg_sa:-No space left: $1}"
}

# What ends with a whole line needs no look before the next: nobody else writes while the lock is held.
lg_state_add() {
  lg_sa_nl=
  case $lg_whole in
    *" $1 "*) ;;
    *)
      # Reading fails where there is no end of a line to read to.
      if [ -s "$1" ] && ! tail -c 1 "$1" | read -r _; then
        lg_sa_nl='
'
      fi
      ;;
  esac
  [ -e "$1" ] || lg_state_draft "$1" || return
  if printf '%s%s\n' "$lg_sa_nl" "$2" >>"$1"; then
    lg_whole="$lg_whole $1 "
    lg_state_sync "$1"
  else
    lg_whole=
    return 1
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
  for lg_rd in lease journal releases complete manifests; do
    [ -e "$1/$lg_rd" ] || continue
    if [ ! -r "$1/$lg_rd" ] || { [ -d "$1/$lg_rd" ] && [ ! -x "$1/$lg_rd" ]; }; then
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

# lg_state_read STATE CURRENT: the time, what `current` names, the lease and whether a script holds the lock; then the journal, the
# release log and the backups, each a JSON text a line under a line with its name.
lg_state_read() {
  printf 'now %s\n' "$(date +%s)"
  if lg_rd=$(readlink "$2" 2>/dev/null); then printf 'current %s\n' "${lg_rd##*/}"; fi
  lg_state_readable "$1"
  case $? in
    0) ;;
    1) echo 'absent'; return 0 ;;
    *) return 3 ;;
  esac
  if lg_lease_busy "$1"; then echo 'busy'; fi
  if [ -e "$1/lease" ]; then
    lg_rd=
    { read -r lg_rd <"$1/lease"; } 2>/dev/null
    printf 'lease %s\n' "$lg_rd"
  fi
  # The last line of a file may be torn, without an end.
  echo '-- journal'
  lg_state_read_journal "$1/journal" || return
  printf '\n-- releases\n'
  lg_state_read_releases "$1/releases" || return
  printf '\n-- backups\n'
  lg_state_read_manifests "$1/manifests"
}

# What is told of each file at most, in bytes.
LG_ROOM=270000

# lg_state_read_journal FILE: as many of the latest changes as there is room for, each with all its lines.
lg_state_read_journal() {
  [ -f "$1" ] || return 0
  if [ "$(wc -c <"$1")" -le "$LG_ROOM" ]; then
    cat "$1"
    return
  fi
  for lg_rd in 40 20 10 5 2 1; do
    if [ "$lg_rd" -eq 1 ] || [ "$(lg_journal_recent "$1" "$lg_rd" | wc -c)" -le "$LG_ROOM" ]; then
      lg_journal_recent "$1" "$lg_rd"
      return
    fi
  done
}

# lg_state_read_releases FILE: as many of the latest entries as there is room for.
lg_state_read_releases() {
  [ -f "$1" ] || return 0
  if [ "$(wc -c <"$1")" -le "$LG_ROOM" ]; then
    cat "$1"
  else
    tail -c "$LG_ROOM" "$1" | tail -n +2
  fi
}

# lg_state_read_manifests FOLDER: a backup a line, the newest first; two hundred at most. Where there is no room, older ones come
# without the census of their tables.
lg_state_read_manifests() {
  set -- "$1"/*.json
  [ -f "$1" ] || return 0
  while [ $# -gt 200 ]; do shift; done
  for lg_rd; do
    # One that is passed over would not be missed by anybody.
    [ -r "$lg_rd" ] || {
      lg_refuse LG-STATE-UNREADABLE "$(id -un) may not read $lg_rd"
      return
    }
  done
  # Brackets around braces: not every awk knows what a bare one means.
  awk -v room="$LG_ROOM" '
    FNR == 1 { count += 1 }
    { text[count] = text[count] $0 }
    END {
      for (at = count; at > 0; at -= 1) {
        room -= length(text[at])
        if (at < count && room < 0) sub(/"tables":[{]("[^"]*":[{][^{}]*[}],?)*[}]/, "\"tables\":{}", text[at])
        print text[at]
      }
    }' "$@"
}
