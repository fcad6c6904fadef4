#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What sync/SECURITY.md says holds is tried: each test that it names is there."""

import re
import sys

import tree

TEXT = 'sync/SECURITY.md'

sources = {path: tree.read(path) for path in tree.files(('tests',), ('.c', '.py', '.h'))}


def is_there(claim):
    """Whether a test bears the path CLAIM, which may be put together of a beginning and the rest;
    where it ends in …, whether one begins so."""
    end = '' if claim.endswith('…') else '"'
    path = claim.rstrip('…')
    cuts = [i + 1 for i, letter in enumerate(path) if letter == '/' and i > 0]
    for source in sources.values():
        quoted = source.replace("'", '"')
        if '"%s%s' % (path, end) in quoted:
            return True
        if any('"%s"' % path[:cut] in quoted and '"%s%s' % (path[cut:], end) in quoted
               for cut in cuts if path[cut:]):
            return True
    return False


def ways(text):
    """The paths in TEXT, and the programs and targets of fuzzing that it names."""
    for number, line in enumerate(text.splitlines(), 1):
        for path in re.findall(r'`(/[a-z][^`]*)`', line):
            yield number, path, is_there(path)
        for name in re.findall(r'`(?:tests/)?(test-[a-z-]+\.(?:c|py))`', line):
            yield number, name, 'tests/' + name in sources


problems = ['%s:%d: there is no test %s' % (TEXT, number, claim)
            for number, claim, there in ways(tree.read(TEXT)) if not there]
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
