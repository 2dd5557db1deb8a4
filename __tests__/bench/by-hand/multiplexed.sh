#!/usr/bin/env bash
# One command per step over one connection (ControlMaster). Words: user@host, port, key, known hosts, folder to bring, release,
# version, migration.
set -euo pipefail
at=$1 port=$2 key=$3 known=$4 from=$5 release=$6 version=$7 migration=$8
path=/srv/directory
parts=$(dirname "$0")/parts.sh
control=$(mktemp -u /tmp/by-hand-XXXXXX)
options=(-F none -p "$port" -i "$key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$known" -o ControlMaster=auto -o "ControlPath=$control" -o ControlPersist=60)
trap 'ssh "${options[@]}" -O exit "$at" 2>/dev/null' EXIT

on_host() {
  { cat "$parts"; printf '%s\n' "release=$release version=$version migration=$migration path=$path" "$1"; } | ssh "${options[@]}" "$at" bash -s
}

for step in check_disk check_rights check_unit check_health check_transactions check_processes check_settings count_rows measure_size; do on_host "$step"; done
on_host back_up
on_host copy_backup
rsync --archive --exclude-from="$(dirname "$0")/exclude" --link-dest="$path/current/" -e "ssh ${options[*]}" "$from/" "$at:$path/releases/$release/"
on_host assemble
on_host migrate
on_host analyze
for step in check_tables check_rows check_size check_orphans; do on_host "$step"; done
on_host switch
on_host restart
on_host wait_for_health
for step in check_health check_page check_search check_connections; do on_host "$step"; done
on_host tidy
