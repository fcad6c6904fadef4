# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of a session in the room; see screenshots.py."""

import json

from sampleforum import SESSION, look_at_sample, node_of, row_with, sample_title, say


def show_in_room(session, program):
    """What is said in a session, between what was and what is next."""
    node = node_of(program)
    look_at_sample(session, program)
    session.run([node, 'set', SESSION, 'state=open', 'start_time=10:00', 'end_time=12:30'],
                check=True)
    proposals = [json.loads(line) for line in session.run(
        [node, '--json', 'list', 'proposal', '--sort', 'position'], check=True).splitlines()]
    last = [one['id'] for one in proposals if one.get('session') == SESSION][-1]
    session.run([node, 'add', 'tally', 'proposal=' + last, 'session=' + SESSION, 'method=hands',
                 'in_favour=31', 'against=2', 'abstain=4'], check=True)
    session.run([node, 'add', 'note', 'subject=' + SESSION, 'type=question',
                 'body=من يتكفل بالكراء؟'], check=True)
    session.run([node, 'add', 'note', 'subject=' + SESSION, 'type=decision',
                 'body=Une réunion avec la commune avant la fin du mois'], check=True)
    app = session.launch([program, '--sample'])
    app.window()
    row_with(app, sample_title(SESSION)).pointer_click()
    app.find('push button', say(session, 'Take It Down'))
    app.activate()
    for _ in range(12):
        session.screen.key('Up')
        session.screen.settle()
        if app.find_all('text', say(session, 'In favour'), text='31'):
            return app
    raise AssertionError('no votes')


def show_capture(session, program):
    """In the midst of a proposal, and of its theme."""
    app = session.launch([program, '--sample'])
    app.window()
    row_with(app, sample_title(SESSION)).pointer_click()
    app.find('push button', say(session, 'Take It Down'))
    app.activate()
    session.screen.type('مكتبة متنقلة #')
    app.find('list', say(session, 'Themes'))
    session.screen.park_pointer()
    return app


def show_capture_narrow(session, program):
    app = show_in_room(session, program)
    app.resize(360, 720)
    return app


def show_sheet(session, program):
    """The sheet of a session beside what is said in it."""
    app = show_in_room(session, program)
    app.find('push button',
             say(session, 'Room, facilitator, head count and notes of this session')).click()
    session.screen.park_pointer()
    return app


VIEWS = {'in-room': show_in_room, 'capture': show_capture, 'capture-narrow': show_capture_narrow,
         'sheet': show_sheet}
