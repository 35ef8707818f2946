"""The starter's own test: run in an environment made from requirements.lock, it needs neither network nor workbench."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent / "code"))
sys.dont_write_bytecode = True

from app import app  # noqa: E402


class AppTest(unittest.TestCase):
    def setUp(self):
        self.client = app.test_client()

    def test_greets_and_escapes(self):
        self.assertIn("Hello, world.", self.client.get("/").text)
        self.assertIn("Hello, &lt;b&gt;.", self.client.get("/?name=<b>").text)
        self.assertEqual(self.client.get("/api/greeting?name=Ana").json, {"greeting": "Hello, Ana."})

    def test_says_that_it_is_ready(self):
        self.assertEqual(self.client.get("/healthz").status_code, 200)


if __name__ == "__main__":
    unittest.main()
