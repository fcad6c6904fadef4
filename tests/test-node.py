#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line on one laptop: every command, its output, its exit status.

test-node.py HALQA-NODE
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys

from node_tools import Laptop, check, equal, run_tests

TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z')


def is_hex(text, digits):
    return len(text) == digits and re.fullmatch('[0-9a-f]+', text)


def one_forum():
    laptop = Laptop('Amal')
    laptop.run('forum', 'new', 'المنتدى')
    return laptop


def count_entries(laptop):
    return laptop.json('status')['entries']


# --- the folder and its forums


def init_is_one_device():
    with Laptop() as laptop:
        device = laptop.run('init')
        check(is_hex(device, 64), device)
        equal(laptop.run('init', '--name', 'أمل'), device)
        equal(laptop.json('init'), {'id': device})
        # A copy of the folder on another machine is another device.
        check(laptop.run('init', env={'HALQA_MACHINE_ID': 'another'}) != device)


def folder_is_the_users_unless_given():
    with Laptop() as laptop:
        laptop.data = None
        laptop.run('forum', 'new', 'x')
        check(os.path.isdir(os.path.join(laptop.env['XDG_DATA_HOME'], 'halqa', 'forums')))


def forum_new_and_list():
    with Laptop('Amal') as laptop:
        first = laptop.run('forum', 'new', 'المنتدى', 'place=Casa',
                           'slogan=@' + laptop.write('slogan', 'حي آخر\n'))
        check(is_hex(first, 32), first)
        second = laptop.json('forum', 'new', 'B')['id']
        listed = laptop.lines('forum', 'list')
        equal(sorted((one['id'], one['title']) for one in listed),
              sorted([(first, 'المنتدى'), (second, 'B')]))
        equal([(one['entries'], one['members']) for one in listed], [(1, 1)] * 2)
        check(first in laptop.run('forum', 'list'))
        shown = laptop.json('--forum', first, 'show', first)
        equal((shown['place'], shown['slogan']), ('Casa', 'حي آخر\n'))


def forum_has_to_be_told_where_several_are():
    with Laptop() as laptop:
        check('forum new' in laptop.fails('status'))
        first = laptop.run('forum', 'new', 'المنتدى')
        equal(laptop.json('status')['forum'], first)
        second = laptop.run('forum', 'new', 'B')
        check('--forum' in laptop.fails('status'))
        equal(laptop.json('--forum', first[:8], 'status')['forum'], first)
        equal(laptop.json('--forum', 'B', 'status')['forum'], second)
        # Behind the command too, and in a locale that knows no Arabic.
        equal(json.loads(laptop.run('status', '--json', '--forum', 'المنتدى',
                                    env={'LC_ALL': 'C'}))['title'], 'المنتدى')
        laptop.fails('--forum', 'C', 'status')


def bad_forums_make_nothing():
    with Laptop() as laptop:
        laptop.fails('forum', 'new', '')
        laptop.fails('forum', 'new', 'x', 'colour=red')
        laptop.fails('forum', 'new', 'x', 'start_date=tomorrow')
        laptop.fails('forum', 'new', 'x', 'place', status=2)
        check('new, list' in laptop.fails('forum', status=2))
        laptop.fails('forum', 'join', laptop.write('file', 'come in'))
        laptop.fails('forum', 'join', laptop.path('nowhere'))
        equal(laptop.run('forum', 'list'), '')


# --- records


def add_and_show():
    with one_forum() as laptop:
        session = laptop.run('add', 'session', 'title=البيئة', 'women_count=0', 'youth_count=')
        proposal = laptop.run('add', 'proposal', 'title=A', 'title@fr=B', 'session=' + session[:12],
                              'body=@' + laptop.write('body', ' é\n\n'), 'problem=@-',
                              stdin='مشكل = x'.encode())
        check(is_hex(proposal, 32), proposal)
        shown = laptop.json('show', proposal[:8])
        equal(list(shown), ['id', 'kind', 'body', 'position', 'problem', 'reference', 'session',
                            'title', 'title@fr', 'created', 'updated', 'author'])
        equal(shown['body'], ' é\n\n')
        equal(shown['problem'], 'مشكل = x')
        equal(shown['session'], session)
        equal(shown['author'], laptop.run('init'))
        check(TIME.fullmatch(shown['created']) and shown['created'] == shown['updated'], shown)
        shown = laptop.json('show', session.upper())
        equal((shown['women_count'], shown.get('youth_count')), (0, None))
        check('title: البيئة' in laptop.run('show', session, env={'LC_ALL': 'C'}))


