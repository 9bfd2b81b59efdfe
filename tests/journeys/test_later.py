"""What a journey wants for the next interview, and once its application has ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from integrations.ats.contract import EventKind
from plugin.effects import Drop, EffectKind, SkipReason, Want
from plugin.journeys.machine import Application, Contact, Happening, Interview, Journey, Step, decide
from plugin.journeys.timing import Policy, day_before, ending_due, morning_of

POLICY = Policy("Europe/London", "GB-SCT")
TEN = datetime(2026, 6, 9, 10, tzinfo=UTC)
"""A working Tuesday."""
STARTS = TEN + timedelta(days=2)
KNOWN = Journey(starts_at=STARTS, ends_at=STARTS + timedelta(hours=1), ends_as_of=TEN)
HELD = Journey(interview=Interview.OVER, interview_as_of=TEN, ends_at=TEN, ends_as_of=TEN)


def wants(journey: Journey, kind: EventKind | Step, at: datetime = TEN) -> dict[EffectKind, list[datetime]]:
    """The due times of what is wanted when this happens, by kind and in order of sequence."""
    found: dict[EffectKind, list[datetime]] = {}
    for effect in decide(journey, Happening(kind, at), at, POLICY).effects:
        if isinstance(effect, Want):
            found.setdefault(effect.kind, []).append(effect.due)
            assert effect.sequence == len(found[effect.kind]) - 1
    return found


def drops(journey: Journey, kind: EventKind | Step) -> dict[EffectKind, SkipReason]:
    effects = decide(journey, Happening(kind, TEN + timedelta(minutes=1)), TEN, POLICY).effects
    return {effect.kind: effect.reason for effect in effects if isinstance(effect, Drop)}


@pytest.mark.parametrize("kind", [EventKind.INTERVIEW_SCHEDULED, EventKind.INTERVIEW_MOVED])
def test_an_interview_that_is_heard_of_is_prepared_for_the_day_before_and_on_the_morning(
    kind: EventKind,
) -> None:
    due = [day_before(STARTS, POLICY).opens, morning_of(STARTS, POLICY).opens]

    assert wants(KNOWN, kind)[EffectKind.PREPARE] == due


@pytest.mark.parametrize(
    "journey", [replace(KNOWN, starts_at=None), replace(KNOWN, starts_at=TEN)], ids=["unknown", "begun"]
)
def test_an_interview_without_a_beginning_ahead_is_not_prepared_for(journey: Journey) -> None:
    assert EffectKind.PREPARE not in wants(journey, EventKind.INTERVIEW_SCHEDULED)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (EventKind.INTERVIEW_CANCELLED, SkipReason.CANCELLED),
        (EventKind.APPLICATION_REJECTED, SkipReason.REJECTED),
        (EventKind.APPLICATION_WITHDRAWN, SkipReason.WITHDRAWN),
        (EventKind.CANDIDATE_OPTED_OUT, SkipReason.OPTED_OUT),
        (EventKind.CANDIDATE_DELETED, SkipReason.CANDIDATE_DELETED),
        (Step.CANDIDATE_STOPPED, SkipReason.OPTED_OUT),
    ],
)
def test_what_closes_a_journey_drops_its_preparation(kind: EventKind | Step, reason: SkipReason) -> None:
    assert drops(KNOWN, kind)[EffectKind.PREPARE] == reason


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (EventKind.APPLICATION_REJECTED, EffectKind.REJECTION),
        (EventKind.APPLICATION_HIRED, EffectKind.CONGRATULATION),
    ],
)
def test_an_application_s_end_is_written_about_once_and_ends_everything_else(
    kind: EventKind, wanted: EffectKind
) -> None:
    assert wants(HELD, kind) == {wanted: [ending_due(TEN, POLICY)]}
    assert {EffectKind.SURVEY, EffectKind.COACHING, EffectKind.PREPARE} <= set(drops(HELD, kind))


@pytest.mark.parametrize(
    "journey",
    [
        replace(HELD, interview=Interview.CANCELLED),
        replace(HELD, interview=Interview.NO_SHOW),
        replace(HELD, contact=Contact.OPTED_OUT, contact_as_of=TEN),
        replace(HELD, stopped=True),
    ],
    ids=["cancelled", "no show", "opted out", "stopped"],
)
def test_nobody_who_was_not_interviewed_or_wants_no_email_is_told(journey: Journey) -> None:
    assert wants(journey, EventKind.APPLICATION_REJECTED) == {}


def test_an_interview_heard_of_after_the_rejection_wants_the_same_as_one_before() -> None:
    """WH-16: events in any order."""
    rejected = Journey(
        application=Application.REJECTED, application_as_of=TEN, interview_as_of=TEN - timedelta(days=1)
    )

    assert wants(rejected, EventKind.INTERVIEW_COMPLETED) == {EffectKind.REJECTION: [ending_due(TEN, POLICY)]}


def test_an_application_that_is_reopened_is_no_longer_spoken_of_as_ended() -> None:
    rejected = replace(HELD, application=Application.REJECTED, application_as_of=TEN)

    assert drops(rejected, EventKind.APPLICATION_REOPENED) == {
        EffectKind.REJECTION: SkipReason.REOPENED,
        EffectKind.CONGRATULATION: SkipReason.REOPENED,
    }


def test_an_offer_after_a_rejection_drops_the_one_message_and_wants_the_other() -> None:
    rejected = replace(HELD, application=Application.REJECTED, application_as_of=TEN)
    later = TEN + timedelta(hours=1)

    assert wants(rejected, EventKind.APPLICATION_HIRED, later) == {
        EffectKind.CONGRATULATION: [ending_due(later, POLICY)]
    }
    assert drops(rejected, EventKind.APPLICATION_HIRED)[EffectKind.REJECTION] == SkipReason.HIRED
