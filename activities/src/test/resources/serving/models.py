"""Small ONNX models as MLflow model directories, made for the tests of the serving script."""

import os

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper

SCALARS = {
    "bool": T.BOOL,
    "int8": T.INT8,
    "int16": T.INT16,
    "int32": T.INT32,
    "int64": T.INT64,
    "uint8": T.UINT8,
    "uint16": T.UINT16,
    "uint32": T.UINT32,
    "uint64": T.UINT64,
    "fp16": T.FLOAT16,
    "fp32": T.FLOAT,
    "fp64": T.DOUBLE,
    "bytes": T.STRING,
}


def save(directory, nodes, inputs, outputs, initializers=(), domains=()):
    opsets = [helper.make_opsetid("", 17)] + [helper.make_opsetid(d, 3) for d in domains]
    graph = helper.make_graph(nodes, "g", inputs, outputs, list(initializers))
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    os.makedirs(directory, exist_ok=True)
    onnx.save(model, os.path.join(directory, "net.onnx"))
    with open(os.path.join(directory, "MLmodel"), "w", encoding="utf-8") as document:
        document.write("flavors:\n  onnx:\n    data: net.onnx\n    onnx_version: 1.20.0\n  python_function:\n    data: other.onnx\n")


def echo(directory):
    """Every datatype in and the same out."""
    inputs = [helper.make_tensor_value_info(n, t, [None, 2]) for n, t in SCALARS.items()]
    outputs = [helper.make_tensor_value_info(n + "_out", t, [None, 2]) for n, t in SCALARS.items()]
    save(directory, [helper.make_node("Identity", [n], [n + "_out"]) for n in SCALARS], inputs, outputs)


def double(directory, factor=2.0):
    """y = factor * x for x of [n, 3]; z divides by x."""
    nodes = [
        helper.make_node("Mul", ["x", "factor"], ["y"]),
        helper.make_node("Div", ["x", "x"], ["z"]),
    ]
    x = helper.make_tensor_value_info("x", T.FLOAT, ["n", 3])
    outs = [helper.make_tensor_value_info(n, T.FLOAT, ["n", 3]) for n in ("y", "z")]
    save(directory, nodes, [x], outs, [helper.make_tensor("factor", T.FLOAT, [1], [factor])])


def zipmap(directory):
    """Probabilities as one {class: probability} per row, as scikit-learn converters make them by default."""
    node = helper.make_node("ZipMap", ["x"], ["probabilities"], domain="ai.onnx.ml", classlabels_int64s=[0, 1])
    x = helper.make_tensor_value_info("x", T.FLOAT, [None, 2])
    element = helper.make_map_type_proto(T.INT64, helper.make_tensor_type_proto(T.FLOAT, []))
    out = helper.make_value_info("probabilities", helper.make_sequence_type_proto(element))
    save(directory, [node], [x], [out], domains=["ai.onnx.ml"])


if __name__ == "__main__":
    import sys

    globals()[sys.argv[1]](sys.argv[2], *map(np.float32, sys.argv[3:]))
