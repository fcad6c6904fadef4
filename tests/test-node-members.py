#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of a forum on the command line, and one of three laptops that is removed.

test-node-members.py HALQA-NODE
"""

import re
import sys
from contextlib import contextmanager

from node_tools import Laptop, check, equal, run_tests

TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')


@contextmanager
def three():
    """Amal, who serves, Badr and Said, all of one forum, and all have met."""
    with Laptop('Amal') as amal, Laptop('Badr') as badr, Laptop('Said') as said:
        amal.run('forum', 'new', 'F')
        amal.run('forum', 'invite', amal.path('invitation'))
        for laptop in badr, said:
            laptop.run('forum', 'join', amal.path('invitation'))
        address = amal.serve()
        for laptop in badr, said, badr:
            laptop.run('sync', address)
        yield amal, badr, said, address


def remove(laptop, removed):
    """On the laptop that serves, which knows of it when it serves again; its address."""
    laptop.stop()
    told = laptop.run('forum', 'remove', removed.run('init')[:8])
    check('keeps' in told, told)
    return laptop.serve()


def members(laptop):
    return {one['name']: one for one in laptop.lines('forum', 'members')}


def turned_away(laptop):
    return [one['name'] for one in laptop.json('status').get('turned_away', [])]


def titles(laptop):
    return sorted(one['title'] for one in laptop.lines('list', 'proposal'))


def all_are_listed_with_when_they_were_met():
    with three() as (amal, badr, said, _):
        listed = members(badr)
        equal(sorted(listed), ['Amal', 'Badr', 'Said'])
        equal([listed[name]['self'] for name in sorted(listed)], [False, True, False])
        equal([one['removed'] for one in listed.values()], [False] * 3)
        check(TIME.fullmatch(listed['Amal']['last_met']), listed)
        equal((listed['Badr']['last_met'], listed['Said']['last_met']), (None, None))
        equal(listed['Said']['device'], said.run('init'))
        equal(amal.lines('forum', 'list')[0]['members'], 3)


def removed_one_neither_gets_nor_gives():
    with three() as (amal, badr, said, address):
        badr.run('add', 'proposal', 'title=before')
        badr.run('sync', address)
        said.run('sync', address)
        device = said.run('init')
        address = remove(amal, said)
        amal.run('add', 'proposal', 'title=after')
        said.run('add', 'proposal', 'title=by Said')
        why = said.fails('sync', address)
        check('invitation' in why, why)
        equal(titles(said), ['before', 'by Said'])
        # That is all that it learns, and what it tells.
        equal(turned_away(said), ['Amal'])
        check('Amal' in said.run('status') and 'invited anew' in said.run('status'))
        # Badr was away, and is let in.
        badr.run('sync', address)
        equal(turned_away(badr), [])
        equal(titles(badr), ['after', 'before'])
        for laptop in amal, badr:
            check(members(laptop)['Said']['removed'])
            equal(laptop.lines('forum', 'list')[0]['members'], 2)
        equal(amal.json('status')['digest'], badr.json('status')['digest'])
        # And tells Said nothing either.
        why = said.fails('sync', badr.serve())
        check('invitation' in why, why)
        # A new device key on Said's laptop is no more than the old one.
        again = said.path('data')
        said.env['HALQA_MACHINE_ID'] = 'another'
        check(said.run('init') != device, again)
        said.fails('sync', address)
        equal(titles(amal), ['after', 'before'])


def invitation_of_after_works_and_of_before_does_not():
    with three() as (amal, badr, said, _), Laptop('Dina') as dina:
        address = remove(amal, said)
        dina.run('forum', 'join', amal.path('invitation'))
        dina.fails('sync', address)
        # Badr has not heard of it yet, and then he has.
        at = badr.serve()
        dina.run('sync', at)
        badr.stop()
        badr.run('sync', address)
        at = badr.serve('--listen', at)
        dina.fails('sync', at)
        equal(turned_away(dina), ['Badr'])
        amal.run('forum', 'invite', amal.path('new'))
        dina.run('forum', 'join', amal.path('new'))
        dina.run('sync', at)
        equal(turned_away(dina), [])
        dina.run('sync', address)
        equal(sorted(members(dina)), ['Amal', 'Badr', 'Dina', 'Said'])
        check(members(dina)['Said']['removed'])


def two_removals_apart_end_with_one_key():
    with three() as (amal, badr, said, address), Laptop('Dina') as dina:
        dina.run('forum', 'join', amal.path('invitation'))
        dina.run('sync', address)
        badr.run('sync', address)
        address = remove(amal, said)
        badr.run('forum', 'remove', dina.run('init'))
        for _ in range(3):
            badr.run('sync', address)
        for laptop in amal, badr:
            listed = members(laptop)
            equal([listed[name]['removed'] for name in ('Amal', 'Badr', 'Dina', 'Said')],
                  [False, False, True, True])
        for laptop in said, dina:
            laptop.fails('sync', address)
        # A newcomer of either of them is let in by both.
        with Laptop('Emna') as emna:
            badr.run('forum', 'invite', badr.path('new'))
            emna.run('forum', 'join', badr.path('new'))
            emna.run('sync', address)


def nobody_removes_itself_or_whom_there_is_not():
    with three() as (amal, badr, said, _):
        amal.fails('forum', 'remove', amal.run('init'))
        amal.fails('forum', 'remove', 'abc')
        amal.fails('forum', 'remove', 'f' * 64)
        device = said.run('init')
        equal(amal.json('forum', 'remove', device), {'device': device, 'removed': True})
        entries = amal.json('status')['entries']
        amal.run('forum', 'remove', device)
        equal(amal.json('status')['entries'], entries)
        record = [one['id'] for one in badr.lines('list', 'device') if one['name'] == 'Said'][0]
        check('forum remove' in badr.fails('set', record, 'removed=true'))
        amal.run('check', '--rebuild')
        check(members(amal)['Said']['removed'])


TESTS = [
    ('/app/node/members/listed-with-when-they-were-met', all_are_listed_with_when_they_were_met),
    ('/app/node/members/removed-neither-gets-nor-gives', removed_one_neither_gets_nor_gives),
    ('/app/node/members/invitation-of-after-works-and-of-before-does-not',
     invitation_of_after_works_and_of_before_does_not),
    ('/app/node/members/two-removals-apart-end-with-one-key', two_removals_apart_end_with_one_key),
    ('/app/node/members/nobody-removes-itself', nobody_removes_itself_or_whom_there_is_not),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
