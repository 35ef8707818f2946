"""Tensors of the Open Inference Protocol v2: JSON and binary forms, checked strictly in both directions."""

from itertools import chain
from math import isfinite, prod

import numpy as np

DTYPES = {
    "BOOL": np.bool_,
    "INT8": np.int8,
    "INT16": np.int16,
    "INT32": np.int32,
    "INT64": np.int64,
    "UINT8": np.uint8,
    "UINT16": np.uint16,
    "UINT32": np.uint32,
    "UINT64": np.uint64,
    "FP16": np.float16,
    "FP32": np.float32,
    "FP64": np.float64,
    "BYTES": np.object_,
}
MAX_DIMENSION = 2**31 - 1


class Refused(Exception):
    """The request is at fault; the text is told to the caller."""

    def __init__(self, message, status=400):
        super().__init__(message)
        self.status = status


def checked_shape(name, shape, expected):
    """The request's shape as a tuple, when it fits the model's (-1 = any)."""
    if type(shape) is not list or any(type(d) is not int for d in shape):
        raise Refused(f'input "{name}": "shape" must be a list of integers')
    if any(d < 0 or d > MAX_DIMENSION for d in shape):
        raise Refused(f'input "{name}": shape {shape} has a dimension out of range')
    if expected is not None:
        fits = len(shape) == len(expected) and all(e in (-1, d) for d, e in zip(shape, expected))
        if not fits:
            raise Refused(f'input "{name}": shape {shape} does not fit the model\'s shape {list(expected)}')
    return tuple(shape)


def from_json(name, datatype, shape, data):
    """An array from flat row-major or nested JSON data; every element must be of the declared type and in its range."""
    if type(data) is not list:
        raise Refused(f'input "{name}": "data" must be a list')
    values = _flatten(name, shape, data)
    if len(values) != prod(shape):
        raise Refused(f'input "{name}": shape {list(shape)} needs {prod(shape)} elements but "data" has {len(values)}')
    return _typed(name, datatype, values).reshape(shape)


def _flatten(name, shape, data):
    if not data or type(data[0]) is not list:
        return data
    rows = [data]
    for size in shape:
        if any(type(row) is not list or len(row) != size for row in rows):
            raise Refused(f'input "{name}": the nesting of "data" does not follow shape {list(shape)}')
        rows = list(chain.from_iterable(rows))
    return rows


def _typed(name, datatype, values):
    kinds = set(map(type, values))
    if datatype == "BYTES":
        _require(name, datatype, kinds, {str}, "strings")
        array = np.empty(len(values), dtype=np.object_)
        array[:] = values
        return array
    if datatype == "BOOL":
        _require(name, datatype, kinds, {bool}, "true or false")
        return np.array(values, dtype=np.bool_)
    if datatype.startswith("FP"):
        _require(name, datatype, kinds, {int, float}, "numbers")
        return _floats(name, datatype, values)
    _require(name, datatype, kinds, {int}, "integers")
    try:
        return np.array(values, dtype=DTYPES[datatype])
    except OverflowError:
        raise Refused(f'input "{name}": an element is out of the range of {datatype}') from None


def _require(name, datatype, kinds, allowed, words):
    if not kinds <= allowed:
        raise Refused(f'input "{name}": elements of {datatype} must be {words}')


def _floats(name, datatype, values):
    try:
        with np.errstate(over="ignore"):
            array = np.array(values, dtype=np.float64).astype(DTYPES[datatype])
    except OverflowError:
        array = np.array([np.inf])
    if not np.isfinite(array).all():
        raise Refused(f'input "{name}": an element is out of the range of {datatype}')
    return array


def from_binary(name, datatype, shape, raw):
    """An array from the bytes of the binary data extension: little endian, BYTES as 4-byte length + bytes."""
    if datatype == "BYTES":
        return _strings(name, shape, raw)
    dtype = np.dtype(DTYPES[datatype]).newbyteorder("<")
    if len(raw) != prod(shape) * dtype.itemsize:
        raise Refused(
            f'input "{name}": shape {list(shape)} of {datatype} needs {prod(shape) * dtype.itemsize} bytes, not {len(raw)}'
        )
    if datatype == "BOOL" and any(b > 1 for b in set(raw)):
        raise Refused(f'input "{name}": bytes of BOOL must be 0 or 1')
    return np.frombuffer(raw, dtype=dtype).astype(DTYPES[datatype], copy=False).reshape(shape)


def _strings(name, shape, raw):
    values, position, end = [], 0, len(raw)
    while position < end:
        length = int.from_bytes(raw[position : position + 4], "little")
        position += 4
        if position + length > end:
            raise Refused(f'input "{name}": a BYTES element runs over the end of its data')
        try:
            values.append(str(raw[position : position + length], "utf-8"))
        except UnicodeDecodeError:
            raise Refused(f'input "{name}": a BYTES element is not UTF-8') from None
        position += length
    if len(values) != prod(shape):
        raise Refused(f'input "{name}": shape {list(shape)} needs {prod(shape)} elements but there are {len(values)}')
    array = np.empty(len(values), dtype=np.object_)
    array[:] = values
    return array.reshape(shape)


def to_json(array):
    """Flat row-major data. JSON has no NaN and no infinity: they become null (the binary form keeps them)."""
    values = array.ravel().tolist()
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        return [v if isfinite(v) else None for v in values]
    if array.dtype == np.object_:
        return [v if isinstance(v, str) else str(v) for v in values]
    return values


def to_binary(array):
    """The bytes of an output in the binary data extension."""
    if array.dtype == np.object_:
        encoded = [str(v).encode("utf-8") for v in array.ravel()]
        return b"".join(len(b).to_bytes(4, "little") + b for b in encoded)
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
