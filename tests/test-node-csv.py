#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of proposals, as other programs write and read them."""

import csv
import json
import os
import sys

from node_tools import Laptop, check, equal, run_tests

TABLE = ('العنوان;المحور;الورشة;الحي;الحالة\r\n'
         '"تعاونية ""الأمل""\nللنساء";ENV;القاعة 1;درب غلف;مقبول\r\n'
         'مكتبة الحي;SOC;القاعة 1;سيدي مومن;\r\n')


def one_forum():
    laptop = Laptop('Amal')
    laptop.run('forum', 'new', 'منتدى', 'languages=ar fr')
    return laptop


def read_table(path, delimiter=',', encoding='utf-8-sig'):
    with open(path, encoding=encoding, newline='') as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def contents(laptop):
    """What is shown of the proposals, with what they point at by its name."""
    names = {kind: {one['id']: one.get('code') or one.get('title') for one in
                    laptop.lines('list', kind)} for kind in ('theme', 'session')}
    shown = {}
    for one in laptop.lines('list', 'proposal'):
        for kind, known in names.items():
            one[kind] = known.get(one.get(kind), one.get(kind))
        shown[one['id']] = {name: value for name, value in one.items()
                            if name not in ('created', 'updated', 'author')}
    return shown


def import_of_a_spreadsheet():
    with one_forum() as laptop:
        table = laptop.write('in.csv', TABLE.encode('cp1256'))
        preview = laptop.json('import', '--preview', table)
        equal(preview['encoding'], 'Windows-1256')
        equal(preview['separator'], ';')
        equal([column['field'] for column in preview['columns']],
              ['title', 'theme', 'session', 'neighbourhood', 'state'])
        equal(preview['rows'][1][0], 'مكتبة الحي')
        equal([preview[name] for name in ('lines', 'new', 'changed', 'same', 'refused')],
              [2, 2, 0, 0, []])
        equal(laptop.run('list', 'proposal'), '')

        # With the two themes and the session that are only named.
        equal(laptop.json('import', table), {'lines': 2, 'written': 5, 'same': 0, 'refused': []})
        equal(laptop.json('import', table), {'lines': 2, 'written': 0, 'same': 2, 'refused': []})
        equal([one['title'] for one in laptop.lines('list', 'proposal', '--where',
                                                    'state=accepted')],
              ['تعاونية "الأمل"\nللنساء'])
        check('Windows-1256' in laptop.run('import', '--preview', table))

        # What was taken back is told of, and comes back to who wants that.
        laptop.run('undo')
        equal(laptop.json('import', table),
              {'lines': 2, 'written': 0, 'same': 2, 'deleted': 2, 'named_deleted': 3,
               'refused': []})
        check('--restore' in laptop.run('import', table))
        equal(laptop.run('list', 'proposal'), '')
        equal(laptop.json('import', '--restore', table)['written'], 5)
        equal(laptop.json('import', '--restore', table),
              {'lines': 2, 'written': 0, 'same': 2, 'refused': []})
        equal(len(laptop.lines('list', 'proposal')), 2)
        capitals = laptop.write('IN.CSV', TABLE.encode('cp1256'))
        equal(laptop.json('import', capitals)['same'], 2)


def named_records_stay_as_they_are():
    with one_forum() as laptop:
        laptop.run('import', laptop.write('in.csv', TABLE))
        hall = laptop.lines('list', 'session')[0]['id']
        themes = {one['code']: one['id'] for one in laptop.lines('list', 'theme')}
        own = laptop.run('add', 'theme', 'code=OWN')
        laptop.run('set', hall, 'title=القاعة الكبرى')
        laptop.run('delete', themes['ENV'], own)
        table = laptop.write('more.csv', 'title,theme,session\na,ENV,القاعة 1\nb,OWN,القاعة 1\n')
        equal(laptop.json('import', '--preview', table)['named_deleted'], 2)
        equal(laptop.json('import', table),
              {'lines': 2, 'written': 2, 'same': 0, 'named_deleted': 2, 'refused': []})
        made = laptop.lines('list', 'proposal', '--sort', 'title')[:2]
        equal([(one['theme'], one['session']) for one in made], [(themes['ENV'], hall), (own, hall)])
        equal([one['title'] for one in laptop.lines('list', 'session')], ['القاعة الكبرى'])
        equal([one['code'] for one in laptop.lines('list', 'theme')], ['SOC'])
        equal(laptop.json('import', '--restore', table),
              {'lines': 2, 'written': 2, 'same': 2, 'refused': []})
        equal(len(laptop.lines('list', 'theme')), 3)


