"""The unmodified tritonclient against an endpoint: TRITON_URL is host:port/path, TRITON_KEY an API key (both absent: nothing to do)."""

import os
import unittest

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

URL = os.environ.get("TRITON_URL", "")
HEADERS = {"Authorization": "Bearer " + os.environ.get("TRITON_KEY", "")}
MODEL = os.environ.get("TRITON_MODEL", "net")


@unittest.skipUnless(URL, "TRITON_URL is not set")
class Triton(unittest.TestCase):
    def setUp(self):
        self.client = triton.InferenceServerClient(URL)

    def tearDown(self):
        self.client.close()

    def infer(self, binary_in, binary_out, values=((1, 2, 3),)):
        tensor = triton.InferInput("x", [len(values), 3], "FP32")
        tensor.set_data_from_numpy(np.array(values, dtype=np.float32), binary_data=binary_in)
        wanted = triton.InferRequestedOutput("y", binary_data=binary_out)
        return self.client.infer(MODEL, [tensor], outputs=[wanted], request_id="r1", headers=HEADERS)

    def test_health_and_metadata(self):
        self.assertTrue(self.client.is_server_live(headers=HEADERS))
        self.assertTrue(self.client.is_server_ready(headers=HEADERS))
        self.assertTrue(self.client.is_model_ready(MODEL, headers=HEADERS))
        self.assertEqual("x", self.client.get_model_metadata(MODEL, headers=HEADERS)["inputs"][0]["name"])
        self.assertIn("binary_tensor_data", self.client.get_server_metadata(headers=HEADERS)["extensions"])

    def test_json_and_binary(self):
        for binary_in in (False, True):
            for binary_out in (False, True):
                result = self.infer(binary_in, binary_out)
                np.testing.assert_allclose([[2, 4, 6]], result.as_numpy("y"))
                self.assertEqual("r1", result.get_response()["id"])

    def test_defaults_of_the_client(self):
        tensor = triton.InferInput("x", [1, 3], "FP32")
        tensor.set_data_from_numpy(np.ones((1, 3), dtype=np.float32))
        result = self.client.infer(MODEL, [tensor], headers=HEADERS)
        np.testing.assert_allclose([[2, 2, 2]], result.as_numpy("y"))

    def test_errors_are_told(self):
        with self.assertRaisesRegex(InferenceServerException, "401|API key"):
            self.client.get_model_metadata(MODEL)
        with self.assertRaisesRegex(InferenceServerException, "no model"):
            self.client.get_model_metadata("other", headers=HEADERS)
        tensor = triton.InferInput("w", [1, 3], "FP32")
        tensor.set_data_from_numpy(np.ones((1, 3), dtype=np.float32))
        with self.assertRaisesRegex(InferenceServerException, "no input"):
            self.client.infer(MODEL, [tensor], headers=HEADERS)


if __name__ == "__main__":
    unittest.main()
