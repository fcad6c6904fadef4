#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-window.py HALQA HALQA-NODE GENERATE-FORUM BARE-LIST LOCALEDIR SCHEMADIR: from the start of
the program to the first frame of its window, with 10,000 proposals in the forum; and what GTK takes
by itself for a bare list of as many rows, in the same run and by turns.

The program says on which microsecond its frame was drawn; GLib's and Python's monotonic clocks are
one clock.
"""

import os
import re
import statistics
import subprocess
import sys
import time

from uidrive import Session

HALQA, NODE, GENERATE, BARE, LOCALES, SCHEMAS = sys.argv[1:]
N_PROPOSALS = 10000
SEED = 2026
TIMES = 9
LIMIT_SECONDS = 0.7


def first_frame(session, argv):
    """Seconds from the start to the first frame."""
    start = time.monotonic()
    app = session.launch(argv)
    said = app.wait_for(lambda: re.search(r'first-frame-at (\d+)', app.log()), what='a first frame')
    app.quit()
    return int(said.group(1)) / 1e6 - start


def fill_forum(session):
    data = os.path.join(session.home, 'forums')
    path = os.path.join(session.home, 'forum.ndjson')
    with open(path, 'wb') as file:
        subprocess.run([GENERATE, str(N_PROPOSALS), str(SEED)], stdout=file, check=True)
    for command in (['forum', 'new', 'Bench'], ['import', path]):
        subprocess.run([NODE, '--data', data] + command, env=session.env, check=True,
                       stdout=subprocess.DEVNULL)
    return data


def main():
    env = {'HALQA_FIRST_FRAME': '1', 'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    with Session(language='ar', env=env) as session:
        data = fill_forum(session)
        window = [HALQA, '--data', data, '--no-discovery', '--listen', '127.0.0.1:0']
        bare = [BARE, str(N_PROPOSALS)]
        figures = [(first_frame(session, window), first_frame(session, bare))
                   for _ in range(TIMES)]
    ours = statistics.median(figure[0] for figure in figures)
    gtk = statistics.median(figure[1] for figure in figures)
    over = '' if ours <= LIMIT_SECONDS else ' over'
    print('%-44s %10.3f %10.3f s%s' % ('start to the window, 10,000 proposals', ours,
                                       LIMIT_SECONDS, over))
    print('%-44s %10.3f' % ('the same of a bare list of 10,000 rows', gtk))
    return 1 if over else 0


if __name__ == '__main__':
    sys.exit(main())
