#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# All C is formatted as .clang-format says. Mend with: clang-format -i FILE...
set -eu
find . -path './build*' -prune -o -name '*.[ch]' -exec clang-format --dry-run -Werror {} +
