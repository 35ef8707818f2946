"""Serves one ONNX model over REST by the Open Inference Protocol v2, on the unix socket named by WBX_SOCKET.

Runs inside the sandbox of a replica, in the approved runtime; needs numpy, onnxruntime and uvicorn. The model is loaded before the
socket exists, so whoever can connect finds it ready.
"""

import argparse
import asyncio
import json
import os
import re
import socket
from concurrent.futures import ThreadPoolExecutor

import uvicorn
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument

from oip_model import Model
from oip_request import InferRequest, infer_response
from oip_tensors import Refused

ROUTE = re.compile(r"/v2/models/([A-Za-z0-9._-]+)(?:/versions/([A-Za-z0-9._-]+))?(/ready|/infer)?")
SERVER = {"name": "workbenchx", "version": "1", "extensions": ["binary_tensor_data"]}
JSON = (b"content-type", b"application/json")


class App:
    """The ASGI application."""

    def __init__(self, model, name, version, max_body, workers, max_pending):
        self.model = model
        self.name = name
        self.version = version
        self.max_body = max_body
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="infer")
        self.max_pending = max_pending
        self.pending = 0

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return
        headers = []
        try:
            status, body, headers = await self.answer(scope, receive)
        except Refused as refusal:
            status, body = refusal.status, {"error": str(refusal)}
        except InvalidArgument as error:
            status, body = 400, {"error": f"the model refused the input: {error}"}
        except Exception as error:  # the caller gets an answer in the protocol's form whatever happens
            print(f"infer failed: {type(error).__name__}: {error}", flush=True)
            status, body = 500, {"error": f"inference failed: {type(error).__name__}"}
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers = [JSON]
        headers = [*headers, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def answer(self, scope, receive):
        path = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
        fixed = {
            "/v2": SERVER,
            "/v2/health/live": {"live": True},
            "/v2/health/ready": {"ready": True},
        }.get(path)
        if fixed is not None:
            require(scope, "GET", "HEAD")
            return 200, fixed, []
        route = ROUTE.fullmatch(path)
        if not route:
            raise Refused(f"there is no {path[:200]}", 404)
        name, version, verb = route.groups()
        if name != self.name or version not in (None, self.version):
            raise Refused(f'there is no model "{name}"' + (f" version {version}" if version else ""), 404)
        if verb == "/infer":
            require(scope, "POST")
            return await self.infer(scope, receive)
        require(scope, "GET", "HEAD")
        return 200, {"name": self.name, "ready": True} if verb else self.metadata(), []

    def metadata(self):
        return {
            "name": self.name,
            "versions": [self.version],
            "platform": "onnxruntime_onnx",
            "inputs": [t.describe() for t in self.model.inputs.values()],
            "outputs": [t.describe() for t in self.model.outputs.values()],
        }

    async def infer(self, scope, receive):
        if self.pending >= self.max_pending:
            raise Refused("the replica has too many requests waiting; try again", 503)
        self.pending += 1
        try:
            headers = dict(scope["headers"])
            if headers.get(b"content-encoding", b"identity") != b"identity":
                raise Refused("a compressed body is not supported", 415)
            body = await self.read(headers, receive)
            length = headers.get(b"inference-header-content-length")
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.pool, self.compute, body, length and length.decode("latin-1"))
        finally:
            self.pending -= 1

    async def read(self, headers, receive):
        refusal = Refused(f"the body is larger than {self.max_body} bytes")
        if int(headers.get(b"content-length", b"0")) > self.max_body:
            raise refusal
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refused("the client went away")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self.max_body:
                raise refusal
            if not message.get("more_body"):
                return b"".join(parts)

    def compute(self, body, header_length):
        request = InferRequest(self.model, body, header_length)
        arrays = self.model.run([name for name, _ in request.wanted], request.feeds)
        content, json_length = infer_response(self.name, self.version, request, self.model, arrays)
        if json_length is None:
            return 200, content, [JSON]
        kind = (b"content-type", b"application/octet-stream")
        return 200, content, [kind, (b"inference-header-content-length", str(json_length).encode())]


def require(scope, *methods):
    if scope["method"] not in methods:
        raise Refused(f"{scope['method']} is not possible here", 405)


def listen(path):
    """A socket that its group may use too: the front door belongs to the group of the directory."""
    if os.path.lexists(path):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o007)
    try:
        listener.bind(path)
    finally:
        os.umask(mask)
    return listener


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model-dir", default="/model")
    arguments.add_argument("--name", required=True)
    arguments.add_argument("--version", required=True)
    arguments.add_argument("--max-body", type=int, default=32 * 1024 * 1024)
    arguments.add_argument("--threads", type=int, default=1, help="threads of one inference")
    arguments.add_argument("--workers", type=int, default=min(8, len(os.sched_getaffinity(0)) + 1))
    arguments.add_argument("--max-pending", type=int, default=512)
    given = arguments.parse_args()
    model = Model(given.model_dir, given.threads)
    app = App(model, given.name, given.version, given.max_body, given.workers, given.max_pending)
    # The front door keeps connections for 30 s: the side that sends requests must be the one that closes, else a request meets a close.
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_keep_alive=3600,
        timeout_graceful_shutdown=25,
    )
    listener = listen(os.environ["WBX_SOCKET"])
    print(f"serving {given.name} version {given.version}", flush=True)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    main()
