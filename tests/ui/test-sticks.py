#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forum from one laptop to another by a stick, from outside, in Arabic: given with an invitation,
looked at, taken, taken again; a file that is cut off; and what is called off half-way.

test-sticks.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import contextlib
import glob
import hashlib
import json
import os
import re
import shutil
import sqlite3
import sys

from walk import Walk, run_steps

TITLE = 'حي آخر ممكن'
# Of attachments: so many that a key can be pressed while they are written.
MANY = 4000
# Tries to get the database, one right after the other.
SPINS = 20000
# Entries: several batches of what is taken at once.
LONG = 6000
PROPOSALS = ['مكتبة في كل حي', 'تشجير ساحة المدرسة', 'إنارة الطريق إلى المحطة']


class Sticks(Walk):
    """One stick, and the way of a forum over it."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.stick = self.path('stick')
        os.mkdir(self.stick)
        self.file = os.path.join(self.stick, 'forum.halqa')
        self.line_height = None
        self.invitation = os.path.join(self.stick, 'forum.halqa-invitation')
        self.node_of('first', 'init', '--name', 'Salma')
        self.node_of('first', 'forum', 'new', TITLE)
        for title in PROPOSALS:
            self.node_of('first', 'add', 'proposal', 'title=' + title)

    def toast(self, pattern):
        return self.app.find('label', re.compile(pattern))

    def open_stick(self, path):
        self.choose_in_menu('_Take from Stick…')
        self.type_path(path, '_Look')
        self.app.window(self.say('Take from Stick')).wait_active()

    # -- the steps, in their order

    def give_with_an_invitation(self):
        self.launch('first', TITLE)
        self.choose_in_menu('_Give to Stick…')
        self.app.window(self.say('Give to Stick'))
        self.app.find('check box', self.say('Invitation _Beside It')).action('toggle')
        self.app.find('push button', self.say('_Choose a Place…')).click()
        self.type_path(self.file, '_Give')
        told = self.toast(re.escape(self.say('%s is on the stick, and an invitation beside it')
                                    ).replace('%s', '.*forum.halqa.*'))
        self.line_height = told.screen_rectangle()[3]
        self.app.wait_gone('push button', self.say('_Choose a Place…'))
        assert sorted(os.listdir(self.stick)) == ['forum.halqa', 'forum.halqa-invitation']

    def give_an_invitation_alone(self):
        self.choose_in_menu('_Invite a Laptop…')
        self.app.find('push button', re.compile(self.say('Invitation file'))).click()
        self.type_path(os.path.join(self.stick, 'alone'), '_Save')
        self.toast(re.escape(self.say('Whoever has the invitation file can join: give it to nobody '
                                      'else, and delete it afterwards')))
        os.remove(os.path.join(self.stick, 'alone.halqa-invitation'))
        self.session.screen.key('Escape')
        self.until(lambda: len(self.app.windows()) == 1, 'the window alone')

    def add_many_files(self):
        """As if they had arrived with attachments; gives the folder that has them."""
        folder = glob.glob(self.path('first/forums/*.halqadb'))[0].replace('halqadb', 'blobs')
        for i in range(MANY):
            name = hashlib.sha256(b'%d' % i).hexdigest()
            os.makedirs(os.path.join(folder, name[:2]), exist_ok=True)
            with open(os.path.join(folder, name[:2], name), 'wb') as file:
                file.write(b'%d' % i)
        return folder

    def who_closes_it_is_told_what_is_on_the_stick(self):
        self.end()
        files = self.add_many_files()
        self.launch('first', TITLE)
        self.choose_in_menu('_Give to Stick…')
        self.app.find('push button', self.say('_Choose a Place…')).click()
        path = os.path.join(self.stick, 'short.halqa')
        self.app.find('filler', 'GtkFileChooserWidget')
        self.app.resize(360, 640, self.app.window(TITLE))
        self.type_path(path, '_Give')
        self.app.window(self.say('Give to Stick')).wait_active()
        self.until(lambda: os.path.exists(path), 'the text')
        self.session.screen.key('Escape')
        told = self.toast(re.escape(self.say('%s is on the stick, without some of its attachments')
                                    ).replace('%s', '.*short.halqa.*'))
        # Read to its end in the narrowest window too, where it takes another line.
        assert told.screen_rectangle()[3] > self.line_height
        self.until(lambda: len(self.app.windows()) == 1, 'the window alone')
        assert len(os.listdir(path + '-files')) < MANY
        shutil.rmtree(files)

    def look_on_another_laptop(self):
        self.node_of('second', 'forum', 'join', self.invitation)
        self.end()
        self.launch('second', TITLE)
        self.open_stick(self.file)
        # The forum's own record is one of them.
        self.app.find('list item', self.ngettext('%u new item', '%u new items', 4) % 4)
        self.app.find('label', re.compile('Salma'))
        assert self.node_of('second', '--json', 'list', 'proposal') == ''

    def take_it(self):
        self.app.find('push button', self.say('_Take')).click()
        self.toast(re.escape(self.ngettext('Taken from the file: %u item new or changed',
                                        'Taken from the file: %u items new or changed', 4) % 4))
        lines = self.node_of('second', '--json', 'list', 'proposal').splitlines()
        assert [json.loads(line)['title'] for line in lines] == PROPOSALS
        self.app.find('list item', re.compile('^' + PROPOSALS[0]))

    def where_nobody_answers_is_forgotten(self):
        """The invitation names where the other laptop was."""
        address = re.compile(r'^127\.0\.0\.1:\d+\. ')
        self.app.activate()
        self.session.screen.key('ctrl+l')
        self.app.find('list item', address).pointer_click()
        for _ in range(2):
            self.app.find('push button', self.say('Forget This Address')).click()
            self.app.wait_gone('list item', address)
            self.app.find('push button', self.say('_Undo')).click()
            self.app.find('list item', address).pointer_click()
        self.app.find('push button', self.say('Forget This Address')).click()
        self.app.wait_gone('list item', address)

    def twice_is_nothing_new(self):
        self.open_stick(self.file)
        self.app.find('list item', self.say('Nothing new: this laptop has all of it'))
        self.session.screen.key('Escape')
        self.app.wait_gone('list item', self.say('Nothing new: this laptop has all of it'))

    def what_of_its_attachments_is_lost_is_told(self):
        proposal = json.loads(self.node_of('first', '--json', 'list', 'proposal').splitlines()[0])
        photo = self.path('photo.txt')
        with open(photo, 'w', encoding='utf-8') as file:
            file.write('a wall of paper')
        self.node_of('first', 'attach', proposal['id'], photo)
        self.node_of('first', 'export', self.file)
        folder = self.file + '-files'
        sealed, = os.listdir(folder)
        os.truncate(os.path.join(folder, sealed), 10)
        self.open_stick(self.file)
        self.app.find('push button', self.say('_Take')).click()
        words = "The text is here, but %u attachment%s on the stick can't be read. If the stick " \
            'was pulled out, put it in and take from it again.'
        self.app.find('label', self.ngettext(words.replace('%s', ''), words.replace('%s', 's'), 1)
                      .replace('%u', '1'))
        self.app.find('label', self.say('Not All Was Taken'))
        self.session.screen.key('Escape')
        self.node_of('first', 'export', self.file)

    def and_can_be_taken_alone(self):
        self.app.wait_gone('push button', self.say('_Choose Another File…'))
        self.open_stick(self.file)
        lacks = self.ngettext('%u attachment that this laptop lacks: %s',
                              '%u attachments that this laptop lacks: %s', 1)
        lacks = re.compile('^' + re.escape(lacks % (1, '')) + '.*15')
        self.app.find('list item', lacks)
        self.app.find('push button', self.say('_Take')).click()
        self.app.wait_gone('list item', lacks)
        assert 'missing' not in self.node_of('second', '--json', 'attachments')

    def a_cut_file_does_not_pass_for_all(self):
        cut = os.path.join(self.stick, 'cut.halqa')
        with open(self.file, 'rb') as whole, open(cut, 'wb') as file:
            file.write(whole.read()[:-100])
        self.open_stick(cut)
        self.app.find('list item', self.say('Nothing new in what could be read'))
        self.session.screen.key('Escape')
        self.app.wait_gone('list item', self.say('Nothing new in what could be read'))

    def one_that_is_cut_while_it_is_taken_does_not_either(self):
        self.node_of('first', 'add', 'proposal', 'title=Late')
        self.node_of('first', 'export', self.file)
        self.open_stick(self.file)
        take = self.app.find('push button', self.say('_Take'))
        os.truncate(self.file, os.path.getsize(self.file) - 100)
        take.click()
        self.app.find('label', self.say('Not All Was Taken'))
        self.session.screen.key('Escape')
        self.app.wait_gone('push button', self.say('_Choose Another File…'))
        self.node_of('first', 'export', self.file)
        self.node_of('second', 'import', self.file)

    def lock(self, database):
        """Between two steps of the program, without a pause: SQLite's own waiting sleeps through all of
        them, one after the other, until everything is stored."""
        def begins():
            for _ in range(SPINS):
                try:
                    database.execute('BEGIN IMMEDIATE')
                    return True
                except sqlite3.OperationalError:
                    pass
            return False
        self.until(begins, 'the database')

    @contextlib.contextmanager
    def busy(self, data, begin=None):
        """Another program has the database of the laptop, and nothing is stored meanwhile: or nothing
        more than the first of what BEGIN begins."""
        path, = glob.glob(self.path(data + '/forums/*.halqadb'))
        database = sqlite3.connect(path, isolation_level=None, timeout=0)
        stored = 'SELECT count(*) FROM log'
        before = database.execute(stored).fetchone()
        if begin:
            begin()
        while begin and database.execute(stored).fetchone() == before:
            pass
        self.lock(database)
        try:
            yield
        finally:
            database.execute('ROLLBACK')
            database.close()

    def press(self, *keys):
        self.session.screen.key(*keys)

    def write_lines(self, first, name):
        """A file of records, LONG from the number FIRST on."""
        path = self.path(name)
        with open(path, 'w', encoding='utf-8') as file:
            for number in range(first, first + LONG):
                file.write(json.dumps({'kind': 'proposal', 'id': '%032x' % number,
                                       'title': 'Number %d' % number}) + '\n')
        return path

    def count(self, data):
        return json.loads(self.node_of(data, '--json', 'status'))['records']['proposal']

    def look_at_the_long_one(self):
        """Gives how many are here, and how many there are to come."""
        here = self.count('second')
        n = self.count('first') - here
        self.open_stick(self.file)
        self.app.find('list item', self.ngettext('%u new item', '%u new items', n) % n)
        return here, n

    def told(self, before, total):
        """How much was taken, of how much."""
        here = self.count('second') - before
        assert 0 < here < total, here
        form = 'The rest comes when you take it again, or from another laptop that has it.'
        return self.ngettext('%u of %u changes was taken from the file, and is sound. ' + form,
                             '%u of %u changes were taken from the file, and are sound. ' + form,
                             here) % (here, total)

    def who_calls_it_off_is_told_how_much_is_here(self):
        self.node_of('first', 'import', self.write_lines(1, 'long.ndjson'))
        self.node_of('first', 'export', self.file)
        known = self.look_at_the_long_one()
        with self.busy('second', lambda: self.press('Return')):
            self.press('Return')
        self.app.find('label', self.say('Not All Was Taken'))
        self.app.find('label', self.told(*known))
        self.press('Escape')
        self.app.wait_gone('push button', self.say('_Choose Another File…'))

    def and_who_closes_it(self):
        known = self.look_at_the_long_one()
        with self.busy('second', lambda: self.press('Return')):
            self.press('Escape')
        self.until(lambda: self.app.find_all('label', self.told(*known)), 'what was taken')
        assert len(self.app.windows()) == 1

    def who_would_close_the_program_is_asked(self):
        self.look_at_the_long_one()
        with self.busy('second', lambda: self.press('Return')):
            # From the window that takes.
            self.press('ctrl+q')
            self.app.window(self.say('A File Is Still Being Read or Written')).wait_active()
            self.press('Tab', 'Return')
        assert self.app.process.wait(self.session.timeout) == 0
        self.app.check_log()
        assert self.count('second') < self.count('first')
        self.node_of('second', 'check')

    def imported(self, before):
        here = self.count('second') - before
        assert 0 < here < LONG, here
        form = 'Import the file again for the rest'
        return self.ngettext('Import called off: %u of %u items is here. ' + form,
                             'Import called off: %u of %u items are here. ' + form,
                             here) % (here, LONG)

    def of_an_import_it_is_told_too(self):
        self.launch('second', TITLE)
        self.choose_in_menu('Im_port…')
        self.type_path(self.write_lines(LONG + 1, 'more.ndjson'), '_Look')
        self.app.window(self.say('Import')).wait_active()
        self.app.find('list item', self.ngettext('%u new item', '%u new items', LONG) % LONG)
        before = self.count('second')
        with self.busy('second', lambda: self.press('Return')):
            self.press('Escape')
        self.until(lambda: self.app.find_all('label', self.imported(before)), 'what was imported')

    def no_forum_is_told_in_words(self):
        other = os.path.join(self.stick, 'other.halqa')
        with open(other, 'w', encoding='utf-8') as file:
            file.write('nothing of ours')
        self.open_stick(other)
        self.app.find('label', self.translate('The file holds no forum of Halqa.'))
        self.app.find('push button', self.say('_Choose Another File…'))
        self.session.screen.key('Escape')
        self.end()

    def another_language_waits_until_all_is_here(self):
        """From the first page."""
        self.node_of('third', 'init', '--name', 'Driss')
        self.launch('third')
        self.app.find('push button', re.compile('^' + re.escape(self.say('Take…')))).click()
        self.type_path(self.file, '_Look')
        self.app.window(self.say('Take from File')).wait_active()
        self.app.find('push button', self.say('_Take'), state='focused')
        with self.busy('third', lambda: self.press('Return')):
            self.app.activate()
            self.press('ctrl+comma')
            self.app.find('combo box', self.say('_Language')).focus()
            self.press('space', 'End', 'Return')
            self.toast(self.say('The language changes once the file is done'))
            self.app.find('label', self.say('Taking from the file'))
        # The last in the list.
        self.app.find('push button', 'New proposal')
        # Told by then, in the window that is gone.
        self.toast(self.translate('Taken from the file'))
        assert self.count('third') == self.count('first')
        self.end()


STEPS = ['give_with_an_invitation', 'give_an_invitation_alone',
         'who_closes_it_is_told_what_is_on_the_stick',
         'look_on_another_laptop', 'take_it', 'where_nobody_answers_is_forgotten',
         'twice_is_nothing_new',
         'what_of_its_attachments_is_lost_is_told', 'and_can_be_taken_alone',
         'a_cut_file_does_not_pass_for_all',
         'one_that_is_cut_while_it_is_taken_does_not_either',
         'who_calls_it_off_is_told_how_much_is_here', 'and_who_closes_it',
         'who_would_close_the_program_is_asked', 'of_an_import_it_is_told_too',
         'no_forum_is_told_in_words', 'another_language_waits_until_all_is_here']


sys.exit(run_steps(Sticks, STEPS))
