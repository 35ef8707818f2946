"""F2 and F13: the api dies in mid-request, and clients that repeat themselves."""

import concurrent.futures
import hashlib
import threading
import time
import uuid

from .catalog import phase
from .client import path
from .session import PROJECT
from .waiting import expect, until

RESTARTED = "the retried start is the same run, exactly one"
TABLE = b"a,b\n" + b"".join(b"%d,%d\n" % (row, row * row) for row in range(200_000))


def restart_api(session):
    session.workbench.start("api")


def count(session):
    return len(session.client.get(path("projects", PROJECT, "runs") + "?limit=500")["items"])


def lost(call):
    """The answer, or None when the connection broke: the outcome is unknown."""
    try:
        return call()
    except OSError:
        return None


@phase("F2", "start", "the api dies when a start is committed, before it is answered", RESTARTED)
def start(session, see):
    session.workbench.up()
    before = count(session)
    session.workbench.stop("api")
    session.workbench.start("api", failpoints="run.admitted:kill")
    key, body = str(uuid.uuid4()), session.request("probe", {"note": "start"})
    expect(lost(lambda: session.post(body, key)) is None, "the api answered although it was to die")
    expect(session.workbench.died("api") == 137, "the api did not die at its failpoint")
    restart_api(session)
    runs = {session.acknowledge(key, session.post(body, key)) for _ in range(3)}
    expect(len(runs) == 1 and count(session) == before + 1, f"{count(session) - before} runs of one key")
    session.succeeded_once(runs.pop())
    see("answer lost, retry with the same key: the same run, succeeded once")


@phase("F2", "starts under load", "kill -9 the api while 40 starts are under way", RESTARTED)
def starts(session, see):
    session.workbench.up()
    before = count(session)
    keys = [str(uuid.uuid4()) for _ in range(40)]
    bodies = {key: session.request("probe", {"note": key}) for key in keys}
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        sent = {key: pool.submit(lost, lambda key=key: session.post(bodies[key], key)) for key in keys}
        until("the first answers", lambda: sum(future.done() for future in sent.values()) >= 5, 60, 0.005)
        session.workbench.kill("api")
        answers = {key: future.result() for key, future in sent.items()}
    known = [key for key, answer in answers.items() if answer is not None]
    for key in known:
        session.acknowledge(key, answers[key])
    restart_api(session)
    for key in keys:
        session.acknowledge(key, session.post(bodies[key], key))
    expect(count(session) == before + len(keys), f"{count(session) - before} runs of {len(keys)} keys")
    see(f"{len(known)} answered before, {len(keys) - len(known)} lost and retried: {len(keys)} runs")


@phase("F2", "upload", "kill -9 the api when half of a dataset has been sent", "the half is invisible, the whole can be sent again")
def upload(session, see):
    session.workbench.up()
    name = "half-" + uuid.uuid4().hex[:8]
    place = path("projects", PROJECT, "datasets", name)
    with session.client.half("POST", place + "/versions?fileName=t.csv", TABLE, len(TABLE) // 2):
        time.sleep(0.5)  # let the half arrive
        session.workbench.kill("api")
    restart_api(session)
    visible = [one["name"] for one in session.client.get(path("projects", PROJECT, "datasets"))["items"]]
    expect(name not in visible, f"half a dataset is visible: {visible}")
    expect(session.client.call("GET", place).status in (404, 422), "half a dataset is answered")
    version = session.upload(name, "t.csv", TABLE)
    expect(version["sha256"] == hashlib.sha256(TABLE).hexdigest() and version["version"] == 1, f"another version: {version}")
    see("invisible before, version 1 with its digest after the retry")


def tracked_run(session):
    """A run of an outside MLflow client, and where its artifacts go."""
    base = f"/mlflow/{PROJECT}/api/2.0/mlflow"
    made = session.client.ok("POST", base + "/runs/create", {"experiment_id": "0", "start_time": int(time.time() * 1000)})
    info = made["run"]["info"]
    session.ledger.acknowledged["mlflow/" + info["run_id"]] = info["run_id"]
    place = f"{base}-artifacts/artifacts/{info['experiment_id']}/{info['run_id']}/artifacts/table.csv"
    return info["run_id"], place, lambda: session.client.ok("POST", base + "/runs/update", {"run_id": info["run_id"], "status": "FINISHED"})


def artifacts(session, run):
    return session.client.get(path("projects", PROJECT, "runs", run, "artifacts"))["items"]


@phase("F2", "artifact, half sent", "kill -9 the api when half of an artifact has been put", "the half is invisible, the whole can be put again")
def artifact_half(session, see):
    session.workbench.up()
    run, place, finish = tracked_run(session)
    with session.client.half("PUT", place, TABLE, len(TABLE) // 2):
        time.sleep(0.5)  # let the half arrive
        session.workbench.kill("api")
    restart_api(session)
    put_again(session, see, run, place, finish)


@phase("F2", "artifact, stored", "the api dies when the bytes are stored, before they are recorded", "nothing visible, the retry is recorded once")
def artifact_stored(session, see):
    session.workbench.up()
    run, place, finish = tracked_run(session)
    session.workbench.stop("api")
    session.workbench.start("api", failpoints="artifact.stored:kill")
    expect(lost(lambda: session.client.call("PUT", place, TABLE)) is None, "the api answered although it was to die")
    expect(session.workbench.died("api") == 137, "the api did not die at its failpoint")
    restart_api(session)
    put_again(session, see, run, place, finish)


def put_again(session, see, run, place, finish):
    expect(artifacts(session, run) == [], f"visible: {artifacts(session, run)}")
    for _ in range(2):
        session.client.ok("PUT", place, TABLE)
    found = artifacts(session, run)
    expect([one["sha256"] for one in found] == [hashlib.sha256(TABLE).hexdigest()], f"after the retry: {found}")
    finish()
    session.succeeded_once(run)
    see("invisible before, recorded once after the retry, run succeeded")


@phase("F13", "same body", "100 starts at once with one Idempotency-Key", "1 run, 100 equal answers")
def same_body(session, see):
    session.workbench.up()
    before = count(session)
    key, body, gate = str(uuid.uuid4()), session.request("probe", {"note": "hundred"}), threading.Barrier(100)

    def one():
        gate.wait()
        return session.post(body, key)

    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        answers = [future.result() for future in [pool.submit(one) for _ in range(100)]]
    statuses = sorted({answer.status for answer in answers})
    expect(set(statuses) <= {200, 201}, f"statuses {statuses}: {next(a for a in answers if a.status > 201)!r}" if statuses[-1] > 201 else "")
    for answer in answers:
        session.acknowledge(key, answer)
    # What a start decides; the state may have moved on between two answers.
    fixed = ("id", "project", "kind", "summary", "spec", "specSha256", "createdBy", "createdAt", "workflowId")
    different = {str([answer.json()[name] for name in fixed]) for answer in answers}
    expect(len(different) == 1, f"{len(different)} different answers")
    expect(count(session) == before + 1, f"{count(session) - before} runs")
    see(f"1 run, 100 equal answers, statuses {statuses}")


@phase("F13", "other body", "the same key with another body", "422, and nothing started")
def other_body(session, see):
    session.workbench.up()
    key = str(uuid.uuid4())
    session.acknowledge(key, session.post(session.request("probe", {"note": "this"}), key))
    before = count(session)
    answer = session.post(session.request("probe", {"note": "that"}), key)
    expect(answer.status == 422, f"answered {answer!r}")
    expect(count(session) == before, "a run was started")
    see(f"422 {answer.json().get('code')}")
