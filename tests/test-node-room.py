#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What facilitators do in a room, by the command line on two laptops that meet now and then.

test-node-room.py HALQA-NODE
"""

import sys

from node_tools import Laptop, check, equal, run_tests, two_laptops


def meet(asking, serving):
    address = serving.serve()
    asking.run('sync', address)
    equal(serving.stop(), 0)


def closes_a_session():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'x')
        session = laptop.run('add', 'session', 'title=A', 'state=open')
        proposal = laptop.run('add', 'proposal', 'title=B', 'session=' + session, 'state=draft')
        question = laptop.run('add', 'note', 'type=question', 'body=C', 'subject=' + session)
        entries = laptop.json('status')['entries']
        told = laptop.json('session', 'close', session, 'attendees_count=52', 'women_count=0',
                           'youth_count=', 'count_method=D', 'closing_report=E')
        equal(laptop.json('status')['entries'], entries + 1)
        equal((told['id'], told['state']), (session, 'closed'))
        equal([(one['kind'], one['id'], one['why'], one.get('field')) for one in told['open']],
              [('session', session, 'uncounted', 'youth_count'),
               ('proposal', proposal, 'draft', None), ('note', question, 'question', None)])
        shown = laptop.json('show', session)
        equal((shown['state'], shown['attendees_count'], shown['women_count']), ('closed', 52, 0))
        check('youth_count' not in shown, shown)

        laptop.run('set', proposal, 'state=accepted')
        laptop.run('add', 'tally', 'proposal=' + proposal, 'session=' + session, 'against=0')
        laptop.run('set', question, 'answer=F')
        equal(laptop.json('session', 'close', session, 'youth_count=٧')['open'], [])
        equal(laptop.json('session', 'reopen', session), {'id': session})
        equal(laptop.json('show', session)['state'], 'open')
        check('P-01' in laptop.run('show', laptop.lines('list', 'tally')[0]['id']))

        for bad in ((proposal,), (session, 'state=open'), (session, 'women_count=-1')):
            laptop.fails('session', 'close', *bad)
        laptop.run('delete', session)
        laptop.fails('session', 'reopen', session)


def hints_at_what_does_not_fit():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'x')
        session = laptop.run('add', 'session', 'title=A', 'women_count=9', 'attendees_count=3')
        check('hint: More women (9) than people present (3)' in laptop.run('show', session))
        check('hint: More women (9) than people present (3)' in laptop.run('session', 'close', session))
        laptop.run('set', session, 'women_count=3')
        check('hint' not in laptop.run('show', session))


def heals_what_has_not_arrived():
    first, second = two_laptops()
    with first, second:
        session = first.run('add', 'session', 'title=البيئة')
        note = second.run('add', 'note', 'subject=' + session, 'body=A')
        proposal = second.run('add', 'proposal', 'session=' + session, 'title=B')
        told = 'session: %s (not here yet)' % session
        check(told in second.run('show', proposal).splitlines())
        check('subject: %s (not here yet)' % session in second.run('show', note).splitlines())
        equal(second.json('show', proposal)['session'], session)
        meet(second, first)
        told = 'session: %s (البيئة)' % session
        check(told in second.run('show', proposal).splitlines())
        first.run('delete', session)
        meet(first, second)
        told = 'session: %s (deleted: البيئة)' % session
        check(told in second.run('show', proposal).splitlines())


def counts_once():
    first, second = two_laptops()
    with first, second:
        proposal = first.run('add', 'proposal', 'title=A')
        sessions = [first.run('add', 'session', 'title=' + title) for title in 'BC']
        meet(second, first)
        for laptop, votes in (first, 31), (second, 32):
            for session in sessions:
                laptop.run('add', 'tally', 'proposal=' + proposal, 'session=' + session,
                           'method=hands', 'in_favour=%d' % votes)
        second.run('add', 'tally', 'proposal=' + proposal, 'session=' + sessions[0],
                   'method=dots', 'in_favour=7')
        meet(second, first)
        equal(first.json('status')['digest'], second.json('status')['digest'])
        tallies = first.lines('list', 'tally')
        equal(sorted((one['session'], one['method']) for one in tallies),
              sorted([(one, 'hands') for one in sessions] + [(sessions[0], 'dots')]))
        equal(len(first.lines('conflicts')), 2)


def endorses_and_acts():
    first, second = two_laptops()
    with first, second:
        proposal = first.run('add', 'proposal', 'title=A')
        organisation = first.run('add', 'organisation', 'name=تعاونية خبز وزعتر', 'type=other')
        meet(second, first)
        ids = [laptop.run('add', 'endorsement', 'proposal=P-01', 'organisation=' + name,
                          'commitment=C')
               for laptop, name in ((first, organisation), (second, 'تعاونيه  خبز وزعتر'))]
        equal(ids[0], ids[1])
        action = second.run('add', 'action', 'proposal=p-01', 'title=D', 'responsible=E',
                            'due_date=2027-01-31', 'progress=40')
        meet(second, first)
        equal(first.lines('conflicts'), [])
        shown = first.json('show', action)
        equal((shown['proposal'], shown['progress'], shown['due_date']),
              (proposal, 40, '2027-01-31'))
        for bad in 'due_date=2027-02-30', 'progress=101', 'progress=-1', 'proposal=P-7':
            first.fails('set', action, bad)
        first.fails('add', 'endorsement', 'proposal=P-01')
        first.fails('add', 'endorsement', 'proposal=P-01', 'organisation=nobody')
        first.fails('add', 'link', 'type=related', 'a=P-01')
        first.fails('add', 'term', 'concept=', 'language=fr', 'words=souk')
        first.fails('add', 'term', 'concept=souk', 'words=souk')


TESTS = [
    ('/app/node/session/closes-and-tells-what-is-open', closes_a_session),
    ('/app/node/show/hints-at-what-does-not-fit', hints_at_what_does_not_fit),
    ('/app/node/show/a-reference-heals-when-its-record-arrives', heals_what_has_not_arrived),
    ('/app/node/tally/two-laptops-count-once', counts_once),
    ('/app/node/endorsement/by-organisations-and-actions', endorses_and_acts),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
