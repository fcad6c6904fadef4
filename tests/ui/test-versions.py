#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What two laptops wrote differently, and what another process writes, in a window in Arabic.

test-versions.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import gettext
import json
import os
import re
import subprocess
import sys
import traceback

from uidrive import Session

HALQA, NODE, LOCALES, SCHEMAS = sys.argv[1:5]
OURS, THEIRS = 'نافورة في الساحة', 'Une fontaine sur la place'


class Meeting:
    """Two laptops: a window on the one, the command line on both."""

    def __init__(self, session):
        self.session = session
        self.say = gettext.translation('halqa', LOCALES, ['ar']).gettext
        self.here = os.path.join(session.home, 'here')
        self.there = os.path.join(session.home, 'there')
        self.proposal = None
        self.app = None

    def node(self, folder, *arguments):
        return subprocess.run([NODE, '--data', folder, *arguments], check=True, env=self.session.env,
                              stdout=subprocess.PIPE).stdout.decode().strip()

    def exchange(self):
        """Once, both ways."""
        serving = subprocess.Popen(
            [NODE, '--data', self.there, 'serve', '--listen', '127.0.0.1:0', '--no-discovery'],
            env=self.session.env, stdout=subprocess.PIPE)
        try:
            address = serving.stdout.readline().decode().split()[1]
            self.node(self.here, 'sync', address)
        finally:
            serving.terminate()
            serving.wait()
            serving.stdout.close()

    def conflicts(self):
        return [json.loads(line) for line in
                self.node(self.here, '--json', 'conflicts').splitlines()]

    # -- the steps, in their order

    def two_write_one_title(self):
        invitation = os.path.join(self.session.home, 'invitation')
        self.node(self.there, 'init', '--name', 'يوسف')
        self.node(self.there, 'forum', 'new', 'حي آخر ممكن')
        self.proposal = self.node(self.there, 'add', 'proposal', 'title=Une place')
        self.node(self.there, 'forum', 'invite', invitation)
        self.node(self.here, 'forum', 'join', invitation)
        self.exchange()
        self.node(self.there, 'set', self.proposal, 'title=' + THEIRS)
        self.node(self.here, 'set', self.proposal, 'title=' + OURS)
        self.exchange()
        assert len(self.conflicts()) == 1, self.conflicts()

    def both_versions_are_shown(self):
        self.app = self.session.launch([HALQA, '--data', self.here, '--no-discovery',
                                        '--listen', '127.0.0.1:0'])
        self.app.find('list item', re.compile('^(%s|%s)' % (OURS, THEIRS))).pointer_click()
        mark = self.app.find('push button', re.compile('◆ 2'))
        mark.click()
        self.app.find('list item', re.compile('^' + OURS))
        theirs = self.app.find('list item', re.compile('^' + re.escape(THEIRS) + '.*يوسف'))
        assert theirs is not None

    def one_is_kept(self):
        keep = self.app.find('push button', self.say('Keep this'), description=THEIRS)
        keep.click()
        self.app.wait_for(lambda: not self.conflicts(), what='no conflict')
        shown = json.loads(self.node(self.here, '--json', 'show', self.proposal))
        assert shown['title'] == THEIRS, shown
        self.app.wait_for(lambda: self.app.find('text', text=THEIRS, timeout=0),
                          what='the kept title in the editor')

    def button(self, label):
        return self.app.find('push button', self.say(label).replace('_', ''))

    def choice_is_undone(self):
        self.button('_Undo').click()
        self.app.wait_for(self.conflicts, what='the conflict')
        equal = sorted(version['value'] for version in self.conflicts()[0]['versions'])
        assert equal == sorted([OURS, THEIRS]), equal
        assert self.conflicts()[0]['ancestor']['value'] == 'Une place'

    def show(self, record):
        return json.loads(self.node(self.here, '--json', 'show', record))

    def choose(self, field):
        """A row of the list of both versions."""
        self.app.find('list item', re.compile('^' + self.say('Both Versions'))).pointer_click()
        self.app.find('list item', re.compile(r'\. .*%s.*' % self.say(field))).pointer_click()

    def different_words_are_put_together(self):
        self.node(self.here, 'set', self.proposal, 'body=واحد اثنان ثلاثة')
        self.exchange()
        self.node(self.there, 'set', self.proposal, 'body=واحد اثنان 3')
        self.node(self.here, 'set', self.proposal, 'body=1 اثنان ثلاثة')
        self.exchange()
        self.choose('Proposal')
        new = '%s %s' % (self.say('Gone: %s.') % 'ثلاثة', self.say('New: %s.') % '3')
        self.app.find('list item', re.compile('^واحد اثنان 3'), description=new)
        self.button('_Put together').click()
        self.app.wait_for(lambda: self.show(self.proposal)['body'] == '1 اثنان 3', what='the union')

    def both_become_two_proposals(self):
        self.choose('Title')
        self.button('Keep both as _two proposals').click()
        self.app.wait_for(lambda: not self.conflicts(), what='no conflict')
        titles = [json.loads(line)['title'] for line in
                  self.node(self.here, '--json', 'list', 'proposal').splitlines()]
        assert sorted(titles) == sorted([OURS, THEIRS]), titles

    def history_restores(self):
        self.app.find('list item', re.compile('^' + self.say('All Proposals'))).pointer_click()
        title = self.show(self.proposal)['title']
        self.app.find('list item', re.compile('^' + re.escape(title))).pointer_click()
        self.app.wait_for(lambda: self.app.find('text', text=title, timeout=0), what='the editor')
        self.session.screen.key('ctrl+h')
        self.app.find('push button', self.say('Restore this'), description='Une place').click()
        self.app.wait_for(lambda: self.show(self.proposal)['title'] == 'Une place',
                          what='the first title')
        self.session.screen.key('Escape')

    def another_process_is_seen(self):
        self.node(self.here, 'add', 'proposal', 'title=من عملية أخرى')
        self.app.find('list item', re.compile('^من عملية أخرى'))
        self.node(self.here, 'set', self.proposal, 'body=نص وصل للتو')
        self.app.wait_for(lambda: self.app.find('text', text='نص وصل للتو', timeout=0),
                          what='its text in the editor')
        assert self.app.quit() == 0
        self.app.check_log()


STEPS = ['two_write_one_title', 'both_versions_are_shown', 'one_is_kept', 'choice_is_undone',
         'different_words_are_put_together', 'both_become_two_proposals', 'history_restores',
         'another_process_is_seen']


def main():
    """Each step stands on those before: after one that fails the others are not tried."""
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    failed = None
    print('1..%d' % len(STEPS), flush=True)
    with Session(language='ar', env=env, timeout=30) as session:
        meeting = Meeting(session)
        for number, step in enumerate(STEPS, 1):
            try:
                if failed:
                    raise AssertionError('not tried after %s' % failed)
                getattr(meeting, step)()
                print('ok %d - %s' % (number, step.replace('_', ' ')), flush=True)
            except Exception:  # pylint: disable=broad-except
                failed = failed or step
                print('not ok %d - %s' % (number, step.replace('_', ' ')), flush=True)
                log = meeting.app.log() if meeting.app else ''
                for line in traceback.format_exc().splitlines() + log.splitlines():
                    print('# ' + line, flush=True)
    return 1 if failed else 0


sys.exit(main())
