#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What two laptops wrote differently, and what another process writes, in a window in Arabic.

test-versions.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps

# As long as these, a popover with them once ended in nothing.
BEFORE = 'معرض دائم للصناعة التقليدية في ممر القيسارية القديمة'
OURS = 'معرض دائم للصناعة التقليدية في القيسارية'
THEIRS = "Une exposition permanente d'artisanat dans la qissaria"


class Meeting(Walk):
    """Two laptops: a window on the one, the command line on both."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.proposal = None

    def conflicts(self):
        return self.records('conflicts')

    # -- the steps, in their order

    def two_write_one_title(self):
        invitation = self.path('invitation')
        self.node_of('there', 'init', '--name', 'يوسف')
        self.node_of('there', 'forum', 'new', 'حي آخر ممكن')
        self.proposal = self.node_of('there', 'add', 'proposal', 'title=' + BEFORE)
        self.node_of('there', 'forum', 'invite', invitation)
        self.node('forum', 'join', invitation)
        self.exchange('data', 'there')
        self.node_of('there', 'set', self.proposal, 'title=' + THEIRS)
        self.node('set', self.proposal, 'title=' + OURS)
        self.exchange('data', 'there')
        assert len(self.conflicts()) == 1, self.conflicts()

    def both_versions_are_shown(self):
        self.launch()
        self.app.find('list item', re.compile('^(%s|%s)' % (OURS, THEIRS))).pointer_click()
        mark = self.app.find('push button', re.compile('◆ 2'))
        mark.click()
        self.app.find('list item', re.compile('^' + OURS))
        self.app.find('list item', re.compile('^' + re.escape(THEIRS) + '.*يوسف'))
        self.until(lambda: self.focus_is_on_a_choice_of((OURS, THEIRS)),
                   'a choice to have the keyboard')
        # As high as what is in it.
        self.until(lambda: 12 <= self.room_below_the_choices() < 60, 'no empty room')

    def room_below_the_choices(self):
        _, top, _, height = self.button('Keep both as _two proposals').screen_rectangle()
        *_, popover_top, _, popover_height = min(self.app.x_windows(), key=lambda one: one[5])
        return popover_top + popover_height - top - height

    def one_is_kept(self):
        keep = self.app.find('push button', self.say('Keep this'), description=THEIRS)
        keep.click()
        self.until(lambda: not self.conflicts(), 'no conflict')
        shown = self.show(self.proposal)
        assert shown['title'] == THEIRS, shown
        self.until(lambda: self.app.find('text', text=THEIRS, timeout=0),
                   'the kept title in the editor')

    def button(self, label):
        return self.app.find('push button', self.say(label))

    def choice_is_undone(self):
        self.button('_Undo').click()
        self.until(self.conflicts, 'the conflict')
        equal = sorted(version['value'] for version in self.conflicts()[0]['versions'])
        assert equal == sorted([OURS, THEIRS]), equal
        assert self.conflicts()[0]['ancestor']['value'] == BEFORE
        # Each is still of who wrote it, not of who took back.
        names = {version['value']: version['device_name']
                 for version in self.conflicts()[0]['versions']}
        assert names[THEIRS] == 'يوسف' != names[OURS], names
        self.app.find('push button', re.compile('◆ 2')).click()
        self.app.find('list item', re.compile('^' + re.escape(THEIRS) + '.*يوسف'))
        self.until(lambda: self.focus_is_on_a_choice_of((OURS, THEIRS)),
                   'a choice to have the keyboard')

    def keys_lead_through_the_choices(self):
        first = OURS if self.focus_is_on_a_choice_of((OURS,)) else THEIRS
        other = THEIRS if first == OURS else OURS
        for key, text in (('Tab', other), ('shift+Tab', first), ('Down', other), ('Up', first)):
            self.session.screen.key(key)
            self.until(lambda t=text: self.focus_is_on_a_choice_of((t,)), 'the choice behind ' + key)
        self.session.screen.key('Down', 'Down', 'Return')
        further = self.app.find('text', self.say('Another text, in place of all versions'))
        self.session.screen.key('Tab')
        self.until(lambda: 'focused' in further.states, 'the keyboard where one writes')
        self.session.screen.type('!')
        self.session.screen.key('Tab', 'Return')
        self.until(lambda: '!' in self.show(self.proposal)['title'], 'what was written')
        self.session.screen.key('ctrl+z')
        self.until(self.conflicts, 'the conflict')

    def show(self, record):
        return self.records('show', record)[0]

    def choose(self, field):
        """A row of the list of both versions."""
        self.app.find('list item', re.compile('^' + self.say('Both Versions'))).pointer_click()
        name = self.pgettext('field', field)
        self.app.find('list item', re.compile(r'\. .*%s.*' % name)).pointer_click()

    def different_words_are_put_together(self):
        self.node('set', self.proposal, 'body=واحد اثنان ثلاثة')
        self.exchange('data', 'there')
        self.node_of('there', 'set', self.proposal, 'body=واحد اثنان 3')
        self.node('set', self.proposal, 'body=1 اثنان ثلاثة')
        self.exchange('data', 'there')
        self.choose('Text')
        new = '%s %s' % (self.say('Gone: %s.') % 'ثلاثة', self.say('New: %s.') % '3')
        self.app.find('list item', re.compile('^واحد اثنان 3'), description=new)
        self.button('_Put together').click()
        self.until(lambda: self.show(self.proposal)['body'] == '1 اثنان 3', 'the union')

    def focus_is_on_a_choice_of(self, texts):
        """Of their rows: the button is described by what was said last."""
        names = re.compile('^(%s)' % '|'.join(re.escape(text) for text in texts))
        return any(row.find_all('push button', self.say('Keep this'), state='focused')
                   for row in self.app.find_all('list item', names))

    def who_takes_a_choice_back_is_at_the_first_one(self):
        """Of that field, whether the list was empty or another is shown by then."""
        for n_others in (0, 1):
            self.choose('Title')
            self.button('Keep this').pointer_click()
            self.until(lambda n=n_others: len(self.conflicts()) == n, 'what is left')
            self.button('_Undo').pointer_click()
            self.until(lambda n=n_others: len(self.conflicts()) == n + 1, 'the conflict')
            self.app.wait_gone('push button', self.say('_Undo'))
            self.until(lambda: self.focus_is_on_a_choice_of((OURS, THEIRS)),
                       'a choice to have the keyboard')
            if not n_others:
                self.node('set', self.proposal, 'problem=A')
                self.node_of('there', 'set', self.proposal, 'problem=B')
                self.exchange('data', 'there')
        self.node('resolve', self.proposal, 'problem', '--value', 'C')

    def both_become_two_proposals(self):
        self.choose('Title')
        self.button('Keep both as _two proposals').click()
        self.until(lambda: not self.conflicts(), 'no conflict')
        titles = [one['title'] for one in self.records('list', 'proposal')]
        assert sorted(titles) == sorted([OURS, THEIRS]), titles

    def history_restores(self):
        self.app.find('list item', re.compile('^' + self.say('All Proposals'))).pointer_click()
        title = self.show(self.proposal)['title']
        self.app.find('list item', re.compile('^' + re.escape(title))).pointer_click()
        self.until(lambda: self.app.find('text', text=title, timeout=0), 'the editor')
        self.session.screen.key('ctrl+h')
        # The keyboard is at the newest.
        window = self.app.window(self.say('History')).wait_active()
        newest = window.find('list item')
        self.until(lambda: 'focused' in newest.states, 'the keyboard in the first row')
        self.app.find('push button', self.say('Restore this'), description=BEFORE).click()
        self.until(lambda: self.show(self.proposal)['title'] == BEFORE,
                   'the first title')
        # In the window beside, too.
        window.find('push button', self.say('_Undo')).click()
        self.until(lambda: self.show(self.proposal)['title'] == title, 'the title before')
        # And by the keys, once each.
        self.session.screen.key('ctrl+shift+z')
        self.until(lambda: self.show(self.proposal)['title'] == BEFORE, 'restored again')
        self.session.screen.key('ctrl+z')
        self.until(lambda: self.show(self.proposal)['title'] == title, 'taken back by a key')
        self.node('set', self.proposal, 'lang=fr', 'neighbourhood=Les femmes.')
        window.find('list item', re.compile(r'^Français\. '))
        window.find('list item', re.compile(r'^Les femmes\. '))
        self.session.screen.key('Escape')

    def another_process_is_seen(self):
        self.node('add', 'proposal', 'title=من عملية أخرى')
        self.app.find('list item', re.compile('^من عملية أخرى'))
        self.node('set', self.proposal, 'body=نص وصل للتو')
        self.until(lambda: self.app.find('text', text='نص وصل للتو', timeout=0),
                   'its text in the editor')

    def foot_of(self, node):
        _, top, _, height = node.screen_rectangle()
        return top + height

    def what_is_typed_stays_in_sight(self):
        _, _, _, window_top, _, window_height = self.app.x_window(self.app.window())
        body = self.app.find('text', text='نص وصل للتو')
        body.focus()
        self.session.screen.key('ctrl+End')
        self.session.screen.type('\nسطر' * 30)
        self.until(lambda: self.foot_of(body) <= window_top + window_height, 'the last line')

    def what_arrives_above_moves_nothing(self):
        body = self.app.find('text', text=re.compile('^نص وصل للتو'))
        foot = self.foot_of(body)
        problem = 'مشكل يأتي من حاسوب آخر. ' * 60
        self.node('set', self.proposal, 'problem=' + problem)
        self.until(lambda: self.app.find('text', text=problem, timeout=0), 'the problem')
        self.until(lambda: self.foot_of(body) == foot, 'the text where it was')
        self.end()


STEPS = ['two_write_one_title', 'both_versions_are_shown', 'one_is_kept', 'choice_is_undone',
         'keys_lead_through_the_choices',
         'different_words_are_put_together', 'who_takes_a_choice_back_is_at_the_first_one',
         'both_become_two_proposals', 'history_restores',
         'another_process_is_seen', 'what_is_typed_stays_in_sight',
         'what_arrives_above_moves_nothing']


sys.exit(run_steps(Meeting, STEPS))
