# shellcheck shell=sh
# What the application of a release is told: a file of KEY=VALUE lines in its folder, whose path and digest its mark has; and
# releases that differ from another one in nothing else.

# lg_release_noted ROOT ID KEY: what stands behind a key in the mark of a release, into lg_rk; nothing where it has none.
lg_release_noted() {
  lg_release_marked "$1" "$2"
  lg_rk=''
  case $lg_rm_more in *"
$3 "*)
    lg_rk=${lg_rm_more#*"
$3 "}
    lg_rk=${lg_rk%%"
"*} ;;
  esac
}

# lg_release_note ROOT ID KEY VALUE: puts it there, in place of what stood there.
lg_release_note() {
  lg_release_marked "$1" "$2"
  lg_rx=$(sed "1d;/^$3 /d" "$1/.lockgate/complete/$2" 2>/dev/null)
  lg_release_mark "$1" "$2" "$lg_rm${lg_rx:+
$lg_rx}
$3 $4"
}

# lg_release_environment_at ROOT ID: the file of its environment from the top of the release, into lg_re; empty for none.
lg_release_environment_at() {
  lg_release_noted "$1" "$2" environment
  lg_re=${lg_rk#* }
}

# lg_release_environment ROOT ID PATH <TEXT: writes the file of a release that is not complete yet.
lg_release_environment() {
  lg_release_marked "$1" "$2"
  if [ -z "$lg_rm" ] || [ ! -d "$1/releases/$2" ]; then
    echo "$1/releases/$2 is not there: run this again" >&2
    return 1
  fi
  lg_release_parents "$1/releases/$2" "$3" || return
  lg_rw=${lg_rs_at:?}.lockgate
  rm -rf "$lg_rw" && (umask 077 && cat >"$lg_rw") && chmod 600 "$lg_rw" || return
  lg_rw_digest=$(sha256sum <"$lg_rw" | cut -c 1-64)
  case $lg_rm in complete*)
    rm -f "$lg_rw"
    # A release is never changed: written once more is well, written anew is not.
    lg_release_noted "$1" "$2" environment
    [ "$lg_rk" = "$lg_rw_digest $3" ] && return 0
    echo "$2 is complete, and what its application is told is something else: deploy a new one" >&2
    return 1 ;;
  esac
  # A link or a folder of that name may have come with the files.
  if [ -L "$lg_rs_at" ] || [ -d "$lg_rs_at" ]; then rm -rf "$lg_rs_at" || return; fi
  lg_state_sync "$lg_rw" && mv -f "$lg_rw" "$lg_rs_at" && lg_release_note "$1" "$2" environment "$lg_rw_digest $3"
}

# lg_release_differs ROOT ID PATH <TEXT: how the text differs from what a release has, as `added|changed|removed|moved`, a tab and
# a name, a line each. Values are compared as they are written, and never printed.
lg_release_differs() {
  lg_release_environment_at "$1" "$2"
  if [ -n "$lg_re" ] && [ "$lg_re" != "$3" ]; then printf 'moved\t%s\n' "$lg_re"; fi
  lg_rd_file=$1/releases/$2/$lg_re
  if [ -z "$lg_re" ] || [ ! -f "$lg_rd_file" ]; then lg_rd_file=/dev/null; fi
  [ -r "$lg_rd_file" ] || {
    printf '%s cannot be read\n' "$lg_rd_file" >&2
    return 1
  }
  lg_rd_found=$(LC_ALL=C awk '
    /^#/ || !/=/ { next }
    { at = index($0, "="); name = substr($0, 1, at - 1); value = substr($0, at) }
    name == "LOCKGATE_RELEASE" { next }
    FILENAME == "-" { now[name] = value; next }
    { was[name] = value }
    END {
      for (name in now) if (!(name in was)) print "added\t" name; else if (was[name] != now[name]) print "changed\t" name
      for (name in was) if (!(name in now)) print "removed\t" name
    }' "$lg_rd_file" -) || {
    echo 'what the application is told cannot be compared: awk failed' >&2
    return 1
  }
  # Behind the status: a comparison that did not take place must not look like one that found nothing.
  [ -z "$lg_rd_found" ] || printf '%s\n' "$lg_rd_found" | LC_ALL=C sort
}

# lg_release_derive ROOT ID BASE ORIGIN: the files of BASE as ID, nothing of them shared with it. What of them names the folder of
# BASE names that of ID afterwards; files that are no text may go on naming the one of ORIGIN, where they were built.
lg_release_derive() {
  lg_release_marked "$1" "$2"
  case $lg_rm in placed* | complete*) [ -d "$1/releases/$2" ] && return 0 ;; esac
  lg_release_ready "$1" "$3" || return
  lg_rv=${lg_rm#* }
  lg_rv_part=$1/releases/$2.part
  rm -rf "$lg_rv_part" && cp -a "$1/releases/$3" "$lg_rv_part" || return
  lg_release_environment_at "$1" "$3"
  if [ -n "$lg_re" ]; then rm -f "$lg_rv_part/$lg_re" || return; fi
  lg_rv_root=$(cd -P "$1" && pwd) || return
  lg_release_rename "$lg_rv_part" "$1/releases" "$3" "$2" || return
  if [ "$lg_rv_root" != "$1" ]; then lg_release_rename "$lg_rv_part" "$lg_rv_root/releases" "$3" "$2" || return; fi
  rm -rf "$1/releases/$2" && mv "$lg_rv_part" "$1/releases/$2" && lg_release_mark "$1" "$2" "placed $lg_rv
origin $4"
}

# lg_release_rename FOLDER RELEASES OLD NEW: in its text files and links, RELEASES/OLD becomes RELEASES/NEW.
lg_release_rename() {
  # Of a path that goes on in letters (another release's) nothing is touched.
  lg_rn_from=$(printf '%s\n' "$2/$3" | sed 's/[].[*^$\\|]/\\&/g')
  lg_rn_to=$(printf '%s\n' "$2/$4" | sed 's/[&\\|]/\\&/g')
  find "$1" -type f -exec grep -lF -e "$2/$3" {} + 2>/dev/null | while IFS= read -r lg_rn_file; do
    # A zero byte makes it no text. Only read here.
    # shellcheck disable=SC2094
    LC_ALL=C tr -d '\000' <"$lg_rn_file" | cmp -s - "$lg_rn_file" || continue
    LC_ALL=C sed "s|$lg_rn_from\\([^A-Za-z0-9.-]\\)|$lg_rn_to\\1|g;s|$lg_rn_from\$|$lg_rn_to|" "$lg_rn_file" >"$lg_rn_file.lockgate" &&
      cat "$lg_rn_file.lockgate" >"$lg_rn_file" && rm -f "$lg_rn_file.lockgate" || return
  done || return
  find "$1" -type l | while IFS= read -r lg_rn_file; do
    lg_rn_was=$(readlink "$lg_rn_file")
    case $lg_rn_was/ in "$2/$3/"*) rm -f "$lg_rn_file" && ln -s "$2/$4${lg_rn_was#"$2/$3"}" "$lg_rn_file" || return ;; esac
  done
}
