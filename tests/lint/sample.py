#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample forum is whole: what its lines name exists, and no two of its texts share a sentence.

Whether its records are accepted is for the import's own test to say; here is checked what an import
forgives and a reader does not: a reference that points nowhere, two proposals numbered alike, a text
in another script than its language says, one sentence used twice.
"""

import collections
import datetime
import hashlib
import json
import re
import sys
import unicodedata

PATH = 'data/sample.ndjson'

# Fields of each kind: the needed ones, and what else may stand there.
NEEDED = {
    'forum': 'title slogan edition place start_date end_date scope languages youth_age',
    'theme': 'name code colour position',
    'session': 'title theme place start_time end_time facilitator rapporteur method state position',
    'organisation': 'name type neighbourhood',
    'proposal': 'reference title body problem session theme neighbourhood scope state author_name '
                'position lang',
    'note': 'subject body type position lang',
    'tally': 'proposal session method in_favour',
    'endorsement': 'proposal organisation',
    'action': 'proposal title responsible',
}
ALLOWED = {
    'forum': 'process',
    'session': 'closing_report attendees_count women_count youth_count count_method',
    'organisation': 'contact',
    'proposal': 'answer organisation',
    'tally': 'against abstain',
    'endorsement': 'commitment',
    'action': 'due_date progress',
}
# What the id of a record is derived from, where it is not random.
DERIVED = {'tally': ('proposal', 'session', 'method'), 'endorsement': ('proposal', 'organisation')}
AT_LEAST = {'forum': 1, 'theme': 3, 'session': 6, 'organisation': 12, 'proposal': 64, 'note': 44,
            'tally': 24, 'endorsement': 16, 'action': 10}
EXACTLY = ('forum', 'theme', 'session')

SCOPES = {'local', 'regional', 'national', 'international'}
WORDS = {
    ('forum', 'scope'): SCOPES,
    ('proposal', 'scope'): SCOPES,
    ('proposal', 'state'): {'draft', 'submitted', 'to_merge', 'accepted', 'rejected', 'postponed'},
    ('session', 'state'): {'planned', 'open', 'closed'},
    ('note', 'type'): {'note', 'question', 'decision'},
    ('organisation', 'type'): {'neighbourhood', 'women', 'youth', 'solidarity economy', 'union',
                               'other'},
    ('tally', 'method'): {'hands', 'dots'},
}
REFERENCES = {'theme': ('theme',), 'session': ('session',), 'organisation': ('organisation',),
              'subject': ('session', 'proposal'), 'proposal': ('proposal',)}
VOTES = ('in_favour', 'against', 'abstain')
NUMBERS = {'attendees_count', 'women_count', 'youth_count', 'progress', *VOTES}
DATES = {'start_date', 'end_date', 'due_date'}
TIMES = {'start_time', 'end_time'}
# What a sentence that is written once may stand in.
PROSE = {'title', 'slogan', 'problem', 'body', 'answer', 'closing_report', 'commitment'}
# Letters by which a language is known, and how many proposals and notes in it there are at least.
SCRIPTS = {'ar': 'ARABIC', 'fr': 'LATIN', 'zgh': 'TIFINAGH', 'en': 'LATIN'}
IN_LANGUAGE = {'ar': 60, 'fr': 20, 'zgh': 4, 'en': 4}

problems = []


def complain(number, text, *values):
    problems.append('%s:%d: %s' % (PATH, number, text % values))


def script(text):
    """The script that most letters of TEXT belong to; None where it has no letters."""
    names = collections.Counter(unicodedata.name(c).split()[0] for c in text if c.isalpha())
    return names.most_common(1)[0][0] if names else None


def sentences(text):
    """The sentences of TEXT: its letters and digits only, without marks and in one case."""
    for sentence in re.split(r'(?<=[.!?؟…])\s+', text):
        plain = unicodedata.normalize('NFKD', sentence).casefold()
        plain = ''.join(c for c in plain if c.isalnum())
        if plain:
            yield plain


def contrast_with_white(colour):
    """As the Web Content Accessibility Guidelines reckon it, from 1 to 21."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)


