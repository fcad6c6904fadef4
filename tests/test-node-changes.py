#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed, and what is taken back, on the command line.

test-node-changes.py HALQA-NODE
"""

import random
import signal
import sys
import time
from contextlib import contextmanager
from datetime import datetime, timedelta

from node_tools import Laptop, check, equal, run_tests, two_laptops


@contextmanager
def one():
    with Laptop('Amal') as amal:
        amal.run('forum', 'new', 'F')
        amal.run('changes', '--mark')
        yield amal


def changes(laptop, *args):
    """Kind, what became of it, and the fields, the newest first."""
    return [(line['kind'], line['change'], sorted(line['fields']))
            for line in laptop.lines('changes', *args)]


def record_is_told_of_once_with_the_strongest():
    with one() as amal:
        session = amal.run('add', 'session', 'title=S')
        kept, gone, moved, merged = [
            amal.run('add', 'proposal', 'title=' + title) for title in 'abcd']
        equal(changes(amal), [('proposal', 'new', [])] * 4 + [('session', 'new', [])])
        amal.run('changes', '--mark')
        equal(changes(amal), [])
        amal.run('set', kept, 'title=e')
        amal.run('set', kept, 'problem=f')
        amal.run('set', gone, 'title=g')
        amal.run('delete', gone)
        amal.run('set', moved, 'session=' + session)
        amal.run('merge', kept, merged)
        told = {line['id']: line for line in amal.lines('changes')}
        equal(told[kept]['change'], 'edited')
        check({'title', 'problem'} <= set(told[kept]['fields']), told[kept])
        equal(told[gone]['change'], 'deleted')
        equal((told[moved]['change'], told[moved]['fields']), ('moved', ['session']))
        equal(told[moved]['session'], session)
        equal(told[merged]['change'], 'merged')
        amal.run('changes', '--mark')
        amal.run('restore', gone)
        amal.run('split', kept)
        told = {line['id']: line for line in amal.lines('changes')}
        equal((told[gone]['change'], told[merged]['change']), ('restored', 'split'))


def mark_is_of_one_laptop_and_outlasts_a_restart():
    amal, badr = two_laptops()
    with amal, badr:
        amal.run('add', 'proposal', 'title=a')
        amal.run('changes', '--mark')
        badr.run('sync', amal.serve())
        amal.stop()
        equal(changes(amal), [])
        equal(sorted(kind for kind, _, _ in changes(badr)), ['forum', 'proposal'])
        equal(amal.json('status')['digest'], badr.json('status')['digest'])


def arrival_counts_and_not_the_stamp():
    amal, badr = two_laptops()
    with amal, badr:
        badr.run('add', 'proposal', 'title=early')
        time.sleep(0.1)
        amal.run('add', 'proposal', 'title=late')
        amal.run('changes', '--mark')
        badr.run('sync', amal.serve())
        amal.stop()
        equal(changes(amal), [('proposal', 'new', [])])
        equal(changes(amal, '--since', '٢٠٢٠-٠١-٠١T١٤:٠٠'), changes(amal, '--since', '2020-01-01'))
        line = amal.lines('changes')[0]
        equal([one['device_name'] for one in line['devices']], ['Brahim'])


def since_an_exchange_is_what_it_brought_and_since_a_visit_what_was_missed():
    amal, badr = two_laptops()
    with amal, badr:
        amal.run('add', 'proposal', 'title=before')
        brahim, amals = badr.run('init'), amal.run('init')
        check('exchanged' in amal.fails('changes', '--since-exchange'))
        badr.run('add', 'note', 'body=brought')
        badr.run('sync', amal.serve())
        amal.stop()
        badr.run('add', 'note', 'body=after')
        equal(changes(amal, '--since-exchange'), [('note', 'new', [])])
        equal(changes(amal, '--since-exchange', brahim[:6]), changes(amal, '--since-exchange'))
        # Brahim's laptop had nothing of it before it came.
        equal(len(changes(amal, '--since-visit', brahim)), 3)
        equal(sorted(changes(badr, '--since-exchange', amals)),
              [('forum', 'new', []), ('note', 'new', []), ('proposal', 'new', [])])
        amal.fails('changes', '--since-visit', 'ffff')
        amal.fails('changes', '--since', '14:00', '--since-exchange', status=2)
        amal.fails('changes', brahim, status=2)
        amal.fails('changes', '--by', 'colour', status=2)


def since_a_moment_is_by_arrival_and_before_the_forum_came_by_the_clocks():
    amal, badr = two_laptops()
    with amal, badr:
        amal.run('add', 'proposal', 'title=a')
        badr.run('sync', amal.serve())
        amal.stop()
        equal(len(changes(badr, '--since', '2026-01-01')), 2)
        equal(changes(amal, '--since', '2199-01-01T00:00'), [])
        check('soon' in amal.fails('changes', '--since', 'soon'))
        # A moment is known to a second.
        moment = (datetime.now() + timedelta(seconds=1.2)).isoformat(timespec='milliseconds')
        time.sleep(1.3)
        amal.run('add', 'note', 'body=b')
        equal(changes(amal, '--since', moment), [('note', 'new', [])])


def what_is_of_one_session_stands_together():
    with one() as amal:
        sessions = [amal.run('add', 'session', 'title=S') for _ in range(2)]
        amal.run('changes', '--mark')
        proposals = [amal.run('add', 'proposal', 'session=' + sessions[i % 2]) for i in range(4)]
        amal.run('add', 'note', 'subject=' + proposals[0])
        amal.run('add', 'note', 'body=of no session')
        seen = [line['session'] for line in amal.lines('changes', '--by', 'session')]
        equal(len(seen), 6)
        equal(seen[-1], None)
        equal(len([1 for a, b in zip(seen, seen[1:]) if a != b]), 2)


def last_action_is_taken_back_and_done_again():
    with one() as amal:
        record = amal.run('add', 'proposal', 'title=one')
        amal.run('set', record, 'title=two', 'problem=p')
        undone = amal.json('undo')
        equal((undone['change'], undone['id'], undone['left']), ('edited', record, []))
        equal(sorted(field['field'] for field in undone['done']), ['problem', 'title'])
        equal(amal.json('show', record)['title'], 'one')
        equal(amal.json('undo')['change'], 'new')
        check(amal.json('show', record)['deleted'])
        equal(amal.json('redo')['change'], 'new')
        amal.run('redo')
        shown = amal.json('show', record)
        equal((shown['title'], shown['problem'], 'deleted' in shown), ('two', 'p', False))
        amal.fails('redo')
        amal.run('check', '--rebuild')


def merge_is_taken_back_whole():
    with one() as amal:
        into, other, third = [amal.run('add', 'proposal', 'title=' + title) for title in 'abc']
        before = amal.json('status')['digest']
        amal.run('merge', into, other, third)
        after = amal.json('status')['digest']
        equal(amal.json('undo')['change'], 'merged')
        equal(amal.json('status')['digest'], before)
        amal.run('redo')
        equal(amal.json('status')['digest'], after)


def import_is_taken_back_whole():
    with one() as amal:
        file = amal.write('in.ndjson', ''.join(
            '{"kind":"proposal","title":"t%d"}\n' % i for i in range(1025)))
        amal.run('import', file)
        equal(amal.json('status')['records']['proposal'], 1025)
        amal.run('undo')
        equal(amal.json('status')['records']['proposal'], 0)
        amal.run('redo')
        equal(amal.json('status')['records']['proposal'], 1025)


def killed_process_leaves_all_or_nothing():
    with one() as amal:
        record = amal.run('add', 'proposal', 'title=one')
        amal.run('set', record, 'title=two')
        for _ in range(12):
            title = amal.json('show', record)['title']
            process = amal.start('undo' if title == 'two' else 'redo')
            time.sleep(random.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
            title = amal.json('show', record)['title']
            if title == 'two':
                amal.fails('redo')
            else:
                amal.run('redo')
                equal(amal.json('show', record)['title'], 'two')
        amal.run('check')


TESTS = [
    ('/app/node/changes/a-record-is-told-of-once-with-the-strongest',
     record_is_told_of_once_with_the_strongest),
    ('/app/node/changes/the-mark-is-of-one-laptop', mark_is_of_one_laptop_and_outlasts_a_restart),
    ('/app/node/changes/arrival-counts-and-not-the-stamp', arrival_counts_and_not_the_stamp),
    ('/app/node/changes/since-an-exchange-or-a-visit',
     since_an_exchange_is_what_it_brought_and_since_a_visit_what_was_missed),
    ('/app/node/changes/since-a-moment',
     since_a_moment_is_by_arrival_and_before_the_forum_came_by_the_clocks),
    ('/app/node/changes/what-is-of-one-session-stands-together',
     what_is_of_one_session_stands_together),
    ('/app/node/undo/the-last-action-is-taken-back-and-done-again',
     last_action_is_taken_back_and_done_again),
    ('/app/node/undo/a-merge-is-taken-back-whole', merge_is_taken_back_whole),
    ('/app/node/undo/an-import-is-taken-back-whole', import_is_taken_back_whole),
    ('/app/node/undo/a-killed-process-leaves-all-or-nothing', killed_process_leaves_all_or_nothing),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
