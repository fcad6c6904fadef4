#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merging in a window in Arabic: into one, into a new one, taken back, taken apart, related.

test-merging-desk.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
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
TITLES = ('تعاونية التدوير', 'Coopérative de tri', 'Compost')
PAIR = ('نظافة شاطئ عين الدياب', 'نظافة شواطئ عين الذئاب')
BOTH = re.compile('نظافة.*نظافة')


class Desk:
    """A window, and the command line beside it that tells what is on disk."""

    def __init__(self, session):
        self.session = session
        translation = gettext.translation('halqa', LOCALES, ['ar'])
        self.say = lambda text: translation.gettext(text).replace('_', '')
        self.data = os.path.join(session.home, 'data')
        self.ids = []
        self.pair = []
        self.app = None

    def node(self, *arguments):
        return subprocess.run([NODE, '--data', self.data, *arguments], check=True,
                              env=self.session.env, stdout=subprocess.PIPE).stdout.decode().strip()

    def family(self, proposal):
        shown = json.loads(self.node('--json', 'family', proposal))
        return shown['result']['id'], [one['id'] for one in shown['sources']]

    def await_family(self, proposal, result, sources):
        self.app.wait_for(lambda: self.family(proposal) == (result, sources),
                          what='the family of ' + proposal)

    def press(self, name, **more):
        self.app.find('push button', self.say(name), **more).click()

    def choose(self, proposal, *others):
        """Opens PROPOSAL and ticks OTHERS in the window that asks for them."""
        self.app.find('list item', re.compile('^' + proposal)).pointer_click()
        self.app.find('text', text=proposal)
        if proposal == TITLES[0]:
            self.session.screen.key('ctrl+m')
        else:
            self.app.find('push button', re.compile('^%s %s' % ((self.say('More'),) * 2))).click()
            self.app.find('menu item', self.say('_Merge or Relate…')).click()
        self.app.window(self.say('Merge or Relate'))
        for other in others:
            check = self.app.find('check box', re.compile(re.escape(other)))
            check.click()
            self.app.wait_for(lambda check=check: 'checked' in check.states, what='a tick')

    # -- the steps, in their order

    def one_becomes_a_source(self):
        self.node('init', '--name', 'أمينة')
        self.node('forum', 'new', 'حي آخر ممكن')
        self.ids = [self.node('add', 'proposal', 'title=' + title, 'body=' + title * 2)
                    for title in TITLES]
        self.app = self.session.launch([HALQA, '--data', self.data, '--no-discovery',
                                        '--listen', '127.0.0.1:0'])
        self.choose(TITLES[0], TITLES[1])
        self.press('Merge into This _Proposal')
        self.await_family(self.ids[1], self.ids[0], [self.ids[1]])
        self.app.find('push button', self.say('Take All Apart'))
        self.app.find('label', text=TITLES[1] * 2)
        # The list tells it too.
        self.app.find('list item', re.compile('^%s.*%s' % (
            TITLES[1], self.say('Merged into %s').split('%', maxsplit=1)[0])))

    def it_is_taken_back(self):
        self.press('_Undo')
        self.await_family(self.ids[1], self.ids[1], [])
        self.app.wait_gone('push button', self.say('Take All Apart'))

    def a_new_one_begins_with_their_texts(self):
        self.choose(TITLES[0], TITLES[1], TITLES[2])
        self.press('Merge All into a _New One')
        self.app.wait_for(lambda: len(self.node('list', 'proposal').splitlines()) == 4,
                          what='a new proposal')
        made = self.node('list', 'proposal').splitlines()[-1].split('\t')[0]
        self.await_family(made, made, self.ids)
        body = json.loads(self.node('--json', 'show', made))['body']
        assert all(title * 2 in body for title in TITLES), body
        self.app.find('text', text=body)

    def a_source_says_so_and_comes_out(self):
        self.app.find('list item', re.compile('^' + TITLES[2])).pointer_click()
        self.app.find('label', re.compile('^' + self.say('Merged into %s').split('%')[0]))
        self.press('Take Out')
        self.await_family(self.ids[2], self.ids[2], [])
        self.press('_Undo')
        self.app.wait_for(lambda: self.family(self.ids[2])[1] == self.ids, what='all three')

    def all_is_taken_apart(self):
        self.press('Show', index=0)
        self.press('Take All Apart')
        self.await_family(self.ids[0], self.ids[0], [])
        self.app.wait_gone('push button', self.say('Take All Apart'))

    def two_are_related_and_parted(self):
        self.choose(TITLES[2], TITLES[1])
        self.app.find('push button', re.compile(self.say('_Only Relate')), state='focusable').click()
        self.app.find('menu item', self.say('Come _After It')).click()
        relations = lambda: [one['relation'] for one in json.loads(
            self.node('--json', 'family', self.ids[1]))['relations']]
        self.app.wait_for(lambda: relations() == ['before'], what='a relation')
        self.press('Remove the relation')
        self.app.wait_for(lambda: relations() == [], what='no relation')

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

    def a_pair_is_merged_at_the_desk(self):
        one, other = self.pair
        self.app.find('list item', re.compile('^' + self.say('Merging Desk'))).pointer_click()
        pair = self.app.find('list item', BOTH)
        pair.find('push button', re.compile('^' + self.say('_Merge')), state='focusable').click()
        self.app.find('menu item', self.say('Into the _First')).click()
        self.app.wait_for(lambda: self.family(one) == self.family(other)
                          and len(self.family(one)[1]) == 1, what='a merge')
        self.app.wait_gone('list item', BOTH)
        assert self.app.quit() == 0
        self.app.check_log()


STEPS = ['one_becomes_a_source', 'it_is_taken_back', 'a_new_one_begins_with_their_texts',
         'a_source_says_so_and_comes_out', 'all_is_taken_apart', 'two_are_related_and_parted',
         'one_is_asked_for_alone', 'a_pair_is_merged_at_the_desk']


def main():
    """Each step stands on those before: after one that fails the others are not tried."""
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    failed = None
    print('1..%d' % len(STEPS), flush=True)
    with Session(language='ar', env=env, timeout=30) as session:
        desk = Desk(session)
        for number, step in enumerate(STEPS, 1):
            try:
                if failed:
                    raise AssertionError('not tried after %s' % failed)
                getattr(desk, step)()
                print('ok %d - %s' % (number, step.replace('_', ' ')), flush=True)
            except Exception:  # pylint: disable=broad-except
                failed = failed or step
                print('not ok %d - %s' % (number, step.replace('_', ' ')), flush=True)
                log = desk.app.log() if desk.app else ''
                for line in traceback.format_exc().splitlines() + log.splitlines():
                    print('# ' + line, flush=True)
    return 1 if failed else 0


sys.exit(main())
