"""The starter's own test: run in an environment made from requirements.lock, it needs neither network nor workbench."""

import pathlib
import unittest

from streamlit.testing.v1 import AppTest

APP = pathlib.Path(__file__).parent / "code" / "app.py"


class AppPage(unittest.TestCase):
    def test_shows_what_the_inputs_say(self):
        page = AppTest.from_file(str(APP), default_timeout=60).run()
        self.assertFalse(page.exception)
        self.assertEqual(page.metric[0].value, "1,343.92")

        page.slider[0].set_value(0.0).run()

        self.assertEqual(page.metric[0].value, "1,000.00")


if __name__ == "__main__":
    unittest.main()
