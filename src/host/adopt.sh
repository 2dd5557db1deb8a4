# shellcheck shell=sh
# What somebody has deployed by hand, as a release: it is looked at and copied. Nothing that serves is moved, written or
# restarted here; `current` is made where there was none, and nowhere else.

# lg_adopt_tree ROOT TREE: the folder that holds the code, without links in its path, into lg_at; empty where it cannot be
# told. Without TREE it is what `current` leads to, else the release path itself where something is in it.
lg_adopt_tree() {
  lg_at=$2
  if [ -z "$lg_at" ]; then
    if [ -e "$1/current" ] || [ -L "$1/current" ]; then
      lg_at=$1/current
    else
      for lg_at_one in "$1"/* "$1"/.[!.]*; do
        case ${lg_at_one##*/} in releases | shared | .lockgate | '*' | '.[!.]*') ;; *) lg_at=$1 ;; esac
      done
    fi
  fi
  [ -z "$lg_at" ] || lg_at=$(cd -P "$lg_at" 2>/dev/null && pwd) || lg_at=''
}

# lg_adopt_skip ROOT TREE SHARED...: what is no part of the release, as `./path` lines: what Lockgate keeps itself, the
# history, and what every release shares.
lg_adopt_skip() {
  lg_as_root=$(cd -P "$1" 2>/dev/null && pwd) || lg_as_root=$1
  lg_as_tree=$2
  shift 2
  printf './.git\n'
  case $lg_as_root in
    "$lg_as_tree") printf './%s\n' .lockgate releases shared current .current.lockgate ;;
    "${lg_as_tree%/}"/*) printf './%s\n' "${lg_as_root#"${lg_as_tree%/}"/}" ;;
  esac
  for lg_as in "$@"; do printf './%s\n' "${lg_as%/}"; done
}

# lg_adopt_find SKIP WORD...: find in the folder one is in, with the paths of the lines in SKIP left out.
lg_adopt_find() {
  lg_af_skip=$1
  shift
  set -- ')' -prune -o "$@"
  while IFS= read -r lg_af; do set -- -o -path "$lg_af" "$@"; done <<LINES
$lg_af_skip
LINES
  find . '(' -path ./. "$@"
}

# lg_adopt_look ROOT TREE SHARED...: facts, a line each.
lg_adopt_look() (
  root=$1
  lg_adopt_tree "$1" "$2"
  tree=$lg_at
  shift 2
  printf 'user %s\n' "$(id -un)"
  if [ -L "$root/current" ]; then
    printf 'current link %s\n' "$(readlink "$root/current")"
  elif [ -e "$root/current" ]; then
    printf 'current folder\n'
  else
    printf 'current absent\n'
  fi
  printf 'tree %s\n' "$tree"
  [ -n "$tree" ] || return 0
  if [ "$tree" = "$(cd -P "$root" 2>/dev/null && pwd)" ]; then printf 'inside yes\n'; fi
  skip=$(lg_adopt_skip "$root" "$tree" "$@")
  cd "$tree" || return
  printf 'files %s\n' "$(lg_adopt_find "$skip" -type f -print | wc -l | tr -d ' ')"
  printf 'kilobytes %s\n' "$(lg_adopt_find "$skip" -type f -exec du -k {} + | awk '{ sum += $1 } END { print sum + 0 }')"
  near=$root
  while [ ! -d "$near" ]; do near=${near%/*}; done
  printf 'free %s\n' "$(df -Pk "${near:-/}" | awk 'NR == 2 { print $4 }')"
  if [ -w "${near:-/}" ]; then printf 'writable yes\n'; fi
  lg_adopt_find "$skip" -type f -print | while IFS= read -r file; do [ -r "$file" ] || printf 'unreadable %s\n' "$file"; done | head -n 5
  for path in "$@"; do
    path=${path%/}
    if [ -e "$root/shared/$path" ] || [ -L "$root/shared/$path" ]; then
      if [ -e "$tree/$path" ] && [ "$(readlink -f "$root/shared/$path")" != "$(readlink -f "$tree/$path")" ]; then printf 'shared other %s\n' "$path"; else printf 'shared there %s\n' "$path"; fi
    elif [ -e "$tree/$path" ]; then
      printf 'shared link %s\n' "$path"
    else
      printf 'shared missing %s\n' "$path"
    fi
  done
)

# lg_adopt_list SKIP: the regular files of the folder one is in, with their digests, sorted.
lg_adopt_list() {
  lg_adopt_find "$1" -type f -exec sha256sum {} + | LC_ALL=C sort
}

# lg_adopt_take FROM TO PATH SKIP: copies what is in a folder; PATH is its way from the top of the tree, SKIP what is left
# out, a line each. With nothing but cp: not every tar can leave something out.
lg_adopt_take() (
  from=$1 to=$2 at=$3 skip=$4 failed=0
  chmod "$(stat -c %a "$from")" "$to" || return
  for each in "$from"/* "$from"/.[!.]* "$from"/..?*; do
    [ -e "$each" ] || [ -L "$each" ] || continue
    case $skip in
      *"
$at/${each##*/}
"*) continue ;;
      *"
