#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-idle.py HALQA-NODE: what a room of eight laptops costs in which nobody writes: bytes on the
wire, with the heads of TCP and IP and all, and the processor time of each.

All eight serve on the loopback of a network namespace of their own, whose counter has every packet
once. Each was met by each. Discovery is off: what Avahi says is Avahi's.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

NODE = sys.argv[1]
N_LAPTOPS = 8
N_PROPOSALS = 200
SETTLE_SECONDS = 20
SECONDS = 60
LIMIT_BYTES = 1024
LIMIT_PERCENT = 1
TICK = os.sysconf('SC_CLK_TCK')


def isolate():
    """Goes on in a network namespace, where loopback is ours alone."""
    if os.environ.get('HALQA_BENCH_ALONE') != '1':
        os.environ['HALQA_BENCH_ALONE'] = '1'
        os.execvp('unshare', ['unshare', '-Urn', sys.executable, '-B'] + sys.argv)
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)


class Laptop:
    def __init__(self, folder, number):
        self.data = os.path.join(folder, str(number))
        self.address = '127.0.0.1:%d' % (40100 + number)
        self.env = dict(os.environ, HALQA_MACHINE_ID='bench-%d' % number)
        self.serving = None

    def run(self, *args):
        return subprocess.run([NODE, '--data', self.data, *args], env=self.env, check=True,
                              stdout=subprocess.PIPE, text=True).stdout

    def serve(self):
        self.serving = subprocess.Popen(
            [NODE, '--data', self.data, 'serve', '--listen', self.address, '--no-discovery'],
            env=self.env, stdout=subprocess.PIPE, text=True)
        assert self.serving.stdout.readline().startswith('listening ')

    def stop(self):
        if self.serving is not None:
            self.serving.terminate()
            self.serving.wait()
        self.serving = None

    def fingerprint(self):
        return json.loads(self.run('--json', 'status'))['fingerprint']

    def ticks(self):
        with open('/proc/%d/stat' % self.serving.pid, encoding='ascii') as file:
            fields = file.read().rpartition(')')[2].split()
        return int(fields[11]) + int(fields[12])


def bytes_on_the_wire():
    with open('/proc/net/dev', encoding='ascii') as file:
        for line in file:
            name, _, counts = line.partition(':')
            if name.strip() == 'lo':
                return int(counts.split()[0])
    raise SystemExit('there is no loopback')


def fill(laptops, folder):
    invitation = os.path.join(folder, 'invitation')
    proposals = os.path.join(folder, 'forum.ndjson')
    with open(proposals, 'w', encoding='utf-8') as file:
        for number in range(N_PROPOSALS):
            file.write(json.dumps({'kind': 'proposal', 'title': 'Proposal %d' % number}) + '\n')
    laptops[0].run('forum', 'new', 'Bench')
    laptops[0].run('import', proposals)
    laptops[0].run('forum', 'invite', invitation)
    for laptop in laptops[1:]:
        laptop.run('forum', 'join', invitation)


def introduce(laptops):
    """Everybody meets everybody, and remembers where."""
    for laptop in laptops:
        laptop.serve()
    for number, laptop in enumerate(laptops):
        for other in laptops[:number]:
            laptop.run('sync', other.address)
    for laptop in laptops:
        laptop.stop()


def settle(laptops):
    deadline = time.monotonic() + 120
    while len({laptop.fingerprint() for laptop in laptops}) != 1:
        assert time.monotonic() < deadline, 'the laptops do not become equal'
        time.sleep(1)
    time.sleep(SETTLE_SECONDS)


def measure(laptops):
    ticks = [laptop.ticks() for laptop in laptops]
    count = bytes_on_the_wire()
    begun = time.monotonic()
    time.sleep(SECONDS)
    seconds = time.monotonic() - begun
    count = bytes_on_the_wire() - count
    busiest = max(laptop.ticks() - before for laptop, before in zip(laptops, ticks))
    return count / seconds, 100 * busiest / TICK / seconds


def report(name, value, limit, unit):
    within = value <= limit
    print('%-44s %10.3f %10.3f %-3s%s' % (name, value, limit, unit, '' if within else ' over'))
    return within


def main():
    isolate()
    with tempfile.TemporaryDirectory() as folder:
        laptops = [Laptop(folder, number) for number in range(N_LAPTOPS)]
        try:
            fill(laptops, folder)
            introduce(laptops)
            for laptop in laptops:
                laptop.serve()
            settle(laptops)
            rate, percent = measure(laptops)
        finally:
            for laptop in laptops:
                laptop.stop()
    within = report('an idle room of 8, bytes in all', rate, LIMIT_BYTES, 'B/s')
    within &= report('an idle room of 8, processor of the busiest', percent, LIMIT_PERCENT, '%')
    return 0 if within else 1


sys.exit(main())
