#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in names, sorted and once each, just the files that have texts to translate."""

import re
import sys

import tree

MARKS = {
    '.c': r'\b(_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2?)\s*\(',
    '.ui': r'translatable="(yes|true)"',
    '.desktop.in': r'^(Name|GenericName|Comment|Keywords)=',
    '.metainfo.xml.in': r'<component',
    '.mime.xml.in': r'<comment>',
    '.gschema.xml': r'<(summary|description)\b|l10n=',
}

wanted = {path for ending, mark in MARKS.items()
          for path in tree.files(('sync', 'app', 'ui', 'data'), (ending,))
          if re.search(mark, tree.read(path), re.M)}
listed = [line for line in tree.read('po/POTFILES.in').splitlines()
          if line and not line.startswith('#')]

problems = ['%s has texts to translate and is not listed' % path
            for path in sorted(wanted - set(listed))]
problems += ['%s is listed and has no text to translate, or is not there' % path
             for path in sorted(set(listed) - wanted)]
if listed != sorted(set(listed)):
    problems.append('the list is not sorted, or names a file twice')
for problem in problems:
    print('po/POTFILES.in: ' + problem)
sys.exit(1 if problems else 0)
