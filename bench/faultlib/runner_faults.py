"""F10 and F19: workloads that want more than they may have. F22 and F23: workers that do not know that they are alone."""

import contextlib
import os
import signal
import time
import urllib.parse

from . import host
from .catalog import phase
from .client import path
from .proxy import Proxy
from .session import PROJECT
from .waiting import expect, until

MIB = 1 << 20
LINES = 1200  # a minute of them
NAMED = "the run fails with its reason, the neighbour succeeds, nothing is left"
ONE_WATCHER = "the same process goes on, every line is stored once and in order, the run succeeds once"


def job(session, act, number=0, **limits):
    spec = session.training({"act": act, "number": str(number)})
    asked = {"memoryBytes": 1 << 30, **limits}
    return session.start("training", {**spec, "entrypoint": "hostile.py", "datasets": {}, "limits": asked})


def log(session, run):
    return session.client.call("GET", path("projects", PROJECT, "runs", run, "logs"), headers={"Accept": "text/plain"}).body


def printed(session, run, text):
    until(f"run {run} to print {text!r}", lambda: text.encode() in log(session, run), 240)


@contextlib.contextmanager
def neighbour(session):
    """A peaceful run beside the fault; it must end as if nothing had happened."""
    run = job(session, "count", 100)
    yield
    session.succeeded_once(run)
    expect(lines(session, run) == [f"line {number}" for number in range(100)], "the neighbour's output is not whole")


def lines(session, run):
    return [line for line in log(session, run).decode().splitlines() if line.startswith("line ")]


def fails(session, run, *codes):
    ended = session.ended(run)
    code = (ended.get("failure") or {}).get("code")
    expect(ended["state"] in ("FAILED", "OUT_OF_BUDGET") and code in codes, f"the run is {ended['state']} {ended.get('failure')}")
    return ended["failure"]


def quota(name, injected, act, number):
    @phase("F10", name, injected, "DISK_FULL; what was made before is kept; the neighbour succeeds")
    def full(session, see):
        session.workbench.up()
        with neighbour(session):
            run = job(session, act, number)
            failure = fails(session, run, "DISK_FULL")
            see(failure["message"][:90])
        artifact = path("projects", PROJECT, "runs", run, "artifacts") + "/" + urllib.parse.quote("partial.txt")
        kept = session.client.call("GET", artifact)
        expect(kept.status == 200 and kept.body.startswith(b"made before"), f"the partial artifact is {kept}")
        see("partial artifact kept")


quota("bytes", "the job writes to its workspace without end", "disk", 0)
quota("code folder", "the job writes beside its code without end", "disk", 1)
quota("files", "the job makes files without end", "files", 0)


@phase("F19", "memory", "the job wants more memory than there is", NAMED)
def memory(session, see):
    session.workbench.up()
    with neighbour(session):
        see(fails(session, job(session, "memory", memoryBytes=512 * MIB), "OUT_OF_MEMORY")["message"][:90])


@phase("F19", "processes", "the job forks ten thousand times", NAMED)
def processes(session, see):
    session.workbench.up()
    with neighbour(session):
        see(fails(session, job(session, "forks", processes=128), "TOO_MANY_PROCESSES", "SCRIPT_FAILED")["message"][:90])


@phase("F19", "output", "the job prints lines and one line of hundreds of megabytes", "it succeeds; its output is cut, which it says; the worker stays")
def output(session, see):
    session.workbench.up()
    worker = session.workbench.processes["worker"].pid
    with neighbour(session):
        run = job(session, "flood", 200)
        session.succeeded_once(run)
    content = log(session, run)
    expect(b"[workbench]" in content and b"the very end" in content, "no notice, or no end")
    expect(len(content) < 40 * MIB, f"{len(content)} bytes are kept")
    expect(host.alive(worker), "the worker died of it")
    see(f"{len(content) // MIB} MiB of 400 kept, with notices and the end")


