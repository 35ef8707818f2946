"""Keeps what a workload writes: the bytes in files of equal size, and beside each file who wrote which of them when.

usage: pump.py DIRECTORY SEGMENT_BYTES SEGMENTS OUT ERR     (the last two are descriptors, open for reading)
Marks are 16 bytes, big endian: offset of the first byte; milliseconds since 1970, doubled, plus one for stderr. Of more than SEGMENTS files
the oldest go. Lines are not torn apart by those of the other stream, unless one is long or its writer pauses within it.
"""
import fcntl
import os
import select
import struct
import sys
import time

LONGEST_LINE = 1 << 16
READ = 1 << 20
PIPE_SIZE = 1031  # F_SETPIPE_SZ, which Python names only since 3.10
PAUSE_MS = 50  # after which the beginning of a line is kept without its end
MARK_MS = 10  # what follows within this time has the same time


def patiently(write, data):
    """A full disk is waited for, and the workload with us: nothing may be lost, and a pump that ends would kill it."""
    view = memoryview(data)
    while view:
        try:
            view = view[write(view):]
        except OSError:
            time.sleep(1)


class Segments:
    def __init__(self, directory, size, count):
        self.directory, self.size, self.count = directory, size, count
        self.offset = 0
        self.marked = (None, 0)
        self.log = self.index = None

    def path(self, number, kind):
        return f"{self.directory}/seg.{number:06d}.{kind}"

    def next_file(self):
        number = self.offset // self.size
        for old in (self.log, self.index):
            if old is not None:
                os.close(old)
        self.index = self.open(self.path(number, "idx"))
        self.log = self.open(self.path(number, "log"))
        self.marked = (None, 0)
        for kind in ("log", "idx"):
            try:
                os.unlink(self.path(number - self.count, kind))
            except FileNotFoundError:
                pass

    @staticmethod
    def open(path):
        while True:
            try:
                return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            except OSError:
                time.sleep(1)

    def write(self, stream, data):
        view = memoryview(data)
        while view:
            room = self.size - self.offset % self.size
            if room == self.size:
                self.next_file()
            now = time.time_ns() // 1_000_000
            if self.marked[0] != stream or now - self.marked[1] >= MARK_MS:
                # Before the bytes: who sees them finds their mark.
                patiently(lambda rest: os.write(self.index, rest), struct.pack(">QQ", self.offset, now * 2 + stream))
                self.marked = (stream, now)
            piece = view[:room]
            patiently(lambda rest: os.write(self.log, rest), piece)
            self.offset += len(piece)
            view = view[room:]


class Stream:
    """One of the two; holds the beginning of a line until there is its end."""

    def __init__(self, number, fd, segments):
        self.number, self.segments, self.fd = number, segments, fd
        self.held = b""
        try:
            fcntl.fcntl(self.fd, PIPE_SIZE, READ)
        except OSError:
            pass  # more than this user may have: the usual size does as well

    def take(self):
        """False at the end."""
        data = os.read(self.fd, READ)
        if not data:
            self.release()
            return False
        end = data.rfind(b"\n") + 1
        if end:
            self.segments.write(self.number, self.held + data[:end] if self.held else data[:end])
            self.held = data[end:]
        else:
            self.held += data
        if len(self.held) >= LONGEST_LINE:
            self.release()
        return True

    def release(self):
        if self.held:
            self.segments.write(self.number, self.held)
            self.held = b""


def main(directory, size, count, *fds):
    segments = Segments(directory, int(size), int(count))
    streams = {int(fd): Stream(number, int(fd), segments) for number, fd in enumerate(fds)}
    poll = select.poll()
    for fd in streams:
        poll.register(fd, select.POLLIN)
    while streams:
        ready = [fd for fd, _ in poll.poll(PAUSE_MS if any(stream.held for stream in streams.values()) else None)]
        for fd in ready:
            if not streams[fd].take():
                poll.unregister(fd)
                del streams[fd]
        for fd, stream in streams.items():
            if fd not in ready:
                stream.release()


main(*sys.argv[1:])