def add_refuses():
    with one_forum() as laptop:
        before = count_entries(laptop)
        laptop.fails('add', 'recipe', 'title=x')
        laptop.fails('add', 'proposal', 'colour=red')
        laptop.fails('add', 'proposal', 'state=late')
        laptop.fails('add', 'session', 'women_count=-1')
        laptop.fails('add', 'proposal', 'session=0000')
        laptop.fails('add', 'proposal', 'deleted=true')
        laptop.fails('add', 'tally', 'in_favour=3')
        for kind in 'forum', 'device', 'key':
            laptop.fails('add', kind)
        check('it is not there' in laptop.fails('add', 'proposal', 'body=@' + laptop.path('nowhere')))
        for long in 'x' * 65537, 'ب' * 40000:
            told = laptop.fails('add', 'proposal', 'body=@' + laptop.write('long', long))
            check('longer than' in told, told)
        laptop.fails('add', 'proposal', 'body=@' + laptop.write('zero', b'a\0b'))
        laptop.fails('add', 'proposal', 'body=@-', stdin=b'\xff')
        laptop.fails('add', 'proposal', 'title', status=2)
        laptop.fails('add', 'proposal', 'body=@-', 'problem=@-', stdin=b'a', status=2)
        laptop.fails('add', 'proposal', '=x', status=2)
        laptop.fails('add', status=2)
        equal(count_entries(laptop), before)
        laptop.run('add', 'proposal', 'body=@' + laptop.write('longest', 'x' * 65536))


def one_tally_of_a_proposal_in_a_session():
    with one_forum() as laptop:
        proposal = laptop.run('add', 'proposal', 'title=A')
        session = laptop.run('add', 'session', 'title=B')
        parts = ('proposal=' + proposal, 'session=' + session)
        tally = laptop.run('add', 'tally', *parts, 'in_favour=3', 'against=1')
        expected = hashlib.blake2b(b'tally' + bytes.fromhex(proposal + session), digest_size=16)
        equal(tally, expected.hexdigest())
        equal(laptop.run('add', 'tally', *parts, 'in_favour=4'), tally)
        shown = laptop.json('show', tally)
        equal((shown['in_favour'], shown['against']), (4, 1))
        laptop.fails('set', tally, 'proposal=' + session)
        dots = laptop.run('add', 'tally', *parts, 'method=dots', 'in_favour=9')
        expected.update(b'dots')
        equal(dots, expected.hexdigest())
        equal(laptop.run('add', 'tally', 'method=dots', *parts, 'in_favour=8'), dots)
        laptop.fails('set', dots, 'method=hands')
        laptop.fails('add', 'tally', parts[0], 'method=dots')


def references_are_given():
    with one_forum() as laptop:
        theme = laptop.run('add', 'theme', 'code=ENV')
        proposal = laptop.run('add', 'proposal', 'title=A', 'theme=env')
        shown = laptop.json('show', 'env-٠١')
        equal((shown['id'], shown['reference'], shown['theme']), (proposal, 'ENV-01', theme))
        laptop.run('set', 'ENV-01', 'title=B', 'theme=')
        equal(laptop.json('show', proposal)['reference'], 'ENV-01')
        equal(laptop.json('show', laptop.run('add', 'proposal', 'reference=X-1'))['reference'],
              'X-1')
        session = laptop.run('add', 'session', 'title=S', 'theme=' + theme[:8])
        laptop.run('add', 'tally', 'proposal=ENV-01', 'session=' + session[:6], 'method=hands')
        merged = laptop.run('add', 'proposal', 'title=C', 'merged_into=env-01')
        equal(laptop.json('show', merged)['merged_into'], proposal)
        year = laptop.run('add', 'theme', 'code=' + merged[:4])
        laptop.run('set', merged, 'theme=' + merged[:4])
        equal(laptop.json('show', merged)['theme'], year)
        laptop.run('delete', 'ENV-01')
        check(laptop.json('show', 'ENV-01')['deleted'])
        check('X-1' in laptop.fails('add', 'proposal', 'reference=X-1'))
        check('env-٠١' in laptop.fails('set', merged, 'reference=env-٠١'))
        laptop.run('set', 'X-1', 'reference=x-1')
        laptop.fails('show', 'ENV-07')
        laptop.fails('add', 'proposal', 'theme=SOC')
        laptop.fails('add', 'proposal', 'session=ENV-01')


