#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every .ui, .xml and .svg file is well-formed.
set -eu
find . -path './build*' -prune -o '(' -name '*.ui' -o -name '*.xml' -o -name '*.xml.in' -o -name '*.svg' ')' \
  -exec xmllint --noout --nonet {} +
