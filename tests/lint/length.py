#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""No file is longer than 600 lines and no function than 100; functions over 40 lines are listed.

A function is what stands between a "{" and a "}" in the first column, which is how .clang-format
lays them out. Class initialisers and property switches grow with the class and are exempt.
"""

import re
import sys

import tree

FILE_LIMIT = 600
FUNCTION_LIMIT = 100
FUNCTION_LONG = 40
EXEMPT = re.compile(r'_(class_init|get_property|set_property)$')
NAME = re.compile(r'^(\w+) \(')


def functions(lines):
    """Yields (name, line number, lines between the braces) of each function."""
    name = start = None
    for number, line in enumerate(lines, 1):
        match = NAME.match(line)
        if match:
            name = match[1]
        elif line == '{' and name:
            start = number
        elif line == '}' and start:
            yield name, start, number - start - 1
            name = start = None
        elif line.startswith(('}', ';')):
            name = start = None


failed = False
for path in tree.files(endings=('.c', '.h', '.py', '.sh')):
    lines = tree.read(path).splitlines()
    if len(lines) > FILE_LIMIT:
        print('%s: %d lines, at most %d: split it by concern' % (path, len(lines), FILE_LIMIT))
        failed = True
    if not path.endswith('.c'):
        continue
    for name, start, length in functions(lines):
        if EXEMPT.search(name) or length <= FUNCTION_LONG:
            continue
        print('%s:%d: %s has %d lines' % (path, start, name, length))
        failed = failed or length > FUNCTION_LIMIT
sys.exit(1 if failed else 0)
