#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments in the window, from outside, in Arabic: a file is attached, gets a caption, is removed and
brought back, and one that is on another laptop says so.

test-attachments.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import gettext
import json
import os
import re
import subprocess
import sys
import traceback

from uidrive import Session
from uidrive.processes import wait_until

HALQA, NODE, LOCALES, SCHEMAS = sys.argv[1:5]
TITLE = 'حي آخر ممكن'
PROPOSAL = 'مكتبة في كل حي'
PNG = bytes.fromhex('89504e470d0a1a0a0000000d4948445200000001000000010806000000'
                    '1f15c4890000000d49444154789c6360000002000001e221bc33000000'
                    '0049454e44ae426082')


class Walk:
    """A proposal, and what is attached to it."""

    def __init__(self, session):
        self.session = session
        self.translate = gettext.translation('halqa', LOCALES, ['ar']).gettext
        self.node('first', 'init', '--name', 'Salma')
        self.node('first', 'forum', 'new', TITLE)
        self.proposal = self.node('first', 'add', 'proposal', 'title=' + PROPOSAL)
        self.file = os.path.join(session.home, 'board.png')
        with open(self.file, 'wb') as file:
            file.write(PNG)
        self.app = None

    def node(self, data, *arguments):
        done = subprocess.run([NODE, '--data', os.path.join(self.session.home, data), *arguments],
                              check=True, stdout=subprocess.PIPE, env=self.session.env)
        return done.stdout.decode().strip()

    def attachments(self):
        lines = self.node('first', '--json', 'list', 'attachment').splitlines()
        return [json.loads(line) for line in lines]

    def say(self, text):
        return self.translate(text).replace('_', '')

    def named(self, text, name):
        """What is called TEXT, with NAME, isolated, in the place of %s."""
        return re.compile(re.escape(self.say(text)).replace('%s', '.*%s.*' % re.escape(name)))

    def open_proposal(self):
        self.app = self.session.launch([HALQA, '--data', os.path.join(self.session.home, 'first'),
                                        '--no-discovery', '--listen', '127.0.0.1:0'])
        self.app.window(TITLE)
        row = self.app.find('list item', re.compile('^' + PROPOSAL))
        row.pointer_click()
        self.app.find('push button', self.say('Attach a File…'))

    # -- the steps, in their order

    def a_file_is_attached(self):
        self.open_proposal()
        self.app.find('push button', self.say('Attach a File…')).click()
        self.app.find('filler', 'GtkFileChooserWidget')
        self.session.screen.key('ctrl+l')
        self.session.screen.key('ctrl+a')
        self.session.screen.type(self.file)
        self.app.find('push button', self.say('_Attach')).click()
        self.app.find('push button', self.named('Open %s', 'board.png'))
        attachment, = self.attachments()
        assert (attachment['subject'], attachment['media_type']) == (self.proposal, 'image/png')

    def it_gets_a_caption(self):
        self.app.find('text', self.named('Caption of %s', 'board.png')).set_text('لوحة')
        wait_until(lambda: self.attachments()[0].get('caption') == 'لوحة', 30, 'the caption')

    def it_is_removed_and_brought_back(self):
        self.app.find('push button', self.named('Remove %s', 'board.png')).click()
        self.app.find('label', self.say('Attachment removed'))
        self.app.wait_gone('push button', self.named('Open %s', 'board.png'))
        assert self.attachments() == []
        self.app.find('push button', self.say('_Undo')).click()
        self.app.find('push button', self.named('Open %s', 'board.png'))
        assert len(self.attachments()) == 1

    def nothing_copied_is_told(self):
        self.app.find('push button', self.say('Attach the copied picture or file')).click()
        self.app.find('label', self.say('Copy a picture or a file first: then it can be attached '
                                        'here'))

    def one_on_another_laptop_says_so(self):
        invitation = os.path.join(self.session.home, 'invitation')
        self.node('first', 'forum', 'invite', invitation)
        self.node('second', 'forum', 'join', invitation)
        self.node('second', 'init', '--name', 'Yto')
        self.session.start('serve', [NODE, '--data', os.path.join(self.session.home, 'first'),
                                     'serve', '--listen', '127.0.0.1:0', '--no-discovery'])
        address = wait_until(lambda: re.search(r'^listening (\S+)', self.session.log('serve')), 30,
                             'the address')[1]
        self.node('second', 'sync', address)
        self.node('second', 'attach', self.proposal, self.file, 'name=other.png')
        # The same file, which is here, and one that is not.
        with open(self.file, 'ab') as file:
            file.write(b'more')
        self.node('second', 'attach', self.proposal, self.file, 'name=far.png')
        self.node('second', 'sync', address)
        self.app.find('push button', self.named('Open %s', 'other.png'))
        self.app.find('label', self.named('On the laptop “%s”, not here yet', 'Yto'))
        assert self.app.quit() == 0
        self.app.check_log()


STEPS = ['a_file_is_attached', 'it_gets_a_caption', 'it_is_removed_and_brought_back',
         'nothing_copied_is_told', 'one_on_another_laptop_says_so']


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
