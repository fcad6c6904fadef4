#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""All proposals in a window in Arabic: what is searched for is ranked, what is filtered has a chip, what
is done to several at once is taken back at once, a card is moved on the board, and the columns of the
table that were picked are there again.

test-all-proposals.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps

THEMES = ('الاقتصاد التضامني', 'البيئة')
# Made in this order; the first has the word of the search in another form.
TITLES = ('شبكة والتعاونيات', 'سوق تعاونية', 'تشجير الساحة', 'Compost')
SEARCHED = 'تعاونية'
# Of a session that has a theme; and of none.
INHERITING, WITHOUT = 'يوم مفتوح', 'يوم آخر'
INHERITED = ('It has the theme of its session. Give it another one, or change the theme of the session.',
             'They have the theme of their session. Give them another one, or change the theme of the '
             'session.')


class Everything(Walk):
    """A window, and the command line beside it that tells what is on disk."""

    def __init__(self, session, language):
        # Settings that outlast the program.
        session.env['GSETTINGS_BACKEND'] = 'keyfile'
        super().__init__(session, language)
        self.themes = []

    def rows(self):
        """The titles in the list, from the top."""
        views = self.app.find_all('list', self.say('Proposals'))
        return [row.split('. ')[0] for row in views[0].rows()] if views else []

    def await_rows(self, *titles):
        self.until(lambda: self.rows() == list(titles), 'the rows %s' % (titles,))

    def row(self, title):
        return self.app.find('list item', re.compile('^' + re.escape(title)))

    def fields(self, field):
        """What is on disk, by title."""
        return {one['title']: one.get(field, '') for one in self.records('list', 'proposal')}

    def press(self, name):
        self.app.find('push button', re.compile(re.escape(self.say(name))), state='focusable').click()

    # -- the steps, in their order

    def shift_chooses_from_what_is_open(self):
        """Which the window itself has selected, and not a person."""
        with open(self.path('many.ndjson'), 'w', encoding='utf-8') as file:
            file.writelines('{"kind":"proposal","title":"Banc %03d"}\n' % n for n in range(400))
        self.node_of('many', 'forum', 'new', 'حي آخر ممكن')
        self.node_of('many', 'import', self.path('many.ndjson'))
        self.launch('many')
        self.row('Banc 396').pointer_click()
        self.app.find('text', self.say('_Title'), text='Banc 396')
        self.end()
        self.launch('many')
        self.app.find('list item', re.compile('^Banc 396'), state='focused')
        self.session.screen.key('shift+Down')
        self.app.find('label', self.ngettext('%u proposal chosen', '%u proposals chosen', 2))
        assert 'selected' not in self.row('Banc 399').states
        self.end()

    def what_is_ticked_stays(self):
        """Whatever Shift spans besides, from the last that was ticked."""
        self.launch('many')
        self.press('Choose several')
        self.row('Banc 397').pointer_click()
        self.row('Banc 391').pointer_click()
        self.session.screen.key('shift+Up', 'shift+Up')
        self.app.find('label', self.ngettext('%u proposal chosen', '%u proposals chosen', 4) % 4)
        self.session.screen.key('shift+Down')
        for number, chosen in (397, True), (393, False), (392, True), (391, True), (390, False):
            self.until(lambda n=number, yes=chosen:
                       ('selected' in self.row('Banc %d' % n).states) == yes, 'what is ticked')
        self.end()

    def what_is_found_is_seen_from_its_beginning(self):
        """Wherever the list, or the table, was scrolled to."""
        self.launch('many')
        self.until(self.rows, 'the list')
        first = self.rows()[0]
        self.row(first).pointer_click()
        self.session.screen.key('End')
        self.app.wait_gone('list item', re.compile('^' + first))
        self.session.screen.key('ctrl+f')
        self.session.screen.type('banc')
        window = self.app.x_window(self.app.window())
        self.until(lambda: self.row(first).screen_rectangle()[1] > window[3], 'the first of them')
        self.session.screen.key('Escape')
        self.show('_Table')
        label = lambda: self.app.find('tree table').find('label', re.compile('^Banc 399'))
        label().pointer_click()
        self.session.screen.key('End')
        self.app.wait_gone('label', re.compile('^Banc 399'))
        self.session.screen.key('ctrl+f')
        self.session.screen.type('banc')
        self.until(lambda: label().screen_rectangle()[1] > window[3], 'the first row of them')
        # The last row was chosen by the key that went there.
        self.session.screen.key('Escape')
        self.app.wait_gone('entry', text='banc')
        self.until(lambda: 'focused' in self.app.find('table row', 'Banc 000').states,
                   'the row that is chosen')
        self.end()

    def as_typed_comes_first(self):
        self.node('init', '--name', 'أمينة')
        self.node('forum', 'new', 'حي آخر ممكن')
        self.themes = [self.node('add', 'theme', 'name=' + name) for name in THEMES]
        for title, theme in zip(TITLES, (0, 0, 1, 1)):
            self.node('add', 'proposal', 'title=' + title, 'body=نص ' + title, 'state=draft',
                      'theme=' + self.themes[theme])
        self.launch()
        self.await_rows(*TITLES[::-1])
        self.session.screen.key('ctrl+f')
        # As slowly as somebody who looks for the keys: each stands for a search of its own.
        for part, titles in (('ت', TITLES[::-1][1:]), (SEARCHED[1:3], TITLES[1::-1]),
                             (SEARCHED[3:], TITLES[1::-1])):
            self.session.screen.type(part)
            self.await_rows(*titles)
        # What is opened from there is selected when all are there again, and has the keyboard.
        self.session.screen.key('Down', 'Return')
        self.app.find('text', self.say('_Title'), text=TITLES[1], state='focused')
        self.session.screen.key('ctrl+f', 'Escape')
        self.await_rows(*TITLES[::-1])
        self.until(lambda: {'focused', 'selected'} <= set(self.row(TITLES[1]).states),
                   'the row that is open')

    def a_filter_is_a_chip(self):
        self.session.screen.key('ctrl+f')
        self.press('_Filters')
        theme = self.app.find('check box', THEMES[0])
        # Its name is read in whole: GTK would make the popover as narrow as it can be.
        self.until(lambda: theme.screen_rectangle()[2] > 120, 'a popover as wide as what is in it')
        self.app.find('check box', THEMES[1]).click()
        self.await_rows(*TITLES[:1:-1])
        # An arrow leads to the next box, and ticks neither.
        first = self.app.find('check box', state='focused')
        self.session.screen.key('Down', 'Left')
        self.until(lambda: self.app.find('check box', state='focused') != first, 'the next box')
        self.session.screen.key('Up')
        self.until(lambda: self.app.find('check box', state='focused') == first, 'the first box')
        self.await_rows(*TITLES[:1:-1])
        self.session.screen.key('Escape')
        self.app.find('push button', re.compile(self.say('Remove the filter %s').split('%')[0])
                      ).click()
        self.await_rows(*TITLES[::-1])

    def several_are_changed_and_taken_back_at_once(self):
        self.app.find(None, re.compile(self.say('Choose several')), state='focusable').pointer_click()
        for title in TITLES[:3]:
            self.row(title).pointer_click()
            self.until(lambda t=title: 'selected' in self.row(t).states, 'a tick')
        # A drag takes none back,
        x, y, width, height = self.row(TITLES[0]).screen_rectangle()
        self.session.screen.drag((x + width - 20, y + height // 2), (x + width - 80, y + height // 2))
        # and keys that move the keyboard choose nothing, and take nothing back.
        self.session.screen.key('Home', 'End', 'Page_Up')
        self.press('_State')
        self.app.find('menu item', 'مقبول').click()
        self.until(lambda: list(self.fields('state').values()) == ['accepted'] * 3 + ['draft'],
                   'three that are accepted')
        self.press('_Undo')
        self.until(lambda: set(self.fields('state').values()) == {'draft'}, 'drafts again')

    def show(self, view):
        self.app.find('push button', re.compile(self.say('View and order')), state='focusable').click()
        self.app.find('menu item', self.say(view)).click()

    def column(self, state, n):
        return self.app.find('list', '%s. %d' % (state, n))

    def state(self, n):
        return self.fields('state')[TITLES[n]]

    def a_search_goes_along_to_a_view_that_is_new(self):
        self.session.screen.key('ctrl+f')
        self.session.screen.type('Compost')
        self.await_rows('Compost')
        self.show('_Board')
        self.column('مسودة', 1)
        self.session.screen.key('ctrl+f', 'Escape')
        self.column('مسودة', 4)

    def a_card_is_moved_on_the_board(self):
        drafts = self.column('مسودة', 4)
        x, y, width, height = drafts.find('list item', re.compile('^' + TITLES[3])
                                          ).screen_rectangle()
        left, top, wide, _ = self.column('مُقدَّم', 0).screen_rectangle()
        self.session.screen.drag((x + width // 2, y + height // 2), (left + wide // 2, top + 60))
        self.until(lambda: self.state(3) == 'submitted', 'a card in another column')
        # And by the keyboard: from where it is on to the next, which is at the left in Arabic.
        card = self.column('مُقدَّم', 1).find('list item', re.compile('^' + TITLES[3]))
        card.pointer_click()
        self.session.screen.key('alt+Left')
        self.until(lambda: self.state(3) == 'to_merge', 'a card one column further')
        self.column('للدمج', 1).find('list item', re.compile('^' + TITLES[3]), state='focused')
        self.session.screen.key('alt+Left')
        self.until(lambda: self.state(3) == 'accepted', 'the keyboard with the card')
        self.session.screen.key('ctrl+z')
        self.until(lambda: self.state(3) == 'to_merge', 'a card that is back')
        self.column('للدمج', 1).find('list item', re.compile('^' + TITLES[3]), state='focused')

    def card(self, state, n, of):
        """Of the column of STATE, in which there are OF."""
        return self.column(state, of).find('list item', re.compile('^' + TITLES[n]))

    def several_cards_are_chosen_on_the_board(self):
        """In two columns: the drafts, and the one that was moved."""
        self.card('للدمج', 3, 1).pointer_click()
        # The keyboard goes back to the first column, and the board with it.
        self.session.screen.key('Right', 'Right')
        self.column('مسودة', 3).find('list item', state='focused')
        self.card('مسودة', 0, 3).pointer_click()
        with self.session.screen.held('ctrl'):
            self.card('للدمج', 3, 1).pointer_click()
        self.press('_State')
        self.app.find('menu item', 'مقبول').click()
        self.until(lambda: self.state(0) == self.state(3) == 'accepted', 'two that are accepted')
        self.press('_Undo')
        self.until(lambda: (self.state(0), self.state(3)) == ('draft', 'to_merge'), 'as they were')
        # By ticking, for which the list has a button too; and all go where one of them is sent.
        self.app.find_all(None, re.compile(self.say('Choose several')), state='focusable'
                          )[-1].pointer_click()
        for n in (0, 1):
            card = self.card('مسودة', n, 3)
            card.pointer_click()
            self.until(lambda c=card: 'selected' in c.states, 'a tick')
        self.session.screen.key('alt+Left')
        self.until(lambda: self.state(0) == self.state(1) == 'submitted', 'two in the next column')
        self.session.screen.key('Escape')
        self.until(lambda: 'selected' not in self.card('مُقدَّم', 0, 2).states, 'nothing chosen')

    def keys_are_for_the_card(self):
        """That has the keyboard, whatever was in the editor last; or for those that are chosen."""
        card = lambda n: self.card('مُقدَّم', n, 2)
        card(0).pointer_click()
        self.session.screen.key('ctrl+m')
        self.app.find('label', self.ngettext('%u proposal chosen', '%u proposals chosen', 1))
        self.until(lambda: 'selected' in card(0).states, 'a tick')
        card(1).pointer_click()
        self.until(lambda: 'selected' in card(1).states, 'another tick')
        self.session.screen.key('ctrl+m')
        self.app.window(self.say('Merge or Relate')).wait_active()
        self.session.screen.key('Escape')
        self.app.window().wait_active()
        self.session.screen.key('Escape')
        self.until(lambda: 'selected' not in card(0).states, 'nothing chosen')
        card(0).pointer_click()
        self.session.screen.key('Delete')
        self.until(lambda: 'focused' in self.card('مُقدَّم', 1, 1).states, 'the card beside it')
        self.session.screen.key('ctrl+z')
        self.until(lambda: 'focused' in card(0).states, 'what was deleted')

    def a_card_is_opened_and_the_board_come_back_to(self):
        x, y, width, height = self.card('مُقدَّم', 1, 2).screen_rectangle()
        self.session.screen.click(x + width // 2, y + height // 2, count=2)
        self.app.find('text', self.say('_Title'), text=TITLES[1])
        self.app.find('push button', self.say('All Proposals')).pointer_click()
        self.until(lambda: 'focused' in self.card('مُقدَّم', 1, 2).states, 'the card that was open')
        # A new one is begun from here too; and left.
        self.app.find_all('push button', self.say('New proposal'), state='focusable'
                          )[-1].pointer_click()
        self.app.find('text', self.say('_Title'), text='')
        self.app.find('push button', self.say('All Proposals')).pointer_click()
        self.column('مسودة', 1)

    def what_a_card_inherits_is_told(self):
        session = self.node('add', 'session', 'title=ورشة', 'theme=' + self.themes[0])
        self.node('add', 'proposal', 'title=' + INHERITING, 'session=' + session)
        self.node('add', 'proposal', 'title=' + WITHOUT)
        self.show('By T_heme')
        card = self.column(THEMES[0], 3).find('list item', re.compile('^' + INHERITING))
        x, y, width, height = card.screen_rectangle()
        left, top, wide, _ = self.column(self.say('None'), 1).screen_rectangle()
        self.session.screen.drag((x + width // 2, y + height // 2), (left + wide // 2, top + 60))
        self.app.find('label', re.compile('^' + self.ngettext(*INHERITED, 1)[:20]))

    def table(self):
        """Its rows, the first of which has the headings; the names of their labels."""
        return [[label.name for label in row.find_all('label')]
                for row in self.app.find('tree table').find_all('table row')]

    def headings(self):
        return (self.table() or [[]])[0]

    def several_rows_are_chosen_in_the_table(self):
        self.show('_Table')
        self.until(lambda: 'العنوان' in self.headings(), 'the headings')
        label = lambda n: self.app.find('tree table').find('label', TITLES[n])
        label(0).pointer_click()
        with self.session.screen.held('ctrl'):
            label(1).pointer_click()
        self.app.find('label', self.ngettext('%u proposal chosen', '%u proposals chosen', 2))
        self.session.screen.key('ctrl+m')
        self.app.window(self.say('Merge or Relate')).wait_active()
        self.session.screen.key('Escape')
        self.app.window().wait_active()
        self.session.screen.key('Escape')

    def a_row_is_opened_and_the_table_come_back_to(self):
        x, y, width, height = self.app.find('tree table').find('label', TITLES[2]).screen_rectangle()
        self.session.screen.click(x + width // 2, y + height // 2, count=2)
        self.app.find('text', self.say('_Title'), text=TITLES[2])
        self.session.screen.key('alt+Right')
        self.until(lambda: 'focused' in self.app.find('table row', TITLES[2]).states,
                   'the row that was open')

    def the_mouse_goes_back_in_a_narrow_window(self):
        self.app.resize(400, 720)
        x, y, width, height = self.app.find('tree table').find('label', TITLES[2]).screen_rectangle()
        self.session.screen.click(x + width // 2, y + height // 2, count=2)
        self.app.wait_gone('table row', TITLES[2])
        self.session.screen.click(x + width // 2, y + height // 2, button=8)
        self.until(lambda: 'focused' in self.app.find('table row', TITLES[2]).states,
                   'the row that was open')

    def the_list_is_gone_through_in_a_narrow_window(self):
        """And not what was opened in it before; Enter opens, and back leads to the same row."""
        focused = lambda: self.app.find('list item', state='focused').name
        self.show('_List')
        first = focused()
        self.session.screen.key('Down')
        self.until(lambda: focused() != first, 'the next row')
        row = focused()
        self.session.screen.key('Return')
        self.app.find('text', self.say('_Title'), state='focused')
        self.session.screen.key('alt+Right')
        self.until(lambda: focused() == row, 'the row that was open')
        self.session.screen.key('Up')
        self.until(lambda: focused() == first, 'the row before')
        self.app.resize(1180, 740)

    def the_board_begins_with_its_cards(self):
        self.show('_Board')
        card = lambda title: self.app.find('list item', re.compile('^' + title), state='focused')
        self.column(THEMES[0], 3)
        card('')
        # From the search to the first card of those that are found, past a column that has none.
        self.session.screen.key('ctrl+f')
        self.session.screen.type('Compost')
        self.column(THEMES[0], 0)
        self.session.screen.key('Down')
        card('Compost')
        self.session.screen.key('ctrl+f', 'Escape')

    def each_view_becomes_narrow_at_once(self):
        for view in '_List', '_Board', '_Table':
            self.show(view)
            self.it_becomes_narrow_at_once()

    def columns_are_there_again(self):
        for column in ('اقترحه(ته)', 'المحور'):
            self.app.find('push button', re.compile('^' + self.say('Columns')), state='focusable'
                          ).click()
            self.app.find('menu item', column).click()
        picked = lambda: 'اقترحه(ته)' in (names := self.headings()) and 'المحور' not in names
        self.until(picked, 'another column')
        # A click on a heading sorts.
        self.app.find('tree table').find('label', 'العنوان').pointer_click()
        first = ['Compost', TITLES[2]]
        self.until(lambda: [title for row in self.table()[1:3] for title in first if title in row] ==
                   first, 'the order of the titles')
        # So does the menu; what is in one state stays in the order of the titles.
        self.app.find('push button', re.compile(self.say('View and order')), state='focusable').click()
        self.app.find('menu item', self.pgettext('order', 'St_ate').replace('_', '')).click()
        self.until(self.titles_in_states_are_in_order, 'the order of the states')
        self.end()
        self.launch()
        self.until(picked, 'the column that was picked')
        self.until(self.titles_in_states_are_in_order, 'the order as it was left')
        second = self.say('Sorted by this, then by “%s”') % 'العنوان'
        self.app.find('tree table').find(None, description=second)
        self.end()

    def titles_in_states_are_in_order(self):
        """Two that are submitted, of which the second was made first, and one that is to be merged."""
        found = [title for row in self.table() for title in row if title in (*TITLES[:2], TITLES[3])]
        return found == [TITLES[1], TITLES[0], TITLES[3]]


STEPS = ['shift_chooses_from_what_is_open', 'what_is_ticked_stays',
         'what_is_found_is_seen_from_its_beginning',
         'as_typed_comes_first', 'a_filter_is_a_chip',
         'several_are_changed_and_taken_back_at_once', 'a_search_goes_along_to_a_view_that_is_new',
         'a_card_is_moved_on_the_board',
         'several_cards_are_chosen_on_the_board', 'keys_are_for_the_card',
         'a_card_is_opened_and_the_board_come_back_to',
         'what_a_card_inherits_is_told', 'several_rows_are_chosen_in_the_table',
         'a_row_is_opened_and_the_table_come_back_to',
         'the_mouse_goes_back_in_a_narrow_window', 'the_list_is_gone_through_in_a_narrow_window',
         'the_board_begins_with_its_cards', 'each_view_becomes_narrow_at_once', 'columns_are_there_again']


sys.exit(run_steps(Everything, STEPS))