def references_of_a_laptop_are_its_own():
    with one_forum() as laptop:
        laptop.run('export', laptop.path('all.ndjson'))
        forum = laptop.run('forum', 'new', 'another')
        laptop.run('--forum', forum, 'import', laptop.path('all.ndjson'))
        proposal = laptop.run('--forum', forum, 'add', 'proposal', 'title=A')
        equal(laptop.json('--forum', forum, 'show', proposal)['reference'], 'P-01')


def references_of_two_processes_at_once():
    with one_forum() as laptop:
        running = [laptop.start('add', 'proposal', 'title=A') for _ in range(8)]
        for process in running:
            process.communicate()
            equal(process.returncode, 0)
        references = {record['reference'] for record in laptop.lines('list', 'proposal')}
        equal(len(references), 8)


def references_after_an_older_file():
    with one_forum() as laptop:
        laptop.run('add', 'proposal', 'title=A')
        shutil.copy(laptop.forum_file(), laptop.path('older'))
        lost = laptop.json('show', laptop.run('add', 'proposal', 'title=B'))['reference']
        laptop.run('export', laptop.path('all.halqa'))
        os.replace(laptop.path('older'), laptop.forum_file())
        for suffix in '-wal', '-shm':
            if os.path.exists(laptop.forum_file() + suffix):
                os.unlink(laptop.forum_file() + suffix)
        again = laptop.json('show', laptop.run('add', 'proposal', 'title=C'))['reference']
        check(again != lost, again, lost)
        laptop.run('import', laptop.path('all.halqa'))
        references = [record['reference'] for record in laptop.lines('list', 'proposal')]
        equal(len(set(references)), 3)


def set_writes_what_differs():
    with one_forum() as laptop:
        proposal = laptop.run('add', 'proposal', 'title=A', 'body=B')
        before = count_entries(laptop)
        equal(laptop.run('set', proposal, 'title=A', 'problem='), '')
        equal(count_entries(laptop), before)
        laptop.run('set', proposal, 'title=C', 'body=', 'state=draft')
        equal(count_entries(laptop), before + 1)
        shown = laptop.json('show', proposal)
        equal((shown['title'], shown.get('body'), shown['state']), ('C', None, 'draft'))
        equal(laptop.json('set', proposal, 'title=D'), {'id': proposal})
        laptop.fails('set', proposal, status=2)
        laptop.fails('set', proposal, 'women_count=1')


def no_record_of_that_id():
    with one_forum() as laptop:
        for command in (('show',), ('set', 'title=x'), ('delete',), ('restore',), ('history',),
                        ('resolve', 'title', '--value', 'x')):
            for bad in 'ffff', 'f' * 32, 'xyz', 'fff', 'f' * 33, '':
                laptop.fails(command[0], bad, *command[1:])


def delete_and_restore():
    with one_forum() as laptop:
        first, second = (laptop.run('add', 'note', 'body=' + body) for body in 'ab')
        before = count_entries(laptop)
        equal(laptop.run('delete', first, second), '')
        equal(count_entries(laptop), before + 1)
        equal(laptop.lines('list', 'note'), [])
        equal({one['id'] for one in laptop.lines('list', 'note', '--where', 'deleted=true')},
              {first, second})
        equal(laptop.json('show', first)['deleted'], True)
        check('restore' in laptop.fails('set', first, 'body=c'))
        laptop.run('delete', first)
        equal(count_entries(laptop), before + 1)
        laptop.run('restore', first)
        equal([one['id'] for one in laptop.lines('list', 'note')], [first])
        check('deleted' not in laptop.json('show', first))
        # All or none.
        laptop.fails('delete', first, 'ffff')
        equal(len(laptop.lines('list', 'note')), 1)
        laptop.fails('delete', laptop.json('status')['forum'])


