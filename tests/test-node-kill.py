#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that are killed in the middle of writing, importing and exchanging.

test-node-kill.py HALQA-NODE

HALQA_KILLS says how many (200 unless given), HALQA_KILL_SEED plays the choices of one run again. Every
few kills two new laptops take the place of the old ones, so that logs stay short. After each kill the
log and the tables are checked, and what the command line had acknowledged must be there; in the end the
two exchange, and hold the same, each edit once.
"""

import os
import random
import signal
import subprocess
import sys
import time

from node_tools import TIMEOUT, check, equal, run_tests, two_laptops, Laptop

KILLS = int(os.environ.get('HALQA_KILLS', '200'))
SEED = int(os.environ.get('HALQA_KILL_SEED', random.randrange(1, 2 ** 31)))
KILLS_OF_A_PAIR = 20
# More than one transaction holds.
IMPORT_LINES = 600

choose = random.Random(SEED)
n_killed = 0


class Person:
    """Who writes on a laptop, and what they were told is saved."""

    def __init__(self, laptop):
        self.laptop = laptop
        self.saved = {}  # a note's id: all its texts that are acknowledged, the newest last
        self.unsure = {}  # a note's id: the text that was not, written after those
        self.files = {}  # a file that was read: how many lines it has
        self.half_read = set()
        self.n_texts = 0

    def new_text(self):
        self.n_texts += 1
        return '%s %d' % (os.path.basename(self.laptop.folder), self.n_texts)

    def note_text(self, note, text, acknowledged):
        if acknowledged:
            self.saved.setdefault(note, []).append(text)
            self.unsure.pop(note, None)
        elif note:
            self.unsure[note] = text

    def add(self, delay=TIMEOUT):
        text = self.new_text()
        status, output = self.run_for(delay, 'add', 'note', 'body=' + text)
        # An id that was printed is a promise, whatever became of the process.
        self.note_text(output.strip(), text, output.endswith('\n'))
        return status

    def edit(self, delay=TIMEOUT):
        if not self.saved:
            self.add()
        note = choose.choice(list(self.saved))
        if note in self.unsure:
            return self.add(delay)
        text = self.new_text()
        status, _ = self.run_for(delay, 'set', note, 'body=' + text)
        self.note_text(note, text, status == 0)
        return status

    def read_file(self, delay=TIMEOUT):
        text = self.new_text()
        name = self.laptop.write('%d.ndjson' % self.n_texts, ''.join(
            '{"kind":"note","body":"%s/%d"}\n' % (text, number) for number in range(IMPORT_LINES)))
        self.files[name] = text
        status, _ = self.run_for(delay, 'import', name)
        if status != 0:
            self.half_read.add(name)
        return status

    def run_for(self, delay, *args):
        """Exit status (negative where it was killed) and output of what may not take longer."""
        process = self.laptop.start(*args, stderr=subprocess.PIPE)
        return end_after(process, delay)

    def look(self):
        """What is on disk, and that it is all that has to be there."""
        self.laptop.run('check')
        bodies = {}
        counts = dict.fromkeys(self.files.values(), 0)
        for record in self.laptop.lines('list', 'note'):
            bodies[record['id']] = record['body']
            name, _, line = record['body'].partition('/')
            if line and name in counts:
                counts[name] += 1
        for note, texts in self.saved.items():
            check(bodies.get(note) in (texts[-1], self.unsure.get(note)),
                  note, bodies.get(note), texts, self.unsure.get(note))
        for name, text in self.files.items():
            if name not in self.half_read:
                equal((name, counts[text]), (name, IMPORT_LINES))
        equal(len(set(bodies.values())), len(bodies))
        return bodies

    def look_into_history(self):
        for note, texts in self.saved.items():
            if len(texts) > 1:
                values = [write['value'] for write in self.laptop.lines('history', note)]
                equal(set(texts) - set(values), set())


def end_after(process, delay):
    global n_killed
    try:
        output, errors = process.communicate(timeout=delay)
    except subprocess.TimeoutExpired:
        process.kill()
        output, errors = process.communicate()
        n_killed += process.returncode < 0
    if process.returncode == 1:
        check(errors.startswith(b'halqa-node: '), errors)
    check(process.returncode >= 0 or process.returncode == -signal.SIGKILL, process.returncode, errors)
    return process.returncode, output.decode()


def measure(work):
    """How long something takes when nobody kills it."""
    start = time.monotonic()
    equal(work(), 0)
    return time.monotonic() - start


class Pair:
    """Two people in one forum, and how long each kind of work takes them."""

    def __init__(self):
        self.people = [Person(laptop) for laptop in two_laptops()]
        self.times = {'add': measure(self.people[0].add), 'edit': measure(self.people[0].edit),
                      'read_file': measure(self.people[0].read_file)}
        # The first meeting carries all that was read.
        self.times['exchange'] = measure(lambda: self.exchange(*self.people)[0])

    def close(self):
        for person in self.people:
            person.laptop.__exit__()

    def moment(self, kind):
        return choose.uniform(0, self.times[kind])

    @staticmethod
    def exchange(server, client, victim=None, delay=TIMEOUT):
        """One of the two is killed after a while, where it is still at it; what the client said."""
        global n_killed
        address = server.laptop.serve()
        process = client.laptop.start('sync', address, stderr=subprocess.PIPE)
        if victim is client:
            ended = end_after(process, delay)
        elif victim is server:
            time.sleep(delay)
            server.laptop.server.kill()
            n_killed += process.poll() is None
            ended = end_after(process, TIMEOUT)
            check(ended[0] in (0, 1), ended)
        else:
            ended = end_after(process, TIMEOUT)
        server.laptop.server.kill()
        server.laptop.server.wait()
        server.laptop.server.stdout.close()
        server.laptop.server = None
        return ended

    def kill_once(self, kind):
        before = n_killed
        server, client = choose.sample(self.people, 2)
        if kind != 'exchange':
            victims = [client]
            getattr(client, kind)(self.moment(kind))
        else:
            choose.choice(self.people).add()
            if choose.random() < 0.2:
                choose.choice(self.people).read_file()
            victims = [choose.choice(self.people)]
            self.exchange(server, client, victims[0], self.moment(kind))
        # Who had ended before is not killed too late the next time.
        if n_killed == before:
            self.times[kind] *= 0.9
        for person in victims:
            person.look()

    def end(self):
        for person in self.people:
            for name in sorted(person.half_read):
                person.laptop.run('import', name)
            person.half_read.clear()
        # What one was killed before it could tell goes at the second time at the latest.
        for _ in range(2):
            equal(self.exchange(*self.people)[0], 0)
        seen = [person.look() for person in self.people]
        equal(seen[0], seen[1])
        ours, theirs = (person.laptop.json('status') for person in self.people)
        equal((ours['fingerprint'], ours['digest']), (theirs['fingerprint'], theirs['digest']))
        for person in self.people:
            person.look_into_history()


def kill_many(kinds, share):
    enough = n_killed + max(1, KILLS * share // 100)
    while n_killed < enough:
        pair = Pair()
        try:
            for _ in range(min(enough - n_killed, KILLS_OF_A_PAIR)):
                pair.kill_once(choose.choice(kinds))
            pair.end()
        finally:
            pair.close()


def writing():
    kill_many(['add', 'edit'], 35)


def importing():
    kill_many(['read_file'], 25)


def exchanging():
    kill_many(['exchange'], 40)


TESTS = [
    ('/app/node/killed/while-writing', writing),
    ('/app/node/killed/while-importing', importing),
    ('/app/node/killed/while-exchanging', exchanging),
]

if __name__ == '__main__':
    Laptop.program = sys.argv[1]
    print('# HALQA_KILL_SEED=%d HALQA_KILLS=%d' % (SEED, KILLS), flush=True)
    sys.exit(run_tests(TESTS))
