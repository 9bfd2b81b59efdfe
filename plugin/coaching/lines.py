"""Which of the library's lines a draft is made of: by a seed, and never the same twice. Pure."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import prod

from config.content import Library

Wording = tuple[str, ...]
"""The ids of the lines that a body is made of."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Which lines of the library a draft is made of.

    `taken` are other candidates' wordings, `kept` is the one that this draft had before, `beside` are those
    of the same candidate's drafts to other interviewers.
    """

    library: Library
    seed: str
    taken: Collection[Wording]
    kept: Wording
    beside: tuple[Wording, ...]

    def choose(self, groups: Sequence[str]) -> Wording:
        """One line of each group: those it had, or by the seed the next that are free, or the first.

        Free is what nobody has; best is a wording that has no line of the drafts beside it.
        """
        if groups == [_group(name) for name in self.kept] and self.library.lines.keys() >= set(self.kept):
            return self.kept
        shown = {name for wording in self.beside for name in wording}
        taken = {*self.taken, *self.beside}
        free: list[Wording] = []
        for wording in self._wordings(groups, _number(f"{self.seed}/{len(self.beside)}")):
            if wording not in taken and not shown.intersection(wording):
                return wording
            if not free or (free[0] in taken and wording not in taken):
                free[:] = [wording]
        return free[0]

    def subject(self) -> str:
        """The id of a subject; another one than those beside it, as long as there are enough."""
        return next(self._wordings(["subject"], _number(self.seed) + len(self.beside)))[0]

    def _wordings(self, groups: Sequence[str], first: int) -> Iterator[Wording]:
        """Every wording once, from number `first` on."""
        options = [[name for name in sorted(self.library.lines) if _is_of(name, group)] for group in groups]
        total = prod(map(len, options))
        return (_numbered(options, (first + step) % total) for step in range(total))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def _group(name: str) -> str:
    """The group of a line: 'thanks' of 'draft.thanks.3', 'subject' of 'draft.subject.1'."""
    return name.removeprefix("draft.").rpartition(".")[0]


def _is_of(name: str, group: str) -> bool:
    return name.startswith(f"draft.{group}.")


def _numbered(options: list[list[str]], number: int) -> Wording:
    wording = []
    for names in options:
        number, place = divmod(number, len(names))
        wording.append(names[place])
    return tuple(wording)