def titles(records):
    return [one.get('title') for one in records]


def list_by_field():
    with one_forum() as laptop:
        session = laptop.run('add', 'session', 'title=S')
        laptop.run('add', 'proposal', 'title=A', 'session=' + session, 'state=draft')
        laptop.run('add', 'proposal', 'title=B', 'session=' + session)
        laptop.run('add', 'proposal', 'title=C', 'title@fr=D', 'state=draft')
        equal(titles(laptop.lines('list', 'proposal')), ['A', 'B', 'C'])
        where = ('list', 'proposal', '--where')
        equal(titles(laptop.lines(*where, 'state=draft')), ['A', 'C'])
        equal(titles(laptop.lines(*where, 'state=')), ['B'])
        equal(titles(laptop.lines(*where, 'title@fr=D')), ['C'])
        equal(titles(laptop.lines(*where, 'state=draft', '--where', 'state=')), ['A', 'B', 'C'])
        equal(titles(laptop.lines(*where, 'title@fr=D', '--where', 'title@fr=E')), ['C'])
        equal(titles(laptop.lines(*where, 'session=' + session[:10], '--where', 'state=draft')), ['A'])
        equal(laptop.run('list', 'proposal', '--limit', '1').split('\t')[1], 'A')
        laptop.fails(*where, 'colour=red')
        laptop.fails(*where, 'state', status=2)
        laptop.fails('list', 'recipe')


def list_in_order():
    with one_forum() as laptop:
        for title, count in ('b', 2), ('a', 10), ('c', 1):
            laptop.run('add', 'session', 'title=' + title, 'women_count=%d' % count)
        first = laptop.lines('list', 'session')[0]['id']
        laptop.run('set', first, 'place=x')
        by = ('list', 'session', '--sort')
        equal(titles(laptop.lines(*by, 'title')), ['a', 'b', 'c'])
        equal(titles(laptop.lines(*by, 'women_count', '--reverse')), ['a', 'b', 'c'])
        equal(titles(laptop.lines(*by, 'created', '--reverse', '--limit', '2')), ['c', 'a'])
        equal(titles(laptop.lines(*by, 'updated')), ['a', 'c', 'b'])
        for session in laptop.lines('list', 'session')[1:]:
            laptop.run('set', session['id'], 'title@fr=' + session['title'])
        equal(titles(laptop.lines(*by, 'title@fr')), ['a', 'c', 'b'])
        equal(titles(laptop.lines(*by, 'title@fr', '--reverse')), ['c', 'a', 'b'])
        equal(titles(laptop.lines(*by, 'title@fr', '--limit', '1')), ['a'])
        for field in 'colour', 'state@fr':
            laptop.fails(*by, field)
        laptop.fails('list', 'session', '--limit', 'many', status=2)
        for limit in '0', '-1':
            laptop.fails('list', 'session', '--limit', limit, status=2)
            laptop.fails('peers', '--seconds', limit, status=2)


def list_by_words():
    with one_forum() as laptop:
        laptop.run('add', 'proposal', 'title=تأهيل الأحياء', 'body=Médina')
        laptop.run('add', 'proposal', 'title=Eau', 'problem=الحي القديم')
        search = ('list', 'proposal', '--search')
        equal(len(laptop.lines(*search, 'احياء')), 1)
        equal(len(laptop.lines(*search, 'medina تأهيل')), 1)
        equal(len(laptop.lines(*search, 'medina eau')), 0)
        equal(len(laptop.lines(*search, 'قديم EAU', env={'LC_ALL': 'C'})), 1)
        equal(len(laptop.lines(*search, 'title:eau OR "')), 0)
        laptop.run('set', laptop.lines(*search, 'eau')[0]['id'], 'title=Feu')
        equal((len(laptop.lines(*search, 'eau')), len(laptop.lines(*search, 'feu'))), (0, 1))
        laptop.run('add', 'proposal', 'title=Eau de la médina')
        laptop.run('add', 'proposal', 'title=مسبح', 'title@fr=Le bassin de la médina')
        equal(titles(laptop.lines(*search, 'medina')),
              ['Eau de la médina', 'مسبح', 'تأهيل الأحياء'])
        equal(titles(laptop.lines(*search, 'medina', '--limit', '1')), ['Eau de la médina'])
        equal(titles(laptop.lines(*search, 'medina', '--sort', 'created'))[0], 'تأهيل الأحياء')


