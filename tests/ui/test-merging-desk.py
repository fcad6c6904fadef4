#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merging in a window in Arabic: into one, into a new one, taken back, taken apart, related.

test-merging-desk.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps

TITLES = ('تعاونية التدوير', 'Coopérative de tri', 'Compost')
PAIR = ('نظافة شاطئ عين الدياب', 'نظافة شواطئ عين الذئاب')
BOTH = re.compile('نظافة.*نظافة')


class Desk(Walk):
    """A window, and the command line beside it that tells what is on disk."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.ids = []
        self.pair = []

    def family(self, proposal):
        shown, = self.records('family', proposal)
        return shown['result']['id'], [one['id'] for one in shown['sources']]

    def await_family(self, proposal, result, sources):
        self.until(lambda: self.family(proposal) == (result, sources),
                   'the family of ' + proposal)

    def press(self, name, **more):
        self.app.find('push button', self.say(name), **more).click()

    def choose(self, proposal, *others):
        """Opens PROPOSAL, ticks OTHERS beside it, and asks what becomes of them."""
        self.app.find('list item', re.compile('^' + proposal)).pointer_click()
        self.app.find('text', text=proposal)
        if proposal == TITLES[0]:
            self.session.screen.key('ctrl+m')
        else:
            self.app.find('push button', re.compile('^%s %s' % ((self.say('More'),) * 2))).click()
            self.app.find('menu item', self.say('_Merge or Relate…')).click()
        # Choosing begins with it.
        self.until(lambda: self.is_chosen(proposal), 'a tick')
        for other in others:
            self.app.find('list item', re.compile('^' + re.escape(other))).pointer_click()
            self.until(lambda other=other: self.is_chosen(other), 'another tick')
        # By the key that had them ticked, too.
        if proposal == TITLES[0]:
            self.app.find('push button', self.say('_Merge…')).pointer_click()
        else:
            self.session.screen.key('ctrl+m')
        # The keyboard is at the one that is suggested.
        self.app.window(self.say('Merge or Relate')).find('list item', re.compile(proposal),
                                                          state='focused')

    def is_chosen(self, title):
        return 'selected' in self.app.find('list item', re.compile('^' + re.escape(title))).states

    def merge(self, new=False):
        """What was chosen: into the first of it, or into a new one."""
        window = self.app.window(self.say('Merge or Relate'))
        if new:
            row = window.find('list item', self.say('A new proposal'))
            row.pointer_click()
            self.until(lambda: 'selected' in row.states, 'the new one')
        window.find('push button', self.say('_Merge')).click()

    # -- the steps, in their order

    def one_becomes_a_source(self):
        self.node('init', '--name', 'أمينة')
        self.node('forum', 'new', 'حي آخر ممكن')
        self.ids = [self.node('add', 'proposal', 'title=' + title, 'body=' + title * 2)
                    for title in TITLES]
        self.launch()
        self.choose(TITLES[0], TITLES[1])
        self.merge()
        self.await_family(self.ids[1], self.ids[0], [self.ids[1]])
        # The button that was pressed is gone with the ticks; the keyboard is in what is shown.
        self.app.find('text', self.say('_Title'), text=TITLES[0], state='focused')
        self.app.find('push button', self.say('Take All Apart'))
        self.app.find('label', text=TITLES[1] * 2)
        # The list tells it too.
        self.app.find('list item', re.compile('^%s.*%s' % (
            TITLES[1], self.say('Merged into %s').split('%', maxsplit=1)[0])))

    def it_is_taken_back(self):
        self.app.find('list item', re.compile('^' + TITLES[0])).pointer_click()
        self.session.screen.key('ctrl+z')
        self.await_family(self.ids[1], self.ids[1], [])
        # The window knows it a moment after the disk.
        self.app.find('push button', self.say('_Redo'))
        self.session.screen.key('ctrl+shift+z')
        self.await_family(self.ids[1], self.ids[0], [self.ids[1]])
        self.app.find('push button', self.say('_Undo'))
        self.session.screen.key('ctrl+z')
        self.await_family(self.ids[1], self.ids[1], [])
        self.app.wait_gone('push button', self.say('Take All Apart'))

    def a_new_one_begins_with_their_texts(self):
        self.choose(TITLES[0], TITLES[1], TITLES[2])
        self.merge(new=True)
        self.until(lambda: len(self.node('list', 'proposal').splitlines()) == 4,
                   'a new proposal')
        made = self.node('list', 'proposal').splitlines()[-1].split('\t')[0]
        self.await_family(made, made, self.ids)
        body = self.records('show', made)[0]['body']
        assert all(title * 2 in body for title in TITLES), body
        self.app.find('text', text=body)

    def a_source_says_so_and_comes_out(self):
        self.app.find('list item', re.compile('^' + TITLES[2])).pointer_click()
        self.app.find('label', re.compile('^' + self.say('Merged into %s').split('%')[0]))
        self.press('Take Out')
        # By the toast it is the same as by the key; that of before goes when this one comes.
        self.app.find('label', self.say('Taken out of the merge'))
        self.press('_Undo')
        self.until(lambda: self.family(self.ids[2])[1] == self.ids, 'all three')

    def all_is_taken_apart(self):
        self.press('Show', index=0)
        self.press('Take All Apart')
        self.await_family(self.ids[0], self.ids[0], [])
        self.app.wait_gone('push button', self.say('Take All Apart'))

    def two_are_related_and_parted(self):
        self.choose(TITLES[2], TITLES[1])
        self.app.find('push button', re.compile(self.say('_Only Relate')), state='focusable').click()
        self.app.find('menu item', self.say('Come _After It')).click()
        relations = lambda: [one['relation'] for one in
                             self.records('family', self.ids[1])[0]['relations']]
        self.until(lambda: relations() == ['before'], 'a relation')
        self.press('Remove the relation')
        self.until(lambda: relations() == [], 'no relation')

    def several_are_made_of_one_and_the_keys_are_heard(self):
        self.app.find('list item', re.compile('^' + TITLES[2])).pointer_click()
        self.app.find('text', text=TITLES[2])
        self.app.find('push button', re.compile('^%s %s' % ((self.say('More'),) * 2))
                      ).pointer_click()
        count = len(self.node('list', 'proposal').splitlines())
        self.app.find('menu item', self.say('Make T_wo of It')).pointer_click()
        self.app.find('label', self.ngettext('%u proposal made', '%u proposals made', 2)
                      .replace('%u', '2'))
        self.session.screen.key('ctrl+z')
        self.until(lambda: len(self.node('list', 'proposal').splitlines()) == count,
                   'only the whole')

    def one_is_asked_for_alone(self):
        self.pair = [self.node('add', 'proposal', 'title=' + title) for title in PAIR]
        for title, alone in ((PAIR[0], False), (TITLES[2], True)):
            self.app.find('list item', re.compile('^' + title)).pointer_click()
            self.app.find('text', text=title)
            self.app.find('push button', re.compile('^%s %s' % ((self.say('More'),) * 2))).click()
            self.app.find('menu item', self.say('_Who Else Proposed This?')).click()
            if alone:
                self.app.find('label', self.say('Nobody Else'))
                self.app.wait_gone('list item', BOTH)
            else:
                self.app.find('list item', BOTH)
            self.press('Show the Look-Alikes of _All Proposals')
            self.app.find('list item', BOTH)
            self.app.find('list item', re.compile('^' + self.say('All Proposals'))).pointer_click()

    def a_word_that_no_concept_has_becomes_one(self):
        self.app.find('list item', re.compile('^' + self.say('Merging Desk'))).pointer_click()
        self.press('Glossary')
        self.app.window(self.say('Glossary')).wait_active()
        self.session.screen.type('xylorimba')
        self.app.find('label', self.say('No Such Word'))
        self.app.find('text', self.say('_New concept')).type('xylorimba\n')
        self.app.find('label', 'xylorimba')
        self.session.screen.key('Escape')
        self.session.screen.key('Escape')
        self.app.wait_gone('label', 'xylorimba')

    def what_is_put_off_is_put_off_the_next_day(self):
        for undo in (lambda: self.press('_Undo'), lambda: self.session.screen.key('ctrl+z'), None):
            self.app.find('list item', BOTH).find('push button', self.say('_Later')).click()
            self.app.wait_gone('list item', BOTH)
            if undo:
                undo()
        self.end()
        self.launch()
        again = self.app.find('push button', self.ngettext('Show %u put off', 'Show %u put off', 1
                                                           ).replace('%u', '1'))
        assert not self.app.find_all('list item', BOTH)
        again.click()

    def a_pair_that_goes_takes_its_menu_along(self):
        """Where another laptop was faster; the keyboard and the pointer are not left in it."""
        pair = self.app.find('list item', BOTH)
        pair.find('push button', re.compile(self.say('_Merge'))).pointer_click()
        self.app.find('menu item')
        self.node('not-duplicate', *self.pair)
        self.app.wait_gone('list item', BOTH)
        self.session.screen.key('alt+1')
        self.app.find('list item', state='focused')
        self.node('undo')
        self.session.screen.key('alt+2')
        self.app.find('list item', BOTH)

    def a_proposal_is_looked_at_and_the_desk_come_back_to(self):
        self.app.find('list item', BOTH).find('push button', re.compile(PAIR[1])).pointer_click()
        self.app.find('text', self.say('_Title'), text=PAIR[1])
        self.app.find('push button', self.say('Merging Desk')).pointer_click()
        self.app.wait_gone('push button', self.say('Merging Desk'))

    def a_pair_is_merged_at_the_desk(self):
        one, other = self.pair
        pair = self.app.find('list item', BOTH)
        pair.find('push button', re.compile('^' + self.say('_Merge')), state='focusable').click()
        # The menu says which of them stays.
        reference = self.records('show', one)[0]['reference']
        self.app.find('menu item', re.compile('.: .*' + reference)).click()
        self.await_family(other, one, [other])
        self.app.wait_gone('list item', BOTH)
        self.end()


STEPS = ['one_becomes_a_source', 'it_is_taken_back', 'a_new_one_begins_with_their_texts',
         'a_source_says_so_and_comes_out', 'all_is_taken_apart', 'two_are_related_and_parted',
         'several_are_made_of_one_and_the_keys_are_heard', 'one_is_asked_for_alone',
         'a_word_that_no_concept_has_becomes_one', 'what_is_put_off_is_put_off_the_next_day',
         'a_pair_that_goes_takes_its_menu_along',
         'a_proposal_is_looked_at_and_the_desk_come_back_to', 'it_becomes_narrow_at_once',
         'a_pair_is_merged_at_the_desk']


sys.exit(run_steps(Desk, STEPS))
