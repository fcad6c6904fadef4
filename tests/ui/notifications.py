# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's notifications, as a program's test sees them: those that are shown, and a click."""

import threading

from gi.repository import Gio, GLib

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


class Notifications:
    """Of the bus of SESSION, from before the program starts until close(). SHOWN: {id: title}."""

    def __init__(self, session):
        self.shown = {}
        self._count = 0
        self._context = GLib.MainContext.new()
        self._loop = GLib.MainLoop.new(self._context, False)
        self._ready = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(session.env['DBUS_SESSION_BUS_ADDRESS'],), daemon=True)
        self._thread.start()
        assert self._ready.wait(30), 'no bus for notifications'

    def _serve(self, address):
        self._context.push_thread_default()
        flags = Gio.DBusConnectionFlags
        self._bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self._bus.set_exit_on_close(False)
        self._bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0],
                                  self._called, None, None)
        self._bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                            'org.freedesktop.DBus', 'RequestName',
                            GLib.Variant('(su)', (NAME, 0)), None, 0, -1, None)
        self._ready.set()
        self._loop.run()

    def _called(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        answer = None
        if method == 'Notify':
            number = arguments.unpack()[1]
            if not number:
                self._count += 1
                number = self._count
            self.shown[number] = arguments.unpack()[3]
            answer = GLib.Variant('(u)', (number,))
        elif method == 'CloseNotification':
            self.shown.pop(arguments.unpack()[0], None)
        elif method == 'GetCapabilities':
            answer = GLib.Variant('(as)', (['actions', 'body'],))
        else:
            answer = GLib.Variant('(ssss)', ('test', 'halqa', '1', '1.2'))
        invocation.return_value(answer)

    def click(self, number):
        """As a person clicks on one: its default action, and it goes."""
        self._bus.emit_signal(None, PATH, NAME, 'ActionInvoked',
                              GLib.Variant('(us)', (number, 'default')))
        self.shown.pop(number)

    def close(self):
        self._loop.quit()
        self._thread.join()
        self._bus.close_sync(None)
