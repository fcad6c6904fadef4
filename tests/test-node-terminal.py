#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command line writes to a terminal, and to nothing else.

test-node-terminal.py HALQA-NODE
"""

import os
import pty
import re
import signal
import subprocess
import sys
import time

from node_tools import Laptop, check, equal, run_tests


def one_forum():
    laptop = Laptop('Amal')
    laptop.run('forum', 'new', 'المنتدى')
    return laptop


def a_terminal_obeys_nobody():
    with one_forum() as laptop:
        title = 'a\x1b[2J\u202eb\x07'
        proposal = laptop.run('add', 'proposal', 'title=' + title)
        laptop.run('init', '--name', 'Amal\x1bc')
        for command in ('list', 'proposal'), ('show', proposal), ('history', proposal), ('changes',):
            told = laptop.run(*command)
            check('a␛[2J[U+202E]b␇' in told or command == ('changes',), told)
            check(not any(mark in told for mark in '\x1b\x07\u202e'), told)
        equal(laptop.json('show', proposal)['title'], title)
        laptop.run('set', proposal, 'title=%s\nb' % title)
        check('\nb\n' in laptop.run('show', proposal))
        check('␛' in laptop.fails('show', '\x1b'))


def is_open(process, path):
    """Whether it is reading the file, soon; not where it has ended."""
    folder = '/proc/%d/fd' % process.pid
    while process.poll() is None:
        try:
            if any(os.path.realpath(os.path.join(folder, fd)) == path for fd in os.listdir(folder)):
                return True
        except OSError:
            pass
        time.sleep(0.001)
    return False


def import_slowly(laptop, file, **options):
    """Starts an import that stands still for more than a second in the midst."""
    process = laptop.start('import', file, **options)
    if is_open(process, os.path.realpath(file)):
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.2)
        process.send_signal(signal.SIGCONT)
    return process


def read_terminal(master):
    """All that is written to it still."""
    seen = b''
    try:
        while part := os.read(master, 4096):
            seen += part
    except OSError:
        pass  # So ends a terminal that nobody writes to any more.
    os.close(master)
    return seen


def import_on_a_terminal(laptop, file):
    """All that is written to standard error."""
    master, slave = pty.openpty()
    process = import_slowly(laptop, file, stderr=slave)
    os.close(slave)
    seen = read_terminal(master)
    process.communicate()
    equal(process.returncode, 0)
    return seen


def progress_on_a_terminal():
    with one_forum() as laptop:
        laptop.env['TERM'] = 'xterm'
        file = laptop.write('in.ndjson', ''.join('{"kind":"note","body":"%d"}\n' % number
                                                 for number in range(5000)))
        seen = b''
        # A busy machine may have read it all before it can be held.
        for _ in range(10):
            seen = seen or import_on_a_terminal(laptop, file)
        check(re.fullmatch(rb'(\rReading the file: \d+%\x1b\[K)+\r\x1b\[K', seen), seen)
        laptop.env['TERM'] = 'dumb'
        equal(import_on_a_terminal(laptop, file), b'')
        process = import_slowly(laptop, file, stderr=subprocess.PIPE)
        equal(process.communicate(), (b'Lines: 5000. Records written: 0. There already: 5000. '
                                      b'Refused: 0.\n', b''))


def work_on_a_terminal():
    with one_forum() as laptop:
        laptop.env['TERM'] = 'xterm'
        laptop.run('import', laptop.write('in.ndjson', ''.join(
            '{"kind":"note","body":"note %d"}\n' % number for number in range(2000))))
        for command in 'changes', 'translations':
            master, slave = pty.openpty()
            # It can't end before somebody reads its answer.
            process = laptop.start('--json', command, stderr=slave)
            os.close(slave)
            seen = b''
            while b'2 seconds' not in seen:
                seen += os.read(master, 4096)
            told, _ = process.communicate()
            seen += read_terminal(master)
            equal(process.returncode, 0)
            check(told.count(b'\n') >= 2000)
            check(re.fullmatch(rb'\rAt work for 1 second\x1b\[K'
                               rb'(\rAt work for \d+ seconds\x1b\[K)+\r\x1b\[K', seen), seen)


TESTS = [
    ('/app/node/usage/a-terminal-obeys-nobody', a_terminal_obeys_nobody),
    ('/app/node/import/tells-a-terminal-how-far-it-is', progress_on_a_terminal),
    ('/app/node/changes/tells-a-terminal-that-it-works', work_on_a_terminal),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
