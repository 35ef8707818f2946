"""The invariants, read from answers of the api and from the host, after every fault."""

import hashlib
import urllib.parse

from . import host
from .client import path
from .waiting import Expectation, until

TERMINAL = {"SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "OUT_OF_BUDGET"}
END_SECONDS = 300.0
LEFT_SECONDS = 30.0


class Checker:
    def __init__(self, workbench, ledger):
        self.workbench = workbench
        self.ledger = ledger
        self.proven = set()

    def verify(self):
        """Per invariant what was found; raises nothing."""
        found = {}
        for name in ("I2", "I1", "I3", "I4", "I5", "I6"):
            try:
                found[name] = {"holds": True, "seen": getattr(self, name)()}
            except Exception as error:  # whatever goes wrong while looking is a finding too
                found[name] = {"holds": False, "seen": f"{type(error).__name__}: {error}"}
        return dict(sorted(found.items()))

    def runs(self):
        client, items, cursor = self.workbench.client(), [], ""
        while True:
            page = client.get(path("projects", self.ledger.project, "runs") + "?limit=500" + cursor)
            items += page["items"]
            if not page.get("next"):
                return items
            cursor = "&cursor=" + page["next"]

    def events(self, run):
        """All events of a run, by page."""
        client, items = self.workbench.client(), []
        while True:
            after = items[-1]["seq"] if items else 0
            page = client.get(path("projects", self.ledger.project, "runs", run, "events") + f"?after={after}")["items"]
            if not page:
                return items
            items += page

    def I1(self):
        """One run per acknowledged start."""
        ids = [run["id"] for run in self.runs()]
        wrong = [run for run in self.ledger.acknowledged.values() if ids.count(run) != 1]
        if wrong:
            raise Expectation(f"acknowledged, but not there exactly once: {wrong}")
        if len(ids) != len(set(self.ledger.acknowledged.values())):
            surplus = sorted(set(ids) - set(self.ledger.acknowledged.values()))
            raise Expectation(f"runs nobody was told of: {surplus}")
        return f"{len(self.ledger.acknowledged)} starts, {len(ids)} runs"

    def I2(self):
        """Every run is terminal within the deadline."""
        until("all runs to end", lambda: all(run["state"] in TERMINAL for run in self.runs()), END_SECONDS, 0.5)
        return f"{len(self.runs())} runs terminal"

    def I3(self):
        """Settled and reserved stay within the limit; nothing is reserved when nothing is open."""
        budget = self.workbench.client().get(path("projects", self.ledger.project))["budget"]
        for unit, state in budget.items():
            limit, reserved, spent = (float(state[key]) for key in ("limit", "reserved", "spent"))
            if spent + reserved > limit or reserved != 0:
                raise Expectation(f"{unit}: spent {spent}, reserved {reserved}, limit {limit}")
        return ", ".join(f"{unit} {float(state['spent']):.4f} of {float(state['limit']):.0f}" for unit, state in budget.items())

    def I4(self):
        """The chains verify, and every change of state has its event."""
        report = self.workbench.client().ok("POST", "/api/v1/audit/verify")
        if not report["ok"]:
            raise Expectation(f"the chain is broken: {report}")
        for run in self.runs():
            if run["id"] not in self.proven:
                self.every_change_has_its_event(run)
                self.proven.add(run["id"])
        return f"{report['events']} events of {report['runs']} runs verify"

    def every_change_has_its_event(self, run):
        events = self.events(run["id"])
        if [event["seq"] for event in events] != list(range(1, len(events) + 1)):
            raise Expectation(f"gap in the events of {run['id']}")
        types = [event["type"] for event in events]
        wanted = {"run.queued": True, "run.admitted": run["admittedAt"], "run.running": run["startedAt"]}
        wanted["run." + run["state"].lower()] = True
        for name, needed in wanted.items():
            if needed and types.count(name) != 1:
                raise Expectation(f"{run['id']} has {types.count(name)} × {name}: {types}")
        ends = [name for name in types if name.removeprefix("run.").upper() in TERMINAL]
        if len(ends) != 1:
            raise Expectation(f"{run['id']} ended {len(ends)} times: {ends}")

    def I5(self):
        """Every artifact's bytes are the recorded ones."""
        client, count = self.workbench.client(), 0
        for run in self.runs():
            for artifact in client.get(path("projects", self.ledger.project, "runs", run["id"], "artifacts"))["items"]:
                answer = client.call("GET", self.address(run["id"], artifact))
                digest = hashlib.sha256(answer.body).hexdigest()
                if answer.status != 200 or digest != artifact["sha256"] or len(answer.body) != artifact["bytes"]:
                    raise Expectation(f"{artifact} is answered with {answer.status}, sha256 {digest}")
                count += 1
        return f"{count} artifacts read, digests as recorded"

    def address(self, run, artifact):
        """Where the content is read: logged models only speak MLflow's protocol, whose experiment is not checked here."""
        kind, owner = artifact["owner"].split("/", 1)
        quoted = urllib.parse.quote(artifact["path"])
        if kind == "runs":
            return path("projects", self.ledger.project, "runs", run, "artifacts") + "/" + quoted
        experiment = self.ledger.experiment(self.workbench.client(), run)
        return f"/mlflow/{self.ledger.project}/api/2.0/mlflow-artifacts/artifacts/{experiment}/models/{owner}/artifacts/{quoted}"

    def I6(self):
        """Nothing is left of ended runs: no process, control group, workspace or input."""
        ended = [run["id"] for run in self.runs() if run["state"] in TERMINAL]
        try:
            until("the last traces of ended runs to go", lambda: not self.left(ended), LEFT_SECONDS, 0.5)
        except Expectation as late:
            raise Expectation(f"{late}: {self.left(ended)}") from late
        return f"nothing left of {len(ended)} runs"

    def left(self, ended):
        traces, names = [], {run[24:]: run for run in ended}
        places = [self.workbench.home / "runs", *self.workbench.groups()]
        for place in [child for parent in places if parent.is_dir() for child in parent.iterdir()]:
            if place.name[:12] in names and place.is_dir():
                traces.append(str(place))
        traces += [str(place) for place in (self.workbench.home / "jobs").glob("*") if place.name in ended]
        traces += [f"process {pid}" for run, pid in host.by_variable("MLFLOW_RUN_ID") if run in ended]
        return traces


class Ledger:
    """What we asked for and were told."""

    def __init__(self, project):
        self.project = project
        self.acknowledged = {}
        self.experiments = {}
        # Starts whose answer was lost or said "later": to be repeated with their keys.
        self.unknown = []

    def experiment(self, client, run):
        if run not in self.experiments:
            answer = client.ok("GET", f"/mlflow/{self.project}/api/2.0/mlflow/runs/get?run_id={run}")
            self.experiments[run] = answer["run"]["info"]["experiment_id"]
        return self.experiments[run]
