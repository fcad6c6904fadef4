#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A forum of 10,000 proposals over a stick, beside the same forum over the network: time, bytes and the
most that each process held, all by the command line on one disk.

bench-bundle.py HALQA-NODE GENERATE-FORUM
"""

import json
import os
import subprocess
import sys
import tempfile
import time

NODE, GENERATE = sys.argv[1:3]
N_PROPOSALS = 10000
SEED = 2026
ROUNDS = 3


def report(name, value, limit, unit):
    within = value <= limit
    print('%-44s %10.3f %10.3f %-3s%s' % (name, value, limit, unit, '' if within else ' over'),
          flush=True)
    return within


class Run:
    """One process: what it printed, its seconds, the most memory that it held in MiB."""

    def __init__(self, data, *arguments):
        start = time.monotonic()
        process = subprocess.Popen([NODE, '--data', data, '--json', *arguments],
                                   stdout=subprocess.PIPE)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds = time.monotonic() - start
        self.memory = usage.ru_maxrss / 1024
        if process.returncode != 0:
            raise SystemExit('halqa-node %s: status %d' % (arguments, process.returncode))
        self.answer = json.loads(output) if output else None


class Bench:
    def __init__(self, folder):
        self.folder = folder
        self.full = os.path.join(folder, 'full')
        self.bundle = os.path.join(folder, 'forum.halqa')
        self.invitation = os.path.join(folder, 'invitation')
        lines = os.path.join(folder, 'forum.ndjson')
        with open(lines, 'wb') as file:
            subprocess.run([GENERATE, str(N_PROPOSALS), str(SEED)], stdout=file, check=True)
        Run(self.full, 'forum', 'new', 'Bench')
        Run(self.full, 'import', lines)
        Run(self.full, 'forum', 'invite', self.invitation)

    def newcomer(self):
        data = tempfile.mkdtemp(dir=self.folder)
        Run(data, 'forum', 'join', self.invitation)
        return data

    def over_network(self):
        data = self.newcomer()
        server = subprocess.Popen([NODE, '--data', self.full, 'serve', '--no-discovery',
                                   '--listen', '127.0.0.1:0'], stdout=subprocess.PIPE)
        address = server.stdout.readline().decode().split()[1]
        run = Run(data, 'sync', address)
        server.terminate()
        server.wait()
        return run

    def over_stick(self):
        data = self.newcomer()
        if os.path.exists(self.bundle):
            os.unlink(self.bundle)
        written = Run(self.full, 'export', self.bundle)
        looked = Run(data, 'import', '--preview', self.bundle)
        taken = Run(data, 'import', self.bundle)
        again = Run(self.full, 'export', self.bundle)
        assert taken.answer['written'] == written.answer['entries']
        return written, looked, taken, again


def best(runs):
    return min(run.seconds for run in runs)


def judge(network, sticks, size):
    written, looked, taken, again = zip(*sticks)
    contact = best(network)
    received = network[0].answer['bytes_received']
    memory = 1.2 * max(run.memory for run in network)
    within = report('10,000 proposals onto a stick', best(written), 0.5 * contact, 's')
    within &= report('what taking them would change', best(looked), 1.5 * contact, 's')
    within &= report('10,000 proposals from a stick', best(taken), 1.5 * contact, 's')
    within &= report('over what the stick holds already', best(again), 1.5 * contact, 's')
    within &= report('size of the file', size / 1e6, 1.02 * received / 1e6, 'MB')
    for name, runs in (('writing', written), ('looking', looked), ('taking', taken),
                       ('writing over it', again)):
        within &= report('memory of ' + name, max(run.memory for run in runs), memory, 'MiB')
    return within


def main():
    """By turns, and the best of each, so that both have the same machine."""
    with tempfile.TemporaryDirectory(prefix='halqa-bench-') as folder:
        bench = Bench(folder)
        network, sticks = [], []
        for _ in range(ROUNDS):
            network.append(bench.over_network())
            sticks.append(bench.over_stick())
        return 0 if judge(network, sticks, os.path.getsize(bench.bundle)) else 1


if __name__ == '__main__':
    sys.exit(main())
