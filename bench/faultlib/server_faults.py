"""F3 to F6: PostgreSQL, the engine, the workbench itself or everything dies."""

import time
import uuid

from . import host
from .catalog import phase
from .client import path
from .session import LONG, PROJECT
from .waiting import expect, until
from .worker_faults import cpu_ticks, same_process


def training_on_its_way(session):
    run = session.train(LONG)
    return run, session.training_process(run)


def kill_all_servers(session):
    """api, worker, infrastructure, PostgreSQL with its backends and the engine, in one go."""
    workbench = session.workbench
    servers = workbench.servers()
    expect(len(servers) >= 2, f"no servers to kill: {workbench.infra()}")
    for name in ("infra", "worker", "api"):
        host.kill(workbench.processes[name].pid)
    for pid in servers:
        host.kill(pid)
    for name in ("infra", "worker", "api"):
        workbench.processes[name].wait()
    until("the servers to be gone", lambda: not any(map(host.alive, servers)), 20)
    return len(servers) + 3


@phase("F3", "workload survives", "kill -9 api, worker, PostgreSQL, Temporal and what supervises them", "after the restart the run succeeds, once, by the same process")
def everything(session, see):
    session.workbench.up()
    run, before = training_on_its_way(session)
    see(f"{kill_all_servers(session)} processes killed")
    session.workbench.up()
    expect(same_process(session, run, before), "another process was started")
    session.succeeded_once(run)
    see(f"succeeded once; execute {session.attempts(run)}")


@phase("F3", "workload dies too", "kill -9 the training as well, as a power cut would", "after the restart the run ends with a typed failure that says so")
def power_cut(session, see):
    session.workbench.up()
    run, before = training_on_its_way(session)
    workload = session.workbench.workloads()
    killed = kill_all_servers(session)
    for pid in workload:
        host.kill(pid)
    see(f"{killed + len(workload)} processes killed")
    session.workbench.up()
    ended = session.ended(run)
    failure = ended.get("failure") or {}
    expect(ended["state"] == "FAILED" and failure.get("code") == "WORKLOAD_LOST", f"{ended['state']} {failure}")
    see(f"{ended['state']} {failure['code']}: {failure['message']}")


@phase("F4", "Temporal dev server", "kill -9 the dev server while a training runs", "it is started again, the run goes on and succeeds, once")
def dev_server(session, see):
    session.workbench.up()
    run, before = training_on_its_way(session)
    engine = session.workbench.infra()["engine"]
    expect(engine["kind"] == "dev-server", f"the engine is {engine}")
    host.kill(engine["pid"])
    until("the supervisor to start another", lambda: session.workbench.infra()["engine"]["pid"] != engine["pid"], 60)
    see(f"dev server {engine['pid']} replaced by {session.workbench.infra()['engine']['pid']}")
    expect(same_process(session, run, before), "another process was started")
    session.succeeded_once(run)
    see(f"succeeded once; execute {session.attempts(run)}")


@phase("F4", "in-process engine", "kill -9 the JVM that holds the engine, whose histories are gone", "the run is started again from the control plane, the process adopted, done once")
def in_process(session, see):
    session.workbench.up_whole("--engine=in-process")
    run, before = training_on_its_way(session)
    session.workbench.kill("whole")
    used = cpu_ticks(before[0])
    until("the orphaned training to go on", lambda: cpu_ticks(before[0]) > used + 20, 60)
    session.workbench.start_whole("--engine=in-process")
    until("the run to be started again", lambda: session.run(run)["attempt"] == 2, 90)
    expect(same_process(session, run, before), "another process was started")
    see(f"attempt 2, process {before[0]} {'adopted alive' if host.alive(before[0]) else 'had ended'}")
    session.succeeded_once(run)
    see(f"succeeded once; execute {session.attempts(run)}")


@phase("F5", "postmaster", "kill -9 the postmaster while a training runs and runs are started", "503 with Retry-After meanwhile, PostgreSQL comes back, no acknowledged run lost, the training succeeds")
def postmaster(session, see):
    session.workbench.up()
    run, before = training_on_its_way(session)
    old = session.workbench.infra()["postgres"]["pid"]
    acknowledged, answers = [], {}
    host.kill(old)
    began, good = time.monotonic(), 0
    while good < 5:
        expect(time.monotonic() - began < 120, f"PostgreSQL is not back: {answers}")
        key = str(uuid.uuid4())
        answer = session.post(session.request("probe", {"note": "meanwhile"}), key)
        answers[answer.status] = answers.get(answer.status, 0) + 1
        if answer.status < 300:
            acknowledged.append(session.acknowledge(key, answer))
            good += 1
        else:
            expect(answer.status == 503, f"answered {answer!r} while PostgreSQL was away")
            expect(answer.headers.get("Retry-After"), "503 without Retry-After")
            # Its outcome is unknown: repeated with the same key it must be one run.
            session.ledger.unknown.append((key, session.request("probe", {"note": "meanwhile"})))
        time.sleep(0.05)
    see(f"answers {answers}, back after {time.monotonic() - began:.1f} s")
    expect(answers.get(503), "the api never said 503")
    new = session.workbench.infra()["postgres"]["pid"]
    expect(new != old and session.workbench.postmasters() == [new], f"postmasters {session.workbench.postmasters()}")
    settle_unknown(session)
    for probe in acknowledged:
        session.succeeded_once(probe)
    expect(same_process(session, run, before), "another process was started")
    session.succeeded_once(run)
    see(f"{len(acknowledged)} acknowledged runs and the training succeeded")


def settle_unknown(session):
    """Repeats every start whose outcome is unknown, as a client does."""
    while session.ledger.unknown:
        key, body = session.ledger.unknown[-1]
        session.acknowledge(key, session.post(body, key))
        session.ledger.unknown.pop()


@phase("F6", "orphan", "kill -9 the JVM alone while a training runs, then start again", "the orphan is adopted or stopped, never a second server; everything is still there")
def orphan(session, see):
    session.workbench.up_whole()
    run, before = training_on_its_way(session)
    key = str(uuid.uuid4())
    probe = session.acknowledge(key, session.post(session.request("probe", {"note": "before"}), key))
    session.workbench.kill("whole")
    old = session.workbench.infra()["postgres"]["pid"]
    expect(host.alive(old), "PostgreSQL went with its JVM: no orphan to speak of")
    session.workbench.start_whole()
    servers = session.workbench.postmasters()
    new = session.workbench.infra()["postgres"]["pid"]
    expect(servers == [new], f"postmasters {servers}, infra.json says {new}")
    see(f"orphan {old} {'adopted' if old == new else f'stopped, {new} in its place'}")
    expect(session.client.call("GET", path("projects", PROJECT, "runs", probe)).status == 200, "an acknowledged run is gone")
    expect(same_process(session, run, before), "another process was started")
    session.succeeded_once(probe)
    session.succeeded_once(run)
    see("both runs succeeded once")
