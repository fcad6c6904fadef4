#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Includes go down only, ui -> app -> sync, and GTK is used in ui/ alone.

The include paths that meson gives each layer keep most of this already; here is closed what they
leave open: "../app/x.h", a toolkit header that some package's flags happen to make visible, a
header of app/ that would carry sync/ into ui/, and an include path added by mistake.
"""

import os
import re
import sys

import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
TOOLKIT = re.compile(r'^(gtk|gdk|gsk|adwaita)(/|\.h$|-4)')
# What of the layers above and below a layer's files may name.
FORBIDDEN = {'sync': ('app', 'ui'), 'app': ('ui',), 'ui': ('sync',)}

problems = []
layer_of = {}
for layer in FORBIDDEN:
    for header in tree.files((layer,), ('.h',)):
        name = os.path.basename(header)
        if name in layer_of:
            problems.append('%s: a header of this name is in %s/ too' % (header, layer_of[name]))
        layer_of[name] = layer


def reached(path, seen):
    """The names of all headers of ours that PATH includes, directly or through others."""
    for name in INCLUDE.findall(tree.read(path)):
        base = os.path.basename(name)
        if base in layer_of and base not in seen:
            seen.add(base)
            reached(header_path[base], seen)
    return seen


header_path = {os.path.basename(path): path
               for layer in FORBIDDEN for path in tree.files((layer,), ('.h',))}
for layer, others in FORBIDDEN.items():
    for path in tree.files((layer,), ('.c', '.h')):
        for name in INCLUDE.findall(tree.read(path)):
            if '..' in name.split('/'):
                problems.append('%s: includes %s by a path upwards' % (path, name))
            if layer != 'ui' and TOOLKIT.match(name):
                problems.append('%s: includes %s, but GTK belongs in ui/' % (path, name))
        for base in sorted(reached(path, set())):
            if layer_of[base] in others:
                problems.append('%s: reaches %s of %s/' % (path, base, layer_of[base]))

for path in tree.files(('ui',), ('meson.build',)):
    if re.search(r'\bsync_(dep|inc|lib)\b|\bapp_dep\b', tree.read(path)):
        problems.append('%s: ui/ takes app_ui_dep, which has no include path to sync/' % path)

for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
