#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Joining by a code from the command line, on laptops of this machine, over 127.0.0.1.

test-node-join.py HALQA-NODE
"""

import os
import sys
import time

from node_tools import Laptop, check, equal, run_tests

TITLE = 'المنتدى'


def invite(laptop, **options):
    """Starts serving with an invitation; HOST:PORT of the peers, HOST:PORT of the code, the code."""
    peers = laptop.serve('--listen', '127.0.0.1:0', '--invite', **options)
    return (peers, *next_code(laptop))


def next_code(laptop):
    """Waits for the next line of the one that serves; HOST:PORT and the code."""
    words = laptop.server.stdout.readline().decode().split()
    equal((len(words), words[0]), (3, 'inviting'))
    check(len(words[2]) == 6 and words[2].isdecimal(), words)
    return words[1], words[2]


def wrong(code):
    return code[:5] + str((int(code[5]) + 1) % 10)


def forum_of(laptop):
    return laptop.json('status')['forum']


def code_joins_and_the_forum_fills():
    with Laptop('Amal') as first, Laptop('Brahim') as second:
        forum = first.run('forum', 'new', TITLE)
        note = first.run('add', 'note', 'body=a')
        _, address, code = invite(first)
        equal(second.run('forum', 'join', address, code), forum)
        equal(second.lines('forum', 'list')[0]['title'], TITLE)
        # Nobody says where the others are: the invitation has.
        second.server = second.start('serve', '--no-discovery', '--listen', '127.0.0.1:0')
        end = time.monotonic() + 60
        while second.json('status')['fingerprint'] != first.json('status')['fingerprint']:
            check(time.monotonic() < end, 'never equal')
            time.sleep(0.1)
        equal(second.json('show', note)['body'], 'a')
        equal((first.stop(), second.stop()), (0, 0))


def code_serves_one():
    with Laptop('Amal') as first, Laptop('Brahim') as second, Laptop('Chadia') as third:
        forum = first.run('forum', 'new', TITLE)
        _, address, code = invite(first)
        second.run('forum', 'join', address, code)
        other_address, other_code = next_code(first)
        equal(other_address, address)
        if other_code != code:
            third.fails('forum', 'join', address, code)
        equal(third.lines('forum', 'list'), [])
        equal(third.json('forum', 'join', address, other_code), {'id': forum})
        next_code(first)


def member_joins_again():
    with Laptop('Amal') as first, Laptop('Brahim') as second:
        forum = first.run('forum', 'new', TITLE)
        _, address, code = invite(first)
        second.run('forum', 'join', address, code)
        note = second.run('add', 'note', 'body=a')
        _, code = next_code(first)
        equal(second.run('forum', 'join', address, code), forum)
        equal(second.json('show', note)['body'], 'a')


def removed_comes_back_with_another_device_key():
    with Laptop('Amal') as first, Laptop('Brahim') as second:
        forum = first.run('forum', 'new', TITLE)
        peers, address, code = invite(first)
        second.run('forum', 'join', address, code)
        note = second.run('add', 'note', 'body=a')
        second.run('sync', peers)
        first.stop()
        first.run('forum', 'remove', second.run('init'))
        with open(first.path('errors'), 'wb') as errors:
            peers, address, code = invite(first, stderr=errors)
        why = second.fails('forum', 'join', address, code)
        check('removed' in why and 'device.key' in why, why)
        second.fails('sync', peers)
        # As it is told to.
        os.rename(second.path('data/device.key'), second.path('device.key'))
        equal(second.run('forum', 'join', address, code), forum)
        second.run('sync', peers)
        equal(first.json('status')['digest'], second.json('status')['digest'])
        equal(second.json('show', note)['body'], 'a')
        with open(first.path('errors'), encoding='utf-8') as errors:
            told = errors.read()
        check('Brahim' in told and 'removed' in told, told)


def three_wrong_tries_end_it():
    with Laptop('Amal') as first, Laptop('Brahim') as second:
        forum = first.run('forum', 'new', TITLE)
        _, address, code = invite(first)
        for _ in range(3):
            began = time.monotonic()
            check('code' in second.fails('forum', 'join', address, wrong(code)))
        second.fails('forum', 'join', address, code)
        equal(second.lines('forum', 'list'), [])
        # The next one waits for a minute, and no less.
        address, code = next_code(first)
        check(time.monotonic() - began > 50, time.monotonic() - began)
        equal(second.run('forum', 'join', address, code), forum)


def nonsense():
    with Laptop('Amal') as first:
        first.fails('forum', 'join', '127.0.0.1:1', '12345')
        first.fails('forum', 'join', 'nonsense', '123456')
        first.fails('forum', 'join', '127.0.0.1:1', '123456')
        equal(first.lines('forum', 'list'), [])


def peers_port_is_not_for_newcomers():
    with Laptop('Amal') as first, Laptop('Brahim') as second:
        first.run('forum', 'new', TITLE)
        peers, _, code = invite(first)
        second.fails('forum', 'join', peers, code)


TESTS = [
    ('/app/node/join/forum-fills-by-itself', code_joins_and_the_forum_fills),
    ('/app/node/join/code-serves-one', code_serves_one),
    ('/app/node/join/member-just-opens-it', member_joins_again),
    ('/app/node/join/removed-comes-back-with-another-device-key',
     removed_comes_back_with_another_device_key),
    ('/app/node/join/three-wrong-tries-end-it', three_wrong_tries_end_it),
    ('/app/node/join/nonsense-makes-nothing', nonsense),
    ('/app/node/join/port-of-the-peers-is-another', peers_port_is_not_for_newcomers),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
