#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The merging desk on the command line: merge, split, relate, family, on laptops that are apart.

test-node-merging.py HALQA-NODE
"""

import contextlib
import itertools
import sys

from node_tools import Laptop, check, equal, run_tests

LRM, RLM = '\u200e', '\u200f'


@contextlib.contextmanager
def laptops(number=1):
    """Members of one forum that have not met."""
    with contextlib.ExitStack() as stack:
        all_of_them = [stack.enter_context(Laptop(name))
                       for name in ('Amal', 'Brahim', 'Chama')[:number]]
        all_of_them[0].run('forum', 'new', 'المنتدى')
        invitation = all_of_them[0].path('invitation')
        all_of_them[0].run('forum', 'invite', invitation)
        for other in all_of_them[1:]:
            other.run('forum', 'join', invitation)
        yield all_of_them


def exchange(asking, serving):
    asking.json('sync', serving.serve())
    equal(serving.stop(), 0)


def propose(laptop, title, **fields):
    return laptop.run('add', 'proposal', 'title=' + title,
                      *('%s=%s' % field for field in fields.items()))


def family(laptop, proposal):
    """The title of the result, and those of its sources."""
    shown = laptop.json('family', proposal)
    return shown['result']['title'], [source['title'] for source in shown['sources']]


def entries(laptop):
    return laptop.json('status')['entries']


def sources_stay_readable():
    with laptops() as (laptop,):
        session = laptop.run('add', 'session', 'title=القاعة 1')
        first = propose(laptop, 'تعاونية', lang='ar', session=session, body='نص',
                        author_name='أمينة', reference='ENV-01')
        second = propose(laptop, 'Coopérative', lang='fr', body='Texte', reference='ENV-02')
        before = entries(laptop)
        result = laptop.run('merge', '--new', first, second[:8])
        equal(entries(laptop), before + 1)
        shown = laptop.json('family', first)
        equal(list(shown), ['result', 'sources', 'claims', 'tallies', 'endorsements', 'relations'])
        equal(shown['result']['id'], result)
        equal(laptop.json('family', result), shown)
        equal(shown['sources'][0], {
            'id': first, 'reference': 'ENV-01', 'title': 'تعاونية', 'body': 'نص', 'lang': 'ar',
            'session': session, 'session_title': 'القاعة 1', 'author_name': 'أمينة',
            'author': laptop.run('init'), 'device_name': 'Amal', 'merged_into': result,
            'merge': 'in force'})
        body = laptop.json('show', result)['body']
        check(RLM + '⁨ENV-01⁩ · ⁨القاعة 1⁩\nنص\n\n' + LRM + '⁨ENV-02⁩\nTexte' == body, body)
        third = propose(laptop, 'C', body='Troisième', reference='ENV-03')
        laptop.run('merge', '--text', result, third)
        equal(laptop.json('show', result)['body'], body + '\n\n' + LRM + '⁨ENV-03⁩\nTroisième')
        laptop.fails('merge', '--text', '--new', first, second, status=2)
        # They are listed as before, and say where they are.
        equal([one.get('merged_into') for one in laptop.lines('list', 'proposal')],
              [result, result, None, result])
        check(result in laptop.run('family', first))


def split_takes_it_apart():
    with laptops() as (laptop,):
        into, first, second, third = (propose(laptop, title) for title in 'ABCD')
        equal(laptop.run('merge', into, first, second), '')
        equal(laptop.json('merge', first, third), {'id': first})
        equal(family(laptop, third), ('A', ['B', 'D', 'C']))
        before = entries(laptop)
        laptop.run('split', into)
        equal(entries(laptop), before + 1)
        equal(family(laptop, into), ('A', []))
        equal(family(laptop, first), ('B', ['D']))
        laptop.run('split', third)
        equal(family(laptop, first), ('B', []))
        # What stands in the middle comes out with all that it has.
        laptop.run('merge', into, first)
        laptop.run('merge', first, third)
        laptop.run('split', '--out', first)
        equal(family(laptop, third), ('B', ['D']))
        check('Nothing is merged' in laptop.fails('split', into))
        check('not merged' in laptop.fails('split', '--out', into))
        laptop.fails('merge', into, into)
        laptop.fails('merge', into, status=2)
        laptop.fails('merge', '--new', into, into)


def several_of_one():
    with laptops() as (laptop,):
        whole = propose(laptop, 'Whole', body='text')
        made = laptop.run('split', whole, '--into', 'One', '--into', 'اثنان').split('\n')
        equal([laptop.json('show', part)['title'] for part in made], ['One', 'اثنان'])
        equal([laptop.json('show', part)['body'] for part in made], ['text'] * 2)
        equal({one['id'] for one in laptop.json('family', whole)['relations']}, set(made))
        relation, = laptop.json('family', made[1])['relations']
        equal((relation['relation'], relation['id']), ('whole', whole))
        equal(list(laptop.json('split', whole, '--into', 'Three')), ['ids'])
        laptop.fails('split', whole, made[0], '--into', 'x', status=2)


def related_without_merging():
    with laptops(2) as (first, second):
        one, other, third = (propose(first, title) for title in 'ABC')
        exchange(second, first)
        link = first.run('relate', one, other)
        equal(second.run('relate', other, one), link)
        equal(second.run('add', 'link', 'type=related', 'a=' + other, 'b=' + one), link)
        second.run('relate', one, third, '--type', 'sequence')
        first.run('relate', other, third, '--type', 'dialogue')
        exchange(second, first)
        equal([(one['relation'], one['title']) for one in first.json('family', third)['relations']],
              [('dialogue', 'B'), ('before', 'A')])
        equal(len(first.lines('list', 'link')), 3)
        first.run('relate', third, one, '--undo')
        equal([one['relation'] for one in first.json('family', third)['relations']], ['dialogue'])
        first.fails('relate', third, one, '--undo')
        first.fails('relate', one, other, '--type', 'split')
        first.fails('relate', one, one)


def links_are_taken_back_by_what_was_done():
    with laptops() as (laptop,):
        one, other = (propose(laptop, title) for title in 'AB')
        pairs = ['\u2068P-0%d\u2069 and \u2068P-0%d\u2069' % pair for pair in ((1, 2), (2, 1))]
        for done, words in ((('not-duplicate', one, other), 'Mark %s as Not the Same'),
                            (('not-duplicate', one, other, '--undo'),
                             'Take Back That %s Are Not the Same'),
                            (('relate', one, other), 'Relate %s'),
                            (('relate', one, other, '--undo'), 'Remove the Relation of %s'),
                            (('relate', one, other, '--type', 'dialogue'), 'Relate %s')):
            laptop.run('not-duplicate' if 'not-duplicate' in done else 'relate', one, other)
            laptop.run(*done)
            for command, told in ('undo', 'Undone: '), ('redo', 'Redone: '):
                said = laptop.run(command)
                check(said in [told + words % pair for pair in pairs], said)
        laptop.run('split', one, '--into', 'C')
        equal(laptop.run('undo'), 'Undone: Split \u2068P-01\u2069')


def overlapping_groups():
    """A and B into X here, B and C into Y there, and B is written anew elsewhere, in every order of
    meeting: one outcome, with both versions of the one field and all that was written."""
    orders = list(itertools.permutations(itertools.combinations(range(3), 2)))
    for order in orders[::2]:
        with laptops(3) as rooms:
            ids = {title: propose(rooms[0], title) for title in 'ABCXY'}
            for room in rooms[1:]:
                exchange(room, rooms[0])
            rooms[0].run('merge', ids['X'], ids['A'], ids['B'])
            rooms[1].run('merge', ids['Y'], ids['B'], ids['C'])
            rooms[2].run('set', ids['B'], 'body=written meanwhile')
            for one, other in order + order[:2]:
                exchange(rooms[one], rooms[other])
            for room in rooms:
                equal(room.json('status')['digest'], rooms[0].json('status')['digest'])
                equal((family(room, ids['A']), family(room, ids['B'])),
                      (('X', ['A']), ('Y', ['B', 'C'])))
                conflict, = room.lines('conflicts')
                equal((conflict['id'], conflict['field']), (ids['B'], 'merged_into'))
                equal([one['value'] for one in conflict['versions']], [ids['Y'], ids['X']])
                equal(room.json('show', ids['B'])['body'], 'written meanwhile')
                check(room.json('family', ids['B'])['sources'][0]['conflict'])
                equal([one['id'] for one in room.json('family', ids['A'])['claims']], [ids['B']])
                equal(room.json('family', ids['B'])['claims'], [])


def never_a_circle():
    """Three rooms, each merges its own into the next one's: the first made is the result."""
    with laptops(3) as rooms:
        ids = [propose(rooms[0], title) for title in 'ABC']
        for room in rooms[1:]:
            exchange(room, rooms[0])
        for number, room in enumerate(rooms):
            room.run('merge', ids[(number + 1) % 3], ids[number])
        for one, other in (1, 0), (2, 1), (2, 0), (1, 0):
            exchange(rooms[one], rooms[other])
        for room in rooms:
            for proposal in ids:
                equal(family(room, proposal), ('A', ['C', 'B']))
            equal(room.json('family', ids[0])['result']['merge'], 'circle')
        rooms[1].run('split', ids[2])
        equal(family(rooms[1], ids[0]), ('A', ['C']))
        rooms[1].run('split', ids[0])
        equal([family(rooms[1], proposal)[1] for proposal in ids], [[], [], []])


def deleted_result_frees_its_sources():
    with laptops(2) as (first, second):
        into, source = propose(first, 'A'), propose(first, 'B')
        exchange(second, first)
        first.run('merge', into, source)
        second.run('delete', into)
        exchange(second, first)
        for laptop in first, second:
            equal(family(laptop, source), ('B', []))
            equal(laptop.json('family', source)['result']['merge'], 'deleted')
        second.fails('merge', into, source)
        second.run('restore', into)
        equal(family(second, source), ('A', ['B']))
        second.run('check', '--rebuild')


TESTS = [
    ('/app/node/merging/sources-stay-readable', sources_stay_readable),
    ('/app/node/merging/split-takes-it-apart', split_takes_it_apart),
    ('/app/node/merging/several-are-made-of-one', several_of_one),
    ('/app/node/merging/related-without-merging', related_without_merging),
    ('/app/node/merging/links-are-taken-back-by-what-was-done',
     links_are_taken_back_by_what_was_done),
    ('/app/node/merging/overlapping-groups-have-one-outcome', overlapping_groups),
    ('/app/node/merging/never-a-circle', never_a_circle),
    ('/app/node/merging/deleted-result-frees-its-sources', deleted_result_frees_its_sources),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
