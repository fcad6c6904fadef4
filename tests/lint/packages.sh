#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# data/debian-packages: one package name a line, nothing else, in the order of the C locale.
set -eu
export LC_ALL=C
list=data/debian-packages

if grep -nvE '^[a-z0-9][a-z0-9+.-]+$' "$list"; then
  echo "$list: the lines above are no package names"
  exit 1
fi
sort --check --unique "$list"
