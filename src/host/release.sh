# shellcheck shell=sh
# Release directories: ROOT/releases/<id>, named by the one link ROOT/current. A release can be switched to once its mark
# in ROOT/.lockgate/complete says that it was assembled to its end. Everything here can be run again.

# lg_release_digest FOLDER: sha256 over the sorted lines "<sha256>  <path>" of its regular files, with line breaks in a
# name as `\n` and `\r`.
lg_release_digest() {
  lg_release_hash "$1" && printf '%s\n' "$lg_rh"
}

# lg_release_hash FOLDER: the same, into lg_rh.
lg_release_hash() {
  lg_rh_cr=$(printf '\r')
  # sha256sum puts a backslash before the line of a name that it had to escape.
  lg_rh=$(cd "$1" && find . -type f -exec sha256sum {} + | sed -e 's|^\([^ ]*\)  \./|\1  |' -e '/^\\/{s/^\\//;s/\\\\/\\/g;}' -e "s/$lg_rh_cr/\\\\r/g" | LC_ALL=C sort | sha256sum) || return
  lg_rh=${lg_rh%% *}
}

# lg_release_clear PATH...: nothing is there any more when it returns.
lg_release_clear() {
  for lg_rc; do
    if [ -e "$lg_rc" ] || [ -L "$lg_rc" ]; then rm -rf "$lg_rc" || return; fi
  done
}

# lg_release_named ROOT: the id that `current` names, into lg_rn.
lg_release_named() {
  lg_rn=$(readlink "$1/current" 2>/dev/null) || lg_rn=''
  lg_rn=${lg_rn%/}
  lg_rn=${lg_rn##*/}
}

lg_release_current() {
  lg_release_named "$1"
  printf '%s\n' "$lg_rn"
}

lg_release_mark() (
  umask 027
  [ -d "$1/.lockgate/complete" ] || mkdir -p "$1/.lockgate/complete" || return
  printf '%s\n' "$3" >"$1/.lockgate/complete/$2.tmp" &&
    lg_state_sync "$1/.lockgate/complete/$2.tmp" && mv -f "$1/.lockgate/complete/$2.tmp" "$1/.lockgate/complete/$2" &&
    lg_state_sync "$1/.lockgate/complete"
)

# lg_release_marked ROOT ID: what its mark says first, into lg_rm: `placed <digest>`, `complete <digest>` or nothing. Lines below
# it, into lg_rm_more with a line break before each, are `environment <sha256> <path>` and `origin <id>`, where the release has them.
lg_release_marked() {
  lg_rm='' lg_rm_more=''
  {
    read -r lg_rm
    while IFS= read -r lg_rm_line; do
      lg_rm_more="$lg_rm_more
$lg_rm_line"
    done
  } 2>/dev/null <"$1/.lockgate/complete/$2"
  :
}

# lg_release_place ROOT ID DIGEST OWN: what was uploaded becomes the release's folder if it is what was sent. With OWN 1 no
# file is shared with another release any more, so that a build that writes into one changes this release alone.
lg_release_place() {
  lg_rp=$1/releases/$2
  lg_release_named "$1"
  lg_release_marked "$1" "$2"
  if [ ! -d "$lg_rp.part" ]; then
    case $lg_rm in
      "placed $3" | "complete $3") [ -d "$lg_rp" ] && return 0 ;;
    esac
    echo "nothing was uploaded to $lg_rp.part: run the upload again" >&2
    return 1
  fi
  lg_release_hash "$lg_rp.part"
  if [ "$lg_rh" != "$3" ]; then
    echo "the files on the host are not what was sent: their digest is $lg_rh, expected was $3; run this again" >&2
    return 1
  fi
  if [ -d "$lg_rp" ] && { [ "$lg_rm" = "complete $3" ] || [ "$lg_rn" = "$2" ]; }; then
    [ "$lg_rm" = "complete $3" ] || {
      echo "$lg_rp serves and holds something else: a release is never changed, so deploy a new one" >&2
      return 1
    }
    rm -rf "$lg_rp.part"
    return 0
  fi
  if [ "$4" = 1 ] && find "$lg_rp.part" -type f -links +1 | read -r _; then
    lg_release_clear "$lg_rp.own.part" && cp -a "$lg_rp.part" "$lg_rp.own.part" && rm -rf "$lg_rp.part" && mv "$lg_rp.own.part" "$lg_rp.part" || return
  fi
  lg_release_clear "$lg_rp" && mv "$lg_rp.part" "$lg_rp" && lg_release_mark "$1" "$2" "placed $3"
}

# lg_release_parents FOLDER PATH: makes the folders that PATH is in, and writes through no link. The whole path into lg_rs_at,
# the way from there to the release path into lg_rs_up.
lg_release_parents() {
  lg_rs_up=../../
  lg_rs_at=$1
  lg_rs_rest=$2
  while :; do
    case $lg_rs_rest in */*) ;; *) break ;; esac
    lg_rs_at=$lg_rs_at/${lg_rs_rest%%/*}
    lg_rs_rest=${lg_rs_rest#*/}
    lg_rs_up=../$lg_rs_up
    if [ -L "$lg_rs_at" ]; then
      echo "$lg_rs_at is a link: nothing is written through it" >&2
      return 1
    fi
    [ -d "$lg_rs_at" ] || mkdir "$lg_rs_at" || return
  done
  lg_rs_at=$lg_rs_at/$lg_rs_rest
}

