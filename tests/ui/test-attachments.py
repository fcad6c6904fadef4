#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments in the window, from outside, in Arabic: a file is attached, gets a caption, is removed and
brought back, and one that is on another laptop says so.

test-attachments.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps

TITLE = 'حي آخر ممكن'
PROPOSAL = 'مكتبة في كل حي'
PNG = bytes.fromhex('89504e470d0a1a0a0000000d4948445200000001000000010806000000'
                    '1f15c4890000000d49444154789c6360000002000001e221bc33000000'
                    '0049454e44ae426082')


class Attachments(Walk):
    """A proposal, and what is attached to it."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.node('init', '--name', 'Salma')
        self.node('forum', 'new', TITLE)
        self.proposal = self.node('add', 'proposal', 'title=' + PROPOSAL)
        self.file = self.path('board.png')
        with open(self.file, 'wb') as file:
            file.write(PNG)

    def attachments(self):
        return self.records('list', 'attachment')

    def named(self, text, name):
        """What is called TEXT, with NAME, isolated, in the place of %s."""
        return re.compile(re.escape(self.say(text)).replace('%s', '.*%s.*' % re.escape(name)))

    def open_proposal(self):
        self.launch(title=TITLE)
        row = self.app.find('list item', re.compile('^' + PROPOSAL))
        row.pointer_click()
        self.app.find('push button', self.say('Attach a File…'))

    # -- the steps, in their order

    def a_file_is_attached(self):
        self.open_proposal()
        self.app.find('push button', self.say('Attach a File…')).click()
        self.type_path(self.file, '_Attach')
        self.app.find('push button', self.named('Open %s', 'board.png'))
        attachment, = self.attachments()
        assert (attachment['subject'], attachment['media_type']) == (self.proposal, 'image/png')

    def it_gets_a_caption(self):
        self.app.find('text', self.named('Caption of %s', 'board.png')).set_text('لوحة')
        self.until(lambda: self.attachments()[0].get('caption') == 'لوحة', 'the caption')

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
        invitation = self.path('invitation')
        self.node('forum', 'invite', invitation)
        self.node_of('second', 'forum', 'join', invitation)
        self.node_of('second', 'init', '--name', 'Yto')
        self.exchange('second', 'data')
        self.node_of('second', 'attach', self.proposal, self.file, 'name=other.png')
        # The same file, which is here, and one that is not.
        with open(self.file, 'ab') as file:
            file.write(b'more')
        self.node_of('second', 'attach', self.proposal, self.file, 'name=far.png')
        self.exchange('second', 'data')
        self.app.find('push button', self.named('Open %s', 'other.png'))
        self.app.find('label', self.named('On the laptop “%s”, not here yet', 'Yto'))
        self.end()


STEPS = ['a_file_is_attached', 'it_gets_a_caption', 'it_is_removed_and_brought_back',
         'nothing_copied_is_told', 'one_on_another_laptop_says_so']


sys.exit(run_steps(Attachments, STEPS))
