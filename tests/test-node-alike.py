#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look-alikes on the command line: duplicates, not-duplicate, glossary, on laptops that are apart.

test-node-alike.py HALQA-NODE
"""

import contextlib
import re
import sys

from node_tools import Laptop, check, equal, run_tests

OTHERS = ('Un terrain de football', 'حديقة عمومية', 'A nursery for babies')


@contextlib.contextmanager
def laptops(number=1):
    """Members of one forum that have not met."""
    with contextlib.ExitStack() as stack:
        all_of_them = [stack.enter_context(Laptop(name)) for name in ('Amal', 'Brahim')[:number]]
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


def pairs(laptop, *arguments):
    return [(line['a'], line['b']) for line in laptop.lines('duplicates', *arguments)]


def a_pair_in_two_languages():
    with laptops() as (laptop,):
        for title in OTHERS:
            propose(laptop, title)
        first = propose(laptop, 'حاويات الأزبال في السوق', neighbourhood='سيدي مومن')
        second = propose(laptop, 'Des poubelles au marché', neighbourhood='Sidi Moumen')
        found = laptop.lines('duplicates')
        equal(len(found), 1)
        equal([found[0]['a'], found[0]['b']], sorted([first, second]))
        check(0.5 <= found[0]['score'] <= 1)
        check(re.search(r'"score":[01](\.\d{1,3})?,', laptop.run('--json', 'duplicates')))
        equal(found[0]['same_neighbourhood'], True)
        check(found[0]['common'] >= 2)
        equal(pairs(laptop, '--threshold', '1'), [])
        equal(pairs(laptop, first[:8]), [(found[0]['a'], found[0]['b'])])
        check(len(pairs(laptop, '--threshold', '0')) >= 1)
        laptop.fails('duplicates', '--threshold', '1.5', status=2)
        words = laptop.run('duplicates')
        check('in common, in two languages, same neighbourhood' in words)


def who_is_no_half_of_a_pair():
    with laptops() as (laptop,):
        for title in OTHERS:
            propose(laptop, title)
        first, second, third = (propose(laptop, 'Des poubelles au marché') for _ in range(3))
        equal(len(pairs(laptop)), 3)
        laptop.run('delete', third)
        equal(pairs(laptop), [tuple(sorted([first, second]))])
        laptop.run('merge', first, second)
        equal(pairs(laptop), [])
        laptop.run('restore', third)
        equal(pairs(laptop), [tuple(sorted([first, third]))])
        laptop.run('split', first)
        equal(len(pairs(laptop)), 3)


def not_the_same_stays_so():
    with laptops(2) as (here, there):
        for title in OTHERS:
            propose(here, title)
        first = propose(here, 'Des poubelles au marché')
        second = propose(here, 'Rubbish bins at the market')
        pair = tuple(sorted([first, second]))
        exchange(there, here)
        equal(pairs(there), [pair])
        here.run('not-duplicate', first[:8], second)
        there.run('not-duplicate', second, first)
        equal(pairs(here), [])
        exchange(there, here)
        equal(len(here.lines('list', 'link')), 1)
        equal(here.lines('conflicts'), [])
        here.run('set', first, 'title=Des poubelles au marché de gros')
        equal(pairs(here), [])
        here.run('not-duplicate', '--undo', first, second)
        exchange(there, here)
        equal(pairs(there), [pair])
        here.fails('not-duplicate', '--undo', first, second)
        here.fails('not-duplicate', first, first)
        there.run('not-duplicate', first, second)
        exchange(there, here)
        equal(pairs(here), [])


def the_same_on_every_laptop():
    with laptops(2) as (here, there):
        for title in OTHERS + ('Une école', 'مدرسة', 'A school', 'Une ecole neuve'):
            propose(here, title)
        exchange(there, here)
        equal(there.lines('duplicates', '--threshold', '0.1'),
              here.lines('duplicates', '--threshold', '0.1'))


def words_of_the_forum():
    with laptops(2) as (here, there):
        for title in OTHERS:
            propose(here, title)
        propose(here, 'Une tazoudasset')
        propose(here, 'تزوداست')
        equal(pairs(here), [])
        shipped = here.lines('glossary')
        check(len(shipped) > 500)
        check(all(not line['own'] for line in shipped))
        first = here.run('add', 'term', 'concept=weaving-house', 'language=fr', 'words=tazoudasset')
        here.run('add', 'term', 'concept=weaving-house', 'language=ar', 'words=تزوداست، تازوداست')
        equal(len(pairs(here)), 1)
        equal([line['words'] for line in here.lines('glossary', '--concept', 'weaving-house')
               if line['own']], ['تزوداست، تازوداست', 'tazoudasset'])
        exchange(there, here)
        equal(len(pairs(there)), 1)
        equal(there.run('add', 'term', 'concept=weaving-house', 'language=fr', 'words=tazoudast'),
              first)
        equal(len(pairs(there)), 0)
        equal(len(there.lines('list', 'term')), 2)


def exact_hits_come_first():
    with laptops() as (laptop,):
        weak = propose(laptop, 'دعم النساء والتعاونيات')
        propose(laptop, 'التعليم')
        exact = propose(laptop, 'تعاونية للخياطة')
        late = propose(laptop, 'لتعاونيات الحي')
        found = [record['id'] for record in laptop.lines('list', 'proposal', '--search', 'تعاونية')]
        equal(found, [exact, weak, late])
        equal([record['id'] for record in laptop.lines(
            'list', 'proposal', '--search', 'تعاونية', '--where', 'title=لتعاونيات الحي')], [late])


TESTS = [
    ('/app/node/alike/a-pair-in-two-languages', a_pair_in_two_languages),
    ('/app/node/alike/deleted-and-merged-ones-are-no-half', who_is_no_half_of_a_pair),
    ('/app/node/alike/not-the-same-stays-so', not_the_same_stays_so),
    ('/app/node/alike/the-same-on-every-laptop', the_same_on_every_laptop),
    ('/app/node/search/exact-hits-come-first', exact_hits_come_first),
    ('/app/node/alike/words-of-the-forum', words_of_the_forum),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
