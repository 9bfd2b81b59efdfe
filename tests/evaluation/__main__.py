"""All evaluations, one after the other: `make evaluate`, or `make evaluate ARGS=drafts` for one of them.

Each is a module here with a function `evaluate`, which prints what it finds and returns how many rules it saw
broken. One is enough for the whole to fail; a figure that is only low breaks none.
"""

import sys
from collections.abc import Callable

from tests.evaluation import drafts, invariance, reading, same_note

PARTS: dict[str, Callable[[], int]] = {
    "drafts": drafts.evaluate,
    "invariance": invariance.evaluate,
    "same_note": same_note.evaluate,
    "reading": reading.evaluate,
}
"""What is evaluated, by name; a new part is one more line."""

if unknown := set(sys.argv[1:]) - set(PARTS):
    sys.exit(f"No such part: {', '.join(sorted(unknown))}. There are: {', '.join(PARTS)}.")
broken = sum(PARTS[name]() for name in sys.argv[1:] or PARTS)
print(f"\n{broken} broken rules" if broken else "\nNo rule was broken.")
sys.exit(bool(broken))
