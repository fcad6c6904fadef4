#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments on laptops of this machine, over 127.0.0.1.

test-node-attach.py HALQA-NODE
"""

import json
import os
import signal
import sys
import time

from node_tools import Failure, Laptop, check, equal, run_tests, two_laptops

LARGE = 25 * 1024 * 1024
# A picture of one pixel.
PNG = bytes.fromhex('89504e470d0a1a0a0000000d4948445200000001000000010806000000'
                    '1f15c4890000000d49444154789c6360000002000001e221bc33000000'
                    '0049454e44ae426082')


def wait_until(condition, what):
    deadline = time.monotonic() + 60
    while not condition():
        check(time.monotonic() < deadline, what)
        time.sleep(0.002)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def part_size(laptop, attachment):
    """How much of it has come, as another process sees it; None where it is here."""
    digits = attachment['sha256']
    path = os.path.join(laptop.forum_file().removesuffix('.halqadb') + '.blobs', digits[:2], digits)
    if os.path.exists(path):
        return None
    try:
        return os.path.getsize(path + '.part')
    except FileNotFoundError:
        return 0


def is_here(laptop, attachment):
    return lambda: part_size(laptop, attachment) is None


def attach(laptop, name, content, *fields):
    subject = laptop.run('add', 'proposal', 'title=a')
    return laptop.json('show', laptop.run('attach', subject, laptop.write(name, content), *fields))


def record_tells_of_the_file():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'المنتدى')
        shown = attach(laptop, 'لوحة.jpg', PNG, 'caption=the board')
        equal((shown['name'], shown['media_type'], shown['size'], shown['caption']),
              ('لوحة.jpg', 'image/png', len(PNG), 'the board'))
        equal(laptop.json('attachments'),
              {'id': shown['id'], 'subject': shown['subject'], 'name': 'لوحة.jpg',
               'media_type': 'image/png', 'size': len(PNG), 'sha256': shown['sha256'],
               'state': 'here', 'done': len(PNG), 'laptops': []})
        equal(laptop.run('attachments', '--missing'), '')
        equal(len(laptop.lines('list', 'attachment', '--search', 'board')), 1)


def limits_say_what_to_do():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'المنتدى')
        subject = laptop.run('add', 'proposal', 'title=a')
        attach(laptop, 'full', b'\1' * LARGE)
        error = laptop.fails('attach', subject, laptop.write('x', b'\1' * (LARGE + 1)))
        check('at most 25.0\u00a0MiB' in error, error)
        laptop.fails('attach', subject, laptop.write('empty', b''))
        laptop.fails('attach', subject, laptop.folder)
        laptop.fails('attach', subject, laptop.path('none'))
        laptop.fails('attach', 'ffffffff', laptop.path('full'))
        laptop.fails('attach', subject, laptop.path('full'), 'size=3')
        laptop.fails('attach', subject, laptop.path('full'), 'nonsense=3')
        os.mkfifo(laptop.path('pipe'))
        laptop.fails('attach', subject, laptop.path('pipe'))
        equal(len(laptop.lines('attachments')), 1)


def written_under_a_good_name():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'المنتدى')
        shown = attach(laptop, 'board.png', PNG, 'name=../../.صورة\u202e/gnp.exe: 1.png')
        folder = laptop.path('stick')
        os.mkdir(folder)
        for _ in range(2):
            laptop.run('attachment', shown['id'], folder)
        equal(sorted(os.listdir(folder)), ['صورة gnp.exe 1 (2).png', 'صورة gnp.exe 1.png'])
        for name in os.listdir(folder):
            equal(read(os.path.join(folder, name)), PNG)
        path = laptop.write('there', 'something else')
        equal(laptop.json('attachment', shown['id'], path), {'file': path, 'size': len(PNG)})
        equal(read(path), PNG)
        laptop.fails('attachment', shown['subject'], path)


def missing_says_who_has_it():
    first, second = two_laptops()
    with first, second:
        attachment = attach(first, 'a.png', PNG)
        os.remove(os.path.join(first.forum_file().removesuffix('.halqadb') + '.blobs',
                               attachment['sha256'][:2], attachment['sha256']))
        address = first.serve()
        equal(list(second.json('sync', address))[-1], 'seconds')
        listed = second.json('attachments', '--missing')
        equal((listed['state'], listed['done'], listed['laptops']), ('missing', 0, ['Amal']))
        check('Amal' in second.fails('attachment', attachment['id'], second.path('out')))


def sync_brings_files():
    first, second = two_laptops()
    with first, second:
        attachment = attach(first, 'a.png', PNG)
        again = attach(first, 'b.png', PNG)
        equal(attachment['sha256'], again['sha256'])
        address = first.serve()
        equal(second.json('sync', address)['files'], 1)
        for one in attachment, again:
            second.run('attachment', one['id'], second.path('out'))
            equal(read(second.path('out')), PNG)
        check('files' not in second.json('sync', address))


def check_finds_what_is_damaged():
    first, second = two_laptops()
    with first, second:
        attachment = attach(first, 'a.png', PNG)
        address = first.serve()
        second.run('sync', address)
        second.run('check')
        path = os.path.join(second.forum_file().removesuffix('.halqadb') + '.blobs',
                            attachment['sha256'][:2], attachment['sha256'])
        with open(path, 'r+b') as file:
            file.write(b'x')
        check(attachment['sha256'] in second.fails('check'))
        second.fails('attachment', attachment['id'], second.path('out'))
        equal(second.json('attachments', '--missing')['state'], 'missing')
        equal(second.json('sync', address)['files'], 1)
        second.run('check')
        with open(path, 'r+b') as file:
            file.truncate(10)
        second.fails('check')
        second.run('check', '--rebuild')
        second.run('sync', address)
        second.run('check')


def kept_as_long_as_anything_names_it():
    with Laptop('Amal') as laptop:
        laptop.run('forum', 'new', 'المنتدى')
        attachment = attach(laptop, 'a.png', PNG)
        blobs = laptop.forum_file().removesuffix('.halqadb') + '.blobs'
        path = os.path.join(blobs, attachment['sha256'][:2], attachment['sha256'])
        stray = os.path.join(blobs, 'aa')
        os.makedirs(stray)
        stray = os.path.join(stray, 'aa' * 32)
        with open(stray, 'wb') as file:
            file.write(b'nobody saved it')
        for one in path, stray:
            os.utime(one, (0, 0))
        laptop.run('set', attachment['id'], 'sha256=' + 'bb' * 32)
        laptop.run('delete', attachment['id'])
        equal(laptop.json('attachments', '--collect'), {'freed': 15})
        check(os.path.exists(path) and not os.path.exists(stray))


def killed_half_way_goes_on():
    first, second = two_laptops()
    with first, second:
        address = first.serve()
        second.run('sync', address)
        for attempt in range(20):
            content = os.urandom(LARGE)
            attachment = attach(first, 'recording', content)
            second.serve()
            wait_until(lambda: part_size(second, attachment) != 0, 'nothing comes')
            second.stop(signal.SIGKILL)
            size = part_size(second, attachment)
            # All may have come and not be looked through yet.
            if size is not None and size < LARGE:
                break
        else:
            raise Failure('it was always too fast to be killed half-way')
        check(size > 0, size)
        listed = {one['id']: one for one in second.lines('attachments', '--missing')}
        equal([listed[attachment['id']][key] for key in ('state', 'done')], ['coming', size])
        second.serve()
        wait_until(is_here(second, attachment), 'it does not go on')
        second.run('attachment', attachment['id'], second.path('out'))
        check(read(second.path('out')) == content, attempt)


def middle_one_relays():
    first, second = two_laptops()
    with first, second, Laptop('Chadia') as third:
        third.run('forum', 'join', first.path('invitation'))
        second.run('sync', first.serve())
        third.run('sync', second.serve())
        third.serve()
        content = os.urandom(3 * 1024 * 1024)
        attachment = attach(first, 'recording', content)
        wait_until(lambda: third.lines('list', 'attachment'), 'the record does not come')
        wait_until(is_here(third, attachment), 'the file does not come')
        third.run('attachment', attachment['id'], third.path('out'))
        check(read(third.path('out')) == content)


def import_damaged(laptop, stick):
    """What is told of a stick of which one attachment can't be read."""
    status, output, errors = laptop.call('--json', 'import', stick)
    equal(status, 1)
    check('1 attachment on the stick' in errors, errors)
    return json.loads(output)


