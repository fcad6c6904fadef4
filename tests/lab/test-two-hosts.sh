#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two laptops on one network, each with its own Avahi, and nobody tells either the other's address:
# they find each other, become equal, lose the link for 10 seconds in which both go on writing, and
# become equal again by themselves. What both wrote into one field is kept twice, on both.
#
# Environment: HALQA_NODE is the program halqa-node.
set -u
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || exec unshare -Ur "$0" "$@"

export NETLAB=two.$$ NETLAB_NET=10.77.0
netlab=$here/netlab
folder=$(mktemp -d)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

# Nobody waits this long: it is for a machine that has much else to do.
patience=60

# on HOST ARGUMENT...: halqa-node on a host.
on() {
  local host=$1
  shift
  "$netlab" exec "$host" "$HALQA_NODE" "$@"
}

# Prints the member $1 of the JSON on standard input.
member() {
  /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

status_of() {
  on "$1" --json status | member "$2"
}

# Whether both hosts hold the same entries and show the same.
are_equal() {
  local what
  for what in entries fingerprint digest; do
    local one two
    one=$(status_of h1 $what) && two=$(status_of h2 $what) || return 1
    echo "$what: $one on h1, $two on h2"
    [ "$one" = "$two" ] || return 1
  done
}

# Not just "not equal", which is also true of two that give no answer.
differ() {
  local one two
  one=$(status_of h1 fingerprint) && two=$(status_of h2 fingerprint) || return 1
  echo "$one on h1, $two on h2"
  [ "$one" != "$two" ]
}

# title_is HOST ID TITLE
title_is() {
  local title
  title=$(on "$1" --json show "$2" | member title) || return 1
  echo "the title is: $title"
  [ "$title" = "$3" ]
}

# Starts `serve` on a host; its output goes to $folder/HOST.out, its exit status to `wait`.
serve() {
  # shellcheck disable=SC2016
  "$netlab" exec "$1" sh -c 'echo $$ >"$1"; shift; exec "$@"' - "$folder/$1.pid" \
    "$HALQA_NODE" serve >"$folder/$1.out" 2>"$folder/$1.err" &
  served[$1]=$!
}

is_listening() {
  cat "$folder/$1.err"
  head -n 1 "$folder/$1.out" | grep -E '^listening .+:[0-9]+ [0-9a-f]{64}$'
}

still_runs() {
  kill -0 "${served[$1]}"
}

# Ends `serve` on a host as the system does; its exit status is in $status.
stop_serving() {
  "$netlab" exec "$1" kill -TERM "$(cat "$folder/$1.pid")"
  wait "${served[$1]}"
  status=$?
}

# Whether a host lists the title of the proposal $2 as a conflict of just the values $3 and $4.
has_conflict() {
  on "$1" --json conflicts >"$folder/conflicts"
  cat "$folder/conflicts"
  /usr/bin/python3 - "$folder/conflicts" "$2" "$3" "$4" <<'PYTHON'
import json, sys
path, record, *expected = sys.argv[1:]
with open(path, encoding='utf-8') as file:
    found = [c for c in map(json.loads, file) if c['id'] == record and c['field'] == 'title']
values = [sorted(version['value'] for version in c['versions']) for c in found]
sys.exit(0 if values == [sorted(expected)] else 1)
PYTHON
}

reaches() {
  "$netlab" exec "$1" ping -q -c 1 -W 1 "$("$netlab" ip "$2")"
}

declare -A served
trap '"$netlab" down; rm -rf "$folder"' EXIT

point "two laptops come up" "$netlab" up 2
point "the first starts a forum" on h1 forum new "حي آخر ممكن"
point "and writes an invitation file" on h1 forum invite "$folder/invitation"
point "the second joins from it" on h2 forum join "$folder/invitation"
serve h1
serve h2
point "the first can be reached" within $patience is_listening h1
point "the second can be reached" within $patience is_listening h2
point "they find each other and become equal" within $patience are_equal
give_up_if_failed

water=$(on h1 add proposal "title=الماء للجميع" "body=حنفية عمومية في كل زقاق")
bus=$(on h2 add proposal "title=Un bus qui s'arrête ici" "body=La ligne 22 contourne le quartier.")
point "what the first writes is on the second" within $patience title_is h2 "$water" "الماء للجميع"
point "what the second writes is on the first" \
  within $patience title_is h1 "$bus" "Un bus qui s'arrête ici"
point "and they are equal" within $patience are_equal

"$netlab" link h2 down
point "the link is lost" no reaches h1 h2
on h1 set "$water" "title=الماء حق للجميع" >"$folder/out"
on h2 set "$water" "title=L'eau pour tous" >"$folder/out"
on h1 add proposal "title=إنارة الزقاق" >"$folder/out"
on h2 add proposal "title=Un jardin derrière l'école" >"$folder/out"
sleep 10
point "ten seconds later they differ" differ
"$netlab" link h2 up
point "with the link back they become equal by themselves" within $patience are_equal
point "the first was not restarted" still_runs h1
point "the second was not restarted" still_runs h2
for host in h1 h2; do
  point "both titles that were written meanwhile are kept on $host" \
    has_conflict $host "$water" "الماء حق للجميع" "L'eau pour tous"
done
for host in h1 h2; do
  stop_serving $host
  point "serving on $host ends when told to" test $status = 0
  point "the store on $host is sound" on $host check
done
finish
