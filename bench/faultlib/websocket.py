"""WebSockets in as few lines as a fault needs: text frames, no fragments, a service on a unix socket and a client."""

import base64
import hashlib
import os
import pathlib
import socket
import struct
import tempfile
import threading
import time

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT = 0x1


def head(stream):
    """Request or status line, and headers by lower-case name."""
    lines = []
    while True:
        line = stream.readline()
        if not line:
            raise ConnectionError("broken off")
        if not line.strip():
            break
        lines.append(line.decode().strip())
    if not lines:
        raise ConnectionError("nothing said")
    return lines[0], {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}


def send(connection, text, mask=None):
    payload = text.encode()
    start = bytes([0x80 | TEXT])
    bit = 0x80 if mask else 0
    length = bytes([bit | len(payload)]) if len(payload) < 126 else bytes([bit | 126]) + struct.pack(">H", len(payload))
    body = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)) if mask else payload
    connection.sendall(start + length + (mask or b"") + body)


def receive(stream):
    """The next text; raises ConnectionError when there is none any more."""
    first = stream.read(2)
    if len(first) < 2 or first[0] & 0x0F != TEXT:
        raise ConnectionError("closed")
    length = first[1] & 0x7F
    if length == 126:
        length = struct.unpack(">H", stream.read(2))[0]
    mask = stream.read(4) if first[1] & 0x80 else bytes(4)
    payload = stream.read(length)
    if len(payload) < length:
        raise ConnectionError("broken off")
    return bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload)).decode()


class Kernel:
    """A service like a notebook's: it works on by itself, and tells whoever asks how far it is."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="wbx-kernel-")) / "s"
        self.steps = 0
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(self.path))
        self.server.listen(16)
        for work in (self.count, self.accept):
            threading.Thread(target=work, daemon=True).start()

    def count(self):
        while True:
            time.sleep(0.02)
            self.steps += 1

    def accept(self):
        while True:
            connection, _ = self.server.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        stream = connection.makefile("rb")
        try:
            while True:
                _, headers = head(stream)
                if headers.get("upgrade", "").lower() == "websocket":
                    return self.talk(connection, stream, headers)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        except OSError:
            connection.close()

    def talk(self, connection, stream, headers):
        accept = base64.b64encode(hashlib.sha1(headers["sec-websocket-key"].encode() + GUID).digest()).decode()
        answer = f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
        connection.sendall(answer.encode())
        while True:
            question = receive(stream)
            send(connection, f"{question} {self.steps}")


class Socket:
    """A browser's WebSocket at a site. Raises OSError when it is refused or has ended."""

    def __init__(self, port, host, cookie):
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.stream = self.connection.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET /kernel HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\nConnection: Upgrade\r\n"
            f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        )
        self.connection.sendall(request.encode())
        status, _ = head(self.stream)
        if " 101 " not in status + " ":
            self.connection.close()
            raise ConnectionError(status)

    def ask(self, question):
        """How far the kernel is."""
        send(self.connection, question, os.urandom(4))
        answered, steps = receive(self.stream).rsplit(" ", 1)
        if answered != question:
            raise ConnectionError(f"asked {question!r}, answered {answered!r}")
        return int(steps)

    def ended(self):
        """Waits for the end."""
        try:
            receive(self.stream)
            return False
        except OSError:
            return True
