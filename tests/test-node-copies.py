#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders that are copied, restored, or used on two laptops at a time.

test-node-copies.py HALQA-NODE
"""

import contextlib
import os
import shutil
import sqlite3
import sys

from node_tools import Laptop, check, equal, run_tests, two_laptops


def copy_of(laptop, machine=None):
    """A second laptop with the same folder."""
    copy = Laptop()
    shutil.copytree(laptop.data, copy.data)
    if machine:
        copy.env['HALQA_MACHINE_ID'] = machine
    return copy


def exchange(first, second):
    """The second asks; what it said to its people."""
    address = first.serve()
    status, _, errors = second.call('sync', address)
    check(status == 0, errors)
    equal(first.stop(), 0)
    return errors


def assert_equal(*laptops):
    seen = [laptop.json('status') for laptop in laptops]
    for one in seen:
        equal([one[key] for key in ('fingerprint', 'digest', 'entries')],
              [seen[0][key] for key in ('fingerprint', 'digest', 'entries')])
    for laptop in laptops:
        laptop.run('check')


def bodies(laptop):
    return sorted(note['body'] for note in laptop.lines('list', 'note'))


def store_id(laptop):
    # Closed at once: "with" alone does not, and who has it open keeps the log beside it.
    with contextlib.closing(sqlite3.connect(laptop.forum_file())) as database:
        return database.execute("SELECT value FROM meta WHERE key = 'store'").fetchone()[0]


def notes(laptop):
    """What stands beside the device key, without the key."""
    with open(os.path.join(laptop.data, 'device.key'), encoding='utf-8') as file:
        return [line for line in file if not line.startswith(('seed', 'key', 'secret'))]


def folder_on_a_second_laptop():
    first, third = two_laptops()
    with first, third:
        note = first.run('add', 'note', 'body=a')
        with copy_of(first, 'the second') as second:
            check(second.run('init') != first.run('init'))
            equal(second.run('init'), second.run('init'))
            first.run('set', note, 'body=b')
            second.run('set', note, 'body=c')
            for laptop, text in (first, 'd'), (second, 'e'), (third, 'f'):
                laptop.run('add', 'note', 'body=' + text)
            equal(exchange(first, second), '')
            exchange(third, second)
            exchange(first, third)
            assert_equal(first, second, third)
            versions = first.json('conflicts')['versions']
            equal(sorted(one['value'] for one in versions), ['b', 'c'])
            equal({one['device'] for one in versions}, {first.run('init'), second.run('init')})
            equal(bodies(first), sorted([versions[0]['value'], 'd', 'e', 'f']))


def restored_backup():
    first, second = two_laptops()
    with first, second:
        first.run('add', 'note', 'body=a')
        backup = first.path('backup')
        shutil.copytree(first.data, backup)
        device, before = first.run('init'), store_id(first)
        for text in 'b', 'c':
            first.run('add', 'note', 'body=' + text)
        exchange(first, second)
        shutil.rmtree(first.data)
        shutil.move(backup, first.data)
        equal(bodies(first), ['a'])
        # The machine is the same, and so is the device; but numbers of arrival begin anew.
        equal(first.run('init'), device)
        check(store_id(first) != before)
        for text in 'd', 'e', 'f':
            first.run('add', 'note', 'body=' + text)
        exchange(first, second)
        assert_equal(first, second)
        equal(bodies(first), list('abcdef'))
        # What comes later goes by the numbers again.
        first.run('add', 'note', 'body=g')
        exchange(first, second)
        assert_equal(first, second)


def database_put_back_in_place():
    first, second = two_laptops()
    with first, second:
        first.run('add', 'note', 'body=a')
        with open(first.forum_file(), 'rb') as file:
            backup = file.read()
        for text in 'b', 'c':
            first.run('add', 'note', 'body=' + text)
        exchange(first, second)
        before = store_id(first)
        number = os.stat(first.forum_file()).st_ino
        with open(first.forum_file(), 'r+b') as file:
            file.write(backup)
            file.truncate()
        equal(os.stat(first.forum_file()).st_ino, number)
        equal(bodies(first), ['a'])
        # From the first write on at the latest.
        first.run('add', 'note', 'body=d')
        check(store_id(first) != before, notes(first))
        again = store_id(first)
        for text in 'e', 'f':
            first.run('add', 'note', 'body=' + text)
        equal(store_id(first), again)
        exchange(second, first)
        assert_equal(first, second)
        equal(bodies(first), list('abcdef'))


def image_used_twice():
    first, third = two_laptops()
    with first, third:
        note = first.run('add', 'note', 'body=a')
        with copy_of(first) as second:
            equal(second.run('init'), first.run('init'))
            first.run('set', note, 'body=b')
            second.run('set', note, 'body=c')
            for number in range(3):
                first.run('add', 'note', 'body=first %d' % number)
                second.run('add', 'note', 'body=second %d' % number)
            third.run('add', 'note', 'body=third')
            # A third one sees no difference, but gets all of it.
            exchange(third, first)
            exchange(third, second)
            errors = exchange(first, second)
            check('same key' in errors, errors)
            # One of the two is another device by now, and says so.
            for laptop in first, second, first:
                exchange(third, laptop)
            assert_equal(first, second, third)
            equal(len(bodies(first)), 8)
            equal({one['value'] for one in first.json('conflicts')['versions']}, {'b', 'c'})
            # From here on they are two.
            check(second.run('init') != first.run('init'))
            equal(exchange(first, second), '')
            assert_equal(first, second)


def image_with_other_parts():
    with Laptop() as first:
        first.env['HALQA_MACHINE_ID'] = 'image card-1 disk-1'
        device = first.run('init', '--name', 'Amal')
        with copy_of(first, 'image card-2 disk-2') as second:
            check(second.run('init') != device)
        # A card was replaced, an adapter was plugged in, nothing can be read.
        for parts in 'image disk-1', 'image adapter card-1', 'image':
            with copy_of(first, parts) as same:
                equal(same.run('init'), device)


TESTS = [
    ('/app/node/copies/a-folder-on-a-second-laptop', folder_on_a_second_laptop),
    ('/app/node/copies/a-restored-backup', restored_backup),
    ('/app/node/copies/a-database-put-back-in-place', database_put_back_in_place),
    ('/app/node/copies/an-image-used-twice', image_used_twice),
    ('/app/node/copies/an-image-with-other-parts', image_with_other_parts),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
