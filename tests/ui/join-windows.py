#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One of two windows on two hosts of the lab: from the first start to two proposals that both wrote
alike, and one has merged. The first invites the second, and removes it.

join-windows.py ROLE LANGUAGE FOLDER HALQA LOCALEDIR SCHEMADIR: ROLE is "inviter" or "newcomer", FOLDER
is shared by the two and holds what they tell each other, a file for each thing. Ends with status 0
where all went as it should; else says on standard error what did not.
"""

import gettext
import os
import re
import sys

from uidrive import Session
from uidrive.processes import wait_until

ROLE, LANGUAGE, FOLDER, HALQA, LOCALES, SCHEMAS = sys.argv[1:7]
PATIENCE = 120
NAMES = {'inviter': 'Salma', 'newcomer': 'يوسف'}
TITLE = 'حي آخر ممكن'
PROPOSALS = {'inviter': 'نظافة شاطئ عين الدياب', 'newcomer': 'نظافة شواطئ عين الذئاب'}
ARABIC_DIGITS = str.maketrans('0123456789', '٠١٢٣٤٥٦٧٨٩')

translation = gettext.translation('halqa', LOCALES, [LANGUAGE], fallback=LANGUAGE == 'en')


def say(text):
    """TEXT as the window says it, without the mark of a shortcut."""
    return translation.gettext(text).replace('_', '')


def pattern(text, value='.*'):
    """What finds the translation of TEXT, in which %s stands for VALUE."""
    return re.compile('^' + re.escape(translation.gettext(text)).replace('%s', value))


def pattern_anywhere(text):
    return re.compile(re.escape(translation.gettext(text).split('%', maxsplit=1)[0]))


def tell(name, text=''):
    with open(os.path.join(FOLDER, name + '.new'), 'w', encoding='utf-8') as file:
        file.write(text)
    os.rename(os.path.join(FOLDER, name + '.new'), os.path.join(FOLDER, name))


def hear(name):
    """What the other told under NAME, once it did."""
    path = os.path.join(FOLDER, name)
    wait_until(lambda: os.path.exists(path), PATIENCE, 'the other to tell ' + name)
    with open(path, encoding='utf-8') as file:
        return file.read()


def write_proposal(app, title):
    app.activate(app.window(TITLE))
    app.session.screen.key('ctrl+n')
    app.session.screen.type(title)


def read_proposal(app, title):
    app.find('list item', re.compile('^' + re.escape(title)))


def read_code(app):
    return re.sub(r'\D', '', app.find('label', pattern('Code: %s', r'(\d, ){5}\d$')).name)


def start(app):
    """Starts a forum, from nothing."""
    app.window()
    app.activate()
    app.find('text', say('Your _name, which stands beside what is written here')).set_text(
        NAMES['inviter'])
    app.find('text', say('_Title of the forum')).type(TITLE + '\n')


def invite(app):
    """Shows a code, sees that a wrong one was typed, and lets in who typed the right one."""
    app.window(TITLE)
    hear('looking')
    app.activate()
    app.session.screen.key('ctrl+i')
    app.window(say('Invite a Laptop'))
    code = read_code(app)
    tell('code', code)
    hear('wrong')
    app.find('label', re.compile('^' + re.escape(
        translation.ngettext('A wrong code was typed: %u try is left',
                             'A wrong code was typed: %u tries are left', 2)
        .replace('%u', '2'))))
    assert read_code(app) == code
    tell('go-on')
    app.find('label', pattern('Let %s In?', '.*' + NAMES['newcomer'] + '.*'))
    app.find('push button', say('_Let In')).click()
    app.find('label', pattern('%s has joined', '.*' + NAMES['newcomer'] + '.*'))


def type_code(app, code):
    """With the digits of an Arabic keyboard, which the entry makes those of the code. Enter once too
    often does not call it off."""
    entry = app.find('text', say('Code of six digits'))
    app.activate(app.window(say('Join a Forum')))
    entry.focus()
    app.session.screen.key('ctrl+a')
    app.session.screen.type(code.translate(ARABIC_DIGITS))
    app.wait_for(lambda: entry.text == code, what='the code in its entry, not %r' % entry.text)
    app.session.screen.key('Return')
    app.wait_for(lambda: not has_keyboard(entry), what='the keyboard out of the code')
    app.session.screen.key('Return')


def has_keyboard(node):
    return 'focused' in node.states


def look_around(app):
    """Types an address while nobody invites; a forum that is listed then does not take the keyboard."""
    app.window()
    app.activate()
    name = app.find('text', say('Your _name, which stands beside what is written here'))
    name.set_text(NAMES['newcomer'])
    app.find('push button', re.compile('^' + say('Join…'))).click()
    app.window(say('Join a Forum')).wait_active()
    app.session.screen.type('192')
    tell('looking')
    app.find('list item', TITLE)
    app.session.screen.type('.168')
    app.find('text', say('_Address, as it stands beside the code'), text='192.168')
    app.session.screen.key('Escape')
    app.wait_gone('list item', TITLE)


def join(app):
    """Where nothing was pressed, the keyboard is in the list. Types a wrong code first, and then the
    right one with the digits of an Arabic keyboard."""
    code = hear('code')
    app.find('push button', re.compile('^' + say('Join…'))).click()
    app.window(say('Join a Forum')).wait_active()
    listed = app.find('list item', TITLE)
    app.wait_for(lambda: has_keyboard(listed), what='the keyboard in the list')
    app.session.screen.key('Return')
    entry = app.find('text', say('Code of six digits'))
    entry.type('%06d\n' % ((int(code) + 1) % 10 ** 6))
    app.find('alert', re.compile(r'\w+ \w+'))  # not the name of its class
    tell('wrong')
    hear('go-on')
    type_code(app, code)
    app.window(TITLE)


def become_equal(app):
    """What each writes is read by the other, and both say that nothing is missing."""
    other = 'newcomer' if ROLE == 'inviter' else 'inviter'
    write_proposal(app, PROPOSALS[ROLE])
    read_proposal(app, PROPOSALS[other])
    app.find('push button', pattern('Everybody has everything'))
    tell(ROLE + '-is-equal')
    hear(other + '-is-equal')


def merge(app):
    """Finds at the merging desk that both proposed the same, and makes one of them of it."""
    app.activate(app.window(TITLE))
    app.find('list item', re.compile('^' + say('Merging Desk'))).pointer_click()
    pair = app.find('list item', re.compile('نظافة.*نظافة'))
    pair.find('push button', re.compile('^' + say('_Merge')), state='focusable').click()
    app.find('menu item', re.compile('^' + say('Into the _First: %s')[:-2])).click()
    app.wait_gone('list item', re.compile('نظافة.*نظافة'))


def see_merged(app):
    """Reads on its own list that the other has merged the two."""
    app.find('list item', pattern_anywhere('Merged into %s'))
    tell('merged')


def remove(app):
    """Puts the newcomer out again, by the keyboard up to the question."""
    hear('merged')
    app.activate(app.window(TITLE))
    app.session.screen.key('ctrl+l')
    app.find('push button', say('Members')).click()
    app.window(say('Members'))
    app.find('push button', say('Remove…'), description=NAMES['newcomer']).click()
    app.find('label', re.compile(NAMES['newcomer'] + '.*[?؟]'))
    app.find('push button', say('_Remove')).click()
    app.wait_gone('push button', say('Remove…'), description=NAMES['newcomer'])
    tell('removed')
    hear('seen')


def be_removed(app):
    """Reads that it may be a member no more."""
    hear('removed')
    app.find('push button', pattern('Perhaps no longer a member'))
    app.activate(app.window(TITLE))
    app.session.screen.key('ctrl+l')
    app.find('push button', say('Members')).click()
    words = 'The other laptops end the connection: perhaps this laptop was removed from the forum. ' \
        'All that it has received and written stays here, and can be read and exported. To come ' \
        'back it has to be invited anew.'
    members = app.window(say('Members'))
    members.find('label', say(words))
    assert not members.find_all('push button', say('Remove…'), state='showing')
    tell('seen')


STEPS = {'inviter': (start, invite, become_equal, merge, remove),
         'newcomer': (look_around, join, become_equal, see_merged, be_removed)}


def main():
    env = {'HALQA_LOCALEDIR': LOCALES, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    with Session(language=LANGUAGE, env=env, timeout=PATIENCE) as session:
        app = session.launch([HALQA, '--data', os.path.join(FOLDER, ROLE)])
        try:
            for step in STEPS[ROLE]:
                step(app)
            if app.quit() != 0:
                raise AssertionError('status %d at the end' % app.process.returncode)
            app.check_log()
        except BaseException:
            print(app.log(), file=sys.stderr)
            raise


main()
