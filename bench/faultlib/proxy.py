"""A TCP proxy that can be cut: what goes through it then goes nowhere, and nobody is told."""

import socket
import threading


class Proxy:
    def __init__(self, host, port):
        self.target = (host, port)
        self.whole = threading.Event()
        self.whole.set()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.sockets = set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            threading.Thread(target=self.connect, args=(near,), daemon=True).start()

    def connect(self, near):
        self.whole.wait()
        try:
            far = socket.create_connection(self.target)
        except OSError:
            near.close()
            return
        self.sockets |= {near, far}
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=self.copy, args=(one, other), daemon=True).start()

    def copy(self, one, other):
        try:
            while data := one.recv(65536):
                self.whole.wait()
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            one.close()
            other.close()

    def cut(self):
        self.whole.clear()

    def heal(self):
        self.whole.set()

    def close(self):
        self.whole.set()
        self.server.close()
        for one in self.sockets:
            one.close()
