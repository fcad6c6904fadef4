# SPDX-License-Identifier: GPL-3.0-or-later
"""What pictures of the window have in common: the sample forum, and what is open in it."""

import gettext
import json
import os
import shutil
import tempfile

from gi.repository import GLib

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# What is open in the pictures, and what is searched for, as written in the sample forum.
SESSION = '579b2da6ee75459294aa9cc1bbd68e45'
OTHER_SESSION = '83f4032ec136474b82a06f17827c7f71'
PROPOSAL = 'b618dfcd20dc456c8fbabac31ca87c81'
# The proposal that the one deletes and the other edits.
DELETED = '703ec3e8d6c44a8faaffde6ea67e788e'
SEARCHED = 'احياء'
# What two laptops make of its title.
OWN_TITLE = 'معرض دائم للصناعة التقليدية في القيسارية'
OTHER_TITLE = "Une exposition permanente d'artisanat dans la qissaria"


def sample_field(record, field):
    with open(os.path.join(TOP, 'data', 'sample.ndjson'), encoding='utf-8') as file:
        return next(r[field] for r in map(json.loads, file) if r['id'] == record)


def sample_title(record):
    return sample_field(record, 'title')


def row_with(app, text):
    """The row of a list that shows TEXT in full or at its beginning."""
    label = app.find('label', text)
    while label.role != 'list item':
        label = label.parent
    return label


def environment(build):
    """What the program needs to find its parts in the build folder."""
    build = os.path.abspath(build)
    return {'HALQA_LOCALEDIR': os.path.join(build, 'po'),
            'HALQA_PODIR': os.path.join(TOP, 'po'),
            'HALQA_DATADIR': os.path.join(TOP, 'data'),
            'GSETTINGS_SCHEMA_DIR': os.path.join(build, 'data'),
            'GSETTINGS_BACKEND': 'keyfile'}


def choose(session, name, value):
    """As one does in the preferences; a program that runs sees it at once."""
    path = os.path.join(session.env['XDG_CONFIG_HOME'], 'glib-2.0', 'settings', 'keyfile')
    settings = GLib.KeyFile()
    if os.path.exists(path):
        settings.load_from_file(path, GLib.KeyFileFlags.NONE)
    settings.set_value('org/halqa/Halqa', name, value)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    settings.save_to_file(path)


def say(session, text):
    """TEXT in the language of SESSION."""
    return gettext.translation('halqa', session.env['HALQA_LOCALEDIR'], [session.env['LANGUAGE']],
                               fallback=True).gettext(text)


def field_name(session, field):
    """What a list of what was written calls the field that it calls FIELD in English."""
    return gettext.translation('halqa', session.env['HALQA_LOCALEDIR'], [session.env['LANGUAGE']],
                               fallback=True).pgettext('field', field)


def bring_into_sight(app, node):
    """With the wheel, over what is in the middle of the window; gives NODE."""
    _, _, x, y, width, height = app.x_window(app.window())
    for _ in range(20):
        _, top, _, high = node.screen_rectangle()
        if high > 0 and top >= y + 50 and top + high <= y + height - 10:
            break
        app.session.screen.click(x + width // 2, y + height // 2,
                                 button=4 if 0 < high and top < y + 50 else 5, count=2)
        app.session.screen.settle()
    return node


def open_proposal(app, title=sample_title(PROPOSAL)):
    """Out of the list of its session, where it is called TITLE."""
    row_with(app, sample_title(SESSION)).pointer_click()
    app.find('push button', say(app.session, 'Proposals of this session as a list')).click()
    bring_into_sight(app, row_with(app, title)).pointer_click()
    app.session.screen.park_pointer()


def node_of(program):
    return os.path.join(os.path.dirname(program), '..', 'app', 'node', 'halqa-node')


LEFT = tempfile.TemporaryDirectory(prefix='sample-')


def look_at_sample(session, program):
    """Opens the sample forum and leaves it; from the second time in a language on what that left is
    there at once."""
    data = os.path.join(session.env['XDG_DATA_HOME'], 'halqa')
    left = os.path.join(LEFT.name, session.env['LANGUAGE'])
    if os.path.isdir(left):
        shutil.copytree(left, data)
        return
    app = session.launch([program, '--sample'])
    app.window()
    app.quit()
    shutil.copytree(data, left)
