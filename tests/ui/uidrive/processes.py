# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that a Session starts, and how all of them come to an end.

Each carries UIDRIVE_TOKEN=<uuid> in its environment. Direct children are ended by their pid; then
those are looked for in /proc that carry the token, and ended by pidfd. None is ended by its name.
A direct child also gets SIGTERM when the driver dies, however it dies. That signal is tied to the
thread that started the child: make a Session in a thread that outlives it.
"""

import ctypes
import os
import select
import signal
import subprocess
import time

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


class UiError(Exception):
    """Something asked of the program did not work."""


class UiTimeout(UiError):
    """It did not happen in time."""


class NodeGone(UiError):
    """The widget behind a Node is no longer there."""


class AppEnded(Exception):
    """The program has ended; trying again is of no use."""


def wait_until(condition, timeout, what, step=0.05):
    """Asks condition() until it gives something true, and gives that. A UiError asks again. Between two
    questions it sleeps as long as one takes: to walk a tree costs whoever is waited for as much."""
    end = time.monotonic() + timeout
    last = None
    while True:
        asked = time.monotonic()
        try:
            value = condition()
            if value:
                return value
        except UiError as error:
            last = error
        now = time.monotonic()
        if now >= end:
            raise UiTimeout('timed out after %.1f s waiting for %s%s'
                            % (timeout, what, ' (%s)' % last if last else ''))
        time.sleep(max(step, now - asked))


def die_with_parent():
    """For preexec_fn."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def adopt_orphans():
    """Makes grandchildren whose parent ends ours, and not those of pid 1, which in a container may
    never collect them: at-spi-bus-launcher and its like are children of a dbus-daemon."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_child(process, grace=3.0):
    """Ends one direct child and collects it."""
    if process.poll() is None:
        try:
            process.terminate()
            process.wait(grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def pids_with_token(token):
    wanted = ('UIDRIVE_TOKEN=' + token).encode()
    found = []
    for name in os.listdir('/proc'):
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open('/proc/%s/environ' % name, 'rb') as file:
                    if wanted in file.read().split(b'\0'):
                        found.append(int(name))
            except OSError:
                pass
    return found


def _signal_all(token, number):
    """Sends a signal to each process of TOKEN; gives their pidfds."""
    fds = []
    for pid in pids_with_token(token):
        try:
            fd = os.pidfd_open(pid)
        except OSError:
            continue
        # Only now that the pidfd holds on to it is it certain which process this is.
        if pid not in pids_with_token(token):
            os.close(fd)
            continue
        try:
            signal.pidfd_send_signal(fd, number)
        except OSError:
            pass
        fds.append(fd)
    return fds


def end_all(token):
    """Ends whatever still carries TOKEN."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        fds = _signal_all(token, number)
        left = list(fds)
        end = time.monotonic() + 2.0
        while left and time.monotonic() < end:
            done = select.select(left, [], [], max(0, end - time.monotonic()))[0]
            left = [fd for fd in left if fd not in done]
        for fd in fds:
            os.close(fd)
        if not left:
            return


def collect(pids):
    """Collects adopted grandchildren, each by its pid: waiting for any child would take the exit
    status of one whose owner wants it."""
    end = time.monotonic() + 1.0
    left = set(pids)
    while left and time.monotonic() < end:
        for pid in list(left):
            try:
                if os.waitpid(pid, os.WNOHANG)[0]:
                    left.discard(pid)
            except ChildProcessError:
                left.discard(pid)
        if left:
            time.sleep(0.02)
