# shellcheck shell=sh
# shellcheck disable=SC2154 # functions share the variables of the subshell that called them
# What every kind of backup is stored with: files that are on the disk when it is said so, digests, free space.

# lg_store_fail CODE WORDS: says why and leaves the function's subshell.
lg_store_fail() {
  lg_st_code=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$lg_st_code"
}

# lg_store_folder PATH: there when it returns.
lg_store_folder() {
  [ -d "$1" ] || mkdir -p -- "$1" || lg_store_fail 1 "the folder $1 could not be made"
}

# lg_store_flush FILE...: on the disk when it returns; fails where the disk says no.
lg_store_flush() {
  for lg_st_flushed; do
    if [ -d "$lg_st_flushed" ]; then
      sync -- "$lg_st_flushed" 2>/dev/null || sync
    else
      LC_ALL=C dd if=/dev/null "of=$lg_st_flushed" conv=notrunc,fsync 2>/dev/null || return 1
    fi
  done
}

# The sha256 of what comes in, and a blank behind it. Beside a dump and its compressor it is openssl that has the time, where it is in
# order: it uses what the processor offers, which coreutils mostly do not.
lg_store_sum() {
  case $(openssl dgst -sha256 -r </dev/null 2>/dev/null) in
    e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\ *) openssl dgst -sha256 -r ;;
    *) sha256sum ;;
  esac
}

# lg_store_hash FILE: its sha256, into lg_st_sum.
lg_store_hash() {
  lg_st_sum=$(sha256sum <"$1") || return 1
  lg_st_sum=${lg_st_sum%% *}
}

lg_store_digest() {
  lg_store_hash "$1" && printf '%s\n' "$lg_st_sum"
}

# lg_store_text FILE: its whole lines, into lg_st_text; without a process, and so for what is short.
lg_store_text() {
  lg_st_text=''
  while IFS= read -r lg_st_row; do
    lg_st_text="$lg_st_text$lg_st_row
"
  done <"$1"
  lg_st_text=${lg_st_text%?}
}

# lg_store_room FOLDER BYTES WHAT: exits unless the folder's disk has so much left.
lg_store_room() {
  lg_st_free=$(stat -f -c '%a %S' -- "$1") || lg_store_fail 1 "it cannot be told how much space $1 has"
  lg_st_free=$((${lg_st_free% *} * ${lg_st_free#* }))
  [ "$lg_st_free" -ge "$2" ] || lg_store_fail 1 "not enough space in $1 for $3: $(lg_store_mb "$2") MB are needed, $(lg_store_mb "$lg_st_free") MB are free"
}

lg_store_mb() {
  printf '%s' "$((($1 + 999999) / 1000000))"
}

lg_store_unpack() {
  case $1 in
    *.zst | *.zst.part) zstd -q -d -c -- "$1" ;;
    *.gz | *.gz.part) gzip -d -c <"$1" ;;
    *) cat -- "$1" ;;
  esac
}

# lg_store_trial FOLDER: what the files before, expected and found of a trial say; a schema that is as expected goes over the wire once.
lg_store_trial() {
  if cmp -s "$1/before" "$1/expected"; then printf 'ran alike\n'; else printf 'ran changed\n'; fi
  printf 'expected %s\n' "$(gzip -c <"$1/expected" | base64 | tr -d '\n')"
  cmp -s "$1/expected" "$1/found" || printf 'found %s\n' "$(gzip -c <"$1/found" | base64 | tr -d '\n')"
}

# Milliseconds since some fixed moment, into lg_st_now.
lg_store_now() {
  if read -r lg_st_up _ 2>/dev/null </proc/uptime; then
    lg_st_now=${lg_st_up%.*}${lg_st_up#*.}0
  else
    lg_st_now=$(date +%s)000
  fi
}

lg_store_clock() {
  lg_store_now
  printf '%s\n' "$lg_st_now"
}

# lg_store_forget ID FILE MANIFESTS FOLDER-OF-COPY...: the manifest goes first, so that nothing vouches for half a backup.
lg_store_forget() (
  lg_st_id=$1 lg_st_file=$2 lg_st_manifests=$3
  shift 3
  rm -f -- "$lg_st_manifests/$lg_st_id.json" && rm -f -- "${lg_st_file%/*}/$lg_st_id.json" "$lg_st_file" || exit 1
  for lg_st_one; do
    rm -f -- "$lg_st_one/$lg_st_id.json" "$lg_st_one/${lg_st_file##*/}" || exit 1
  done
)

# lg_store_sweep ID MANIFESTS FOLDER...: removes what killed backups have left unfinished. Only files whose name begins with the
# id of another change of this application's own journal: a folder may be shared with other applications.
lg_store_sweep() {
  lg_sw_id=$1 lg_sw_journal=${2%/*}/journal
  shift
  [ -f "$lg_sw_journal" ] || return 0
  for lg_sw_folder; do
    for lg_sw in "$lg_sw_folder"/*.part "$lg_sw_folder"/*.part-journal; do
      lg_sw_name=${lg_sw##*/}
      for lg_sw_tail in .part-journal .part .zst .gz .db .json .dump .restored; do lg_sw_name=${lg_sw_name%"$lg_sw_tail"}; done
      if [ -f "$lg_sw" ] && [ "$lg_sw_name" != "$lg_sw_id" ] && grep -qF -- "\"change\":\"$lg_sw_name\"" "$lg_sw_journal"; then rm -f -- "$lg_sw"; fi
    done
  done
}