def read_lines():
    """The records, each with the number of its line; a line that is none is complained of."""
    with open(PATH, 'rb') as file:
        data = file.read()
    if not data.endswith(b'\n'):
        complain(data.count(b'\n') + 1, 'the last line has no end')
    records = []
    for number, line in enumerate(data.split(b'\n')[:-1], 1):
        try:
            text = line.decode('utf-8')
            record = json.loads(text)
        except ValueError as error:
            complain(number, 'no JSON in UTF-8: %s', error)
            continue
        if not unicodedata.is_normalized('NFC', text):
            complain(number, 'not in normalisation form C')
        if not isinstance(record, dict) or record.get('kind') not in NEEDED:
            complain(number, 'no record of a kind that belongs here')
            continue
        records.append((number, record))
    return records


def check_value(number, kind, name, value):
    field = name.split('@')[0]
    if field in NUMBERS:
        if type(value) is not int or value < 0:
            complain(number, '%s is no number', name)
        return
    if not isinstance(value, str) or value != value.strip() or not value:
        complain(number, '%s is no text, is empty or has blanks around it', name)
        return
    for c in value:
        if unicodedata.category(c) in ('Cc', 'Cf', 'Cs', 'Co', 'Cn', 'Zl', 'Zp'):
            complain(number, '%s holds the control character U+%04X', name, ord(c))
    if (kind, field) in WORDS and value not in WORDS[kind, field]:
        complain(number, '%s is "%s", which is none of its words', name, value)
    if '@' in name and script(value) != SCRIPTS.get(name.split('@')[1]):
        complain(number, '%s is in the letters of another language', name)
    for fields, pattern, form in ((DATES, r'\d{4}-\d\d-\d\d$', '%Y-%m-%d'),
                                  (TIMES, r'\d{4}-\d\d-\d\dT\d\d:\d\d$', '%Y-%m-%dT%H:%M')):
        if field in fields:
            try:
                datetime.datetime.strptime(re.match(pattern, value)[0], form)
            except (TypeError, ValueError):
                complain(number, '%s is no date or time', name)


def derive_id(record):
    """As sync/PROTOCOL.md has it: of the kind and the fields that make a record the one that it is."""
    parts = [record['kind'].encode()]
    for name in DERIVED[record['kind']]:
        value = str(record.get(name))
        is_id = re.fullmatch(r'[0-9a-f]{32}', value)
        parts.append(bytes.fromhex(value) if is_id else value.encode())
    return hashlib.blake2b(b''.join(parts), digest_size=16).hexdigest()


def check_record(number, record):
    """What one line says by itself."""
    kind = record['kind']
    needed = set(NEEDED[kind].split())
    allowed = needed | set(ALLOWED.get(kind, '').split()) | {'id', 'kind'}
    fields = {name.split('@')[0] for name in record}
    for name in sorted(needed - set(record)):
        complain(number, 'a %s without %s', kind, name)
    for name in sorted(fields - allowed):
        complain(number, 'a %s has no field %s', kind, name)
    if kind in DERIVED:
        if record.get('id') != derive_id(record):
            complain(number, 'the id of a %s is made of its %s', kind, ', '.join(DERIVED[kind]))
    elif not re.match(r'[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$', str(record.get('id'))):
        complain(number, 'the id is not that of a random UUID in 32 hex digits')
    for name, value in record.items():
        check_value(number, kind, name, value)
    if 'lang' in record and script(record.get('body', 'x')) != SCRIPTS.get(record['lang']):
        complain(number, 'the body is not in the letters of "%s"', record['lang'])
    colour = record.get('colour', '#000000')
    if not re.match(r'#[0-9a-f]{6}$', colour) or contrast_with_white(colour) < 4.5:
        complain(number, 'the colour %s cannot be read on white', colour)


