"""A trained network as an ONNX graph: 8-bit kernels with a scale for each column, for one text at a time."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from plugin.coaching.reader.decide import LABELS
from plugin.coaching.reader.network import FROZEN, PARTS, ZERO, frozen_layers, unsigned
from plugin.coaching.reader.tensors import read_tensors
from tests.training.network import EPSILON, HEADS, QUERIES, WIDTH, Layer, Network

MICROSOFT = "com.microsoft"
"""ONNX Runtime's own operators: attention, and products of int8 kernels."""


class Graph:
    """Nodes and constants as they are added; each value is named by its place."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: np.ndarray) -> str:
        """A constant; its name."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(
        self, operator: str, *inputs: str, named: str = "", outputs: int = 1, **attributes: object
    ) -> str:
        """A node; the name of its first output."""
        base = named or f"v{len(self.nodes)}"
        names = [base, *(f"{base}.{number}" for number in range(1, outputs))]
        domain = MICROSOFT if operator in ("DynamicQuantizeMatMul", "MultiHeadAttention", "Gelu") else ""
        self.nodes.append(helper.make_node(operator, list(inputs), names, domain=domain, **attributes))
        return base

    def given(self, name: str, value: np.ndarray) -> str:
        """A constant whose value the graph is given when it is loaded; only its shape stands in the file."""
        tensor = onnx.TensorProto(name=name, data_type=helper.np_dtype_to_tensor_dtype(value.dtype))
        tensor.dims.extend(value.shape)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value="encoder")
        self.constants.append(tensor)
        return name

    def dense(self, states: str, *layers: nn.Linear) -> str:
        """One product for several dense layers side by side."""
        kernel = np.concatenate([layer.weight.detach().numpy().T for layer in layers], 1)
        bias = np.concatenate([layer.bias.detach().numpy() for layer in layers])
        scale = (np.abs(kernel).max(0) / 127).astype(np.float32)
        parts = (unsigned(np.rint(kernel / scale).astype(np.int8)), scale, bias)
        return self.product(states, *map(self.constant, parts))

    def product(self, states: str, kernel: str, scale: str, bias: str) -> str:
        """States times an 8-bit kernel."""
        zeros = self.constant(np.full(self.width(scale), ZERO, np.uint8))
        return self.add("DynamicQuantizeMatMul", states, kernel, scale, zeros, bias)

    def width(self, scale: str) -> int:
        """How many columns a scale has."""
        return int(next(constant.dims[0] for constant in self.constants if constant.name == scale))

    def norm(self, states: str, norm: nn.LayerNorm) -> str:
        """Layer normalisation."""
        weight, bias = (self.constant(part.detach().numpy()) for part in (norm.weight, norm.bias))
        return self.add("LayerNormalization", states, weight, bias, epsilon=EPSILON)


def export(network: Network, encoder: Path) -> bytes:
    """The graph: states (1, pieces, width) in; labels, outcomes, words and span out, as `Scores` has them.

    The weights of the frozen layers are not in it.
    """
    graph = Graph()
    states = "states"
    frozen = frozen_layers(read_tensors(encoder), FROZEN)
    for number in range(FROZEN):
        states = _frozen_layer(graph, states, number, frozen)
    for layer in network.layers:
        states = _layer(graph, states, layer)
    _heads(graph, states, network)
    sizes = {
        "labels": (1, len(LABELS)),
        "outcomes": (1, network.outcome.out_features),
        "words": (1, len(LABELS), "pieces"),
        "span": (1, "pieces", 2),
    }
    made = helper.make_graph(
        graph.nodes,
        "reading",
        [helper.make_tensor_value_info("states", TensorProto.FLOAT, (1, "pieces", WIDTH))],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, size) for name, size in sizes.items()],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10).SerializeToString(deterministic=True)


def _frozen_layer(graph: Graph, states: str, number: int, frozen: Mapping[str, np.ndarray]) -> str:
    def dense(states: str, name: str) -> str:
        parts = (f"{number}.{name}.{part}" for part in PARTS)
        return graph.product(states, *[graph.given(part, frozen[part]) for part in parts])

    def norm(states: str, name: str) -> str:
        parts = [graph.given(at, frozen[at]) for at in (f"{number}.{name}.weight", f"{number}.{name}.bias")]
        return graph.add("LayerNormalization", states, *parts, epsilon=EPSILON)

    seen = _attention(graph, dense(states, "three"))
    states = norm(graph.add("Add", states, dense(seen, "output")), "norm1")
    wide = graph.add("Gelu", dense(states, "wide"))
    return norm(graph.add("Add", states, dense(wide, "narrow")), "norm2")


def _attention(graph: Graph, three: str) -> str:
    thirds = graph.constant(np.array([WIDTH] * 3))
    query = graph.add("Split", three, thirds, outputs=3, axis=-1)
    return graph.add("MultiHeadAttention", query, f"{query}.1", f"{query}.2", num_heads=HEADS)


def _layer(graph: Graph, states: str, layer: Layer) -> str:
    seen = _attention(graph, graph.dense(states, layer.query, layer.key, layer.value))
    states = graph.norm(graph.add("Add", states, graph.dense(seen, layer.output)), layer.norm1)
    wide = graph.add("Gelu", graph.dense(states, layer.wide))
    return graph.norm(graph.add("Add", states, graph.dense(wide, layer.narrow)), layer.norm2)


def _heads(graph: Graph, states: str, network: Network) -> None:
    labels = len(LABELS)
    queries = graph.constant(network.queries.detach().numpy().T / 2.0)
    looks = graph.add("Transpose", graph.add("MatMul", states, queries), perm=(0, 2, 1))
    looks = graph.add("Softmax", looks, axis=-1)
    sizes = graph.constant(np.array([labels, QUERIES]))
    own = graph.add("Split", looks, sizes, outputs=2, axis=1)
    speaks = graph.constant(network.speaks.detach().numpy().T)
    loud = graph.add("Transpose", graph.add("MatMul", states, speaks), perm=(0, 2, 1))
    words = graph.add("Mul", own, loud, named="words")
    mean = graph.add("ReduceMean", states, axes=(1,), keepdims=0)
    whole = _plain(graph, mean, network.whole)
    told = graph.add("ReduceSum", words, graph.constant(np.array([2])), keepdims=0)
    odds = graph.add("Add", told, whole, named="labels")
    pooled = graph.add("MatMul", f"{own}.1", states)
    flat = graph.add("Reshape", pooled, graph.constant(np.array([1, QUERIES * WIDTH])))
    seen = graph.add("Gelu", _plain(graph, flat, network.looks))
    both = graph.add("Concat", seen, graph.add("Sigmoid", odds), axis=-1)
    graph.add("LogSoftmax", _plain(graph, both, network.outcome), named="outcomes", axis=-1)
    _plain(graph, states, network.span, named="span")


def _plain(graph: Graph, states: str, layer: nn.Linear, named: str = "") -> str:
    kernel = graph.constant(layer.weight.detach().numpy().T)
    product = graph.add("MatMul", states, kernel)
    return graph.add("Add", product, graph.constant(layer.bias.detach().numpy()), named=named)
