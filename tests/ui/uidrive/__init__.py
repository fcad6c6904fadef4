# SPDX-License-Identifier: GPL-3.0-or-later
"""uidrive: runs a GTK 4 program without a screen and drives it from outside, as a person would.

    from uidrive import Session
    with Session(language='ar') as session:
        app = session.launch(['./build/ui/halqa', '--sample'])
        app.find('push button', 'Save').click()
        app.find('text', 'Name').set_text('…')
        app.wait_for(lambda: app.find('label', re.compile('Saved'), timeout=0))
        app.screenshot('/tmp/a.png')
        assert app.quit() == 0
        app.check_log()

A Session owns an Xvfb whose display number the server itself chose, a session bus on which only
accessibility can be activated, an AT-SPI bus, and a throw-away HOME: any number of them can live
side by side. To be run with /usr/bin/python3, which has python3-gi.

It speaks AT-SPI over plain D-Bus, and not through libatspi, which keeps one connection and a cache
for the whole process: so each call has a time limit and no answer is stale.

What GTK 4.8 cannot do over AT-SPI: take the focus, scroll to a widget, tell what is shown (what is
on a hidden page of a stack looks visible), press check buttons and rows of lists. Those are pressed
with the pointer. A row has a name of its own only where its `bind` handler set
GTK_ACCESSIBLE_PROPERTY_LABEL on the row widget.
"""

from .processes import NodeGone, UiError, UiTimeout
from .session import Session

__all__ = ['NodeGone', 'Session', 'UiError', 'UiTimeout']
