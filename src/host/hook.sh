# shellcheck shell=sh
# Lines of the team's own, at a phase of a deploy.

# lg_hook ROOT RELEASE LINE: runs the line in the folder of that release; where it is not there, in that of what is current, else
# in ROOT.
lg_hook() (
  folder=$1/releases/$2
  if [ -z "$2" ] || [ ! -d "$folder" ]; then folder=$1/current; fi
  [ -d "$folder" ] || folder=$1
  cd "$folder" && exec sh -c "$3" </dev/null
)
