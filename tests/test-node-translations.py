#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what is translated, and what is still to be.

test-node-translations.py HALQA-NODE
"""

import sys

from node_tools import Laptop, equal, run_tests, two_laptops


def states(laptop, *args):
    return [(one['field'], one['language'], one['state'])
            for one in laptop.lines('translations', *args)]


def missing_and_older():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'المنتدى', 'languages=ar, fr')
        theme = laptop.run('add', 'theme', 'name=البيئة', 'name@fr=Environnement')
        proposal = laptop.run('add', 'proposal', 'title=نور', 'body=Éclairer la rue')
        equal(states(laptop, 'proposal'),
              [('title', 'fr', 'missing'), ('body', 'ar', 'missing')])
        equal(laptop.lines('translations', proposal)[0],
              {'id': proposal, 'kind': 'proposal', 'field': 'title', 'language': 'fr',
               'state': 'missing'})
        laptop.run('set', proposal, 'title@fr=Lumière', 'title@es=Luz')
        equal(states(laptop, proposal[:8]),
              [('title', 'fr', 'current'), ('title', 'es', 'current'), ('body', 'ar', 'missing')])
        laptop.run('set', proposal, 'title=ضوء')
        laptop.run('set', proposal, 'title@es=Farol')
        equal(states(laptop, proposal, '--older'), [('title', 'fr', 'older')])
        equal(states(laptop, proposal, '--missing'), [('body', 'ar', 'missing')])
        equal(states(laptop, '--missing', '--older', '--language', 'fr'),
              [('title', 'fr', 'missing'), ('title', 'fr', 'older')])
        equal(states(laptop, 'proposal', '--language', 'en'),
              [('title', 'en', 'missing'), ('body', 'en', 'missing')])
        equal(states(laptop, theme), [('name', 'fr', 'current')])
        equal(laptop.run('translations', proposal, '--older'), proposal + '\tolder\ttitle@fr')
        laptop.run('delete', proposal)
        equal(states(laptop, 'proposal'), [])
        laptop.fails('translations', 'zz')
        laptop.fails('translations', '--language', 'français', status=2)


def two_laptops_agree():
    first, second = two_laptops()
    with first, second:
        proposal = first.run('add', 'proposal', 'title=نور', 'lang=ar')
        address = first.serve()
        second.run('sync', address)
        second.run('set', proposal, 'title@fr=Lumière')
        first.run('set', proposal, 'title=ضوء')
        second.run('sync', address)
        equal(first.stop(), 0)
        for laptop in first, second:
            equal(states(laptop, proposal, '--older'), [('title', 'fr', 'older')])
        equal(first.json('status')['conflicts'], 0)


TESTS = [
    ('/app/node/translations/missing-and-older', missing_and_older),
    ('/app/node/translations/two-laptops-agree', two_laptops_agree),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
