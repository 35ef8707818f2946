"""Waiting for a condition, always with a deadline."""

import time


class Expectation(Exception):
    """Something that must hold does not."""


def until(what, probe, seconds=120.0, every=0.1):
    """What `probe` returns once that is true; what it last returned or raised is told when the time is over."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            last = probe()
            if last:
                return last
        except (OSError, KeyError, ValueError, LookupError) as error:
            last = error
        if time.monotonic() > deadline:
            raise Expectation(f"{what}: not within {seconds:.0f} s (last: {last!r})")
        time.sleep(every)


def expect(holds, what):
    if not holds:
        raise Expectation(what)
