#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a guest on the Wi-Fi, and a member gone bad, can do to a laptop that serves: nothing is
learnt, nothing changes, the others are served meanwhile, and the process stays small.

usage: test-node-guests.py HALQA-NODE MEMBER-CERTIFICATE
"""

import os
import resource
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

from node_tools import TIMEOUT, Laptop, check, equal, run_tests, two_laptops

# What the machine of the tests may take for an exchange of a few entries, when it is busy; of a
# server that is held up the deadlines alone would take longer.
BOUND_S = 30
MEMORY_KB = 150 * 1024
# What a laptop starts a program with.
SERVER_FILES = 1024
CROWD = 10000

member_certificate = None


class Hall:
    """A laptop that serves, and a member of the same forum; guests come as the test likes."""

    def __init__(self, *options):
        self.first, self.second = two_laptops()
        self.note = self.first.run('add', 'note', 'body=كلام لا يسمعه إلا الأعضاء')
        self.address = self.first.serve('--listen', '127.0.0.1:0', *options)
        if options:
            # Where a code is typed in; from here on it is this port that guests call at.
            _, self.door, self.code = self.first.server.stdout.readline().decode().split()
        self.second.run('sync', self.address)
        self.host, port = (self.door if options else self.address).rsplit(':', 1)
        self.port = int(port)
        self.pid = self.first.server.pid
        resource.prlimit(self.pid, resource.RLIMIT_NOFILE, (SERVER_FILES, SERVER_FILES))
        self.before = self.state()
        self.files = self.count_files()
        self.bad = None

    def __enter__(self):
        return self

    def __exit__(self, kind, *rest):
        try:
            if kind is None:
                self.end()
        finally:
            for laptop in filter(None, (self.first, self.second, self.bad)):
                laptop.__exit__()

    def end(self):
        """What must hold after each test."""
        equal(self.state(), self.before)
        wait_for(lambda: self.count_files() <= self.files, 'descriptors', self.count_files)
        memory = self.read_memory()
        print('# the server has had %d KiB at most' % memory)
        check(memory < MEMORY_KB, memory)
        check(self.first.run('check'))

    def state(self):
        status = self.first.json('status')
        return [status[key] for key in ('entries', 'fingerprint', 'digest', 'conflicts')]

    def count_files(self):
        return len(os.listdir('/proc/%d/fd' % self.pid))

    def read_memory(self):
        with open('/proc/%d/status' % self.pid, encoding='ascii') as status:
            return int(next(line for line in status if line.startswith('VmHWM')).split()[1])

    def certificate(self, laptop, *name):
        """The name in the laptop's certificate, and the path of the PEM."""
        text = subprocess.run([member_certificate, laptop.data, *name], env=laptop.env,
                              stdout=subprocess.PIPE, check=True).stdout.decode()
        shown, pem = text.split('\n', 1)
        return shown, laptop.write('certificate.pem', pem)

    def served_meanwhile(self):
        """A member's exchange with something new in it, both ways."""
        began = time.monotonic()
        self.second.run('set', self.note, 'body=%s' % began)
        report = self.second.json('sync', self.address)
        took = time.monotonic() - began
        equal(report['sent'], 1)
        equal(self.first.json('show', self.note)['body'], str(began))
        print('# meanwhile a member was served in %.2f s' % took)
        check(took < BOUND_S, took)
        self.before = self.state()

    def connect(self):
        return socket.create_connection((self.host, self.port), timeout=BOUND_S)

    def connect_tls(self, pem=None, version=ssl.TLSVersion.TLSv1_3):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = context.maximum_version = version
        if pem:
            context.load_cert_chain(pem)
        return context.wrap_socket(self.connect())


def wait_for(condition, what, tell):
    deadline = time.monotonic() + 120
    while not condition():
        check(time.monotonic() < deadline, what, tell())
        time.sleep(0.05)


def read_all(connection):
    """What comes until the other side ends it, in whatever way."""
    data = b''
    try:
        while chunk := connection.recv(65536):
            data += chunk
    except OSError as error:
        check(not isinstance(error, TimeoutError), 'the connection stays open')
    return data


