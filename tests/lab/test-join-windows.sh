#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two windows on two laptops of one network, once the one in Arabic and once the other: the first
# starts a forum and shows a code, the second finds the forum by its title, mistypes the code, types
# it and is let in by the person. Both propose nearly the same, the first merges the two and the
# second sees it; then the first removes the second, which can read that.
#
# Environment: HALQA is the program with the window, HALQA_NODE the other, HALQA_LOCALEDIR and
# GSETTINGS_SCHEMA_DIR as for it.
set -u
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || exec unshare -Ur "$0" "$@"

export NETLAB=windows.$$ NETLAB_NET=10.77.0
netlab=$here/netlab
folder=$(mktemp -d)
# shellcheck source=tests/tap.sh
. "$here/../tap.sh"
trap '"$netlab" down; rm -rf "$folder"' EXIT

# window HOST ROLE LANGUAGE: what one person does; its status is that of `wait`.
window() {
  PYTHONPATH=$here/../ui "$netlab" exec "$1" /usr/bin/python3 -B "$here/../ui/join-windows.py" \
    "$2" "$3" "$folder/$3" "$HALQA" "$HALQA_LOCALEDIR" "$GSETTINGS_SCHEMA_DIR"
}

# meet LANGUAGE OTHER: a window in LANGUAGE invites one in OTHER.
meet() {
  local inviter newcomer first=0 second=0
  mkdir -p "$folder/$1"
  ln -sfn "$1" "$folder/$2"
  window h1 inviter "$1" 2>"$folder/inviter.err" &
  inviter=$!
  window h2 newcomer "$2" 2>"$folder/newcomer.err" &
  newcomer=$!
  wait $inviter || first=$?
  wait $newcomer || second=$?
  cat "$folder/inviter.err" "$folder/newcomer.err" >&2
  [ $first = 0 ] && [ $second = 0 ]
}

point "two laptops come up" "$netlab" up 2
give_up_if_failed
for languages in "en ar" "ar en"; do
  # shellcheck disable=SC2086
  point "a window invites another and removes it (${languages/ / and })" meet $languages
  rm -rf "${folder:?}"/*
done
finish
