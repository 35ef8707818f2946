"""Drives a tracking server with the unmodified mlflow client, the way data scientists do.

The server is named by MLFLOW_TRACKING_URI and MLFLOW_TRACKING_TOKEN. Every step is a function; the first
surprise ends the script with a traceback and exit code 1. Nothing here knows which server answers: the same
script passes against `mlflow server`.
"""

import math
import os
import sys
import tempfile
import time
import uuid

os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

import mlflow
import numpy as np
import pandas as pd
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression

UNIQUE = uuid.uuid4().hex[:8]
EXPERIMENT = f"client-{UNIQUE}"
MODEL = f"model-{UNIQUE}"

client = MlflowClient()
state = {}


def refused(code, call, *args, **kwargs):
    """Asserts that a call fails with an MLflow error code."""
    try:
        call(*args, **kwargs)
    except MlflowException as e:
        assert e.error_code == code, f"expected {code}, got {e.error_code}: {e}"
        return
    raise AssertionError(f"{call.__name__} was not refused")


def experiment_is_made_and_found():
    experiment = mlflow.set_experiment(EXPERIMENT)
    state["experiment"] = experiment.experiment_id
    assert client.get_experiment_by_name(EXPERIMENT).experiment_id == experiment.experiment_id
    assert client.get_experiment_by_name("no such experiment") is None
    refused("RESOURCE_ALREADY_EXISTS", client.create_experiment, EXPERIMENT)
    client.set_experiment_tag(experiment.experiment_id, "team", "churn")
    assert client.get_experiment(experiment.experiment_id).tags["team"] == "churn"
    found = client.search_experiments(filter_string=f"name = '{EXPERIMENT}'")
    assert [e.experiment_id for e in found] == [experiment.experiment_id]
    assert client.search_experiments(filter_string="tags.team = 'churn' AND name LIKE 'client-%'")


def run_logs_everything():
    with mlflow.start_run(run_name="first", tags={"stage": "dev"}, description="a note") as run:
        state["run"] = run.info.run_id
        mlflow.log_param("depth", 3)
        mlflow.log_params({"lr": 0.1, "kernel": "rbf", "path/like": "a b"})
        mlflow.log_metric("loss", 0.5)
        for step in range(5):
            mlflow.log_metric("acc", 0.5 + step / 10, step=step)
        mlflow.log_metrics({"auc": 0.9, "f1": 0.8}, step=2)
        mlflow.log_metric("broken", math.nan)
        mlflow.log_metric("huge", math.inf)
        mlflow.set_tag("owner", "ana")
        mlflow.set_tags({"a": "1", "b": "2"})
        mlflow.delete_tag("b")
        frame = pd.DataFrame({"x": [1, 2, 3], "y": ["a", "b", "c"]})
        mlflow.log_input(mlflow.data.from_pandas(frame, source="churn.csv", name="churn"), context="training")
    back = client.get_run(state["run"])
    assert back.info.status == "FINISHED" and back.info.run_name == "first"
    assert back.info.end_time >= back.info.start_time
    assert back.data.params == {"depth": "3", "lr": "0.1", "kernel": "rbf", "path/like": "a b"}
    assert back.data.metrics["acc"] == 0.9 and back.data.metrics["auc"] == 0.9
    assert math.isnan(back.data.metrics["broken"]), back.data.metrics
    assert back.data.metrics["huge"] > 1e308
    assert back.data.tags["owner"] == "ana" and "b" not in back.data.tags
    assert back.data.tags["mlflow.runName"] == "first" and back.data.tags["mlflow.note.content"] == "a note"
    dataset = back.inputs.dataset_inputs[0]
    assert dataset.dataset.name == "churn" and dataset.tags[0].value == "training"


def history_is_kept_in_order():
    history = client.get_metric_history(state["run"], "acc")
    assert [m.step for m in history] == [0, 1, 2, 3, 4]
    assert [m.value for m in history] == [0.5, 0.6, 0.7, 0.8, 0.9]
    assert client.get_metric_history(state["run"], "never") == []


