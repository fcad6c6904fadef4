#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Who is in reach, as the command line tells it: a laptop of the same forum that answers, one of
# another forum, one that announces itself and does not answer.
#
# Environment: HALQA_NODE is the program halqa-node.
set -u
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || exec unshare -Ur "$0" "$@"

export NETLAB=peers.$$ NETLAB_NET=10.79.0
netlab=$here/netlab
folder=$(mktemp -d)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

# on HOST ARGUMENT...: halqa-node on a host.
on() {
  local host=$1
  shift
  "$netlab" exec "$host" "$HALQA_NODE" "$@"
}

# Starts `serve` on a host and waits for its line; its process is left in $folder/HOST.pid.
serve() {
  # shellcheck disable=SC2016
  "$netlab" exec "$1" sh -c 'echo $$ >"$1"; shift; exec "$@"' - "$folder/$1.pid" \
    "$HALQA_NODE" serve >"$folder/$1.out" 2>&1 &
  within 60 grep -q '^listening ' "$folder/$1.out"
}

# Tells process $2 of a host, which is in $folder/HOST.pid, to stop, go on, or end.
signal() {
  "$netlab" exec "$1" kill "-$2" "$(cat "$folder/$1.pid")"
}

# sees DEVICE STATE N_FORUMS: whether the first host lists that, and how many forums it shares.
sees() {
  on h1 --json peers --seconds 3 >"$folder/peers" || return 1
  cat "$folder/peers"
  /usr/bin/python3 - "$folder/peers" "$@" <<'PYTHON'
import json, sys
path, device, state, n_forums = sys.argv[1:]
with open(path, encoding='utf-8') as file:
    peers = [p for p in map(json.loads, file) if device.startswith(p['device'])]
fits = [p for p in peers if (p['state'], len(p['forums'])) == (state, int(n_forums))]
keys = ['device', 'name', 'address', 'port', 'forums', 'state']
sys.exit(0 if len(peers) == 1 and fits and list(fits[0]) == keys and fits[0]['port'] else 1)
PYTHON
}

trap '"$netlab" down; rm -rf "$folder"' EXIT

point "three laptops come up" "$netlab" up 3
point "the first starts a forum" on h1 forum new "حي آخر ممكن"
point "and writes an invitation file" on h1 forum invite "$folder/invitation"
point "the second joins from it" on h2 forum join "$folder/invitation"
point "the third has another forum" on h3 forum new "حي آخر ممكن"
member=$(on h2 init)
stranger=$(on h3 init)
point "the second serves" serve h2
point "the third serves" serve h3
point "a member that answers is reached" within 60 sees "$member" reached 1
point "a laptop of another forum is a stranger" within 60 sees "$stranger" stranger 0
point "a prefix of a member is not all that is told of it" grep -q "$member" "$folder/peers"
signal h2 STOP
point "a member that does not answer is unreachable" within 60 sees "$member" unreachable 1
signal h2 CONT
point "and is reached when it answers again" within 60 sees "$member" reached 1
finish
