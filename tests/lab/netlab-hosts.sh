# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
#
# The hosts of netlab: their namespaces, their buses and their Avahi.

# The first process of a host, called by make_namespaces in the new namespaces.
cmd__init() {
  local host=$1 pid file _
  # /proc is still the one of the outside, and so is the pid that stands there.
  read -r pid _ </proc/self/stat
  mount --make-rprivate /
  mount -t tmpfs -o mode=755 netlab /run || exit 1
  mkdir -p /run/dbus /run/avahi-daemon /run/lock
  # avahi-daemon insists that its folder belongs to the user "avahi". In a user namespace there is
  # only uid 0, so here "avahi" is another name of it.
  for file in passwd group; do
    {
      [ $file = passwd ] && echo "avahi:x:0:0::/run:/usr/sbin/nologin" || echo "avahi:x:0:"
      grep -v '^avahi:' "/etc/$file"
    } >"/run/netlab-$file"
    mount --bind "/run/netlab-$file" "/etc/$file"
  done
  hostname "$host"
  ip link set lo up
  note_pid "$dir/$host/pid" "$pid"
  mount -t proc proc /proc
  mount -t sysfs sysfs /sys 2>/dev/null
  trap 'exit 0' TERM
  # This shell takes in what is orphaned on the host.
  sleep "$ttl" &
  wait $!
}

make_namespaces() {
  local host=$1 d=$dir/$1
  mkdir -p "$d/home" "$d/xdg"
  chmod 700 "$d/xdg"
  rm -f "$d/pid"
  setsid unshare --net --mount --uts --ipc --pid --fork --kill-child=KILL -- \
    "$self" _init "$host" >"$d/init.log" 2>&1 </dev/null &
  disown
  await 30 test -s "$d/pid" ||
    die "could not make $host (neither root nor in a user namespace?): $(cat "$d/init.log")"
}

boot_host() {
  make_namespaces "$1"
  plug_in "$1"
  start_dbus "$1"
  start_session_bus "$1"
  start_avahi "$1"
}

start_session_bus() {
  local d=$dir/$1
  rm -f "$d/session-bus"
  start_daemon "$1" "$1" session-bus dbus-daemon --session --nofork --nopidfile --nosyslog \
    "--address=unix:path=$d/session-bus"
  await 30 test -S "$d/session-bus" || die "no session bus on $1"
}

start_dbus() {
  local host=$1 d=$dir/$1
  cat >"$d/dbus.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <listen>unix:path=$d/system-bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="signal"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
  </policy>
</busconfig>
XML
  rm -f "$d/system-bus"
  inside "$host" rm -f /run/dbus/system_bus_socket
  start_daemon "$host" "$host" dbus dbus-daemon --nofork --nopidfile --nosyslog \
    "--config-file=$d/dbus.conf"
  # The second address of the bus, which unlike /run can be seen from here.
  await 30 test -S "$d/system-bus" || die "no system bus on $host: $(tail -n 3 "$d/dbus.log")"
}

start_avahi() {
  local host=$1 d=$dir/$1
  cat >"$d/avahi.conf" <<CONF
[server]
use-ipv4=yes
use-ipv6=yes
allow-interfaces=eth0
use-iff-running=no
ratelimit-interval-usec=1000000
ratelimit-burst=1000
[wide-area]
enable-wide-area=no
[publish]
publish-hinfo=no
publish-workstation=no
CONF
  inside "$host" rm -f /run/avahi-daemon/pid /run/avahi-daemon/socket
  start_daemon "$host" "$host" avahi avahi-daemon --no-drop-root --no-chroot --no-rlimits \
    --no-proc-title -f "$d/avahi.conf"
}

# Whether Avahi on host $1 has the state RUNNING, which is 2.
avahi_is_running() {
  (become "$1" dbus-send --system --print-reply=literal --reply-timeout=1000 \
    --dest=org.freedesktop.Avahi / org.freedesktop.Avahi.Server.GetState) 2>/dev/null |
    grep -q 'int32 2'
}

await_avahi() {
  await 30 avahi_is_running "$1" || die "no Avahi on $1: $(tail -n 3 "$dir/$1/avahi.log")"
}

# control avahi|dbus HOST start|stop|kill|pause|resume
control() {
  local file pid
  number_of "$2" >/dev/null
  file=$dir/$2/$1.pid
  case $3 in
    start) pid_in "$file" >/dev/null || "start_$1" "$2" ;;
    stop) end_process "$file" TERM ;;
    kill) end_process "$file" KILL ;;
    pause) pid=$(pid_in "$file") && kill -STOP "$pid" ;;
    resume) pid=$(pid_in "$file") && wake "$pid" ;;
    *) die "$1 HOST start|stop|kill|pause|resume" ;;
  esac
}

cmd_suspend() {
  number_of "$1" >/dev/null
  : >"$dir/$1/suspended"
  signal_all "$1" STOP
}

cmd_resume() {
  number_of "$1" >/dev/null
  signal_all "$1" CONT
  rm -f "$dir/$1/suspended"
}

# Ends every process of host $1. A stopped nsenter would keep a killed host half alive: it is woken.
end_host() {
  alive "$1" || return 0
  if [ -f "$dir/$1/suspended" ]; then
    signal_all "$1" CONT
    rm -f "$dir/$1/suspended"
  fi
  end_process "$dir/$1/pid" KILL
}

# The cable goes dead before the host does, so that no farewell gets out.
cmd_crash() {
  number_of "$1" >/dev/null
  unplug "$1"
  end_host "$1"
  rm -f "$dir/$1"/*.pid
}