def history_of_a_record():
    with one_forum() as laptop:
        note = laptop.run('add', 'note', 'body=a')
        laptop.run('set', note, 'body=')
        past = laptop.lines('history', note)
        equal([(one['field'], one['value'], one['state']) for one in past],
              [('body', 'a', 'replaced'), ('deleted', False, 'shown'),
           ('position', laptop.json('show', note)['position'], 'shown'),
           ('body', None, 'shown')])
        equal(list(past[0]), ['field', 'value', 'at', 'device', 'device_name', 'state', 'dot'])
        equal((past[0]['device'], past[0]['device_name']), (laptop.run('init'), 'Amal'))
        check(TIME.fullmatch(past[0]['at']))
        equal(len(laptop.run('history', note).splitlines()), 4)


def nothing_to_resolve():
    with one_forum() as laptop:
        note = laptop.run('add', 'note', 'body=a')
        equal(laptop.run('conflicts'), '')
        laptop.fails('resolve', note, 'body', '--value', 'b')
        laptop.fails('resolve', note, 'body', status=2)
        laptop.fails('resolve', note, 'body', '--value', 'b', '--keep', '1@aa', status=2)
        laptop.fails('resolve', note, 'body', '--union', '--both', status=2)


def revert_writes_an_earlier_value():
    with one_forum() as laptop:
        proposal = laptop.run('add', 'proposal', 'title=a')
        laptop.run('set', proposal, 'title=b')
        laptop.run('set', proposal, 'title=')
        first, second = [one['dot'] for one in laptop.lines('history', proposal)
                         if one['field'] == 'title'][:2]
        laptop.run('revert', proposal, 'title', '--to', second)
        equal(laptop.json('show', proposal)['title'], 'b')
        stamp, device = first.split('@')
        equal(laptop.json('revert', proposal, 'title', '--to', stamp + '@' + device[:6]),
              {'id': proposal})
        equal(laptop.json('show', proposal)['title'], 'a')
        # What stands there already is written no second time.
        before = laptop.json('status')['entries']
        laptop.run('revert', proposal, 'title', '--to', first)
        equal(laptop.json('status')['entries'], before)
        laptop.fails('revert', proposal, 'body', '--to', first)
        laptop.fails('revert', proposal, 'title', '--to', '1@' + device)
        laptop.fails('revert', proposal, 'title', status=2)

        laptop.run('delete', proposal)
        laptop.fails('revert', proposal, 'title', '--to', second)
        made = [one['dot'] for one in laptop.lines('history', proposal)
                if one['field'] == 'deleted'][0]
        laptop.run('revert', proposal, 'deleted', '--to', made)
        check('deleted' not in laptop.json('show', proposal))


# --- files


def import_and_export():
    with one_forum() as laptop:
        lines = laptop.write('in.ndjson', '{"kind":"note","body":"a"}\n{"kind":"note","body":"b"}\n')
        equal(laptop.json('import', lines), {'lines': 2, 'written': 2, 'same': 0, 'refused': []})
        before = laptop.json('status')
        equal(laptop.json('import', lines), {'lines': 2, 'written': 0, 'same': 2, 'refused': []})
        equal(laptop.json('status'), before)
        out = laptop.path('out.ndjson')
        equal(laptop.json('export', out), {'file': out, 'records': 4})
        with open(out, encoding='utf-8') as file:
            exported = [json.loads(line) for line in file]
        for one in exported:
            equal(laptop.json('show', one['id']), one)
        equal([one['kind'] for one in exported], ['device', 'forum', 'note', 'note'])
        check('2' in laptop.run('import', lines))


