#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A facilitator puts things in order, from outside, by pointer and by keyboard, in Arabic: the
proposals of a session, the sessions, and notes as they are taken down; and translates.

test-reordering.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps

TITLES = ['ألف مكتبة', 'باء ساحة', 'جيم إنارة', 'دال مقاعد']


class Order(Walk):
    """The way through the window."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.titles = TITLES
        self.node('forum', 'new', 'حي آخر ممكن')
        self.sessions = [self.node('add', 'session', 'title=' + title) for title in 'XYZ']
        self.ids = {title: self.node('add', 'proposal', 'title=' + title,
                                     'session=' + self.sessions[0]) for title in self.titles}
        self.launch()

    def on_disk(self, kind='proposal'):
        """The titles in their order, as another process reads them the same moment."""
        return [one['title'] for one in self.records('list', kind, '--sort', 'position')]

    def rows(self, name='Proposals'):
        """The titles in a list, from the top."""
        views = self.app.find_all('list', self.say(name))
        return [row.split('. ')[0] for row in views[0].rows()] if views else []

    def row(self, title):
        return self.app.find('list item', re.compile('^' + re.escape(title)))

    def expect(self, titles):
        self.until(lambda: self.on_disk() == titles, '%r on disk' % titles)
        self.until(lambda: self.rows() == titles, '%r in the window' % titles)

    def drag(self, title, onto, below):
        """Drops the row of TITLE on the upper or lower half of another."""
        x, y, width, height = self.row(title).screen_rectangle()
        tx, ty, twidth, theight = self.row(onto).screen_rectangle()
        self.session.screen.drag((x + width // 2, y + height // 2),
                                 (tx + twidth // 2, ty + theight * (3 if below else 1) // 4))

    # -- the steps, in their order

    def open_list(self):
        """Of the session X, beside the editor."""
        self.row('X').pointer_click()
        self.app.find('push button', self.say('Proposals of this session as a list')).click()

    def a_session_is_in_its_order(self):
        self.app.resize(1200, 2800)
        self.open_list()
        self.expect(self.titles)

    def keys_move_the_selected_proposal(self):
        a, b, c, d = self.titles
        self.row(a).pointer_click()
        self.session.screen.key('alt+Down')
        self.expect([b, a, c, d])
        # The keyboard goes with it.
        self.session.screen.key('alt+Down')
        self.expect([b, c, a, d])
        self.session.screen.key('alt+Up')
        self.expect([b, a, c, d])
        # The row above is the first, from where there is nowhere to go.
        self.session.screen.key('Up')
        self.session.screen.key('alt+Up')
        self.session.screen.key('alt+Down')
        self.expect([a, b, c, d])
        self.session.screen.key('alt+Up')
        self.expect([b, a, c, d])

    def a_drag_moves_a_proposal(self):
        a, b, c, d = self.titles
        self.drag(d, b, False)
        self.expect([d, b, a, c])
        self.drag(d, a, True)
        self.expect([b, a, d, c])

    def a_drop_is_taken_back_over_the_list(self):
        a, b, c, d = self.titles
        undo = self.app.find('push button', self.say('_Undo'))
        left, _, width, _ = self.app.find('list', self.say('Proposals')).screen_rectangle()
        self.until(lambda: left <= undo.screen_rectangle()[0] and
                   sum(undo.screen_rectangle()[::2]) <= left + width, 'what tells of it over the list')
        undo.click()
        self.expect([d, b, a, c])
        self.drag(d, a, True)
        self.expect([b, a, d, c])

    def another_laptop_moves_one_too(self):
        a, b, c, d = self.titles
        self.node('move', self.ids[c], '--first')
        self.expect([c, b, a, d])

    def sessions_are_moved(self):
        self.row(self.say('All Proposals')).pointer_click()
        self.session.screen.key('Down')
        self.until(lambda: 'focused' in self.row('X').states, 'the keyboard on X')
        self.session.screen.key('alt+Down')
        self.until(lambda: self.on_disk('session') == ['Y', 'X', 'Z'], 'X below Y')
        self.until(lambda: 'focused' in self.row('X').states, 'the keyboard on X')
        self.session.screen.key('alt+Down')
        self.until(lambda: self.on_disk('session') == ['Y', 'Z', 'X'], 'X at the end')
        self.open_list()
        self.drag('X', 'Z', False)
        self.until(lambda: self.on_disk('session') == ['Y', 'X', 'Z'], 'X between')
        # It is still the one that is chosen.
        a, b, c, d = self.titles
        assert self.rows() == [c, b, a, d], self.rows()

    def notes(self):
        """(type, body) of each note on disk, in their order."""
        return [(note['type'], note['body'])
                for note in self.records('list', 'note', '--sort', 'position')]

    def expect_notes(self, *notes):
        self.until(lambda: self.notes() == list(notes), '%r on disk' % (notes,))

    def note_texts(self):
        """The texts of the rows, each in a view of its own."""
        name = self.say('Text of the note')
        return [node.text for node in self.app.find_all('text', name)]

    def notes_are_taken_down(self):
        self.row(self.titles[1]).pointer_click()
        self.app.find('text', self.say('New note')).focus()
        self.session.screen.type('one\n')
        self.session.screen.type('?two\n')
        self.session.screen.type('!three\n')
        self.expect_notes(('note', 'one'), ('question', 'two'), ('decision', 'three'))
        self.until(lambda: self.note_texts() == ['one', 'two', 'three'], 'three rows')

    def a_note_is_written_into_and_moved(self):
        self.app.find_all('text', self.say('Text of the note'))[2].focus()
        self.session.screen.key('alt+Up')
        self.expect_notes(('note', 'one'), ('decision', 'three'), ('question', 'two'))
        self.until(lambda: self.note_texts() == ['one', 'three', 'two'], 'in their order')
        # It is written in while it moves: the keyboard stays where it was.
        self.session.screen.key('ctrl+End')
        self.session.screen.type(' more')
        self.session.screen.key('alt+Up')
        self.expect_notes(('decision', 'three more'), ('note', 'one'), ('question', 'two'))
        self.until(lambda: self.note_texts() == ['three more', 'one', 'two'], 'in their order')

    def a_note_is_dragged(self):
        # Nothing moves under the pointer.
        self.session.screen.settle()
        rows = sorted((node.parent.screen_rectangle()
                       for node in self.app.find_all('text', self.say('Text of the note'))),
                      key=lambda rectangle: rectangle[1])
        # By its handle, at the beginning of the row.
        x, y, width, height = rows[0]
        self.session.screen.drag((x + width - 12, y + height // 2),
                                 (x + width - 12, rows[2][1] + rows[2][3] * 3 // 4))
        self.expect_notes(('note', 'one'), ('question', 'two'), ('decision', 'three more'))

    def a_note_is_deleted_and_brought_back(self):
        self.until(lambda: self.note_texts() == ['one', 'two', 'three more'], 'in their order')
        self.app.find_all('push button', self.say('Delete the note'))[1].click()
        self.expect_notes(('note', 'one'), ('decision', 'three more'))
        self.app.find('push button', self.say('_Undo').replace('_', '')).click()
        self.expect_notes(('note', 'one'), ('question', 'two'), ('decision', 'three more'))

    def translation(self):
        """What is on disk of the text in French: the text, and how it stands to the original."""
        proposal = self.ids[self.titles[1]]
        states = self.records('translations', proposal, '--language', 'fr')
        return (self.records('show', proposal)[0].get('body@fr'),
                {one['field']: one['state'] for one in states}.get('body'))

    def a_translation_is_written(self):
        self.node('set', self.ids[self.titles[1]], 'body=ساحة خضراء')
        button = self.app.find('push button', self.say('Translation'))
        title = self.app.find('text', self.say('_Title'))

        def place():
            """Of the button above the title: a toast that goes may let both move."""
            x, y, width, height = button.screen_rectangle()
            left, top = title.screen_rectangle()[:2]
            return x - left, y - top, width, height
        before = place()
        button.click()
        self.app.find('label', self.say('Missing'))
        text = self.app.find('text', self.say('Translation of the proposal'))
        # Who presses it twice presses nothing else, when all has its place.
        self.until(lambda: text.screen_rectangle()[3] > 0 and place() == before,
                   'a button that is where it was')
        self.app.wait_gone('label', self.say('Saved'))
        text.type('Une cour verte')
        self.app.find('label', self.say('Saved'))
        self.until(lambda: self.translation() == ('Une cour verte', 'current'), 'a translation')

    def one_that_is_older_is_marked_until_it_is_looked_at(self):
        self.node('set', self.ids[self.titles[1]], 'body=ساحة خضراء كبيرة')
        self.app.find('label', self.say('Older than the original'))
        self.until(lambda: self.translation()[1] == 'older', 'older on disk')
        self.app.find('push button', self.say('Still Right')).click()
        self.until(lambda: self.translation() == ('Une cour verte', 'current'), 'still right')
        self.app.wait_gone('label', self.say('Older than the original'))
        self.app.find('push button', self.say('Translation')).click()

    def what_is_typed_last_is_kept(self):
        """The window is closed with a note half written, and Enter not pressed."""
        entry = self.app.find('text', self.say('New note'))
        entry.focus()
        self.session.screen.type('last')
        self.until(lambda: entry.text == 'last', 'the text in its entry')
        self.session.screen.key('ctrl+q')
        self.until(lambda: not self.app.alive(), 'the end')
        self.expect_notes(('note', 'one'), ('question', 'two'), ('decision', 'three more'),
                          ('note', 'last'))

    def nothing_else_was_written(self):
        self.end()
        moves = [one['field'] for title in self.titles
                 for one in self.records('history', self.ids[title])]
        assert moves.count('position') == len(self.titles) + 10, moves


STEPS = ['a_session_is_in_its_order', 'keys_move_the_selected_proposal', 'a_drag_moves_a_proposal',
         'a_drop_is_taken_back_over_the_list', 'another_laptop_moves_one_too', 'sessions_are_moved', 'notes_are_taken_down',
         'a_note_is_written_into_and_moved', 'a_note_is_dragged',
         'a_note_is_deleted_and_brought_back', 'a_translation_is_written',
         'one_that_is_older_is_marked_until_it_is_looked_at', 'what_is_typed_last_is_kept',
         'nothing_else_was_written']


# High enough for a whole proposal, which is not scrolled here.
sys.exit(run_steps(Order, STEPS, size='1280x3000'))
