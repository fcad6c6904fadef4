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
TABS = 12
MOST_ROUNDS = 25


def is_named(name):
    return bool(name) and not CLASS_NAME.match(name)


class Controls(Walk):
    def __init__(self, session, language):
        super().__init__(session, language)
        self._focused = []
        self._reached = set()
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

    def press_tab_round(self, window):
        """Until none gets the focus that did not have it before; gives all that did. Where there is
        only one it has it from the beginning, and nothing is told."""
        reached = {node.path for node, _, info in self.app.snapshot(window)
                   if info.role in CONTROLS and 'focused' in node.states}
        for _ in range(MOST_ROUNDS):
            self._focused.clear()
            self.session.screen.key(*['Tab'] * TABS)
            self._read()
            if reached.issuperset(self._focused):
                return reached
            reached.update(self._focused)
        raise AssertionError('Tab does not come round')

    def list_controls(self, window):
        """[(Node, Info, [(Node, Info) above it])] of what can be worked."""
        found, above = [], []
        for node, depth, info in self.app.snapshot(window):
            above[depth:] = [(node, info)]
            if info.role not in CONTROLS or not {'focusable', 'sensitive'} <= info.states:
                continue
            # A drop-down is its button, and GTK shows the closed list too; a check box in a row is the
            # row's; and of what can't be pressed GTK calls the inside sensitive.
            if any(outer.role == 'combo box' and info.role != 'toggle button' or
                   outer.role == 'list item' and info.role == 'check box' or
                   outer.role == 'push button' and 'sensitive' not in outer.states
                   for _, outer in above[:-1]):
                continue
            found.append((node, info, above[:-1]))
        return [one for one in found if self.is_shown(one[0])]

    def is_shown(self, node):
        """Whether it ever was: what has not been has no size."""
        try:
            return all(size > 0 for size in node.size())
        except NodeGone:
            return False

    def look(self, title=None):
        """At the controls of the window of that TITLE, or of the first."""
        window = self.app.window(title or FORUM)
        self.app.activate(window)
        self.session.screen.settle()
        controls = self.list_controls(window)
        assert len(controls) > 1, controls
        unnamed = ['%s %r in %r' % (info.role, info.name, [its.name for _, its in around if its.name])
                   for _, info, around in controls
                   if not is_named(info.name) and not self.is_out_of_sight(info, around)]
        assert not unnamed, 'without a name:\n' + '\n'.join(unnamed)
        # Of a view that lies below another one the controls can't be told from those that are shown:
        # they were reached when it was looked at.
        reached = self.press_tab_round(window)
        assert all(is_named(info.name) for node, _, info in self.app.snapshot(window)
                   if info.role == 'scroll pane' and node.path in reached), 'a pane without a name'
        self._reached |= reached
        above = self.list_above_reached(window)
        missed = ['%s %r' % (info.role, info.name) for node, info, around in controls
                  if node.path not in above and not self.is_excused(info, around, above)]
        assert not missed, 'not reached by Tab:\n' + '\n'.join(missed)

    def is_out_of_sight(self, info, around):
        """Whether it may be a row that shows nothing until it is seen (halqa-in-sight.c). That those are
        named which are seen, every step relies on that looks for one."""
        return info.role == 'list item' and any(its.name == 'HalqaProposalList' for _, its in around)

    def list_above_reached(self, window):
        """The paths of what was reached, and of all that it stands in."""
        found, line = set(), []
        for node, depth, _ in self.app.snapshot(window):
            line[depth:] = [node.path]
            if node.path in self._reached:
                found.update(line)
        return found

    def is_excused(self, info, around, reached):
        """Whether it need not be reached by Tab, for the reason that stands beside it."""
        lists = [node.path for node, its in around if its.role == 'list']
        rows = [node.path for node, its in around if its.role == 'list item']
        return (
            # The buttons of the window are the window manager's, by Alt+Space.
            info.description in ('Minimize the window', 'Maximize the window', 'Close the window')
            # From one row to the next go the arrows, and what is in a row is reached from it.
            or info.role == 'list item' and bool(lists) and lists[-1] in reached
            or bool(rows) and rows[-1] not in reached)

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
            last = self.node('add', 'proposal', 'title=' + title, 'body=' + title * 2,
                             'session=' + session)
        self.node('add', 'endorsement', 'proposal=' + last,
                  'organisation=' + self.node('add', 'organisation', 'name=Collectif'))
        self.node('attach', last, __file__)
        self.launch(title=FORUM)
        self.app.find('list item', re.compile('^' + ALONE)).pointer_click()
        self.app.find('text', text=ALONE)
        self.look()

    def had_focus(self, name):
        """Whether what is called so had the focus since one began to look."""
        self._read()
        return any(info.name.startswith(name) and node.path in self._focused
                   for node, _, info in self.app.snapshot(self.app.window(FORUM)))

    def back(self):
        """Tab leads out of the list on both sides, and out of the title of a proposal."""
        row = self.app.find('list item', re.compile('^' + ALONE))
        for keys, to in ((['shift+Tab'] * 5, 'Choose several'), (['Tab'] * 2, 'More'),
                         (['Return'] + ['shift+Tab'] * 5, 'More')):
            row.pointer_click()
            self._focused.clear()
            self.session.screen.key(*keys)
            self.until(lambda: self.had_focus(self.say(to)), 'the keyboard at ' + to)

    def look_at_window(self, title):
        """One that lies over that of the forum, to its end."""
        self.look(re.compile('^' + re.escape(self.say(title).partition('%')[0])))
        self.until(self.press_escape, 'the end of ' + title)
        self.app.activate(self.app.window(FORUM))

    def press_escape(self):
        """It may first end a search. Gives whether the window of the forum is alone."""
        self.session.screen.key('Escape')
        return len(self.app.windows()) == 1

    def is_chosen(self, title):
        return 'selected' in self.app.find('list item', re.compile('^' + title)).states

    def windows_of_a_proposal(self):
        self.app.activate(self.app.window(FORUM))
        self.session.screen.key('ctrl+h')
        self.look_at_window('History')
        # With which others is said by ticking them.
        self.session.screen.key('ctrl+m')
        self.until(lambda: self.is_chosen(ALONE), 'a tick')
        self.app.find('list item', re.compile('^' + PAIR[0])).pointer_click()
        self.until(lambda: self.is_chosen(PAIR[0]), 'another tick')
        self.app.find('push button', self.say('_Merge…')).click()
        self.look_at_window('Merge or Relate')
        self.app.find('list item', re.compile('^' + ALONE)).pointer_click()
        self.session.screen.key('Escape')
        self.app.wait_gone('push button', self.say('_Merge…'))

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
            if number == 2:
                self.until(lambda: any(PAIR[0] in one.name or PAIR[1] in one.name
                                       for one in self.app.find_all(state='focused')),
                           'the keyboard at the pair')
            self.look()

    def windows_of_the_forum(self):
        for item, title in (('_Invite a Laptop…', 'Invite a Laptop'), ('_Members', 'Members'),
                            ('_Give to Stick…', 'Give to Stick'),
                            ('_Join a Forum…', 'Join a Forum'), ('Glossar_y', 'Glossary'),
                            ('Themes and _Forum', 'Themes and Forum'),
                            ('Pr_eferences', 'Preferences')):
            self.choose_in_menu(item)
            if title == 'Glossary':
                self.narrow_glossary()
            self.look_at_window(title)

    def words_of_the_interface(self):
        """With one of the texts in the editor beside them; the others are left out."""
        self.choose_in_menu('Pr_eferences')
        self.app.find('push button', re.compile(self.say('Words of the interface') + '$')).click()
        self.app.window(self.say('Words of the Interface')).wait_active()
        self.session.screen.key('ctrl+f')
        self.session.screen.type('%u laptop can')
        self.app.find('label', re.compile('^%u laptop can')).pointer_click()
        self.app.find('text', self.say('Form %u').replace('%u', '6'))
        self.look_at_window('Words of the Interface')

    def narrow_glossary(self):
        """To what has that word. Before that Tab goes through what stands above the list, into it, and
        out again: it does not go through hundreds of concepts."""
        self.app.window(self.say('Glossary')).wait_active()
        self.session.screen.key('Tab', 'Tab', 'Tab', 'Tab')
        self.session.screen.type('lamp')
        self.until(lambda: 0 < len(self.app.find('list', self.say('Glossary')).rows()) < 5,
                   'few concepts')

    def an_import(self):
        """A table with a column that becomes something and one that does not, and a line refused."""
        table = self.path('table.csv')
        with open(table, 'w', encoding='utf-8') as file:
            file.write('title,state,weather\nA bench,,fair\nA tree,unheard-of,foul\n')
        self.choose_in_menu('Im_port…')
        self.type_path(table, '_Look')
        self.app.find('push button', self.say('_Import'), state='sensitive')
        self.look_at_window('Import')

    def take_from_stick(self):
        """What another laptop has given."""
        self.node('forum', 'invite', self.path('other.halqa-invitation'))
        self.node_of('other', 'forum', 'join', self.path('other.halqa-invitation'))
        self.node_of('other', 'add', 'proposal', 'title=X')
        self.node_of('other', 'export', self.path('other.halqa'))
        self.choose_in_menu('_Take from Stick…')
        self.type_path(self.path('other.halqa'), '_Look')
        self.app.find('push button', self.say('_Take'))
        self.look_at_window('Take from Stick')

    def presenting(self):
        self.session.screen.key('F5')
        self.look_at_window('Presenting: %s')

    def help(self):
        self.session.screen.key('F1')
        self.until(lambda: len(self.app.windows()) == 2, 'the help')
        # It is called as the page that it shows.
        title = next(window.name for window in self.app.windows() if window.name != FORUM)
        self.look(title)
        self.until(self.press_escape, 'the end of the help')
        self.end()


sys.exit(run_steps(Controls, ('start', 'proposals', 'back', 'windows_of_a_proposal', 'a_session',
                              'places', 'windows_of_the_forum', 'words_of_the_interface',
                              'an_import', 'take_from_stick',
                              'presenting', 'help'),
                   languages=('ar', 'en')))
