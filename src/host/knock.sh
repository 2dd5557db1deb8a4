# shellcheck shell=sh
# A server that was told to end may look up only when something comes. The threaded workers of gunicorn do so once a second: they wait
# for their sockets (`poller.select(1.0)` in gthread.py), and Python goes on waiting after a signal. Nobody should be without an answer
# for that second.

# lg_knock PORT: comes to a port of this host and asks for nothing. No error where nobody is there, or nothing is at hand to do it with.
lg_knock() {
  case $1 in '' | 0) return 0 ;; esac
  # shellcheck disable=SC2016 # the inner shell's
  { command -v bash && timeout 1 bash -c ': <"/dev/tcp/127.0.0.1/$1"' knock "$1"; } >/dev/null 2>&1 || :
}
