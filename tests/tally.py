#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tally.py [--no-skips] TESTLOG.json...: adds up what `meson test` noted, test point by test point.

A program that speaks TAP counts with each of its points, any other program as one. A program that
failed without failing a point (it crashed, hung, or left points out) counts as one failure more, so
that nothing red is hidden by green points before it. With --no-skips a skipped point is a failure.
Prints each failure and each skip with its reason, what a failed program said of its first, since who
reads the end of a long log may have no more of it, and last, alone on its line, the closing count.
"""

import json
import re
import sys

MOST_LINES = 24

POINT = re.compile(r'(?P<not>not )?ok\b(?: \d+)?(?:\s+-)?\s*(?P<name>[^#]*)'
                   r'(?:#\s*(?P<directive>\w+)\s*(?P<reason>.*))?$', re.I)


def reason_of(said):
    """The lines that explain the first point that failed: those after the point before it, for a step
    tells why before it is counted, and goes on with all it saw. A program without one told it last."""
    lines = said.splitlines()
    points = [(i, POINT.match(line)) for i, line in enumerate(lines)]
    failed = next((i for i, point in points if point and point['not']), None)
    if failed is None:
        return lines[-MOST_LINES:]
    before = max((i for i, point in points[:failed] if point), default=-1)
    return lines[before + 1:failed + 1][:MOST_LINES]


class Tally:
    def __init__(self, no_skips):
        self.no_skips = no_skips
        self.passed = self.failed = self.skipped = 0

    def add_pass(self):
        self.passed += 1

    def add_failure(self, test, what):
        self.failed += 1
        print('FAILED', test, '·', what)

    def add_skip(self, test, what):
        if self.no_skips:
            self.add_failure(test, what + ' (skipped, and here none may be)')
        else:
            self.skipped += 1
            print('SKIPPED', test, '·', what)

    def add_points(self, test, output):
        """Counts the TAP points of OUTPUT; gives how many there were and how many failed."""
        before = self.failed
        points = 0
        for line in output.splitlines():
            point = POINT.match(line)
            if point is None:
                continue
            points += 1
            name = point['name'].strip()
            if (point['directive'] or '').lower().startswith('skip'):
                self.add_skip(test, '%s: %s' % (name, point['reason'] or 'no reason given'))
            elif point['not']:
                self.add_failure(test, name)
            else:
                self.add_pass()
        return points, self.failed - before

    def add_test(self, entry, log):
        """Counts one program as meson saw it and noted it in LOG."""
        before = self.failed
        points, failures = self.add_points(entry['name'], entry['stdout'] or '')
        result = entry['result']
        if result == 'SKIP':
            if points == 0:
                self.add_skip(entry['name'], 'the program as a whole')
        elif result == 'OK':
            if points == 0:
                self.add_pass()
        elif failures == 0:
            self.add_failure(entry['name'], '%s, exit status %s' % (result, entry['returncode']))
        if self.failed > before:
            print('    by', log)
            said = (entry['stdout'] or '') + (entry.get('stderr') or '')
            for line in reason_of(said):
                print('    |', line)


def main(arguments):
    no_skips = '--no-skips' in arguments
    tally = Tally(no_skips)
    for path in [a for a in arguments if a != '--no-skips']:
        try:
            with open(path, encoding='utf-8') as log:
                entries = [json.loads(line) for line in log]
        except OSError as error:
            tally.add_failure(path, 'was not built or not run (%s)' % error.strerror)
            continue
        for entry in entries:
            tally.add_test(entry, path)
    skips = '' if no_skips else ', %d skipped' % tally.skipped
    print('%d passed, %d failed%s' % (tally.passed, tally.failed, skips))
    return 1 if tally.failed or not tally.passed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
