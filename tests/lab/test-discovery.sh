#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Discovery by itself, with an Avahi on each of two laptops: who is there is found on IPv4 and on
# IPv6, who goes is lost, and a daemon that dies, is started late or hangs is no harm.
#
# Environment: DISCOVERY_PROBE is the program discovery-probe.
set -u
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || exec unshare -Ur "$0" "$@"

export NETLAB=discovery.$$ NETLAB_NET=10.75.0
netlab=$here/netlab
folder=$(mktemp -d)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

# Nobody waits this long: it is for a machine that has much else to do.
patience=60

# probe HOST PORT TAG...: starts a probe; its output goes to $folder/HOST.out, its exit status, when
# it has one, to $folder/HOST.status.
probe() {
  rm -f "$folder/$1.status" "$folder/$1.out" "$folder/$1.pid"
  # shellcheck disable=SC2016
  "$netlab" exec "$1" sh -c '"$DISCOVERY_PROBE" "$@" &
    echo $! >"$0.pid"; wait $!; echo $? >"$0.status"' "$folder/$1" "${@:2}" \
    >"$folder/$1.out" 2>"$folder/$1.err" &
}

# What a probe sees now: a line "ADDRESS DEVICE TAG..." for each sighting that was not lost since.
sightings() {
  cat "$folder/$1.err"
  awk -F'; ' '/^found /{ seen[substr($1, 7)] = $2 }
              /^lost /{ sub(";$", ""); delete seen[substr($0, 6)] }
              END { for (service in seen) print seen[service] }' "$folder/$1.out"
}

# sees HOST REGEX: whether one of its sightings is such a line, the whole of it.
sees() {
  sightings "$1"
  sightings "$1" | grep -qxE "$2"
}

sees_nobody() {
  sightings "$1"
  [ -z "$(sightings "$1")" ]
}

device_of() {
  sed -n 's/^started //p' "$folder/$1.out"
}

has_started() {
  device_of "$1" | grep -qxE '[0-9a-f]{16}' && [ -s "$folder/$1.pid" ]
}

# Ends a probe, which has less time than a daemon that hangs is waited for: 25 seconds.
ends_at_once() {
  "$netlab" exec "$1" kill -TERM "$(cat "$folder/$1.pid")"
  within 15 test -s "$folder/$1.status"
  cat "$folder/$1.err"
  [ "$(cat "$folder/$1.status")" = 0 ]
}

trap '"$netlab" down; rm -rf "$folder"' EXIT

link_local='fe80::[0-9a-f:]+%eth0'
point "two laptops come up" "$netlab" up 2
probe h1 4001 aabbccdd 00112233
probe h2 4002 deadbeef
point "the first announces itself" within $patience has_started h1
point "so does the second" within $patience has_started h2
h1=$(device_of h1)
h2=$(device_of h2)
point "the first finds the second on IPv4" \
  within $patience sees h1 "10\\.75\\.0\\.2:4002 $h2 deadbeef"
point "and on IPv6, on its link" \
  within $patience sees h1 "\\[$link_local\\]:4002 $h2 deadbeef"
point "the second finds the first, with both forums" \
  within $patience sees h2 "10\\.75\\.0\\.1:4001 $h1 (aabbccdd 00112233|00112233 aabbccdd)"
point "neither finds itself" no sees h1 ".* $h1 .*"

point "the second ends when told to" ends_at_once h2
point "and is lost" within $patience sees_nobody h1

probe h2 4003 deadbeef
point "one that comes again is found" within $patience sees h1 "10\\.75\\.0\\.2:4003 .* deadbeef"
"$netlab" avahi h1 kill
point "without a daemon nobody is seen" within $patience sees_nobody h1
"$netlab" avahi h1 start
point "with a new daemon the second is found" \
  within $patience sees h1 "10\\.75\\.0\\.2:4003 .* deadbeef"
point "and finds the first under its new announcement" \
  within $patience sees h2 "10\\.75\\.0\\.1:4001 $h1 .*"

"$netlab" avahi h1 pause
point "with a daemon that hangs, it ends when told to" ends_at_once h1
probe h1 4004
point "it starts where the daemon hangs" within $patience has_started h1
point "and ends when told to there too" ends_at_once h1
"$netlab" avahi h1 resume

"$netlab" avahi h1 kill
probe h1 0
point "it starts without a daemon" within $patience has_started h1
"$netlab" avahi h1 start
point "and finds the second when the daemon is there" \
  within $patience sees h1 "10\\.75\\.0\\.2:4003 .* deadbeef"
point "without a port it is not announced" no sees h2 ".* $(device_of h1).*"
point "the first ends" ends_at_once h1
point "the second ends" ends_at_once h2
finish