@phase("F19", "cancel", "the job hides, ignores every signal, and is cancelled", "everything of it is gone within 10 s")
def cancel(session, see):
    session.workbench.up()
    with neighbour(session):
        run = job(session, "stubborn")
        printed(session, run, "hidden")
        shim = session.workbench.workload(run)[0]
        tree = [shim, *host.descendants(shim)]
        began = time.monotonic()
        session.client.ok("POST", path("projects", PROJECT, "runs", run, "cancel"))
        until("everything of it to be gone", lambda: not any(host.alive(pid) for pid in tree), 30, 0.05)
        took = time.monotonic() - began
        expect(took <= 10, f"gone only after {took:.1f} s")
        expect(session.ended(run)["state"] == "CANCELLED", "it is not CANCELLED")
        see(f"{len(tree)} processes gone after {took:.1f} s")


@contextlib.contextmanager
def second_worker(session):
    """Another worker of this host, which leaves again in the end."""
    workbench = session.workbench
    workbench.start("worker-2")
    try:
        yield
    finally:
        workbench.stop("worker-2")


def whole(session, run, before, see):
    session.succeeded_once(run)
    found = lines(session, run)
    expect(found == [f"line {number}" for number in range(LINES)], f"{len(found)} lines of {LINES}, or not in order")
    now = session.workbench.workload(run)
    expect(now is None or now == before, "another process was started")
    see(f"{len(found)} lines, each once; steps {session.attempts(run)}")


def second_attempt(session, run, seconds=180):
    def taken():
        return any(name == "step.started" and attempt > 1 for name, attempt in session.attempts(run))

    until("another worker to take the step", taken, seconds)


@phase("F23", "watching", "SIGSTOP the worker that watches a job for longer than its lease, then SIGCONT", ONE_WATCHER)
def paused(session, see):
    session.workbench.up()
    run = job(session, "count", LINES)
    printed(session, run, "line 20\n")
    before = session.workbench.workload(run)
    worker = session.workbench.processes["worker"].pid
    with second_worker(session):
        os.kill(worker, signal.SIGSTOP)
        try:
            second_attempt(session, run)
            at = len(lines(session, run))
            until("the second worker to write", lambda: len(lines(session, run)) > at + 20, 120)
            see("taken over by the second worker")
        finally:
            os.kill(worker, signal.SIGCONT)
        whole(session, run, before, see)
        expect(host.alive(worker), "the first worker died")


def partition(name, injected, variable, address):
    @phase("F22", name, injected, ONE_WATCHER)
    def parted(session, see):
        workbench = session.workbench
        workbench.up()
        workbench.stop("worker")
        there, port = address(workbench)
        proxy = Proxy(there, port)
        try:
            workbench.launch("worker", overrides=variable(workbench, proxy.port))
            workbench.await_ready("worker")
            run = job(session, "count", LINES)
            printed(session, run, "line 20\n")
            before = workbench.workload(run)
            with second_worker(session):
                proxy.cut()
                second_attempt(session, run)
                see("the step was given to the second worker")
                time.sleep(10)  # both believe to be the one
                proxy.heal()
                whole(session, run, before, see)
            run = job(session, "count", 20)
            session.succeeded_once(run)
            see("the first worker works again without a restart")
        finally:
            proxy.close()
            workbench.stop("worker")
            workbench.start("worker")


def engine_at(workbench):
    there, port = workbench.environment()["WORKBENCHX_ENGINE_ADDRESS"].rsplit(":", 1)
    return there, int(port)


def database_at(workbench):
    address = urllib.parse.urlparse(workbench.environment()["WORKBENCHX_DATABASE_URL"].removeprefix("jdbc:"))
    return address.hostname, address.port


def through_database(workbench, port):
    there, real = database_at(workbench)
    url = workbench.environment()["WORKBENCHX_DATABASE_URL"].replace(f"{there}:{real}", f"127.0.0.1:{port}")
    return {"WORKBENCHX_DATABASE_URL": url}


partition(
    "worker and engine",
    "the worker that watches a job does not hear of the engine any more, nor it of the worker",
    lambda workbench, port: {"WORKBENCHX_ENGINE_ADDRESS": f"127.0.0.1:{port}"},
    engine_at,
)
partition("worker and database", "the worker that watches a job does not reach the database any more", through_database, database_at)