def batches_are_idempotent():
    run = client.create_run(state["experiment"], run_name="batch")
    now = int(time.time() * 1000)
    metrics = [Metric("m", float(i), now + i, i) for i in range(1000)]
    for _ in range(2):
        client.log_batch(run.info.run_id, metrics=metrics)
    assert len(client.get_metric_history(run.info.run_id, "m")) == 1000
    client.log_batch(run.info.run_id, params=[Param("p", "1")], tags=[RunTag("t", "x")])
    client.log_batch(run.info.run_id, params=[Param("p", "1")])
    refused("INVALID_PARAMETER_VALUE", client.log_param, run.info.run_id, "p", "2")
    refused("INVALID_PARAMETER_VALUE", client.log_batch, run.info.run_id, params=[Param("p", "3")])
    refused("INVALID_PARAMETER_VALUE", client.log_metric, run.info.run_id, "../escape", 1.0)
    client.set_terminated(run.info.run_id, "KILLED")
    assert client.get_run(run.info.run_id).info.status == "KILLED"


def run_is_resumed_and_nested():
    with mlflow.start_run(run_id=state["run"]) as run:
        assert run.info.run_id == state["run"]
        mlflow.log_metric("acc", 0.95, step=5)
        with mlflow.start_run(run_name="child", nested=True) as child:
            mlflow.log_param("inner", "yes")
            state["child"] = child.info.run_id
    assert client.get_run(state["run"]).data.metrics["acc"] == 0.95
    assert client.get_run(state["child"]).data.tags["mlflow.parentRunId"] == state["run"]
    client.update_run(state["run"], name="renamed")
    assert client.get_run(state["run"]).info.run_name == "renamed"


def artifacts_go_and_come():
    with mlflow.start_run(run_id=state["run"]):
        mlflow.log_text("hello", "notes/hello.txt")
        mlflow.log_dict({"a": [1, 2]}, "conf.json")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "blob ä+%.bin")
            with open(path, "wb") as out:
                out.write(os.urandom(3_000_000))
            mlflow.log_artifact(path, "deep/er")
            mlflow.log_artifacts(folder, "all")
            with open(path, "rb") as blob:
                wanted = blob.read()
        mlflow.log_table(pd.DataFrame({"q": ["x"], "a": ["y"]}), "table.json")
        mlflow.log_text("", "empty.txt")
    listed = {f.path: (f.is_dir, f.file_size) for f in client.list_artifacts(state["run"])}
    assert listed["notes"][0] and not listed["conf.json"][0] and listed["conf.json"][1] > 0, listed
    assert [f.path for f in client.list_artifacts(state["run"], "notes")] == ["notes/hello.txt"]
    assert [f.path for f in client.list_artifacts(state["run"], "deep")] == ["deep/er"]
    assert client.list_artifacts(state["run"], "conf.json") == []
    assert client.list_artifacts(state["run"], "nowhere") == []
    root = client.get_run(state["run"]).info.artifact_uri
    assert mlflow.artifacts.load_text(f"{root}/notes/hello.txt") == "hello"
    assert mlflow.artifacts.load_text(f"{root}/empty.txt") == ""
    assert mlflow.artifacts.load_dict(f"runs:/{state['run']}/conf.json") == {"a": [1, 2]}
    with tempfile.TemporaryDirectory() as folder:
        got = client.download_artifacts(state["run"], "deep/er/blob ä+%.bin", folder)
        with open(got, "rb") as blob:
            assert blob.read() == wanted
        whole = client.download_artifacts(state["run"], "all", folder)
        assert os.listdir(whole) == ["blob ä+%.bin"]
    refused("INTERNAL_ERROR", mlflow.artifacts.load_text, f"{root}/missing.txt")  # so the client words a 404


