#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Laptops whose clocks are wrong, by libfaketime.

test-node-clocks.py HALQA-NODE
"""

import glob
import os
import sys
import time
from datetime import datetime, timezone

from node_tools import Laptop, check, equal, run_tests, two_laptops

LIBRARY = glob.glob('/usr/lib/*/faketime/libfaketimeMT.so.1')
MINUTE_MS = 60 * 1000
DAY_MS = 24 * 60 * MINUTE_MS


def set_clock(laptop, when):
    """From here on, for processes that run already too; +0 is the right time."""
    # Put in place whole: who is running may look at it any moment.
    os.rename(laptop.write('clock.new', when + '\n'), laptop.path('clock'))
    check(LIBRARY, 'libfaketime is not there')
    laptop.env.update(LD_PRELOAD=LIBRARY[0], FAKETIME_TIMESTAMP_FILE=laptop.path('clock'),
                      FAKETIME_NO_CACHE='1', FAKETIME_DONT_FAKE_MONOTONIC='1')


def three_laptops():
    """Of today, of 2031, of 2009."""
    today, future = two_laptops()
    past = Laptop()
    set_clock(future, '@2031-01-01 00:00:00')
    # From its first entry on: no clock goes back behind what it has written.
    set_clock(past, '@2009-01-01 00:00:00')
    past.run('init', '--name', 'Chadia')
    past.run('forum', 'join', today.path('invitation'))
    return today, future, past


def exchange_all(laptops):
    for _ in range(2):
        address = laptops[0].serve()
        for laptop in laptops[1:]:
            laptop.run('sync', address)
        equal(laptops[0].stop(), 0)


def milliseconds(text):
    when = datetime.strptime(text, '%Y-%m-%dT%H:%M:%S.%fZ').replace(tzinfo=timezone.utc)
    return when.timestamp() * 1000


def assert_near(seen, expected):
    check(abs(seen - expected) < 30 * MINUTE_MS, seen, expected)


def later_in_knowledge_is_later():
    laptops = three_laptops()
    today, future, past = laptops
    with today, future, past:
        note = future.run('add', 'note', 'body=0')
        exchange_all(laptops)
        for number, laptop in enumerate((today, past, future, past, today, future, today), 1):
            laptop.run('set', note, 'body=%d' % number)
            exchange_all(laptops)
            for one in laptops:
                equal((one.json('show', note)['body'], one.run('conflicts')), (str(number), ''))
        for one in laptops:
            one.run('check')


def nobody_else_is_moved():
    laptops = three_laptops()
    today, future, past = laptops
    with today, future, past:
        future.run('add', 'note', 'body=2031')
        exchange_all(laptops)
        times = {laptop: milliseconds(laptop.json('show', laptop.run(
            'add', 'note', 'body=now'))['created']) for laptop in laptops}
        assert_near(times[today], time.time() * 1000)
        assert_near(times[future], milliseconds('2031-01-01T00:00:00.0Z'))
        assert_near(times[past], milliseconds('2009-01-01T00:00:00.0Z'))
        exchange_all(laptops)
        # In the order of the dates that they bear, on each.
        for laptop in laptops:
            equal([note['created'][:4] for note in laptop.lines('list', 'note', '--sort', 'created')],
                  ['2009', str(datetime.now(timezone.utc).year), '2031', '2031'])


def status_tells_by_how_much():
    laptops = three_laptops()
    today, future, past = laptops
    with today, future, past:
        equal(today.json('status')['clock_skew_ms'], 0)
        future.run('add', 'note', 'body=2031')
        exchange_all(laptops)
        ahead = milliseconds('2031-01-01T00:00:00.0Z') - time.time() * 1000
        assert_near(today.json('status')['clock_skew_ms'], ahead)
        assert_near(past.json('status')['clock_skew_ms'],
                    milliseconds('2031-01-01T00:00:00.0Z') - milliseconds('2009-01-01T00:00:00.0Z'))
        check(future.json('status')['clock_skew_ms'] < DAY_MS)


def jumps_back_while_running():
    first, second = two_laptops()
    with first, second:
        set_clock(first, '+0')
        address = first.serve()
        note = first.run('add', 'note', 'body=before')
        second.run('sync', address)
        set_clock(first, '-1h')
        first.run('set', note, 'body=after')
        second.run('sync', address)
        equal(second.json('show', note)['body'], 'after')
        second.run('set', note, 'body=and then')
        second.run('sync', address)
        set_clock(first, '-2h')
        first.run('set', note, 'body=in the end')
        second.run('sync', address)
        for laptop in first, second:
            equal((laptop.json('show', note)['body'], laptop.run('conflicts')), ('in the end', ''))
            equal([write['value'] for write in laptop.lines('history', note)
                   if write['field'] == 'body'], ['before', 'after', 'and then', 'in the end'])
            laptop.run('check')
        equal(first.stop(), 0)


TESTS = [
    ('/app/node/clocks/later-in-knowledge-is-later', later_in_knowledge_is_later),
    ('/app/node/clocks/nobody-else-is-moved', nobody_else_is_moved),
    ('/app/node/clocks/status-tells-by-how-much', status_tells_by_how_much),
    ('/app/node/clocks/jumps-back-while-running', jumps_back_while_running),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
