#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who starts a forum says what it speaks of and when it is held, from outside and by the keyboard.

test-themes.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps

NAMES = {'ECO': 'الاقتصاد التضامني', 'ENV': 'البيئة'}


class Themes(Walk):
    """A new forum, which has none."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.node('init', '--name', 'Salma')
        self.node('forum', 'new', 'F')
        self.launch(title='F')

    def write(self, text):
        self.session.screen.type(text)

    def on_disk(self):
        return {one.get('code'): one['name'] for one in self.records('list', 'theme')}

    def n_unfolded(self):
        """How many were, and have a size since."""
        name = self.say('Code, with which references begin: ENV for ENV-07')
        return sum(one.screen_rectangle()[3] > 0 for one in self.app.find_all('text', name))

    def themes_are_made_by_their_names_and_codes(self):
        self.choose_in_menu('Themes and _Forum')
        self.app.window(self.say('Themes and Forum')).wait_active()
        for number, (code, name) in enumerate(NAMES.items(), 1):
            self.write(name + '\n')
            self.until(lambda wanted=number: self.n_unfolded() == wanted, 'one that is unfolded')
            self.write(code + '\n')
        self.until(lambda: self.on_disk() == NAMES, 'both on disk')

    def each_has_a_colour_of_its_own(self):
        colours = {one.get('colour') for one in self.records('list', 'theme')}
        assert len(colours) == 2 and None not in colours, colours

    def where_and_when_it_is_held_is_written(self):
        self.app.find('text', self.say('_Place')).set_text('القاعة الكبرى')
        self.app.find('text', self.say('_First day (YYYY-MM-DD)')).set_text('2026-12-04')
        self.until(lambda: [(one.get('place'), one.get('start_date')) for one in
                            self.records('list', 'forum')] == [('القاعة الكبرى', '2026-12-04')],
                   'the place and the day on disk')

    def a_theme_that_was_deleted_comes_back(self):
        self.app.find('push button', self.say('Delete This Theme')).click()
        self.until(lambda: len(self.on_disk()) == 1, 'one theme')
        self.write('X')
        self.app.find('text', self.say('_New theme'), text='X')
        self.app.find('push button', self.say('_Undo')).click()
        self.until(lambda: self.on_disk() == NAMES, 'both themes')
        self.app.window(self.say('Themes and Forum')).action('window.close')
        self.until(lambda: len(self.app.windows()) == 1, 'the main window alone')

    def a_theme_comes_back_to_a_proposal_that_is_open(self):
        theme = self.records('list', 'theme')[0]
        self.node('add', 'proposal', 'title=Garden', 'theme=' + theme['id'])
        self.node('delete', theme['id'])
        self.app.activate()
        self.app.find('list item', re.compile('^Garden')).pointer_click()
        self.app.find('text', text='Garden')
        self.node('restore', theme['id'])
        self.until(lambda: self.on_disk() == NAMES, 'both themes')
        self.app.find('list item', re.compile('^Garden.*' + theme['name']))

    def what_changed_leads_to_them(self):
        invitation = self.path('F.halqa-invitation')
        self.node('forum', 'invite', invitation)
        self.node_of('other', 'forum', 'join', invitation)
        self.node_of('other', 'add', 'theme', 'name=Logement')
        self.exchange('data', 'other')
        self.app.activate()
        self.session.screen.key('alt+4')
        self.app.find('list item', re.compile('^Logement')).pointer_click()
        self.app.window(self.say('Themes and Forum'))
        self.end()

    def who_joined_is_told_what_the_forum_is_by_an_exchange(self):
        self.node_of('third', 'forum', 'join', self.path('F.halqa-invitation'))
        self.launch(data='third', title='F')
        self.choose_in_menu('Themes and _Forum')
        self.app.find('label', self.say('Its place and days come with the first exchange with another '
                                        'laptop.'))
        assert not self.app.find_all('text', self.say('_Place'))
        self.exchange('third', 'data')
        self.app.find('text', self.say('_Place'), text='القاعة الكبرى')
        self.end()


if __name__ == '__main__':
    sys.exit(run_steps(Themes, [
        'themes_are_made_by_their_names_and_codes',
        'each_has_a_colour_of_its_own',
        'where_and_when_it_is_held_is_written',
        'a_theme_that_was_deleted_comes_back',
        'a_theme_comes_back_to_a_proposal_that_is_open',
        'what_changed_leads_to_them',
        'who_joined_is_told_what_the_forum_is_by_an_exchange',
    ], languages=('ar',)))