def stick_carries_files():
    first, second = two_laptops()
    with first, second:
        contents = [PNG, os.urandom(65536), os.urandom(200001)]
        for number, content in enumerate(contents):
            attach(first, 'f%d' % number, content)
        stick = first.path('stick.halqa')
        equal(first.json('export', stick)['files'], 3)
        folder = stick + '-files'
        names = sorted(os.listdir(folder))
        before = {name: os.stat(os.path.join(folder, name)).st_mtime_ns for name in names}
        for attachment in first.lines('attachments'):
            check(not any(attachment['sha256'][:32] in name for name in names))
        check(not any(PNG in read(os.path.join(folder, name)) for name in names))
        # What is there is not written again.
        attach(first, 'f3', b'more')
        equal(first.json('export', stick)['files'], 4)
        equal({name: os.stat(os.path.join(folder, name)).st_mtime_ns for name in names}, before)
        # One is damaged on the way.
        largest = max(names, key=lambda name: os.path.getsize(os.path.join(folder, name)))
        with open(os.path.join(folder, largest), 'r+b') as file:
            file.seek(100000)
            file.write(b'xxxx')
        equal(import_damaged(second, stick)['files'], 3)
        equal([one['name'] for one in second.lines('attachments', '--missing')], ['f2'])
        for one in second.lines('attachments')[:2]:
            second.run('attachment', one['id'], second.path('out'))
            equal(read(second.path('out')), contents[int(one['name'][1])])
        check('files' not in import_damaged(second, stick))
        # It is mended by who has it.
        os.remove(os.path.join(folder, largest))
        equal(first.json('export', stick)['files'], 4)
        equal(second.json('import', stick)['files'], 1)
        equal(second.lines('attachments', '--missing'), [])


