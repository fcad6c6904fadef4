#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the window on the sample forum, as built in the folder BUILD, in Arabic, French and
English, light and dark, into tests/screenshots; with --contrast in high contrast, with --large with
text half as large again on the screen of a small laptop, with --narrow in windows as narrow as a phone
that have three buttons in their bar, which is wrong where one does not become so narrow.

They are there to be looked at, one by one. That each view comes up and nothing is wrong in its log is
told as TAP. With --readme those that the README shows are put into data/screenshots too.
"""

import argparse
import json
import os
import re
import shutil
import sys
import traceback

import laptop_views
import room_views
from sampleforum import (DELETED, OTHER_SESSION, OTHER_TITLE, OWN_TITLE, PROPOSAL, SEARCHED, SESSION,
                         TOP, choose, environment, field_name, look_at_sample, node_of,
                         open_proposal, row_with, sample_field, sample_title, say)
from uidrive import Session
from uidrive.processes import wait_until

PICTURES = os.path.join(TOP, 'tests', 'screenshots')
README_PICTURES = os.path.join(TOP, 'data', 'screenshots')
LANGUAGES = ('ar', 'fr', 'en')
# A name in data/screenshots: the picture that it is a copy of.
README = {'window-ar.png': 'window-ar-light.png', 'room-ar.png': 'in-room-ar-light.png',
          'window-fr-dark.png': 'window-fr-dark.png'}


def show_start(session, program):
    return session.launch([program])


def show_preferences(session, program):
    app = session.launch([program, '--sample'])
    app.window()
    app.activate()
    session.screen.key('ctrl+comma')
    app.find('combo box', say(session, '_Language').replace('_', ''))
    return app


def show_help(session, program):
    app = session.launch([program, '--sample'])
    app.window()
    app.activate()
    session.screen.key('alt+2')
    session.screen.key('F1')
    app.find('label', re.compile('Ctrl\\+M'))
    return app


def show_window(session, program):
    app = session.launch([program, '--sample'])
    app.window()
    open_proposal(app)
    return app


def show_search(session, program):
    app = session.launch([program, '--sample'])
    app.window()
    app.activate()
    session.screen.key('ctrl+f')
    session.screen.type(SEARCHED)
    return app


def show_choosing(session, program):
    """Of what is filtered, three are chosen."""
    app = session.launch([program, '--sample'])
    app.window()
    app.activate()
    session.screen.key('ctrl+f')
    session.screen.type('تعاونية')
    app.find('push button', re.compile(say(session, '_Filters').replace('_', '')),
             state='focusable').click()
    app.find('check box', say(session, 'None'))
    # The theme, in the language of the window.
    app.find('check box', re.compile('.*(الاقتصاد|solida)')).click()
    session.screen.key('Escape')
    app.find(None, re.compile(say(session, 'Choose several')), state='focusable').pointer_click()
    rows = app.wait_for(lambda: [row for row in app.find_all('list item')
                                 if row.find_all('label', re.compile('ECO-'))][:3], what='rows')
    for row in rows:
        row.pointer_click()
    session.screen.park_pointer()
    return app


def show_view(session, program, view):
    """All proposals, as VIEW of the menu."""
    app = session.launch([program, '--sample'])
    app.window()
    app.find('push button', re.compile(say(session, 'View and order')), state='focusable').click()
    app.find('menu item', say(session, view).replace('_', '')).click()
    app.find('list' if view == '_Board' else 'tree table', re.compile('.'))
    session.screen.park_pointer()
    return app


def show_board_choosing(session, program):
    """Of two columns, one card each."""
    app = show_view(session, program, '_Board')
    app.find_all(None, re.compile(say(session, 'Choose several')), state='focusable'
                 )[-1].pointer_click()
    columns = app.find_all('list', re.compile(r'\. \d+$'))
    for column in [column for column in columns if column.find_all('list item')][:2]:
        column.find_all('list item')[0].pointer_click()
    app.find('push button', re.compile(say(session, '_State').replace('_', '')), state='focusable')
    session.screen.park_pointer()
    return app


def show_narrow(session, program):
    app = show_window(session, program)
    app.resize(400, 720)
    return app


def write_apart(session, program, ours=(), theirs=()):
    """Two laptops write different titles for the proposal, and whatever else, and then meet."""
    node = node_of(program)
    other = [node, '--data', os.path.join(session.dir, 'other')]
    invitation = os.path.join(session.dir, 'invitation')
    session.run([node, 'forum', 'invite', invitation], check=True)
    session.run(other + ['forum', 'join', invitation], check=True)
    session.run(other + ['init', '--name', 'Salma'], check=True)
    session.start('serve', [node, 'serve', '--listen', '127.0.0.1:0', '--no-discovery'])
    listening = wait_until(lambda: re.search(r'^listening (\S+)', session.log('serve')), 30,
                           'the laptop that serves')
    session.run(other + ['sync', listening[1]], check=True)
    session.run(other + ['set', PROPOSAL, 'title=' + OTHER_TITLE], check=True)
    session.run([node, 'set', PROPOSAL, 'title=' + OWN_TITLE], check=True)
    for command in theirs:
        session.run(other + command, check=True)
    for command in ours:
        session.run([node] + command, check=True)
    session.run(other + ['sync', listening[1]], check=True)


def show_conflict(session, program):
    look_at_sample(session, program)
    write_apart(session, program)
    app = session.launch([program, '--sample'])
    app.window()
    open_proposal(app, OWN_TITLE)
    app.find('push button', re.compile('◆')).click()
    session.screen.park_pointer()
    return app


def merge_three(session, program):
    """Opens and leaves the sample, and merges three of one session into a new proposal, its id."""
    look_at_sample(session, program)

    def run(*arguments):
        return session.run([node_of(program), *arguments], check=True).decode().strip()

    proposals = [json.loads(line) for line in
                 run('--json', 'list', 'proposal', '--where', 'session=' + SESSION).splitlines()]
    others = [one['id'] for one in proposals if one['id'] != PROPOSAL]
    made = run('merge', '--new', PROPOSAL, *others[:2])
    run('relate', made, others[2], '--type', 'sequence')
    return made


def show_merged(session, program):
    """The result, with one of its sources open."""
    merge_three(session, program)
    app = session.launch([program, '--sample'])
    app.window()
    row_with(app, sample_title(PROPOSAL)).pointer_click()
    app.find('push button', say(session, 'Take All Apart'))
    # Down to the end of the editor, which is at the other side in Arabic.
    session.screen.click(260 if session.env['LANGUAGE'] == 'ar' else 1020, 400, button=5, count=40)
    app.find('label', re.compile('ECO-01.*')).pointer_click()
    session.screen.park_pointer()
    return app


def show_merge(session, program):
    """Of three that are chosen, one is to be the result."""
    app = show_choosing(session, program)
    app.find('push button', say(session, '_Merge…').replace('_', '')).click()
    app.window(say(session, 'Merge or Relate'))
    return app


def other_words(text):
    """TEXT with another first word; and with more words at its end."""
    return 'كل ' + text.split(' ', 1)[1], text + ' كل يوم سبت.'


def show_versions(session, program):
    """What is in the list: edits of different words, of the same ones, and of what was deleted."""
    look_at_sample(session, program)
    ours, theirs = other_words(sample_field(PROPOSAL, 'body'))
    write_apart(session, program,
                [['set', PROPOSAL, 'body=' + ours], ['delete', DELETED]],
                [['set', PROPOSAL, 'body=' + theirs], ['set', DELETED, 'title=' + OTHER_TITLE]])
    app = session.launch([program, '--sample'])
    app.window()
    app.find('list item', re.compile('^' + say(session, 'Both Versions'))).pointer_click()
    app.find('list item', re.compile(re.escape(OWN_TITLE) + '.*' + field_name(session, 'Text'))
             ).pointer_click()
    app.find('push button', say(session, '_Put together').replace('_', ''))
    session.screen.park_pointer()
    return app


def show_history(session, program):
    look_at_sample(session, program)
    node = node_of(program)
    for words in other_words(sample_field(PROPOSAL, 'body')):
        session.run([node, 'set', PROPOSAL, 'body=' + words], check=True)
    session.run([node, 'set', PROPOSAL, 'state=accepted'], check=True)
    app = session.launch([program, '--sample'])
    app.window()
    open_proposal(app)
    app.activate()
    session.screen.key('ctrl+h')
    app.find('push button', say(session, 'Restore this'))
    return app


def show_import(session, program):
    """A table as an office in Casablanca saves it: with semicolons, in Windows-1256."""
    table = os.path.join(session.home, 'propositions.csv')
    with open(table, 'w', encoding='cp1256', newline='') as file:
        file.write('العنوان;المحور;الورشة;الحي;Proposé par;ملاحظات;الحالة\r\n'
                   'مكتبة في كل حي;EDU;القاعة 1;درب غلف;Salma;نقاش طويل;مقبول\r\n'
                   'Une crèche de quartier;SOC;القاعة 2;سيدي مومن;يوسف;;\r\n'
                   '"تشجير ""ساحة"" المدرسة";ENV;القاعة 1;درب غلف;;;peut-être\r\n')
    app = session.launch([program, '--sample', '--no-discovery'])
    app.window()
    app.activate()
    session.screen.key('F10')
    app.find('menu item', say(session, 'Im_port…').replace('_', '')).click()
    app.type_path(table)
    app.find('push button', say(session, '_Look').replace('_', '')).click()
    app.window(say(session, 'Import'))
    app.find('push button', say(session, '_Import').replace('_', ''))
    return app


def show_attachments(session, program):
    """A picture and a recording that are here, and one that is on another laptop."""
    node = node_of(program)
    look_at_sample(session, program)
    other = [node, '--data', os.path.join(session.dir, 'other')]
    invitation = os.path.join(session.dir, 'invitation')
    recording = os.path.join(session.dir, 'القاعة 2.ogg')
    with open(recording, 'wb') as file:
        file.write(b'OggS' + bytes(3000000))
    session.run([node, 'attach', PROPOSAL, os.path.join(README_PICTURES, 'window-ar.png'),
                 'name=لوحة الورشة.png', 'caption=لوحة الصباح'], check=True)
    session.run([node, 'attach', PROPOSAL, recording], check=True)
    session.run([node, 'forum', 'invite', invitation], check=True)
    session.run(other + ['forum', 'join', invitation], check=True)
    session.run(other + ['init', '--name', 'Salma'], check=True)
    session.start('serve', [node, 'serve', '--listen', '127.0.0.1:0', '--no-discovery'])
    address = wait_until(lambda: re.search(r'^listening (\S+)', session.log('serve')), 30,
                         'the laptop that serves')[1]
    session.run(other + ['sync', address], check=True)
    session.run(other + ['attach', PROPOSAL, os.path.join(README_PICTURES, 'window-fr-dark.png'),
                         'name=board.png'], check=True)
    session.run(other + ['sync', address], check=True)
    app = session.launch([program, '--sample', '--no-discovery'])
    app.window()
    open_proposal(app)
    app.find('label', re.compile('Salma'))
    # Down, with the wheel: the editor is at the end of the window.
    _, _, x, y, width, height = app.x_window(app.window())
    end = 0.2 if session.env['LANGUAGE'] == 'ar' else 0.8
    session.screen.click(x + int(end * width), y + height // 2, 5, 40)
    session.screen.park_pointer()
    return app


def vote_and_endorse(session, node):
    """Two rooms vote on a proposal, an organisation endorses it, and something is to be done."""
    def add(kind, *fields):
        session.run([node, 'add', kind, 'proposal=' + PROPOSAL, *fields], check=True)

    add('tally', 'session=' + SESSION, 'method=hands', 'in_favour=31', 'against=2')
    add('tally', 'session=' + SESSION, 'method=dots', 'in_favour=44')
    add('tally', 'session=' + OTHER_SESSION, 'method=hands', 'in_favour=18', 'against=0',
        'abstain=5')
    add('tally', 'session=' + '0' * 32, 'method=hands', 'in_favour=3')
    add('endorsement', 'organisation=تعاونية خبز وزعتر', 'commitment=قاعة للتكوين كل أسبوع')
    add('endorsement', 'organisation=Collectif Jeunes du Terminus')
    add('action', 'title=كتابة رسالة إلى المقاطعة', 'responsible=نعيمة', 'due_date=2026-06-30',
        'progress=40')


def scroll_editor(session, app, title, turns):
    """Turns of the mouse wheel, below the field that is called TITLE."""
    left, top, width, height = app.find(
        'text', say(session, title).replace('_', '')).screen_rectangle()
    session.screen.click(left + width // 2, top + height * 5, button=5, count=turns)
    session.screen.park_pointer()


def show_sections(session, program, turns):
    """What belongs to a proposal, after some turns of the mouse wheel."""
    look_at_sample(session, program)
    vote_and_endorse(session, node_of(program))
    app = session.launch([program, '--sample'])
    app.window()
    open_proposal(app)
    scroll_editor(session, app, '_Title', turns)
    return app


def show_votes(session, program):
    return show_sections(session, program, 9)


def show_actions(session, program):
    return show_sections(session, program, 40)


def show_notes(session, program):
    """A note, a question and a decision on a proposal."""
    look_at_sample(session, program)
    for kind, body in (('note', 'يتكرر كل سنة قبل رمضان'), ('question', 'Qui paie le loyer ?'),
                       ('decision', 'تُكتب رسالة إلى المقاطعة')):
        session.run([node_of(program), 'add', 'note', 'subject=' + PROPOSAL, 'type=' + kind,
                     'body=' + body], check=True)
    app = session.launch([program, '--sample'])
    app.window()
    open_proposal(app)
    scroll_editor(session, app, '_Title', 40)
    return app


def show_translations(session, program):
    """One text is translated, one was written into since, and one is missing."""
    look_at_sample(session, program)
    for field in ('title@fr=Une exposition permanente', 'body@fr=Douze boutiques fermées rouvrent.',
                  'body=' + other_words(sample_field(PROPOSAL, 'body'))[0]):
        session.run([node_of(program), 'set', PROPOSAL, field], check=True)
    app = session.launch([program, '--sample'])
    app.window()
    open_proposal(app)
    app.find('push button', say(session, 'Translation')).click()
    scroll_editor(session, app, '_Title', 4)
    return app


def show_closing(session, program):
    """The end of a session in which things are open."""
    look_at_sample(session, program)
    session.run([node_of(program), 'set', SESSION, 'women_count=60', 'youth_count=',
                 'state=open'], check=True)
    app = session.launch([program, '--sample'])
    app.window()
    row_with(app, sample_title(SESSION)).pointer_click()
    app.activate()
    app.find('push button', say(session, 'Room, facilitator, head count and notes of this session')).click()
    scroll_editor(session, app, '_Title of the session', 9)
    return app


def show_desk(session, program):
    app = session.launch([program, '--sample', '--no-discovery'])
    app.window()
    app.find('list item', re.compile('^' + say(session, 'Merging Desk'))).pointer_click()
    app.find('push button', say(session, '_Not the Same').replace('_', ''))
    session.screen.park_pointer()
    return app


def show_translate(session, program):
    app = session.launch([program, '--sample', '--no-discovery'])
    app.window()
    app.activate()
    session.screen.key('ctrl+comma')
    app.find('push button', re.compile(say(session, 'Words of the interface') + '$')).click()
    app.window(say(session, 'Words of the Interface')).wait_active()
    session.screen.key('ctrl+f')
    session.screen.type('%u laptop can')
    app.wait_for(lambda: len(app.find('list', say(session, 'Texts of the interface')).rows()) == 1,
                 what='one text')
    app.find('label', re.compile('^%u laptop can')).pointer_click()
    app.find('push button', say(session, '_Next Text').replace('_', ''))
    session.screen.park_pointer()
    return app


def show_themes(session, program):
    app = session.launch([program, '--sample', '--no-discovery'])
    app.window()
    app.activate()
    session.screen.key('F10')
    app.find('menu item', say(session, 'Themes and _Forum').replace('_', '')).click()
    app.window(say(session, 'Themes and Forum'))
    return app


def show_glossary(session, program):
    app = session.launch([program, '--sample', '--no-discovery'])
    app.window()
    session.run([node_of(program), 'add', 'term', 'concept=lighting', 'language=fr',
                 'words=lampadaires, éclairage, candélabres'], check=True)
    app.find('list item', re.compile('^' + say(session, 'Merging Desk'))).pointer_click()
    app.find('push button', say(session, 'Glossary')).click()
    app.window(say(session, 'Glossary')).wait_active()
    session.screen.type('lamp')
    # The others go, and with them the place of this one.
    app.wait_for(lambda: 0 < len(app.find('list', say(session, 'Glossary')).rows()) < 5,
                 what='few concepts')
    app.find('label', re.compile('lighting')).pointer_click()
    app.find('push button', say(session, 'Back to What Ships'))
    session.screen.park_pointer()
    return app


def show_changes(session, program):
    """What another laptop wrote, in groups."""
    node = node_of(program)
    look_at_sample(session, program)
    write_apart(session, program)
    other = [node, '--data', os.path.join(session.dir, 'other')]
    listening = re.search(r'^listening (\S+)', session.log('serve'))
    session.run(other + ['add', 'note', 'subject=' + PROPOSAL, 'body=من يتكفل بالكراء؟'],
                check=True)
    ids = [json.loads(line)['id'] for line in session.run(
        other + ['--json', 'list', 'proposal', '--limit', '3'], check=True).splitlines()]
    session.run(other + ['delete', ids[0]], check=True)
    session.run(other + ['set', ids[1], 'session=' + SESSION], check=True)
    session.run(other + ['set', ids[2], 'problem=…', 'neighbourhood=درب غلف'], check=True)
    session.run(other + ['sync', listening[1]], check=True)
    app = session.launch([program, '--sample'])
    app.window()
    app.find('list item', re.compile('^' + say(session, 'What Changed'))).pointer_click()
    app.find('push button', re.compile('^' + say(session, '_Restore').replace('_', '')))
    session.screen.park_pointer()
    return app


def show_present(session, program):
    """For the hall: a proposal on which two rooms voted."""
    app = session.launch([program, '--sample', '--no-discovery'])
    app.window()
    vote_and_endorse(session, node_of(program))
    open_proposal(app)
    app.activate()
    session.screen.key('F5')
    app.window(re.compile(re.escape(sample_title(SESSION)))).wait_active()
    app.find('label', re.compile('31'))
    return app


def show_present_list(session, program):
    app = show_present(session, program)
    session.screen.key('l')
    app.find('list item', re.compile('^' + re.escape(sample_title(PROPOSAL))))
    return app


VIEWS = {'start': show_start, 'preferences': show_preferences, 'help': show_help,
         'window': show_window, 'search': show_search, 'choosing': show_choosing,
         'board': lambda *started: show_view(*started, '_Board'),
         'board-choosing': show_board_choosing,
         'table': lambda *started: show_view(*started, '_Table'),
         'narrow': show_narrow,
         'conflict': show_conflict, 'import': show_import, 'attachments': show_attachments,
         'merged': show_merged, 'merge': show_merge,
         'versions': show_versions, 'history': show_history,
         'notes': show_notes, 'translations': show_translations,
         'votes': show_votes, 'actions': show_actions, 'closing': show_closing,
         'desk': show_desk, 'glossary': show_glossary, 'themes': show_themes, 'translate': show_translate,
         'present': show_present, 'present-list': show_present_list,
         'changes': show_changes,
         **room_views.VIEWS, **laptop_views.VIEWS}
# Where something reaches beyond the window.
WHOLE_SCREEN = ('preferences', 'help', 'conflict', 'invite', 'asks', 'join', 'join-code',
                'members', 'remove', 'import', 'merge', 'history', 'glossary', 'themes',
                'translate', 'present', 'present-list')


def darken(session):
    """Until a tenth of the screen is of another colour."""
    light = session.screen.frame()[::101]
    choose(session, 'color-scheme', "'dark'")
    wait_until(lambda: sum(a != b for a, b in zip(light, session.screen.frame()[::101])) >
               len(light) / 10, 30, 'the dark style')


def show_window_buttons(session):
    """Three of them, as many desktops do."""
    path = os.path.join(session.env['XDG_CONFIG_HOME'], 'gtk-4.0', 'settings.ini')
    with open(path, 'a', encoding='utf-8') as file:
        file.write('gtk-decoration-layout=menu:minimize,maximize,close\n')


def make_narrow(app):
    for window in app.windows():
        app.resize(360, 640, window)
        app.wait_for(lambda shown=window: app.x_window(shown)[4:] == (360, 640),
                     what='a window of 360 × 640')


def save(view, app, name):
    path = os.path.join(PICTURES, name + '.png')
    if view in WHOLE_SCREEN:
        app.session.screen.save(path)
    else:
        app.screenshot(path)


def draw(view, language, build, options):
    """Light, and then dark."""
    large = '--large' in options
    end = ''.join(option.replace('--', '-') for option in options)
    with Session(language=language, env=environment(build), contrast='--contrast' in options,
                 size='1366x768' if large else '1280x900') as session:
        if large:
            choose(session, 'text-size', '150')
        if '--narrow' in options:
            show_window_buttons(session)
        app = VIEWS[view](session, os.path.join(build, 'ui', 'halqa'))
        if '--narrow' in options:
            make_narrow(app)
        save(view, app, '%s-%s-light%s' % (view, language, end))
        darken(session)
        save(view, app, '%s-%s-dark%s' % (view, language, end))
        app.quit()
        app.check_log()


def try_to_draw(number, view, language, build, options):
    """Prints a line of TAP, and gives whether it is a good one."""
    try:
        draw(view, language, build, options)
    except Exception:  # pylint: disable=broad-except
        print(''.join('# %s\n' % line for line in traceback.format_exc().splitlines()), end='')
        print('not ok %d - %s: %s' % (number, language, view), flush=True)
        return False
    print('ok %d - %s: %s' % (number, language, view), flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n\n')[0])
    parser.add_argument('--readme', action='store_true')
    parser.add_argument('--language', choices=LANGUAGES)
    for option in '--contrast', '--large', '--narrow':
        parser.add_argument(option, dest='options', action='append_const', const=option, default=[])
    parser.add_argument('build')
    parser.add_argument('views', nargs='*')
    chosen = parser.parse_args()
    drawn = [(view, language) for view in chosen.views or VIEWS
             for language in ([chosen.language] if chosen.language else LANGUAGES)]
    os.makedirs(PICTURES, exist_ok=True)
    print('1..%d' % len(drawn), flush=True)
    good = [try_to_draw(number, *what, chosen.build, chosen.options)
            for number, what in enumerate(drawn, 1)]
    if chosen.readme:
        os.makedirs(README_PICTURES, exist_ok=True)
        for name, picture in README.items():
            shutil.copy(os.path.join(PICTURES, picture), os.path.join(README_PICTURES, name))
    return 0 if all(good) else 1


if __name__ == '__main__':
    sys.exit(main())
