#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A facilitator's first minutes with Halqa, from outside, in English and in Arabic: start a forum,
type three proposals as people speak, find one again, delete it and bring it back.

test-window.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import resource
import sys

from walk import HALQA, Walk, run_steps

TITLES = {
    'en': ['A library in every district', 'Plant the schoolyard', 'Lamps on the way to the stop'],
    'ar': ['مكتبة في كل حي', 'تشجير ساحة المدرسة', 'إنارة الطريق إلى المحطة'],
}
SEARCH = {'en': 'schoolyard', 'ar': 'ساحه المدرسه'}


class FirstMinutes(Walk):
    """One language's way through the window."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.titles = TITLES[language]
        self.search = SEARCH[language]
        self.launch()

    def titles_on_disk(self):
        return sorted(record['title'] for record in self.records('list', 'proposal'))

    def rows(self):
        """The titles in the list of proposals, from the top."""
        views = self.app.find_all('list', self.say('Proposals'))
        return [row.split('. ')[0] for row in views[0].rows()] if views else []

    # -- the steps, in their order

    def every_way_to_begin_is_in_sight(self):
        """In the height of a small laptop."""
        window = self.app.window()
        self.app.resize(1180, 740, window)
        self.until(lambda: self.app.x_window(window)[4:] == (1180, 740), 'a window of 1180 × 740')
        last = self.app.find('push button', description=self.say('Look at the sample forum'))
        last = last.screen_rectangle()
        _, _, _, y, _, height = self.app.x_window(window)
        assert last[1] + last[3] < y + height, 'the last way ends %d below' % (
            last[1] + last[3] - y - height)

    def start_a_forum(self):
        entry = self.app.find('text', self.say('_Title of the forum'))
        name = self.app.find('text', self.say('Your _name, which stands beside what is written here'))
        # The keyboard is where the first thing is to be typed: the system may know one's name.
        first = entry if name.text else name
        self.session.screen.type('أمينة')
        self.until(lambda: first.text == 'أمينة', 'what was typed without a click')
        first.set_text('')
        name.type('أمينة\n')
        self.session.screen.type('حي آخر ممكن\n')
        self.app.window('حي آخر ممكن')
        assert [forum['title'] for forum in self.records('list', 'forum')] == ['حي آخر ممكن']

    def type_three_proposals(self):
        self.app.find('push button', re.compile(self.say('_New Proposal')), state='focused')
        self.session.screen.key('Return')
        for title in self.titles[:2]:
            self.session.screen.type(title + '\n')
            self.until(lambda t=title: t in self.titles_on_disk(), '%r on disk' % title)
        # Of the last not even Enter is pressed: it is saved as it is typed.
        self.session.screen.type(self.titles[2])
        self.until(lambda: self.titles_on_disk() == sorted(self.titles), 'all on disk')
        self.until(lambda: self.rows() == self.titles[::-1], 'all in the list, the newest first')
        assert all(record['state'] == 'draft' for record in self.records('list', 'proposal'))

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
        # Told to a screen reader, which says how what has the keyboard is described from now on.
        self.app.find('list item', description=self.say('Proposal deleted'), state='focused')
        self.session.screen.key('ctrl+z')
        self.until(lambda: self.titles[1] in self.titles_on_disk(), 'brought back')
        self.until(lambda: self.rows() == self.titles[::-1], 'in its place in the list')
        self.app.find('list item', re.compile('^' + re.escape(self.titles[1])), state='focused')
        self.app.find('list item', description=re.compile(': '), state='focused')
        self.session.screen.key('Down')
        self.until(lambda: not self.app.find_all('list item', description=re.compile(': ')),
                   'only what is said of where the keyboard is')

    def the_only_one_that_was_found_is_deleted(self):
        """The keyboard is where the list was, and comes back with it."""
        self.session.screen.key('ctrl+f')
        self.session.screen.type(self.search)
        self.until(lambda: self.rows() == [self.titles[1]], 'the one that was searched for')
        self.app.find('list item', re.compile('^' + re.escape(self.titles[1]))).pointer_click()
        self.session.screen.key('Delete')
        self.app.find('push button', re.compile(self.say('_Show All')), state='focused')
        self.session.screen.key('ctrl+z')
        self.app.find('list item', re.compile('^' + re.escape(self.titles[1])), state='focused')
        self.session.screen.key('ctrl+f', 'Escape')
        self.until(lambda: len(self.rows()) == 3, 'all again')

    def who_chooses_several_begins_with_none(self):
        """Not with the one that is open, which is there again afterwards."""
        row = self.app.find('list item', re.compile('^' + re.escape(self.titles[0])))
        row.pointer_click()
        self.app.find('text', text=self.titles[0])
        several = self.app.find(None, re.compile(self.say('Choose several')), state='focusable')
        several.pointer_click()
        self.until(lambda: 'pressed' in several.states, 'boxes to tick')
        assert 'selected' not in row.states
        several.pointer_click()
        self.until(lambda: 'selected' in row.states, 'the one that is open')

    def underlined(self, words):
        words = self.translate(words)
        return words[words.index('_') + 1].lower()

    def underlined_letters_lead_there(self):
        """Those of an Arabic keyboard too, with Alt, and alone in a menu."""
        self.session.screen.key('alt+U%04X' % ord(self.underlined('_Title')))
        self.app.find('text', self.say('_Title'), state='focused')
        self.session.screen.key('F10')
        self.app.find('menu item', self.say('_Members'))
        self.session.screen.type(self.underlined('_Members'))
        self.app.window(self.say('Members')).wait_active()
        self.session.screen.key('Escape')
        self.until(lambda: len(self.app.windows()) == 1, 'the window alone')
        self.app.activate()

    def about_is_in_the_same_language(self):
        self.choose_in_menu('_About Halqa')
        about = self.app.window(self.say('About')).wait_active()
        # Rows that libadwaita names.
        for name in 'Details', 'Legal':
            about.find('label', self.say(name))
        self.session.screen.key('Escape')
        self.until(lambda: len(self.app.windows()) == 1, 'the window alone')
        self.app.activate()

    def close_while_typing(self):
        """Closed within the half second that the window waits after a key."""
        self.session.screen.key('ctrl+n')
        self.session.screen.type('last')
        self.session.screen.key('ctrl+q')
        self.until(lambda: not self.app.alive(), 'the end')
        self.end()
        assert 'last' in self.titles_on_disk()

    def a_disk_that_refuses_is_told_in_words(self):
        """With the reason, which the mark above the title shows to a pointer alone. What else can't be
        written is a warning, which ends the program elsewhere."""
        self.app = self.session.launch(['env', '--ignore-signal=XFSZ', HALQA, '--data',
                                        self.path('data'), '--no-discovery', '--listen',
                                        '127.0.0.1:0'], env={'G_DEBUG': 'gc-friendly'})
        self.app.window().wait_active()
        before = resource.prlimit(self.app.process.pid, resource.RLIMIT_FSIZE, (0, -1))
        self.session.screen.key('ctrl+n')
        self.session.screen.type('refused')
        self.app.find('label', re.compile('disk I/O error'))
        resource.prlimit(self.app.process.pid, resource.RLIMIT_FSIZE, before)
        self.until(lambda: 'refused' in self.titles_on_disk(), 'it on disk after all')
        self.end()


STEPS = ['every_way_to_begin_is_in_sight', 'start_a_forum', 'type_three_proposals', 'search_for_one',
         'delete_and_undo', 'the_only_one_that_was_found_is_deleted',
         'who_chooses_several_begins_with_none', 'underlined_letters_lead_there',
         'about_is_in_the_same_language', 'close_while_typing',
         'a_disk_that_refuses_is_told_in_words']


sys.exit(run_steps(FirstMinutes, STEPS, languages=('en', 'ar')))
