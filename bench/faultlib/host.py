"""Processes of this host as /proc tells of them. Nothing is ever ended but by a recorded pid."""

import os
import pathlib
import signal
import socket


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stat(pid):
    """Fields of /proc/PID/stat after the name, or None when there is no such process."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return text[text.rindex(")") + 2 :].split()


def start_time(pid):
    """With the pid it names a process for good; 0 when there is none (a zombie is none)."""
    fields = stat(pid)
    return int(fields[19]) if fields and fields[0] not in "ZX" else 0


def alive(pid):
    return start_time(pid) != 0


def kill(pid):
    """SIGKILL; a process that is gone already is no fault of ours."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def read(pid, name):
    """A file of a process as bytes, empty when it is gone or not ours to see."""
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


def command(pid):
    return read(pid, "cmdline").replace(b"\0", b" ").decode(errors="replace").strip()


def by_variable(variable):
    """(value, pid) of every process that was started with this variable in its environment."""
    prefix = variable.encode() + b"="
    for pid in pids():
        for entry in read(pid, "environ").split(b"\0"):
            if entry.startswith(prefix) and alive(pid):
                yield entry[len(prefix) :].decode(errors="replace"), pid


def descendants(root):
    """All processes below one, nearest first."""
    parents = {}
    for pid in pids():
        fields = stat(pid)
        if fields:
            parents.setdefault(int(fields[1]), []).append(pid)
    found, queue = [], [root]
    while queue:
        children = parents.get(queue.pop(0), [])
        found += children
        queue += children
    return found
