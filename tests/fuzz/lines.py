#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lines.py TESTLOG.json: what each fuzz target said of its run, a line for each, by name; of one
that found something also the end of its log."""

import json
import sys

with open(sys.argv[1], encoding='utf-8') as log:
    entries = sorted((json.loads(line) for line in log), key=lambda entry: entry['name'])
for entry in entries:
    for line in (entry['stdout'] or '').splitlines():
        if line.startswith(('ok ', 'not ok ')) or entry['result'] != 'OK':
            print(line.removeprefix('ok 1 '))
