# SPDX-License-Identifier: GPL-3.0-or-later
"""A Node: one accessible object, which is one widget. What it is asked is asked afresh."""

import re
import time

from gi.repository import GLib

from .names import role_name, state_names
from .processes import NodeGone, UiError, UiTimeout, wait_until

INTERFACE = 'org.a11y.atspi.'
LAYER_POPUP = 5
# Never 0, the screen: GTK 4.8 then warns, and answers something wrong.
RELATIVE_TO_WINDOW = 1
AT_REST_SECONDS = 5.0
ACTIVATE_SECONDS = 0.25
# An unnamed widget may show the name of its C class.
CLASS_NAME = re.compile(r'(Gtk|Adw|Halqa)[A-Z]\w*$')
ROWS = ('list item', 'table row', 'tree item')


def _name_matches(want, got):
    if want is None:
        return True
    if hasattr(want, 'search'):
        return bool(want.search(got))
    return want == got or got in _mnemonic_forms(want)


def _mnemonic_forms(name):
    """GTK 4.8 calls a button with a mnemonic "_Open Open", a check button "_Remember", and what
    has a LABEL property besides its own label "Open Open"."""
    yield name + ' ' + name
    for i in range(len(name)):
        marked = name[:i] + '_' + name[i:]
        yield marked
        yield marked + ' ' + name


class Info:
    """What a Node is at one moment."""

    __slots__ = ('name', 'role', 'description', 'states', 'interfaces')

    def __init__(self, name, role, description, states, interfaces):
        self.name = name
        self.role = role_name(role)
        self.description = description
        self.states = state_names(states)
        self.interfaces = [i.rsplit('.', 1)[-1] for i in interfaces]


