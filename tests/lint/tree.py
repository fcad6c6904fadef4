# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's files, for the lint tests beside this one, which run in the top folder."""

import os

# Build folders, what tests leave there, and what fuzzing found; hidden folders are git's and
# editors'.
IGNORED = ('build', '__pycache__', 'corpus')
BELOW = ('sync', 'app', 'ui', 'po', 'data', 'tests')


def files(below=BELOW, endings=('',)):
    """Paths of the files in the folders BELOW whose names end in one of ENDINGS, in order, and
    with all folders asked for also the files of the top folder."""
    found = []
    if below is BELOW:
        found += [name for name in os.listdir('.') if os.path.isfile(name)]
    for top in below:
        for folder, folders, names in os.walk(top):
            folders[:] = [f for f in folders if not f.startswith(('.',) + IGNORED)]
            found += [os.path.join(folder, name) for name in names]
    return sorted(path for path in found if path.endswith(tuple(endings)))


def read(path):
    """The text of PATH."""
    with open(path, encoding='utf-8') as file:
        return file.read()


def is_script(path):
    """Whether PATH starts with #!, as a program does that has no ending."""
    with open(path, 'rb') as file:
        return file.read(2) == b'#!'
