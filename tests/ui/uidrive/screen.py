# SPDX-License-Identifier: GPL-3.0-or-later
"""The screen of a Session: keys and pointer by XTEST, and pictures. Input goes where X sends it, to
the focused window and to what lies under the pointer."""

import contextlib
import ctypes
import re
import time

from .processes import wait_until

# Letters that one new keyboard map takes: Xvfb has some 18 spare keys.
LETTERS_AT_ONCE = 15


class Screen:
    def __init__(self, session):
        self._session = session
        self._keys = {}
        self._spare = None

    def _xdotool(self, *arguments):
        self._session.run(['xdotool'] + [str(a) for a in arguments], check=True)

    # -- keys

    def key(self, *combinations):
        """key('ctrl+f'), key('Tab', 'Return')"""
        self._xdotool('key', '--delay', '20', '--clearmodifiers', *combinations)
        self._catch_up()

    @contextlib.contextmanager
    def held(self, key):
        """with held('ctrl'): …"""
        self._xdotool('keydown', key)
        try:
            yield
        finally:
            self._xdotool('keyup', key)

    def type(self, text, delay=12):
        """Presses the keys of TEXT, in any script; "\n" is Return."""
        for run in re.findall('[\x20-\x7e]+|[^\x20-\x7e]+', text):
            if ' ' <= run[0] <= '~':
                self._xdotool('type', '--delay', delay, '--', run)
                self._catch_up()
            else:
                self._type_foreign(run, delay)

    def _type_foreign(self, run, delay):
        """xdotool would give a spare key to each foreign letter just before it presses it, and
        letters get lost in that race. So first put the letters on keys, then press those."""
        while run:
            count, letters = 0, set()
            while count < len(run) and len(letters | {run[count]}) <= LETTERS_AT_ONCE:
                letters |= {run[count]} - {'\n', '\t'}
                count += 1
            self._map_letters(letters)
            names = dict(self._keys, **{'\n': 'Return', '\t': 'Tab'})
            self._xdotool('key', '--delay', delay, *(names[c] for c in run[:count]))
            self._catch_up()
            run = run[count:]

    def _map_letters(self, letters):
        if self._spare is None:
            # Two digits at least: to xdotool "8" is the letter, not the keycode.
            listing = self._session.run(['xmodmap', '-pke'], check=True).decode()
            self._spare = re.findall(r'^keycode +(\d\d+) = *$', listing, re.M)
        new = sorted(c for c in letters if c not in self._keys)
        if not new:
            return
        free = [k for k in self._spare if k not in self._keys.values()]
        if len(free) < len(new):
            free += [self._keys.pop(c) for c in set(self._keys) - letters]
        xkb = ctypes.CDLL('libxkbcommon.so.0')
        command = ['xmodmap']
        for letter, code in zip(new, free):
            self._keys[letter] = code
            command += ['-e', 'keycode %s = 0x%x' % (code, xkb.xkb_utf32_to_keysym(ord(letter)))]
        self._session.run(command, check=True)
        # The programs have to have seen the new map before the first key comes: what was sent to one
        # before it is asked, it has looked at.
        self._catch_up()

    # -- pointer

    def _catch_up(self):
        """What is asked or done over accessibility next must not overtake what was pressed."""
        for app in self._session.apps:
            app.catch_up()

    def _point(self, x, y):
        """By two moves, which the program must not take for one: after a menu was closed GTK 4.8 gives the
        pointer back to it with the first, and what is pressed then is pressed in no window."""
        self._xdotool('mousemove', int(x) - 1, int(y))
        self._catch_up()
        self._xdotool('mousemove', int(x), int(y))

    def click(self, x, y, button=1, count=1):
        self._point(x, y)
        self._xdotool('click', '--repeat', count, '--delay', 40, button)
        self._catch_up()

    def drag(self, start, end, steps=8, drop=True):
        """Holds the button from START to END, (x, y) each; without DROP it stays held there."""
        self._point(*start)
        self._xdotool('mousedown', 1)
        for step in range(1, steps + 1):
            self._xdotool('mousemove', *(int(a + (b - a) * step / steps)
                                         for a, b in zip(start, end)))
            time.sleep(0.03)
        # Source and target write to each other by way of X, several times, before it can be dropped.
        for _ in range(4):
            self._catch_up()
            time.sleep(0.05)
        if drop:
            self._xdotool('mouseup', 1)
            self._catch_up()

    def park_pointer(self):
        """Into the corner, so that nothing is hovered and no tooltip shows."""
        self._xdotool('mousemove', 0, 0)

    # -- pictures

    def frame(self):
        """The bytes of what the screen shows. xwd asks all windows for their kind, and ends where one
        of them, a tooltip, is gone by then."""
        return wait_until(lambda: self._session.run(['xwd', '-silent', '-root'], check=True),
                          self._session.timeout, 'a frame by xwd')

    def settle(self, quiet=0.15, timeout=5.0):
        """Waits until two frames that lie QUIET seconds apart are equal."""
        end = time.monotonic() + timeout
        before = self.frame()
        while time.monotonic() < end:
            time.sleep(quiet)
            self._catch_up()
            after = self.frame()
            if before == after:
                return
            before = after

    def save(self, path, rectangle=None):
        """Writes the settled screen, or its part (x, y, width, height), to PATH as PNG."""
        self.settle()
        crop = []
        if rectangle is not None:
            x, y, width, height = rectangle
            crop = ['-crop', '%dx%d+%d+%d' % (width, height, x, y), '+repage']
        self._session.run(['import', '-silent', '-window', 'root', *crop, 'png:' + path],
                          check=True)
