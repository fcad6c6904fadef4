#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who starts a forum says what it speaks of and when it is held, from outside and by the keyboard.

test-themes.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP.
"""

import re
import sys

from walk import Walk, run_steps

NAMES = {'ECO': 'الاقتصاد التضامني', 'ENV': 'البيئة'}


def luminance(colour):
    """As WCAG has it."""
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
                        for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Themes(Walk):
    """A new forum, which has none."""

    def __init__(self, session, language):
        super().__init__(session, language)
        self.node('init', '--name', 'Salma')
        self.node('forum', 'new', 'F')
        self.launch(title='F')

    def write(self, text):
        self.session.screen.type(text)

    def on_disk(self):
        return {one.get('code'): one['name'] for one in self.records('list', 'theme')}

    def n_unfolded(self):
        """How many were, and have a size since. What has the keyboard inside such a row has its name too."""
        name = self.say('Code, with which references begin: ENV for ENV-07')
        return sum('Text' in one.interfaces and one.screen_rectangle()[3] > 0
                   for one in self.app.find_all('text', name))

    def themes_are_made_by_their_names_and_codes(self):
        self.choose_in_menu('Themes and _Forum')
        window = self.app.window(self.say('Themes and Forum')).wait_active()
        self.app.resize(520, 400, window)
        (first, second) = NAMES
        # A name after the other: none of them is another's code. Tab leads to that, once it is made too.
        self.write('Logement\n' + NAMES[first] + '\n')
        self.until(lambda: len(self.records('list', 'theme')) == 2, 'both on disk')
        self.give_code(first, 1)
        self.write(NAMES[second])
        self.give_code(second, 2)
        self.until(lambda: self.on_disk() == {None: 'Logement', **NAMES}, 'all on disk')
        self.node('delete', self.records('list', 'theme', '--where', 'name=Logement')[0]['id'])

    def give_code(self, code, n_unfolded):
        """To the theme that is being made, or was made last; then the line is free."""
        self.session.screen.key('Tab')
        self.until(lambda: self.n_unfolded() == n_unfolded, 'its row unfolded')
        self.write(code)
        self.until(lambda: self.is_in_sight(code), 'what is typed in sight')
        self.write('\n')
        self.until(lambda: code in self.on_disk(), 'its code on disk')

    def is_in_sight(self, code):
        window = self.app.window(self.say('Themes and Forum'))
        _, top, _, height = window.find('text', text=code).screen_rectangle()
        _, _, _, window_top, _, window_height = self.app.x_window(window)
        return top + height < window_top + window_height

    def each_has_a_colour_of_its_own(self):
        colours = {one.get('colour') for one in self.records('list', 'theme')}
        assert len(colours) == 2 and None not in colours, colours

    def pixels(self, node):
        """What the screen shows there, (red, green, blue) each."""
        x, y, width, height = node.screen_rectangle()
        self.session.screen.settle()
        picture = self.session.run(['import', '-silent', '-window', 'root', '-depth', '8', '-crop',
                                    '%dx%d+%d+%d' % (width, height, x, y), 'ppm:-'], check=True)
        points = picture[-3 * width * height:]
        return list(zip(points[::3], points[1::3], points[2::3]))

    def its_code_can_be_read_on_its_colour(self):
        for code in NAMES:
            points = self.pixels(self.app.window(self.say('Themes and Forum')).find('label', code))
            ground = luminance(max(points, key=points.count))
            most = max((max(ground, one) + 0.05) / (min(ground, one) + 0.05)
                       for one in map(luminance, set(points)))
            assert most >= 4.5, (code, most)

    def where_and_when_it_is_held_is_written(self):
        self.app.find('text', self.say('_Place')).set_text('القاعة الكبرى')
        self.app.find('text', self.say('_First day (YYYY-MM-DD)')).set_text('2026-12-04')
        self.until(lambda: [(one.get('place'), one.get('start_date')) for one in
                            self.records('list', 'forum')] == [('القاعة الكبرى', '2026-12-04')],
                   'the place and the day on disk')

    def order(self):
        return [one['code'] for one in self.records('list', 'theme', '--sort', 'position')]

    def row(self, code):
        """Of a theme, in this window."""
        return self.app.window(self.say('Themes and Forum')).find('label', NAMES[code])

    def top(self, code):
        return self.row(code).screen_rectangle()[1]

    def expect_order(self, *codes):
        self.until(lambda: self.order() == list(codes), '%r on disk' % (codes,))
        self.until(lambda: sorted(codes, key=self.top) == list(codes), '%r in the window' % (codes,))

    def a_theme_is_moved_in_the_midst_of_a_word(self):
        self.app.resize(520, 2300, self.app.window(self.say('Themes and Forum')))
        self.expect_order('ECO', 'ENV')
        self.row('ENV').pointer_click()
        self.session.screen.settle()
        self.app.find('text', self.say('Name of the theme'), text=NAMES['ENV']).pointer_click()
        self.session.screen.key('End')
        self.session.screen.key('alt+Up')
        self.expect_order('ENV', 'ECO')
        # The keyboard goes with it, and it stays unfolded.
        self.write('!')
        self.until(lambda: self.on_disk()['ENV'] == NAMES['ENV'] + '!', 'what was typed')
        self.session.screen.key('BackSpace')
        self.until(lambda: self.on_disk() == NAMES, 'the name')

    def a_theme_is_dragged(self):
        self.session.screen.settle()
        x, y, width, height = self.row('ECO').screen_rectangle()
        self.session.screen.drag((x + width // 2, y + height // 2),
                                 (x + width // 2, self.top('ENV')))
        self.expect_order('ECO', 'ENV')
        self.app.find('push button', self.say('_Undo')).click()
        self.expect_order('ENV', 'ECO')

    def french(self):
        return [one['name@fr'] for one in self.records('list', 'theme') if one.get('name@fr')]

    def a_theme_is_named_in_another_language(self):
        self.app.find('label', self.say('In other languages')).pointer_click()
        self.app.find('text', re.compile('Français'))
        self.session.screen.settle()
        self.app.find('text', re.compile('Français')).pointer_click()
        # Not in its own.
        assert not [one for one in self.app.find_all('text', re.compile('العربية'))
                    if 'showing' in one.states]
        self.write('Environnement')
        self.until(lambda: self.french() == ['Environnement'], 'its French name on disk')
        self.app.find('label', re.compile('Environnement'))

    def one_that_is_older_is_said_to_be_still_right(self):
        theme = next(one['id'] for one in self.records('list', 'theme') if one.get('name@fr'))
        self.node('set', theme, 'name=البيئة والمناخ')
        self.app.find('push button', self.say('Still Right')).click()
        self.until(lambda: [one['state'] for one in
                            self.records('translations', theme, '--language', 'fr')] == ['current'],
                   'current on disk')
        self.app.wait_gone('push button', self.say('Still Right'))
        self.node('set', theme, 'name=' + NAMES['ENV'])

    def forum(self):
        return self.records('list', 'forum')[0]

    def its_languages_are_chosen(self):
        self.app.find('label', self.pgettext('field', 'Languages')).pointer_click()
        self.app.find('check box', 'English').pointer_click()
        self.until(lambda: self.forum().get('languages') == 'ar, fr, zgh', 'three languages on disk')
        self.app.wait_gone('text', re.compile('English'))
        self.app.find('check box', 'Español').pointer_click()
        self.until(lambda: self.forum()['languages'] == 'ar, fr, zgh, es', 'another on disk')
        self.app.find('text', re.compile('Español'))
        self.app.find('push button', self.say('_Undo')).click()
        self.until(lambda: self.forum()['languages'] == 'ar, fr, zgh', 'three languages again')

    def its_scope_and_its_process_are_written_and_taken_back(self):
        self.app.find('text', self.say('P_rocess that it is a part of')).set_text('2024–2027')
        self.until(lambda: self.forum().get('process') == '2024–2027', 'the process on disk')
        self.app.find('combo box', self.pgettext('field', 'Scope')).focus()
        self.session.screen.key('space')
        self.session.screen.key('Down')
        self.session.screen.key('Down')
        self.session.screen.key('Return')
        self.until(lambda: self.forum().get('scope') == 'regional', 'the scope on disk')
        self.app.find('label', self.say('Scope changed'))
        self.app.find('push button', self.say('_Undo')).click()
        self.until(lambda: not self.forum().get('scope'), 'no scope')
        self.session.screen.key('ctrl+shift+z')
        self.until(lambda: self.forum().get('scope') == 'regional', 'the scope again')
        self.session.screen.key('ctrl+z')
        self.until(lambda: not self.forum().get('scope'), 'no scope again')
        self.session.screen.key('ctrl+shift+z')
        self.until(lambda: self.forum().get('scope') == 'regional', 'the scope again')

    def a_theme_that_was_deleted_comes_back(self):
        self.app.find('push button', self.say('Delete This Theme')).click()
        self.until(lambda: len(self.on_disk()) == 1, 'one theme')
        self.write('X')
        self.app.find('text', self.say('_New theme'), text='X')
        self.app.find('push button', self.say('_Undo')).click()
        self.until(lambda: self.on_disk() == NAMES, 'both themes')
        self.app.window(self.say('Themes and Forum')).action('window.close')
        self.until(lambda: len(self.app.windows()) == 1, 'the main window alone')

    def a_theme_comes_back_to_a_proposal_that_is_open(self):
        theme = self.records('list', 'theme')[0]
        self.node('add', 'proposal', 'title=Garden', 'theme=' + theme['id'])
        self.node('delete', theme['id'])
        self.app.activate()
        self.app.find('list item', re.compile('^Garden')).pointer_click()
        self.app.find('text', text='Garden')
        self.node('restore', theme['id'])
        self.until(lambda: self.on_disk() == NAMES, 'both themes')
        self.app.find('list item', re.compile('^Garden.*' + theme['name']))

    def a_session_arrives_after_a_proposal_that_is_open(self):
        invitation = self.path('F.halqa-invitation')
        self.node('forum', 'invite', invitation)
        self.node_of('other', 'forum', 'join', invitation)
        session = self.node_of('other', 'add', 'session', 'title=Plenary')
        late = self.node('add', 'proposal', 'title=Late', 'session=' + session)
        self.app.find('list item', re.compile('^Late')).pointer_click()
        self.app.find('text', text='Late')
        self.app.find('label', re.compile(session[:8]))
        self.exchange('data', 'other')
        self.app.find('list item', re.compile('^Late.*Plenary'))
        self.app.wait_gone('label', re.compile(session[:8]))
        # It can be left, and come back to.
        for key, chosen in ('Up', None), ('Down', session):
            self.app.find('combo box', self.pgettext('field', 'Session')).focus()
            for press in 'space', key, 'Return':
                self.session.screen.key(press)
            self.until(lambda wanted=chosen: self.records('show', late)[0].get('session') == wanted,
                       'the session %s on disk' % chosen)

    def what_changed_leads_to_them(self):
        self.node_of('other', 'add', 'theme', 'name=Logement')
        self.exchange('data', 'other')
        self.app.activate()
        self.session.screen.key('alt+4')
        self.app.find('list item', re.compile('^Logement')).pointer_click()
        self.app.window(self.say('Themes and Forum'))
        self.end()

    def another_language_calls_a_theme_by_its_name_in_that(self):
        self.node('add', 'proposal', 'title=Verger', 'theme=ENV')
        self.session.env['LANGUAGE'] = 'fr'
        self.launch(title='F')
        self.app.find('list item', re.compile('^Toutes les propositions')).pointer_click()
        self.app.find('list item', re.compile('^Verger.*Environnement'))
        # In the room what is typed behind a # may be in either.
        self.session.screen.key('Down')
        self.session.screen.key('Return')
        self.app.find('push button', 'Noter')
        for number, typed in enumerate(('envir', 'بيئ'), 2):
            self.write('Verger #' + typed)
            self.app.find('list', 'Thèmes')
            self.session.screen.key('Return')
            self.write('\n')
            self.until(lambda wanted=number: self.n_of_environment() == wanted, 'proposal %d' % number)
        self.session.env['LANGUAGE'] = 'ar'
        self.end()

    def n_of_environment(self):
        return sum(one['reference'].startswith('ENV') for one in self.records('list', 'proposal'))

    def who_joined_is_told_what_the_forum_is_by_an_exchange(self):
        self.node_of('third', 'forum', 'join', self.path('F.halqa-invitation'))
        self.launch(data='third', title='F')
        self.choose_in_menu('Themes and _Forum')
        self.app.find('label', self.say('Its place and days come with the first exchange with another '
                                        'laptop.'))
        assert not self.app.find_all('text', self.say('_Place'))
        self.exchange('third', 'data')
        self.app.find('text', self.say('_Place'), text='القاعة الكبرى')
        self.end()


if __name__ == '__main__':
    sys.exit(run_steps(Themes, [
        'themes_are_made_by_their_names_and_codes',
        'each_has_a_colour_of_its_own',
        'its_code_can_be_read_on_its_colour',
        'where_and_when_it_is_held_is_written',
        'a_theme_is_moved_in_the_midst_of_a_word',
        'a_theme_is_dragged',
        'a_theme_is_named_in_another_language',
        'one_that_is_older_is_said_to_be_still_right',
        'its_languages_are_chosen',
        'its_scope_and_its_process_are_written_and_taken_back',
        'a_theme_that_was_deleted_comes_back',
        'a_theme_comes_back_to_a_proposal_that_is_open',
        'a_session_arrives_after_a_proposal_that_is_open',
        'what_changed_leads_to_them',
        'another_language_calls_a_theme_by_its_name_in_that',
        'who_joined_is_told_what_the_forum_is_by_an_exchange',
    ], languages=('ar',), size='1280x2400'))
