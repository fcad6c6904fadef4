#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every language of po/LINGUAS has a catalogue that msgfmt accepts and that translates every text
# which the sources have now: nothing missing, nothing fuzzy. None has a character that is shown as a sign
# (app/halqa-text-line.c): what stands inside is isolated by U+2068 and U+2069.
set -eu
export LC_ALL=C.UTF-8
template=$(mktemp)
trap 'rm -f "$template"' EXIT
failed=0

xgettext --files-from=po/POTFILES.in --from-code=UTF-8 --add-comments --output="$template" \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=Q_ \
  --keyword=ngettext:1,2 --keyword=g_dngettext:2,3 \
  --flag=g_set_error:4:c-format --flag=g_error_new:3:c-format --flag=g_strdup_printf:1:c-format

while read -r language; do
  [ -n "$language" ] || continue
  catalogue=po/$language.po
  msgfmt --check --output-file=/dev/null "$catalogue" || failed=1
  msgcmp "$catalogue" "$template" || failed=1
done <<LANGUAGES
$(sed '/^#/d' po/LINGUAS)
LANGUAGES
if grep -nP '[\x{202A}-\x{202E}\x{2066}\x{2067}]' po/*.po; then failed=1; fi
exit $failed
