#!/usr/bin/env bash
# One rsync, then everything else as one heredoc. Words as of multiplexed.sh.
set -euo pipefail
at=$1 port=$2 key=$3 known=$4 from=$5 release=$6 version=$7 migration=$8
path=/srv/directory
here=$(dirname "$0")
options=(-F none -p "$port" -i "$key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$known")

rsync --archive --exclude-from="$here/exclude" --link-dest="$path/current/" -e "ssh ${options[*]}" "$from/" "$at:$path/releases/$release/"
# shellcheck disable=SC2087
ssh "${options[@]}" "$at" bash -s <<EOF
$(cat "$here/parts.sh")
release=$release version=$version migration=$migration path=$path
check_disk
check_rights
check_unit
check_health
check_transactions
check_processes
check_settings
count_rows
measure_size
back_up
copy_backup
assemble
migrate
analyze
check_tables
check_rows
check_size
check_orphans
switch
restart
wait_for_health
check_health
check_page
check_search
check_connections
tidy
EOF
