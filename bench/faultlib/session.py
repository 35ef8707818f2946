"""What the faults share: a project with data, a runtime and a budget, and runs in it that are easy to follow."""

import pathlib
import urllib.parse
import uuid

from . import host
from .checker import TERMINAL, Ledger
from .client import Refused, path
from .waiting import expect, until

TEMPLATE = "tabular-classifier"
PROJECT = "faults"
# Trees enough that the training outlives the restart of a worker, and trees few enough to be done at once.
LONG = {"n_estimators": "4000", "max_depth": "3"}
SHORT = {"n_estimators": "10", "max_depth": "2"}
END_SECONDS = 400.0


class Session:
    def __init__(self, workbench, say):
        self.workbench = workbench
        self.say = say
        self.ledger = Ledger(PROJECT)
        self.template = None

    @property
    def client(self):
        return self.workbench.client()

    # --- setting up

    def prepare(self):
        """Project and dataset version, as a newcomer makes them."""
        self.workbench.up()
        client = self.client
        self.template = client.get(path("templates", TEMPLATE))
        if client.call("GET", path("projects", PROJECT)).status == 404:
            budget = {"USD": 1000, "CPU_SECONDS": 1000000}
            client.ok("POST", path("projects"), {"name": PROJECT, "template": TEMPLATE, "budget": budget})
        data = self.template["dataset"]
        content = self.file(data["file"])
        self.upload(data["name"], pathlib.Path(data["file"]).name, content)
        # A home that was used before has runs already.
        earlier = client.get(path("projects", PROJECT, "runs") + "?limit=500")["items"]
        self.ledger.acknowledged.update({"earlier/" + run["id"]: run["id"] for run in earlier})

    def file(self, name):
        return self.client.call("GET", path("templates", TEMPLATE) + "/files/" + urllib.parse.quote(name)).body

    def upload(self, name, file_name, content):
        return self.client.ok("POST", path("projects", PROJECT, "datasets", name, "versions") + f"?fileName={file_name}", content)

    def prepare_runtime(self):
        """An approved runtime; it takes the longest, and only trainings need it."""
        name = self.template["runtime"]["name"]
        approved = [one for one in self.client.get(path("runtimes"))["items"] if one["name"] == name and one["state"] == "APPROVED"]
        if not approved:
            self.say("building the runtime …")
            lock = self.file(self.template["runtime"]["lock"]).decode()
            run = self.start("environment", {"name": name, "lock": lock})
            built = self.ended(run, 900.0)
            expect(built["state"] == "SUCCEEDED", f"the runtime cannot be built: {built.get('failure')}")
            self.client.ok("POST", path("runtimes", built["result"]["runtimeId"], "approve"))

    # --- runs

    def request(self, kind, spec):
        return {"kind": kind, "spec": spec}

    def training(self, parameters):
        data = self.template["dataset"]["name"]
        return {
            "entrypoint": self.template["training"]["entrypoint"],
            "runtime": self.template["runtime"]["name"],
            "experiment": "faults",
            "datasets": {data: 1},
            "parameters": parameters,
            "timeout": "PT20M",
        }

    def post(self, body, key):
        return self.client.call("POST", path("projects", PROJECT, "runs"), body, {"Idempotency-Key": key})

    def acknowledge(self, key, answer):
        """Writes down what a start was answered."""
        if answer.status >= 300:
            raise Refused(answer)
        run = answer.json()["id"]
        before = self.ledger.acknowledged.setdefault(key, run)
        expect(before == run, f"the key {key} was answered with run {before}, then with {run}")
        return run

    def start(self, kind, spec):
        key = str(uuid.uuid4())
        return self.acknowledge(key, self.post(self.request(kind, spec), key))

    def train(self, parameters):
        return self.start("training", self.training(parameters))

    def run(self, run):
        return self.client.get(path("projects", PROJECT, "runs", run))

    def ended(self, run, seconds=END_SECONDS):
        def over():
            now = self.run(run)
            return now if now["state"] in TERMINAL else None

        return until(f"run {run} to end", over, seconds, 0.3)

    def events(self, run):
        return self.client.get(path("projects", PROJECT, "runs", run, "events") + "?limit=1000")["items"]

    def succeeded_once(self, run):
        """Waits for the end, which must be one success; the run."""
        ended = self.ended(run)
        expect(ended["state"] == "SUCCEEDED", f"run {run} is {ended['state']}: {ended.get('failure')}")
        types = [event["type"] for event in self.events(run)]
        expect(types.count("run.succeeded") == 1, f"{types.count('run.succeeded')} × run.succeeded: {types}")
        return ended

    def training_process(self, run):
        """Waits until the script itself is at work: (pid of its shim, start time, directories)."""

        def working():
            workload = self.workbench.workload(run)
            if workload is None:
                return None
            python = [pid for pid in host.descendants(workload[0]) if "train.py" in host.command(pid)]
            used = [sum(map(int, host.stat(pid)[11:13])) for pid in python if host.alive(pid)]
            # Hundredths of a second: with two of them it has left the start behind.
            return workload if any(ticks >= 200 for ticks in used) else None

        return until(f"the training of run {run} to work", working, END_SECONDS)

    def attempts(self, run, activity="Execute"):
        """(type, attempt) of the events of one step."""
        return [
            (event["type"], event["data"].get("attempt"))
            for event in self.events(run)
            if event["type"].startswith("step.") and event["data"].get("step") == activity
        ]
