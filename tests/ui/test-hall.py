#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done in a room while people speak, from outside, in Arabic: hands are counted, organisations
endorse, an action is noted, the session is closed and opened again, and a record that has not arrived
is shown as such until it does.

test-hall.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps

PROPOSAL = 'مكتبة في كل حي'
MISSING = '00112233445566778899aabbccddeeff'


class Hall(Walk):
    """A session, from its first vote to its end."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.node('init', '--name', 'Salma')
        self.node('forum', 'new', 'F')
        self.node('add', 'theme', 'code=ENV')
        self.room = self.node('add', 'session', 'title=القاعة 1', 'theme=env', 'state=open',
                              'women_count=9', 'attendees_count=3')
        self.other = self.node('add', 'session', 'title=القاعة 2')
        self.proposal = self.node('add', 'proposal', 'title=' + PROPOSAL, 'session=' + self.room,
                                  'state=submitted')
        self.node('add', 'tally', 'proposal=ENV-01', 'session=' + self.other, 'method=hands',
                  'in_favour=18')
        self.question = self.node('add', 'note', 'type=question', 'subject=' + self.room,
                                  'body=Pourquoi')
        self.node('add', 'organisation', 'name=تعاونية خبز وزعتر')
        self.launch(title='F')
        self.app.resize(1300, 1850)

    def votes(self, method):
        """(in favour, against) of this room, on disk."""
        return [(one.get('in_favour'), one.get('against')) for one in self.records('list', 'tally')
                if (one['session'], one.get('method')) == (self.room, method)]

    def open_proposal(self):
        self.app.find('list item', re.compile('^' + PROPOSAL)).pointer_click()
        self.app.find('text', self.say('In favour'))

    # -- the steps, in their order

    def hands_are_counted(self):
        self.open_proposal()
        more = self.app.find('push button', self.say('%s: one more') % self.say('In favour'))
        more.pointer_click(count=3)
        self.until(lambda: self.votes('hands') == [(3, None)], 'three hands')
        self.app.find('push button', self.say('%s: one less') % self.say('Against')).click()
        self.until(lambda: self.votes('hands') == [(3, 0)], 'a zero that was counted')
        self.app.find('text', self.say('In favour')).focus()
        self.session.screen.key('minus')
        self.session.screen.key('Up')
        self.session.screen.key('plus')
        self.until(lambda: self.votes('hands') == [(4, 0)], 'by the keyboard')
        self.session.screen.key('ctrl+a')
        self.session.screen.type('12')
        self.until(lambda: self.votes('hands') == [(12, 0)], 'typed')
        self.session.screen.key('ctrl+a')
        self.session.screen.type('ل')
        self.session.screen.key('plus')
        self.until(lambda: self.votes('hands') == [(13, 0)], 'a letter takes no count away')
        self.session.screen.key('ctrl+a')
        self.session.screen.key('BackSpace')
        self.until(lambda: self.votes('hands') == [(None, 0)], 'empty again')

    def dots_are_another_tally(self):
        self.app.find('push button', self.say('Dots')).pointer_click()
        self.app.find('push button', self.say('%s: one more') % self.say('In favour')).click()
        self.until(lambda: self.votes('dots') == [(1, None)], 'a dot')
        assert self.votes('hands') == [(None, 0)]
        self.app.find('label', re.compile('18'))

    def a_count_that_arrives_is_shown(self):
        self.node('add', 'tally', 'proposal=ENV-01', 'session=' + self.room, 'method=dots',
                  'against=7')
        self.until(lambda: self.app.find('text', self.say('Against'), text='7', timeout=0), '7')

    def organisations_endorse(self):
        self.app.find('push button', self.say('Add an Organisation')).click()
        self.app.find('text', self.say('Name of the organisation'), state='focused')
        self.session.screen.type('Ruelle Verte\n')
        self.until(lambda: len(self.records('list', 'endorsement')) == 1, 'the endorsement')
        assert 'Ruelle Verte' in [one['name'] for one in self.records('list', 'organisation')]
        self.app.find('text', 'Ruelle Verte').type('Une salle')
        self.until(lambda: self.records('list', 'endorsement')[0].get('commitment') == 'Une salle',
                   'what it commits to')

    def it_comes_from_an_organisation_and_is_answered(self):
        self.app.find('push button', self.say('Choose the organisation')).click()
        self.app.find('text', self.say('Name of the organisation'), state='focused')
        # The arrows lead through what is found to the new one, and back.
        self.session.screen.type('Ruelle')
        self.session.screen.key('Down')
        self.app.find('list item', 'Ruelle Verte', state='focused')
        self.session.screen.key('Up')
        self.app.find('text', self.say('Name of the organisation'), state='focused')
        self.session.screen.key('Down', 'Down')
        new = re.compile('^' + self.say('New: %s').split('%')[0])
        self.app.find('push button', new, state='focused')
        self.session.screen.key('Up', 'Return')
        ruelle = next(one['id'] for one in self.records('list', 'organisation')
                      if one['name'] == 'Ruelle Verte')
        self.until(lambda: self.records('list', 'proposal')[0].get('organisation') == ruelle,
                   'the organisation')
        self.app.find('push button', self.say('Of no organisation')).click()
        self.until(lambda: not self.records('list', 'proposal')[0].get('organisation'), 'none')
        self.node('set', self.proposal, 'state=accepted')
        self.app.find('text', self.say('Answer of the Room')).type('Oui')
        self.until(lambda: self.records('list', 'proposal')[0].get('answer') == 'Oui', 'the answer')

    def actions_are_noted(self):
        self.app.find('text', self.say('New action')).type('Lettre\n')
        self.until(lambda: [one['title'] for one in self.records('list', 'action')] == ['Lettre'],
                   'the action')
        action = self.records('list', 'action')[0]['id']
        self.node('set', action, 'progress=40', 'responsible=Naima')
        self.app.find('label', re.compile('40.*Naima'))

    def what_cannot_stand_there_says_why(self):
        """In words, and beside what it is called: a red line says nothing, a tooltip only to a pointer."""
        self.app.find('label', 'Lettre').pointer_click()
        progress = self.app.find('text', self.say('Progress, in percent'))
        progress.type('9')
        self.app.find('text', re.compile(self.translate('only a whole number from 0 to 100 can stand here')))
        self.session.screen.key('BackSpace')
        self.app.find('text', self.say('Progress, in percent'))
        self.app.find('label', 'Lettre').pointer_click()

    def a_note_begins_with_a_letter(self):
        self.app.find('text', self.say('New note')).type('? Qui paie \n')
        self.until(lambda: ('question', 'Qui paie') in
                   [(one['type'], one['body']) for one in self.records('list', 'note')], 'a note')

    def a_session_is_closed(self):
        rows = self.app.find_all('list item', re.compile('^القاعة 1'))
        # A tally is called by its room too; the sidebar is the narrow one.
        min(rows, key=lambda row: row.screen_rectangle()[2]).pointer_click()
        self.app.find('push button', self.say(
            'Room, facilitator, head count and notes of this session')).click()
        self.app.find('text', self.say('_Begins at (HH:MM)')).set_text('14:00')
        self.until(lambda: self.session_field('start_time') == '14:00', 'when it begins')
        self.app.find('label', re.compile(re.escape(
            self.say('More women (%d) than people present (%d)') % (9, 3))))
        self.app.find('label', self.say('Young people were not counted'))
        self.app.find('push button', self.say('_Close Session')).click()
        self.until(lambda: self.session_field('state') == 'closed', 'closed')
        self.app.find('push button', self.say('Open A_gain')).click()
        self.until(lambda: self.session_field('state') == 'open', 'open again')

    def session_field(self, field):
        return next(one for one in self.records('list', 'session')
                    if one['id'] == self.room).get(field)

    def a_question_is_answered(self):
        self.app.find('text', 'Pourquoi').type('Parce que')
        self.until(lambda: self.records('list', 'note')[0].get('answer') == 'Parce que', 'the answer')
        self.app.find('text', self.say('How they were cou_nted')).type('Porte')
        self.app.wait_gone('text', 'Pourquoi')

    def who_was_removed_lets_nobody_in_or_out(self):
        invitation = self.path('mate.halqa-invitation')
        self.node('forum', 'invite', invitation)
        self.node_of('mate', 'forum', 'join', invitation)
        self.session.screen.key('ctrl+l')
        with self.serving('mate') as address:
            self.app.find('text', self.say('_Address of the other laptop')).type(address + '\n')
            self.app.find('label', self.say('Everybody has everything'))
        invite = self.app.find('push button', self.say('_Invite a Laptop…'), state='sensitive')
        self.node_of('mate', 'forum', 'remove', self.node('init'))
        with self.serving('mate', address):
            self.until(lambda: 'sensitive' not in invite.states, 'nobody can be invited')
            self.app.find('push button', self.say('Members'), state='focusable').click()
            members = self.app.window(self.say('Members'))
            members.find('label', re.compile('^' + self.say(
                'The other laptops end the connection: perhaps this laptop was removed from the '
                'forum. All that it has received and written stays here, and can be read and '
                'exported. To come back it has to be invited anew.')))
            assert not members.find_all('push button', self.say('Remove…'), state='showing')
            self.session.screen.key('Escape')
            self.until(lambda: len(self.app.windows()) == 1, 'the window alone')
        self.app.activate()

    def what_has_not_arrived_heals(self):
        self.app.find('list item', re.compile('^' + self.say('All Proposals'))).pointer_click()
        self.node('add', 'proposal', 'title=Z', 'session=' + MISSING)
        self.app.find('label', re.compile('00112233'))
        arriving = self.path('in.ndjson')
        with open(arriving, 'w', encoding='utf-8') as file:
            file.write('{"kind":"session","id":"%s","title":"القاعة 3"}\n' % MISSING)
        self.node('import', arriving)
        self.app.wait_gone('label', re.compile('00112233'))
        self.end()


STEPS = ['hands_are_counted', 'dots_are_another_tally', 'a_count_that_arrives_is_shown',
         'organisations_endorse',
         'it_comes_from_an_organisation_and_is_answered', 'actions_are_noted',
         'what_cannot_stand_there_says_why', 'a_note_begins_with_a_letter', 'a_session_is_closed',
         'a_question_is_answered', 'who_was_removed_lets_nobody_in_or_out', 'what_has_not_arrived_heals']


sys.exit(run_steps(Hall, STEPS, size='1400x2000'))
