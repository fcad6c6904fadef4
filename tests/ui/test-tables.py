#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proposals out of a table into the window and from there into one, and the report, from outside, in
Arabic.

test-tables.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import csv
import json
import os
import re
import sys

from walk import Walk, run_steps

TITLE = 'حي آخر ممكن'
TABLE = ('العنوان;الحي;ملاحظات;الحالة\r\n'
         'مكتبة في كل حي;درب غلف;نقاش;مقبول\r\n'
         'تشجير ساحة المدرسة;سيدي مومن;;\r\n'
         'إنارة الطريق;;;لا أدري\r\n')


class Tables(Walk):
    """One forum, and the files beside it."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.node('forum', 'new', TITLE)
        self.launch(title=TITLE)

    def proposals(self):
        return self.records('list', 'proposal')

    def count(self, one, many, number):
        """In Arabic two need no figure."""
        return self.ngettext(one, many, number).replace('%u', str(number))

    def open_table(self, content, encoding):
        table = self.path('in.csv')
        with open(table, 'w', encoding=encoding, newline='') as file:
            file.write(content)
        self.choose_in_menu('Im_port…')
        self.type_path(table, '_Look')
        self.app.window(self.say('Import'))

    def pick_last_kind(self):
        """In the list of GTK's file chooser."""
        self.app.find('filler', 'GtkFileChooserWidget').find('combo box').focus()
        for key in 'space', 'End', 'Return':
            self.session.screen.key(key)

    # -- the steps, in their order

    def look_at_a_table(self):
        self.open_table(TABLE, 'cp1256')
        self.app.find('label', re.compile('Windows-1256'))
        self.app.find('list item', self.count('%u new item', '%u new items', 2))
        self.app.find('label', re.compile('الحالة.*للدمج'))
        assert self.proposals() == []

    def read_it(self):
        self.app.find('push button', self.say('_Import')).click()
        # What was refused is to be read: the window stays, and the way back waits until it is gone.
        self.app.find('label', self.count('Imported: %u item new or changed',
                                          'Imported: %u items new or changed', 2))
        assert not self.app.root.find_all('push button', self.say('_Undo'))
        self.app.find('push button', self.say('_Close')).click()
        self.app.wait_gone('push button', self.say('_Close'))
        self.app.find('push button', self.say('_Undo'))
        assert [one['title'] for one in self.proposals()] == ['مكتبة في كل حي',
                                                             'تشجير ساحة المدرسة']
        self.app.find('list item', re.compile('^مكتبة في كل حي'))

    def twice_is_nothing_new(self):
        self.open_table(TABLE, 'utf-16')
        self.app.find('list item', self.count('%u item that is here already',
                                              '%u items that are here already', 2))
        self.session.screen.key('Escape')
        self.app.wait_gone('label', self.say('What It Brings'))

    def what_was_taken_back_comes_back(self):
        self.node('undo')
        # The menu says what can be undone: it is not to change while something is chosen from it.
        self.app.wait_gone('list item', re.compile('^مكتبة في كل حي'))
        self.open_table(TABLE, 'cp1256')
        self.app.find('check box', self.say('_Bring back what was deleted here')).click()
        self.app.find('list item', self.count('%u item changed', '%u items changed', 2))
        self.app.find('push button', self.say('_Import')).click()
        self.app.find('push button', self.say('_Close')).click()
        self.app.wait_gone('push button', self.say('_Close'))
        assert len(self.proposals()) == 2
        self.app.find('push button', self.say('_Undo')).click()
        self.app.find('label', self.translate('Undone: %s') % self.count('Import %u record',
                                                                        'Import %u records', 2))
        self.app.find('push button', self.say('_Redo')).click()
        self.app.find('push button', self.say('_Undo'))
        assert len(self.proposals()) == 2

    def write_one(self):
        table = self.path('out')
        self.choose_in_menu('_Export…')
        self.type_path(table, '_Export')
        self.app.find('label', re.compile('out.csv'))
        with open(table + '.csv', encoding='utf-8-sig', newline='') as file:
            rows = list(csv.DictReader(file, delimiter=','))
        assert [row['title'] for row in rows] == [one['title'] for one in self.proposals()], rows

    def what_nobody_chose_is_not_replaced(self):
        with open(self.path('out.csv'), 'w', encoding='utf-8') as file:
            file.write('mine')
        self.choose_in_menu('_Export…')
        self.type_path(self.path('out'), '_Export')
        self.app.find('label', re.compile(self.say('“%s” is there already: choose it, or another '
                                                   'name').replace('%s', '.*out.csv.*')))
        with open(self.path('out.csv'), encoding='utf-8') as file:
            assert file.read() == 'mine'

    def the_list_says_what_is_written(self):
        self.choose_in_menu('_Export…')
        self.app.type_path(self.path('all.csv'))
        self.pick_last_kind()
        self.app.find('text', text=self.path('all.ndjson'))
        self.end_chooser('_Export')
        self.app.find('label', re.compile('all.ndjson'))
        with open(self.path('all.ndjson'), encoding='utf-8') as file:
            kinds = [json.loads(line)['kind'] for line in file]
        assert kinds.count('proposal') == 2, kinds
        assert not os.path.exists(self.path('all.csv'))

    def write_the_report(self):
        report = self.path('report')
        self.choose_in_menu('Synthesis _Report…')
        self.type_path(report, '_Write')
        self.app.find('label', re.compile('report.pdf'))
        self.app.find('push button', self.say('_Open'))
        with open(report + '.pdf', 'rb') as file:
            assert file.read(5) == b'%PDF-'

    def what_is_typed_says_more_than_the_list(self):
        self.choose_in_menu('Synthesis _Report…')
        self.app.type_path(self.path('page'))
        self.pick_last_kind()
        self.app.find('text', text=self.path('page.html'))
        self.type_path(self.path('sheets.pdf'), '_Write')
        self.app.find('label', re.compile('sheets.pdf'))
        with open(self.path('sheets.pdf'), 'rb') as file:
            assert file.read(5) == b'%PDF-'

    def what_went_wrong_is_told_before_what_went_well(self):
        opening = self.app.find('push button', self.say('_Open'))
        x, y, width, height = opening.screen_rectangle()
        # There it stays as long as the pointer does.
        self.session.run(['xdotool', 'mousemove', str(x + width // 2), str(y + height // 2)])
        self.choose_in_menu('Synthesis _Report…')
        self.type_path('/proc/report', '_Write')
        words = "“%s” can't be written: its folder can't be reached. If the stick was pulled out, put " \
            'it in and try again.'
        self.app.find('label', self.translate(words) % 'report.pdf')
        self.session.screen.park_pointer()
        self.end()


STEPS = ['look_at_a_table', 'read_it', 'twice_is_nothing_new', 'what_was_taken_back_comes_back',
         'write_one', 'what_nobody_chose_is_not_replaced', 'the_list_says_what_is_written', 'write_the_report',
         'what_is_typed_says_more_than_the_list', 'what_went_wrong_is_told_before_what_went_well']


sys.exit(run_steps(Tables, STEPS))