def removed_laptop_can_not_open_files():
    first, second = two_laptops()
    with first, second:
        second.run('sync', first.serve())
        first.run('forum', 'remove', second.run('init'))
        attach(first, 'secret', b'a secret of today')
        stick = first.path('stick.halqa')
        equal(first.json('export', stick)['files'], 1)
        second.fails('import', stick)
        equal(second.lines('attachments'), [])


TESTS = [
    ('/app/node/attach/the-record-tells-of-the-file', record_tells_of_the_file),
    ('/app/node/attach/limits-say-what-to-do', limits_say_what_to_do),
    ('/app/node/attach/written-under-a-good-name', written_under_a_good_name),
    ('/app/node/attach/what-is-missing-says-who-has-it', missing_says_who_has_it),
    ('/app/node/attach/sync-brings-files', sync_brings_files),
    ('/app/node/attach/check-finds-what-is-damaged', check_finds_what_is_damaged),
    ('/app/node/attach/kept-as-long-as-anything-names-it', kept_as_long_as_anything_names_it),
    ('/app/node/attach/a-stick-carries-files', stick_carries_files),
    ('/app/node/attach/a-removed-laptop-opens-no-file', removed_laptop_can_not_open_files),
    ('/app/node/attach/killed-half-way-goes-on', killed_half_way_goes_on),
    ('/app/node/attach/the-middle-one-relays', middle_one_relays),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
