#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forum on a stick, by the command line: given and taken, restored, on sticks that are full,
read-only or not there.

test-node-sticks.py HALQA-NODE

The sticks are file systems in memory, in a mount namespace of this test: it runs itself again in one,
as root, or without root as the root of a user namespace of its own.
"""

import json
import os
import subprocess
import sys

from node_tools import Laptop, check, equal, run_tests, two_laptops


class Stick:
    """A file system of SIZE at a folder of LAPTOP."""

    def __init__(self, laptop, size):
        self.folder = laptop.path('stick')
        os.mkdir(self.folder)
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=%s' % size, 'stick', self.folder],
                       check=True)

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        subprocess.run(['umount', self.folder], check=True)

    def protect(self):
        subprocess.run(['mount', '-o', 'remount,ro', self.folder], check=True)

    def file(self, name='forum.halqa'):
        return os.path.join(self.folder, name)

    def holds(self, *names):
        equal(sorted(os.listdir(self.folder)), sorted(names))


def add_many(laptop, count):
    """Proposals whose texts don't pack, in one import."""
    lines = ''.join(json.dumps({'kind': 'proposal', 'title': 'P%d' % n,
                                'body': os.urandom(300).hex()}) + '\n' for n in range(count))
    laptop.run('import', laptop.write('many.ndjson', lines))


def read(path):
    with open(path, 'rb') as file:
        return file.read()


# --- giving and taking


def what_is_given_is_taken():
    first, second = two_laptops()
    with first, second:
        proposal = first.run('add', 'proposal', 'title=مكتبة')
        bundle = first.path('forum.halqa')
        entries = first.json('status')['entries']
        equal(first.json('export', bundle), {'file': bundle, 'entries': entries, 'kept': 0})
        check(str(entries) in first.run('export', bundle))

        own = second.json('status')['entries']
        report = second.json('import', bundle)
        equal((report['lines'], report['written'], report['same']), (entries, entries, 0))
        equal((report['refused'], report['whole'], report['writer']), ([], True, 'Amal'))
        equal(second.json('show', proposal)['title'], 'مكتبة')
        equal(second.json('status')['entries'], own + entries)
        # Twice the same file changes nothing.
        before = second.json('status')
        report = second.json('import', bundle)
        equal((report['written'], report['same']), (0, entries))
        equal(second.json('status'), before)
        second.run('check')
        # As other systems name it.
        first.run('export', first.path('FORUM.HALQA'))
        equal(second.json('import', second.write('F.HALQA', read(first.path('FORUM.HALQA'))))['same'],
              entries)
        # Back again, and both are equal.
        second.run('export', bundle)
        first.run('import', bundle)
        for key in ('digest', 'fingerprint', 'entries'):
            equal(first.json('status')[key], second.json('status')[key])


def preview_tells_and_changes_nothing():
    first, second = two_laptops()
    with first, second:
        ids = [first.run('add', 'proposal', 'title=%d' % n) for n in range(4)]
        bundle = first.path('forum.halqa')
        first.run('export', bundle)
        second.run('import', bundle)
        first.run('add', 'proposal', 'title=new')
        first.run('set', ids[0], 'title=changed')
        first.run('delete', ids[1])
        first.run('set', ids[2], 'title=theirs')
        second.run('set', ids[2], 'title=ours')
        first.run('export', bundle)

        before = second.json('status')
        told = second.json('import', '--preview', bundle)
        equal((told['new'], told['changed'], told['deleted'], told['conflict']), (1, 1, 1, 1))
        equal((told['title'], told['writer'], told['unknown']), ('المنتدى', 'Amal', 4))
        equal(told['entries'], told['lines'])
        equal(second.json('status'), before)
        check('1' in second.run('import', '--preview', bundle))
        second.run('import', bundle)
        after = second.json('status')
        equal(after['conflicts'], 1)
        equal(after['records']['proposal'], before['records']['proposal'])
        equal(len(second.lines('list', 'proposal')), 4)
        told = second.json('import', '--preview', bundle)
        equal([told[key] for key in ('new', 'changed', 'deleted', 'conflict', 'unknown')], [0] * 5)
        second.fails('import', '--preview', second.path('x.ndjson'), status=2)


def invitation_and_bundle_are_a_backup():
    with Laptop('Amal') as first:
        forum = first.run('forum', 'new', 'المنتدى')
        proposal = first.run('add', 'proposal', 'title=A')
        first.run('set', proposal, 'title=B')
        first.run('add', 'proposal', 'title=C')
        bundle, invitation = first.path('forum.halqa'), first.path('invitation')
        first.run('export', bundle)
        first.run('forum', 'invite', invitation)
        history = first.lines('history', proposal)
        before = first.json('status')
        with Laptop() as second:
            equal(second.run('forum', 'join', invitation), forum)
            second.run('import', bundle)
            equal(second.lines('history', proposal), history)
            equal(second.lines('list', 'proposal'), first.lines('list', 'proposal'))
            second.run('check')
            # What it has beyond that is its own name; without that it is what was saved.
            back = second.path('back.halqa')
            second.run('export', back)
            equal(first.json('import', back)['written'],
                  second.json('status')['entries'] - before['entries'])
            for key in ('digest', 'fingerprint', 'entries'):
                equal(first.json('status')[key], second.json('status')[key])


def bundle_alone_is_nothing_to_strangers():
    with Laptop('Amal') as first, Laptop('Karim') as stranger:
        first.run('forum', 'new', 'A')
        stranger.run('forum', 'new', 'B')
        bundle = first.path('forum.halqa')
        first.run('export', bundle)
        check('another forum' in stranger.fails('import', bundle))
        check('another forum' in stranger.fails('import', '--preview', bundle))
        before = read(bundle)
        check('not replaced' in stranger.fails('export', bundle))
        equal(read(bundle), before)


