"""F8, F10, F11 and F12: disks that are full, an object store behind a bad network, and objects that are not what they were."""

import contextlib
import hashlib
import os
import pathlib
import shutil
import subprocess
import uuid

from . import host
from .api_faults import artifacts, tracked_run
from .catalog import phase
from .checker import Checker
from .client import path
from .faulty_proxy import FaultyProxy
from .session import PROJECT, Session
from .waiting import expect, until
from .workbench import Workbench

MEGABYTES = os.urandom(1 << 20) * 24


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """A file system of its own, of that size."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0711", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True)
    expect(done.returncode == 0, f"needs root to mount a small disk: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder):
    """Leaves no room; the file that takes it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
    return filler


@contextlib.contextmanager
def another(session, variables=None, prepare=lambda home: contextlib.nullcontext()):
    """A workbench for this fault alone, checked like any other when it is over."""
    workbench = Workbench(session.workbench.root, variables=variables)
    with prepare(workbench.home):
        own = Session(workbench, session.say)
        try:
            own.prepare()
            yield own
            found = Checker(workbench, own.ledger).verify()
            wrong = [f"{name}: {one['seen']}" for name, one in found.items() if not one["holds"]]
            expect(not wrong, f"afterwards: {wrong}")
        finally:
            workbench.close()


def put(session, place, content):
    return session.client.call("PUT", place, content, timeout=180.0)


def download(session, run, name="table.csv"):
    return session.client.call("GET", path("projects", PROJECT, "runs", run, "artifacts") + "/" + name, timeout=180.0)


@phase("F8", "database", "no room left on the disk of PostgreSQL", "writes 507 or 503, reads go on, everything works again when there is room; nothing acknowledged is lost")
def database(session, see):
    with another(session, prepare=lambda home: small_disk(home / "postgres", 400)) as own:
        before = own.start("probe", {"note": "before"})
        own.succeeded_once(before)
        filler = fill(own.workbench.home / "postgres")
        refused, acknowledged = {}, []
        for number in range(400):
            key, body = str(uuid.uuid4()), own.request("probe", {"note": "x" * 4000 + str(number)})
            answer = own.post(body, key)
            if answer.status < 300:
                acknowledged.append(own.acknowledge(key, answer))
                continue
            expect(answer.status in (503, 507), f"answered {answer!r}")
            refused[answer.status] = refused.get(answer.status, 0) + 1
            own.ledger.unknown.append((key, body))
            if sum(refused.values()) >= 5:
                break
        expect(refused, "the disk is full and everything was accepted")
        read = own.client.call("GET", path("projects", PROJECT, "runs", before))
        expect(read.status == 200, f"a read was answered {read!r}")
        filler.unlink()
        until("writes to work again", lambda: own.post(own.request("probe", {"note": "x"}), "again").status < 300, 180, 1)
        own.acknowledge("again", own.post(own.request("probe", {"note": "x"}), "again"))
        for key, body in own.ledger.unknown:
            own.acknowledge(key, own.post(body, key))
        own.ledger.unknown.clear()
        for run in acknowledged:
            own.succeeded_once(run)
        see(f"{len(acknowledged)} accepted before, then {refused}; reads 200; all runs succeeded once there was room")


@phase("F10", "object store", "no room left on the disk of the object store", "uploads 507 STORAGE_FULL and nothing of them kept, reads go on, uploads work again when there is room")
def store_disk(session, see):
    with another(session, prepare=lambda home: small_disk(home / "objects", 64)) as own:
        objects = own.workbench.home / "objects"
        run, place, finish = tracked_run(own)
        expect(put(own, place, b"small").status == 200, "a small artifact is refused")
        filler = fill(objects)
        answer = put(own, place, MEGABYTES)
        expect(answer.status == 507 and b"room" in answer.body, f"answered {answer!r}")
        expect(not list((objects / "incoming").iterdir()), "something of the upload was kept")
        expect(download(own, run).body == b"small", "what was stored cannot be read")
        filler.unlink()
        expect(put(own, place, MEGABYTES).status == 200, "refused although there is room")
        finish()
        see(f"507 {answer.json().get('message', '')[:60]}; read meanwhile; stored once there was room")


