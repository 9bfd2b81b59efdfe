"""What an email that looks back is made from: whose lesson, of which interview, and what keeps it back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from integrations.ats.contract import Account
from plugin.effects import EffectKind
from plugin.flow.operator.switches import change_switches
from plugin.tables import effects, journeys, reflections
from plugin.tenants import connections
from tests.support.world import SECRET, World

NEXT = datetime(2026, 12, 8, 15, tzinfo=UTC)
"""Two weeks after the world begins."""
PREPARED = "Before your interview with Harbour Logistics"
TODAY = "Today: your interview with Harbour Logistics"
ENDED = "About your application to Harbour Logistics"
NORTHGATE = "Northgate Recruitment"


def reflected(world: World, **answers: Any) -> None:
    """Isla has had an interview, has told us about it, and has been coached."""
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=91)
    world.work()
    world.answers(world.survey_path(), **(answers or {"felt": "2", "themes": ["blanked"]}))
    world.work()


def hears_of_the_next(world: World, ref: str = "i-2", at: datetime = NEXT, **said: Any) -> None:
    world.hears("interview.scheduled", interview={"id": ref}, ends_at=at + timedelta(hours=1), **said)
    world.work()


def the_day_before(world: World) -> list[str]:
    """The subjects of what goes on the afternoon before."""
    return sent_by(world, NEXT - timedelta(hours=22))


def sent_by(world: World, moment: datetime) -> list[str]:
    before = len(world.mail.sent)
    world.clock.at = moment
    world.work()
    return [message.subject for message in world.mail.sent[before:]]


def flagged(world: World, *flags: str) -> None:
    """What Isla wrote is read as this."""
    keys = world.runtime.keys
    with world.runtime.db.transaction() as db:
        (row,) = db.execute(reflections.select()).all()
        answers = keys.seal_json({**keys.unseal_json(row.answers), "flags": list(flags)})
        db.execute(update(reflections).values(answers=answers))


def reasons(world: World, kind: EffectKind) -> list[str]:
    return [row.reason for row in world.rows(effects, kind=kind)]


def test_a_lesson_comes_back_at_another_branch_for_another_job_and_by_another_account(world: World) -> None:
    account = Account("http://127.0.0.1:9/notes", {"notes_secret": SECRET, "can_look_up": "yes"}, (SECRET,))
    with world.runtime.db.transaction() as db:
        other = connections.add(
            db,
            world.runtime.keys,
            world.agency_id,
            world.branch_id,
            "standard",
            account,
            world.clock.at,
            polls=False,
        )
    reflected(world)
    world.hook_key = other

    hears_of_the_next(
        world,
        candidate={"id": "other-7", "email": "Isla@Example.com"},
        application={"id": "other-a", "job": "Planner", "client": "Forth Freight"},
    )

    assert the_day_before(world) == ["Before your interview with Forth Freight"]
    words = " ".join(world.mail.sent[-1].text.split())
    assert "Keep three short stories ready" in words
    assert "asked you back" not in words


def test_another_person_s_lesson_comes_back_to_nobody(world: World) -> None:
    reflected(world)

    hears_of_the_next(world, candidate={"id": "c-2", "email": "jo@example.com"}, application={"id": "a-2"})

    assert the_day_before(world) == []
    assert reasons(world, EffectKind.PREPARE) == ["no_lesson", ""]


def test_of_two_who_share_a_mailbox_each_gets_their_own_lesson_alone(world: World) -> None:
    reflected(world)

    hears_of_the_next(
        world,
        candidate={"id": "c-2", "name": "Rory Fraser", "email": "isla@example.com"},
        application={"id": "a-2"},
    )

    assert the_day_before(world) == []
    assert reasons(world, EffectKind.PREPARE) == ["no_lesson", ""]


def test_the_latest_of_their_lessons_comes_back(world: World) -> None:
    reflected(world)
    world.clock.forward(days=7)
    world.hears("interview.completed", interview={"id": "i-1b"})
    world.work()
    world.clock.forward(minutes=91)
    world.work()
    world.answers(world.survey_path(), felt="4", themes=["rambled"])
    world.work()

    world.hears("interview.scheduled", interview={"id": "i-2"}, ends_at=NEXT + timedelta(days=7, hours=1))
    world.work()
    sent_by(world, NEXT + timedelta(days=7, hours=-22))

    words = " ".join(world.mail.sent[-1].text.split())
    assert "Choose your last sentence before you begin." in words
    assert "it felt good, and they have asked you back" in words
    assert "some of it went well" in words


def test_a_branch_may_prepare_everybody(world: World) -> None:
    change_switches(world.runtime, NORTHGATE, "Paisley", {"general_preparation": True}, "Nadia")
    hears_of_the_next(world)

    assert the_day_before(world) == [PREPARED]
    assert "Read the advert once more" in " ".join(world.mail.sent[-1].text.split())


@pytest.mark.parametrize("flag", ["distress", "treatment"])
def test_after_heavy_answers_the_facts_come_without_a_lesson(world: World, flag: str) -> None:
    reflected(world)
    flagged(world, flag)
    hears_of_the_next(world)

    assert the_day_before(world) == [PREPARED]
    words = " ".join(world.mail.sent[-1].text.split())
    assert "Take your time." in words
    assert "Your plan:" not in words
    assert "felt" not in words


@pytest.mark.parametrize(
    ("then", "kind"),
    [
        (hears_of_the_next, EffectKind.PREPARE),
        (lambda w: w.hears("application.rejected"), EffectKind.REJECTION),
    ],
    ids=["preparation", "rejection"],
)
def test_after_a_crisis_it_is_left_to_a_person(
    world: World, then: Callable[[World], object], kind: EffectKind
) -> None:
    reflected(world)
    flagged(world, "crisis")
    then(world)
    world.work()

    assert the_day_before(world) == []
    world.clock.forward(days=2)
    world.work()
    assert "left_to_a_person" in reasons(world, kind) or "stale" in reasons(world, kind)


def test_two_interviews_on_one_day_are_one_email_that_names_both(world: World) -> None:
    reflected(world)
    hears_of_the_next(world)
    hears_of_the_next(
        world,
        "i-3",
        NEXT - timedelta(hours=3),
        application={"id": "a-3", "job": "Planner", "client": "Forth"},
    )

    assert the_day_before(world) == ["Before your interview"]
    assert "What: Planner, Forth" in world.mail.sent[-1].text
    assert "What: Depot manager, Harbour Logistics" in world.mail.sent[-1].text
    assert sorted(reasons(world, EffectKind.PREPARE)) == ["", "", "", "told_elsewhere"]


def test_a_week_holds_three_emails_that_nobody_asked_for_em_19(world: World) -> None:
    reflected(world)
    tomorrow = world.clock.at.replace(hour=15, minute=0) + timedelta(days=1)
    hears_of_the_next(world, "i-2", tomorrow)
    hears_of_the_next(world, "i-3", tomorrow + timedelta(days=1), application={"id": "a-3"})

    for hours in range(72):
        sent_by(world, tomorrow - timedelta(hours=24) + timedelta(hours=hours))

    unasked = [m.subject for m in world.mail.sent if not m.tag.startswith("coaching")]
    assert len(unasked) == 3
    assert "capped" in reasons(world, EffectKind.PREPARE)


def test_the_consultant_who_has_rung_since_the_rejection_has_said_it(world: World) -> None:
    reflected(world)
    world.hears("application.rejected")
    world.work()
    world.clock.forward(hours=1)
    mark_rung(world)

    assert sent_by(world, world.clock.at + timedelta(hours=25)) == []
    assert reasons(world, EffectKind.REJECTION) == ["already_debriefed"]


def mark_rung(world: World) -> None:
    with world.runtime.db.transaction() as db:
        db.execute(update(journeys).values(handled_at=world.clock.at, handled_by="Calum Reid"))


def test_a_branch_may_leave_the_rejection_to_its_consultants(world: World) -> None:
    change_switches(world.runtime, NORTHGATE, "Paisley", {"after_rejection": False}, "Nadia")
    reflected(world)
    world.hears("application.rejected")
    world.work()

    assert sent_by(world, world.clock.at + timedelta(hours=25)) == []
    assert reasons(world, EffectKind.REJECTION) == ["switched_off"]


def test_a_rejection_before_any_interview_is_not_written_about(world: World) -> None:
    hears_of_the_next(world)
    world.hears("application.rejected")
    world.work()

    assert sent_by(world, world.clock.at + timedelta(hours=25)) == []
    assert reasons(world, EffectKind.REJECTION) == ["not_held"]


def test_somebody_who_never_answered_hears_of_their_consultant_and_no_lesson(world: World) -> None:
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=91)
    world.work()
    world.hears("application.rejected")
    world.work()

    assert sent_by(world, world.clock.at + timedelta(hours=25)) == [ENDED]
    words = " ".join(world.mail.sent[-1].text.split())
    assert "Calum Reid can tell you what is known of the reasons" in words
    assert "WHAT STAYS YOURS" not in words
