#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing in the window is bound to left or right: start and end turn round with the language."""

import re
import sys

import tree

SIDES = {
    '.ui': r'margin-(left|right)|>(left|right)<|GTK_\w+_(LEFT|RIGHT)\b',
    '.css': r'(margin|padding|border|text-align|float)[\w-]*\s*:\s*(left|right)\b'
            r'|\b(margin|padding|border)-(left|right)\b|\b(left|right)\s*:',
    '.c': r'GTK_(ALIGN|POS|JUSTIFY|ARROW|PACK)_(LEFT|RIGHT)\b|margin_(left|right)'
          r'|"margin-(left|right)"',
}

# Where GTK's own idea of a start is put right.
ALLOWED = ('ui/halqa-text-view.c',)

failed = False
for ending, pattern in SIDES.items():
    for path in tree.files(('ui', 'data'), (ending,)):
        for number, line in enumerate(tree.read(path).splitlines(), 1):
            if path not in ALLOWED and re.search(pattern, line, re.I):
                print('%s:%d: left or right where start or end is meant: %s'
                      % (path, number, line.strip()))
                failed = True
sys.exit(1 if failed else 0)
