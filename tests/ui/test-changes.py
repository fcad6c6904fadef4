#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What another laptop changed, as the window tells it, and what was done last at this one, taken back
and done again after a restart; in Arabic.

test-changes.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
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


class Meeting:
    """Two laptops: a window on the one, the command line on both."""

    def __init__(self, session):
        self.session = session
        self.say = gettext.translation('halqa', LOCALES, ['ar']).gettext
        self.here = os.path.join(session.home, 'here')
        self.there = os.path.join(session.home, 'there')
        self.ids = []
        self.app = None

    def node(self, folder, *arguments):
        return subprocess.run([NODE, '--data', folder, *arguments], check=True, env=self.session.env,
                              stdout=subprocess.PIPE).stdout.decode().strip()

    def exchange(self):
        """Once, both ways."""
        serving = subprocess.Popen(
            [NODE, '--data', self.there, 'serve', '--listen', '127.0.0.1:0', '--no-discovery'],
            env=self.session.env, stdout=subprocess.PIPE)
        try:
            address = serving.stdout.readline().decode().split()[1]
            self.node(self.here, 'sync', address)
        finally:
            serving.terminate()
            serving.wait()
            serving.stdout.close()

    def show(self, record):
        return json.loads(self.node(self.here, '--json', 'show', record))

    def until(self, condition, what):
        self.app.wait_for(condition, what=what)

    def launch(self):
        self.app = self.session.launch([HALQA, '--data', self.here, '--no-discovery',
                                        '--listen', '127.0.0.1:0'])
        self.app.window('حي آخر ممكن')

    def row(self, words):
        return self.app.find('list item', re.compile(words))

    def has(self, words):
        return bool(self.app.find_all('list item', re.compile(words)))

    # -- the steps, in their order

    def others_changes_are_counted(self):
        invitation = os.path.join(self.session.home, 'invitation')
        self.node(self.there, 'init', '--name', 'يوسف')
        self.node(self.there, 'forum', 'new', 'حي آخر ممكن')
        hall = self.node(self.there, 'add', 'session', 'title=القاعة')
        self.ids = [self.node(self.there, 'add', 'proposal', 'title=' + title, 'session=' + hall)
                    for title in ('واحد', 'اثنان')]
        self.node(self.there, 'forum', 'invite', invitation)
        self.node(self.here, 'forum', 'join', invitation)
        self.exchange()
        self.node(self.here, 'changes', '--mark')
        self.node(self.there, 'set', self.ids[0], 'problem=م')
        self.node(self.there, 'delete', self.ids[1])
        self.exchange()
        self.launch()
        self.row('^%s.*2' % self.say('What Changed')).pointer_click()
        self.row('^واحد.*%s.*يوسف' % gettext_of(self.say, 'field', 'Problem'))
        self.row('^اثنان.*%s' % gettext_of(self.say, 'change', 'Deleted'))

    def what_was_deleted_is_restored(self):
        self.app.find('push button', re.compile('^' + self.say('Restore %s') % 'اثنان')).click()
        self.until(lambda: 'deleted' not in self.show(self.ids[1]), 'the proposal is back')

    def new_ones_come_while_one_looks(self):
        self.node(self.there, 'add', 'note', 'body=ملاحظة')
        self.exchange()
        self.row('^ملاحظة')

    def seen_is_seen(self):
        self.app.find('push button', self.say('_Mark as Seen').replace('_', '')).click()
        self.until(lambda: not self.has('^ملاحظة'), 'nothing is left')
        self.app.find('label', self.say('Nothing Has Changed'))

    def last_action_is_taken_back_after_a_restart(self):
        self.node(self.here, 'set', self.ids[0], 'title=ثلاثة')
        self.app.quit()
        self.app.check_log()
        self.launch()
        self.app.activate()
        # Nothing is chosen, so nothing is being typed.
        self.row('^ثلاثة').pointer_click()
        self.session.screen.key('ctrl+z')
        self.until(lambda: self.show(self.ids[0])['title'] == 'واحد', 'the title of before')
        self.row('^واحد')
        self.app.find('push button', self.say('_Redo').replace('_', ''))
        self.session.screen.key('ctrl+shift+z')
        self.until(lambda: self.show(self.ids[0])['title'] == 'ثلاثة', 'the title of after')

    def while_typing_the_keys_are_the_texts(self):
        self.row('^ثلاثة').pointer_click()
        entry = self.app.find('text', text='ثلاثة')
        entry.pointer_click()
        self.session.screen.key('ctrl+z')
        self.session.screen.type('x')
        self.until(lambda: 'x' in self.show(self.ids[0])['title'], 'what was typed')
        assert self.show(self.ids[0])['title'].replace('x', '') == 'ثلاثة'

    def menu_names_what_would_be_taken_back(self):
        self.session.screen.key('F10')
        item = self.app.find('menu item', re.compile('^' + self.say('Undo %s') % ''))
        assert 'ثلاثة' in item.name or 'P-' in item.name, item.name
        item.click()
        self.until(lambda: self.show(self.ids[0])['title'] == 'ثلاثة', 'the title of before')
        self.app.quit()
        self.app.check_log()


def gettext_of(say, context, words):
    return say(context + '\x04' + words)


STEPS = ['others_changes_are_counted', 'what_was_deleted_is_restored',
         'new_ones_come_while_one_looks', 'seen_is_seen',
         'last_action_is_taken_back_after_a_restart', 'while_typing_the_keys_are_the_texts',
         'menu_names_what_would_be_taken_back']


def main():
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    failed = None
    print('1..%d' % len(STEPS), flush=True)
    with Session(language='ar', env=env, timeout=30) as session:
        way = Meeting(session)
        for number, step in enumerate(STEPS, 1):
            name = '%d - %s' % (number, step.replace('_', ' '))
            try:
                if failed:
                    raise AssertionError('not tried after %s' % failed)
                getattr(way, step)()
                print('ok ' + name, flush=True)
            except Exception:  # pylint: disable=broad-except
                failed = failed or step
                print('not ok ' + name, flush=True)
                log = way.app.log().splitlines() if way.app else []
                for line in traceback.format_exc().splitlines() + log:
                    print('# ' + line, flush=True)
    return failed is None


sys.exit(0 if main() else 1)
