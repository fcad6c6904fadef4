#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forum from one laptop to another by a stick, from outside, in Arabic: given with an invitation,
looked at, taken, taken again; and a file that is cut off.

test-sticks.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
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
TITLE = 'حي آخر ممكن'
PROPOSALS = ['مكتبة في كل حي', 'تشجير ساحة المدرسة', 'إنارة الطريق إلى المحطة']


class Walk:
    """One stick, and the way of a forum over it."""

    def __init__(self, session):
        self.session = session
        catalogue = gettext.translation('halqa', LOCALES, ['ar'])
        self.translate = catalogue.gettext
        self.count = catalogue.ngettext
        self.stick = os.path.join(session.home, 'stick')
        os.mkdir(self.stick)
        self.file = os.path.join(self.stick, 'forum.halqa')
        self.invitation = os.path.join(self.stick, 'forum.halqa-invitation')
        self.node('first', 'init', '--name', 'Salma')
        self.node('first', 'forum', 'new', TITLE)
        for title in PROPOSALS:
            self.node('first', 'add', 'proposal', 'title=' + title)
        self.app = None

    def node(self, data, *arguments):
        done = subprocess.run([NODE, '--data', os.path.join(self.session.home, data), *arguments],
                              check=True, stdout=subprocess.PIPE, env=self.session.env)
        return done.stdout.decode().strip()

    def say(self, text):
        return self.translate(text).replace('_', '')

    def launch(self, data):
        if self.app is not None:
            self.end()
        self.app = self.session.launch([HALQA, '--data', os.path.join(self.session.home, data),
                                        '--no-discovery', '--listen', '127.0.0.1:0'])
        self.app.window(TITLE)

    def end(self):
        assert self.app.quit() == 0
        self.app.check_log()

    def choose_in_menu(self, item):
        self.app.activate(self.app.window(TITLE))
        self.session.screen.key('F10')
        self.app.find('menu item', self.say(item)).click()

    def type_path(self, path, accept):
        """In GTK's file chooser; Enter would only end its completion."""
        self.app.find('filler', 'GtkFileChooserWidget')
        self.session.screen.key('ctrl+l')
        self.session.screen.key('ctrl+a')
        self.session.screen.type(path)
        self.app.find('push button', self.say(accept)).click()

    def toast(self, pattern):
        self.app.find('label', re.compile(pattern))

    def open_stick(self, path):
        self.choose_in_menu('_Take from Stick…')
        self.type_path(path, '_Look')
        self.app.window(self.say('Take from Stick'))

    # -- the steps, in their order

    def give_with_an_invitation(self):
        self.launch('first')
        self.choose_in_menu('_Give to Stick…')
        self.app.window(self.say('Give to Stick'))
        self.app.find('check box', self.say('Invitation _Beside It')).action('toggle')
        self.app.find('push button', self.say('_Choose a Place…')).click()
        self.type_path(self.file, '_Give')
        self.toast(re.escape(self.say('%s is on the stick')).replace('%s', '.*forum.halqa.*'))
        self.app.wait_gone('push button', self.say('_Choose a Place…'))
        assert sorted(os.listdir(self.stick)) == ['forum.halqa', 'forum.halqa-invitation']

    def look_on_another_laptop(self):
        self.node('second', 'forum', 'join', self.invitation)
        self.launch('second')
        self.open_stick(self.file)
        # The forum's own record is one of them.
        self.app.find('list item', self.count('%u new item', '%u new items', 4) % 4)
        self.app.find('label', re.compile('Salma'))
        assert self.node('second', '--json', 'list', 'proposal') == ''

    def take_it(self):
        self.app.find('push button', self.say('_Take')).click()
        self.toast(re.escape(self.count('Taken from the stick: %u item new or changed',
                                        'Taken from the stick: %u items new or changed', 4) % 4))
        lines = self.node('second', '--json', 'list', 'proposal').splitlines()
        assert [json.loads(line)['title'] for line in lines] == PROPOSALS
        self.app.find('list item', re.compile('^' + PROPOSALS[0]))

    def twice_is_nothing_new(self):
        self.open_stick(self.file)
        self.app.find('list item', self.say('Nothing new: this laptop has all of it'))
        self.session.screen.key('Escape')
        self.app.wait_gone('list item', self.say('Nothing new: this laptop has all of it'))

    def a_cut_file_does_not_pass_for_all(self):
        cut = os.path.join(self.stick, 'cut.halqa')
        with open(self.file, 'rb') as whole, open(cut, 'wb') as file:
            file.write(whole.read()[:-100])
        self.open_stick(cut)
        self.app.find('list item', self.say('Nothing new in what could be read'))
        self.session.screen.key('Escape')
        self.app.wait_gone('list item', self.say('Nothing new in what could be read'))

    def no_forum_is_told_in_words(self):
        other = os.path.join(self.stick, 'other.halqa')
        with open(other, 'w', encoding='utf-8') as file:
            file.write('nothing of ours')
        self.open_stick(other)
        self.app.find('label', self.translate('The file holds no forum of Halqa.'))
        self.app.find('push button', self.say('_Choose Another File…'))
        self.session.screen.key('Escape')
        self.end()


STEPS = ['give_with_an_invitation', 'look_on_another_laptop', 'take_it', 'twice_is_nothing_new',
         'a_cut_file_does_not_pass_for_all', 'no_forum_is_told_in_words']


def walk():
    """Each step stands on those before: after one that fails the others are not tried."""
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    failed = None
    with Session(language='ar', env=env, timeout=60) as session:
        way = Walk(session)
        for number, step in enumerate(STEPS, 1):
            name = '%d - %s' % (number, step.replace('_', ' '))
            try:
                if failed:
                    raise AssertionError('not tried after %s' % failed)
                getattr(way, step)()
                print('ok ' + name, flush=True)
            except Exception:  # pylint: disable=broad-except
                if not failed and os.environ.get('HALQA_TEST_PICTURE'):
                    session.screen.save(os.environ['HALQA_TEST_PICTURE'])
                failed = failed or step
                print('not ok ' + name, flush=True)
                for line in (traceback.format_exc().splitlines() +
                             (way.app.log().splitlines() if way.app else [])):
                    print('# ' + line, flush=True)
    return failed is None


print('1..%d' % len(STEPS), flush=True)
sys.exit(0 if walk() else 1)
