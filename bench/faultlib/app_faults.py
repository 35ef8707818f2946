"""F24 and F25: something dies in the middle of a switch of an app's traffic; a release that crashes in a loop."""

import http.client
import io
import json
import threading
import time
import uuid
import zipfile

from .catalog import phase
from .client import path
from .session import PROJECT
from .waiting import expect, until

APP = "switched"
TEMPLATE = "flask-app"
PER_SECOND = 50
CODE = """
import os
import flask

app = flask.Flask(__name__)


@app.get("/")
def release():
    return os.environ["RELEASE_NAME"]
"""


class Load:
    """Visitors at a steady pace, each with a key as a program has it; what they were answered."""

    def __init__(self, session, label):
        workbench = session.workbench
        self.port = workbench.ports["front-door"]
        self.headers = {"Host": f"{label}.localhost:{self.port}", "Authorization": "Bearer " + workbench.client().key}
        self.answers, self.retryable, self.failures = {}, 0, []
        self.stopping = threading.Event()
        self.lock = threading.Lock()

    def __enter__(self):
        self.threads = [threading.Thread(target=self.visit, args=(n,), daemon=True) for n in range(PER_SECOND // 10)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure):
        self.stopping.set()
        for thread in self.threads:
            thread.join(120)

    def visit(self, number):
        begin = time.monotonic() + number / PER_SECOND
        for n in range(1_000_000):
            # Ten a second each, late ones at once: a slow answer does not thin out the load.
            if self.stopping.wait(max(0.0, begin + n / 10 - time.monotonic())):
                return
            self.ask()

    def ask(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/", headers=self.headers)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
            with self.lock:
                if answer.status == 200:
                    self.answers[body] = self.answers.get(body, 0) + 1
                elif answer.status == 503 and answer.headers.get("Retry-After"):
                    self.retryable += 1
                else:
                    self.failures.append(f"{answer.status} {body[:100]!r}")
        except (OSError, http.client.HTTPException) as away:
            # No answer at all to a GET: whoever asks may ask again.
            with self.lock:
                self.retryable += 1
                self.last = away
        finally:
            connection.close()

    def seen(self, body, more=20):
        """Waits until so many more visitors have got this answer."""
        with self.lock:
            goal = self.answers.get(body, 0) + more
        until(f"{body} to answer visitors", lambda: self.answers.get(body, 0) >= goal, 120)


def prepare(session):
    """The runtime and the code of an app, once a session."""
    session.workbench.up()
    client = session.client
    approved = [one for one in client.get(path("runtimes"))["items"] if one["name"] == "flask" and one["state"] == "APPROVED"]
    if not approved:
        template = client.get(path("templates", TEMPLATE))
        lock = client.call("GET", path("templates", TEMPLATE) + "/files/" + template["runtime"]["lock"]).body.decode()
        built = session.ended(session.start("environment", {"name": "flask", "lock": lock}), 600.0)
        expect(built["state"] == "SUCCEEDED", f"the runtime cannot be built: {built.get('failure')}")
        client.ok("POST", path("runtimes", built["result"]["runtimeId"], "approve"))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("app.py", CODE)
    return client.ok("POST", path("projects", PROJECT, "code"), archive.getvalue())["sha"]


def spec(code, name, **more):
    return {"app": APP, "framework": "FLASK", "runtime": "flask", "code": code, "environment": {"RELEASE_NAME": name}, "drain": "PT10S", **more}


def app(session):
    return session.client.get(path("projects", PROJECT, "apps", APP))


def serving(session, run, seconds=240.0):
    return until(f"run {run} to have the traffic", lambda: app(session)["run"] == run and app(session), seconds, 0.2)


def stop(session, run):
    """The app is taken down: what is left must be nothing."""
    session.client.ok("POST", path("projects", PROJECT, "apps", APP, "stop"))
    session.ended(run)


def switching(name, injected, expected, kill, strict):
    @phase("F24", name, injected, expected)
    def switched(session, see):
        code = prepare(session)
        old = session.start("app", spec(code, "old " + uuid.uuid4().hex[:6]))
        label = serving(session, old)["site"]
        before = session.run(old)["spec"]["environment"]["RELEASE_NAME"]
        after = "new " + uuid.uuid4().hex[:6]
        with Load(session, label) as load:
            load.seen(before)
            new = kill(session, lambda: session.start("app", spec(code, after)))
            serving(session, new)
            load.seen(after)
            ended = session.ended(old)
        expect(ended["state"] == "SUCCEEDED", f"what served before is {ended['state']}: {ended.get('failure')}")
        expect(not load.failures, f"{len(load.failures)} visitors failed: {load.failures[:3]}")
        expect(set(load.answers) == {before, after}, f"answers of {set(load.answers)}")
        expect(not strict or load.retryable == 0, f"{load.retryable} visitors had to ask again")
        see(f"{sum(load.answers.values())} answers, {load.retryable} asked again, 0 failed")
        stop(session, new)


def worker_at(failpoint):
    def kill(session, deploy):
        session.workbench.stop("worker")
        session.workbench.start("worker", failpoints=f"{failpoint}:kill")
        run = deploy()
        code = session.workbench.died("worker")
        expect(code == 137, f"the worker ended with {code}, not at its failpoint")
        session.workbench.start("worker")
        return run

    return kill


def api_in_the_middle(session, deploy):
    run = deploy()
    until("the new release to be started", lambda: app(session)["latest"] == {**app(session)["latest"], "run": run}, 60)
    session.workbench.kill("api")
    session.workbench.start("api")
    return run


def both_at_the_switch(session, deploy):
    run = worker_died(session, deploy)
    session.workbench.kill("api")
    session.workbench.start("api")
    session.workbench.start("worker")
    return run


def worker_died(session, deploy):
    session.workbench.stop("worker")
    session.workbench.start("worker", failpoints="app.switched:kill")
    run = deploy()
    expect(session.workbench.died("worker") == 137, "the worker did not reach its failpoint")
    return run


NOBODY = "the new release serves, the old one ends in order, no visitor notices"
ASKED = "the new release serves, the old one ends in order; visitors are answered by either or asked to come again, none gets an error"
switching("worker before the switch", "the worker dies when the new release is healthy", NOBODY, worker_at("app.healthy"), True)
switching("worker after the switch", "the worker dies when the site points to the new release, before the old one knows", NOBODY, worker_at("app.switched"), True)
switching("worker while draining", "the worker dies while the old release finishes its requests", NOBODY, worker_at("app.draining"), True)
switching("api during the start", "kill -9 the api, front door included, while the new release starts", ASKED, api_in_the_middle, False)
switching("both after the switch", "the worker dies at the switch, then kill -9 the api too", ASKED, both_at_the_switch, False)


@phase(
    "F25",
    "crash loop",
    "a release whose process exits with 1 is deployed over one that serves",
    "tried again with growing pauses, then FAILED and announced once; the old release answers every visitor meanwhile",
)
def crash_loop(session, see):
    code = prepare(session)
    old = session.start("app", spec(code, "good"))
    label = serving(session, old)["site"]
    with Load(session, label) as load:
        load.seen("good")
        broken = {**spec(code, "bad"), "command": ["/runtime/bin/python", "-c", "raise SystemExit('broken on purpose')"]}
        broken.pop("framework")
        bad = session.start("app", broken)
        ended = session.ended(bad)
        load.seen("good")
    failure = ended.get("failure") or {}
    expect(ended["state"] == "FAILED" and failure.get("code") == "UNHEALTHY", f"{ended['state']} {failure}")
    expect("broken on purpose" in failure["message"], failure["message"])
    expect(set(load.answers) == {"good"} and not load.failures and not load.retryable, f"{load.answers} {load.failures[:3]}")
    events = session.events(bad)
    starts = [event for event in events if event["type"] == "runner.attested"]
    alerts = [event for event in events if event["type"] == "alert.raised"]
    expect(len(starts) == 3, f"{len(starts)} starts")
    expect(len(alerts) == 1, f"{len(alerts)} alerts: {json.dumps(alerts)}")
    see(f"{len(starts)} starts, 1 alert, {load.answers['good']} answers of the old release")
    expect(app(session)["run"] == old, "the old release lost the traffic")
    stop(session, old)
