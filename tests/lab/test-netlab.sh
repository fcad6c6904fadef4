#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The lab does what it says: what it cuts is cut, what it heals is whole, and nothing is left of it.
# Without this, a test on several hosts could pass because they were never parted.
set -u
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || exec unshare -Ur "$0" "$@"

export NETLAB=self.$$ NETLAB_NET=10.76.0
netlab=$here/netlab
folder=${TMPDIR:-/tmp}/netlab-$NETLAB
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"

reaches() {
  "$netlab" exec "$1" ping -q -c 1 -W 1 "$("$netlab" ip "$2")"
}

# Whether a ping from $1 to $2 takes $3 to $4 milliseconds.
takes() {
  local rtt
  rtt=$("$netlab" exec "$1" ping -q -c 3 -i 0.2 -W 2 "$("$netlab" ip "$2")" |
    sed -n 's,^rtt[^=]*= \([0-9]*\).*,\1,p')
  echo "the fastest of 3 took ${rtt:=-1} ms"
  [ "$rtt" -ge "$3" ] && [ "$rtt" -le "$4" ]
}

has_avahi_name() {
  "$netlab" exec "$1" dbus-send --system --print-reply=literal --reply-timeout=5000 \
    --dest=org.freedesktop.Avahi / org.freedesktop.Avahi.Server.ResolveHostName \
    int32:-1 int32:0 "string:$2.local" int32:0 uint32:0 | grep -qF "$("$netlab" ip "$2")"
}

exit_status_is() {
  local expected=$1
  shift
  "$@"
  [ $? = "$expected" ]
}

has_process() {
  "$netlab" exec "$1" pgrep -f "$2"
}

trap '"$netlab" down' EXIT
point "three hosts come up" "$netlab" up 3
point "a second lab of the same name is refused" no "$netlab" up 2
point "h1 reaches h2" within 20 reaches h1 h2
point "h2 reaches h3" within 20 reaches h2 h3
point "nothing else is reached" no "$netlab" exec h1 ping -q -c 1 -W 1 192.0.2.2
point "the exit status of a command comes through" exit_status_is 9 "$netlab" exec h1 sh -c 'exit 9'
point "Avahi on h2 knows h1" within 20 has_avahi_name h2 h1

"$netlab" partition h1 h2,h3
point "parted hosts do not reach each other" no reaches h1 h2
point "hosts of one part do" within 20 reaches h2 h3
"$netlab" heal
point "healed, they do again" within 20 reaches h1 h2

"$netlab" link h1 down
point "a host without its cable is not reached" no reaches h2 h1
"$netlab" link h1 up
point "with it, it is" within 20 reaches h2 h1
"$netlab" nic h1 down
point "a host that switched eth0 off is not reached" no reaches h2 h1
"$netlab" nic h1 up
point "with eth0 on, it is" within 20 reaches h2 h1

"$netlab" wire h1 delay 40
point "a slow cable is slow both ways" within 20 takes h1 h2 80 1000
"$netlab" partition h1 h2,h3
point "a host on a slow cable can be parted" no reaches h1 h2
"$netlab" heal
point "and healed" within 20 reaches h1 h2
"$netlab" wire h1 loss 100
point "a cable can lose everything" no reaches h1 h2
"$netlab" wire h1 off
point "the good cable is back" within 20 takes h1 h2 0 40

"$netlab" avahi h1 kill
point "a host whose Avahi was killed has none" no has_avahi_name h1 h2
point "Avahi comes back" "$netlab" avahi h1 start

"$netlab" exec h1 sleep 7654 &
sleeper=$!
point "a command runs on its host" within 20 has_process h1 'sleep 7654'
kill $sleeper
wait $sleeper 2>/dev/null
point "a command ends with what called it" within 20 no has_process h1 'sleep 7654'

"$netlab" suspend h2
"$netlab" crash h2
point "a host without power is gone" no reaches h1 h2
point "and takes no command" no "$netlab" exec h2 true
point "it boots again" "$netlab" boot h2
point "and is reached" within 20 reaches h1 h2

"$netlab" down
point "nothing is left in the file system" no test -e "$folder"
point "nothing is left running" within 20 no pgrep -f "netlab-$NETLAB/"
finish
