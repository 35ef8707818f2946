"""Train a classifier of tumours on the Wisconsin diagnostic table and track it with MLflow.

An ordinary script: it knows numpy, scikit-learn and the MLflow client, and nothing of the workbench. Where the table
lies and where to track comes from the environment, everything else from the command line.
"""

import argparse
import csv
import logging
import os
import pathlib

import mlflow
import mlflow.onnx
import numpy as np
from mlflow.models import ModelSignature
from mlflow.types import Schema, TensorSpec
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import confusion_matrix, log_loss, roc_auc_score
from sklearn.model_selection import train_test_split

TARGET = "diagnosis"
CLASSES = ["benign", "malignant"]
SERVING_REQUIREMENTS = ["numpy", "onnx", "onnxruntime"]

# MLflow looks for pip to write it into a conda file; a locked environment has none and needs none.
logging.getLogger("mlflow.utils.environment").setLevel(logging.ERROR)


def arguments(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    table = os.environ.get("WBX_DATASET_BREAST_CANCER", "data/wdbc.csv")
    parser.add_argument("--data", type=pathlib.Path, default=table, help="the table, a CSV file with a header")
    parser.add_argument("--n_estimators", type=int, default=100, help="trees")
    parser.add_argument("--learning_rate", type=float, default=0.1)
    parser.add_argument("--max_depth", type=int, default=3, help="of each tree")
    parser.add_argument("--test_size", type=float, default=0.2, help="share of the rows kept for the test")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("WBX_SEED", "0")))
    return parser.parse_args(argv)


def read_table(path):
    """Feature names, features and classes (1 = malignant) of the table."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows or TARGET not in rows[0]:
        raise SystemExit(f"{path} has no column {TARGET!r}")
    names = [name for name in rows[0] if name != TARGET]
    features = np.array([[float(row[name]) for name in names] for row in rows], dtype=np.float32)
    return names, features, np.array([CLASSES.index(row[TARGET]) for row in rows])


def log_progress(model, train, test):
    """One step per tenth of the trees: where the test metric turns, the model starts to learn by heart."""
    every = max(1, model.n_estimators // 10)
    stages = zip(model.staged_predict_proba(train[0]), model.staged_predict_proba(test[0]))
    for step, (seen, unseen) in enumerate(stages, start=1):
        if step % every == 0 or step == model.n_estimators:
            metrics = {
                "train_loss": log_loss(train[1], seen),
                "test_loss": log_loss(test[1], unseen),
                "train_accuracy": float(np.mean(seen.argmax(axis=1) == train[1])),
                "test_accuracy": float(np.mean(unseen.argmax(axis=1) == test[1])),
            }
            mlflow.log_metrics(metrics, step=step)
            figures = "  ".join(f"{name} {value:.4f}" for name, value in metrics.items())
            print(f"trees {step:4d}  {figures}", flush=True)


def log_model(model, example):
    """The model as ONNX: data, not code, so that whoever loads it runs nothing of ours."""
    width = example.shape[1]
    exported = convert_sklearn(
        model,
        name="classifier",
        initial_types=[("features", FloatTensorType([None, width]))],
        options={id(model): {"zipmap": False}},
        target_opset=18,
    )
    signature = ModelSignature(
        inputs=Schema([TensorSpec(np.dtype(np.float32), (-1, width), "features")]),
        outputs=Schema([
            TensorSpec(np.dtype(np.int64), (-1,), "label"),
            TensorSpec(np.dtype(np.float32), (-1, len(CLASSES)), "probabilities"),
        ]),
    )
    mlflow.onnx.log_model(
        exported,
        name="model",
        signature=signature,
        input_example={"features": example[:2]},
        pip_requirements=SERVING_REQUIREMENTS,
        onnx_execution_providers=["CPUExecutionProvider"],
    )


def main(argv=None):
    args = arguments(argv)
    names, features, classes = read_table(args.data)
    train_x, test_x, train_y, test_y = train_test_split(
        features, classes, test_size=args.test_size, random_state=args.seed, stratify=classes
    )
    with mlflow.start_run():
        mlflow.log_params({name: value for name, value in vars(args).items() if name != "data"})
        mlflow.log_params({"rows": len(features), "features": len(names)})
        model = GradientBoostingClassifier(
            n_estimators=args.n_estimators,
            learning_rate=args.learning_rate,
            max_depth=args.max_depth,
            random_state=args.seed,
        ).fit(train_x, train_y)
        log_progress(model, (train_x, train_y), (test_x, test_y))
        mlflow.log_metric("test_auc", roc_auc_score(test_y, model.predict_proba(test_x)[:, 1]))
        matrix = confusion_matrix(test_y, model.predict(test_x))
        mlflow.log_dict({"classes": CLASSES, "rows_are": "truth", "matrix": matrix.tolist()}, "confusion_matrix.json")
        log_model(model, test_x)
        print("done", flush=True)


if __name__ == "__main__":
    main()
