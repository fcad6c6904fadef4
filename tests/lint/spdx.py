#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each source file names its licence in its first line, below the #! where there is one."""

import sys

import tree

LICENCE = 'SPDX-License-Identifier: GPL-3.0-or-later'
ENDINGS = ('.c', '.h', '.py', '.sh', '.ui', '.css', '.build', '.gresource.xml', '.gschema.xml')


def names_licence(path):
    lines = tree.read(path).splitlines()[:2]
    if lines and lines[0].startswith(('#!', '<?xml')):
        lines = lines[1:]
    return bool(lines) and LICENCE in lines[0]


bad = [path for path in tree.files() if path.endswith(ENDINGS) or tree.is_script(path)]
bad = [path for path in bad if not names_licence(path)]
for path in bad:
    print('%s: the first line does not say "%s"' % (path, LICENCE))
sys.exit(1 if bad else 0)
