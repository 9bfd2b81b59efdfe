"""The tensors inside an ONNX file, read where they lie: no more of the format than that.

Source: onnx.proto of ONNX 1.x, messages ModelProto, GraphProto and TensorProto; protobuf's wire format.
"""

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

GRAPH, INITIALIZER = 7, 5
DIMS, DATA_TYPE, NAME, RAW_DATA = 1, 2, 8, 9
TYPES: dict[int, np.dtype[Any]] = {1: np.dtype("<f4"), 3: np.dtype("i1")}
"""The element types that this reads: float and int8."""
VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5


def read_tensors(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """The float and int8 tensors of the model at `path` by their names, read-only; other types are left out.

    They are views of the mapped file: only what is looked at takes memory.
    """
    with path.open("rb") as file:
        model = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    return dict(
        tensor
        for part, graph in _fields(model)
        if part == GRAPH
        for number, message in _fields(graph)
        if number == INITIALIZER
        for tensor in _tensor(message)
    )


def _tensor(message: Any) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    dims: list[int] = []
    kind, name, data = 0, "", memoryview(b"")
    for number, value in _fields(message):
        if number == DIMS:
            dims += [value] if isinstance(value, int) else [*_varints(value)]
        elif number == DATA_TYPE:
            kind = value
        elif number == NAME:
            name = bytes(value).decode()
        elif number == RAW_DATA:
            data = value
    if kind in TYPES and len(data):
        yield name, np.frombuffer(data, TYPES[kind]).reshape(dims)


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """The fields of a message: numbers as int, everything else as a view."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        kind = key & 7
        if kind == VARINT:
            value, place = _varint(message, place)
            yield key >> 3, value
            continue
        length = {FIXED64: 8, FIXED32: 4}.get(kind)
        if length is None:
            length, place = _varint(message, place)
        yield key >> 3, message[place : place + length]
        place += length


def _varints(packed: memoryview) -> Iterator[int]:
    place = 0
    while place < len(packed):
        value, place = _varint(packed, place)
        yield value


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
        shift += 7
