#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a newcomer without a display gets to see comes true in both ways: by Avahi where it runs, by
# address where it does not. On a host of the lab, so that the real network hears nothing of it.
#
# Environment: HALQA_NODE is the program halqa-node, TWO_LAPTOPS the play.
set -u
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || exec unshare -Ur "$0" "$@"

export NETLAB=play.$$ NETLAB_NET=10.78.0
netlab=$here/netlab
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

# Whether the play ends well; what it printed is in $printed.
play() {
  printed=$("$netlab" exec h1 "$TWO_LAPTOPS" "$HALQA_NODE" 2>&1)
  status=$?
}

says() {
  echo "$printed"
  [ "$status" = 0 ] && [[ $printed == *"$1"* ]]
}

trap '"$netlab" down' EXIT
point "a laptop comes up" "$netlab" up 1
play
point "two laptops find each other where Avahi runs" says "nobody types an address"
point "and nobody had to type an address" no says "types the address"
"$netlab" dbus h1 stop
play
point "one types an address where it does not" says "types the address"
finish