@contextlib.contextmanager
def s3_server(folder):
    """versitygw on a folder: its port and its variables for the workbench."""
    places = [os.environ.get("GOPATH", ""), str(pathlib.Path.home() / "go")]
    cache = pathlib.Path.home() / ".cache" / "workbenchx-ci" / "bin" / "versitygw"
    found = shutil.which("versitygw") or next((p for p in [*(f"{g}/bin/versitygw" for g in places), str(cache)] if pathlib.Path(p).is_file()), None)
    expect(found, "versitygw is not installed: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0")
    folder.mkdir(parents=True)
    port, secret = host.free_port(), uuid.uuid4().hex
    server = subprocess.Popen(
        [found, "--port", f"127.0.0.1:{port}", "posix", str(folder)],
        env={"ROOT_ACCESS_KEY": "faults", "ROOT_SECRET_KEY": secret, "PATH": os.environ["PATH"]},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    proxy = FaultyProxy(port)
    variables = {
        "WORKBENCHX_STORE_KIND": "s3",
        "WORKBENCHX_STORE_S3_ENDPOINT": f"http://127.0.0.1:{proxy.port}",
        "WORKBENCHX_STORE_S3_BUCKET": "faults",
        "WORKBENCHX_STORE_S3_ACCESS_KEY": "faults",
        "WORKBENCHX_STORE_S3_SECRET_KEY": secret,
        "WORKBENCHX_STORE_S3_TIMEOUT": "5s",
    }
    try:
        yield proxy, variables
    finally:
        proxy.close()
        server.terminate()
        server.wait(20)


@phase("F11", "network", "the way to the S3 server refuses, cuts and flips bits, in and out", "retried and resumed; what cannot be is 503 or integrity, and nothing is published")
def network(session, see):
    home = pathlib.Path(session.workbench.home) / ("s3-" + uuid.uuid4().hex[:8])
    with s3_server(home) as (proxy, variables), another(session, variables) as own:
        run, place, finish = tracked_run(own)
        for name, mode in {"cut in": ("cut", 10 << 20, "in"), "flipped in": ("flip", 5 << 20, "in")}.items():
            content, before = os.urandom(1 << 20) * 24, proxy.faults
            proxy.mode = mode
            answer = put(own, place, content)
            expect(answer.status == 200 and proxy.faults == before + 1, f"{name}: answered {answer!r} after {proxy.faults - before} faults")
            expect(hashlib.sha256(download(own, run).body).digest() == hashlib.sha256(content).digest(), f"{name}: other bytes came back")
        before = proxy.faults
        proxy.mode = ("cut", 10 << 20, "out")
        expect(download(own, run).body == content and proxy.faults == before + 1, "a cut download was not resumed")
        proxy.mode = ("flip", 5 << 20, "out")
        flipped = download(own, run)
        expect(flipped.status == 500 and flipped.json()["code"] == "INTEGRITY", f"flipped out: {flipped!r}")
        proxy.mode = "refuse"
        away = put(own, place.replace("table.csv", "other.csv"), b"never")
        expect(away.status == 503 and away.headers.get("Retry-After"), f"away: {away!r}")
        proxy.mode = None
        expect([one["path"] for one in artifacts(own, run)] == ["table.csv"], f"published: {artifacts(own, run)}")
        expect(put(own, place, content).status == 200, "not stored when the store was back")
        finish()
        see(f"{proxy.faults} faults: uploads resumed, download resumed, flipped bit {flipped.json()['code']}, away {away.status}")


@phase("F12", "altered and deleted", "an artifact's file is altered, then deleted, in the store", "integrity each time, never its bytes, one audit event; storing it again repairs it")
def altered(session, see):
    session.workbench.up()
    run, place, finish = tracked_run(session)
    content = os.urandom(1 << 16)
    expect(put(session, place, content).status == 200, "not stored")
    digest = hashlib.sha256(content).hexdigest()
    file = session.workbench.home / "objects" / "sha256" / digest[:2] / digest[2:]
    for name in ("altered", "deleted"):
        if name == "altered":
            file.chmod(0o600)
            file.write_bytes(content[:-1] + b"!")
        else:
            file.unlink()
        for _ in range(2):
            answer = download(session, run)
            expect(answer.status == 500 and answer.json()["code"] == "INTEGRITY", f"{name}: {answer.status}")
            expect(content[:64] not in answer.body, f"{name}: bytes were served")
    events = session.client.get("/api/v1/audit?type=object.damaged&limit=100")["items"]
    named = [event for event in events if digest in str(event)]
    expect(len(named) == 1, f"{len(named)} audit events about it")
    expect(put(session, place, content).status == 200 and download(session, run).body == content, "not repaired")
    finish()
    see("integrity 4 times, one audit event, repaired by storing it again")
