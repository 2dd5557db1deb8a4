#!/usr/bin/env bash
# One command per step over one connection (ControlMaster). Words: user@host, port, key, known hosts, folder to bring, release,
# version, migration.
set -euo pipefail
at=$1 port=$2 key=$3 known=$4 from=$5 release=$6 version=$7 migration=$8
path=/srv/directory
here=$(dirname "$0")
control=$(mktemp -u /tmp/by-hand-XXXXXX)
options=(-F none -p "$port" -i "$key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$known" -o ControlMaster=auto -o "ControlPath=$control" -o ControlPersist=60)
trap 'ssh "${options[@]}" -O exit "$at" 2>/dev/null' EXIT
brought=$("$here/digest.sh" "$from")

on_host() {
  { printf '%s\n' "release=$release version=$version migration=$migration brought='$brought' now=$(date +%s) path=$path"; cat "$here/parts.sh"; printf '%s\n' "$1"; } | ssh "${options[@]}" "$at" bash -s
}
checks() { for step in "$@"; do on_host "$step"; done; }
changes() { for step in "$@"; do on_host "change $step"; done; }

checks check_clock check_room check_rights check_database check_indexes check_way_back check_unit check_health check_transactions check_processes check_settings
changes back_up copy_backup
rsync --archive --exclude-from="$here/exclude" --link-dest="$path/current/" -e "ssh ${options[*]}" "$from/" "$at:$path/releases/$release.part/"
changes place assemble
checks measure_size count_before
changes migrate analyze
checks count_after check_tables check_rows check_size check_orphans
changes switch restart
checks wait_for_health check_health check_page check_search check_connections
changes tidy