def export_into_an_empty_forum():
    with one_forum() as laptop, one_forum() as other:
        laptop.run('import', laptop.write('in.csv', TABLE))
        laptop.run('add', 'proposal', 'title==1+1', 'title@fr=+Titre', 'lang=ar')
        out = laptop.path('out.csv')
        equal(laptop.json('export', out), {'file': out, 'records': 3})
        rows = read_table(out)
        equal([row['title'] or row['title/ar'] for row in rows],
              ['تعاونية "الأمل"\nللنساء', 'مكتبة الحي', "'=1+1"])
        equal(rows[2]['title/fr'], "'+Titre")
        equal(rows[0]['category/id'], 'ENV')
        equal(other.json('import', out)['lines'], 3)
        equal(contents(other), contents(laptop))
        equal(other.json('import', out)['written'], 0)
        laptop.run('export', '--separator', 'tab', out)
        equal(len(read_table(out, '\t')), 3)


def refused_rows_are_named():
    with one_forum() as laptop:
        table = laptop.write('in.csv', 'title;state\na;accepted\nb;maybe\n"c')
        check('\nLine 3: ' in laptop.run('import', '--preview', table))
        status, output, errors = laptop.call('--json', 'import', table)
        equal(status, 1)
        report = json.loads(output)
        equal([one['line'] for one in report['refused']], [3, 4])
        equal(report['written'], 1)
        check(errors.startswith('halqa-node: ') and errors.count('\n') == 1, errors)


def columns_are_chosen():
    with one_forum() as laptop:
        table = laptop.write('in.csv', 'a,x,b\nc,y,d\n')
        laptop.fails('import', table)
        laptop.fails('import', '--columns', 'title,nonsense', table)
        check("can't be read" in laptop.fails('import', laptop.path('none.csv')))
        laptop.fails('import', '--columns', 'title,,,body', table)
        equal(laptop.json('import', '--columns', 'title,,body@fr', table)['written'], 2)
        equal([(one['title'], one['body@fr']) for one in laptop.lines('list', 'proposal')],
              [('a', 'b'), ('c', 'd')])
        laptop.fails('import', '--columns', 'title', laptop.write('in.ndjson', ''), status=2)
        laptop.fails('export', '--separator', 'x', laptop.path('out.csv'), status=2)
        laptop.fails('export', '--separator', ';', laptop.path('out.ndjson'), status=2)


def as_decidim_reads_it():
    with one_forum() as laptop:
        laptop.run('import', laptop.write('in.csv', TABLE))
        laptop.run('add', 'proposal', 'title=Une bibliothèque', 'body==non')
        out = laptop.path('out.decidim.csv')
        equal(laptop.json('export', out), {'file': out, 'records': 3})
        rows = read_table(out, ';', 'utf-8')
        equal(list(rows[0]), ['id', 'reference', 'title/ar', 'body/ar', 'title/fr', 'body/fr'])
        equal(rows[1]['body/ar'], 'مكتبة الحي')
        equal((rows[2]['title/fr'], rows[2]['body/fr']), ('Une bibliothèque', '=non'))
        laptop.run('export', laptop.path('out.decidim.json'))
        with open(laptop.path('out.decidim.json'), encoding='utf-8') as file:
            objects = json.load(file)
        # Decidim takes the names from the first one and the values of all by their place.
        equal([list(one) for one in objects], [list(rows[0])] * 3)
        equal([[value or '' for value in one.values()] for one in objects],
              [list(row.values()) for row in rows])
        check(not os.path.exists(laptop.path('out.decidim')))


TESTS = [
    ('/app/node/csv/import/of-a-spreadsheet', import_of_a_spreadsheet),
    ('/app/node/csv/import/names-refused-rows', refused_rows_are_named),
    ('/app/node/csv/import/leaves-what-is-only-named', named_records_stay_as_they_are),
    ('/app/node/csv/import/columns-are-chosen', columns_are_chosen),
    ('/app/node/csv/export/comes-back-equal', export_into_an_empty_forum),
    ('/app/node/csv/export/as-decidim-reads-it', as_decidim_reads_it),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    sys.exit(run_tests(TESTS))
