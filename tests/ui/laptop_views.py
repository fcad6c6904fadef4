# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the other laptops, and of inviting and joining; see screenshots.py."""

import json
import os
import re

from sampleforum import OTHER_SESSION, bring_into_sight, node_of, say
from uidrive.processes import wait_until


def laptop(session, node, name, title=None, room=None):
    """A laptop of the forum on the network of this machine, which serves; gives where."""
    folder = os.path.join(session.dir, name)
    invitation = os.path.join(session.dir, 'invitation')
    session.run([node, 'forum', 'invite', invitation], check=True)
    session.run([node, '--data', folder, 'forum', 'join', invitation], check=True)
    session.run([node, '--data', folder, 'init', '--name', name], check=True)
    if title:
        session.run([node, '--data', folder, 'add', 'proposal', 'title=' + title], check=True)
    if room:
        records = session.run([node, '--data', folder, '--json', 'list', 'device'], check=True)
        own = next(r['id'] for r in map(json.loads, records.splitlines()) if r['name'] == name)
        session.run([node, '--data', folder, 'set', own, 'session=' + room], check=True)
    session.start(name, [node, '--data', folder, 'serve', '--listen', '127.0.0.1:0',
                         '--no-discovery'])
    return wait_until(lambda: re.search(r'^listening (\S+)', session.log(name)), 30,
                      'the laptop of ' + name)[1]


def show_room(session, program):
    """Two laptops near, and an address where there is none."""
    node = node_of(program)
    nobody = '127.0.0.1:9'
    app = session.launch([program, '--sample', '--no-discovery', '--connect', nobody])
    app.window()
    addresses = [laptop(session, node, 'Salma', room=OTHER_SESSION),
                 laptop(session, node, 'يوسف')]
    app.activate()
    session.screen.key('ctrl+l')
    entry = app.find('text', say(session, '_Address of the other laptop').replace('_', ''))
    bring_into_sight(app, entry).type('\n'.join(addresses) + '\n')
    for name in 'Salma', 'يوسف':
        app.find('list item', re.compile(name + r'\..*' + say(session, 'Has everything')))
    bring_into_sight(app, app.find('list item', re.compile(re.escape(nobody)))).pointer_click()
    app.find('list item', re.compile('^' + say(session, 'What to do')))
    session.screen.park_pointer()
    return app


def show_invite(session, program):
    app = session.launch([program, '--sample', '--no-discovery'])
    app.window()
    app.activate()
    session.screen.key('ctrl+i')
    app.window(say(session, 'Invite a Laptop'))
    app.find('label', re.compile(r'(\d, ){5}\d$'))
    return app


def show_asks(session, program):
    """Somebody has typed the code."""
    app = show_invite(session, program)
    code = re.sub(r'\D', '', app.find('label', re.compile(r'(\d, ){5}\d$')).name)
    address = re.search(r'\S+:\d+', app.find('list item', re.compile(r'\d:\d')).name)[0]
    node = [node_of(program), '--data', os.path.join(session.dir, 'guest')]
    session.run(node + ['init', '--name', 'يوسف'], check=True)
    session.start('guest', node + ['forum', 'join', address, code])
    app.find('push button', say(session, '_Let In').replace('_', ''))
    app.find('label', re.compile('يوسف'))
    return app


def show_join(session, program):
    app = session.launch([program, '--no-discovery'])
    app.window()
    app.find('push button', re.compile('^' + say(session, 'Join…'))).click()
    app.window(say(session, 'Join a Forum'))
    return app


def show_join_code(session, program):
    app = show_join(session, program)
    entry = app.find('text', say(session, '_Address, as it stands beside the code').replace('_', ''))
    entry.type('192.168.1.20:40123\n')
    app.find('text', say(session, 'Code of six digits')).type('123')
    return app


def show_members(session, program):
    app = show_room(session, program)
    app.find('push button', say(session, 'Members')).click()
    app.window(say(session, 'Members'))
    app.find('push button', say(session, 'Remove…'))
    return app


def show_remove(session, program):
    app = show_members(session, program)
    app.find('push button', say(session, 'Remove…'), description='Salma').click()
    app.find('push button', say(session, '_Remove').replace('_', ''))
    return app


VIEWS = {'room': show_room, 'invite': show_invite, 'asks': show_asks, 'join': show_join,
         'join-code': show_join_code, 'members': show_members, 'remove': show_remove}
