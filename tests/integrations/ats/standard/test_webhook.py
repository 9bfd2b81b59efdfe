import json

import pytest

from integrations.ats.standard.webhook import understand
from integrations.errors import Unreadable

INTERVIEW = {"id": "i-1", "starts_at": "2026-11-23T13:00:00Z", "ends_at": "2026-11-23T14:00:00Z"}


def delivery(kind: str = "interview.scheduled", **data) -> bytes:
    said = {"candidate": {"id": "c-1"}, "interview": INTERVIEW, **data}
    return json.dumps({"type": kind, "timestamp": "2026-11-23T14:10:00Z", "data": said}).encode()


def reason(body: bytes) -> str:
    with pytest.raises(Unreadable) as unreadable:
        understand(body)
    return str(unreadable.value).removeprefix("The delivery cannot be read: ")


def test_a_misspelt_type_is_answered_with_the_known_ones():
    said = reason(delivery("interview.complete"))

    assert said.startswith("type must be one of interview.scheduled, interview.moved, interview.completed,")
    assert said.endswith("candidate.deleted or ping.")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "type is missing; timestamp is missing; data is missing."),
        (delivery(candidate={}), "data.candidate.id is missing."),
        (delivery(candidate=None), "data.candidate is missing."),
        (delivery(candidate=[1]), "data.candidate must be an object."),
        (delivery(interview=None), "data.interview is missing, which interview.scheduled needs."),
        (delivery(interview={"ends_at": "2026-11-23T14:00:00Z"}), "data.interview.id is missing."),
        (
            delivery(interview={"id": "i-1"}),
            "data.interview needs ends_at or slots, which interview.scheduled is about.",
        ),
        (
            delivery("interview.moved", interview={"id": "i-1", "slots": []}),
            "data.interview needs ends_at or slots, which interview.moved is about.",
        ),
        (
            delivery(interview={**INTERVIEW, "ends_at": "2026-11-23T12:59:59Z"}),
            "data.interview.ends_at is before it starts.",
        ),
        (
            delivery(interview={**INTERVIEW, "slots": [{"starts_at": "2026-11-23T13:00:00Z"}]}),
            "data.interview.slots.0.ends_at is missing.",
        ),
        (delivery(interview={**INTERVIEW, "slots": {}}), "data.interview.slots must be a list."),
        (
            delivery(interview={**INTERVIEW, "debriefed": "perhaps"}),
            "data.interview.debriefed must be true or false.",
        ),
        (
            delivery("application.rejected"),
            "data.application.id is missing, which application.rejected needs.",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_named(body, said):
    assert reason(body) == said


def test_what_a_candidate_event_has_no_use_for_may_be_left_out():
    (event,) = understand(delivery("candidate.opted_out", interview=None))

    assert (event.candidate.ref, event.interview, event.application) == ("c-1", None, "")


def test_slots_hold_against_a_stated_end():
    slot = {"starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T10:00:00Z"}

    (event,) = understand(delivery(interview={**INTERVIEW, "slots": [slot]}))

    assert event.interview.ends_at.isoformat() == "2026-11-24T10:00:00+00:00"
