#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forum in a folder that can't be written, from outside, in Arabic: it is shown and read, the window
says that no more is possible, and nothing that would change it is offered.

test-read-only.py HALQA HALQA-NODE LOCALEDIR SCHEMADIR: prints TAP. Runs itself in a mount namespace of
its own, so that nobody else sees its mount and it goes with it.
"""

import gettext
import os
import re
import subprocess
import sys
import traceback

from uidrive import Session

HALQA, NODE, LOCALES, SCHEMAS = sys.argv[1:5]
TITLE = 'حي آخر ممكن'
PROPOSAL = 'مكتبة في كل حي'
ROOM = 'القاعة 1'
SAID = 'تشجير ساحة المدرسة'
say = gettext.translation('halqa', LOCALES, ['ar']).gettext
NAME = 'a forum that can only be read offers no editing'


def make_forum(session, folder):
    def node(*command):
        return subprocess.run([NODE, '--data', folder, *command], check=True, env=session.env,
                              stdout=subprocess.PIPE).stdout.decode().strip()

    node('forum', 'new', TITLE)
    node('add', 'proposal', 'title=' + PROPOSAL)
    node('add', 'proposal', 'title=' + SAID, 'session=' + node('add', 'session', 'title=' + ROOM))
    subprocess.run(['mount', '--bind', folder, folder], check=True)
    subprocess.run(['mount', '-o', 'remount,bind,ro', folder], check=True)


def look(session, app):
    """At the bar, at what the proposal lets one do, and at the room."""
    app.window(TITLE)
    app.find('label', re.compile('^' + re.escape(say('This forum can only be read, because its '
                                                     'folder can\'t be written. Nothing can be '
                                                     'changed or received before writing is '
                                                     'allowed there, or the folder is copied to '
                                                     'where you may write.'))))
    app.find('list item', re.compile('^' + PROPOSAL)).pointer_click()
    title = app.find('text', say('_Title').replace('_', ''), text=PROPOSAL)
    title.pointer_click()
    session.screen.type('x')
    for keys in 'ctrl+n', 'Delete', 'ctrl+i', 'ctrl+l':
        session.screen.key(keys)
    for button in '_Invite a Laptop…', '_Take from Stick…':
        assert 'sensitive' not in app.find('push button', say(button).replace('_', '')).states
    assert 'sensitive' in app.find('push button', say('_Give to Stick…').replace('_', '')).states
    assert len(app.windows()) == 1, app.windows()
    look_at_tab(session, app)
    session.screen.key('alt+1')
    assert app.find('text', say('_Title').replace('_', '')).text == PROPOSAL


def look_at_tab(session, app):
    """It leads past what is not offered."""
    session.screen.key('alt+5')
    app.find('push button', say('_Give to Stick…').replace('_', ''), state='focusable')
    app.wait_for(lambda: session.screen.key('Tab') or
                 app.find_all('list item', say('All Proposals'), state='focused'),
                 what='Tab past what is not offered')


def look_at_room(session, app):
    """What was said is read; nothing is taken down, counted, moved or deleted."""
    app.find('list item', re.compile('^' + ROOM)).pointer_click()
    row = app.find('list', say('What was said in this session')).find('list item', re.compile('^' + SAID))
    row.pointer_click()
    app.wait_for(lambda: 'selected' in row.states, what='the row')
    for keys in 'plus', 'Delete', 'alt+Up':
        session.screen.key(keys)
    session.screen.settle()
    for role, name in (('push button', 'Take It Down'), ('text', 'What is proposed?'),
                       ('push button', '_Open Session')):
        assert not [one for one in app.find_all(role, say(name).replace('_', ''))
                    if one.screen_rectangle()[2] > 0], name
    assert app.find('text', say('In favour')).text == ''
    assert app.find_all('list item', re.compile('^' + SAID))


def main():
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    app = None
    with Session(language='ar', env=env) as session:
        folder = os.path.join(session.home, 'forum')
        os.mkdir(folder)
        try:
            make_forum(session, folder)
            app = session.launch([HALQA, '--data', folder, '--no-discovery'])
            look(session, app)
            look_at_room(session, app)
            assert app.quit() == 0
            app.check_log()
            print('ok 1 - ' + NAME, flush=True)
            return True
        except Exception:  # pylint: disable=broad-except
            print('not ok 1 - ' + NAME, flush=True)
            lines = traceback.format_exc().splitlines() + (app.log().splitlines() if app else [])
            print('\n'.join('# ' + line for line in lines), flush=True)
            return False
        finally:
            subprocess.run(['umount', '-l', folder], check=False)


if os.environ.get('HALQA_OWN_MOUNTS') != 'yes':
    os.environ['HALQA_OWN_MOUNTS'] = 'yes'
    # Without root, as root of a user namespace.
    user = [] if os.geteuid() == 0 else ['--map-root-user']
    os.execvp('unshare', ['unshare', *user, '--mount', sys.executable, '-B', *sys.argv])
print('1..1', flush=True)
sys.exit(0 if main() else 1)
