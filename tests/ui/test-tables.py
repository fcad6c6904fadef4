#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proposals out of a table into the window and from there into one, from outside, in Arabic.

test-tables.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import csv
import gettext
import json
import os
import re
import subprocess
import sys
import traceback

from uidrive import Session

HALQA, NODE, LOCALES, SCHEMAS = sys.argv[1:5]
TITLE = 'حي آخر ممكن'
TABLE = ('العنوان;الحي;ملاحظات;الحالة\r\n'
         'مكتبة في كل حي;درب غلف;نقاش;مقبول\r\n'
         'تشجير ساحة المدرسة;سيدي مومن;;\r\n'
         'إنارة الطريق;;;لا أدري\r\n')


class Walk:
    """One forum, and the files beside it."""

    def __init__(self, session):
        self.session = session
        catalogue = gettext.translation('halqa', LOCALES, ['ar'])
        self.translate = catalogue.gettext
        self.ngettext = catalogue.ngettext
        self.data = os.path.join(session.home, 'data')
        self.node('forum', 'new', TITLE)
        self.app = session.launch([HALQA, '--data', self.data, '--no-discovery'])
        self.app.window(TITLE)

    def node(self, *arguments):
        done = subprocess.run([NODE, '--data', self.data, *arguments], check=True,
                              stdout=subprocess.PIPE, env=self.session.env)
        return done.stdout.decode().strip()

    def proposals(self):
        return [json.loads(line) for line in self.node('--json', 'list', 'proposal').splitlines()]

    def say(self, text):
        return self.translate(text).replace('_', '')

    def count(self, one, many, number):
        """In Arabic two need no figure."""
        return self.ngettext(one, many, number).replace('%u', str(number))

    def choose_in_menu(self, item):
        self.app.activate(self.app.window(TITLE))
        self.session.screen.key('F10')
        self.app.find('menu item', self.say(item)).click()

    def type_path(self, path, accept):
        self.app.find('filler', 'GtkFileChooserWidget')
        self.session.screen.key('ctrl+l')
        self.session.screen.key('ctrl+a')
        self.session.screen.type(path)
        self.app.find('push button', self.say(accept)).click()

    def open_table(self, content, encoding):
        table = os.path.join(self.session.home, 'in.csv')
        with open(table, 'w', encoding=encoding, newline='') as file:
            file.write(content)
        self.choose_in_menu('Im_port…')
        self.type_path(table, '_Look')
        self.app.window(self.say('Import'))

    # -- the steps, in their order

    def look_at_a_table(self):
        self.open_table(TABLE, 'cp1256')
        self.app.find('label', re.compile('Windows-1256'))
        self.app.find('list item', self.count('%u new item', '%u new items', 2))
        self.app.find('label', re.compile('proposal.state'))
        assert self.proposals() == []

    def read_it(self):
        self.app.find('push button', self.say('_Import')).click()
        # What was refused is to be read: the window stays.
        self.app.find('label', self.count('Imported: %u item new or changed',
                                          'Imported: %u items new or changed', 2))
        self.app.find('push button', self.say('_Close')).click()
        self.app.wait_gone('push button', self.say('_Close'))
        assert [one['title'] for one in self.proposals()] == ['مكتبة في كل حي',
                                                             'تشجير ساحة المدرسة']
        self.app.find('list item', re.compile('^مكتبة في كل حي'))

    def twice_is_nothing_new(self):
        self.open_table(TABLE, 'utf-16')
        self.app.find('list item', self.count('%u item that is here already',
                                              '%u items that are here already', 2))
        self.session.screen.key('Escape')
        self.app.wait_gone('label', self.say('What It Brings'))

    def write_one(self):
        table = os.path.join(self.session.home, 'out')
        self.choose_in_menu('_Export…')
        self.type_path(table, '_Export')
        self.app.find('label', re.compile('out.csv'))
        with open(table + '.csv', encoding='utf-8-sig', newline='') as file:
            rows = list(csv.DictReader(file, delimiter=','))
        assert [row['title'] for row in rows] == [one['title'] for one in self.proposals()], rows
        assert self.app.quit() == 0
        self.app.check_log()


STEPS = ['look_at_a_table', 'read_it', 'twice_is_nothing_new', 'write_one']

def walk():
    """Each step stands on those before: after one that fails the others are not tried."""
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    failed = None
    with Session(language='ar', env=env, timeout=60) as session:
        way = Walk(session)
        for number, step in enumerate(STEPS, 1):
            name = '%d - %s' % (number, step.replace('_', ' '))
            try:
                if failed:
                    raise AssertionError('not tried after %s' % failed)
                getattr(way, step)()
                print('ok ' + name, flush=True)
            except Exception:  # pylint: disable=broad-except
                if not failed and os.environ.get('HALQA_TEST_PICTURE'):
                    session.screen.save(os.environ['HALQA_TEST_PICTURE'])
                failed = failed or step
                print('not ok ' + name, flush=True)
                for line in (traceback.format_exc().splitlines() +
                             (way.app.log().splitlines() if way.app else [])):
                    print('# ' + line, flush=True)
    return failed is None


print('1..%d' % len(STEPS), flush=True)
sys.exit(0 if walk() else 1)
