"""F31: the front door dies while a WebSocket works, and is started again."""

import http.client
import os
import re
import uuid

from .catalog import phase
from .client import path
from .session import PROJECT
from .waiting import expect, until
from .websocket import Kernel, Socket


def site(session, kernel):
    """Opens a site of a run before this service, as an operation does; (host, label)."""
    run = session.start("probe", {"note": "service"})
    session.succeeded_once(run)
    label, port = "kernel-" + uuid.uuid4().hex[:10], session.workbench.ports["front-door"]
    session.workbench.sql(f"""
        with opened as (insert into ops.sites (id, label, project_id, kind, name, owner, access, wakes, framed, state)
          select gen_random_uuid(), '{label}', r.project_id, 'probe', '{label}', r.created_by, 'OWNER', false, false, 'RUNNING'
          from ops.runs r where r.id = '{run}' returning id, project_id)
        insert into ops.site_targets (site_id, run_id, name, project_id, attempt, socket, socket_uid, weight)
          select id, '{run}', '0', project_id, 1, '{kernel.path}', {os.geteuid()}, 1 from opened""")
    return f"{label}.localhost:{port}", label


def way_in_of(session, label):
    url = session.client.ok("POST", path("projects", PROJECT, "sites", label, "entry"), {"path": "/"})["url"]
    return re.sub("^http://[^/]*", "", url)


def visit(session, host, target):
    """(status, headers) of what the front door answers, as soon as it listens and knows the site."""

    def answered():
        connection = http.client.HTTPConnection("127.0.0.1", session.workbench.ports["front-door"], timeout=30)
        try:
            connection.request("GET", target, headers={"Host": host})
            answer = connection.getresponse()
            return (answer.status, answer.headers) if answer.status != 404 else None
        finally:
            connection.close()

    return until("the front door to know the site", answered, 60)


def enter(session, host, label):
    """The cookie of a browser that was let in."""
    status, headers = visit(session, host, way_in_of(session, label))
    expect(status == 303, f"the way in was answered {status}")
    return headers["Set-Cookie"].split(";")[0]


def connected(session, host, cookie):
    """A WebSocket, as soon as the front door knows the site."""
    return until("the WebSocket to open", lambda: Socket(session.workbench.ports["front-door"], host, cookie), 60)


@phase(
    "F31",
    "kernel at work",
    "kill -9 the api, and the front door with it, while a WebSocket to a working kernel is open",
    "the kernel goes on, the browser connects again with the cookie it has, and no second way in is needed",
)
def kernel_at_work(session, see):
    session.workbench.up()
    kernel = Kernel()
    host, label = site(session, kernel)
    cookie = enter(session, host, label)
    before = connected(session, host, cookie)
    first = before.ask("how far?")
    session.workbench.kill("api")
    expect(before.ended(), "the WebSocket outlived its front door")
    at_kill = kernel.steps
    session.workbench.start("api")
    after = connected(session, host, cookie)
    again = after.ask("how far now?")
    expect(again > at_kill > first, f"steps {first}, {at_kill}, {again}: the kernel did not go on")
    listed = session.client.get(path("projects", PROJECT, "sites", label, "sessions"))["items"]
    expect(len(listed) == 1, f"{len(listed)} sessions of one browser")
    see(f"{first} steps before, {at_kill} when the api died, {again} over the new WebSocket, with the same cookie")


@phase("F31", "way in", "kill -9 the api between the code and its use", "the code is still good once, and only once")
def way_in(session, see):
    session.workbench.up()
    kernel = Kernel()
    host, label = site(session, kernel)
    target = way_in_of(session, label)
    session.workbench.kill("api")
    session.workbench.start("api")
    statuses = [visit(session, host, target)[0] for _ in range(2)]
    # A start may take longer than the minute for which a code is good; then it is good for nothing.
    expect(statuses in ([303, 403], [403, 403]), f"answered {statuses}")
    see(f"answered {statuses}")
