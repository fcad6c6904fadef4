# SPDX-License-Identifier: GPL-3.0-or-later
"""An App: one running program, seen through accessibility and through X."""

import os
import re
import subprocess
import time

from gi.repository import Gio, GLib

from . import processes
from .node import INTERFACE, Info, Node
from .processes import AppEnded, NodeGone, UiError, UiTimeout, wait_until

# What a program must not have printed.
COMPLAINT = re.compile(r'-(WARNING|CRITICAL|ERROR) \*\*|AddressSanitizer|LeakSanitizer'
                       r'|runtime error:')
# It may have much to do that is not waited for.
ASLEEP_SECONDS = 5.0
# A window that starts has ever more actions.
ACTIONS_SECONDS = 0.1


def _matches(want, got):
    return bool(want.search(got)) if hasattr(want, 'search') else want == got


def _has_all_actions(window):
    """Whether it gets no more: one is done by its number, which was another's by then."""
    names = window.actions()
    time.sleep(ACTIONS_SECONDS)
    return window.actions() == names


class App:
    def __init__(self, session, argv, name, env, cwd):
        self.session = session
        self.name = name
        self.argv = argv
        self.started = time.monotonic()
        self.process = session.start(name, argv, env=dict(session.env, **env), cwd=cwd)
        self.root = None
        self.pid = None  # of the window, where it was started through another program

    # -- the process

    def alive(self):
        return self.process.poll() is None

    def log(self):
        return self.session.log(self.name)

    def check_log(self, allow=()):
        """Raises if the program printed a warning of GLib, or a sanitizer's report."""
        bad = [line for line in self.log().splitlines() if COMPLAINT.search(line)
               and not any(re.search(pattern, line) for pattern in allow)]
        if bad:
            raise UiError('log of %s:\n%s' % (self.name, '\n'.join(bad)))

    def _check_alive(self):
        if not self.alive():
            raise AppEnded('%s ended with status %s:\n%s'
                           % (self.argv[0], self.process.returncode, self.log()[-3000:]))

    def quit(self, timeout=60):
        """Closes every window as a person would; gives the exit status."""
        if self.alive():
            try:
                # A first frame is there before what assistive technologies are told of its window.
                for window in self.windows() or [self.window()]:
                    wait_until(lambda node=window: _has_all_actions(node), timeout, 'all its actions')
                    window.action('window.close')
            except (AppEnded, UiError):  # one window of several ends it
                pass
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                processes.end_child(self.process)
                raise UiTimeout('%s did not end after its windows were closed' % self.argv[0])
        return self.process.returncode

    # -- accessibility

    def call(self, destination, path, interface, method, arguments=None, signature=None):
        """One call on the accessibility bus; gives the answer as a tuple."""
        parameters = GLib.Variant(signature, arguments) if signature else None
        try:
            return self.session.accessibility.call_sync(
                destination, path, interface, method, parameters, None,
                Gio.DBusCallFlags.NO_AUTO_START, int(self.session.timeout * 1000), None).unpack()
        except GLib.Error as error:
            self._check_alive()
            raise self._error_of(error, '%s.%s' % (interface, method))

    @staticmethod
    def _error_of(error, what):
        message = error.message
        if re.search('UnknownObject|UnknownMethod.*(object path|Object does not exist)|'
                     'ServiceUnknown|NameHasNoOwner', message):
            return NodeGone(message)
        if error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT):
            return UiTimeout(what + ': no answer in time (is its main loop blocked?)')
        return UiError('%s: %s' % (what, message))

    def _pid_of(self, destination):
        return self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                         'GetConnectionUnixProcessID', (destination,), '(s)')[0]

    def _is_ours(self, pid):
        """Whether PID is the program, or a child of it where it was started through another."""
        while pid > 1 and pid != self.process.pid:
            try:
                with open('/proc/%d/stat' % pid, encoding='utf-8') as file:
                    pid = int(file.read().rsplit(')', 1)[1].split()[1])
            except (OSError, ValueError):
                return False
        return pid == self.process.pid

    def _find_root(self):
        self._check_alive()
        children = self.call('org.a11y.atspi.Registry', '/org/a11y/atspi/accessible/root',
                             INTERFACE + 'Accessible', 'GetChildren')[0]
        for destination, path in children:
            try:
                pid = self._pid_of(destination)
                if self._is_ours(pid):
                    self.pid = pid
                    return Node(self, destination, path)
            except UiError:
                continue
        return None

    def wait_for_root(self):
        self.root = wait_until(self._find_root, self.session.timeout,
                               '%s on the accessibility bus' % self.argv[0])

    def windows(self):
        """The toplevels. Not by their role: a file chooser has the role "filler"."""
        return self.root.children()

    def window(self, name=None):
        """Waits for the toplevel of that exact name, or one that a regex finds; None: for any."""
        return wait_until(
            lambda: next((w for w in self.windows() if name is None or _matches(name, w.name)),
                         None),
            self.session.timeout, 'window %r' % (name,))

    def find(self, role=None, name=None, **more):
        """The first match in any window; see Node.find."""
        return self.root.find(role, name, **more)

    def find_all(self, role=None, name=None, **more):
        return self.root.find_all(role, name, **more)

    def wait_for(self, condition, timeout=None, what='a condition'):
        return wait_until(condition, timeout or self.session.timeout, what)

    def wait_gone(self, role=None, name=None, **more):
        """Waits until nothing matches."""
        self.wait_for(lambda: not self.root.find_all(role, name, **more),
                      what='the end of %s %r' % (role, name))

    def tree(self, limit=2000):
        return '\n'.join(self.root.tree(limit))

    def catch_up(self):
        """Until the program has taken in what was sent to it or fell due before: it sleeps, and does so
        again after an answer, for it may have waited for X. That it answers is not enough, for its main
        loop does so between two keys. It may have been told to end."""
        try:
            for _ in range(2):
                self.windows()
                wait_until(self._sleeps, ASLEEP_SECONDS, 'an end of its work', step=0.002)
        except (AppEnded, OSError, UiError):
            pass

    def _sleeps(self):
        self._check_alive()
        with open('/proc/%d/stat' % self.pid, encoding='utf-8') as file:
            return file.read().rsplit(')', 1)[1].split()[0] == 'S'

    def type_path(self, path):
        """In GTK's file chooser, which may have the title of the window that it lies over."""
        role = 'filler', 'GtkFileChooserWidget'
        self.find(*role)
        chooser = next(window for window in self.windows() if window.find_all(*role))
        title = chooser.name
        count = [window.name for window in self.windows()].count(title)

        def topmost():
            found = [x for x in self.x_windows() if x[1] == title]
            return found[-1] if len(found) == count else None
        self._activate(wait_until(topmost, self.session.timeout, 'the file chooser on the screen'))
        self.session.screen.key('ctrl+l')
        self.session.screen.key('ctrl+a')
        self.session.screen.type(path)
        chooser.find('text', text=path)

    # -- whole trees at once

    def _children_of_all(self, nodes):
        """{node: its children, or None where it is gone}; the calls are in flight together."""
        context = GLib.MainContext.new()
        context.push_thread_default()
        found = {}

        def done(connection, result, node):
            try:
                found[node] = [Node(self, *child)
                               for child in connection.call_finish(result).unpack()[0]]
            except GLib.Error as error:
                known = self._error_of(error, 'GetChildren')
                found[node] = known if isinstance(known, UiTimeout) else None
        try:
            for node in nodes:
                self.session.accessibility.call(
                    node.destination, node.path, INTERFACE + 'Accessible', 'GetChildren', None,
                    None, Gio.DBusCallFlags.NO_AUTO_START, int(self.session.timeout * 1000), None,
                    done, node)
            while len(found) < len(nodes):
                context.iteration(True)
        finally:
            context.pop_thread_default()
        for children in found.values():
            if isinstance(children, UiTimeout):
                raise children
        return found

    def _cached(self, destination):
        """{(destination, path): Info} of what the toolkit has in its cache."""
        try:
            items = self.call(destination, '/org/a11y/atspi/cache', INTERFACE + 'Cache',
                              'GetItems')[0]
        except UiTimeout:
            raise
        except UiError:
            return {}
        return {tuple(item[0]): Info(item[6], item[7], item[8], item[9], item[5])
                for item in items}

    def snapshot(self, top):
        """[(Node, depth, Info)] of the tree below TOP, in the order of the document: two calls a
        level and one for all, which takes about 0.3 ms a node."""
        self._check_alive()
        children, level = {}, [top]
        while level:
            found = self._children_of_all(level)
            children.update(found)
            level = [child for node in level for child in found[node] or ()
                     if child not in children]
        if children[top] is None:
            raise NodeGone(top.path)
        infos = self._cached(top.destination)
        out, stack = [], [(top, 0)]
        while stack:
            node, depth = stack.pop()
            if children.get(node) is None:
                continue
            try:
                info = infos.get((node.destination, node.path)) or node.info()
            except NodeGone:
                continue
            out.append((node, depth, info))
            stack.extend((child, depth + 1) for child in reversed(children[node]))
        return out

    # -- X

    def x_windows(self):
        """[(id, title, x, y, width, height)] of the windows that X shows, popovers too."""
        out = []
        for number in self.session.run(['xdotool', 'search', '--onlyvisible', '--pid',
                                        str(self.pid)]).split():
            # Of one with a title bar of the window manager's xdotool tells a wrong place.
            geometry = dict(re.findall(r'^  (?:Absolute upper-left )?(X|Y|Width|Height): +(-?\d+)',
                self.session.run(['xwininfo', '-id', number.decode()]).decode(), re.M))
            if 'X' not in geometry:
                continue
            title = self.session.run(['xdotool', 'getwindowname', number.decode()]).decode()
            out.append((int(number), title.rstrip('\n'),
                        *(int(geometry[key]) for key in ('X', 'Y', 'Width', 'Height'))))
        return out

    def x_window(self, window):
        """What X knows of a toplevel, which it is found in by its title."""
        title = window.name
        return wait_until(lambda: next((x for x in self.x_windows() if x[1] == title), None),
                          self.session.timeout, 'an X window titled %r' % title)

    def activate(self, window=None):
        """Gives a toplevel the keyboard focus."""
        self._activate(self.x_window(window or self.window()))

    def _activate(self, x_window):
        self.session.run(['xdotool', 'windowactivate', '--sync', str(x_window[0])], check=True)

    def resize(self, width, height, window=None):
        number = self.x_window(window or self.window())[0]
        self.session.run(['xdotool', 'windowsize', '--sync', str(number), str(width),
                          str(height)], check=True)
        self.session.screen.settle()

    def screenshot(self, path, window=None):
        """What the screen shows in the rectangle of a toplevel, with what lies over it."""
        self.session.screen.settle()
        rectangle = self.x_window(window or self.window())[2:]
        self.session.screen.save(os.path.abspath(path), rectangle)
