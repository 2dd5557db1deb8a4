#!/usr/bin/env bash
# One rsync, then everything else as one heredoc. Words as of multiplexed.sh.
set -euo pipefail
at=$1 port=$2 key=$3 known=$4 from=$5 release=$6 version=$7 migration=$8
path=/srv/directory
here=$(dirname "$0")
options=(-F none -p "$port" -i "$key" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o "UserKnownHostsFile=$known")

rsync --archive --exclude-from="$here/exclude" --link-dest="$path/current/" -e "ssh ${options[*]}" "$from/" "$at:$path/releases/$release.part/"
# shellcheck disable=SC2087
ssh "${options[@]}" "$at" bash -s <<EOF
release=$release version=$version migration=$migration brought='$("$here/digest.sh" "$from")' now=$(date +%s) path=$path
$(cat "$here/parts.sh")
for step in check_clock check_room check_rights check_database check_indexes check_way_back check_unit check_health check_transactions check_processes check_settings; do "\$step"; done
for step in back_up copy_backup place assemble; do change "\$step"; done
for step in measure_size count_before; do "\$step"; done
for step in migrate analyze; do change "\$step"; done
for step in count_after check_tables check_rows check_size check_orphans; do "\$step"; done
for step in switch restart; do change "\$step"; done
for step in wait_for_health check_health check_page check_search check_connections; do "\$step"; done
change tidy
EOF
