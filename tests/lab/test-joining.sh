#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Joining with nothing typed but the code, with an Avahi on each of three laptops: who invites is
# found, and the forum fills; also where there is no IPv4 at all; and who has no code open is not
# announced.
#
# Environment: HALQA_NODE is the program halqa-node, JOIN_NEARBY the program join-nearby.
set -u
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || exec unshare -Ur "$0" "$@"

export NETLAB=joining.$$ NETLAB_NET=10.73.0
netlab=$here/netlab
folder=$(mktemp -d)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

# Nobody waits this long: it is for a machine that has much else to do.
patience=60
title="حي آخر ممكن"
link_local='\[fe80::[0-9a-f:]+%eth0\]'

# on HOST ARGUMENT...: halqa-node on a host.
on() {
  local host=$1
  shift
  "$netlab" exec "$host" "$HALQA_NODE" "$@"
}

# serve HOST ARGUMENT...: starts `serve` there; its output goes to $folder/HOST.out.
serve() {
  # shellcheck disable=SC2016
  "$netlab" exec "$1" sh -c 'echo $$ >"$1"; shift; exec "$@"' - "$folder/$1.pid" \
    "$HALQA_NODE" serve "${@:2}" >"$folder/$1.out" 2>&1 &
}

# The code that is shown now, and that of which there have been $1 before it.
shown_code() {
  sed -n 's/^inviting .* //p' "$folder/h1.out" | sed -n "$(($1 + 1))p"
}

shows_code() {
  cat "$folder/h1.out"
  shown_code "$1" | grep -qxE '[0-9]{6}'
}

# join HOST CODE: as a person does who sees one forum nearby; what it prints goes to $folder/join.
join() {
  timeout $patience "$netlab" exec "$1" "$JOIN_NEARBY" "$2" >"$folder/join" 2>&1
  local status=$?
  cat "$folder/join"
  return $status
}

joined_at() {
  cat "$folder/join"
  grep -qE "^nearby $1 $title\$" "$folder/join" && grep -qx "joined $forum" "$folder/join"
}

# Whether a host shows the proposal of the first.
has_proposal() {
  on "$1" --json show "$proposal"
}

# Whether nobody is seen to invite, as long as it takes to see who does.
sees_nobody() {
  timeout 5 "$netlab" exec "$1" "$JOIN_NEARBY" 000000 >"$folder/join" 2>&1
  local status=$?
  cat "$folder/join"
  [ $status = 124 ] && [ ! -s "$folder/join" ]
}

has_no_ipv4() {
  local addresses
  addresses=$("$netlab" exec "$1" ip -4 -o addr show dev eth0) && [ -z "$addresses" ]
}

trap '"$netlab" down; rm -rf "$folder"' EXIT

point "three laptops come up" "$netlab" up 3
forum=$(on h1 forum new "$title")
proposal=$(on h1 add proposal "title=الماء للجميع")
serve h1 --invite
point "the first shows a code" within $patience shows_code 0
give_up_if_failed
point "the second joins with nothing but the code" join h2 "$(shown_code 0)"
point "at an address that it has found" joined_at "(10\\.73\\.0\\.1|$link_local):[0-9]+( $link_local:[0-9]+)?"
serve h2
point "its forum fills by itself" within $patience has_proposal h2

point "there is another code for the next" within $patience shows_code 1
for host in h1 h3; do
  "$netlab" exec $host ip -4 addr flush dev eth0
  point "$host is left with IPv6 alone" has_no_ipv4 $host
done
point "the third joins with nothing but the code" within $patience join h3 "$(shown_code 1)"
# Avahi may still tell of the address that went.
point "at an address of its link" joined_at "(10\\.73\\.0\\.1:[0-9]+ )?$link_local:[0-9]+"
serve h3
point "its forum fills by itself too" within $patience has_proposal h3

point "there is another code" within $patience shows_code 2
"$netlab" exec h1 kill -TERM "$(cat "$folder/h1.pid")"
point "who invites no more is not announced" within $patience sees_nobody h3
finish
