#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-window.py HALQA HALQA-NODE GENERATE-FORUM BARE-LIST FRAMES LOCALEDIR SCHEMADIR: how smooth the
window is with many proposals, beside what GTK takes by itself for a bare list of the same titles, in the
same run: from the start of the program to its first frame; what it holds; its frames while its list or
its table is scrolled, while somebody searches, while entries arrive from another laptop, and while a table
is written.

The other laptop is a process of this machine, which in a room it is not: it has what the window leaves of
the processors. So that it has no more than that, all are of one session, for the kernel shares the
processors out between sessions first (sched_autogroup).

FRAMES is loaded before either program, and says on which microsecond each frame was begun, how long it
took, and how long the rounds of the main loop did; GLib's and Python's monotonic clocks are one clock.
"""

import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import time

from uidrive import Session

HALQA, NODE, GENERATE, BARE, FRAMES, LOCALES, SCHEMAS = sys.argv[1:]
FEW, MANY, ARRIVING = 2000, 20000, 5000
SEED = 2026
TIMES = 5
# Of what the bare list takes.
START_LIMIT, FRAME_LIMIT = 1.5, 2
# Of a frame, and of whatever else keeps one waiting.
LATE_MS = 32
QUIET_SECONDS = 1
PATIENCE_SECONDS = 300
SEARCHED = ('marche populaire', 'السوق', 'ecole')

_over = []


def report(name, value, limit, unit):
    over = value > limit
    if over:
        _over.append(name)
    print('%-50s %9.3f %9.3f %s%s' % (name, value, limit, unit, ' over' if over else ''), flush=True)


def tell(name, value, unit):
    print('  %-48s %9.3f %9s %s' % (name, value, '', unit), flush=True)


class Framed:
    """A program whose frames are told."""

    def __init__(self, session, argv):
        self.session = session
        self.path = os.path.join(session.home, 'frames-%d' % len(session.apps))
        start = time.monotonic()
        self.app = session.launch(argv, env={'LD_PRELOAD': FRAMES, 'HALQA_FRAMES': self.path})
        first = self.app.wait_for(lambda: self.lines('frame'), timeout=60, what='a first frame')[0]
        self.start = (first[0] + first[1]) / 1e6 - start

    def lines(self, kind, since=0):
        """[(start, microseconds), …] of frames or turns that began after SINCE."""
        with open(self.path, encoding='ascii') as file:
            rows = [line.split() for line in file.read().split('\n')[:-1]]
        return [(int(row[1]), int(row[2])) for row in rows
                if row[0] == kind and int(row[1]) >= since]

    def held(self):
        """MB, with its part of what it shares with others."""
        with open('/proc/%d/smaps_rollup' % self.app.process.pid, encoding='ascii') as file:
            return int(re.search(r'^Pss: +(\d+)', file.read(), re.M).group(1)) / 1024

    def n_scrolled(self):
        with open(self.path, encoding='ascii') as file:
            return file.read().count('scrolled')

    def scroll(self, number=signal.SIGUSR1):
        n = self.n_scrolled()
        os.kill(self.app.process.pid, number)
        self.app.wait_for(lambda: self.n_scrolled() > n, timeout=PATIENCE_SECONDS, what='the end')

    def wait_quiet(self):
        """Until it has done what it does by itself after its start."""
        self.app.wait_for(lambda: not self.lines('turn', (time.monotonic() - QUIET_SECONDS) * 1e6),
                          timeout=PATIENCE_SECONDS, what='the end of its own work')

    def during(self, action):
        """(milliseconds of the frames, milliseconds of the longest turn) while ACTION runs."""
        since = time.monotonic() * 1e6
        action()
        frames = sorted(took / 1e3 for _, took in self.lines('frame', since))
        return frames, max((took / 1e3 for _, took in self.lines('turn', since)), default=0)


def high(frames):
    """The 95th percentile."""
    return frames[int(len(frames) * 0.95)]


class Forum:
    """A laptop with proposals, and one that has met it and has some more."""

    def __init__(self, session, n):
        self.session = session
        self.data = os.path.join(session.home, 'forum-%d' % n)
        self.other = self.data + '-other'
        self.n = n
        invitation = self.data + '.halqa-invitation'
        self.node('forum', 'new', 'Bench')
        self.node('forum', 'invite', invitation)
        self.node('forum', 'join', invitation, data=self.other)
        self.fill(self.data, n, SEED)
        if n == MANY:
            self.meet()
            self.fill(self.other, ARRIVING, SEED + 1)
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.address = '127.0.0.1:%d' % probe.getsockname()[1]

    def node(self, *arguments, data=None):
        subprocess.run([NODE, '--data', data or self.data, *arguments], env=self.session.env,
                       check=True, stdout=subprocess.DEVNULL)

    def fill(self, data, n, seed):
        path = data + '.ndjson'
        with open(path, 'wb') as file:
            subprocess.run([GENERATE, str(n), str(seed)], stdout=file, check=True)
        self.node('import', path, data=data)

    def meet(self):
        serving = subprocess.Popen([NODE, '--data', self.data, 'serve', '--listen', '127.0.0.1:0',
                                    '--no-discovery'], env=self.session.env,
                                   stdout=subprocess.PIPE)
        try:
            self.node('sync', serving.stdout.readline().decode().split()[1], data=self.other)
        finally:
            serving.terminate()
            serving.wait()
            serving.stdout.close()

    def titles(self):
        """A file of them, a line each."""
        path = self.data + '.titles'
        with open(self.data + '.ndjson', encoding='utf-8') as lines, \
             open(path, 'w', encoding='utf-8') as file:
            for record in map(json.loads, lines):
                if record['kind'] == 'proposal':
                    file.write(record['title'] + '\n')
        return path

    def window(self):
        return Framed(self.session, [HALQA, '--data', self.data, '--no-discovery', '--listen',
                                     self.address])


def measure_start(session, forum, argv):
    """Seconds of both, by turns; and what both hold."""
    starts, held = [], []
    for _ in range(TIMES):
        for open_it in (forum.window, lambda: Framed(session, argv)):
            program = open_it()
            starts.append(program.start)
            held.append(program.held())
            program.app.quit()
    ours, bare = statistics.median(starts[::2]), statistics.median(starts[1::2])
    report('start to first frame, %d proposals' % forum.n, ours, START_LIMIT * bare, 's')
    tell('the same of a bare list', bare, 's')
    tell('memory at the first frame', statistics.median(held[::2]), 'MB')
    tell('the same of a bare list', statistics.median(held[1::2]), 'MB')


def measure_bare(session, argv):
    """The frames of a bare list, stepwise and through all of it."""
    bare = Framed(session, argv)
    frames = [bare.during(lambda n=number: bare.scroll(n))[0]
              for number in (signal.SIGUSR1, signal.SIGUSR2)]
    tell('memory of a bare list that was scrolled', bare.held(), 'MB')
    bare.app.quit()
    return frames


def report_frames(what, found, bare):
    """FOUND and BARE: of during() and of measure_bare(); BARE may be None."""
    frames, turn = found
    if bare:
        report('a frame, %s' % what, statistics.median(frames),
               FRAME_LIMIT * statistics.median(bare), 'ms')
        report('one of twenty takes longer than', high(frames), FRAME_LIMIT * high(bare), 'ms')
        tell('the same of a bare list: median', statistics.median(bare), 'ms')
        tell('… 95th percentile', high(bare), 'ms')
    report('longest wait for a frame, %s' % what, turn, LATE_MS, 'ms')


def search(window):
    window.app.activate()
    window.session.screen.key('ctrl+f')
    for words in SEARCHED:
        window.session.screen.key('ctrl+a')
        window.session.screen.type(words, delay=120)
    window.session.screen.key('Escape')
    window.app.find('label', re.compile(r'^%d\b' % MANY))


def show(window, view):
    """As a list or as a table: chooses it in the menu, which is open."""
    window.app.find('menu item', view).click()
    window.wait_quiet()


def open_menu(window, which):
    """Of the two: that of the list, and that of the table."""
    window.app.activate()
    window.app.find('push button', re.compile('^View and order'), index=which, state='focusable'
                    ).click()
    window.app.find('menu item', 'Table')


def measure_table(window, bare):
    open_menu(window, 0)
    report_frames('opening the table', window.during(lambda: show(window, 'Table')), None)
    report_frames('scrolling the table', window.during(window.scroll), bare[0])
    report_frames('through all of the table',
                  window.during(lambda: window.scroll(signal.SIGUSR2)), bare[1])
    open_menu(window, 1)
    show(window, 'List')


def be_elsewhere():
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def receive(window, forum, arriving):
    """Scrolls until all has arrived."""
    sync = subprocess.Popen([NODE, '--data', forum.other, 'sync', forum.address],
                            env=window.session.env, stdout=subprocess.DEVNULL,
                            preexec_fn=be_elsewhere)
    while sync.poll() is None:
        arriving()
    assert sync.returncode == 0
    arriving()


def export(window):
    window.app.activate()
    window.session.screen.key('F10')
    window.app.find('menu item', re.compile('^_?Export')).click()
    window.app.find('filler', 'GtkFileChooserWidget')
    window.session.screen.key('ctrl+l', 'ctrl+a')
    window.session.screen.type(os.path.join(window.session.home, 'out'))
    window.app.find('push button', 'Export').click()


def measure_many(session, forum, bare):
    window = forum.window()
    report_frames('as it starts', window.during(window.wait_quiet), None)
    report_frames('scrolling', window.during(window.scroll), bare[0])
    report_frames('through all of it', window.during(lambda: window.scroll(signal.SIGUSR2)), bare[1])
    tell('memory after that', window.held(), 'MB')
    report_frames('typing a search', window.during(lambda: search(window)), None)
    measure_table(window, bare)
    report_frames('scrolling while %d entries arrive' % ARRIVING,
                  window.during(lambda: receive(window, forum, window.scroll)), bare[0])
    export(window)
    report_frames('scrolling while a table is written', window.during(window.scroll), bare[0])
    window.app.quit()


def main():
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    with Session(language='en', env=env, timeout=60) as session:
        for n in (FEW, MANY):
            forum = Forum(session, n)
            argv = [BARE, forum.titles()]
            measure_start(session, forum, argv)
            if n == MANY:
                measure_many(session, forum, measure_bare(session, argv))
    return 1 if _over else 0


if __name__ == '__main__':
    sys.exit(main())
