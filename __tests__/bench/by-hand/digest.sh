#!/usr/bin/env bash
# The digest of the files of a folder that are brought, as parts.sh takes it on the server.
set -euo pipefail
words=()
while IFS= read -r name; do words+=(-name "$name" -prune -o); done <"$(dirname "$0")/exclude"
cd "$1"
find . "${words[@]}" -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum
