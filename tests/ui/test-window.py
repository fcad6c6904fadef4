#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A facilitator's first minutes with Halqa, from outside, in English and in Arabic: start a forum,
type three proposals as people speak, find one again, delete it and bring it back.

test-window.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
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
    'en': ['A library in every district', 'Plant the schoolyard', 'Lamps on the way to the stop'],
    'ar': ['مكتبة في كل حي', 'تشجير ساحة المدرسة', 'إنارة الطريق إلى المحطة'],
}
SEARCH = {'en': 'schoolyard', 'ar': 'ساحه المدرسه'}


class Walk:
    """One language's way through the window."""

    def __init__(self, language, session):
        self.session = session
        self.titles = TITLES[language]
        self.search = SEARCH[language]
        self.say = gettext.translation('halqa', LOCALES, [language],
                                       fallback=language == 'en').gettext
        self.data = os.path.join(session.home, 'forums')
        self.app = session.launch([HALQA, '--data', self.data, '--no-discovery',
                                   '--listen', '127.0.0.1:0'])

    def on_disk(self, kind='proposal'):
        """What another process reads, the same moment."""
        lines = subprocess.run([NODE, '--data', self.data, '--json', 'list', kind], check=True,
                               stdout=subprocess.PIPE, env=self.session.env).stdout
        return [json.loads(line) for line in lines.splitlines()]

    def titles_on_disk(self):
        return sorted(record['title'] for record in self.on_disk())

    def rows(self):
        """The titles in the list of proposals, from the top."""
        views = self.app.find_all('list', self.say('Proposals'))
        return [row.split('. ')[0] for row in views[0].rows()] if views else []

    def until(self, condition, what):
        self.app.wait_for(condition, what=what)

    # -- the steps, in their order

    def start_a_forum(self):
        entry = self.app.find('text', self.say('_Title of the forum').replace('_', ''))
        entry.type('حي آخر ممكن\n')
        self.app.window('حي آخر ممكن')
        assert [forum['title'] for forum in self.on_disk('forum')] == ['حي آخر ممكن']

    def type_three_proposals(self):
        self.session.screen.key('ctrl+n')
        for title in self.titles[:2]:
            self.session.screen.type(title + '\n')
            self.until(lambda t=title: t in self.titles_on_disk(), '%r on disk' % title)
        # Of the last not even Enter is pressed: it is saved as it is typed.
        self.session.screen.type(self.titles[2])
        self.until(lambda: self.titles_on_disk() == sorted(self.titles), 'all on disk')
        self.until(lambda: self.rows() == self.titles[::-1], 'all in the list, the newest first')
        assert all(record['state'] == 'draft' for record in self.on_disk())

    def search_for_one(self):
        self.session.screen.key('ctrl+f')
        self.session.screen.type(self.search)
        self.until(lambda: self.rows() == [self.titles[1]], 'the one that was searched for')
        self.session.screen.key('Escape')
        self.until(lambda: len(self.rows()) == 3, 'all again')

    def delete_and_undo(self):
        row = self.app.find('list item', re.compile('^' + re.escape(self.titles[1])))
        row.pointer_click()
        self.until(lambda: self.app.find('text', text=self.titles[1], timeout=0),
                   'the proposal in the editor')
        self.session.screen.key('Delete')
        self.until(lambda: self.titles[1] not in self.titles_on_disk(), 'deleted')
        self.until(lambda: len(self.rows()) == 2, 'gone from the list')
        self.session.screen.key('ctrl+z')
        self.until(lambda: self.titles[1] in self.titles_on_disk(), 'brought back')
        self.until(lambda: self.rows() == self.titles[::-1], 'in its place in the list')

    def close_while_typing(self):
        """Closed within the half second that the window waits after a key."""
        self.session.screen.key('ctrl+n')
        self.session.screen.type('last')
        self.session.screen.key('ctrl+q')
        self.until(lambda: not self.app.alive(), 'the end')
        assert self.app.quit() == 0
        assert 'last' in self.titles_on_disk()
        self.app.check_log()


STEPS = ['start_a_forum', 'type_three_proposals', 'search_for_one', 'delete_and_undo',
         'close_while_typing']


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