class Node:
    __slots__ = ('app', 'destination', 'path')

    def __init__(self, app, destination, path):
        self.app, self.destination, self.path = app, destination, path

    def __eq__(self, other):
        return isinstance(other, Node) and \
            (self.destination, self.path) == (other.destination, other.path)

    def __hash__(self):
        return hash((self.destination, self.path))

    def __repr__(self):
        try:
            return '<%s %r>' % (self.role, self.name)
        except UiError:
            return '<gone %s>' % self.path

    def _call(self, interface, method, *arguments, signature=None):
        return self.app.call(self.destination, self.path, INTERFACE + interface, method,
                             arguments if signature else None, signature)

    def _property(self, interface, name):
        return self.app.call(self.destination, self.path, 'org.freedesktop.DBus.Properties', 'Get',
                             (INTERFACE + interface, name), '(ss)')[0]

    # -- what it is

    @property
    def role(self):
        return role_name(self._call('Accessible', 'GetRole')[0])

    @property
    def name(self):
        return self._property('Accessible', 'Name')

    @property
    def states(self):
        return state_names(self._call('Accessible', 'GetState')[0])

    @property
    def interfaces(self):
        return [i.rsplit('.', 1)[-1] for i in self._call('Accessible', 'GetInterfaces')[0]]

    @property
    def parent(self):
        return Node(self.app, *self._property('Accessible', 'Parent'))

    def info(self):
        return Info(self.name, self._call('Accessible', 'GetRole')[0],
                    self._property('Accessible', 'Description'),
                    self._call('Accessible', 'GetState')[0],
                    self._call('Accessible', 'GetInterfaces')[0])

    def children(self):
        return [Node(self.app, *child) for child in self._call('Accessible', 'GetChildren')[0]]

    # -- looking around

    def find_all(self, role=None, name=None, description=None, state=None, text=None, limit=None):
        """ROLE: exact. NAME, DESCRIPTION, TEXT: exact, or a regex. STATE: one that must be set."""
        found = []
        for node, depth, info in self.app.snapshot(self):
            if depth == 0 or role is not None and info.role != role:
                continue
            if not _name_matches(name, info.name) or state is not None and state not in info.states:
                continue
            if not _name_matches(description, info.description):
                continue
            try:
                if text is not None and not _name_matches(text, node.text):
                    continue
            except NodeGone:
                continue
            found.append(node)
            if limit and len(found) >= limit:
                break
        return found

    def find(self, role=None, name=None, timeout=None, index=0, **more):
        """Waits for match number INDEX. A TIMEOUT of 0 looks once, and gives None if it's not there."""
        def look():
            found = self.find_all(role, name, limit=index + 1, **more)
            return found[index] if len(found) > index else None
        if timeout == 0:
            return look()
        try:
            return wait_until(look, timeout or self.app.session.timeout,
                              'a %s named %r' % (role, name))
        except UiTimeout as error:
            raise UiTimeout('%s; tree:\n%s' % (error, self.app.tree(120)))

    def tree(self, limit=2000):
        """A line for each node below, for whoever writes a test."""
        out = []
        for node, depth, info in self.app.snapshot(self)[:limit]:
            line = '%s%s %r' % ('  ' * depth, info.role, info.name)
            if info.description:
                line += ' description=%r' % info.description
            try:
                if info.role != 'label' and 'Text' in info.interfaces:
                    line += ' text=%r' % node.text
            except UiError:
                pass
            states = info.states - {'visible', 'sensitive', 'horizontal', 'vertical'}
            if 'sensitive' not in info.states and depth:
                states.add('INSENSITIVE')
            out.append(line + (' [%s]' % ' '.join(sorted(states)) if states else ''))
        return out

    def rows(self):
        """The texts of the rows below that exist as widgets, which for a list view are those on
        the screen and some around, in order: the names of the labels inside, joined."""
        out, row_depth = [], None
        for _, depth, info in self.app.snapshot(self):
            if info.role in ROWS:
                out.append([info.name] if info.name and not CLASS_NAME.match(info.name) else [])
                row_depth = depth
            elif row_depth is not None and depth <= row_depth:
                row_depth = None
            elif row_depth is not None and info.role == 'label' and info.name:
                out[-1].append(info.name)
        return [' '.join(names) for names in out]

    # -- text

    @property
    def text(self):
        if 'Text' not in self.interfaces:
            return ''
        # GTK 4.8 takes an end of -1 for 0, so ask for the length first.
        length = self._property('Text', 'CharacterCount')
        return self._call('Text', 'GetText', 0, length, signature='(ii)')[0]

    def set_text(self, text):
        """Of an entry, a text view, a search entry, an AdwEntryRow."""
        node = self
        if 'EditableText' not in node.interfaces:
            node = next((n for n, _, i in self.app.snapshot(self)
                         if 'EditableText' in i.interfaces), None)
        if node is None:
            raise UiError('%r has no text to be edited' % self)
        if not node._call('EditableText', 'SetTextContents', text, signature='(s)')[0]:
            raise UiError('%r refused the text' % self)

    # -- doing

    def actions(self):
        if 'Action' not in self.interfaces:
            return []
        count = self._property('Action', 'NActions')
        return [self._call('Action', 'GetName', i, signature='(i)')[0] for i in range(count)]

    def action(self, name):
        names = self.actions()
        if name not in names:
            raise UiError('%r has the actions %s, not %r' % (self, names, name))
        self._call('Action', 'DoAction', names.index(name), signature='(i)')

    def click(self):
        """Presses by accessibility where GTK 4.8 can, else with the pointer; as a person, when it
        can be pressed. GTK shows a button that it is told to press for a quarter of a second as
        pressed, and only then does what it is for: what is typed or clicked next must not come
        before that."""
        self.app.wait_for(lambda: 'sensitive' in self.states, what='%r to be sensitive' % self)
        inner = self.children() if self.role in ('push button', 'toggle button') else []
        for node in [self] + inner:
            names = node.actions()
            for name in ('click', 'toggle'):
                if name in names:
                    node._call('Action', 'DoAction', names.index(name), signature='(i)')
                    time.sleep(ACTIVATE_SECONDS)
                    self.app.catch_up()
                    return
        self.pointer_click()

    def pointer_click(self, button=1, count=1):
        """With the pointer, in the middle, when it is laid out; another window must not lie over it."""
        x, y, width, height = wait_until(self._shown_rectangle, self.app.session.timeout,
                                         '%r to have a size (is it shown?)' % self)
        self.app.session.screen.click(x + width // 2, y + height // 2, button, count)

    def focus(self):
        """Gives it the keyboard. GTK 4.8 can't be asked for that, so this clicks, and once more where
        the click went past it and something else has the keyboard."""
        def has_focus(node):
            return any('focused' in info.states for _, _, info in self.app.snapshot(node))
        end = time.monotonic() + self.app.session.timeout
        while not has_focus(self):
            self.pointer_click()
            try:
                wait_until(lambda: has_focus(self), 1.0, 'focus on %r' % self)
            except UiTimeout:
                if time.monotonic() > end:
                    raise

    def wait_active(self):
        """Until this toplevel has the keyboard: there goes what is typed. Of some GTK does not tell it."""
        def is_active():
            active = self.app.session.run(['xdotool', 'getactivewindow'])
            return active.split() == [b'%d' % self.app.x_window(self)[0]]
        self.app.wait_for(is_active, what='the keyboard in %r' % self)
        return self

    def type(self, text):
        self.focus()
        self.app.session.screen.type(text)

    # -- values of scales, spin buttons, progress bars

    @property
    def value(self):
        return self._property('Value', 'CurrentValue')

    @value.setter
    def value(self, number):
        self.app.call(self.destination, self.path, 'org.freedesktop.DBus.Properties', 'Set',
                      (INTERFACE + 'Value', 'CurrentValue', GLib.Variant('d', float(number))),
                      '(ssv)')

    # -- where it is

    def _extents(self):
        """(x, y, width, height) in the toplevel."""
        return self._call('Component', 'GetExtents', RELATIVE_TO_WINDOW, signature='(u)')[0]

    def _wait_at_rest(self):
        """Until it lies where it lay a moment ago: what is asked right after a change is answered
        before the change is laid out."""
        before = None
        end = time.monotonic() + AT_REST_SECONDS
        while before != (before := self._extents()) and time.monotonic() < end:
            time.sleep(0.05)
            self.app.catch_up()

    def size(self):
        """(width, height), as it was drawn last."""
        return self._extents()[2:]

    def _layer(self):
        try:
            return self._call('Component', 'GetLayer')[0]
        except NodeGone:
            raise
        except UiError:
            return None

    def _toplevel(self):
        """(the toplevel it is in, the innermost popover or None)"""
        node, popover = self, None
        while True:
            if popover is None and node._layer() == LAYER_POPUP:
                popover = node
            parent = node.parent
            if parent == self.app.root:
                return node, popover
            if parent.path == node.path or parent.path.endswith('/null'):
                raise UiError('%r is in no window' % self)
            node = parent

    def screen_rectangle(self):
        """(x, y, width, height) on the screen, once it is at rest."""
        self._wait_at_rest()
        toplevel, popover = self._toplevel()
        x, y, width, height = self._extents()
        if popover is not None:
            # A popover is an X window of its own. Across its edge GTK 4.8 gives wrong
            # coordinates, inside it right ones.
            px, py, *size = popover._extents()
            windows = [w for w in self.app.x_windows() if list(w[4:]) == size]
            if not windows:
                raise UiError('no X window of the size of %r (is it closed?)' % popover)
            return windows[-1][2] + x - px, windows[-1][3] + y - py, width, height
        number, _, wx, wy, *outer = self.app.x_window(toplevel)
        dx, dy = self._frame_offset(number, outer, toplevel._extents()[2:])
        return wx + dx + x, wy + dy + y, width, height

    def _shown_rectangle(self):
        rectangle = self.screen_rectangle()
        return rectangle if rectangle[2] > 0 and rectangle[3] > 0 else None

    def _frame_offset(self, number, outer, inner):
        """A shadow lies around the toplevel: as GTK tells where the window manager supports that,
        else the same on every side."""
        told = re.search(rb'= (\d+), \d+, (\d+), \d+', self.app.session.run(
            ['xprop', '-id', str(number), '_GTK_FRAME_EXTENTS']))
        if told:
            return int(told[1]), int(told[2])
        return max(0, (outer[0] - inner[0]) // 2), max(0, (outer[1] - inner[1]) // 2)