def check_session(number, session):
    if session['start_time'] >= session['end_time']:
        complain(number, 'the session ends before it starts')
    if session['state'] == 'closed' and not ('closing_report' in session
                                             and 'attendees_count' in session):
        complain(number, 'a closed session has a report and a head count')
    if session['state'] == 'planned' and any(name.endswith('_count') for name in session):
        complain(number, 'nobody has counted the heads of a session to come')
    heads = session.get('attendees_count')
    for part in ('women_count', 'youth_count'):
        if heads is not None and session.get(part, 0) > heads:
            complain(number, '%s is more than all who came', part)


def check_proposal(number, proposal, records):
    theme = records.get(proposal['theme'], {}).get('code', '?')
    if not re.match(re.escape(theme) + r'-\d\d$', proposal['reference']):
        complain(number, 'the reference %s is not of the theme %s', proposal['reference'], theme)
    session = records.get(proposal['session'], {})
    if session.get('theme') != proposal['theme']:
        complain(number, 'the session of %s is on another theme', proposal['reference'])
    if not 4 <= len(proposal['title'].split()) <= 12:
        complain(number, 'a title has 4 to 12 words')


def check_tally(number, tally, records):
    session = records.get(tally['session'], {})
    if session.get('state') == 'planned':
        complain(number, 'nothing is counted in a session to come')
    if sum(tally.get(name, 0) for name in VOTES) > session.get('attendees_count', 1000):
        complain(number, 'more have voted than have come')


def check_unique(lines, what, key):
    """No two records have the same KEY, where they have one at all."""
    seen = {}
    for number, record in lines:
        value = key(record)
        if value is None:
            continue
        if value in seen:
            complain(number, '%s is that of line %d', what, seen[value])
        seen.setdefault(value, number)


def check_sentences(lines):
    seen = {}
    for number, record in lines:
        for name, value in record.items():
            if name.split('@')[0] not in PROSE or not isinstance(value, str):
                continue
            for sentence in sentences(value):
                if sentence in seen:
                    complain(number, 'a sentence of %s stands in line %d too', name, seen[sentence])
                seen.setdefault(sentence, number)


def check_forum(lines):
    """What the lines say together."""
    records = {record['id']: record for number, record in lines}
    for number, record in lines:
        for name, kinds in REFERENCES.items():
            if name in record and records.get(record[name], {}).get('kind') not in kinds:
                complain(number, '%s points at no %s', name, ' or '.join(kinds))
        if record['kind'] == 'session':
            check_session(number, record)
        elif record['kind'] == 'proposal':
            check_proposal(number, record, records)
        elif record['kind'] == 'tally':
            check_tally(number, record, records)
        if record.get('progress', 0) > 100:
            complain(number, 'no more than 100 in a hundred is done')
    check_unique(lines, 'the id', lambda r: r['id'])
    check_unique(lines, 'the reference', lambda r: r.get('reference'))
    check_unique(lines, 'the position',
                 lambda r: (r['kind'], r.get('session', r.get('subject')), r['position'])
                 if 'position' in r else None)
    check_sentences(lines)

    counts = collections.Counter(record['kind'] for number, record in lines)
    for kind, least in AT_LEAST.items():
        if counts[kind] < least or kind in EXACTLY and counts[kind] != least:
            complain(0, '%d of the kind %s where %d are promised', counts[kind], kind, least)
    languages = collections.Counter(record.get('lang') for number, record in lines)
    for language, least in IN_LANGUAGE.items():
        if languages[language] < least:
            complain(0, '%d texts in "%s" where %d are promised', languages[language], language,
                     least)
    sessions = [record for number, record in lines if record['kind'] == 'session']
    states = collections.Counter(session['state'] for session in sessions)
    if any(states[state] != 2 for state in WORDS['session', 'state']):
        complain(0, 'two sessions are planned, two open, two closed')
    if all('youth_count' in session for session in sessions if 'attendees_count' in session):
        complain(0, 'no head count is left out, so nothing shows that empty is not zero')


all_lines = read_lines()
for line_number, line_record in all_lines:
    check_record(line_number, line_record)
if not problems:
    check_forum(all_lines)
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
