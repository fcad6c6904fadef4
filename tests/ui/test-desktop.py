#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program among others on a desktop, from outside: from the first start on an English system to a
first proposal in Arabic; killed while somebody types; come back as it was left; help; another language
at once; files by a second start.

test-desktop.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import gettext
import os
import re
import signal
import sqlite3
import subprocess
import sys

from notifications import Notifications
from walk import HALQA, LOCALES, NODE, Walk, run_steps

TITLE = 'حي آخر ممكن'
FIRST = 'مكتبة في كل حي'


class Desktop(Walk):
    """One laptop, from its first start on."""

    def __init__(self, session, language):
        super().__init__(session, language)
        # Settings outlive the program, as on a desktop.
        session.env['GSETTINGS_BACKEND'] = 'keyfile'
        self.notifications = Notifications(session)
        self.launch()

    def speak(self, language):
        """What the names of controls are looked for in."""
        catalogue = gettext.translation('halqa', LOCALES, [language])
        self.translate, self.ngettext = catalogue.gettext, catalogue.ngettext
        self.pgettext = catalogue.pgettext

    def titles(self):
        return [record.get('title') for record in self.records('list', 'proposal')]

    def in_editor(self, text):
        return lambda: self.app.find('text', self.say('_Title'), text=text, timeout=0)

    def shown(self, role, name):
        return [one for one in self.app.find_all(role, name) if one.screen_rectangle()[2] > 0][:1]

    # -- the steps, in their order

    def three_clicks_to_a_first_proposal(self):
        self.app.find('push button', 'العربية').click()
        self.speak('ar')
        self.app.find('label', self.say('Welcome to Halqa'))
        self.app.find('text', re.compile('^' + self.say(
            'Your _name, which stands beside what is written here'))).type('أمل')
        self.app.find('text', self.say('Name of the la_ptop, if you have several')).type('2')
        self.app.find('text', self.say('_Title of the forum')).type(TITLE)
        self.app.find('push button', re.compile(self.say('_Start') + '$')).click()
        self.app.window(TITLE)
        self.app.find('push button', self.say('_New Proposal')).click()
        self.session.screen.type(FIRST)
        self.until(lambda: self.titles() == [FIRST], 'the first proposal on disk')
        assert self.records('list', 'device')[0]['name'] == 'أمل (2)'

    def killed_while_somebody_types(self):
        self.session.screen.type('\nAn ')
        self.until(lambda: 'An' in self.titles() or 'An ' in self.titles(), 'its beginning on disk')
        self.app.find('list item', re.compile('^An'))
        self.until(lambda: 'record=' in self.state() and self.second() in self.state(),
                   'where one is on disk')
        self.session.screen.type('other')
        self.app.process.send_signal(signal.SIGKILL)
        self.app.process.wait()
        assert any('An other'.startswith(title) and len(title) >= 2 for title in self.titles())

    def second(self):
        return next(record['id'] for record in self.records('list', 'proposal')
                    if record['title'] != FIRST)

    def state(self):
        path = self.path('data/window.state')
        if not os.path.exists(path):
            return ''
        with open(path, encoding='utf-8') as file:
            return file.read()

    def comes_back_as_it_was(self):
        self.launch(title=TITLE)
        self.until(self.in_editor(re.compile('^An')), 'the half-written proposal in the editor')
        self.app.resize(900, 640)
        self.app.find('list item', re.compile('^' + self.say('Merging Desk'))).click()
        self.end()
        self.launch(title=TITLE)
        self.until(lambda: self.app.x_window(self.app.window())[4:] == (900, 640), 'its size')
        self.app.find('push button', self.say('Glossary'))

    def look_away(self):
        window = self.app.window()
        self.session.run(['xdotool', 'windowminimize', str(self.app.x_window(window)[0])],
                         check=True)
        self.until(lambda: 'active' not in window.states, 'nobody looks')

    def write_apart(self, record, field):
        """Two laptops differ about a field."""
        self.node('set', record, field + '=A')
        self.node_of('mate', 'set', record, field + '=B')
        self.exchange('data', 'mate')

    def notified(self, n):
        """Waits for the one notification that there is."""
        title = self.ngettext('%u field was written differently',
                              '%u fields were written differently', n).replace('%u', str(n))
        self.until(lambda: list(self.notifications.shown.values()) == [title], repr(title))
        self.app.catch_up()

    def somebody_is_called_to_two_versions(self):
        one = self.second()
        self.node('forum', 'invite', self.path('mate.halqa-invitation'))
        self.node_of('mate', 'forum', 'join', self.path('mate.halqa-invitation'))
        self.exchange('data', 'mate')
        number = self.app.x_window(self.app.window())[0]
        self.look_away()
        self.write_apart(one, 'title')
        self.notified(1)
        self.session.run(['xdotool', 'windowactivate', str(number)], check=True)
        self.nobody_is_called('somebody looks')
        # Only what is new since then.
        self.look_away()
        self.write_apart(one, 'body')
        self.notified(1)
        self.write_apart(one, 'problem')
        self.notified(2)
        self.notifications.click(next(iter(self.notifications.shown)))
        self.app.find('push button', self.say('Keep this'))
        # And to what came last, whatever stands before it.
        self.app.find('list item', re.compile(self.pgettext('field', 'Problem')), state='focused')
        self.app.find('list item', re.compile(self.pgettext('field', 'Problem')), state='selected')

    def nobody_is_called_who_is_at_another_window(self):
        one = next(record['id'] for record in self.records('list', 'proposal')
                   if record['title'] == FIRST)
        n = len(self.notifications.titles)
        number = self.app.x_window(self.app.window(TITLE))[0]
        self.app.activate()
        self.session.screen.key('ctrl+comma')
        window = self.app.window(self.say('Preferences')).wait_active()
        self.write_apart(one, 'body')
        self.app.find('list item', re.compile(FIRST))
        window.action('window.close')
        self.app.window(TITLE).wait_active()
        self.look_away()
        self.write_apart(one, 'problem')
        self.notified(1)
        assert len(self.notifications.titles) == n + 1, self.notifications.titles[n:]
        self.session.run(['xdotool', 'windowactivate', str(number)], check=True)
        self.nobody_is_called('somebody is back')

    def ask(self):
        """Another laptop types the code, and waits to be let in."""
        code = re.sub(r'\D', '', self.app.find('label', re.compile(r'(\d, ){5}\d$')).name)
        address = re.search(r'\S+:\d+', self.app.find('list item', re.compile(r'\d:\d')).name)[0]
        guest = self.session.start('guest', [NODE, '--data', self.path('guest'), 'forum', 'join',
                                             address, code])
        self.until(lambda: any('Salma' in title for title in self.notifications.shown.values()),
                   'somebody is called to let it in')
        self.app.catch_up()
        return guest

    def nobody_is_called(self, why):
        self.until(lambda: not self.notifications.shown, 'no notification: ' + why)

    def a_call_ends_with_its_question(self):
        self.node_of('guest', 'init', '--name', 'Salma')
        self.app.activate()
        self.session.screen.key('ctrl+i')
        window = self.app.window(self.say('Invite a Laptop')).wait_active()
        self.app.activate(self.app.window(TITLE))
        self.ask().terminate()
        self.nobody_is_called('it gave up')
        self.ask()
        self.app.find('push button', self.say('_Refuse')).click()
        self.nobody_is_called('it was answered')
        self.ask()
        window.action('window.close')
        self.nobody_is_called('nobody can answer')

    def help_for_what_is_shown(self):
        self.app.activate()
        self.session.screen.key('F1')
        page = self.app.window(self.help_title('merging')).wait_active()
        self.app.find('list item', self.help_title('stick'))
        # A line that begins with a key has the direction of the others.
        self.app.find('list item', self.help_title('present')).pointer_click()
        self.app.find('label', re.compile('^\u200f\u2068F5\u2069'))
        # The page that is shown is marked, also while the keyboard is on another.
        self.session.screen.key('Up')
        self.app.find('list item', self.help_title('translate'), state='focused')
        self.app.find('list item', self.help_title('present'), state='selected')
        self.session.screen.type('احتياطيه')
        self.session.screen.key('Return')
        self.app.window(self.help_title('stick'))
        page.action('window.close')
        self.until(lambda: len(self.app.windows()) == 1, 'one window again')

    @staticmethod
    def help_title(page):
        with open(os.path.join(os.path.dirname(__file__), '../../data/help/ar.txt'),
                  encoding='utf-8') as file:
            return re.search('^= %s: (.*)' % page, file.read(), re.M)[1]

    def another_language_at_once(self):
        self.app.activate()
        self.session.screen.key('ctrl+comma')
        self.app.find('combo box', self.say('_Language')).pointer_click()
        # Not that of the page behind.
        self.until(lambda: self.shown('label', 'Français'), 'the languages')[0].pointer_click()
        self.speak('fr')
        window = self.app.window(self.say('Preferences'))
        self.app.find('list item', re.compile('^' + self.say('All Proposals')))
        # Still where somebody was.
        self.app.find('push button', self.say('Keep this'))
        window.action('window.close')
        self.app.wait_gone('dialog', self.say('Preferences'))

    def start_with(self, *files, data='data'):
        subprocess.run([os.path.abspath(HALQA), '--data', self.path(data), *files], check=True,
                       timeout=60, cwd=self.session.home, env=self.session.env)

    def another_name_of_the_folder_is_no_other_program(self):
        """It ends at once, and the window comes back."""
        os.symlink('data', self.path('link'))
        self.look_away()
        self.start_with(data='link')
        self.app.window().wait_active()
        os.unlink(self.path('link'))

    def what_a_laptop_keeps_is_no_file_for_others(self):
        forums = os.listdir(self.path('data/forums'))
        self.start_with('data/forums/' + next(x for x in forums if x.endswith('.halqadb')))
        why = self.translate('“%s” is a forum as one laptop keeps it, and is of no use to another. '
                             'Have that laptop give the forum to a stick, and take the file that '
                             'it writes.')
        self.app.find('label', re.compile('halqadb.*' + re.escape(why.split('%s')[1])))

    def a_second_start_hands_over_a_file(self):
        self.node_of('other', 'init', '--name', 'Salma')
        self.node_of('other', 'forum', 'new', 'Autre')
        self.node_of('other', 'add', 'proposal', 'title=Lampes')
        self.node_of('other', 'export', self.path('autre.halqa'))
        self.node_of('other', 'forum', 'invite', self.path('autre.halqa-invitation'))
        self.start_with('autre.halqa')
        self.app.window(self.say('Take from File')).find('label', 'autre.halqa')
        self.app.find('label', re.compile(self.translate('This laptop has joined %s') % '.*Autre'))
        self.app.find('push button', self.say('_Take')).click()
        self.app.window('Autre')
        self.app.find('list item', re.compile('^Lampes'))
        self.end()

    def who_begins_with_a_file_is_asked_for_a_name(self):
        self.app = self.session.launch([HALQA, '--data', self.path('fresh'), '--no-discovery',
                                        self.path('autre.halqa-invitation')])
        self.app.find('push button', self.say('Your _Name…')).click()
        self.app.window(self.say('Preferences')).wait_active()
        self.session.screen.key('Escape')
        self.end()

    def a_forum_of_a_later_version_is_not_hidden(self):
        forums = self.records('forum', 'list')
        later = next(forum for forum in forums if forum['title'] == 'Autre')['id']
        with sqlite3.connect(self.path('data/forums/%s.halqadb' % later)) as database:
            database.execute('PRAGMA user_version = 1000')
        database.close()
        self.launch(title='Halqa')
        self.app.find('list item', self.say("This forum can't be opened"))
        why = self.translate('%s was written by a later version of Halqa. Update this one; '
                             'the file was left as it is.')
        self.app.find('label', re.compile('%s.*%s' % (later, re.escape(why.split('%s')[1]))))
        self.end()
        self.notifications.close()


STEPS = ['three_clicks_to_a_first_proposal', 'killed_while_somebody_types', 'comes_back_as_it_was',
         'help_for_what_is_shown', 'somebody_is_called_to_two_versions',
         'nobody_is_called_who_is_at_another_window', 'a_call_ends_with_its_question',
         'another_language_at_once', 'another_name_of_the_folder_is_no_other_program',
         'what_a_laptop_keeps_is_no_file_for_others',
         'a_second_start_hands_over_a_file', 'who_begins_with_a_file_is_asked_for_a_name',
         'a_forum_of_a_later_version_is_not_hidden']


sys.exit(run_steps(Desktop, STEPS, languages=('en',)))
