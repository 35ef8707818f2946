"""The starter's own test: run in an environment made from requirements.lock, it needs neither network nor workbench."""

import contextlib
import hashlib
import io
import json
import os
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
sys.path.insert(0, str(HERE / "code"))
sys.dont_write_bytecode = True

import mlflow  # noqa: E402
import numpy  # noqa: E402
import onnxruntime  # noqa: E402
import train  # noqa: E402

TABLE = HERE / "data" / "wdbc.csv"


class TrainTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        mlflow.set_tracking_uri(f"file://{self.folder.name}/runs")

    def train(self, *arguments):
        """Files of the model and the tracked run."""
        with contextlib.redirect_stdout(io.StringIO()):
            train.main(["--data", str(TABLE), "--n_estimators", "30", *arguments])
        run = mlflow.search_runs(output_format="list", max_results=1)[0]
        model = mlflow.search_logged_models(output_format="list", max_results=1)[0]
        return pathlib.Path(model.artifact_location.removeprefix("file://")), run

    def test_tracks_parameters_and_metrics_by_step(self):
        _, run = self.train("--seed", "3")
        self.assertEqual(run.data.params["n_estimators"], "30")
        self.assertEqual(run.data.params["seed"], "3")
        self.assertEqual(run.data.params["rows"], "569")
        self.assertGreater(run.data.metrics["test_accuracy"], 0.9)
        history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "test_loss")
        self.assertEqual([metric.step for metric in history], list(range(3, 31, 3)))

    def test_tracks_a_confusion_matrix(self):
        _, run = self.train()
        path = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="confusion_matrix.json")
        matrix = json.loads(pathlib.Path(path).read_text())["matrix"]
        self.assertEqual(sum(map(sum, matrix)), 114)

    def test_model_predicts_without_scikit_learn(self):
        files, _ = self.train()
        session = onnxruntime.InferenceSession(files / "model.onnx", providers=["CPUExecutionProvider"])
        rows = numpy.array(json.loads((HERE / "data" / "example.json").read_text()), dtype=numpy.float32)
        self.assertEqual([tensor.name for tensor in session.get_inputs()], ["features"])
        self.assertEqual([tensor.name for tensor in session.get_outputs()], ["label", "probabilities"])
        label, probabilities = session.run(None, {"features": rows})
        self.assertEqual(label.tolist(), [train.CLASSES.index("benign"), train.CLASSES.index("malignant")])
        self.assertEqual(probabilities.shape, (2, 2))

    def test_same_seed_gives_the_same_bytes(self):
        first, second, other = (self.digest(seed) for seed in ("5", "5", "6"))
        self.assertEqual(first, second)
        self.assertNotEqual(first, other)

    def digest(self, seed):
        files, _ = self.train("--seed", seed)
        return hashlib.sha256((files / "model.onnx").read_bytes()).hexdigest()

    def test_says_what_is_wrong_with_another_table(self):
        table = pathlib.Path(self.folder.name) / "other.csv"
        table.write_text("a,b\n1,2\n")
        with self.assertRaisesRegex(SystemExit, "no column 'diagnosis'"):
            train.main(["--data", str(table)])


if __name__ == "__main__":
    unittest.main()