def hello():
    """The first bytes that a TLS client says."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    out = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), out).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def crowd(hall, number):
    """NUMBER connections; of them some are closed by the other side at once."""
    connections = []
    for _ in range(number):
        connection = socket.socket()
        connection.settimeout(BOUND_S)
        connection.connect((hall.host, hall.port))
        connections.append(connection)
    return connections


def close_all(connections):
    for connection in connections:
        connection.close()


def drip(connections, data, done):
    """Sends the bytes of DATA one by one to each, until DONE."""
    for byte in data:
        for connection in connections:
            try:
                connection.send(bytes([byte]))
            except OSError:
                pass
        if done.wait(0.05):
            return


def meanwhile(hall, connections, data):
    """A member is served while all CONNECTIONS drip."""
    done = threading.Event()
    thread = threading.Thread(target=drip, args=(connections, data, done))
    thread.start()
    try:
        hall.served_meanwhile()
    finally:
        done.set()
        thread.join()
        close_all(connections)


# --- guests

def ten_thousand_say_nothing():
    with Hall() as hall:
        began = time.monotonic()
        connections = crowd(hall, CROWD)
        print('# %d connections in %.1f s; the server holds %d descriptors'
              % (CROWD, time.monotonic() - began, hall.count_files()))
        hall.served_meanwhile()
        close_all(connections)


def hello_byte_by_byte():
    with Hall() as hall:
        meanwhile(hall, crowd(hall, 300), hello())


def hello_and_nothing_more():
    with Hall() as hall:
        connections = crowd(hall, 150)
        for connection in connections:
            connection.send(hello())
        hall.served_meanwhile()
        close_all(connections)


def noise():
    starts = [b'GET / HTTP/1.1\r\nHost: halqa\r\n\r\n', b'\x00' * 4096, b'\xff' * 4096,
              b'\x16\x03\x01\x00\x00', b'\x16\x03\x01\xff\xff' + b'x' * 70000,
              b'\x16\x03\x01\x00\x05hello', b'HALQA-JOIN-1' + b'x' * 48, os.urandom(65536)]
    with Hall() as hall:
        for start in starts:
            with hall.connect() as connection:
                try:
                    connection.sendall(start)
                    connection.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                check(b'HTTP' not in read_all(connection))
        hall.served_meanwhile()


def ask(hall, tag, pem, version=ssl.TLSVersion.TLSv1_3):
    """What a request over TLS brings; b'' where the handshake fails."""
    try:
        with hall.connect_tls(pem, version) as connection:
            connection.sendall(b'POST /halqa/1/f/%s/fetch HTTP/1.1\r\nHost: halqa\r\n'
                               b'Connection: close\r\nContent-Length: 1\r\n\r\n\xf6' % tag.encode())
            return read_all(connection)
    except (ssl.SSLError, ConnectionError, BrokenPipeError):
        return b''


def nobody_without_proof():
    with Hall() as hall, Laptop('Chadia') as stranger:
        stranger.run('forum', 'new', 'x')
        name, pem = hall.certificate(hall.second)
        tag, proof = name.split(':')
        check(b' 200 ' in ask(hall, tag, pem))
        equal(ask(hall, tag, None), b'')
        equal(ask(hall, tag, pem, ssl.TLSVersion.TLSv1_2), b'')
        for shown in ('halqa', name, tag + ':' + 'A' * 22, tag + ':', tag, '0' * 32 + ':' + proof,
                      tag.upper() + ':' + proof, 'x' * 64):
            equal((shown, ask(hall, tag, hall.certificate(stranger, shown)[1])), (shown, b''))
        # Its own forum is none of this laptop's.
        equal(ask(hall, tag, hall.certificate(stranger)[1]), b'')
        # What it shows to everybody names nothing.
        with hall.connect() as plain:
            plain.sendall(hello())
            plain.shutdown(socket.SHUT_WR)
            seen = read_all(plain)
        for secret in (bytes.fromhex(tag), tag.encode(), 'المنتدى'.encode(), b'Amal'):
            check(secret not in seen)


class Recorder(threading.Thread):
    """Stands between a client and a server, and keeps what the client sends."""

    def __init__(self, hall):
        super().__init__(daemon=True)
        self.hall = hall
        self.streams = []
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.address = '127.0.0.1:%d' % self.listener.getsockname()[1]

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = self.hall.connect()
            stream = bytearray()
            self.streams.append(stream)
            for source, target, kept in (client, server, stream), (server, client, None):
                threading.Thread(target=self.pump, args=(source, target, kept), daemon=True).start()

    @staticmethod
    def pump(source, target, kept):
        try:
            while data := source.recv(65536):
                if kept is not None:
                    kept += data
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def replays():
    with Hall() as hall:
        recorder = Recorder(hall)
        recorder.start()
        hall.second.run('set', hall.note, 'body=recorded')
        equal(hall.second.json('sync', recorder.address)['sent'], 1)
        recorder.listener.close()
        hall.before = hall.state()
        check(recorder.streams and all(recorder.streams))
        for stream in recorder.streams:
            with hall.connect() as connection:
                try:
                    connection.sendall(stream)
                    connection.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                check(b'HTTP' not in read_all(connection))


# --- guests where a code is typed in

def join_still_works(hall):
    """Once they have gone."""
    with Laptop('Chadia') as newcomer:
        deadline = time.monotonic() + 60
        while newcomer.call('forum', 'join', hall.door, hall.code)[0] != 0:
            check(time.monotonic() < deadline, 'nobody can join any more')
        newcomer.run('sync', hall.address)
    hall.before = hall.state()


def door_in_a_crowd():
    with Hall('--invite') as hall:
        began = time.monotonic()
        connections = []
        while len(connections) < CROWD and time.monotonic() - began < 20:
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex((hall.host, hall.port))
            connections.append(connection)
        print('# %d connections in %.1f s; the server holds %d descriptors'
              % (len(connections), time.monotonic() - began, hall.count_files()))
        hall.served_meanwhile()
        close_all(connections)
        join_still_works(hall)


def door_byte_by_byte():
    with Hall('--invite') as hall:
        meanwhile(hall, crowd(hall, 8), b'HALQA-JOIN-1' + b'x' * 48)
        join_still_works(hall)


def door_noise():
    starts = [b'GET / HTTP/1.1\r\n\r\n', b'\x00' * 4096, b'HALQA-JOIN-1' + b'\x00' * 48,
              b'HALQA-JOIN-2' + b'x' * 48, hello(), os.urandom(65536)]
    with Hall('--invite') as hall:
        for start in starts:
            with hall.connect() as connection:
                try:
                    connection.sendall(start)
                    connection.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
                # No more than the second message of a dialogue, in which nothing of the forum is.
                check(len(read_all(connection)) <= 60)
        hall.served_meanwhile()
        join_still_works(hall)


def door_guesses():
    with Hall('--invite') as hall:
        wrong = hall.code[:5] + str((int(hall.code[5]) + 1) % 10)
        laptops = [Laptop('Guest %d' % number) for number in range(6)]
        joins = [laptop.start('forum', 'join', hall.door, wrong) for laptop in laptops]
        equal([join.wait(120) == 0 for join in joins], [False] * 6)
        # Three wrong tries have ended the code, also at the same time: the right one is of no use.
        laptops[0].fails('forum', 'join', hall.door, hall.code)
        for laptop, join in zip(laptops, joins):
            equal(laptop.run('forum', 'list'), '')
            join.stdout.close()
            laptop.__exit__()
        hall.served_meanwhile()


# --- a member gone bad

class Member:
    """Speaks to the server as a third laptop, and says what it likes. What it takes of the requests that a
    laptop may have open is its own."""

    def __init__(self, hall):
        self.hall = hall
        hall.bad = Laptop('Chadia')
        hall.first.run('forum', 'invite', hall.bad.path('invitation'))
        hall.bad.run('forum', 'join', hall.bad.path('invitation'))
        hall.bad.run('sync', hall.address)
        hall.before = hall.state()
        name, self.pem = hall.certificate(hall.bad)
        self.tag = name.split(':')[0]

    def head(self, endpoint, *headers):
        lines = ['POST /halqa/1/f/%s/%s HTTP/1.1' % (self.tag, endpoint), 'Host: halqa', *headers]
        return ('\r\n'.join(lines) + '\r\n\r\n').encode()

    def connect(self):
        return self.hall.connect_tls(self.pem)

    def post(self, endpoint, body, *headers):
        """The status; 0 where the connection was cut."""
        with self.connect() as connection:
            try:
                connection.sendall(self.head(endpoint, 'Content-Length: %d' % len(body),
                                             'Connection: close', *headers))
                connection.sendall(body)
            except OSError:
                pass
            answer = read_all(connection)
        return int(answer.split()[1]) if answer.startswith(b'HTTP/1.') else 0


def zstd_bomb(byte, size):
    """A frame that unpacks to SIZE times BYTE: blocks that repeat one byte, 128 KiB each."""
    block = 128 * 1024
    number = size // block
    blocks = b''.join(struct.pack('<I', block << 3 | 2 | (i == number - 1))[:3] + byte
                      for i in range(number))
    # One segment off, no size, no checksum; a window of 128 KiB.
    return b'\x28\xb5\x2f\xfd\x00' + bytes([7 << 3]) + blocks


def bombs():
    with Hall() as hall:
        member = Member(hall)
        for byte in b'\x00', b'\x81', b'\xff', b'\x5b', b'\x82':
            bomb = zstd_bomb(byte, 64 << 30)
            for endpoint in 'exchange', 'entries', 'fetch', 'reconcile':
                status = member.post(endpoint, bomb, 'Content-Encoding: zstd')
                check(status in (0, 400, 413), endpoint, byte, status)
        hall.served_meanwhile()


def nesting_and_counts():
    bodies = [b'\x81' * 1000000, b'\xa1' * 1000000, b'\x9b' + b'\xff' * 8,
              b'\xbb' + b'\xff' * 8, b'\x5b' + b'\xff' * 8, b'\x9b\x00\x00\x01' + b'\x00' * 5,
              b'\x82' * 300000, b'\xbf' * 300000, b'a' + b'\xff' * 100000]
    with Hall() as hall:
        member = Member(hall)
        for body in bodies:
            for endpoint in 'exchange', 'entries', 'fetch', 'reconcile':
                status = member.post(endpoint, body)
                check(status in (0, 400, 413), endpoint, body[:10], status)
        hall.served_meanwhile()


def bodies_without_end():
    with Hall() as hall:
        member = Member(hall)
        done = threading.Event()
        sent = []

        def pour(endpoint, *headers):
            with member.connect() as connection:
                total = 0
                try:
                    connection.sendall(member.head(endpoint, *headers))
                    while not done.is_set():
                        total += connection.send(b'2000\r\n' + b'\x00' * 8192 + b'\r\n')
                except OSError:
                    pass
                sent.append(total)

        threads = [threading.Thread(target=pour, args=(endpoint, header))
                   for endpoint in ('exchange', 'entries', 'fetch', 'reconcile')
                   for header in ('Transfer-Encoding: chunked', 'Content-Length: 1000000000000')]
        for thread in threads:
            thread.start()
        try:
            hall.served_meanwhile()
            # Each is cut by the server, not by us.
            for thread in threads:
                thread.join(TIMEOUT)
                check(not thread.is_alive())
        finally:
            done.set()
        print('# of a body without end at most %d KiB were taken' % (max(sent) // 1024))


def requests_byte_by_byte():
    with Hall() as hall:
        member = Member(hall)
        connections = [member.connect() for _ in range(40)]
        body = b'\xa8' + b'\x00' * 2000
        data = member.head('exchange', 'Content-Length: 5000') + body
        meanwhile(hall, connections, data)


TESTS = [
    ('/app/node/guest/ten-thousand-that-say-nothing', ten_thousand_say_nothing),
    ('/app/node/guest/a-hello-byte-by-byte', hello_byte_by_byte),
    ('/app/node/guest/a-hello-and-nothing-more', hello_and_nothing_more),
    ('/app/node/guest/noise-never-reaches-the-parser', noise),
    ('/app/node/guest/nobody-without-proof', nobody_without_proof),
    ('/app/node/guest/replays-are-of-no-use', replays),
    ('/app/node/door/a-crowd-lets-members-be-served', door_in_a_crowd),
    ('/app/node/door/a-greeting-byte-by-byte', door_byte_by_byte),
    ('/app/node/door/noise-is-told-nothing', door_noise),
    ('/app/node/door/six-guesses-at-a-time-are-three', door_guesses),
    ('/app/node/member/bombs-are-refused', bombs),
    ('/app/node/member/nesting-and-counts-are-refused', nesting_and_counts),
    ('/app/node/member/bodies-without-end-are-cut', bodies_without_end),
    ('/app/node/member/requests-byte-by-byte', requests_byte_by_byte),
]

if __name__ == '__main__':
    Laptop.program, member_certificate = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_NOFILE, (CROWD + 1000, resource.getrlimit(
        resource.RLIMIT_NOFILE)[1]))
    sys.exit(run_tests(TESTS))
