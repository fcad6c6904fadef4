#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A facilitator puts things in order, from outside, by pointer and by keyboard, in English and in
Arabic: the proposals of a session, and the sessions.

test-reordering.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import gettext
import json
import os
import re
import subprocess
import sys
import traceback

from uidrive import Session

HALQA, NODE, LOCALES, SCHEMAS = sys.argv[1:5]
TITLES = {
    'en': ['Alpha library', 'Beta schoolyard', 'Gamma lamps', 'Delta benches'],
    'ar': ['ألف مكتبة', 'باء ساحة', 'جيم إنارة', 'دال مقاعد'],
}


class Walk:
    """One language's way through the window."""

    def __init__(self, language, session):
        self.session = session
        self.titles = TITLES[language]
        self.say = gettext.translation('halqa', LOCALES, [language],
                                       fallback=language == 'en').gettext
        self.data = os.path.join(session.home, 'forums')
        self.node('forum', 'new', 'حي آخر ممكن')
        self.sessions = [self.node('add', 'session', 'title=' + title) for title in 'XYZ']
        self.ids = {title: self.node('add', 'proposal', 'title=' + title,
                                     'session=' + self.sessions[0]) for title in self.titles}
        self.app = session.launch([HALQA, '--data', self.data, '--no-discovery',
                                   '--listen', '127.0.0.1:0'])

    def node(self, *args):
        return subprocess.run([NODE, '--data', self.data, *args], check=True, text=True,
                              stdout=subprocess.PIPE, env=self.session.env).stdout.strip()

    def on_disk(self, kind='proposal'):
        """The titles in their order, as another process reads them the same moment."""
        lines = self.node('--json', 'list', kind, '--sort', 'position').splitlines()
        return [json.loads(line)['title'] for line in lines]

    def rows(self, name='Proposals'):
        """The titles in a list, from the top."""
        views = self.app.find_all('list', self.say(name))
        return [row.split('. ')[0] for row in views[0].rows()] if views else []

    def row(self, title):
        return self.app.find('list item', re.compile('^' + re.escape(title)))

    def until(self, condition, what):
        self.app.wait_for(condition, what=what)

    def expect(self, titles):
        self.until(lambda: self.on_disk() == titles, '%r on disk' % titles)
        self.until(lambda: self.rows() == titles, '%r in the window' % titles)

    def drag(self, title, onto, below):
        """Drops the row of TITLE on the upper or lower half of another."""
        x, y, width, height = self.row(title).screen_rectangle()
        tx, ty, twidth, theight = self.row(onto).screen_rectangle()
        self.session.screen.drag((x + width // 2, y + height // 2),
                                 (tx + twidth // 2, ty + theight * (3 if below else 1) // 4))

    # -- the steps, in their order

    def a_session_is_in_its_order(self):
        self.row('X').pointer_click()
        self.expect(self.titles)

    def keys_move_the_selected_proposal(self):
        a, b, c, d = self.titles
        self.row(a).pointer_click()
        self.session.screen.key('alt+Down')
        self.expect([b, a, c, d])
        # The keyboard goes with it.
        self.session.screen.key('alt+Down')
        self.expect([b, c, a, d])
        self.session.screen.key('alt+Up')
        self.expect([b, a, c, d])
        # The row above is the first, from where there is nowhere to go.
        self.session.screen.key('Up')
        self.session.screen.key('alt+Up')
        self.session.screen.key('alt+Down')
        self.expect([a, b, c, d])
        self.session.screen.key('alt+Up')
        self.expect([b, a, c, d])

    def a_drag_moves_a_proposal(self):
        a, b, c, d = self.titles
        self.drag(d, b, False)
        self.expect([d, b, a, c])
        self.drag(d, a, True)
        self.expect([b, a, d, c])

    def another_laptop_moves_one_too(self):
        a, b, c, d = self.titles
        self.node('move', self.ids[c], '--first')
        self.expect([c, b, a, d])

    def sessions_are_moved(self):
        self.row('X').pointer_click()
        self.session.screen.key('alt+Down')
        self.until(lambda: self.on_disk('session') == ['Y', 'X', 'Z'], 'X below Y')
        self.until(lambda: 'focused' in self.row('X').states, 'the keyboard on X')
        self.session.screen.key('alt+Down')
        self.until(lambda: self.on_disk('session') == ['Y', 'Z', 'X'], 'X at the end')
        self.drag('X', 'Z', False)
        self.until(lambda: self.on_disk('session') == ['Y', 'X', 'Z'], 'X between')
        # It is still the one that is chosen.
        a, b, c, d = self.titles
        assert self.rows() == [c, b, a, d], self.rows()

    def nothing_else_was_written(self):
        assert self.app.quit() == 0
        self.app.check_log()
        moves = [json.loads(line)['field'] for title in self.titles
                 for line in self.node('--json', 'history', self.ids[title]).splitlines()]
        assert moves.count('position') == len(self.titles) + 8, moves


STEPS = ['a_session_is_in_its_order', 'keys_move_the_selected_proposal', 'a_drag_moves_a_proposal',
         'another_laptop_moves_one_too', 'sessions_are_moved', 'nothing_else_was_written']


def walk(language, first):
    """Each step stands on those before: after one that fails the others are not tried."""
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    failed = None
    with Session(language=language, env=env, timeout=30) as session:
        way = Walk(language, session)
        for number, step in enumerate(STEPS, first):
            name = '%d - %s: %s' % (number, language, step.replace('_', ' '))
            try:
                if failed:
                    raise AssertionError('not tried after %s' % failed)
                getattr(way, step)()
                print('ok ' + name, flush=True)
            except Exception:  # pylint: disable=broad-except
                failed = failed or step
                print('not ok ' + name, flush=True)
                for line in traceback.format_exc().splitlines() + way.app.log().splitlines():
                    print('# ' + line, flush=True)
    return failed is None


print('1..%d' % (2 * len(STEPS)), flush=True)
good = [walk('en', 1), walk('ar', 1 + len(STEPS))]
sys.exit(0 if all(good) else 1)
