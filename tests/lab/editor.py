#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who edits, on one host of the lab, as fast as people in a workshop do not.

editor.py HALQA-NODE NAME SECONDS LOG RECORD…

Each edit gives a random record a title or a body that nobody else writes. Two lines of JSON go to LOG
for it: what is about to be written, and, once the program has answered that it is on disk, the same
with all the values that this laptop knew of the field when that had been done. So who reads the log
knows what was acknowledged, and of which writes an edit may have known; also where the power was cut
between the two.
"""

import json
import random
import subprocess
import sys
import time

PAUSE = (0.2, 1.2)


def known_values(node, record, field):
    """What this laptop has seen written into the field, or None where it can't tell now."""
    told = subprocess.run([node, '--json', 'history', record], stdout=subprocess.PIPE, check=False)
    if told.returncode != 0:
        return None
    writes = map(json.loads, told.stdout.decode().splitlines())
    return [write['value'] for write in writes if write['field'] == field]


def main():
    node, name, seconds, path = sys.argv[1:5]
    records = sys.argv[5:]
    end = time.monotonic() + float(seconds)
    number = 0
    with open(path, 'a', encoding='utf-8') as log:
        while time.monotonic() < end:
            number += 1
            edit = {'record': random.choice(records), 'field': random.choice(['title', 'body']),
                    'value': '%s-%d-%d' % (name, time.time_ns(), number)}
            print(json.dumps(edit), file=log, flush=True)
            done = subprocess.run(
                [node, 'set', edit['record'], '%s=%s' % (edit['field'], edit['value'])],
                stdout=subprocess.DEVNULL, check=False)
            if done.returncode == 0:
                edit['known'] = known_values(node, edit['record'], edit['field'])
                print(json.dumps(edit), file=log, flush=True)
            time.sleep(random.uniform(*PAUSE))


main()
