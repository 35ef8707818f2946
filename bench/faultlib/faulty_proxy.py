"""A network between us and a server, which can be told to fail."""

import socket
import threading


class FaultyProxy:
    """Passes bytes both ways to a port of this host; `mode` says how it fails: None, "refuse", ("cut", n) or ("flip", n)."""

    def __init__(self, target):
        self.target = target
        self.mode = None
        self.faults = 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "refuse":
                self.faults += 1
                client.close()
                continue
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.forward, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self.forward, args=(server, client, False), daemon=True).start()

    def forward(self, source, sink, to_server):
        passed = 0
        try:
            while block := source.recv(16384):
                passed += len(block)
                block = self.faulty(block, passed, to_server)
                if block is None:
                    return
                sink.sendall(block)
        except OSError:
            pass
        finally:
            for end in (source, sink):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()

    def faulty(self, block, passed, to_server):
        """What becomes of a block on its way; None when the connection is cut. A mode with a count is over once it has happened."""
        with self.lock:
            if not isinstance(self.mode, tuple):
                return block
            kind, after, direction = self.mode
            if (direction == "in") != to_server or passed < after:
                return block
            self.mode = None
            self.faults += 1
        if kind == "cut":
            return None
        middle = len(block) // 2
        return block[:middle] + bytes([block[middle] ^ 1]) + block[middle + 1 :]

    def close(self):
        self.listener.close()
