#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Laptops that come and go: a network that falls apart and is whole again, a cable, a card that is
# switched off, another address, a lid that is shut, a power cut, an Avahi daemon that hangs, is
# killed and comes back, a network without IPv4. Each time something is written meanwhile, and has to
# arrive without anybody touching anything.
#
# Each point prints how long that took from the moment of return, beside the five seconds that it
# may; on a machine that is busy with other things only the patience fails it.
#
# Environment: HALQA_NODE is the program halqa-node.
set -u
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || exec unshare -Ur "$0" "$@"

export NETLAB=comings.$$ NETLAB_NET=10.81.0
netlab=$here/netlab
folder=$(mktemp -d)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

limit=5000
patience=60

# on HOST ARGUMENT...: halqa-node on a host.
on() {
  local host=$1
  shift
  "$netlab" exec "$host" "$HALQA_NODE" "$@"
}

# Starts `serve` on a host and waits for its line.
serve() {
  rm -f "$folder/$1.out" # else the line of the last time may still be there
  "$netlab" exec "$1" "$HALQA_NODE" serve >"$folder/$1.out" 2>&1 &
  within $patience grep -q '^listening ' "$folder/$1.out"
}

fingerprint_of() {
  on "$1" --json status | /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["fingerprint"])'
}

are_equal() {
  local one two
  one=$(fingerprint_of h1) && two=$(fingerprint_of h2) || return 1
  echo "$one on h1, $two on h2"
  [ "$one" = "$two" ]
}

# Milliseconds.
now() {
  date +%s%3N
}

write() {
  on "$1" add proposal "title=$2" >"$folder/$1.id"
}

# sees HOST STATE: whether h1 finds the laptop of HOST in that state by its announcement.
sees() {
  on h1 --json peers --seconds 2 | grep "$(on "$1" init)" | grep -q "\"state\":\"$2\""
}

# return_of WHAT CMD... -- CONDITION...: how long after CMD the condition holds.
back_after() {
  local what=$1 begun
  shift
  local -a command=()
  while [ "$1" != -- ]; do
    command+=("$1")
    shift
  done
  shift
  "${command[@]}" || return 1
  begun=$(now)
  within $patience "$@" || return 1
  echo "# $what: $(($(now) - begun)) ms after the return, of $limit" | tee -a "$folder/times"
}

# met_again WHAT CMD...: something is written on both, then CMD brings them together.
met_again() {
  local what=$1
  shift
  write h1 "$what here" || return 1
  [ "$what" = "a lid that is shut" ] || write h2 "$what there" || return 1
  back_after "$what" "$@" -- are_equal
}

# reported NAME CMD...: a point whose time is shown.
reported() {
  : >"$folder/times"
  point "$@"
  cat "$folder/times"
}

trap '"$netlab" down; rm -rf "$folder"' EXIT

point "three laptops come up" "$netlab" up 3
point "the first starts a forum" on h1 forum new "حي آخر ممكن"
point "and writes an invitation file" on h1 forum invite "$folder/invitation"
point "the second joins from it" on h2 forum join "$folder/invitation"
point "and the third" on h3 forum join "$folder/invitation"
point "the first serves" serve h1
point "the second serves" serve h2
point "they become equal" within $patience are_equal
give_up_if_failed

point "the network falls apart" "$netlab" partition h1 h2
sleep 12
reported "and is whole again" met_again "a short partition" "$netlab" heal
point "it falls apart for longer" "$netlab" partition h1 h2
sleep 45
reported "and is whole again, once more" met_again "a long partition" "$netlab" heal

point "a cable is pulled" "$netlab" link h2 down
sleep 8
reported "and put back" met_again "a cable" "$netlab" link h2 up
point "a card is switched off" "$netlab" nic h2 down
sleep 8
reported "and on again" met_again "a card" "$netlab" nic h2 up

readdress() {
  "$netlab" exec h2 ip addr del "$NETLAB_NET.2/24" dev eth0 &&
    "$netlab" exec h2 ip addr add "$NETLAB_NET.42/24" brd + dev eth0
}
reported "a laptop gets another address" met_again "another address" readdress

point "a lid is shut" "$netlab" suspend h2
sleep 20
reported "and opened" met_again "a lid that is shut" "$netlab" resume h2

point "the Avahi daemon is killed" "$netlab" avahi h2 kill
sleep 10
reported "and started: the laptop is announced again" \
  back_after "a daemon that was killed" "$netlab" avahi h2 start -- sees h2 reached
point "the Avahi daemon hangs" "$netlab" avahi h2 pause
sleep 10
point "what is written arrives nevertheless" met_again "a daemon that hangs" true
reported "and goes on" back_after "a daemon that hung" "$netlab" avahi h2 resume -- sees h2 reached
point "the bus goes too" "$netlab" dbus h2 kill
sleep 10
bus_again() {
  "$netlab" avahi h2 kill
  "$netlab" dbus h2 start && "$netlab" avahi h2 start
}
reported "and comes back" back_after "a bus that was killed" bus_again -- sees h2 reached

point "the power of the second is cut" "$netlab" crash h2
sleep 5
point "it is switched on again" "$netlab" boot h2
reported "and serves: both meet" met_again "a power cut" serve h2

no_ipv4() {
  "$netlab" exec h1 ip -4 addr flush dev eth0 && "$netlab" exec h2 ip -4 addr flush dev eth0
}
point "IPv4 goes" no_ipv4
reported "IPv6 alone will do" met_again "IPv6 alone" true
point "without IPv4 the network falls apart" "$netlab" partition h1 h2
sleep 12
reported "and is whole again, by link-local addresses" met_again "IPv6 parted" "$netlab" heal
finish
