#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line on two laptops of this machine, over 127.0.0.1.

test-node-net.py HALQA-NODE
"""

import signal
import sys
import time

from node_tools import TIMEOUT, Laptop, check, equal, run_tests, two_laptops

SYNC_KEYS = ['sent', 'received', 'rounds', 'bytes_sent', 'bytes_received', 'seconds']


def exchange(asking, serving):
    """One exchange with a laptop that serves only for it."""
    address = serving.serve()
    report = asking.json('sync', address)
    equal(serving.stop(), 0)
    return report


def assert_equal(first, second):
    ours, theirs = first.json('status'), second.json('status')
    for key in 'entries', 'fingerprint', 'digest', 'records', 'conflicts':
        equal((key, ours[key]), (key, theirs[key]))


def join_and_sync():
    first, second = two_laptops()
    with first, second:
        equal(second.json('status')['title'], 'المنتدى')
        first.run('add', 'note', 'body=a')
        second.run('add', 'note', 'body=b')
        report = exchange(second, first)
        equal(list(report), SYNC_KEYS)
        equal((report['sent'], report['received']), (2, 2))
        check(report['rounds'] > 0 and report['bytes_sent'] > 0 and report['seconds'] > 0, report)
        assert_equal(first, second)
        equal(first.lines('forum', 'list')[0]['members'], 2)
        again = exchange(second, first)
        equal((again['sent'], again['received']), (0, 0))
        check('0' in second.run('history', first.lines('list', 'note')[0]['id']))


def edit_apart(first, second, note, field, values):
    for laptop, value in zip((first, second), values):
        laptop.run('set', note, '%s=%s' % (field, value))
    exchange(first, second)
    assert_equal(first, second)


def import_before_the_first_meeting():
    first, second = two_laptops()
    with first, second:
        lines = ('{"kind":"forum","id":"%s","title":"x","place":"Casa"}\n' % ('0' * 32)
                 + '{"kind":"note","body":"a"}\n')
        second.run('import', second.write('in.ndjson', lines))
        equal(second.json('status')['title'], 'المنتدى')
        exchange(second, first)
        assert_equal(first, second)
        equal((first.json('status')['conflicts'], first.json('status')['title']), (0, 'المنتدى'))
        second.run('import', second.write('in.ndjson', lines))
        forum = second.json('status')['forum']
        equal(second.json('show', forum)['place'], 'Casa')


def both_versions_are_kept():
    first, second = two_laptops()
    with first, second:
        note = first.run('add', 'note', 'body=a')
        exchange(first, second)
        edit_apart(first, second, note, 'body', ('b', 'c'))
        equal(first.json('status')['conflicts'], 1)
        conflict = first.json('conflicts')
        equal(list(conflict), ['id', 'kind', 'field', 'versions', 'ancestor', 'union'])
        equal((conflict['id'], conflict['kind'], conflict['field']), (note, 'note', 'body'))
        versions = conflict['versions']
        equal(sorted(one['value'] for one in versions), ['b', 'c'])
        equal(versions[0]['value'], first.json('show', note)['body'])
        equal({one['device_name'] for one in versions}, {'Amal', 'Brahim'})
        equal(list(versions[0]), ['value', 'at', 'device', 'device_name', 'dot'])
        stamp, device = versions[0]['dot'].split('@')
        check(int(stamp) > 0 and device == versions[0]['device'], versions)
        equal(second.json('conflicts'), conflict)
        equal((conflict['ancestor']['value'], conflict['union']), ('a', None))
        equal(list(conflict['ancestor']), list(versions[0]))
        equal(sorted(one['state'] for one in first.lines('history', note) if one['field'] == 'body'),
              ['conflict', 'replaced', 'shown'])
        check('body' in first.run('conflicts'))


def keep_resolves():
    first, second = two_laptops()
    with first, second:
        note = first.run('add', 'note', 'body=a')
        exchange(first, second)
        edit_apart(first, second, note, 'body', ('b', 'c'))
        other = first.json('conflicts')['versions'][1]
        first.fails('resolve', note, 'body', '--keep', '1@' + other['device'])
        stamp, device = other['dot'].split('@')
        first.fails('resolve', note, 'body', '--keep', stamp + '@' + device[:3])
        first.run('resolve', note, 'body', '--keep', stamp + '@' + device[:8])
        equal(first.json('show', note)['body'], other['value'])
        equal(first.run('conflicts'), '')
        exchange(second, first)
        assert_equal(first, second)
        equal(second.run('conflicts'), '')


def union_of_different_words():
    first, second = two_laptops()
    with first, second:
        proposal = first.run('add', 'proposal', 'title=سوق للخضر في الحي')
        exchange(first, second)
        edit_apart(first, second, proposal, 'title', ('سوق يومي للخضر في الحي', 'سوق للخضر في حي السلام'))
        united = 'سوق يومي للخضر في حي السلام'
        equal([one.json('conflicts')['union'] for one in (first, second)], [united, united])
        check(united in first.run('conflicts'))
        first.run('resolve', proposal, 'title', '--union')
        equal((first.json('show', proposal)['title'], first.run('conflicts')), (united, ''))
        exchange(first, second)
        edit_apart(first, second, proposal, 'title', ('one', 'two'))
        first.fails('resolve', proposal, 'title', '--union')
        equal(len(first.json('conflicts')['versions']), 2)


def both_become_two_proposals():
    first, second = two_laptops()
    with first, second:
        proposal = first.run('add', 'proposal', 'title=a', 'body=the same')
        note = first.run('add', 'note', 'body=a')
        exchange(first, second)
        edit_apart(first, second, proposal, 'title', ('b', 'c'))
        edit_apart(first, second, note, 'body', ('b', 'c'))
        shown, other = next(one for one in first.lines('conflicts')
                            if one['id'] == proposal)['versions']
        entries = first.json('status')['entries']
        made = first.json('resolve', proposal, 'title', '--both')['id']
        equal(first.json('status')['entries'], entries + 1)
        equal((first.json('show', proposal)['title'], first.json('show', made)['title']),
              (shown['value'], other['value']))
        equal(first.json('show', made)['body'], 'the same')
        check(first.json('show', made)['reference'] != first.json('show', proposal)['reference'])
        link = first.json('list', 'link')
        equal((link['type'], link['a'], link['b']), ('split', made, proposal))
        first.fails('resolve', note, 'body', '--both')
        equal(first.json('status')['conflicts'], 1)


def three_laptops_have_one_list():
    first, second = two_laptops()
    third = Laptop('Chama')
    with first, second, third:
        third.run('forum', 'join', first.path('invitation'))
        proposals = [first.run('add', 'proposal', 'title=one two three') for number in range(3)]
        exchange(first, second)
        exchange(first, third)
        for laptop, title in (first, '1 two three'), (second, 'one 2 three'), (third, 'one two 3'):
            for proposal in proposals:
                laptop.run('set', proposal, 'title=' + title)
        exchange(first, second)
        exchange(third, second)
        exchange(first, second)
        conflicts = first.lines('conflicts')
        equal([one['id'] for one in conflicts], sorted(proposals))
        equal([len(one['versions']) for one in conflicts], [3, 3, 3])
        equal([(one['ancestor']['value'], one['union']) for one in conflicts],
              [('one two three', '1 2 3')] * 3)
        equal((second.lines('conflicts'), third.lines('conflicts')), (conflicts, conflicts))
        third.run('resolve', proposals[0], 'title', '--union')
        exchange(third, first)
        exchange(first, second)
        equal({one.json('show', proposals[0])['title'] for one in (first, second, third)}, {'1 2 3'})


def value_resolves_and_set_does_not():
    first, second = two_laptops()
    with first, second:
        note = first.run('add', 'note', 'body=a')
        exchange(first, second)
        edit_apart(first, second, note, 'body', ('b', 'c'))
        first.run('set', note, 'body=d')
        equal([one['value'] for one in first.json('conflicts')['versions']][0], 'd')
        equal(len(first.json('conflicts')['versions']), 2)
        equal(first.json('resolve', note, 'body', '--value', 'e'), {'id': note})
        equal((first.json('show', note)['body'], first.run('conflicts')), ('e', ''))


def edit_while_another_deleted():
    first, second = two_laptops()
    with first, second:
        notes = [first.run('add', 'note', 'body=a') for _ in range(2)]
        exchange(first, second)
        for note in notes:
            first.run('delete', note)
            second.run('set', note, 'body=b', 'lang=fr')
        exchange(first, second)
        assert_equal(first, second)
        conflicts = {one['id']: one for one in first.lines('conflicts')}
        equal(set(conflicts), set(notes))
        for conflict in conflicts.values():
            equal((conflict['field'], conflict['ancestor'], conflict['union']), ('deleted', None, None))
            equal((conflict['versions'][0]['value'], 'field' in conflict['versions'][0]),
                  (True, False))
            equal({(one['value'], one['field']) for one in conflict['versions'][1:]},
                  {('b', 'body'), ('fr', 'lang')})
        kept, gone = notes
        first.run('resolve', kept, 'deleted', '--keep', conflicts[kept]['versions'][1]['dot'])
        first.run('resolve', gone, 'deleted', '--keep', conflicts[gone]['versions'][0]['dot'])
        exchange(second, first)
        for laptop in first, second:
            equal(laptop.run('conflicts'), '')
            equal([(one['id'], one['body']) for one in laptop.lines('list', 'note')],
                  [(kept, 'b')])


def settled_field_of_a_deleted_record():
    first, second = two_laptops()
    with first, second:
        note = first.run('add', 'note', 'body=a')
        exchange(first, second)
        edit_apart(first, second, note, 'body', ('b', 'c'))
        first.run('delete', note)
        dot = first.json('conflicts')['versions'][1]['dot']
        first.run('resolve', note, 'body', '--keep', dot)
        exchange(second, first)
        assert_equal(first, second)
        for laptop in first, second:
            equal(laptop.run('conflicts'), '')
            equal(laptop.json('show', note)['body'], 'b')
            equal(laptop.json('show', note)['deleted'], True)


def second_process_is_seen():
    first, second = two_laptops()
    with first, second:
        address = first.serve()
        note = first.run('add', 'note', 'body=a')
        second.run('sync', address)
        equal(second.json('show', note)['body'], 'a')
        second.run('set', note, 'body=b')
        second.run('sync', address)
        equal(first.json('show', note)['body'], 'b')
        check(first.run('check'))


def every_interface_has_an_address():
    first, second = two_laptops()
    with first, second:
        address = first.serve('--listen', '*:0')
        check(not address.startswith(('*', '0.0.0.0', '[::]')), address)
        second.run('sync', address)
        assert_equal(first, second)


def serve_ends_when_told():
    first, second = two_laptops()
    with first, second:
        # As soon as the line is there.
        for how in [signal.SIGTERM, signal.SIGINT] * 5:
            first.server = first.start('serve', '--no-discovery', '--listen', '127.0.0.1:0')
            check(first.server.stdout.readline().startswith(b'listening '))
            equal(first.stop(how), 0)
        for how in signal.SIGTERM, signal.SIGINT:
            first.serve()
            equal(first.stop(how), 0)
        address = first.serve()
        equal(first.stop(), 0)
        second.fails('sync', address)
        second.fails('sync', 'nonsense')
        first.fails('serve', '--listen', 'nonsense')
        first.fails('serve', '--listen', '192.0.2.1:0', '--no-discovery')


def strangers_get_nothing():
    first, second = two_laptops()
    with first, second, Laptop('Chadia') as stranger:
        stranger.run('forum', 'new', 'المنتدى')
        address = first.serve()
        stranger.fails('sync', address)
        equal(stranger.json('status')['entries'], 1)
        equal(first.json('status')['entries'], 1)


def nobody_is_announced():
    first, second = two_laptops()
    with first, second:
        equal(first.run('peers', '--seconds', '1'), '')


def who_was_met_is_asked_again():
    first, second = two_laptops()
    with first, second:
        host, port = first.serve().rsplit(':', 1)
        second.run('sync', '%s:%s' % (host, port))
        peer = {'device': first.run('init'), 'name': 'Amal', 'address': host, 'port': int(port),
                'forums': [second.json('status')['forum']], 'state': 'reached'}
        deadline = time.monotonic() + TIMEOUT
        while (seen := second.lines('peers', '--seconds', '2')) != [peer]:
            check(time.monotonic() < deadline, seen)
        equal(first.stop(), 0)
        equal(second.lines('peers', '--seconds', '1'), [])


def large_exchange_both_ways():
    first, second = two_laptops()
    with first, second:
        for laptop, mark in (first, 'a'), (second, 'b'):
            laptop.run('import', laptop.write('in.ndjson', ''.join(
                '{"kind":"proposal","title":"%s%d","body":"%s"}\n' % (mark, number, 'نص ' * 100)
                for number in range(2000))))
        report = exchange(first, second)
        equal((report['sent'], report['received']), (2001, 2001))
        assert_equal(first, second)
        check(second.run('check'))


TESTS = [
    ('/app/node/sync/after-joining', join_and_sync),
    ('/app/node/sync/thousands-both-ways', large_exchange_both_ways),
    ('/app/node/import/before-the-first-meeting', import_before_the_first_meeting),
    ('/app/node/sync/strangers-get-nothing', strangers_get_nothing),
    ('/app/node/conflict/both-versions-are-kept', both_versions_are_kept),
    ('/app/node/conflict/keep-resolves', keep_resolves),
    ('/app/node/conflict/union-of-different-words', union_of_different_words),
    ('/app/node/conflict/both-become-two-proposals', both_become_two_proposals),
    ('/app/node/conflict/three-laptops-have-one-list', three_laptops_have_one_list),
    ('/app/node/conflict/value-resolves-and-set-does-not', value_resolves_and_set_does_not),
    ('/app/node/conflict/edit-while-another-deleted', edit_while_another_deleted),
    ('/app/node/conflict/settled-in-a-deleted-record', settled_field_of_a_deleted_record),
    ('/app/node/serve/another-process-is-seen', second_process_is_seen),
    ('/app/node/serve/every-interface-has-an-address', every_interface_has_an_address),
    ('/app/node/serve/ends-when-told', serve_ends_when_told),
    ('/app/node/peers/nobody-is-announced', nobody_is_announced),
    ('/app/node/peers/who-was-met-is-asked-again', who_was_met_is_asked_again),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
