#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""data/help has a file for each language; all of them have the same pages with the same parts, whose
links lead somewhere, and call things as the interface does."""

import gettext
import re
import subprocess
import sys
import tempfile

import tree

problems = []


def catalogue(language):
    """The texts that are translated."""
    with tempfile.NamedTemporaryFile(suffix='.mo') as file:
        subprocess.run(['msgfmt', '-o', file.name, 'po/%s.po' % language], check=True)
        return gettext.GNUTranslations(open(file.name, 'rb'))


def shape(path):
    """What the pages are made of: ids, kinds of lines, links, names of controls."""
    ids, parts = [], []
    for number, line in enumerate(tree.read(path).splitlines(), 1):
        head = re.match(r'= ([a-z]+): \S', line)
        kind = re.match(r'==? |\* |\d+\. |', line)[0]
        if head:
            ids.append(head[1])
        elif line.startswith('= '):
            problems.append('%s:%d: a page without an id and a title' % (path, number))
        if line:
            parts.append((number, head[1] if head else re.sub(r'\d+', '1', kind),
                          sorted(re.findall(r'\[(\w*)\]', line)),
                          sorted(re.findall(r'\{([^}]*)\}', line)), line.count('`')))
    return ids, parts


languages = ['en'] + [line for line in tree.read('po/LINGUAS').split('\n')
                      if line and not line.startswith('#')]
known = catalogue(languages[1])
shapes = {language: shape('data/help/%s.txt' % language) for language in languages}
english_ids, english = shapes['en']
for number, _, links, names, _ in english:
    problems += ['data/help/en.txt:%d: there is no page %s' % (number, link)
                 for link in links if link not in english_ids]
    problems += ['data/help/en.txt:%d: nothing is called “%s”' % (number, name)
                 for name in names if known._catalog.get(name) is None]
for language, (_, parts) in shapes.items():
    for ours, theirs in zip(parts, english):
        if ours[1:] != theirs[1:]:
            problems.append('data/help/%s.txt:%d: not as in English: %s, %s'
                            % (language, ours[0], ours[1:], theirs[1:]))
            break
    if len(parts) != len(english):
        problems.append('data/help/%s.txt: %d lines, in English %d'
                        % (language, len(parts), len(english)))
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
