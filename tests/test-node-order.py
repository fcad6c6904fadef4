#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: the order of records, on one laptop and on two that meet.

test-node-order.py HALQA-NODE
"""

import sys

from node_tools import Laptop, check, equal, run_tests, two_laptops


def meet(first, second):
    address = first.serve()
    second.run('sync', address)
    equal(first.stop(), 0)


def titles(laptop, kind='proposal', *where):
    return ''.join(record['title'] for record in
                   laptop.lines('list', kind, '--sort', 'position', *where))


def add_proposals(laptop, session, names):
    return {name: laptop.run('add', 'proposal', 'title=' + name, 'session=' + session)
            for name in names}


def moves_within_a_list():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'x')
        session = laptop.run('add', 'session', 'title=S')
        ids = add_proposals(laptop, session, 'abcd')
        stray = laptop.run('add', 'proposal', 'title=z')
        where = ('--where', 'session=' + session)
        equal(titles(laptop, 'proposal', *where), 'abcd')
        entries = laptop.json('status')['entries']
        equal(laptop.run('move', ids['d'][:8], '--before', ids['b'][:8]), '')
        equal(titles(laptop, 'proposal', *where), 'adbc')
        laptop.run('move', ids['a'], '--after', ids['b'])
        laptop.run('move', ids['c'], '--first')
        equal(laptop.json('move', ids['d'], '--last'), {'id': ids['d']})
        equal(titles(laptop, 'proposal', *where), 'cbad')
        equal(laptop.json('status')['entries'], entries + 4)
        laptop.run('move', ids['c'], '--first')
        laptop.run('move', ids['c'], '--before', ids['b'])
        equal(laptop.json('status')['entries'], entries + 4)
        writes = [write for write in laptop.lines('history', ids['b'])]
        equal([write['field'] for write in writes].count('position'), 1)

        laptop.fails('move', ids['a'], status=2)
        laptop.fails('move', ids['a'], '--first', '--last', status=2)
        laptop.fails('move', ids['a'], '--before', 'zz')
        check('session' in laptop.fails('move', ids['a'], '--before', stray))
        laptop.fails('move', ids['a'], '--after', session)
        action = laptop.run('add', 'action', 'title=x')
        laptop.fails('move', action, '--first')
        laptop.run('delete', ids['a'])
        laptop.fails('move', ids['a'], '--first')
        laptop.fails('move', ids['b'], '--before', ids['a'])


def imported_ones_come_last_and_get_a_place():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'x')
        lines = ''.join('{"kind":"theme","id":"%032d","name":"%s"}\n' % (number, name)
                        for number, name in enumerate('cab', 1))
        laptop.run('import', laptop.write('in.ndjson', lines))
        first = laptop.run('add', 'theme', 'name=d')
        order = [theme['name'] for theme in laptop.lines('list', 'theme', '--sort', 'position')]
        equal(sorted(order[:3]) + order[3:], ['a', 'b', 'c', 'd'])
        entries = laptop.json('status')['entries']
        laptop.run('move', first, '--before', '%032d' % 3)
        moved = [theme['name'] for theme in laptop.lines('list', 'theme', '--sort', 'position')]
        order.remove('d')
        order.insert(order.index('b'), 'd')
        equal(moved, order)
        equal(laptop.json('status')['entries'], entries + 1)
        # A second import of the same file leaves the order that was given.
        laptop.run('import', laptop.write('in.ndjson', lines))
        equal([theme['name'] for theme in laptop.lines('list', 'theme', '--sort', 'position')],
              moved)


def two_that_reorder_at_once_end_with_one_order():
    first, second = two_laptops()
    with first, second:
        session = first.run('add', 'session', 'title=S')
        ids = add_proposals(first, session, 'abcdef')
        meet(first, second)
        equal(titles(second), 'abcdef')
        first.run('move', ids['f'], '--after', ids['a'])
        second.run('move', ids['e'], '--after', ids['a'])
        first.run('move', ids['b'], '--last')
        second.run('move', ids['b'], '--first')
        second.run('add', 'proposal', 'title=g', 'session=' + session)
        first.run('add', 'proposal', 'title=h', 'session=' + session)
        meet(first, second)
        equal(titles(first), titles(second))
        equal(first.json('status')['digest'], second.json('status')['digest'])
        equal(first.run('conflicts'), '')
        order = titles(first)
        equal(sorted(order), sorted('abcdefgh'))
        check({order.index('e'), order.index('f')} == {order.index('a') + 1, order.index('a') + 2},
              order)
        check(order.startswith('ba'), order)
        first.run('check')
        second.run('check', '--rebuild')
        equal(titles(second), order)


def two_that_order_and_name_themes_at_once_end_alike():
    first, second = two_laptops()
    with first, second:
        ids = {name: first.run('add', 'theme', 'name=' + name) for name in 'abcd'}
        meet(first, second)
        first.run('move', ids['d'], '--first')
        second.run('move', ids['a'], '--last')
        first.run('move', ids['b'], '--after', ids['c'])
        second.run('move', ids['b'], '--after', ids['d'])
        first.run('set', ids['c'], 'name@fr=cé', 'colour=#1a5fb4')
        second.run('set', ids['c'], 'name@en=see', 'code=C')
        meet(first, second)
        lists = [laptop.lines('list', 'theme', '--sort', 'position') for laptop in (first, second)]
        equal(lists[0], lists[1])
        equal(first.json('status')['digest'], second.json('status')['digest'])
        equal(first.run('conflicts'), '')
        equal([theme['name'] for theme in lists[0]], list('dcba'))
        equal([lists[0][1][field] for field in ('name@fr', 'name@en', 'colour', 'code')],
              ['cé', 'see', '#1a5fb4', 'C'])


TESTS = [
    ('/app/node/move/within-a-list', moves_within_a_list),
    ('/app/node/move/imported-ones-get-a-place', imported_ones_come_last_and_get_a_place),
    ('/app/node/move/two-at-once-end-with-one-order', two_that_reorder_at_once_end_with_one_order),
    ('/app/node/move/themes-of-two-end-alike', two_that_order_and_name_themes_at_once_end_alike),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
