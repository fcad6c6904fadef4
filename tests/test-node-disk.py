#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks that fill up, and folders where nothing can be written.

test-node-disk.py HALQA-NODE

Runs itself in a mount namespace of its own, so that nobody else sees its disks and they go with it.
"""

import os
import signal
import subprocess
import sys
import time

from node_tools import TIMEOUT, Failure, Laptop, check, equal, run_tests, two_laptops

FULL = 'The disk is full'


def mount(*args):
    subprocess.run(['mount', *args], check=True)


class Disk:
    """A disk of its own in the place of a laptop's folder."""

    def __init__(self, laptop, megabytes=8):
        self.folder = laptop.folder
        self.filler = laptop.path('filler')
        mount('-t', 'tmpfs', '-o', 'size=%dm' % megabytes, 'none', self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        subprocess.run(['umount', '-l', self.folder], check=True)

    def fill(self):
        with open(self.filler, 'wb', buffering=0) as file:
            for size in 65536, 512, 1:
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue

    def enlarge(self):
        mount('-o', 'remount,size=64m', self.folder)

    def make_room(self):
        os.unlink(self.filler)


def wait_until(condition):
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            raise Failure('it does not come about')
        time.sleep(0.1)


def fingerprint(laptop):
    return laptop.json('status')['fingerprint']


def notes(laptop, mark, count, size=1000):
    return laptop.write(mark + '.ndjson', ''.join(
        '{"kind":"note","body":"%s %d %s"}\n' % (mark, number, 'x' * size)
        for number in range(count)))


def edit_on_a_full_disk():
    laptop = Laptop()
    with laptop, Disk(laptop) as disk:
        laptop.run('forum', 'new', 'x')
        note = laptop.run('add', 'note', 'body=a')
        disk.fill()
        check(FULL in laptop.fails('set', note, 'body=' + 'b' * 60000))
        disk.make_room()
        equal(laptop.json('show', note)['body'], 'a')
        laptop.run('set', note, 'body=c')
        laptop.run('check')


def import_on_a_full_disk():
    laptop = Laptop()
    with laptop, Disk(laptop) as disk:
        laptop.run('forum', 'new', 'x')
        with Laptop() as elsewhere:
            name = notes(elsewhere, 'import', 3000, 2000)
            check(FULL in laptop.fails('import', name))
            disk.enlarge()
            check(len(laptop.lines('list', 'note')) < 3000)
            laptop.run('check')
            laptop.run('import', name)
            equal(len(laptop.lines('list', 'note')), 3000)
            laptop.run('check')


class Pair:
    """Two members of one forum, of whom the first has a disk of its own."""

    def __enter__(self):
        self.first, self.second = Laptop(), Laptop('Brahim')
        self.disk = Disk(self.first)
        self.first.run('init', '--name', 'Amal')
        self.first.run('forum', 'new', 'المنتدى')
        self.first.run('forum', 'invite', self.second.path('invitation'))
        self.second.run('forum', 'join', self.second.path('invitation'))
        return self.first, self.second, self.disk

    def __exit__(self, *reason):
        for laptop in self.first, self.second:
            if laptop.server:
                laptop.stop(signal.SIGKILL)
        self.disk.__exit__()
        self.first.__exit__()
        self.second.__exit__()


def exchange_with_a_full_disk():
    with Pair() as (first, second, disk):
        second.run('import', notes(second, 'a', 300))
        address = first.serve()
        disk.fill()
        errors = second.fails('sync', address)
        check('507' in errors and FULL in errors, errors)
        disk.make_room()
        # Neither of the two was started again.
        equal(len(first.lines('list', 'note')) % 300, 0)
        second.run('sync', address)
        equal(fingerprint(first), fingerprint(second))
        equal(first.stop(), 0)
        first.run('check')


def spreading_to_a_full_disk():
    with Pair() as (first, second, disk):
        second.run('sync', first.serve())
        second.serve()
        disk.fill()
        second.run('import', notes(second, 'a', 300))
        # Long enough that it was tried.
        time.sleep(3)
        disk.make_room()
        wait_until(lambda: fingerprint(first) == fingerprint(second))
        equal((first.stop(), second.stop()), (0, 0))
        first.run('check')


def attaching_on_a_full_disk():
    laptop = Laptop()
    with laptop, Disk(laptop) as disk, Laptop() as elsewhere:
        photo = elsewhere.write('photo', os.urandom(3000000))
        laptop.run('forum', 'new', 'x')
        note = laptop.run('add', 'note', 'body=a')
        with open(disk.filler, 'wb') as file:
            file.write(bytes(6000000))
        check('room' in laptop.fails('attach', note, photo))
        equal(laptop.lines('attachments'), [])
        disk.make_room()
        attachment = laptop.run('attach', note, photo)
        laptop.run('attachment', attachment, elsewhere.path('out'))
        with open(photo, 'rb') as one, open(elsewhere.path('out'), 'rb') as other:
            check(one.read() == other.read())
        laptop.run('check')


def files_leave_room_for_text():
    with Pair() as (first, second, disk):
        subject = second.run('add', 'note', 'body=a')
        second.run('attach', subject, second.write('photo', os.urandom(100000)))
        address = second.serve()
        first.run('sync', address)
        equal(len(first.lines('list', 'note')), 1)
        equal(first.json('attachments')['state'], 'no_room')
        mount('-o', 'remount,size=400m', disk.folder)
        equal(first.json('sync', address)['files'], 1)
        equal(first.json('attachments')['state'], 'here')


def read_only(laptop):
    mount('--bind', laptop.data, laptop.data)
    mount('-o', 'remount,bind,ro', laptop.data)


def writable(laptop):
    subprocess.run(['umount', '-l', laptop.data], check=True)


def read_only_folder():
    first, second = two_laptops()
    with first, second:
        # What stands in a name that has to be escaped is read too.
        first.data = first.path('a?b#c %41')
        os.rename(first.path('data'), first.data)
        note = first.run('add', 'note', 'body=a word')
        attachment = first.run('attach', note, first.write('photo', 'a photo'))
        read_only(first)
        try:
            for machine in 'this', 'that':
                first.env['HALQA_MACHINE_ID'] = machine
                equal(first.json('show', note)['body'], 'a word')
                equal(len(first.lines('list', 'note', '--search', 'word')), 1)
                equal(len(first.lines('history', note)), 3)
                equal(first.run('conflicts'), '')
                equal(first.lines('forum', 'list')[0]['title'], 'المنتدى')
                first.run('status')
                first.run('check')
                first.run('export', second.path('out.ndjson'))
                equal(first.json('attachments')['state'], 'here')
                first.run('attachment', attachment, second.path('photo'))
                address = second.serve()
                for words in (('set', note, 'body=b'), ('add', 'note', 'body=c'), ('delete', note),
                              ('serve', '--no-discovery'), ('attach', note, first.path('photo')),
                              ('attachments', '--collect'), ('sync', address),
                              ('import', notes(second, 'new', 1)), ('check', '--rebuild')):
                    check('written' in first.fails(*words), words)
                equal(second.stop(), 0)
                first.fails('init', '--name', 'Chadia')
                first.fails('forum', 'new', 'y')
        finally:
            writable(first)
        del first.env['HALQA_MACHINE_ID']
        equal(second.json('import', second.path('out.ndjson'))['refused'], [])
        first.run('set', note, 'body=b')
        first.run('check')


def read_only_with_a_log_beside():
    laptop = Laptop()
    with laptop:
        laptop.run('forum', 'new', 'x')
        laptop.serve()
        laptop.run('add', 'note', 'body=a')
        laptop.server.kill()
        laptop.server.wait()
        check(os.path.getsize(laptop.forum_file() + '-wal') > 0)
        read_only(laptop)
        try:
            equal([note['body'] for note in laptop.lines('list', 'note')], ['a'])
        finally:
            writable(laptop)


TESTS = [
    ('/app/node/full-disk/edit', edit_on_a_full_disk),
    ('/app/node/full-disk/import', import_on_a_full_disk),
    ('/app/node/full-disk/exchange-tells-the-other', exchange_with_a_full_disk),
    ('/app/node/full-disk/spreading-goes-on-when-there-is-room', spreading_to_a_full_disk),
    ('/app/node/full-disk/attaching', attaching_on_a_full_disk),
    ('/app/node/full-disk/files-leave-room-for-text', files_leave_room_for_text),
    ('/app/node/read-only/all-is-shown-and-nothing-written', read_only_folder),
    ('/app/node/read-only/with-a-log-beside', read_only_with_a_log_beside),
]

if __name__ == '__main__':
    if os.environ.get('HALQA_OWN_MOUNTS') != 'yes':
        os.environ['HALQA_OWN_MOUNTS'] = 'yes'
        # Without root, as root of a user namespace.
        user = [] if os.geteuid() == 0 else ['--map-root-user']
        os.execvp('unshare', ['unshare', *user, '--mount', sys.executable, *sys.argv])
    Laptop.program = os.path.abspath(sys.argv[1])
    sys.exit(run_tests(TESTS))
