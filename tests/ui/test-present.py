#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proposals before a hall, from outside, in Arabic and by the keyboard: one by one and as a list, with a
translation and what was counted beside, what is written meanwhile, and nothing that is not for a hall.

test-present.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import os
import re
import sys

from notifications import SessionManager
from walk import Walk, run_steps

TITLES = ['مكتبة في كل حي', 'سوق للتعاونيات', 'Un terrain de sport']
FRENCH = 'Une bibliothèque par quartier'
# What would turn its row round.
OVERRIDE = 'عنوان \u202eabc'


class Hall(Walk):
    """A session of three proposals."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.node('init', '--name', 'Salma')
        self.node('forum', 'new', 'F')
        theme = self.node('add', 'theme', 'code=ENV', 'name=البيئة')
        self.room = self.node('add', 'session', 'title=القاعة 1', 'theme=' + theme)
        other = self.node('add', 'session', 'title=القاعة 2')
        self.node('add', 'proposal', 'title=Ruelle', 'session=' + other, 'theme=' + theme)
        self.ids = [self.node('add', 'proposal', 'title=' + title, 'session=' + self.room,
                              'author_name=Naïma', 'body=نص ' + title, 'position=a%d' % i)
                    for i, title in enumerate(TITLES)]
        self.node('set', self.ids[0], 'title@fr=' + FRENCH)
        self.manager = SessionManager(session)
        self.heading = 'القاعة 1'
        self.launch(title='F')

    def hall(self):
        return self.app.window(re.compile(self.heading))

    def shows(self, text, role='label'):
        self.until(lambda: self.hall().find_all(role, text), text)

    def key(self, *keys):
        self.session.screen.key(*keys)

    def counter(self, n, of):
        return self.say('%1$u of %2$u').replace('%1$u', str(n)).replace('%2$u', str(of))

    def place(self, n, of):
        self.shows(self.counter(n, of))

    # -- the steps, in their order

    def a_session_is_presented(self):
        self.app.find('list item', re.compile('^القاعة 1')).pointer_click()
        self.app.find('list item', re.compile('^' + TITLES[1]))
        self.app.activate()
        self.key('F5')
        self.place(1, 3)
        # No screen goes dark before a hall.
        self.until(lambda: list(self.manager.in_force.values()) ==
                   [self.say('Proposals are being presented')], 'the screen stays awake')
        self.app.activate(self.hall())
        self.key('space')
        self.shows(TITLES[1])
        self.place(2, 3)

    def the_keys_of_a_remote_go_on_and_back(self):
        self.key('Page_Down')
        self.shows(TITLES[2])
        self.key('Page_Up', 'BackSpace')
        self.shows(TITLES[0])
        self.shows(FRENCH)
        self.place(1, 3)

    def arrows_go_the_way_of_the_text(self):
        self.key('Left')
        self.place(2, 3)
        self.key('Right')
        self.place(1, 3)
        self.key('End')
        self.place(3, 3)
        self.key('Home')
        self.place(1, 3)

    def what_is_written_is_shown_where_it_is(self):
        self.node('set', self.ids[0], 'body=نص جديد')
        self.shows('نص جديد')
        self.node('add', 'tally', 'proposal=' + self.ids[0], 'session=' + self.room,
                  'method=hands', 'in_favour=31')
        self.shows('31')
        # The name of a room is read to its end.
        hall = self.node('add', 'session', 'title=القاعة الكبرى في الطابق الثاني من دار الشباب')
        counted = self.node('add', 'tally', 'proposal=' + self.ids[0], 'session=' + hall)
        long, short = (self.hall().find('label', re.compile(room)).screen_rectangle()[3]
                       for room in ('الكبرى.*الشباب', 'القاعة 1'))
        assert long > 1.5 * short, (long, short)
        self.node('delete', counted, hall)
        self.node('add', 'proposal', 'title=' + OVERRIDE, 'session=' + self.room, 'position=Zz')
        self.place(2, 4)
        self.shows(TITLES[0])

    def nothing_private_is_on_it(self):
        words = ' '.join(node.name for node in self.hall().find_all())
        assert 'Salma' not in words and 'Naïma' not in words, words

    def letters_grow(self):
        label = self.hall().find('label', TITLES[0])
        before = label.screen_rectangle()[3]
        self.key('plus', 'plus', 'plus', 'plus')
        self.until(lambda: label.screen_rectangle()[3] > before, 'larger letters')
        self.key('0')
        self.until(lambda: label.screen_rectangle()[3] == before, 'letters as before')

    def a_pause_is_ended_by_any_key(self):
        self.key('b')
        self.key('Page_Down')
        self.place(2, 4)

    def one_is_shown(self):
        return not self.hall().find_all('list item', re.compile('^' + TITLES[1]))

    def what_a_remote_starts_with_shows_one_and_keeps_the_place(self):
        self.key('l')
        self.until(lambda: not self.one_is_shown(), 'the list')
        self.key('F5')
        self.until(self.one_is_shown, 'one alone')
        self.key('F5')
        self.place(2, 4)

    def the_list_shows_all_of_them_and_obeys_no_control_character(self):
        self.key('l')
        self.shows(re.compile(r'^عنوان \[U\+202E\]abc'), 'list item')
        self.key('Page_Up')
        self.place(1, 4)
        self.key('Return')
        self.shows(re.compile(r'U\+202E'))
        self.until(self.one_is_shown, 'one alone')

    def what_is_deleted_stays_until_one_goes_on(self):
        self.key('Page_Down')
        self.place(2, 4)
        self.node('delete', self.ids[0])
        self.shows(self.say('This proposal has been deleted.'))
        self.shows(TITLES[0])
        self.key('Page_Down')
        self.shows(TITLES[1])
        self.place(2, 3)

    def a_theme_has_what_names_it_and_its_sessions(self):
        self.key('Tab', 'space')
        self.app.find('label', re.compile(self.say('Theme: %s') % '.*البيئة'))
        self.key('Down', 'Return')
        self.app.window(re.compile('البيئة')).find('label', 'Ruelle')
        self.until(lambda: self.app.find_all('label', self.counter(1, 4)), 'three of the session')

    def what_is_merged_is_heard_once(self):
        self.key('Escape')
        self.until(lambda: len(self.app.windows()) == 1, 'the end of the presentation')
        source, result = (self.node('add', 'proposal', 'title=' + title, 'session=' + self.room)
                          for title in ('مصدر', 'حصيلة'))
        self.heading = self.say('All Proposals')
        self.app.activate()
        self.app.find('list item', re.compile('^' + self.heading)).pointer_click()
        self.app.find('list item', re.compile('^مصدر')).pointer_click()
        self.app.find('text', text='مصدر')
        self.key('F5')
        self.shows('مصدر')
        self.node('merge', result, source)
        self.shows(self.ngettext('%u proposal', '%u proposals', 5) % 5)
        self.key('Escape')
        self.until(lambda: len(self.app.windows()) == 1, 'the end of the presentation')
        self.app.activate()
        self.key('F5')
        self.shows('حصيلة')
        assert not self.hall().find_all('label', 'مصدر')

    def escape_leaves(self):
        self.key('Escape')
        self.until(lambda: not self.manager.in_force, 'it may sleep')
        self.until(lambda: len(self.app.windows()) == 1, 'the end of the presentation')

    def a_laptop_does_not_sleep_in_an_exchange(self):
        self.node('forum', 'invite', self.path('mate.halqa-invitation'))
        self.node_of('mate', 'forum', 'join', self.path('mate.halqa-invitation'))
        with open(self.path('many.ndjson'), 'w', encoding='utf-8') as file:
            file.writelines('{"kind":"proposal","body":"%s"}\n' % os.urandom(20000).hex()
                            for _ in range(200))
        self.node_of('mate', 'import', self.path('many.ndjson'))
        self.app.window('F').wait_active()
        with self.serving('mate') as address:
            self.key('ctrl+l')
            entry = self.app.find('text', self.say('_Address of the other laptop'))
            entry.type(address + '\n')
            self.until(lambda: self.say('Laptops are exchanging what is new') in
                       self.manager.reasons, 'it stays awake')
            self.until(lambda: len(self.records('list', 'proposal')) > 200, 'all of them')
            self.until(lambda: not self.manager.in_force, 'it may sleep')
            self.many_come()
            self.until(lambda: not self.manager.in_force, 'it may sleep')
            self.files_come()
            self.until(lambda: not self.manager.in_force, 'it may sleep again')
        self.end()

    def many_come(self):
        """Over a link that is there."""
        n = len(self.manager.reasons)
        with open(self.path('many.ndjson'), 'w', encoding='utf-8') as file:
            file.writelines('{"kind":"proposal","body":"%s"}\n' % os.urandom(1000).hex()
                            for _ in range(15000))
        self.node_of('mate', 'import', self.path('many.ndjson'))
        self.until(lambda: len(self.manager.reasons) > n, 'it stays awake')

    def files_come(self):
        n = len(self.manager.reasons)
        for i in range(4):
            with open(self.path('large'), 'wb') as file:
                file.write(os.urandom(24 * 1024 * 1024))
            self.node_of('mate', 'attach', self.ids[0], self.path('large'), 'name=%d.bin' % i)
        self.until(lambda: len(self.records('attachments')) == 4 and
                   not self.records('attachments', '--missing'), 'all the files')
        assert len(self.manager.reasons) > n, 'it stays awake'


STEPS = ('a_session_is_presented', 'the_keys_of_a_remote_go_on_and_back',
         'arrows_go_the_way_of_the_text', 'what_is_written_is_shown_where_it_is',
         'nothing_private_is_on_it', 'letters_grow', 'a_pause_is_ended_by_any_key',
         'what_a_remote_starts_with_shows_one_and_keeps_the_place',
         'the_list_shows_all_of_them_and_obeys_no_control_character',
         'what_is_deleted_stays_until_one_goes_on', 'a_theme_has_what_names_it_and_its_sessions',
         'what_is_merged_is_heard_once', 'escape_leaves', 'a_laptop_does_not_sleep_in_an_exchange')

if __name__ == '__main__':
    sys.exit(run_steps(Hall, STEPS))
