#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What another laptop changed, as the window tells it, and what was done last at this one, taken back
and done again after a restart; in Arabic.

test-changes.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps



class Meeting(Walk):
    """Two laptops: a window on the one, the command line on both."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.ids = []

    def show(self, record):
        return self.records('show', record)[0]

    def row(self, words):
        return self.app.find('list item', re.compile(words))

    def has(self, words):
        return bool(self.app.find_all('list item', re.compile(words)))

    # -- the steps, in their order

    def others_changes_are_counted(self):
        invitation = self.path('invitation')
        self.node_of('there', 'init', '--name', 'يوسف')
        self.node_of('there', 'forum', 'new', 'حي آخر ممكن')
        hall = self.node_of('there', 'add', 'session', 'title=القاعة')
        self.ids = [self.node_of('there', 'add', 'proposal', 'title=' + title, 'session=' + hall)
                    for title in ('واحد', 'اثنان')]
        self.node_of('there', 'forum', 'invite', invitation)
        self.node('forum', 'join', invitation)
        self.exchange('data', 'there')
        self.node('changes', '--mark')
        self.node_of('there', 'set', self.ids[0], 'problem=م')
        self.node_of('there', 'delete', self.ids[1])
        self.exchange('data', 'there')
        self.launch(title='حي آخر ممكن')
        self.row('^%s.*2' % self.say('What Changed')).pointer_click()
        self.row('^واحد.*%s.*يوسف' % self.say('field\x04Problem'))
        self.row('^اثنان.*%s' % self.say('change\x04Deleted'))

    def what_was_deleted_is_restored(self):
        self.app.find('push button', re.compile('^' + self.say('Restore %s') % '\u2068اثنان\u2069')).click()
        self.until(lambda: 'deleted' not in self.show(self.ids[1]), 'the proposal is back')

    def a_link_is_known_by_what_it_links(self):
        self.node_of('there', 'add', 'link', 'type=related', 'a=' + self.ids[0],
                     'b=' + self.ids[1])
        self.exchange('data', 'there')
        references = [self.show(one)['reference'] for one in self.ids]
        self.row('^%s.*%s' % (self.pgettext('kind', 'Link'), '.*'.join(references)))

    def new_ones_come_while_one_looks(self):
        self.node_of('there', 'add', 'note', 'body=ملاحظة')
        self.exchange('data', 'there')
        self.row('^ملاحظة')

    def seen_is_seen(self):
        self.app.find('push button', self.say('_Mark as Seen')).click()
        self.until(lambda: not self.has('^ملاحظة'), 'nothing is left')
        self.app.find('label', self.say('Nothing Has Changed'))

    def last_action_is_taken_back_after_a_restart(self):
        self.node('set', self.ids[0], 'title=ثلاثة')
        self.end()
        self.launch(title='حي آخر ممكن')
        self.app.activate()
        # It comes back where it was left. Nothing is chosen, so nothing is being typed.
        self.row('^' + self.say('All Proposals')).pointer_click()
        self.row('^ثلاثة').pointer_click()
        self.session.screen.key('ctrl+z')
        self.until(lambda: self.show(self.ids[0])['title'] == 'واحد', 'the title of before')
        self.row('^واحد')
        self.app.find('push button', self.say('_Redo'))
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

    def who_types_far_down_sees_that_it_is_deleted(self):
        body = '\n'.join(['سطر'] * 60)
        proposal = self.node_of('there', 'add', 'proposal', 'title=طويل', 'body=' + body)
        self.exchange('data', 'there')
        self.row('^طويل').pointer_click()
        self.app.find('text', text='طويل').pointer_click()
        # By way of the problem.
        self.session.screen.key('Tab', 'Tab', 'ctrl+End')
        self.session.screen.type('x')
        self.until(lambda: self.show(proposal)['body'] == body + 'x', 'what was typed')
        self.exchange('data', 'there')
        text = self.app.find('text', text=body + 'x')
        top = text.screen_rectangle()[1]
        self.node_of('there', 'delete', proposal)
        self.exchange('data', 'there')
        notice = self.app.find('label', self.say('This proposal has been deleted.'))
        self.until(lambda: notice.screen_rectangle()[1] > top, 'a notice that is in sight')
        # As is the line in which one types.
        self.until(lambda: text.screen_rectangle()[1] == top, 'the text where it was')
        self.app.find('push button', self.say('_Bring Back')).pointer_click()
        self.until(lambda: not self.show(proposal).get('deleted'), 'the proposal is back')
        self.app.wait_gone('label', self.say('This proposal has been deleted.'))
        self.until(lambda: text.screen_rectangle()[1] == top, 'the text where it was')
        self.session.screen.type('y')
        self.until(lambda: self.show(proposal)['body'] == body + 'xy', 'what was typed')
        self.end()


STEPS = ['others_changes_are_counted', 'what_was_deleted_is_restored',
         'a_link_is_known_by_what_it_links',
         'new_ones_come_while_one_looks', 'it_becomes_narrow_at_once', 'seen_is_seen',
         'last_action_is_taken_back_after_a_restart', 'while_typing_the_keys_are_the_texts',
         'menu_names_what_would_be_taken_back', 'who_types_far_down_sees_that_it_is_deleted']


sys.exit(run_steps(Meeting, STEPS))
