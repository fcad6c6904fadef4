# SPDX-License-Identifier: GPL-3.0-or-later
"""A Session: one display, its buses and a home, with nothing of the machine's own desktop."""

import atexit
import contextlib
import fcntl
import os
import select
import shutil
import subprocess
import tempfile
import time
import uuid
import weakref

from gi.repository import Gio, GLib

from . import processes
from .app import App
from .processes import UiError, UiTimeout, wait_until
from .screen import Screen

STARTUP_SECONDS = 60.0
# What of the caller's environment must not reach the programs.
FOREIGN = ('LC_', 'XDG_', 'DBUS_', 'AT_SPI', 'GTK_', 'GDK_', 'GSK_', 'ADW_', 'LANG', 'DISPLAY',
           'WAYLAND_DISPLAY', 'XAUTHORITY', 'NO_AT_BRIDGE')
# What of that does after all: where schemas are found, and the system bus of a lab host.
KEPT = ('XDG_DATA_DIRS', 'DBUS_SYSTEM_BUS_ADDRESS')

BUS_CONFIGURATION = '''<!DOCTYPE busconfig PUBLIC 
 "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path=%s</listen>
  <auth>EXTERNAL</auth>
  <servicedir>%s</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''

_open_sessions = weakref.WeakSet()


@contextlib.contextmanager
def _alone():
    """No other Xvfb starts meanwhile. On two hosts of the lab it may take the same number, and then they
    have their keyboards made through one file."""
    folder = os.open('/tmp', os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@atexit.register
def _close_all():
    for session in list(_open_sessions):
        session.close()


class Session:
    """Make one in a `with` statement.

    LANGUAGE is 'ar', 'fr', …: no locale of that language need be installed. ENV holds further
    variables for every program. HOME is a folder that outlives the session, where one is given.
    TIMEOUT is how long, in seconds, what is looked for may take to appear."""

    def __init__(self, language='en', size='1280x900', env=None, home=None,
                 timeout=60.0, contrast=False):
        self.timeout = timeout
        self.token = uuid.uuid4().hex
        self.dir = tempfile.mkdtemp(prefix='uidrive-')
        self.home = home or os.path.join(self.dir, 'home')
        self.apps = []
        self.screen = Screen(self)
        self._children = []
        self._connections = []
        self._closed = False
        _open_sessions.add(self)
        processes.adopt_orphans()
        try:
            self._make_folders()
            self.env = self._environment(language, env or {})
            if contrast:
                self.env['ADW_DEBUG_HIGH_CONTRAST'] = '1'
            self._write_settings()
            self._start_display(size)
            self._start_buses()
            self._start_desktop()
        except BaseException:
            self.close()
            raise

    # -- making it

    def _path(self, *names):
        return os.path.join(self.dir, *names)

    def _make_folders(self):
        for folder in (self.home, self._path('run'), self._path('log'), self._path('services')):
            os.makedirs(folder, exist_ok=True)
        os.chmod(self._path('run'), 0o700)

    def _environment(self, language, more):
        env = {k: v for k, v in os.environ.items() if k in KEPT or not k.startswith(FOREIGN)}
        env.update({
            'UIDRIVE_TOKEN': self.token,
            'HOME': self.home,
            'XDG_RUNTIME_DIR': self._path('run'),
            'XDG_CONFIG_HOME': os.path.join(self.home, '.config'),
            'XDG_DATA_HOME': os.path.join(self.home, '.local/share'),
            'XDG_CACHE_HOME': os.path.join(self.home, '.cache'),
            'XDG_STATE_HOME': os.path.join(self.home, '.local/state'),
            # ar_MA.UTF-8 without its locale generated would give left to right, in silence.
            'LC_ALL': 'C.UTF-8',
            'LANGUAGE': language,
            'GDK_BACKEND': 'x11',
            # With GDK_DEBUG: pictures that are equal to the pixel from run to run.
            'GSK_RENDERER': 'cairo',
            'GDK_DEBUG': 'gl-disable',
            'LIBGL_ALWAYS_SOFTWARE': '1',
            'GTK_A11Y': 'atspi',
            'GSETTINGS_BACKEND': 'memory',
            'GIO_USE_VFS': 'local',
            'GIO_USE_VOLUME_MONITOR': 'unix',
            'GTK_USE_PORTAL': '0',
            'ADW_DISABLE_PORTAL': '1',
            'ADW_DEBUG_COLOR_SCHEME': 'prefer-light',
            'NO_COLOR': '1',
        })
        env.update(more)
        return env

    def _write_settings(self):
        folder = os.path.join(self.env['XDG_CONFIG_HOME'], 'gtk-4.0')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'settings.ini'), 'w', encoding='utf-8') as file:
            file.write('[Settings]\n'
                       'gtk-enable-animations=false\n'
                       'gtk-cursor-blink=false\n'
                       'gtk-font-name=Noto Sans 11\n'
                       'gtk-xft-antialias=1\n'
                       'gtk-xft-hinting=0\n'
                       'gtk-xft-rgba=none\n')

    def _start_display(self, size):
        """Xvfb takes a free number itself and writes it to -displayfd. No key repeats: on a busy machine
        its release may come after half a second."""
        with _alone():
            self._start_xvfb(size)

    def _start_xvfb(self, size):
        reading, writing = os.pipe()
        try:
            self.start('xvfb', ['Xvfb', '-displayfd', str(writing), '-screen', '0', size + 'x24',
                                '-dpi', '96', '-nolisten', 'tcp', '-noreset', '-r'],
                       pass_fds=(writing,))
        finally:
            os.close(writing)
        number = b''
        end = time.monotonic() + STARTUP_SECONDS
        with os.fdopen(reading, 'rb', buffering=0) as pipe:
            while not number.endswith(b'\n'):
                if not select.select([pipe], [], [], max(0, end - time.monotonic()))[0]:
                    raise UiTimeout('Xvfb gave no display: ' + self.log('xvfb'))
                chunk = pipe.read(64)
                if not chunk:
                    raise UiError('Xvfb ended: ' + self.log('xvfb'))
                number += chunk
        self.env['DISPLAY'] = ':' + number.decode().strip()

    def _start_buses(self):
        """The session bus, on which only accessibility can be activated, and through that its bus,
        whose daemon the activated launcher starts."""
        socket, configuration = self._path('run', 'bus'), self._path('session.conf')
        shutil.copy('/usr/share/dbus-1/services/org.a11y.Bus.service', self._path('services'))
        with open(configuration, 'w', encoding='utf-8') as file:
            file.write(BUS_CONFIGURATION % (socket, self._path('services')))
        self.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=' + socket
        self.start('dbus', ['dbus-daemon', '--config-file=' + configuration, '--nofork',
                            '--nopidfile', '--nosyslog'])
        bus = wait_until(lambda: self._connect(self.env['DBUS_SESSION_BUS_ADDRESS']),
                         STARTUP_SECONDS, 'the session bus')
        address = bus.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress',
                                None, GLib.VariantType('(s)'), 0, int(STARTUP_SECONDS * 1000),
                                None).unpack()[0]
        self.env['AT_SPI_BUS_ADDRESS'] = address
        self.accessibility = self._connect(address)

    def _connect(self, address):
        flags = Gio.DBusConnectionFlags
        try:
            connection = Gio.DBusConnection.new_for_address_sync(
                address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        except GLib.Error as error:  # not there, or there and not listening yet
            raise UiError(error.message) from error
        connection.set_exit_on_close(False)
        self._connections.append(connection)
        return connection

    def _start_desktop(self):
        """A window manager, for focus, and a compositor, for see-through corners."""
        self.start('wm', ['openbox'])
        wait_until(lambda: b'window id #' in self.run(
            ['xprop', '-root', '_NET_SUPPORTING_WM_CHECK']), STARTUP_SECONDS, 'openbox')
        self.start('compositor', ['xcompmgr'])

    # -- running things in it

    def start(self, name, argv, env=None, cwd=None, pass_fds=()):
        """Starts a program that lives until the session ends; what it prints is log(NAME). It is of this
        process's session, as those of a desktop are of one."""
        with open(self._path('log', name), 'ab') as log:
            child = subprocess.Popen(argv, env=env or self.env, cwd=cwd,
                                     stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                     pass_fds=pass_fds, process_group=0,
                                     preexec_fn=processes.die_with_parent)
        self._children.append(child)
        return child

    def run(self, argv, check=False):
        """Runs a short program and gives what it printed, as bytes."""
        done = subprocess.run(argv, env=self.env, stdin=subprocess.DEVNULL, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if check and done.returncode:
            raise UiError('%s: status %d: %s' % (argv[0], done.returncode,
                                                 done.stderr.decode('utf-8', 'replace')))
        return done.stdout

    def launch(self, argv, env=None, cwd=None):
        """Starts a program with windows; gives its App once accessibility knows it."""
        app = App(self, argv, 'app%d' % len(self.apps), env or {}, cwd)
        self.apps.append(app)
        app.wait_for_root()
        return app

    def log(self, name):
        try:
            with open(self._path('log', name), 'rb') as file:
                return file.read().decode('utf-8', 'replace')
        except OSError:
            return ''

    # -- ending it

    def close(self):
        if self._closed:
            return
        self._closed = True
        _open_sessions.discard(self)
        own = {child.pid for child in self._children}
        adopted = [pid for pid in processes.pids_with_token(self.token) if pid not in own]
        for app in self.apps:
            processes.end_child(app.process)
        for connection in self._connections:
            try:
                connection.close_sync(None)
            except GLib.Error:
                pass
        for child in reversed(self._children):
            processes.end_child(child)
        processes.end_all(self.token)
        processes.collect(adopted)
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()
        return False
