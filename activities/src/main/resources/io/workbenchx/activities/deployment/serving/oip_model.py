"""An ONNX model out of an MLflow model directory, with its tensors described as the Open Inference Protocol does."""

import os
import re

import numpy as np
import onnxruntime as ort

DATATYPES = {
    "tensor(bool)": "BOOL",
    "tensor(int8)": "INT8",
    "tensor(int16)": "INT16",
    "tensor(int32)": "INT32",
    "tensor(int64)": "INT64",
    "tensor(uint8)": "UINT8",
    "tensor(uint16)": "UINT16",
    "tensor(uint32)": "UINT32",
    "tensor(uint64)": "UINT64",
    "tensor(float16)": "FP16",
    "tensor(float)": "FP32",
    "tensor(double)": "FP64",
    "tensor(string)": "BYTES",
}
# What scikit-learn converters put behind classifiers (ZipMap): one {class: probability} per row.
ZIPMAPS = ("seq(map(int64,tensor(float)))", "seq(map(string,tensor(float)))")


class Tensor:
    """Name, datatype and shape (-1 = variable, None = unknown rank) of an input or output."""

    def __init__(self, name, datatype, shape, zipmap=False):
        self.name = name
        self.datatype = datatype
        self.shape = shape
        self.zipmap = zipmap

    def describe(self):
        return {"name": self.name, "datatype": self.datatype, "shape": self.shape or [-1]}


class Model:
    """A loaded session. Calls of run() may come from several threads."""

    def __init__(self, directory, threads):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = ort.InferenceSession(onnx_file(directory), options, providers=["CPUExecutionProvider"])
        self.inputs = {i.name: _input(i) for i in self.session.get_inputs()}
        self.outputs = {o.name: o for o in map(_output, self.session.get_outputs()) if o is not None}
        if not self.outputs:
            raise SystemExit("The model has no output that is a tensor.")

    def run(self, names, feeds):
        """The outputs named, as arrays."""
        results = self.session.run(names, feeds)
        return [_plain(self.outputs[name], value) for name, value in zip(names, results)]


def onnx_file(directory):
    """The file that the MLmodel document names for the onnx flavor, else model.onnx; never outside the directory."""
    name = "model.onnx"
    try:
        with open(os.path.join(directory, "MLmodel"), encoding="utf-8") as document:
            flavor = re.search(r"^  onnx:\n((?:    .*\n?)+)", document.read(), re.MULTILINE)
    except FileNotFoundError:
        flavor = None
    if flavor:
        named = re.search(r"^    data: *['\"]?([A-Za-z0-9._-]+)['\"]? *$", flavor.group(1), re.MULTILINE)
        name = named.group(1) if named else name
    path = os.path.join(directory, name)
    if not os.path.isfile(path):
        raise SystemExit(f"The model has no {name}: only ONNX models can be served.")
    return path


def _input(argument):
    if argument.type not in DATATYPES:
        raise SystemExit(f'The model\'s input "{argument.name}" is a {argument.type}, which cannot be served.')
    return Tensor(argument.name, DATATYPES[argument.type], _shape(argument.shape))


def _output(argument):
    if argument.type in ZIPMAPS:
        return Tensor(argument.name, "FP32", [-1, -1], zipmap=True)
    if argument.type not in DATATYPES:
        print(f'Output "{argument.name}" is a {argument.type} and is left out.', flush=True)
        return None
    return Tensor(argument.name, DATATYPES[argument.type], _shape(argument.shape))


def _shape(shape):
    if shape is None:
        return None
    return [d if type(d) is int and d >= 0 else -1 for d in shape]


def _plain(tensor, value):
    if not tensor.zipmap:
        return value if isinstance(value, np.ndarray) else np.asarray(value)
    classes = sorted(value[0]) if value else []
    return np.array([[row[c] for c in classes] for row in value], dtype=np.float32).reshape(len(value), len(classes))
