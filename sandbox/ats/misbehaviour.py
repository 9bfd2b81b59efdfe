"""How the sandbox ATS can misbehave as a sender of webhooks."""

from sandbox.faults import FaultKind
from sandbox.incoming import INCOMING

GROUP = "Webhooks that go out"

OUTGOING = (
    FaultKind("duplicate", "Send copies", "Each webhook goes out again, the same id.", GROUP, "copies", 1),
    FaultKind(
        "reorder",
        "Reorder",
        "Holds webhooks until a batch is full, then sends it backwards.",
        GROUP,
        "in a batch",
        2,
    ),
    FaultKind("delay", "Delay", "Each webhook leaves late.", GROUP, "seconds", 30),
    FaultKind("drop", "Lose", "Webhooks that are never sent. Lower the chance to lose only some.", GROUP),
    FaultKind("bad_signature", "Wrong signature", "Signed with a secret that nobody was given.", GROUP),
)

KINDS = OUTGOING + INCOMING
