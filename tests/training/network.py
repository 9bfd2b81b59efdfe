"""The network while it is trained: six transformer layers from the encoder package, and heads of our own."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from plugin.coaching.reader.decide import LABELS, OUTCOMES
from plugin.coaching.reader.network import DENSE as NAMES
from plugin.coaching.reader.network import FROZEN, Embeddings
from plugin.coaching.reader.tensors import read_tensors
from tests.training.texts import Example

WIDTH, HEADS, LAYERS = 384, 12, 6
QUERIES = 4
"""Ways of looking at the text that the outcome is told from."""
EPSILON = 1e-12
FAR = -1e4
DENSE = ("query", "key", "value", "output", "wide", "narrow")


class Layer(nn.Module):
    """One transformer layer, as BERT has it."""

    def __init__(self, weights: Mapping[str, np.ndarray], dropout: float) -> None:
        super().__init__()
        for name in DENSE:
            kernel = torch.tensor(weights[name])
            dense = nn.Linear(*kernel.shape)
            dense.weight.data = kernel.T.contiguous()
            dense.bias.data = torch.tensor(weights[f"{name}.bias"])
            setattr(self, name, dense)
        for name in ("norm1", "norm2"):
            norm = nn.LayerNorm(WIDTH, eps=EPSILON)
            norm.weight.data = torch.tensor(weights[f"{name}.weight"])
            norm.bias.data = torch.tensor(weights[f"{name}.bias"])
            setattr(self, name, norm)
        self.dropout = nn.Dropout(dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """(texts, pieces, width) to the same; `mask` is added to the attention's scores."""
        texts, pieces, _ = states.shape

        def split(dense: Tensor) -> Tensor:
            return dense.view(texts, pieces, HEADS, WIDTH // HEADS).transpose(1, 2)

        # Written out: the fused attention's backward pass takes half of all the time on a processor.
        query = split(self.query(states)) * (WIDTH // HEADS) ** -0.5
        scores = query @ split(self.key(states)).transpose(-1, -2)
        scores = scores + mask.to(scores.dtype)
        seen = scores.softmax(-1).to(scores.dtype) @ split(self.value(states))
        seen = self.output(seen.transpose(1, 2).reshape(texts, pieces, WIDTH))
        states = self.norm1(states + self.dropout(seen))
        return self.norm2(states + self.dropout(self.narrow(functional.gelu(self.wide(states)))))


class Network(nn.Module):
    """Each label looks for its own words; the outcome is told from four looks and from the labels."""

    def __init__(self, encoder: Path, dropout: float, head_dropout: float) -> None:
        super().__init__()
        tensors = read_tensors(encoder)
        self.layers = nn.ModuleList(
            Layer(_layer(tensors, number), dropout) for number in range(FROZEN, LAYERS)
        )
        labels = len(LABELS)
        self.queries = nn.Parameter(torch.randn(labels + QUERIES, WIDTH) * 0.05)
        self.speaks = nn.Parameter(torch.randn(labels, WIDTH) * 0.02)
        self.whole = nn.Linear(WIDTH, labels)
        self.looks = nn.Linear(QUERIES * WIDTH, 128)
        self.outcome = nn.Linear(128 + labels, len(OUTCOMES))
        self.span = nn.Linear(WIDTH, 2)
        self.dropout = nn.Dropout(head_dropout)

    def forward(self, states: Tensor, there: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Log-odds of labels, logits of outcomes, and of each piece as the point's begin and end."""
        mask = torch.zeros(there.shape).masked_fill(~there, FAR)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        with torch.autocast("cpu", enabled=False):
            states = self.dropout(states.float())
            looks = torch.einsum("btd,nd->bnt", states, self.queries) / 2.0
            pooled = looks.masked_fill(~there[:, None], FAR).softmax(-1) @ states
            mean = (states * there[..., None]).sum(1) / there.sum(1, keepdim=True)
            labels = (pooled[:, : len(LABELS)] * self.speaks).sum(-1) + self.whole(mean)
            seen = self.dropout(functional.gelu(self.looks(pooled[:, len(LABELS) :].flatten(1))))
            outcomes = self.outcome(torch.cat([seen, labels.sigmoid()], -1))
            span = self.span(states).masked_fill(~there[..., None], FAR)
        return labels, outcomes, span


def embed(encoder: Path, examples: Sequence[Example]) -> list[Tensor]:
    """What the trained layers begin with: the embeddings, and what the frozen layers make of them."""
    embeddings, tensors = Embeddings(encoder), read_tensors(encoder)
    frozen = [Layer(_layer(tensors, number), 0.0).eval() for number in range(FROZEN)]
    found = []
    for example in examples:
        states = torch.from_numpy(embeddings([*example.numbers]))
        with torch.no_grad():
            for layer in frozen:
                states = layer(states, torch.zeros(1))
        found.append(states[0])
    return found


def together(states: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Texts of different lengths in one batch, and where there is text."""
    batch = nn.utils.rnn.pad_sequence(list(states), batch_first=True)
    lengths = torch.tensor([len(one) for one in states])
    return batch, torch.arange(batch.shape[1])[None] < lengths[:, None]


def _layer(tensors: Mapping[str, np.ndarray], number: int) -> dict[str, np.ndarray]:
    """One layer's weights. The exporter named the matrices by their place among the graph's values."""
    matrices = sorted(
        (name[:-2] for name in tensors if name.startswith("val_") and name.endswith("_q")),
        key=lambda name: int(name.removeprefix("val_")),
    )
    weights = {}
    start, prefix = number * len(DENSE), f"inner.encoder.layer.{number}."
    for name, source, matrix in zip(DENSE, NAMES, matrices[start:], strict=False):
        weights[name] = tensors[f"{matrix}_q"].astype(np.float32) * tensors[f"{matrix}_scale"]
        weights[f"{name}.bias"] = tensors[f"{prefix}{source}.bias"].copy()
    for name, source in (("norm1", "attention.output.LayerNorm"), ("norm2", "output.LayerNorm")):
        for part in ("weight", "bias"):
            weights[f"{name}.{part}"] = tensors[f"{prefix}{source}.{part}"].copy()
    return weights