$at/${each##*/}/"*)
        if [ -d "$each" ] && [ ! -L "$each" ]; then
          mkdir "$to/${each##*/}" && lg_adopt_take "$each" "$to/${each##*/}" "$at/${each##*/}" "$skip" || failed=1
          continue
        fi ;;
    esac
    cp -a "$each" "$to/" || failed=1
  done
  return "$failed"
)

# lg_adopt_copy ROOT ID TREE VERSION SHARED...: the tree as releases/ID, compared file by file, and its shared files linked
# from ROOT/shared where they are. Prints `digest <sha256>`.
lg_adopt_copy() (
  root=$1 id=$2 version=$4
  lg_adopt_tree "$1" "$3"
  tree=$lg_at
  shift 4
  lg_release_marked "$root" "$id"
  case $lg_rm in complete*)
    if [ -d "$root/releases/$id" ]; then
      printf 'digest %s\n' "${lg_rm#complete }"
      return 0
    fi ;;
  esac
  [ -n "$tree" ] || {
    echo 'the folder with the code is gone' >&2
    return 1
  }
  part=$root/releases/$id.part
  mkdir -p "$root/releases" && rm -rf "$part" && mkdir "$part" || return
  skip=$(lg_adopt_skip "$root" "$tree" "$@")
  lists=$root/.lockgate/adopt
  # What changed while it was read is told below, file by file.
  said=$(lg_adopt_take "$tree" "$part" . "
$skip
" 2>&1) && whole=yes || whole=no
  (cd "$tree" && lg_adopt_list "$skip") >"$lists.tree" && (cd "$part" && lg_adopt_list ./.git) >"$lists.copy" || return
  if ! cmp -s "$lists.tree" "$lists.copy"; then
    echo 'these files are written while the application serves, so that no copy of them can be right:' >&2
    LC_ALL=C sort "$lists.tree" "$lists.copy" | uniq -u | sed 's/^[^ ]*  //' | sort -u | head -n 10 >&2
    rm -rf "$part" "$lists".*
    return 1
  fi
  if [ "$whole" = no ]; then
    printf '%s could not be copied to its end: %s\n' "$tree" "$said" >&2
    rm -rf "$part" "$lists".*
    return 1
  fi
  digest=$(lg_release_digest "$part")
  rm -f "$lists".*
  lg_adopt_outside "$tree" "$part" || return
  rm -rf "$root/releases/$id" && mv "$part" "$root/releases/$id" || return
  for path in "$@"; do lg_adopt_share "$root" "$id" "$tree" "${path%/}" || return; done
  lg_release_finish "$root" "$id" "$digest" "$version" || return
  printf 'digest %s\n' "$digest"
)

# lg_adopt_outside TREE COPY: relative links that lead out of the tree lead to the same place from the copy.
lg_adopt_outside() {
  find "$2" -type l | while IFS= read -r lg_ao; do
    case $(readlink "$lg_ao") in /*) continue ;; esac
    lg_ao_to=$(readlink -f "$1/${lg_ao#"$2"/}") || continue
    case $lg_ao_to in
      '' | "$1" | "${1%/}"/*) ;;
      *) rm -f "$lg_ao" && ln -s "$lg_ao_to" "$lg_ao" || return ;;
    esac
  done
}

# lg_adopt_share ROOT ID TREE PATH: the file or folder stays where it is; ROOT/shared gets a link to it where it has
# nothing of that name, and the copy uses what the tree used.
lg_adopt_share() {
  [ -e "$3/$4" ] || return 0
  case $4 in */*) mkdir -p "$1/shared/${4%/*}" "$1/releases/$2/${4%/*}" ;; *) mkdir -p "$1/shared" ;; esac || return
  if [ ! -e "$1/shared/$4" ] && [ ! -L "$1/shared/$4" ]; then ln -s "$3/$4" "$1/shared/$4" || return; fi
  if [ "$(readlink -f "$1/shared/$4")" = "$(readlink -f "$3/$4")" ]; then
    lg_release_share "$1" "$2" "$4"
  else
    rm -rf "$1/releases/$2/$4" && ln -s "$3/$4" "$1/releases/$2/$4"
  fi
}

# lg_adopt_current ROOT ID: `current` names the copy where there was no such name. Nothing can be using it.
lg_adopt_current() {
  if [ -e "$1/current" ] || [ -L "$1/current" ]; then return 0; fi
  lg_release_activate "$1" "$2"
}
