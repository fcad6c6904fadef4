#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forum that is larger than the memory that a process may have.

test-node-memory.py HALQA-NODE

What a process reserves is bounded by RLIMIT_AS. A small exchange shows how much the program itself
needs; with a little more a large forum goes through, and where even that is too little it ends with
words, and both stores are whole. Who serves refuses what there is no memory for, and goes on.
"""

import random
import resource
import signal
import subprocess
import sys

from node_tools import TIMEOUT, Laptop, check, equal, run_tests, two_laptops

MEGABYTE = 1 << 20
# More than a process that only opens the forum needs. The exchange was seen to want 70 to 77 MB more,
# as its threads happen to meet, of a forum of 60 MB and of one of 120 MB.
ROOM = 100 * MEGABYTE
# What is too little for what is pushed.
TIGHT = 10 * MEGABYTE
# 120 MB of text, more than the room.
NOTES = 2000
NOTE_BITS = 60000 * 4
NO_MEMORY = 'not enough memory'
# A library that can't have a few bytes, or a stack that can't grow, ends the process without our words.
SIGNALS = (-signal.SIGTRAP, -signal.SIGABRT, -signal.SIGSEGV)


def bounded(laptop, limit, *args):
    """Exit status and standard error of a process that may not reserve more."""
    process = laptop.start(*args, stderr=subprocess.PIPE, preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_AS, (limit, limit)))
    try:
        _, errors = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return process.returncode, errors.decode()


def reserved(pid):
    """At most, by now, in bytes."""
    with open('/proc/%d/status' % pid, encoding='ascii') as file:
        return max([int(line.split()[1]) * 1024 for line in file if line.startswith('VmPeak:')],
                   default=0)


def enough(works):
    """The least, to a megabyte, with which WORKS(it) ends well. Not what such a process is seen to have
    reserved: on a busy machine it has ended before it is looked at."""
    low, high = 0, 256 * MEGABYTE
    while high - low > MEGABYTE:
        middle = (low + high) // 2
        if works(middle):
            high = middle
        else:
            low = middle
    return high


def large_forum(laptop):
    numbers = random.Random(1)
    laptop.run('import', laptop.write('large.ndjson', ''.join(
        '{"kind":"note","body":"%x"}\n' % numbers.getrandbits(NOTE_BITS) for _ in range(NOTES))))


def two_lean_laptops():
    first, second = two_laptops()
    # Each thread of the program reserves an arena otherwise, 128 MB at first, however little it uses of it.
    for laptop in first, second:
        laptop.env['MALLOC_ARENA_MAX'] = '1'
    return first, second


def test_larger_than_memory():
    first, second = two_lean_laptops()
    with first, second:
        address = first.serve()

        def meets(limit):
            first.run('add', 'note', 'body=a')
            return bounded(second, limit, 'sync', address)[0] == 0

        least = enough(lambda limit: bounded(second, limit, 'status')[0] == 0)
        most = enough(meets)
        large_forum(first)
        n_told = 0
        limits = [least + (most - least) * part // 4 for part in range(4)]
        for limit in limits + [most + 2 * MEGABYTE, most + 8 * MEGABYTE]:
            status, errors = bounded(second, limit, 'sync', address)
            told = status == 1 and NO_MEMORY in errors
            check(told or status == 0 or status in SIGNALS, status, errors, limit)
            n_told += told
            second.run('check')
        check(n_told > 2, n_told)
        status, errors = bounded(second, least + ROOM, 'sync', address)
        equal((status, errors), (0, ''))
        second.run('check')
        equal(second.json('status')['fingerprint'], first.json('status')['fingerprint'])
        equal(first.stop(), 0)
        first.run('check')


def test_no_memory_for_what_is_pushed():
    first, second = two_lean_laptops()
    with first, second:
        address = second.serve()
        first.run('sync', address)
        pid = second.server.pid
        large_forum(first)
        resource.prlimit(pid, resource.RLIMIT_AS,
                         (reserved(pid) + TIGHT, resource.RLIM_INFINITY))
        status, _, errors = first.call('sync', address)
        equal(status, 1)
        check('507' in errors and NO_MEMORY in errors, errors)
        equal(second.server.poll(), None)
        resource.prlimit(pid, resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        first.run('sync', address)
        equal(second.stop(), 0)
        second.run('check')
        equal(second.json('status')['fingerprint'], first.json('status')['fingerprint'])


TESTS = [
    ('/app/node/memory/a-forum-that-is-larger-goes-through', test_larger_than_memory),
    ('/app/node/memory/what-there-is-none-for-is-refused-and-comes-later',
     test_no_memory_for_what_is_pushed),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