def import_names_refused_lines():
    with one_forum() as laptop:
        lines = laptop.write('in.ndjson', '{"kind":"note","body":"a"}\nnonsense\n\n{"kind":"x"}\n')
        status, output, errors = laptop.call('--json', 'import', lines)
        equal(status, 1)
        report = json.loads(output)
        equal([one['line'] for one in report['refused']], [2, 4])
        check(all(one['why'] for one in report['refused']), report)
        equal((report['lines'], report['written'], report['same']), (3, 1, 0))
        check(errors.startswith('halqa-node: ') and errors.count('\n') == 1, errors)
        status, output, _ = laptop.call('import', lines)
        check(status == 1 and 'Line 2' in output and 'Line 4' in output, output)
        catalogues = os.path.join(os.path.dirname(laptop.program), '../../po')
        arabic = {'LANGUAGE': 'ar', 'HALQA_LOCALEDIR': os.path.abspath(catalogues)}
        check('السطر 2' in laptop.call('import', lines, env=arabic)[1])
        told = json.loads(laptop.call('--json', 'import', lines, env=arabic)[1])
        equal(told['refused'], report['refused'])
        laptop.fails('import', laptop.write('in.txt', ''))
        laptop.fails('import', laptop.path('nowhere.ndjson'))
        os.mkfifo(laptop.path('pipe.ndjson'))
        laptop.fails('import', laptop.path('pipe.ndjson'))
        laptop.fails('export', laptop.path('out.txt'))
        laptop.fails('export', laptop.path('nowhere/out.ndjson'))


# --- the whole


def status_has_its_keys():
    with one_forum() as laptop:
        laptop.run('add', 'note', 'body=a')
        status = laptop.json('status')
        equal(list(status), ['forum', 'title', 'entries', 'fingerprint', 'digest', 'records',
                             'conflicts', 'db_bytes', 'clock_skew_ms'])
        check(is_hex(status['fingerprint'], 32) and is_hex(status['digest'], 64), status)
        equal((status['title'], status['entries'], status['conflicts']), ('المنتدى', 2, 0))
        equal((status['records']['note'], status['records']['proposal']), (1, 0))
        check(status['db_bytes'] > 4096 and status['clock_skew_ms'] == 0, status)
        check('entries: 2' in laptop.run('status'))


def digest_is_of_what_is_shown():
    with one_forum() as laptop:
        laptop.run('delete', laptop.run('add', 'note', 'body=a"é'))
        lines = []
        for kind in sorted(laptop.json('status')['records']):
            for deleted in 'false', 'true':
                lines += laptop.lines('list', kind, '--where', 'deleted=' + deleted)
        for one in lines:
            for origin in 'created', 'updated', 'author':
                del one[origin]
        shown = ''.join(json.dumps(one, ensure_ascii=False, separators=(',', ':')) + '\n'
                        for one in lines)
        equal(laptop.json('status')['digest'], hashlib.sha256(shown.encode()).hexdigest())


def check_finds_nothing_wrong():
    with one_forum() as laptop:
        laptop.run('add', 'note', 'body=a')
        before = laptop.json('status')
        check(laptop.run('check'))
        equal(laptop.json('check', '--rebuild'), {'ok': True})
        equal(laptop.json('status')['digest'], before['digest'])


def check_finds_an_altered_table():
    with one_forum() as laptop:
        note = laptop.run('add', 'note', 'body=a')
        database = sqlite3.connect(laptop.forum_file())
        database.execute("UPDATE k_note SET f_body = 'b'")
        database.commit()
        database.close()
        laptop.fails('check')
        laptop.run('check', '--rebuild')
        equal(laptop.json('show', note)['body'], 'a')
        laptop.run('check')