def damaged_one_gives_what_precedes():
    first, second = two_laptops()
    with first, second:
        add_many(first, 1500)
        bundle = first.path('forum.halqa')
        first.run('export', bundle)
        whole = read(bundle)
        cut = second.write('cut.halqa', whole[:len(whole) * 3 // 4])
        status, output, errors = second.call('--json', 'import', '--preview', cut)
        told = json.loads(output)
        equal((status, told['whole']), (1, False))
        check(0 < told['new'] < 1500, told['new'])
        status, output, errors = second.call('--json', 'import', cut)
        report = json.loads(output)
        equal((status, report['whole'], report['written']), (1, False, told['unknown']))
        check('cut off or damaged' in errors and 'fault' in report, errors)
        # One of the records is the forum's own.
        equal(len(second.lines('list', 'proposal')), told['new'] - 1)
        second.run('check')
        # What is missing comes with a sound one.
        report = second.json('import', bundle)
        equal(report['same'], told['unknown'])
        equal(len(second.lines('list', 'proposal')), 1500)
        behind = second.write('behind.halqa', whole + b'\0' * 512)
        check('behind its end' in second.fails('import', behind))
        later = second.write('later.halqa', b'HALQA2\n' + whole[7:])
        check('Update' in second.fails('import', later))
        check('no forum' in second.fails('import', second.write('x.halqa', 'nothing of ours')))


# --- sticks


def full_one_keeps_what_it_held():
    with Laptop('Amal') as laptop, Stick(laptop, '256k') as stick:
        laptop.run('forum', 'new', 'A')
        laptop.run('export', stick.file())
        before = read(stick.file())
        add_many(laptop, 1500)
        check('no room' in laptop.fails('export', stick.file()))
        equal(read(stick.file()), before)
        stick.holds('forum.halqa')
        check('no room' in laptop.fails('export', stick.file('other.halqa')))
        stick.holds('forum.halqa')


def read_only_one_is_told():
    with Laptop('Amal') as laptop, Stick(laptop, '4m') as stick:
        laptop.run('forum', 'new', 'A')
        laptop.run('export', stick.file())
        stick.protect()
        laptop.run('add', 'proposal', 'title=A')
        check('switch against writing' in laptop.fails('export', stick.file()))
        check('switch against writing' in laptop.fails('export', stick.file('other.halqa')))
        # It can be taken from nevertheless.
        laptop.run('import', stick.file())
        stick.holds('forum.halqa')


def one_that_was_pulled_out_is_told():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'A')
        with Stick(laptop, '4m') as stick:
            laptop.run('export', stick.file())
        os.rmdir(stick.folder)
        check('pulled out' in laptop.fails('export', stick.file()))
        check('put that in' in laptop.fails('import', stick.file()))


def process_that_was_killed_leaves_nothing_for_long():
    with Laptop('Amal') as laptop, Stick(laptop, '64m') as stick:
        laptop.run('forum', 'new', 'A')
        laptop.run('export', stick.file())
        before = read(stick.file())
        add_many(laptop, 3000)
        process = laptop.start('export', stick.file())
        while process.poll() is None and len(os.listdir(stick.folder)) == 1:
            pass
        process.kill()
        process.wait()
        process.stdout.close()
        if process.returncode != 0:
            equal(read(stick.file()), before)
        laptop.run('export', stick.file())
        stick.holds('forum.halqa')


def two_laptops_fill_one_stick():
    """Each gives over what the other gave; the stick ends with what both know."""
    first, second = two_laptops()
    with first, second, Stick(first, '16m') as stick:
        for _ in range(2):
            for laptop in (first, second):
                laptop.run('add', 'proposal', 'title=' + laptop.folder)
                laptop.run('export', stick.file())
        for laptop in (first, second):
            laptop.run('import', stick.file())
        equal(first.json('status')['digest'], second.json('status')['digest'])
        equal(len(first.lines('list', 'proposal')), 4)
        stick.holds('forum.halqa')


TESTS = [
    ('/app/node/bundle/what-is-given-is-taken', what_is_given_is_taken),
    ('/app/node/bundle/preview-tells-and-changes-nothing', preview_tells_and_changes_nothing),
    ('/app/node/bundle/with-an-invitation-is-a-backup', invitation_and_bundle_are_a_backup),
    ('/app/node/bundle/alone-is-nothing-to-strangers', bundle_alone_is_nothing_to_strangers),
    ('/app/node/bundle/damaged-gives-what-precedes', damaged_one_gives_what_precedes),
    ('/app/node/stick/full-keeps-what-it-held', full_one_keeps_what_it_held),
    ('/app/node/stick/read-only-is-told', read_only_one_is_told),
    ('/app/node/stick/pulled-out-is-told', one_that_was_pulled_out_is_told),
    ('/app/node/stick/killed-process-leaves-nothing', process_that_was_killed_leaves_nothing_for_long),
    ('/app/node/stick/two-laptops-fill-one', two_laptops_fill_one_stick),
]


def enter_namespace():
    os.execvp('unshare', ['unshare', '--mount' if os.geteuid() == 0 else '-Urm', sys.executable, '-B',
                          os.path.abspath(__file__), sys.argv[1], 'inside'])


if __name__ == '__main__':
    if sys.argv[2:] != ['inside']:
        enter_namespace()
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
