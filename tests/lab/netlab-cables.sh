# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
#
# What lies between the hosts of netlab: bridges in the namespaces "sw", and a veth pair from each
# host into one of them. Host N's end there is vN. With a bad cable, vN leads into the program
# netlab-wire, and from there xN-wN into the bridge.

make_switch() {
  make_namespaces sw
  # The bridges have no addresses of their own to be heard by the hosts.
  inside sw sh -c 'cd /proc/sys/net/ipv6/conf && echo 1 >all/disable_ipv6 &&
    echo 1 >default/disable_ipv6' 2>/dev/null
  ensure_bridge br0
}

ensure_bridge() {
  inside sw ip link show "$1" >/dev/null 2>&1 ||
    inside sw ip link add "$1" type bridge stp_state 0 forward_delay 0 mcast_snooping 0
  inside sw ip link set "$1" up
}

plug_in() {
  local host=$1 n pid
  n=$(number_of "$host")
  pid=$(pid_in "$dir/$host/pid")
  inside sw ip link add "v$n" type veth peer name eth0 netns "$pid" || die "no cable for $host"
  inside "$host" ip link set eth0 address "$(printf '02:77:00:00:00:%02x' "$n")"
  # Otherwise the link-local address may be used only after a second or two.
  inside "$host" sh -c 'echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad' 2>/dev/null
  inside "$host" ip addr add "$net.$n/24" brd + dev eth0
  rm -f "$dir/$host/wired"
  echo br0 >"$dir/$host/bridge"
  inside sw ip link set "v$n" master br0 up
  inside "$host" ip link set eth0 up
}

unplug() {
  local n
  n=$(number_of "$1")
  end_process "$dir/$1/wire.pid" KILL
  rm -f "$dir/$1/wired"
  inside sw ip link del "v$n" 2>/dev/null
  inside sw ip link del "w$n" 2>/dev/null
}

# Moves host $1 to bridge $2.
move_to() {
  local n end
  n=$(number_of "$1")
  end=v$n
  [ ! -f "$dir/$1/wired" ] || end=w$n
  echo "$2" >"$dir/$1/bridge"
  ! alive "$1" || inside sw ip link set "$end" master "$2"
}

# Hosts in no group stay together on the first bridge.
cmd_partition() {
  local group host count=0 given=" "
  [ $# -ge 1 ] || die "partition h1,h2 h3"
  for group; do
    count=$((count + 1))
    ensure_bridge "br$count"
    for host in ${group//,/ }; do
      move_to "$host" "br$count"
      given+="$host "
    done
  done
  for host in $(all_hosts); do
    [[ $given == *" $host "* ]] || move_to "$host" br0
  done
}

cmd_heal() {
  local host
  for host in $(all_hosts); do move_to "$host" br0; done
}

cmd_link() {
  local n
  n=$(number_of "$1")
  inside sw ip link set "v$n" "$2"
}

cmd_nic() {
  number_of "$1" >/dev/null
  inside "$1" ip link set eth0 "$2"
}

remove_wire() {
  local host=$1 n
  n=$(number_of "$host")
  [ -f "$dir/$host/wired" ] || return 0
  end_process "$dir/$host/wire.pid" TERM
  rm -f "$dir/$host/wired"
  inside sw ip link del "w$n"
  inside sw ip link set "v$n" master "$(cat "$dir/$host/bridge")"
}

# wire HOST [delay MS] [jitter MS] [loss PERCENT] [rate KBIT], or wire HOST off
cmd_wire() {
  local host=$1 n options=() wire=${NETLAB_WIRE:-$here/netlab-wire}
  n=$(number_of "$host")
  shift
  remove_wire "$host"
  [ "${1:-}" != off ] || return 0
  [ -x "$wire" ] || die "NETLAB_WIRE does not name the program netlab-wire"
  while [ $# -ge 2 ]; do
    [[ $1 =~ ^(delay|jitter|loss|rate)$ && $2 =~ ^[0-9]+(\.[0-9]+)?$ ]] || die "wire: $1 $2"
    options+=("--$1" "$2")
    shift 2
  done
  inside sw ip link add "w$n" type veth peer name "x$n" || die "no second cable for $host"
  inside "$host" "$wire" --no-offload eth0
  inside sw "$wire" --no-offload "v$n" "w$n" "x$n"
  inside sw ip link set "v$n" nomaster
  inside sw ip link set "x$n" up
  inside sw ip link set "w$n" master "$(cat "$dir/$host/bridge")" up
  : >"$dir/$host/wired"
  # It lives in the switch, so that it ends with the lab.
  start_daemon sw "$host" wire "$wire" "${options[@]}" --seed "$n" "v$n" "x$n"
}
