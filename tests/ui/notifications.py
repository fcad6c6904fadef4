# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop as a program's test sees it: the notifications that are shown, and a click; what keeps the
session from ending."""

import threading

from gi.repository import Gio, GLib


class _Service:
    """On the bus of SESSION, from before the program starts until close(). A subclass says NAME, PATH and
    INTERFACE, and answers."""

    def __init__(self, session):
        self._context = GLib.MainContext.new()
        self._loop = GLib.MainLoop.new(self._context, False)
        self._ready = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(session.env['DBUS_SESSION_BUS_ADDRESS'],), daemon=True)
        self._thread.start()
        assert self._ready.wait(30), 'no bus for ' + self.NAME

    def _serve(self, address):
        self._context.push_thread_default()
        flags = Gio.DBusConnectionFlags
        self._bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self._bus.set_exit_on_close(False)
        self._bus.register_object(self.PATH,
                                  Gio.DBusNodeInfo.new_for_xml(self.INTERFACE).interfaces[0],
                                  self._called, None, None)
        self._bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                            'org.freedesktop.DBus', 'RequestName',
                            GLib.Variant('(su)', (self.NAME, 0)), None, 0, -1, None)
        self._ready.set()
        self._loop.run()

    def _called(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        invocation.return_value(self.answer(method, arguments.unpack()))
        self.answered()

    def answered(self):
        """The answer is on its way."""

    def close(self):
        self._loop.quit()
        self._thread.join()
        self._bus.close_sync(None)


class Notifications(_Service):
    """SHOWN: {id: title}; TITLES: all that there ever were, in their order."""

    NAME = 'org.freedesktop.Notifications'
    PATH = '/org/freedesktop/Notifications'
    INTERFACE = '''<node><interface name="org.freedesktop.Notifications">
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
  <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/>
  <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
  <arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
  <arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
</interface></node>'''

    def __init__(self, session):
        self.shown = {}
        self.titles = []
        self._count = 0
        self._new = {}
        super().__init__(session)

    def answered(self):
        """GLib takes back only what it knows the number of: before that nothing is shown."""
        self.titles.extend(self._new.values())
        self.shown.update(self._new)
        self._new = {}

    def answer(self, method, arguments):
        if method == 'Notify':
            number = arguments[1]
            if not number:
                self._count += 1
                number = self._count
            self._new = {number: arguments[3]}
            return GLib.Variant('(u)', (number,))
        if method == 'CloseNotification':
            self.shown.pop(arguments[0], None)
            return None
        if method == 'GetCapabilities':
            return GLib.Variant('(as)', (['actions', 'body'],))
        return GLib.Variant('(ssss)', ('test', 'halqa', '1', '1.2'))

    def click(self, number):
        """As a person clicks on one: its default action, and it goes."""
        self._bus.emit_signal(None, self.PATH, self.NAME, 'ActionInvoked',
                              GLib.Variant('(us)', (number, 'default')))
        self.shown.pop(number)


class SessionManager(_Service):
    """IN_FORCE: {cookie: reason} of what keeps the session from ending or the laptop from sleeping; REASONS:
    all that there ever were."""

    NAME = 'org.gnome.SessionManager'
    PATH = '/org/gnome/SessionManager'
    INTERFACE = '''<node><interface name="org.gnome.SessionManager">
<method name="Inhibit"><arg type="s" direction="in"/><arg type="u" direction="in"/>
  <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="u" direction="out"/></method>
<method name="Uninhibit"><arg type="u" direction="in"/></method>
<method name="RegisterClient"><arg type="s" direction="in"/><arg type="s" direction="in"/>
  <arg type="o" direction="out"/></method>
<method name="UnregisterClient"><arg type="o" direction="in"/></method>
</interface></node>'''

    def __init__(self, session):
        self.in_force = {}
        self.reasons = []
        super().__init__(session)

    def answer(self, method, arguments):
        if method == 'Inhibit':
            self.reasons.append(arguments[2])
            self.in_force[len(self.reasons)] = arguments[2]
            return GLib.Variant('(u)', (len(self.reasons),))
        if method == 'Uninhibit':
            self.in_force.pop(arguments[0], None)
        return GLib.Variant('(o)', ('/client',)) if method == 'RegisterClient' else None
