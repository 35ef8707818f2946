"""The workbench's REST API over plain HTTP."""

import http.client
import json
import socket
import urllib.parse


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:300].decode(errors='replace')}"


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, answer):
        super().__init__(repr(answer))
        self.answer = answer


class Client:
    """Every call may raise OSError: the api may be dead, which is what this is about."""

    def __init__(self, port, key=None):
        self.port = port
        self.key = key

    def call(self, method, path, body=None, headers=None, timeout=60.0):
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Accept": "application/json"}
        if self.key:
            sent["Authorization"] = "Bearer " + self.key
        if content is not None:
            sent["Content-Type"] = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, content, {**sent, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except http.client.HTTPException as cut:
            raise ConnectionError(f"{method} {path}: {cut!r}") from cut
        finally:
            connection.close()

    def ok(self, method, path, body=None, headers=None):
        answer = self.call(method, path, body, headers)
        if answer.status >= 300:
            raise Refused(answer)
        return answer.json() if answer.body else None

    def get(self, path):
        return self.ok("GET", path)

    def half(self, method, path, content, sent):
        """A request whose body breaks off: the open socket, after `sent` bytes of it have gone."""
        open_socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.key}\r\n"
            f"Content-Type: application/octet-stream\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        open_socket.sendall(head.encode() + content[:sent])
        return open_socket


def path(*parts):
    return "/api/v1/" + "/".join(urllib.parse.quote(str(part), safe="") for part in parts)
