"""A job of the faults: misbehaves as it is told."""

import argparse
import os
import signal
import sys
import time

import mlflow


def count(number):
    """One numbered line at a time: what is lost, repeated or out of order can be seen."""
    for line in range(number):
        print(f"line {line}", flush=True)
        time.sleep(0.05)


def memory(_):
    held = []
    while True:
        held.append(bytearray(64 << 20))


def forks(_):
    for _ in range(10_000):
        if os.fork() == 0:
            signal.pause()


def flood(megabytes):
    block = ("x" * 99 + "\n").encode() * 10_000
    for _ in range(megabytes):
        sys.stdout.buffer.write(block)
    sys.stdout.buffer.write(b"y" * (megabytes << 20) + b"\n")
    print("the very end", flush=True)


def stubborn(_):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
    print("hidden", flush=True)
    while True:
        time.sleep(1000)


def disk(place):
    mlflow.log_text("made before the disk was full", "partial.txt")
    with open("/work/big" if place == 0 else "big", "wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))


def files(_):
    mlflow.log_text("made before there was no file left", "partial.txt")
    for number in range(10_000_000):
        open(f"/work/{number}", "wb").close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--act", required=True)
    parser.add_argument("--number", type=int, default=0)
    asked = parser.parse_args()
    globals()[asked.act](asked.number)
