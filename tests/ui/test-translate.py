#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the interface mended in the room, from outside: a button gets another word, what does
not fit is refused, and a language that nothing came for is begun and spoken.

test-translate.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import os
import re
import sys

from walk import Walk, run_steps

TITLE = 'حي آخر ممكن'


class Translate(Walk):
    """One laptop on which somebody knows better."""

    def __init__(self, session, language):
        super().__init__(session, language)
        session.env['GSETTINGS_BACKEND'] = 'keyfile'
        self.node('forum', 'new', TITLE)
        self.launch(title=TITLE)

    def written(self, language):
        """What the file of this laptop says."""
        path = self.path('.local/share/halqa/translations/%s.po' % language)
        if not os.path.exists(path):
            return ''
        with open(path, encoding='utf-8') as file:
            return file.read()

    def open_preferences(self):
        self.app.activate()
        self.session.screen.key('ctrl+comma')

    def open_words(self):
        self.open_preferences()
        self.app.find('push button', re.compile(self.say('Words of the interface') + '$')).click()
        self.app.window(self.say('Words of the Interface')).wait_active()

    def pick_last(self, name):
        """In a drop-down: the language that nothing came for."""
        self.app.find('combo box', self.say(name)).focus()
        for key in 'space', 'End', 'Return':
            self.session.screen.key(key)

    def replace(self, original, text):
        """What the text in the list that is ORIGINAL is from now on."""
        self.session.screen.key('ctrl+f')
        self.session.screen.key('ctrl+a')
        self.session.screen.type(original.replace('_', ''))
        row = self.app.find('label', original)
        while row.role != 'list item':
            row = row.parent
        row.pointer_click()
        self.app.find('text', self.say('Translation')).focus()
        self.session.screen.key('ctrl+a')
        self.session.screen.type(text)

    def close_words(self):
        self.session.screen.key('Escape')
        self.app.wait_gone('label', self.say('Words of the Interface'))

    # -- the steps, in their order

    def a_button_gets_another_word(self):
        self.open_words()
        self.replace('_New Proposal', 'اقتراح آخر')
        self.until(lambda: 'اقتراح آخر' in self.written('ar'), 'the word is on disk')
        self.close_words()
        self.app.find('push button', 'اقتراح آخر')

    def it_goes_to_another_laptop(self):
        self.open_words()
        words = self.app.window(self.say('Words of the Interface'))
        words.find('push button', re.compile(self.say('Files of other laptops'))).click()
        self.app.find('menu item', self.say('_Save What Was Written Here…')).click()
        self.type_path(self.path('given'), '_Save')
        self.app.find('label', re.compile(self.say('What was written here is in %s')
                                          .replace('%s', '.*given.po.*')))
        with open(self.path('given.po'), encoding='utf-8') as file:
            assert 'اقتراح آخر' in file.read()
        words.wait_active()
        # The first is for what is told.
        self.session.screen.key('Escape')
        self.close_words()

    def what_does_not_fit_is_refused(self):
        self.open_words()
        self.replace('The report is in %s', 'هنا')
        refused = self.say('These have to be there as in the original: %s').split('%')[0]
        self.app.find(None, re.compile('^' + refused))
        assert 'هنا' not in self.written('ar')
        self.app.find('push button', self.say('As It _Came')).click()
        self.close_words()

    def a_language_is_begun(self):
        self.open_words()
        self.pick_last('Language to translate into')
        self.app.find('label', self.pgettext('translation', 'Missing'))
        self.replace('_New Proposal', 'ⵉⵙⵓⵎⵔ')
        self.until(lambda: 'ⵉⵙⵓⵎⵔ' in self.written('zgh'), 'the word is on disk')
        self.close_words()
        self.open_preferences()
        self.pick_last('_Language')
        self.app.find('push button', 'ⵉⵙⵓⵎⵔ')
        self.end()

    def it_is_spoken_at_the_next_start(self):
        self.launch(title=TITLE)
        self.app.find('push button', 'ⵉⵙⵓⵎⵔ')
        self.end()


STEPS = ['a_button_gets_another_word', 'it_goes_to_another_laptop',
         'what_does_not_fit_is_refused', 'a_language_is_begun',
         'it_is_spoken_at_the_next_start']


sys.exit(run_steps(Translate, STEPS))
