"""The serving script over its real socket: starts it as a process and speaks HTTP to it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import numpy as np

import models

SCRIPT = os.path.join(os.environ["SERVING"], "oip_server.py")


class Replica:
    """A running server with one model."""

    def __init__(self, make, *extra):
        self.scratch = tempfile.TemporaryDirectory(prefix="oip")  # deleted with the test
        self.directory = self.scratch.name
        make(os.path.join(self.directory, "model"))
        self.socket = os.path.join(self.directory, "s")
        command = [sys.executable, SCRIPT, "--model-dir", os.path.join(self.directory, "model"), "--name", "net"]
        environment = {**os.environ, "WBX_SOCKET": self.socket}
        self.process = subprocess.Popen([*command, "--version", "7", *extra], env=environment)
        deadline = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)

    def answers(self):
        try:
            return self.ask("GET", "/v2/health/ready")[0] == 200
        except (FileNotFoundError, ConnectionRefusedError):
            return False

    def connect(self):
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(30)
        try:
            connection.sock.connect(self.socket)
        except OSError:
            connection.close()
            raise
        return connection

    def ask(self, method, path, body=None, headers=None):
        connection = self.connect()
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read(), response.headers
        finally:
            connection.close()

    def json(self, method, path, document=None):
        body = document if isinstance(document, (str, bytes, type(None))) else json.dumps(document)
        status, content, _ = self.ask(method, path, body)
        return status, json.loads(content, parse_constant=self.fail)

    @staticmethod
    def fail(literal):
        raise AssertionError(f"{literal} in an answer")

    def infer(self, document):
        return self.json("POST", "/v2/models/net/infer", document)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


class ServerCase(unittest.TestCase):
    make = staticmethod(models.double)
    extra = ()

    @classmethod
    def setUpClass(cls):
        cls.replica = Replica(cls.make, *cls.extra)

    @classmethod
    def tearDownClass(cls):
        cls.replica.stop()

    def refused(self, document, *words, status=400):
        answered, body = self.replica.infer(document)
        self.assertEqual(status, answered, body)
        self.assertEqual(["error"], list(body))
        for word in words:
            self.assertIn(word, body["error"])


def x(data=(1, 2, 3), shape=(1, 3), datatype="FP32", **more):
    return {"name": "x", "shape": list(shape), "datatype": datatype, "data": list(data), **more}


class Metadata(ServerCase):
    def test_server_and_health(self):
        status, body = self.replica.json("GET", "/v2")
        self.assertEqual((200, "workbenchx"), (status, body["name"]))
        self.assertIn("binary_tensor_data", body["extensions"])
        self.assertEqual((200, {"live": True}), self.replica.json("GET", "/v2/health/live"))
        self.assertEqual((200, {"ready": True}), self.replica.json("GET", "/v2/health/ready"))

    def test_model(self):
        for path in ("/v2/models/net", "/v2/models/net/versions/7"):
            status, body = self.replica.json("GET", path)
            self.assertEqual(200, status)
            self.assertEqual([{"name": "x", "datatype": "FP32", "shape": [-1, 3]}], body["inputs"])
            self.assertEqual(["y", "z"], [o["name"] for o in body["outputs"]])
            self.assertEqual(["7"], body["versions"])
        self.assertEqual((200, {"name": "net", "ready": True}), self.replica.json("GET", "/v2/models/net/ready"))

    def test_unknown_is_404(self):
        for path in ("/v2/models/other", "/v2/models/net/versions/8", "/v2/models/net/versions/8/ready", "/v2/models",
                     "/v2/models/nope/../net", "/", "/v2/", "/v2/models/net%2Fready", "/v2/models/net/", "/x%c3%a9"):
            status, body = self.replica.json("GET", path)
            self.assertEqual((404, ["error"]), (status, list(body)), path)
        self.assertEqual(404, self.replica.json("POST", "/v2/models/net/versions/8/infer", {})[0])

    def test_wrong_method_is_405(self):
        self.assertEqual(405, self.replica.json("GET", "/v2/models/net/infer")[0])
        self.assertEqual(405, self.replica.json("POST", "/v2/models/net", {})[0])
        self.assertEqual(405, self.replica.json("DELETE", "/v2", None)[0])


class Infer(ServerCase):
    def test_flat_and_nested(self):
        for data in ([1, 2.5, 3, 4, 5, 6], [[1, 2.5, 3], [4, 5, 6]]):
            status, body = self.replica.infer({"id": "a1", "inputs": [x(data, (2, 3))], "outputs": [{"name": "y"}]})
            self.assertEqual(200, status, body)
            self.assertEqual(("net", "7", "a1"), (body["model_name"], body["model_version"], body["id"]))
            expected = {"name": "y", "datatype": "FP32", "shape": [2, 3], "data": [2, 5, 6, 8, 10, 12]}
            self.assertEqual([expected], body["outputs"])

    def test_versioned_path_and_all_outputs(self):
        status, body = self.replica.json("POST", "/v2/models/net/versions/7/infer", {"inputs": [x()]})
        self.assertEqual((200, ["y", "z"]), (status, [o["name"] for o in body["outputs"]]))
        self.assertNotIn("id", body)

    def test_empty_batch(self):
        status, body = self.replica.infer({"inputs": [x([], (0, 3))]})
        self.assertEqual((200, [0, 3], []), (status, body["outputs"][0]["shape"], body["outputs"][0]["data"]))

    def test_results_that_json_lacks_become_null(self):
        status, body = self.replica.infer({"inputs": [x([0, 1, 1])], "outputs": [{"name": "z"}]})
        self.assertEqual((200, [None, 1, 1]), (status, body["outputs"][0]["data"]))

    def test_unknown_fields_are_ignored(self):
        document = {"inputs": [x(parameters={"content_type": "np"})], "future": 1, "parameters": {"priority": 1}}
        self.assertEqual(200, self.replica.infer(document)[0])

    def test_refuses_documents(self):
        for document in ("", "{", "[]", "null", '"x"', b"\xff\xfe", "[" * 100_000, '{"a":' * 100_000):
            self.refused(document, "body")
        self.refused({"id": 5, "inputs": [x()]}, "id")
        self.refused({"inputs": {"x": 1}}, "inputs")
        self.refused({"inputs": ["x"]}, "inputs")
        self.refused({"inputs": [{"shape": [1, 3]}]}, "name")
        self.refused({"inputs": [x(), x()]}, "twice")
        self.refused({"inputs": [x()], "outputs": [{"name": "y"}, {"name": "y"}]}, "twice")

    def test_refuses_names(self):
        self.refused({"inputs": []}, "missing", '"x"')
        self.refused({}, "missing", '"x"')
        self.refused({"inputs": [x(), {**x(), "name": "w"}]}, "no input", '"w"')
        self.refused({"inputs": [x()], "outputs": [{"name": "q"}]}, "no output", '"q"')

    def test_refuses_shapes(self):
        self.refused({"inputs": [x(shape=(2, 3))]}, "needs 6", "has 3")
        self.refused({"inputs": [x(shape=(3, 1))]}, "does not fit")
        self.refused({"inputs": [x(shape=(3,))]}, "does not fit")
        self.refused({"inputs": [x(shape=(-1, 3))]}, "out of range")
        self.refused({"inputs": [x(shape=(-1, -3))]}, "out of range")
        self.refused({"inputs": [x(shape=(2**40, 3))]}, "out of range")
        self.refused({"inputs": [x(shape=(2**31 - 1, 3))]}, "elements")
        self.refused({"inputs": [{**x(), "shape": "1,3"}]}, "shape")
        self.refused({"inputs": [{**x(), "shape": [True, 3]}]}, "shape")
        self.refused({"inputs": [{**x(), "shape": [1.0, 3]}]}, "shape")
        self.refused({"inputs": [x([[1, 2], [3]], (1, 3))]}, "nesting")
        self.refused({"inputs": [x([[1, 2, 3], 4], (1, 3))]}, "nesting")
        self.refused({"inputs": [x([[[1, 2, 3]]], (1, 3))]})
        self.refused({"inputs": [{"name": "x", "shape": [1, 3], "datatype": "FP32"}]}, "data")

    def test_refuses_elements(self):
        self.refused({"inputs": [x(datatype="FP64")]}, "datatype", "FP32")
        self.refused({"inputs": [x(datatype="fp32")]}, "datatype")
        self.refused({"inputs": [{**x(), "datatype": None}]}, "datatype")
        for bad in ("1", None, True, [1], {}):
            self.refused({"inputs": [x([1, 2, bad])]})
        self.refused({"inputs": [x([1, 2, 1e39])]}, "range")
        self.refused({"inputs": [x([1, 2, 10**400])]}, "range")
        for literal in ("NaN", "Infinity", "-Infinity"):
            self.refused('{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,%s]}]}' % literal, literal)
        self.refused('{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,1e999]}]}', "range")

    def test_refuses_parameters(self):
        self.refused({"inputs": [x()], "parameters": []}, "parameters")
        self.refused({"inputs": [x()], "parameters": {"binary_data_output": "yes"}}, "binary_data_output")
        self.refused({"inputs": [x()], "outputs": [{"name": "y", "parameters": {"classification": 1}}]}, "classification")
        self.refused({"inputs": [x(parameters={"shared_memory_region": "r"})]}, "shared_memory_region")

    def test_refuses_compression(self):
        status, body, _ = self.replica.ask("POST", "/v2/models/net/infer", b"x", {"Content-Encoding": "gzip"})
        self.assertEqual((415, ["error"]), (status, list(json.loads(body))))


class Binary(ServerCase):
    def post(self, document, tail, length=None):
        header = json.dumps(document).encode()
        headers = {"Inference-Header-Content-Length": str(len(header) if length is None else length)}
        return self.replica.ask("POST", "/v2/models/net/infer", header + tail, headers)

    def binary(self, size=12, shape=(1, 3)):
        return {"name": "x", "shape": list(shape), "datatype": "FP32", "parameters": {"binary_data_size": size}}

    def test_binary_in_and_out(self):
        data = np.array([1, 2, 0], dtype="<f4").tobytes()
        document = {"inputs": [self.binary()], "parameters": {"binary_data_output": True}}
        status, body, headers = self.post(document, data)
        self.assertEqual(200, status, body)
        length = int(headers["Inference-Header-Content-Length"])
        answer = json.loads(body[:length])
        self.assertEqual([12, 12], [o["parameters"]["binary_data_size"] for o in answer["outputs"]])
        values = np.frombuffer(body[length:], dtype="<f4")
        np.testing.assert_array_equal([2, 4, 0, 1, 1, np.nan], values)

    def test_mixed_outputs(self):
        outputs = [{"name": "z", "parameters": {"binary_data": True}}, {"name": "y", "parameters": {"binary_data": False}}]
        status, body, headers = self.post({"inputs": [self.binary()], "outputs": outputs}, np.ones(3, "<f4").tobytes())
        answer = json.loads(body[: int(headers["Inference-Header-Content-Length"])])
        self.assertEqual((200, [2, 2, 2]), (status, answer["outputs"][1]["data"]))
        self.assertNotIn("data", answer["outputs"][0])

    def test_refuses_what_does_not_add_up(self):
        ones = np.ones(3, "<f4").tobytes()
        for document, tail, length in (
            ({"inputs": [self.binary(16)]}, ones, None),
            ({"inputs": [self.binary(-1)]}, ones, None),
            ({"inputs": [self.binary("12")]}, ones, None),
            ({"inputs": [self.binary(8)]}, ones[:8], None),
            ({"inputs": [self.binary()]}, ones + b"more", None),
            ({"inputs": [{**self.binary(), "data": [1, 2, 3]}]}, ones, None),
            ({"inputs": [self.binary()]}, ones, 10**6),
            ({"inputs": [self.binary()]}, ones, "abc"),
            ({"inputs": [self.binary()]}, ones, "-1"),
            ({"inputs": [self.binary()]}, ones, 3),
        ):
            status, body, _ = self.post(document, tail, length)
            self.assertEqual((400, ["error"]), (status, list(json.loads(body))), (document, length))


class Datatypes(ServerCase):
    make = staticmethod(models.echo)
    VALUES = {
        "bool": [True, False], "int8": [-128, 127], "int16": [-(2**15), 2**15 - 1], "int32": [-(2**31), 2**31 - 1],
        "int64": [-(2**63), 2**63 - 1], "uint8": [0, 255], "uint16": [0, 2**16 - 1], "uint32": [0, 2**32 - 1],
        "uint64": [0, 2**64 - 1], "fp16": [0.5, -65504], "fp32": [0.5, 3.4e38], "fp64": [1e-300, 1e300],
        "bytes": ["", "grüße\u0000"],
    }

    def inputs(self, **other):
        values = {**self.VALUES, **other}
        return [{"name": n, "shape": [1, 2], "datatype": n.upper(), "data": v} for n, v in values.items()]

    def test_every_datatype_comes_back(self):
        status, body = self.replica.infer({"inputs": self.inputs()})
        self.assertEqual(200, status, body)
        for output in body["outputs"]:
            name = output["name"].removesuffix("_out")
            self.assertEqual(name.upper(), output["datatype"])
            if name == "fp32":
                np.testing.assert_allclose(self.VALUES[name], output["data"], rtol=1e-6)
            else:
                self.assertEqual(self.VALUES[name], output["data"], name)

    def test_every_datatype_in_binary(self):
        inputs, tail = [], b""
        for name, values in self.VALUES.items():
            raw = b"".join(len(v.encode()).to_bytes(4, "little") + v.encode() for v in values) if name == "bytes" else (
                np.array(values, dtype={"fp16": "<f2", "fp32": "<f4", "fp64": "<f8"}.get(name, name)).tobytes())
            inputs.append({"name": name, "shape": [1, 2], "datatype": name.upper(), "parameters": {"binary_data_size": len(raw)}})
            tail += raw
        header = json.dumps({"inputs": inputs, "parameters": {"binary_data_output": True}}).encode()
        headers = {"Inference-Header-Content-Length": str(len(header))}
        status, body, answered = self.replica.ask("POST", "/v2/models/net/infer", header + tail, headers)
        self.assertEqual(200, status, body)
        self.assertEqual(tail, body[int(answered["Inference-Header-Content-Length"]) :])

    def test_elements_out_of_range_or_of_another_type_are_refused(self):
        for name, bad in (("int8", [0, 128]), ("uint8", [-1, 0]), ("int64", [2**63, 0]), ("uint64", [-1, 2**64 - 1]),
                          ("uint64", [2**64, 0]), ("int32", [1.0, 2]), ("int32", [True, 2]), ("bool", [1, 0]), ("bool", ["true", True]),
                          ("bytes", [1, "a"]), ("bytes", [None, "a"]), ("fp16", [65536, 0])):
            self.refused({"inputs": self.inputs(**{name: bad})}, f'"{name}"')

    def test_binary_strings_are_checked(self):
        for raw in (b"\x05\x00\x00\x00abc", b"\x01\x00", b"\x01\x00\x00\x00\xff\x00\x00\x00\x00", b"\x01\x00\x00\x00a"):
            rest = [i for i in self.inputs() if i["name"] != "bytes"]
            broken = {"name": "bytes", "shape": [1, 2], "datatype": "BYTES", "parameters": {"binary_data_size": len(raw)}}
            header = json.dumps({"inputs": [*rest, broken]}).encode()
            headers = {"Inference-Header-Content-Length": str(len(header))}
            status, body, _ = self.replica.ask("POST", "/v2/models/net/infer", header + raw, headers)
            self.assertEqual((400, ["error"]), (status, list(json.loads(body))))


class ZipMaps(ServerCase):
    make = staticmethod(models.zipmap)

    def test_class_probabilities_become_a_matrix(self):
        request = {"inputs": [x([0.25, 0.75, 1, 0], (2, 2))]}
        status, body = self.replica.infer(request)
        self.assertEqual(200, status, body)
        expected = {"name": "probabilities", "datatype": "FP32", "shape": [2, 2], "data": [0.25, 0.75, 1, 0]}
        self.assertEqual([expected], body["outputs"])


class Limits(ServerCase):
    extra = ("--max-body", "1000", "--max-pending", "2")

    def test_a_body_over_the_cap_is_refused(self):
        self.refused({"inputs": [x([1.5] * 300, (100, 3))]}, "1000 bytes")
        status, body, _ = self.replica.ask("POST", "/v2/models/net/infer", iter([b"x" * 600, b"x" * 600]))
        self.assertEqual((400, ["error"]), (status, list(json.loads(body))))

    def test_too_many_waiting_are_told_to_come_back(self):
        slow = [self.replica.connect() for _ in range(2)]
        for connection in slow:
            connection.putrequest("POST", "/v2/models/net/infer")
            connection.putheader("Content-Length", "900")
            connection.endheaders(b"x")
        deadline = time.monotonic() + 30
        while self.replica.infer({"inputs": [x()]})[0] != 503 and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(503, self.replica.infer({"inputs": [x()]})[0])
        for connection in slow:
            connection.close()
        while self.replica.infer({"inputs": [x()]})[0] != 200 and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(200, self.replica.infer({"inputs": [x()]})[0])


class Process(unittest.TestCase):
    def test_requests_in_flight_are_answered_before_it_ends(self):
        replica = Replica(models.double)
        connection = replica.connect()
        body = json.dumps({"inputs": [x()]}).encode()
        connection.putrequest("POST", "/v2/models/net/infer")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body[:10])
        answers = []
        replica.ask("GET", "/v2")  # the first request is being read by now
        replica.process.send_signal(signal.SIGTERM)
        reader = threading.Thread(target=lambda: (connection.send(body[10:]), answers.append(connection.getresponse().status)))
        reader.start()
        reader.join(30)
        self.assertEqual([200], answers)
        # uvicorn hands the signal on to itself when it is done
        self.assertIn(replica.process.wait(30), (0, -signal.SIGTERM))

    def test_the_socket_is_for_owner_and_group_only(self):
        replica = Replica(models.double)
        self.assertEqual(0o770, os.stat(replica.socket).st_mode & 0o777)
        replica.stop()

    def test_a_model_that_cannot_be_served_says_why(self):
        for content, word in ((None, "net.onnx"), (b"garbage", "")):
            directory = tempfile.mkdtemp()
            models.double(directory)
            os.unlink(os.path.join(directory, "net.onnx"))
            if content:
                with open(os.path.join(directory, "net.onnx"), "wb") as file:
                    file.write(content)
            command = [sys.executable, SCRIPT, "--model-dir", directory, "--name", "n", "--version", "1"]
            environment = {**os.environ, "WBX_SOCKET": os.path.join(directory, "s")}
            result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
            self.assertEqual(1, result.returncode)
            self.assertIn(word, result.stderr)


if __name__ == "__main__":
    unittest.main()