def model_is_logged():
    data = load_breast_cancer()
    model = LogisticRegression(max_iter=5000).fit(data.data, data.target)
    state["input"], state["output"] = data.data[:5], model.predict(data.data[:5])
    with mlflow.start_run(run_name="fit") as run:
        mlflow.log_metric("score", model.score(data.data, data.target))
        info = mlflow.sklearn.log_model(model, name="classifier", params={"max_iter": "5000"},
                                        signature=mlflow.models.infer_signature(data.data, state["output"]))
        state["fit"], state["model"] = run.info.run_id, info.model_id
    logged = mlflow.get_logged_model(info.model_id)
    assert logged.status == "READY" and logged.name == "classifier" and logged.source_run_id == state["fit"]
    assert logged.params["max_iter"] == "5000"
    assert any(m.key == "score" for m in logged.metrics), logged.metrics
    assert client.get_run(state["fit"]).outputs.model_outputs[0].model_id == info.model_id
    found = mlflow.search_logged_models(experiment_ids=[state["experiment"]], filter_string="name = 'classifier'",
                                        output_format="list")
    assert [m.model_id for m in found] == [info.model_id]
    mlflow.set_logged_model_tags(info.model_id, {"kind": "linear"})
    assert mlflow.get_logged_model(info.model_id).tags["kind"] == "linear"
    client.delete_logged_model_tag(info.model_id, "kind")
    assert "kind" not in mlflow.get_logged_model(info.model_id).tags
    same(mlflow.sklearn.load_model(f"models:/{info.model_id}"))
    same(mlflow.sklearn.load_model(f"runs:/{state['fit']}/classifier"))


def same(model):
    assert np.array_equal(model.predict(state["input"]), state["output"])


