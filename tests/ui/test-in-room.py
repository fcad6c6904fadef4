#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rapporteur in the room, from outside, in Arabic and mostly by the keyboard: what is said is taken
down at the speed of speech, hands are counted, things put in order, the power fails, the session is closed.

test-in-room.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import glob
import re
import sys

from walk import Walk, run_steps

ROOM = 'القاعة 1'
TITLES = ['مكتبة في كل حي', 'تشجير ساحة المدرسة', 'Une crèche de quartier']


class InRoom(Walk):
    """One session, from its first proposal to its report."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.node('init', '--name', 'Salma')
        self.node('forum', 'new', 'F')
        self.node('add', 'theme', 'code=ECO', 'name=الاقتصاد التضامني')
        self.environment = self.node('add', 'theme', 'code=ENV', 'name=البيئة')
        self.room = self.node('add', 'session', 'title=' + ROOM, 'theme=eco',
                              'start_time=10:00', 'end_time=12:30', 'facilitator=Salma')
        self.launch(title='F')
        self.app.activate()

    def press(self, *keys):
        self.session.screen.key(*keys)

    def write(self, text):
        self.session.screen.type(text)

    def tab_to(self, role, name, key='Tab'):
        """Presses Tab until the keyboard is there."""
        node = self.app.find(role, name)
        for _ in range(40):
            if 'focused' in node.states:
                return node
            self.press(key)
            self.session.screen.settle()
        raise AssertionError('Tab does not lead to %s' % name)

    def line(self, name='What is proposed?', **more):
        return self.app.find('text', self.say(name), **more)

    def enter_room(self):
        self.tab_to('list item', re.compile('^' + self.say('All Proposals')), 'shift+Tab')
        self.press('Down', 'Return')
        self.until(lambda: 'focused' in self.line().states, 'the keyboard in the line')

    def on_disk(self):
        return [one['title'] for one in self.records('list', 'proposal', '--sort', 'position')]

    def rows(self):
        """What the list says, from the top."""
        view = self.app.find('list', self.say('What was said in this session'))
        return [row.split('. ')[0] for row in view.rows()]

    def expect(self, titles):
        self.until(lambda: self.on_disk() == titles, '%r on disk' % titles)

    def state(self):
        return self.session_on_disk()[0]

    # -- the steps, in their order

    def a_double_click_opens_it_and_no_more(self):
        self.enter_room()
        self.app.find('push button', self.say('_Open Session')).pointer_click(count=2)
        self.until(lambda: self.state() == 'open', 'open on disk')
        self.until(lambda: 'focused' in self.line().states, 'the keyboard in the line')
        # The toast lies over nothing that is typed in or hit next.
        undo = self.app.find('push button', self.say('_Undo')).screen_rectangle()
        assert undo[1] + undo[3] < self.app.find(
            None, self.pgettext('type of a note', 'Note'), state='focusable'
            ).screen_rectangle()[1], undo

    def nothing_moves_under_the_first_letter(self):
        place = self.line().screen_rectangle()
        self.write('A')
        self.until(lambda: self.line().text == 'A', 'a letter')
        assert self.line().screen_rectangle() == place, place
        self.press('BackSpace')
        self.write('-')
        noted = self.line('What is to be noted?')
        assert noted.screen_rectangle() == place, place
        self.press('BackSpace')

    def the_line_is_gone_on_with_after_the_menu(self):
        """By the pointer and by F10: what is typed next is not for the button of the menu."""
        # The other one is that of the first page.
        button = self.app.find_all('push button', re.compile(self.say('Main menu')), state='focusable')[-1]
        self.write('a')
        button.pointer_click()
        self.session.screen.settle()
        self.press('Escape')
        self.session.screen.settle()
        self.write('b')
        self.press('F10')
        self.session.screen.settle()
        self.press('Escape')
        self.session.screen.settle()
        self.write('c')
        self.until(lambda: self.line().text == 'abc', 'three letters')
        self.press('BackSpace', 'BackSpace', 'BackSpace')

    def the_only_one_is_deleted(self):
        self.write('-a\n')
        self.app.find('list item', re.compile('^a'))
        self.press('Up', 'Delete')
        self.until(lambda: not self.records('list', 'note'), 'none on disk')
        self.until(lambda: 'focused' in self.line().states, 'the keyboard in the line')

    def three_proposals_at_the_speed_of_speech(self):
        for title in TITLES:
            self.write(title + '\n')
        self.expect(TITLES)
        self.until(lambda: self.rows() == TITLES, 'three rows')
        # Hours that go on from one to the next whatever stands beside them.
        self.app.find('label', re.compile('\u206810:00\u2069\u2060–\u2060\u206812:30\u2069'))
        assert self.line().text == ''
        first = self.records('list', 'proposal', '--sort', 'position')[0]
        assert (first['session'], first['state'], first['reference']) == \
            (self.room, 'draft', 'ECO-01'), first

    def one_with_its_text(self):
        self.write('Z')
        self.press('Tab')
        self.write('نص\n\n')
        self.expect(TITLES + ['Z'])
        assert self.records('list', 'proposal', '--sort', 'position')[3]['body'] == 'نص'
        self.until(lambda: 'focused' in self.line().states, 'the keyboard in the line again')
        # What was taken down is the line's no more: the keys are those of the forum.
        self.press('ctrl+z')
        self.expect(TITLES)
        assert self.line().text == ''
        # What a screen reader is told of it.
        self.line(description=re.compile(self.translate('Undone: %s').split('%')[0]), state='focused')
        self.press('ctrl+shift+z')
        self.expect(TITLES + ['Z'])

    def a_note_a_question_a_decision_by_one_key(self):
        self.write('-ملاحظة\n')
        self.write('?لماذا\n')
        self.write('!نعم\n')
        wanted = [('note', 'ملاحظة'), ('question', 'لماذا'), ('decision', 'نعم')]
        self.until(lambda: [(one['type'], one['body']) for one in
                            self.records('list', 'note', '--sort', 'position')] == wanted, 'three')
        self.until(lambda: self.rows() == TITLES + ['Z'] + [body for _, body in wanted], 'rows')

    def another_theme_by_a_hash(self):
        # A code by its space; what is none stays.
        self.write('#zz #Eco ')
        self.until(lambda: self.line().text == '#zz ', 'the code is gone')
        self.press('BackSpace', 'BackSpace', 'BackSpace', 'BackSpace')
        self.write('#env ')
        self.until(lambda: self.line().text == '', 'an empty line')
        self.write('#eco حديقة #بيئ')
        self.app.find('list', self.say('Themes'))
        self.press('Return')
        self.until(lambda: self.line().text == 'حديقة ', 'the word is gone')
        self.write('\n')
        self.expect(TITLES + ['Z', 'حديقة'])
        last = self.records('list', 'proposal', '--sort', 'position')[4]
        assert last['theme'] == self.environment and last['reference'] == 'ENV-05', last

    def hands_are_counted(self):
        self.press('Up')
        self.until(lambda: 'focused' in self.app.find('list item', re.compile('^حديقة.*ENV')).states,
                   'the last that was said')
        self.press('plus', 'plus', 'plus', 'minus')
        self.until(lambda: [one.get('in_favour') for one in self.records('list', 'tally')] == [2],
                   'two hands')
        # What a screen reader is told.
        self.app.find('list item', re.compile('^حديقة.*ENV'), description='2', state='focused')

    def room_is_left_for_the_list_in_a_small_window(self):
        shown = self.app.find('list', self.say('What was said in this session')).parent
        self.app.resize(360, 480)
        self.until(lambda: shown.screen_rectangle()[3] > 90, 'more than a sliver of the list')
        assert self.is_in_sight(self.line())
        self.app.resize(1180, 740)
        self.until(lambda: self.is_in_sight(self.app.find('push button',
                                                          self.say('_Close Session…'))),
                   'the sheet again')

    def a_proposal_is_moved_up(self):
        self.press('alt+Up')
        self.expect(TITLES + ['حديقة', 'Z'])
        self.press('alt+Up')
        self.expect(TITLES[:2] + ['حديقة', TITLES[2], 'Z'])
        self.press('Escape')
        self.until(lambda: 'focused' in self.line().states, 'back in the line')

    def a_proposal_is_dragged(self):
        self.app.resize(1180, 880)
        row, onto = (self.app.find('list item', re.compile('^%s\\.' % title)).screen_rectangle()
                     for title in ('Z', TITLES[2]))
        self.session.screen.drag((row[0] + row[2] // 2, row[1] + row[3] // 2),
                                 (onto[0] + onto[2] // 2, onto[1] + onto[3] // 4))
        self.expect(TITLES[:2] + ['حديقة', 'Z', TITLES[2]])
        self.app.find('label', self.say('Order changed'))
        self.line().pointer_click()

    def what_arrives_is_not_in_the_way(self):
        self.write('نصف ')
        self.node('add', 'proposal', 'title=من القاعة 2', 'session=' + self.room)
        self.until(lambda: 'من القاعة 2' in self.rows(), 'what arrived')
        self.write('جملة')
        self.until(lambda: self.line().text == 'نصف جملة', 'one sentence')

    def what_is_half_written_survives_the_power(self):
        def kept():
            return any('نصف جملة' in open(path, encoding='utf-8').read()
                       for path in glob.glob(self.path('data/forums/*.jotted')))

        self.until(kept, 'on disk')
        self.app.process.kill()
        self.until(lambda: not self.app.alive(), 'the end')
        assert 'نصف جملة' not in self.on_disk()
        # The window comes back to the room, and the keyboard to the line.
        self.launch(title='F')
        self.app.activate()
        self.until(lambda: 'focused' in self.line().states, 'the keyboard in the line')
        self.until(lambda: self.line().text == 'نصف جملة', 'it is there again')
        self.write(' تامة\n')
        self.until(lambda: self.on_disk()[-1] == 'نصف جملة تامة', 'and becomes a proposal')

    def session_on_disk(self):
        one = self.records('show', self.room)[0]
        return one['state'], one.get('closing_report')

    def is_in_sight(self, node):
        _, top, _, height = node.screen_rectangle()
        _, _, _, window_top, _, window_height = self.app.x_window(self.app.window())
        return window_top < top and top + height <= window_top + window_height

    def its_list_becomes_narrow_at_once(self):
        self.app.find('push button', self.say('Proposals of this session as a list')).click()
        self.it_becomes_narrow_at_once()
        self.app.find('push button', self.say('In the room: what is said in this session'),
                      state='focusable').click()
        self.line()

    def the_session_is_closed_with_its_report(self):
        self.app.resize(1180, 640)
        self.node('set', self.room, 'closing_report=قبل ')
        self.app.find('text', self.say('_Report of the session'), text='قبل ')
        self.tab_to('push button', self.say('_Close Session…'), 'shift+Tab')
        self.press('space')
        self.until(lambda: 'focused' in self.app.find('text', self.say('_Report of the session')).states,
                   'the keyboard in the report')
        self.until(lambda: self.is_in_sight(self.app.find('push button', self.say('_Close Session'))),
                   'the button at the end in sight')
        self.write('تم')
        self.until(lambda: self.session_on_disk() == ('open', 'قبل تم'), 'on disk')
        # Another writes there too, while this one thinks: the text stays as it is, and is gone on with.
        self.node('set', self.room, 'closing_report=آخر', 'place=P')
        self.app.find('label', re.compile('P'))
        self.write('!')
        self.until(lambda: self.session_on_disk() == ('open', 'قبل تم!'), 'both versions are there')
        self.tab_to('push button', self.say('_Close Session'))
        self.press('space')
        self.until(lambda: self.session_on_disk() == ('closed', 'قبل تم!'), 'closed')
        self.press('Escape')
        self.until(lambda: 'focused' in self.line().states, 'the keyboard in the line')

    def what_is_taken_down_is_in_sight(self):
        for number in range(8):
            self.write('رقم %d\n' % number)
            row = self.app.find('list item', re.compile('^رقم %d' % number))
            self.until(lambda it=row: it.screen_rectangle()[1] < self.line().screen_rectangle()[1],
                       'the row of number %d' % number)

    def the_theme_of_the_session_is_that_of_what_is_said(self):
        for theme, name in (self.environment, 'البيئة'), ('', self.say('None')):
            self.node('set', self.room, 'theme=' + theme)
            self.until(lambda wanted=name: self.app.find(
                'combo box', self.say('Theme of the proposal')).find('label', wanted), name)
        self.end()

    def the_session_in_front_is_in_sight_among_many(self):
        for _ in range(20):
            self.node('add', 'session', 'title=' + ROOM, 'position=A')
        self.launch(title='F')
        self.app.resize(1180, 640)
        self.app.activate()
        row = self.app.find('list item', re.compile('^' + ROOM), state='selected')
        self.until(lambda: self.is_in_sight(row), 'its row')
        self.end()


STEPS = ['a_double_click_opens_it_and_no_more', 'nothing_moves_under_the_first_letter',
         'the_line_is_gone_on_with_after_the_menu', 'the_only_one_is_deleted',
         'three_proposals_at_the_speed_of_speech', 'one_with_its_text',
         'a_note_a_question_a_decision_by_one_key', 'another_theme_by_a_hash', 'hands_are_counted',
         'room_is_left_for_the_list_in_a_small_window', 'a_proposal_is_moved_up',
         'a_proposal_is_dragged', 'what_arrives_is_not_in_the_way',
         'what_is_half_written_survives_the_power', 'it_becomes_narrow_at_once',
         'its_list_becomes_narrow_at_once', 'the_session_is_closed_with_its_report',
         'what_is_taken_down_is_in_sight', 'the_theme_of_the_session_is_that_of_what_is_said',
         'the_session_in_front_is_in_sight_among_many']


sys.exit(run_steps(InRoom, STEPS))
