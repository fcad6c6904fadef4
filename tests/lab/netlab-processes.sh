# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
#
# The processes of netlab: noting, ending, entering. A process is noted in a file as "PID STARTTIME"
# and is touched only while both fit, so that a pid which the kernel has given away again is never
# signalled. Nothing is ever ended by its name.

start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # What stands before the last ")" is the name, which may hold anything.
  read -ra stat <<<"${stat##*) }"
  echo "${stat[19]}"
}

# Prints the pid noted in file $1 if that very process is still there.
pid_in() {
  local pid time
  read -r pid time 2>/dev/null <"$1" || return 1
  [ "$(start_time "$pid")" = "$time" ] && echo "$pid"
}

note_pid() {
  echo "$2 $(start_time "$2")" >"$1.new" && mv "$1.new" "$1"
}

# await SECONDS CMD...: waits at most so long until CMD holds.
await() {
  local end=$((SECONDS + $1 + 1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.02
  done
}

is_gone() {
  ! pid_in "$1" >/dev/null
}

# Ends the process noted in file $1 by signal $2, and by force where that does not do.
end_process() {
  local pid
  if pid=$(pid_in "$1"); then
    kill -"$2" "$pid" 2>/dev/null
    await 5 is_gone "$1" || kill -KILL "$pid" 2>/dev/null
  fi
  rm -f "$1"
}

alive() {
  pid_in "$dir/$1/pid" >/dev/null
}

# Runs a command in the namespaces of host $1, but among the machine's own processes: for ip and
# other work on the host from outside.
inside() {
  local pid
  pid=$(pid_in "$dir/$1/pid") || die "$1 is not running"
  shift
  nsenter -t "$pid" --net --mount --uts -- "$@"
}

# Replaces this shell by a command on host $1, as somebody types it there. It ends with its caller.
become() {
  local host=$1 pid d=$dir/$1 session=()
  pid=$(pid_in "$d/pid") || die "$host is not running"
  shift
  [ ! -S "$d/session-bus" ] || session=("DBUS_SESSION_BUS_ADDRESS=unix:path=$d/session-bus")
  exec nsenter -t "$pid" --net --mount --uts --ipc --pid -- \
    setpriv --pdeathsig TERM -- \
    env -C "$PWD" -u DBUS_SESSION_BUS_ADDRESS -u DBUS_STARTER_ADDRESS -u XDG_DATA_HOME \
    -u XDG_CONFIG_HOME -u XDG_CACHE_HOME -u XDG_STATE_HOME \
    "NETLAB_HOST=$host" "HOME=$d/home" "XDG_RUNTIME_DIR=$d/xdg" \
    "DBUS_SYSTEM_BUS_ADDRESS=unix:path=/run/dbus/system_bus_socket" "${session[@]}" "$@"
}

# start_daemon HOST NOTES NAME CMD...: CMD on HOST in the background, its pid noted in the file
# NAME.pid of the folder of the host NOTES, its output in NAME.log there.
start_daemon() {
  local host=$1 notes=$dir/$2 name=$3
  shift 3
  rm -f "$notes/$name.pid" "$notes/$name.out"
  # A shell on the host knows its pid only as the host sees it, but descriptor 9 is /proc as it is
  # seen from here: there it reads the other one, notes it, and becomes CMD.
  (
    # shellcheck disable=SC2016
    become "$host" bash -c \
      'read -r pid _ </dev/fd/9/self/stat && echo "$pid" >"$1"; shift; exec 9<&- "$@"' - \
      "$notes/$name.out" setpriv --pdeathsig clear "$@"
  ) 9</proc >>"$notes/$name.log" 2>&1 </dev/null &
  disown
  await 30 test -s "$notes/$name.out" ||
    die "$name did not start on $host: $(tail -n 3 "$notes/$name.log")"
  note_pid "$notes/$name.pid" "$(cat "$notes/$name.out")"
  rm -f "$notes/$name.out"
}

# Lets process $1 go on. nsenter stops itself when its child stops, and would stay stopped.
wake() {
  local parent
  parent=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null)
  kill -CONT "$1" 2>/dev/null
  if [ "$(cat "/proc/$parent/comm" 2>/dev/null)" = nsenter ]; then
    kill -CONT "$parent" 2>/dev/null
  fi
}

# Sends signal $2 to every process of host $1 but its first.
signal_all() {
  local first namespace folder pid
  first=$(pid_in "$dir/$1/pid") || die "$1 is not running"
  namespace=$(readlink "/proc/$first/ns/pid")
  for folder in /proc/[0-9]*; do
    pid=${folder#/proc/}
    [ "$pid" != "$first" ] || continue
    [ "$(readlink "$folder/ns/pid" 2>/dev/null)" = "$namespace" ] || continue
    if [ "$2" = CONT ]; then wake "$pid"; else kill -"$2" "$pid" 2>/dev/null; fi
  done
  return 0
}
