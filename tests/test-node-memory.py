#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forum that is larger than the memory that a process may have.

test-node-memory.py HALQA-NODE

What a process reserves is bounded by RLIMIT_AS. A small exchange shows how much the program itself
needs; with a little more a large forum goes through, and where even that is too little it ends with
words, and both stores are whole.
"""

import random
import resource
import subprocess
import sys
import time

from node_tools import TIMEOUT, Laptop, check, equal, run_tests, two_laptops

MEGABYTE = 1 << 20
# Much less than the forum below, which has 60 MB.
ROOM = 40 * MEGABYTE
NOTES = 1000
NOTE_BITS = 60000 * 4


def bounded(laptop, limit, *args):
    """Exit status and standard error of a process that may not reserve more."""
    process = laptop.start(*args, stderr=subprocess.PIPE, preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_AS, (limit, limit)))
    _, errors = process.communicate(timeout=TIMEOUT)
    return process.returncode, errors.decode()


def peak(process):
    """What it had reserved at most, in bytes, as far as one can see who looks now and then."""
    most = 0
    while process.poll() is None:
        with open('/proc/%d/status' % process.pid, encoding='ascii') as file:
            for line in file:
                if line.startswith('VmPeak:'):
                    most = max(most, int(line.split()[1]) * 1024)
        time.sleep(0.002)
    process.stdout.close()
    equal(process.returncode, 0)
    return most


def large_forum(laptop):
    numbers = random.Random(1)
    laptop.run('import', laptop.write('large.ndjson', ''.join(
        '{"kind":"note","body":"%x"}\n' % numbers.getrandbits(NOTE_BITS) for _ in range(NOTES))))


def test_larger_than_memory():
    first, second = two_laptops()
    with first, second:
        # Each thread of the program reserves an arena otherwise, however little it uses of it.
        for laptop in first, second:
            laptop.env['MALLOC_ARENA_MAX'] = '2'
        address = first.serve()
        most = peak(second.start('sync', address))
        large_forum(first)
        for room in 2, 8:
            status, errors = bounded(second, most + room * MEGABYTE, 'sync', address)
            check(status == 0 or errors, status, room)
            second.run('check')
        status, errors = bounded(second, most + ROOM, 'sync', address)
        equal((status, errors), (0, ''))
        second.run('check')
        equal(second.json('status')['fingerprint'], first.json('status')['fingerprint'])
        equal(first.stop(), 0)
        first.run('check')


TESTS = [
    ('/app/node/memory/a-forum-that-is-larger-goes-through', test_larger_than_memory),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
