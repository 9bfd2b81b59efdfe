"""A reader: it holds what reading needs, and reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from plugin.coaching.reader.decide import LABELS, NOTHING_BAD, Labels, decide
from plugin.coaching.reader.evidence import Evidence, point_in
from plugin.coaching.reader.language import ENGLISH, Languages, load_languages
from plugin.coaching.reader.network import Network, Scores, load_network
from plugin.coaching.reader.phrases import HOME, Phrases, load_safety_phrases, load_toml
from plugin.coaching.reader.pieces import Piece, load_vocabulary
from plugin.reading import Mention, Reading
from plugin.reflection import Flag, Theme

SURE = 100.0
"""Evidence that nothing outweighs."""


@dataclass(frozen=True)
class Reader:
    """Reads texts. `thresholds` are the log-odds from which a label holds; see `decide` for `trust`.
    `hint` is what a hint at a crisis adds to the log-odds of one.

    It may be shared by threads.
    """

    network: Network
    phrases: Phrases
    languages: Languages
    thresholds: Mapping[Theme | Flag, float]
    trust: float
    hint: float

    def read(self, text: str, job: str | None = None) -> Reading:
        """What the text says of an interview. Total: any text gives a reading, the same one each time.

        `job` is what the interview was for; the present network does not look at it. In another language than
        English nothing is proposed: only flags are raised, which bring a person.
        """
        pieces = self.network.pieces(text)
        if not pieces:
            return Reading()
        scores = self.network(pieces)
        said = self.phrases.find(text)
        language = self.languages.of(text)
        labels = self._labels(scores, SURE if said else self.hint if self.phrases.hints(text) else 0.0)
        if language != ENGLISH:
            labels = replace(labels, themes=frozenset(), outcome=NOTHING_BAD)
        add = labels.outcome.mention is Mention.ADD_INFORMATION
        return Reading(
            themes=tuple(theme for theme in Theme if theme in labels.themes),
            noticed=labels.outcome.noticed,
            mention=labels.outcome.mention,
            flags=tuple(flag for flag in Flag if flag in labels.flags),
            missed_point=(point_in(text, pieces, scores.span) or text.strip()) if add else "",
            because=_because(text, pieces, scores, labels, said),
            language=language,
        )

    def _labels(self, scores: Scores, crisis: float) -> Labels:
        evidence = {
            label: score - self.thresholds[label]
            for label, score in zip(LABELS, scores.labels.tolist(), strict=True)
        }
        evidence[Flag.CRISIS] += crisis
        return decide(evidence, scores.outcomes.tolist(), self.trust)


def _because(
    text: str, pieces: Sequence[Piece], scores: Scores, labels: Labels, said: str
) -> dict[Theme | Flag, str]:
    because: dict[Theme | Flag, str] = {}
    evidence = Evidence(text, pieces)
    for label, weights in zip(LABELS, scores.words, strict=True):
        if label in labels.themes or label in labels.flags:
            because[label] = evidence.words_for(weights)
    if said:
        because[Flag.CRISIS] = said
    return because


def load(home: Path = HOME) -> Reader:
    """The reader whose data lie under that folder: `reading/` and `safety/phrases.toml`."""
    tuned = load_toml(home / "reading" / "thresholds.toml")
    return Reader(
        network=load_network(
            load_vocabulary(home / "reading" / "vocabulary.txt"), home / "reading" / "model.onnx"
        ),
        phrases=load_safety_phrases(home),
        languages=load_languages(load_toml(home / "reading" / "languages.toml")),
        thresholds={label: tuned["thresholds"][label] for label in LABELS},
        trust=tuned["trust"],
        hint=tuned["hint"],
    )
