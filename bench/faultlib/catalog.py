"""The faults by name, each in its phases."""

import collections

Phase = collections.namedtuple("Phase", "fault name injected expected inject")

PHASES = []


def phase(fault, name, injected, expected):
    """Registers a function that injects a fault and raises Expectation when the workbench does not hold."""

    def register(inject):
        PHASES.append(Phase(fault, name, injected, expected, inject))
        return inject

    return register


def faults():
    return sorted({one.fault for one in PHASES}, key=lambda name: int(name[1:]))


# Faults whose runs need no runtime.
WITHOUT_TRAINING = {"F2", "F8", "F11", "F12", "F13", "F24", "F25", "F31"}

TITLES = {
    "F1": "kill -9 the worker while a training runs",
    "F2": "kill -9 the api in mid-request",
    "F3": "kill -9 everything and start it again",
    "F4": "kill -9 the engine",
    "F5": "kill -9 PostgreSQL's postmaster",
    "F6": "kill -9 the workbench's JVM alone: PostgreSQL survives as an orphan",
    "F8": "the disk of the database is full",
    "F10": "a job fills its disk; the disk of artifacts is full",
    "F11": "the object store is away, cuts connections or changes bits",
    "F12": "an object is altered or deleted behind our back",
    "F13": "100 starts at once with one Idempotency-Key",
    "F19": "a job eats memory, forks, floods its output, will not end",
    "F22": "partition of a worker from engine or database",
    "F23": "a worker is stopped for longer than its lease",
    "F24": "kill -9 in the middle of a switch of an app's traffic",
    "F25": "a release of an app that crashes in a loop",
    "F31": "kill -9 the front door while a WebSocket works",
}
