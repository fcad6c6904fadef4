#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mime.sh FILE DESKTOP METAINFO: the types of our files are taken into a database made for it, without a
# word, and it knows them by their names and by how they begin. Each is opened by the program, and told of
# where programs are looked for.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir -p "$folder/mime/packages"
cp "$1" "$folder/mime/packages/halqa.xml"
complaints=$(XDG_DATA_HOME=$folder update-mime-database "$folder/mime" 2>&1)
if [ -n "$complaints" ]; then
  echo "$complaints"
  exit 1
fi
for line in 'application/vnd.halqa.forum:*.halqa' \
  'application/vnd.halqa.invitation:*.halqa-invitation' \
  'application/vnd.halqa.database:*.halqadb' \
  'application/vnd.halqa.database:*.halqadb-wal' \
  'application/vnd.halqa.database:*.halqadb-shm'; do
  grep -Fxq "$line" "$folder/mime/globs" || {
    echo "$1 does not say $line"
    exit 1
  }
done
for type in forum invitation database; do
  if ! grep -q "^MimeType=.*application/vnd.halqa.$type;" "$2" ||
    ! grep -Fq "<mediatype>application/vnd.halqa.$type</mediatype>" "$3"; then
    echo "$2 or $3 does not name application/vnd.halqa.$type"
    exit 1
  fi
done
grep -aq HALQA1 "$folder/mime/magic"
