# SPDX-License-Identifier: GPL-3.0-or-later
"""Laptops for tests that drive halqa-node from outside, as a script would."""

import json
import os
import shutil
import signal
import subprocess
import tempfile

# Until a process is taken for one that hangs.
TIMEOUT = 300


class Failure(Exception):
    """What a test expected did not hold."""


def check(condition, *told):
    """Like assert, but it says what it saw."""
    if not condition:
        raise Failure(' '.join(repr(one) for one in told) or 'it does not hold')


def equal(seen, expected):
    check(seen == expected, 'seen:', seen, 'expected:', expected)


class Laptop:
    """A folder of its own, and the program on it."""

    program = None

    def __init__(self, name=None):
        self.folder = tempfile.mkdtemp(prefix='halqa-node-')
        self.data = os.path.join(self.folder, 'data')
        # No daemon is asked, and nobody else's catalogue or folder is used.
        self.env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', HOME=self.folder,
                        XDG_DATA_HOME=os.path.join(self.folder, 'xdg'),
                        DBUS_SYSTEM_BUS_ADDRESS='unix:path=/nonexistent')
        self.server = None
        if name:
            self.run('init', '--name', name)

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        if self.server:
            self.server.kill()
            self.server.wait()
            self.server.stdout.close()
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        """A file of this laptop, of text or bytes; its path."""
        data = content.encode() if isinstance(content, str) else content
        with open(self.path(name), 'wb') as file:
            file.write(data)
        return self.path(name)

    def forum_file(self):
        """The path of the only database."""
        forums = os.path.join(self.data, 'forums')
        names = [name for name in os.listdir(forums) if name.endswith('.halqadb')]
        equal(len(names), 1)
        return os.path.join(forums, names[0])

    def command(self, *args):
        return [self.program, *(['--data', self.data] if self.data else []), *args]

    def start(self, *args, **options):
        return subprocess.Popen(self.command(*args), env=self.env, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, **options)

    def call(self, *args, stdin=b'', env=None, stdout=subprocess.PIPE):
        """Exit status, standard output, standard error."""
        done = subprocess.run(self.command(*args), input=stdin, stdout=stdout,
                              stderr=subprocess.PIPE, env=dict(self.env, **(env or {})),
                              timeout=TIMEOUT, check=False)
        return done.returncode, (done.stdout or b'').decode(), done.stderr.decode()

    def run(self, *args, **options):
        """Standard output of what must be done, without its last line ending."""
        status, output, errors = self.call(*args, **options)
        check(status == 0 and errors == '', args, status, errors)
        return output.removesuffix('\n')

    def json(self, *args, **options):
        """The one value that is printed."""
        return json.loads(self.run('--json', *args, **options))

    def lines(self, *args, **options):
        """A list of what stands on the lines."""
        output = self.run('--json', *args, **options)
        return [json.loads(line) for line in output.splitlines()]

    def fails(self, *args, status=1, **options):
        """The one line that tells why."""
        seen, _, errors = self.call(*args, **options)
        equal((args, seen), (args, status))
        check(errors.startswith('halqa-node: ') and errors.count('\n') == 1, args, errors)
        return errors.removeprefix('halqa-node: ').rstrip('\n')

    def serve(self, *where, **options):
        """Starts serving, on this machine alone unless told where; HOST:PORT."""
        self.server = self.start('serve', '--no-discovery',
                                 *(where or ('--listen', '127.0.0.1:0')), **options)
        words = self.server.stdout.readline().decode().split()
        equal(len(words), 3)
        equal(words[0], 'listening')
        equal(words[2], self.run('init'))
        return words[1]

    def stop(self, how=signal.SIGTERM):
        """Ends serving; its exit status."""
        self.server.send_signal(how)
        status = self.server.wait(TIMEOUT)
        self.server.stdout.close()
        self.server = None
        return status


def two_laptops():
    """Two members of one forum that have not met; close both."""
    first, second = Laptop('Amal'), Laptop('Brahim')
    first.run('forum', 'new', 'المنتدى')
    invitation = first.path('invitation')
    first.run('forum', 'invite', invitation)
    second.run('forum', 'join', invitation)
    return first, second


def run_tests(tests):
    """Runs functions by path, prints TAP, returns the exit status."""
    failed = 0
    print('1..%d' % len(tests))
    for number, (path, test) in enumerate(tests, 1):
        try:
            test()
        except (Failure, KeyError, ValueError, OSError, subprocess.SubprocessError) as reason:
            failed += 1
            for line in ('%s: %s' % (type(reason).__name__, reason)).splitlines():
                print('# ' + line)
            print('not ok %d %s' % (number, path), flush=True)
        else:
            print('ok %d %s' % (number, path), flush=True)
    return 1 if failed else 0