# lg_release_share ROOT ID PATH: links a file or folder of ROOT/shared into the release. A folder (its path ends with a
# slash, or its last name has no dot) is made where it is missing; a file somebody has to put there.
lg_release_share() {
  lg_rs=${3%/}
  if [ ! -e "$1/shared/$lg_rs" ]; then
    case $3 in
      */) lg_rs_kind='' ;;
      *) lg_rs_kind=${lg_rs##*/} ;;
    esac
    case $lg_rs_kind in *.*)
      echo "$1/shared/$lg_rs is missing: put the file there on the host and run this again (a folder is written with a slash at the end)" >&2
      return 1 ;;
    esac
    mkdir -p "$1/shared/$lg_rs" || return
  fi
  lg_release_parents "$1/releases/$2" "$lg_rs" || return
  [ -L "$lg_rs_at" ] && [ "$(readlink "$lg_rs_at" 2>/dev/null)" = "${lg_rs_up}shared/$lg_rs" ] && return 0
  lg_release_clear "$lg_rs_at" && ln -s "${lg_rs_up}shared/$lg_rs" "$lg_rs_at"
}

# lg_release_finish ROOT ID DIGEST VERSION: from here on it can be switched to. The runtime tells the application its version.
# Without DIGEST it is the one that its mark has.
lg_release_finish() {
  [ -d "$1/releases/$2" ] || {
    echo "$1/releases/$2 is not there" >&2
    return 1
  }
  # By rename, so that a file that an older release shares by a hard link stays as it is.
  printf '%s\n' "$4" >"$1/releases/$2/.lockgate-version.tmp" && mv -f "$1/releases/$2/.lockgate-version.tmp" "$1/releases/$2/.lockgate-version" || return
  lg_release_marked "$1" "$2"
  lg_rf=${3:-${lg_rm#* }}
  lg_release_mark "$1" "$2" "complete $lg_rf$lg_rm_more"
}

# lg_release_ready ROOT ID: fails, and says why, where the release could not be switched to.
lg_release_ready() {
  lg_release_marked "$1" "$2"
  case $lg_rm in complete*) ;; *)
    echo "the release $2 was never assembled to its end on this host, or it was removed: choose another one or deploy it again" >&2
    return 1 ;;
  esac
  [ -d "$1/releases/$2" ] || {
    echo "$1/releases/$2 is gone: choose another release or deploy it again" >&2
    return 1
  }
}

# lg_release_activate ROOT ID: whoever looks sees the old release or the new one.
lg_release_activate() {
  lg_release_ready "$1" "$2" || return
  if [ -e "$1/current" ] && [ ! -L "$1/current" ]; then
    echo "$1/current is no link: move it away on the host first" >&2
    return 1
  fi
  [ "$(readlink "$1/current" 2>/dev/null)" = "releases/$2" ] && return 0
  rm -f "$1/.current.lockgate" && ln -s "releases/$2" "$1/.current.lockgate" || return
  mv -fT "$1/.current.lockgate" "$1/current" 2>/dev/null ||
    python3 -c 'import os,sys; os.rename(sys.argv[1], sys.argv[2])' "$1/.current.lockgate" "$1/current" || {
    rm -f "$1/.current.lockgate"
    echo "the link could not be renamed: mv without -T, and no python3" >&2
    return 1
  }
  lg_state_sync "$1"
  [ "$(readlink "$1/current")" = "releases/$2" ] || {
    echo "$1/current does not name the release after the switch" >&2
    return 1
  }
}

# lg_release_deactivate ROOT: `current` names nothing.
lg_release_deactivate() {
  if [ -e "$1/current" ] && [ ! -L "$1/current" ]; then
    echo "$1/current is no link: move it away on the host first" >&2
    return 1
  fi
  rm -f "$1/current" && lg_state_sync "$1"
}

# lg_release_discard ROOT ID: its mark first, so that a removal cut in half leaves nothing that could be switched to.
lg_release_discard() {
  lg_release_named "$1"
  if [ "$lg_rn" = "$2" ]; then
    echo "$2 serves: it is not removed" >&2
    return 1
  fi
  rm -f "$1/.lockgate/complete/$2" && rm -rf "$1/releases/$2" "$1/releases/$2.part" "$1/releases/$2.own.part"
}

# lg_release_retain ROOT ID...: removes every release but those named, the one that serves and the origins of all these, and
# uploads that nobody has touched for an hour. Folders that no release made stay.
lg_release_retain() {
  lg_rr_root=$1
  shift
  lg_release_named "$lg_rr_root"
  lg_rr_keep=" $* $lg_rn "
  for lg_rr in $lg_rr_keep; do
    lg_release_noted "$lg_rr_root" "$lg_rr" origin
    lg_rr_keep="$lg_rr_keep$lg_rk "
  done
  for lg_rr in "$lg_rr_root"/releases/*; do
    if [ ! -d "$lg_rr" ] || [ -L "$lg_rr" ]; then continue; fi
    lg_rr=${lg_rr##*/}
    case $lg_rr_keep in *" ${lg_rr%%.part} "* | *" ${lg_rr%%.own.part} "*) continue ;; esac
    case $lg_rr in
      *.part) [ -n "$(find "$lg_rr_root/releases/$lg_rr" -prune -mmin +60)" ] || continue ;;
      [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9]-*) ;;
      *) [ -e "$lg_rr_root/.lockgate/complete/$lg_rr" ] || continue ;;
    esac
    rm -f "$lg_rr_root/.lockgate/complete/$lg_rr" && rm -rf "${lg_rr_root:?}/releases/$lg_rr" || return
    printf 'removed %s\n' "$lg_rr"
  done
}
