# SPDX-License-Identifier: GPL-3.0-or-later
"""A walk through Halqa's window from outside, told as TAP: steps that stand each on those before. Beside
the window is the command line, which makes what is needed and tells what is on disk.

A test is called with HALQA HALQA-NODE LOCALEDIR SCHEMADIR.
"""

import contextlib
import gettext
import json
import os
import subprocess
import sys
import traceback

from uidrive import Session

HALQA, NODE, LOCALES, SCHEMAS = sys.argv[1:5]
PO = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'po')


class Walk:
    """What the steps of a test have in common. DATA is a folder inside the home of the session."""

    def __init__(self, session, language='ar'):
        catalogue = gettext.translation('halqa', LOCALES, [language], fallback=language == 'en')
        self.session = session
        self.translate = catalogue.gettext
        self.ngettext = catalogue.ngettext
        self.pgettext = catalogue.pgettext
        self.app = None

    def say(self, text):
        """What a control is called."""
        return self.translate(text).replace('_', '')

    def path(self, name):
        return os.path.join(self.session.home, name)

    def node_of(self, data, *arguments):
        done = subprocess.run([NODE, '--data', self.path(data), *arguments], check=True,
                              stdout=subprocess.PIPE, env=self.session.env)
        return done.stdout.decode().strip()

    def node(self, *arguments):
        return self.node_of('data', *arguments)

    def records(self, *arguments):
        """What a command lists, as another process reads it the same moment."""
        return [json.loads(line) for line in self.node('--json', *arguments).splitlines()]

    @contextlib.contextmanager
    def serving(self, data, listen='127.0.0.1:0'):
        """Gives the address at which another laptop serves."""
        process = subprocess.Popen(
            [NODE, '--data', self.path(data), 'serve', '--listen', listen, '--no-discovery'],
            env=self.session.env, stdout=subprocess.PIPE)
        try:
            yield process.stdout.readline().decode().split()[1]
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()

    def exchange(self, data, other):
        """Once, both ways."""
        with self.serving(other) as address:
            self.node_of(data, 'sync', address)

    def launch(self, data='data', title=None):
        """Opens the window, and waits for its TITLE."""
        self.app = self.session.launch([HALQA, '--data', self.path(data), '--no-discovery',
                                        '--listen', '127.0.0.1:0'])
        self.app.window(title).wait_active()

    def end(self):
        assert self.app.quit() == 0
        self.app.check_log()

    def until(self, condition, what):
        return self.app.wait_for(condition, what=what)

    def it_becomes_narrow_at_once(self):
        """A step, whatever is shown: from most of the screen to the width of a phone, and back."""
        for size in (1180, 740), (360, 640), (1180, 740):
            self.app.resize(*size)
            self.until(lambda wanted=size: self.app.x_window(self.app.window())[4:] == wanted,
                       'a window of %d × %d' % size)

    def choose_in_menu(self, item):
        self.app.activate()
        self.session.screen.key('F10')
        self.app.find('menu item', self.say(item)).click()

    def type_path(self, path, accept):
        """In GTK's file chooser; Enter would only end its completion."""
        self.app.type_path(path)
        self.end_chooser(accept)

    def end_chooser(self, accept):
        self.app.find('push button', self.say(accept)).click()
        self.app.wait_gone('filler', 'GtkFileChooserWidget')


def _try_step(way, step):
    """Whether the method of that name ended well; what is wrong is printed."""
    try:
        getattr(way, step)()
        return True
    except Exception:  # pylint: disable=broad-except
        log = way.app.log() if way.app else ''
        for line in traceback.format_exc().splitlines() + log.splitlines():
            print('# ' + line, flush=True)
        if os.environ.get('HALQA_TEST_PICTURE'):
            way.session.screen.save(os.environ['HALQA_TEST_PICTURE'])
        return False


def run_steps(kind, steps, languages=('ar',), **options):
    """Takes a KIND of walk through STEPS, which are names of its methods, in each language, and gives
    the exit status. After a step that fails the others are not tried. OPTIONS are the session's."""
    env = {'HALQA_LOCALEDIR': LOCALES, 'HALQA_PODIR': PO, 'GSETTINGS_SCHEMA_DIR': SCHEMAS}
    names = [(language, step) for language in languages for step in steps]
    print('1..%d' % len(names), flush=True)
    n_failed = 0
    for language in languages:
        failed = None
        with Session(language=language, env=env, **options) as session:
            way = kind(session, language)
            for step in steps:
                if failed:
                    print('# not tried after %s' % failed)
                elif not _try_step(way, step):
                    failed = step
                n_failed += failed is not None
                print('%s %d - %s: %s' % ('not ok' if failed else 'ok',
                                          names.index((language, step)) + 1, language,
                                          step.replace('_', ' ')), flush=True)
    return 1 if n_failed else 0