def model_is_registered():
    version = mlflow.register_model(f"models:/{state['model']}", MODEL)
    assert (version.name, int(version.version), version.status) == (MODEL, 1, "READY")
    assert version.run_id == state["fit"], version
    again = mlflow.register_model(f"runs:/{state['fit']}/classifier", MODEL)
    assert int(again.version) == 2
    refused("RESOURCE_ALREADY_EXISTS", client.create_registered_model, MODEL)
    client.set_registered_model_alias(MODEL, "champion", "1")
    assert int(client.get_model_version_by_alias(MODEL, "champion").version) == 1
    refused("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, MODEL, "nobody")
    refused("INVALID_PARAMETER_VALUE", client.set_registered_model_alias, MODEL, "latest", "1")
    assert {k: int(v) for k, v in client.get_registered_model(MODEL).aliases.items()} == {"champion": 1}
    for uri in (f"models:/{MODEL}@champion", f"models:/{MODEL}/1", f"models:/{MODEL}/latest"):
        same(mlflow.sklearn.load_model(uri))
    client.set_model_version_tag(MODEL, "1", "checked", "yes")
    client.set_registered_model_tag(MODEL, "owner", "ana")
    client.update_registered_model(MODEL, "what it does")
    client.update_model_version(MODEL, "1", "first")
    assert client.get_model_version(MODEL, "1").tags["checked"] == "yes"
    assert client.get_model_version(MODEL, "1").description == "first"
    assert client.get_registered_model(MODEL).tags["owner"] == "ana"
    assert [m.name for m in client.search_registered_models(f"name = '{MODEL}'")] == [MODEL]
    versions = client.search_model_versions(f"name = '{MODEL}'")
    assert sorted(int(v.version) for v in versions) == [1, 2]
    assert len(client.search_model_versions(f"run_id = '{state['fit']}'")) == 2
    client.delete_model_version_tag(MODEL, "1", "checked")
    client.delete_registered_model_tag(MODEL, "owner")
    client.delete_registered_model_alias(MODEL, "champion")
    refused("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, MODEL, "champion")
    client.delete_model_version(MODEL, "2")
    refused("RESOURCE_DOES_NOT_EXIST", client.get_model_version, MODEL, "2")
    refused("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "no-such-model")


def autolog_logs_a_fit():
    mlflow.sklearn.autolog(silent=True)
    data = load_breast_cancer()
    with mlflow.start_run(run_name="auto") as run:
        LogisticRegression(max_iter=5000).fit(data.data, data.target)
    mlflow.sklearn.autolog(disable=True)
    back = client.get_run(run.info.run_id)
    assert back.data.params["max_iter"] == "5000"
    assert back.data.metrics["training_score"] > 0.9
    assert back.inputs.dataset_inputs and back.outputs.model_outputs
    state["auto"] = run.info.run_id


def ids(filter_string="", **kwargs):
    runs = client.search_runs([state["experiment"]], filter_string, **kwargs)
    return [r.info.run_id for r in runs]


def runs_are_searched():
    first, fit, auto, child = state["run"], state["fit"], state["auto"], state["child"]
    assert set(ids()) >= {first, fit, auto, child}
    assert ids("params.depth = '3'") == [first]
    assert ids("metrics.acc > 0.9 and tags.owner = 'ana'") == [first]
    assert ids("metrics.acc > 0.99") == []
    assert set(ids(f"attributes.run_id IN ('{fit}', '{auto}')")) == {fit, auto}
    assert ids("run_name ILIKE 'REN%'") == [first]
    assert ids("params.kernel LIKE 'r_f'") == [first]
    assert ids("params.`path/like` = 'a b'") == [first]
    assert ids(f"attributes.run_id = '{child}'") == [child]
    assert ids("tags.`mlflow.parentRunId` = '%s'" % first) == [child]
    assert ids("dataset.name = 'churn' AND dataset.context = 'training'") == [first]
    assert ids("status = 'KILLED'") and first not in ids("status = 'KILLED'")
    assert first not in ids("tags.owner IS NULL") and ids("tags.owner IS NOT NULL") == [first]
    assert ids(order_by=["metrics.acc DESC"])[0] == first
    assert ids(order_by=["attributes.start_time ASC"])[0] == first
    page = client.search_runs([state["experiment"]], max_results=2)
    assert len(page) == 2 and page.token
    rest = client.search_runs([state["experiment"]], max_results=1000, page_token=page.token)
    assert len(page) + len(rest) == len(ids())
    for bad in ("params.depth = '3' OR params.depth = '4'", "metrics.acc > 'x'", "nonsense", "params.depth > '1'",
                "attributes.nothing = 'x'", "params.a = 'it''s' AND", "tags.x = y"):
        refused("INVALID_PARAMETER_VALUE", ids, bad)
    frame = mlflow.search_runs(experiment_names=[EXPERIMENT], filter_string="params.depth = '3'")
    assert frame.loc[0, "params.depth"] == "3" and frame.loc[0, "metrics.acc"] == 0.95


def runs_are_deleted_and_restored():
    client.delete_run(state["child"])
    assert client.get_run(state["child"]).info.lifecycle_stage == "deleted"
    assert state["child"] not in ids()
    assert ids(run_view_type=mlflow.entities.ViewType.DELETED_ONLY) == [state["child"]]
    refused("INVALID_PARAMETER_VALUE", client.log_param, state["child"], "x", "y")
    client.restore_run(state["child"])
    assert state["child"] in ids()
    other = client.create_experiment(f"gone-{UNIQUE}")
    client.rename_experiment(other, f"renamed-{UNIQUE}")
    client.delete_experiment(other)
    assert client.get_experiment(other).lifecycle_stage == "deleted"
    client.restore_experiment(other)
    assert client.get_experiment(other).name == f"renamed-{UNIQUE}"


def the_unknown_is_refused():
    refused("RESOURCE_DOES_NOT_EXIST", client.get_run, uuid.uuid4().hex)
    refused("RESOURCE_DOES_NOT_EXIST", client.get_experiment, "987654321")
    refused("RESOURCE_DOES_NOT_EXIST", client.log_metric, uuid.uuid4().hex, "a", 1.0)
    refused("RESOURCE_DOES_NOT_EXIST", mlflow.get_logged_model, "m-" + uuid.uuid4().hex)


def traces_are_tolerated():
    @mlflow.trace
    def add(a, b):
        return a + b

    assert add(1, 2) == 3
    mlflow.flush_trace_async_logging()


STEPS = [
    experiment_is_made_and_found,
    run_logs_everything,
    history_is_kept_in_order,
    batches_are_idempotent,
    run_is_resumed_and_nested,
    artifacts_go_and_come,
    model_is_logged,
    model_is_registered,
    autolog_logs_a_fit,
    runs_are_searched,
    runs_are_deleted_and_restored,
    the_unknown_is_refused,
    traces_are_tolerated,
]

if __name__ == "__main__":
    for step in STEPS:
        started = time.time()
        step()
        print(f"ok {step.__name__} {time.time() - started:.2f}s", flush=True)
    sys.exit(0)
