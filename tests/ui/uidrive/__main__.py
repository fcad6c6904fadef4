# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 -m uidrive [LANGUAGE] -- PROGRAM...: prints the accessible tree of the program's windows,
which is what a test has to find its way in."""

import sys

from . import Session

at = sys.argv.index('--')
with Session(*sys.argv[1:at]) as session:
    app = session.launch(sys.argv[at + 1:])
    app.window()
    print(app.tree())
