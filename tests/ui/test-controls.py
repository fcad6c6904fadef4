#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every control has a name and is reached by Tab, which comes round: in each view and window, in
Arabic and in English.

test-controls.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.

GTK 4.8 tells of each widget that gets the focus, so Tab is pressed many times at once and what was
told is read afterwards.
"""

import re
import sys

from gi.repository import Gio, GLib

from uidrive.node import CLASS_NAME, NodeGone
from walk import Walk, run_steps

FORUM = 'حي آخر ممكن'
PAIR = ('نظافة شاطئ عين الدياب', 'نظافة شواطئ عين الذئاب')
ALONE = 'Une bibliothèque ouverte le soir'
# What a person works: anything else with the focus is a box around one.
CONTROLS = ('push button', 'toggle button', 'check box', 'radio button', 'combo box', 'text',
            'spin button', 'slider', 'switch', 'link', 'list item', 'page tab', 'menu item')
TABS = 30
MOST_TABS = 300


def is_entry_row(node):
    """The text inside an AdwEntryRow has the focus, and GTK 4.8 does not tell of it."""
    return any(child.name == 'AdwGizmo' for child in node.children() for child in child.children())


class Controls(Walk):
    def __init__(self, session, language):
        super().__init__(session, language)
        self._focused = []
        session.accessibility.signal_subscribe(
            None, 'org.a11y.atspi.Event.Object', 'StateChanged', None, 'focused',
            Gio.DBusSignalFlags.NONE, self._told)

    def _told(self, _bus, _sender, path, _interface, _signal, parameters):
        if parameters.unpack()[1]:
            self._focused.append(path)

    def _read(self):
        """The focus that was told of so far, once GTK has nothing more to tell."""
        count = -1
        while count != len(self._focused):
            count = len(self._focused)
            self.app.root.children()  # answered after whatever was told before
            while GLib.MainContext.default().iteration(False):
                pass

    def press_tab_round(self):
        """Until the first that got the focus gets it again; gives all that did."""
        self._focused.clear()
        pressed = 0
        while not self._focused or self._focused.count(self._focused[0]) < 2:
            assert pressed < MOST_TABS, 'Tab does not come round'
            self.session.screen.key(*['Tab'] * TABS)
            pressed += TABS
            self._read()
        return set(self._focused)

    def list_controls(self, window):
        """[(Node, Info, [Node above it and inside a list])] of what is shown and can be worked."""
        found, above = [], []
        for node, depth, info in self.app.snapshot(window):
            above[depth:] = [(node, info)]
            if info.role not in CONTROLS or not {'focusable', 'sensitive'} <= info.states:
                continue
            # A drop-down is one control, of which GTK shows the parts and the closed list.
            if any(outer.role == 'combo box' for _, outer in above[:-1]):
                continue
            try:
                _, _, width, height = node._extents()  # pylint: disable=protected-access
            except NodeGone:
                continue
            if width > 0 and height > 0:
                found.append((node, info, [outer for outer, its in above[:-1]
                                           if its.role in ('list', 'list item', 'table')]))
        return found

    def look(self, title=None):
        """At the controls of the window of that TITLE, or of the first."""
        window = self.app.window(title or FORUM)
        self.app.activate(window)
        self.session.screen.settle()
        controls = self.list_controls(window)
        assert len(controls) > 1, controls
        unnamed = ['%s %r in %r' % (info.role, info.name, [str(n) for n in around])
                   for _, info, around in controls
                   if not info.name or CLASS_NAME.match(info.name)]
        assert not unnamed, 'without a name:\n' + '\n'.join(unnamed)
        reached = self.press_tab_round()
        missed = ['%s %r' % (info.role, info.name) for node, info, around in controls
                  if not self.is_reached(node, info, around, reached)]
        assert not missed, 'not reached by Tab:\n' + '\n'.join(missed)

    def is_reached(self, node, info, around, reached):
        """Or need not be, for what reason stands beside it."""
        below = {inner.path for inner, _, _ in self.app.snapshot(node)}
        lists = [outer for outer in around if outer.role != 'list item']
        rows = [outer for outer in around if outer.role == 'list item']
        return (bool(below & reached)
                # The buttons of the window are the window manager's, by Alt+Space.
                or info.description in ('Minimize the window', 'Maximize the window',
                                        'Close the window')
                or info.role == 'text' and is_entry_row(node)
                # From one row to the next go the arrows, and what is in a row is reached from it.
                or info.role == 'list item' and bool(lists) and self.is_inside(lists[-1], reached)
                or bool(rows) and not self.is_inside(rows[-1], reached))

    def is_inside(self, node, reached):
        return any(inner.path in reached for inner, _, _ in self.app.snapshot(node))

    # -- the steps

    def start(self):
        self.node('init', '--name', 'أمينة')
        self.launch()
        self.look(self.say('Halqa'))
        self.end()

    def proposals(self):
        self.node('forum', 'new', FORUM)
        session = self.node('add', 'session', 'title=القاعة 2')
        for title in PAIR + (ALONE,):
            self.node('add', 'proposal', 'title=' + title, 'body=' + title * 2,
                      'session=' + session)
        self.launch(title=FORUM)
        self.app.find('list item', re.compile('^' + ALONE)).pointer_click()
        self.app.find('text', text=ALONE)
        self.look()

    def windows_of_a_proposal(self):
        for keys, title in ('ctrl+h', 'History'), ('ctrl+m', 'Merge or Relate'):
            self.app.activate(self.app.window(FORUM))
            self.session.screen.key(keys)
            self.look(self.say(title))
            self.session.screen.key('Escape')
            self.until(lambda: len(self.app.windows()) == 1, 'the end of ' + title)

    def a_session(self):
        self.app.find('list item', re.compile('^القاعة 2')).pointer_click()
        self.app.find('push button', self.say(
            'Room, facilitator, head count and notes of this session')).click()
        self.app.find('text', text='القاعة 2')
        self.look()

    def places(self):
        for number in range(2, 6):
            self.app.activate()
            self.session.screen.key('alt+%d' % number)
            self.look()

    def windows_of_the_forum(self):
        for item, title in (('_Invite a Laptop…', 'Invite a Laptop'), ('_Members', 'Members'),
                            ('Glossar_y', 'Glossary'), ('_Give to Stick…', 'Give to Stick'),
                            ('_Join a Forum…', 'Join a Forum')):
            self.app.activate(self.app.window(FORUM))
            self.session.screen.key('F10')
            self.app.find('menu item', self.say(item)).click()
            self.look(self.say(title))
            self.session.screen.key('Escape')
            self.until(lambda: len(self.app.windows()) == 1, 'the end of ' + title)
        self.end()


sys.exit(run_steps(Controls, ('start', 'proposals', 'windows_of_a_proposal', 'a_session', 'places',
                              'windows_of_the_forum'), languages=('ar', 'en'), timeout=60))
