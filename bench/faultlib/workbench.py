"""A workbench of our own: infrastructure, api and worker as separate processes, or all in one, in a throw-away home."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import zipfile

from . import host
from .client import Client
from .waiting import expect, until

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = ("workflows", "providers", "control", "activities", "worker", "api", "standalone")
START_SECONDS = 240.0


def java():
    home = os.environ.get("JAVA_HOME")
    return str(pathlib.Path(home, "bin", "java")) if home else "java"


def jar(root, module):
    name = "standalone-*.jar" if module == "standalone" else f"{module}-*-boot.jar"  # the first stands beside its libraries
    found = sorted((root / module / "target").glob(name), key=lambda file: file.stat().st_mtime)
    return found[-1] if found else None


def ensure_built(root):
    """Builds what is missing or older than its sources."""
    jars = [jar(root, module) for module in ("standalone", "api", "worker")]
    sources = [root / "pom.xml"]
    for module in MODULES:
        sources += [path for path in (root / module / "src" / "main").rglob("*") if path.is_file()]
    stamp = root / "bench" / "target" / "faults-built"
    if all(jars):
        # Maven leaves a jar alone that need not change, hence the stamp.
        built = max(min(file.stat().st_mtime for file in jars), stamp.stat().st_mtime if stamp.exists() else 0)
        if all(source.stat().st_mtime <= built for source in sources):
            return
    print("building …", flush=True)
    build = ["mvn", "-B", "-q", "-T", "1C", "-DskipTests", "-Dspotless.check.skip", "-pl", "standalone,api,worker", "-am", "package"]
    subprocess.run(build, cwd=root, check=True)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.touch()


class Workbench:
    """Processes are found by the pids we started and those in infra.json, never by name."""

    def __init__(self, root, home=None, variables=None):
        self.root = root
        self.variables = variables or {}
        self.kept = home is not None
        self.home = pathlib.Path(home or tempfile.mkdtemp(prefix="wbx-faults-")).resolve()
        self.home.mkdir(parents=True, exist_ok=True)
        # Workloads run as users of their own and have to get through.
        self.home.chmod(0o755)
        self.group = f"wbx-faults-{os.getpid()}"
        self.ports = {name: host.free_port() for name in ("api", "front-door", "postgres", "temporal", "temporal-ui")}
        self.processes = {}
        self.logs = self.home / "logs"

    # --- starting

    def up(self):
        """Infrastructure, api and worker as processes of their own; what runs already stays."""
        if self.running("whole"):
            self.stop("whole")
        if not self.running("infra"):
            self.start_infra()
        starting = [name for name in ("api", "worker") if not self.running(name)]
        for name in starting:
            self.launch(name)
        for name in starting:
            self.await_ready(name)

    def up_whole(self, *options):
        """Everything in one JVM, but PostgreSQL and the engine's server."""
        for name in ("worker", "api", "infra", "whole"):
            self.stop(name)
        self.start_whole(*options)

    def start_infra(self):
        self.spawn("infra", ["standalone"], ["--infra-only", *self.infra_options()], heap=256)
        self.await_infra("infra")

    def start_whole(self, *options):
        ports = [f"--api-port={self.ports['api']}", f"--front-door-port={self.ports['front-door']}"]
        self.spawn("whole", ["standalone"], [*self.infra_options(), *ports, *options], heap=768)
        self.await_infra("whole")

    def infra_options(self):
        return [f"--home={self.home}", *(f"--{name}-port={self.ports[name]}" for name in ("postgres", "temporal", "temporal-ui"))]

    def start(self, name, failpoints=""):
        self.launch(name, failpoints)
        self.await_ready(name)

    def launch(self, name, failpoints="", overrides=None):
        environment = {**self.environment(), **self.own_variables(), **self.variables, **(overrides or {})}
        if failpoints:
            environment["WBX_FAILPOINTS"] = failpoints
        self.spawn(name, [name.split("-")[0]], [], heap=512, environment=environment, failpoints=bool(failpoints))

    def own_variables(self):
        return {
            "SERVER_ADDRESS": "127.0.0.1",
            "SERVER_PORT": str(self.ports["api"]),
            "WORKBENCHX_API_URL": f"http://127.0.0.1:{self.ports['api']}",
            "WORKBENCHX_FRONT_DOOR_PORT": str(self.ports["front-door"]),
            "WORKBENCHX_FRONT_DOOR_URL": f"http://127.0.0.1:{self.ports['front-door']}",
            # Small, so that faults reach them soon.
            "WORKBENCHX_LOGS_CAP": "32MB",
            "WORKBENCHX_JOBS_DISK": "256MB",
            "WORKBENCHX_TEMPLATES": str(self.templates()),
        }

    def templates(self):
        """The project's starters, with the misbehaving job among their code."""
        folder = self.home / "templates"
        if not folder.exists():
            shutil.copytree(self.root / "templates", folder, ignore=shutil.ignore_patterns("__pycache__"))
            for script in pathlib.Path(__file__).with_name("code").glob("*.py"):
                shutil.copy(script, folder / "tabular-classifier" / "code")
        return folder

    def spawn(self, name, module, options, heap, environment=None, failpoints=False):
        expect(not self.running(name), f"{name} runs already")
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"faults-{name}.log"
        flags = [f"-Xmx{heap}m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        if failpoints:
            flags.append("-Dwbx.failpoints.enabled=true")
        inherited = {key: value for key, value in os.environ.items() if not re.match("(TEMPORAL|WORKBENCHX|WBX|SPRING|SERVER)_", key)}
        inherited["WORKBENCHX_RUNNER_CONTROL_GROUP"] = self.group
        with log.open("ab") as out:
            start = out.tell()
            process = subprocess.Popen(
                [java(), *flags, "-jar", str(jar(self.root, module[0])), *options],
                env={**inherited, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process.log, process.log_start = log, start
        self.processes[name] = process

    def await_infra(self, name):
        process = self.processes[name]

        def ready():
            self.still_starting(name)
            infra = self.infra()
            return infra.get("pid") == process.pid and infra.get("state") == "READY"

        until(f"{name} to be ready", ready, START_SECONDS)

    def await_ready(self, name):
        def ready():
            self.still_starting(name)
            if name == "api":
                # It answers a moment before the very first start has made its administrator.
                login = self.home / "keys" / "first-login.json"
                return login.exists() and self.client().call("GET", "/api/v1/health").status == 200
            return "Started WorkerApplication" in self.log_of(name)

        until(f"{name} to be ready", ready, START_SECONDS)

    def still_starting(self, name):
        if self.processes[name].poll() is not None:
            expect(False, f"{name} ended while it started: …{self.log_of(name)[-1500:]}")

    def log_of(self, name):
        process = self.processes[name]
        with process.log.open("rb") as file:
            file.seek(process.log_start)
            return file.read().decode(errors="replace")

    # --- what it says about itself

    def infra(self):
        return json.loads((self.home / "infra.json").read_text())

    def environment(self):
        text = (self.home / "keys" / "infra.env").read_text()
        return dict(re.findall(r"^export ([A-Z0-9_]+)='(.*)'$", text, re.M))

    def sql(self, statement):
        """Executes a statement as the owner of the database, for what no operation does."""
        driver = self.home / "faults-driver.jar"
        if not driver.exists():
            with zipfile.ZipFile(jar(self.root, "api")) as whole:
                name = next(one for one in whole.namelist() if re.search(r"/postgresql-[\d.]+\.jar$", one))
                driver.write_bytes(whole.read(name))
        known = self.environment()
        subprocess.run(
            [java(), "-cp", str(driver), str(pathlib.Path(__file__).parent / "Sql.java"), known["WORKBENCHX_DATABASE_URL"],
             known["WORKBENCHX_DATABASE_OWNER"], statement],
            env={"PGPASSWORD": known["WORKBENCHX_DATABASE_OWNER_PASSWORD"]},
            check=True,
        )

    def client(self):
        login = self.home / "keys" / "first-login.json"
        return Client(self.ports["api"], json.loads(login.read_text())["apiKey"] if login.exists() else None)

    def running(self, name):
        process = self.processes.get(name)
        return process is not None and process.poll() is None

    def postmasters(self):
        """PostgreSQL servers over the data of this home."""
        data = str(self.home / "postgres")
        return [
            pid
            for pid in host.pids()
            if data in host.command(pid) and "/bin/postgres" in host.command(pid).split(" ")[0] and host.alive(pid)
        ]

    # --- ending

    def kill(self, name):
        """SIGKILL to that one process, and to nothing else."""
        process = self.processes[name]
        host.kill(process.pid)
        process.wait()

    def died(self, name, seconds=180.0):
        """Waits until it ended by itself; its exit code."""
        process = self.processes[name]
        until(f"{name} to reach its failpoint", lambda: process.poll() is not None, seconds)
        return process.returncode

    def servers(self):
        """PostgreSQL with its backends, and the engine's server."""
        infra = self.infra()
        roots = [infra.get(part, {}).get("pid") for part in ("postgres", "engine")]
        roots = [pid for pid in roots if pid and pid not in [process.pid for process in self.processes.values()]]
        return [pid for root in roots for pid in [root, *host.descendants(root)] if host.alive(pid)]

    def stop(self, name):
        process = self.processes.get(name)
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill(name)

    def close(self):
        for name in ("worker-2", "worker", "api", "whole", "infra"):
            self.stop(name)
        if (self.home / "infra.json").exists() and self.infra().get("state") not in ("STOPPED", "FAILED"):
            for pid in self.servers():
                if str(self.home) in host.command(pid):
                    host.kill(pid)
        for pid in self.workloads():
            host.kill(pid)
        for group in self.groups():
            for child in sorted(group.rglob("*"), reverse=True):
                if child.is_dir():
                    child.rmdir()
            group.rmdir()
        if not self.kept:
            shutil.rmtree(self.home, ignore_errors=True)

    # --- workloads

    def groups(self):
        """Our control groups, in whichever hierarchies of this host hold them."""
        base = pathlib.Path("/sys/fs/cgroup")
        return [place for place in [base / self.group, *base.glob(f"*/{self.group}")] if place.is_dir()]

    def workloads(self):
        """Shims of workloads that live, and all below them."""
        found = []
        for file in (self.home / "runs").glob("*/pid.json"):
            shim = json.loads(file.read_text())
            if host.start_time(shim["pid"]) == shim["start"]:
                found += [shim["pid"], *host.descendants(shim["pid"])]
        return found

    def workload(self, run):
        """(pid, start time, directories) of a run's workload, or None while there is none."""
        directories = sorted((self.home / "runs").glob(run[24:] + "-main-*"))
        for directory in directories:
            try:
                shim = json.loads((directory / "pid.json").read_text())
            except (FileNotFoundError, ValueError):
                continue
            return shim["pid"], shim["start"], [place.name for place in directories]
        return None