def databases_that_are_left_alone():
    def later_schema(path):
        database = sqlite3.connect(path)
        database.execute('PRAGMA user_version = 1000')
        database.close()

    def cut_off(path):
        os.truncate(path, os.path.getsize(path) // 2)

    def other_program(path):
        os.remove(path)
        database = sqlite3.connect(path)
        database.execute('CREATE TABLE shopping (what)')
        database.close()

    def no_database(path):
        with open(path, 'wb') as file:
            file.write(b'milk, bread\n' * 1000)

    def empty(path):
        os.truncate(path, 0)

    for damage in later_schema, cut_off, other_program, no_database, empty:
        with one_forum() as laptop:
            laptop.run('import', laptop.write('in.ndjson', ''.join(
                '{"kind":"note","body":"%s"}\n' % (str(i) * 100) for i in range(100))))
            path = laptop.forum_file()
            damage(path)
            with open(path, 'rb') as file:
                before = file.read()
            for command in ('status',), ('list', 'note'), ('add', 'note', 'body=x'), ('check',):
                laptop.fails(*command)
            with open(path, 'rb') as file:
                check(file.read() == before, damage.__name__)


def wrong_usage():
    with one_forum() as laptop:
        for words in ((), ('sing',), ('forum',), ('forum', 'sing'), ('status', 'x'), ('show',),
                      ('--colour', 'status'), ('status', '--colour'), ('forum', 'new'),
                      ('not-duplicate',), ('forum', 'join'), ('forum', 'join', 'a', 'b', 'c'),
                      ('peers', '--seconds', '-1'), ('show', b'\xff')):
            laptop.fails(*words, status=2)
        check('COMMAND' in laptop.run('--help') and 'FIELD' in laptop.run('add', '--help'))
        check(laptop.run('--version').startswith('halqa-node '))
        equal(laptop.run('list', '--version'), laptop.run('--version'))
        check('COMMAND …' in laptop.run('--help', env={'LC_ALL': 'C'}))
        with open('/dev/full', 'wb') as full:
            laptop.fails('--help', stdout=full)


def answers_that_cannot_be_written():
    with one_forum() as laptop, open('/dev/full', 'wb') as full:
        laptop.fails('status', stdout=full)
        command = 'exec "$0" "$@" %s'
        for closed, status in ('<&-', 0), ('>&-', 1), ('2>&-', 0), ('<&- >&- 2>&-', 1):
            done = subprocess.run(['sh', '-c', command % closed, *laptop.command('status')],
                                  env=laptop.env, capture_output=True, timeout=60, check=False)
            equal((closed, done.returncode), (closed, status))
        # Another file must not stand in for what is closed.
        done = subprocess.run(['sh', '-c', command % '<&-',
                               *laptop.command('add', 'proposal', 'title=@-')], env=laptop.env,
                              capture_output=True, timeout=60, check=False)
        check(b'Bad file descriptor' in done.stderr, done)


TESTS = [
    ('/app/node/init/is-one-device', init_is_one_device),
    ('/app/node/folder/is-the-users-unless-given', folder_is_the_users_unless_given),
    ('/app/node/forum/new-and-list', forum_new_and_list),
    ('/app/node/forum/has-to-be-told-where-several-are', forum_has_to_be_told_where_several_are),
    ('/app/node/forum/bad-ones-make-nothing', bad_forums_make_nothing),
    ('/app/node/add/is-shown', add_and_show),
    ('/app/node/add/refuses-what-cannot-be', add_refuses),
    ('/app/node/add/one-tally-of-a-proposal-in-a-session', one_tally_of_a_proposal_in_a_session),
    ('/app/node/reference/given-and-good-for-an-id', references_are_given),
    ('/app/node/reference/not-by-a-file-of-another-forum', references_of_a_laptop_are_its_own),
    ('/app/node/reference/two-processes-at-once', references_of_two_processes_at_once),
    ('/app/node/reference/of-a-file-that-was-put-back', references_after_an_older_file),
    ('/app/node/set/writes-only-what-differs', set_writes_what_differs),
    ('/app/node/id/unknown-ones-fail-in-one-line', no_record_of_that_id),
    ('/app/node/delete/comes-back', delete_and_restore),
    ('/app/node/list/by-field', list_by_field),
    ('/app/node/list/in-order', list_in_order),
    ('/app/node/list/by-words', list_by_words),
    ('/app/node/history/every-write', history_of_a_record),
    ('/app/node/resolve/nothing-to-resolve', nothing_to_resolve),
    ('/app/node/revert/writes-an-earlier-value', revert_writes_an_earlier_value),
    ('/app/node/import/twice-is-once', import_and_export),
    ('/app/node/import/names-refused-lines', import_names_refused_lines),
    ('/app/node/status/has-its-keys', status_has_its_keys),
    ('/app/node/status/digest-is-of-what-is-shown', digest_is_of_what_is_shown),
    ('/app/node/check/finds-nothing-wrong', check_finds_nothing_wrong),
    ('/app/node/check/finds-an-altered-table', check_finds_an_altered_table),
    ('/app/node/database/others-are-left-alone', databases_that_are_left_alone),
    ('/app/node/usage/wrong-is-told-apart', wrong_usage),
    ('/app/node/output/a-full-disk-is-told', answers_that_cannot_be_written),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
