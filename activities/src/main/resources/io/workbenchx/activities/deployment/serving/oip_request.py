"""One inference request of the Open Inference Protocol v2, from bytes to tensors and back, with the binary data extension."""

import json

from oip_tensors import Refused, checked_shape, from_binary, from_json, to_binary, to_json


class InferRequest:
    """A request that has been checked against the model: id, feeds by input name, (output, binary?) pairs."""

    def __init__(self, model, body, header_length):
        header, tail = _split(body, header_length)
        document = _parse(header)
        self.id = document.get("id")
        if self.id is not None and type(self.id) is not str:
            raise Refused('"id" must be a string')
        self.feeds = _feeds(model, _objects(document, "inputs"), memoryview(tail))
        self.wanted = _wanted(model, _objects(document, "outputs"), _parameters(document))


def _split(body, header_length):
    if header_length is None:
        return body, b""
    if not header_length.isascii() or not header_length.isdigit() or int(header_length) > len(body):
        raise Refused("Inference-Header-Content-Length is not the length of the JSON part of the body")
    return body[: int(header_length)], body[int(header_length) :]


def _parse(header):
    try:
        document = json.loads(header, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the body is not valid JSON: {error}") from None
    if type(document) is not dict:
        raise Refused("the body must be a JSON object")
    return document


def _no_constant(literal):
    raise ValueError(f"{literal} is not a JSON number")


def _objects(document, key):
    items = document.get(key)
    if items is None:
        return []
    if type(items) is not list or any(type(item) is not dict for item in items):
        raise Refused(f'"{key}" must be a list of objects')
    names = [item.get("name") for item in items]
    if any(type(name) is not str for name in names):
        raise Refused(f'every element of "{key}" needs a "name"')
    if len(set(names)) != len(names):
        raise Refused(f'"{key}" names a tensor twice')
    return items


def _parameters(holder):
    parameters = holder.get("parameters")
    if parameters is None:
        return {}
    if type(parameters) is not dict:
        raise Refused('"parameters" must be an object')
    for unsupported in ("shared_memory_region", "classification", "sequence_id"):
        if unsupported in parameters:
            raise Refused(f'the parameter "{unsupported}" is not supported')
    return parameters


def _feeds(model, inputs, tail):
    feeds, position = {}, 0
    for item in inputs:
        name = item["name"]
        if name not in model.inputs:
            raise Refused(f'the model has no input "{name}"; it has {_names(model.inputs)}')
        expected = model.inputs[name]
        if item.get("datatype") != expected.datatype:
            raise Refused(f'input "{name}": the datatype must be {expected.datatype}')
        shape = checked_shape(name, item.get("shape"), expected.shape)
        size = _parameters(item).get("binary_data_size")
        if size is None:
            feeds[name] = from_json(name, expected.datatype, shape, item.get("data"))
            continue
        if type(size) is not int or size < 0 or "data" in item or position + size > len(tail):
            raise Refused(f'input "{name}": "binary_data_size" does not fit the body')
        feeds[name] = from_binary(name, expected.datatype, shape, tail[position : position + size])
        position += size
    missing = [name for name in model.inputs if name not in feeds]
    if missing:
        raise Refused(f"missing input {_names(missing)}")
    if position != len(tail):
        raise Refused(f"the body has {len(tail) - position} bytes that belong to no input")
    return feeds


def _wanted(model, outputs, parameters):
    binary_by_default = _flag(parameters, "binary_data_output", False)
    if not outputs:
        return [(name, binary_by_default) for name in model.outputs]
    for item in outputs:
        if item["name"] not in model.outputs:
            raise Refused(f'the model has no output "{item["name"]}"; it has {_names(model.outputs)}')
    return [(item["name"], _flag(_parameters(item), "binary_data", binary_by_default)) for item in outputs]


def _flag(parameters, key, default):
    value = parameters.get(key, default)
    if type(value) is not bool:
        raise Refused(f'the parameter "{key}" must be true or false')
    return value


def _names(names):
    return ", ".join(f'"{name}"' for name in names)


def infer_response(model_name, version, request, model, arrays):
    """Body and, when some output is binary, the length of its JSON part."""
    outputs, blobs = [], []
    for (name, binary), array in zip(request.wanted, arrays):
        output = {"name": name, "datatype": model.outputs[name].datatype, "shape": list(array.shape)}
        if binary:
            blobs.append(to_binary(array))
            output["parameters"] = {"binary_data_size": len(blobs[-1])}
        else:
            output["data"] = to_json(array)
        outputs.append(output)
    document = {"model_name": model_name, "model_version": version, "outputs": outputs}
    if request.id is not None:
        document["id"] = request.id
    header = json.dumps(document, allow_nan=False, separators=(",", ":")).encode()
    return (header + b"".join(blobs), len(header)) if blobs else (header, None)
