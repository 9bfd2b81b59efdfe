"""From deliveries to the emails that follow: what candidates get, whatever order an ATS tells it in."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from integrations.errors import CallFailed
from plugin.effects import SkipReason
from plugin.tables import branches, candidates, deliveries, effects, history, journeys
from plugin.tenants import agencies
from tests.support.world import TUESDAY, World, event, signed

HOUR = timedelta(hours=1)
SAME_JOB = {"id": "a-1"}
OTHER_JOB = {"id": "a-2", "job": "Fleet planner", "client": "Clyde Freight"}


def let_hours_pass(world: World, hours: int) -> None:
    """An hour at a time, as work that falls due is done when it falls due."""
    world.work()
    for _ in range(hours):
        world.clock.forward(hours=1)
        world.work()


def reasons(world: World) -> list[str]:
    return [row.reason for row in world.rows(effects, kind="survey")]


def test_completed_before_scheduled_asks_by_the_real_end(world: World) -> None:
    """WH-16."""
    world.hears("interview.completed", ends_at=TUESDAY)
    world.hears("interview.scheduled", ends_at=TUESDAY - HOUR, said_at=TUESDAY - timedelta(days=3))
    world.work()

    [survey] = world.rows(effects, kind="survey")
    assert survey.due_at == TUESDAY + timedelta(minutes=90)
    assert [row.outcome for row in world.rows(history)] == ["heard", "superseded"]


def test_an_interview_moved_twice_is_asked_about_once_after_its_last_end(world: World) -> None:
    world.hears("interview.scheduled", ends_at=TUESDAY + HOUR)
    world.clock.forward(minutes=1)
    world.hears("interview.moved", ends_at=TUESDAY + 2 * HOUR)
    world.clock.forward(minutes=1)
    world.hears("interview.moved", ends_at=TUESDAY + 4 * HOUR)
    world.work()

    [survey] = world.rows(effects, kind="survey")
    assert survey.due_at == TUESDAY + 4 * HOUR + timedelta(minutes=90)


def test_an_interview_cancelled_is_not_asked_about(world: World) -> None:
    world.hears("interview.scheduled", ends_at=TUESDAY + HOUR)
    world.clock.forward(minutes=1)
    world.hears("interview.cancelled", ends_at=TUESDAY + HOUR)

    let_hours_pass(world, 4)

    assert world.mail.sent == []
    assert [row.reason for row in world.rows(journeys)] == [SkipReason.CANCELLED]


def test_a_survey_that_waits_is_dropped_by_a_cancellation(world: World) -> None:
    world.hears("interview.completed")
    world.work()
    world.clock.forward(minutes=1)
    world.hears("interview.cancelled")

    let_hours_pass(world, 4)

    assert world.mail.sent == []
    assert reasons(world) == [SkipReason.CANCELLED]


def test_an_interview_cancelled_and_put_back_is_asked_about(world: World) -> None:
    for kind in ("interview.scheduled", "interview.cancelled", "interview.scheduled"):
        world.hears(kind, ends_at=TUESDAY + HOUR)
        world.clock.forward(minutes=1)
        world.work()

    let_hours_pass(world, 4)

    assert len(world.mail.sent) == 1


def test_a_rejection_before_the_interview_is_known_keeps_the_survey_back(world: World) -> None:
    """WH-16."""
    world.hears("application.rejected")
    world.work()
    world.hears("interview.completed", said_at=TUESDAY - HOUR, ends_at=TUESDAY - HOUR)

    let_hours_pass(world, 4)

    assert world.mail.sent == []
    assert [row.reason for row in world.rows(journeys)] == [SkipReason.REJECTED]


def test_a_deleted_candidate_is_not_brought_back_by_an_older_event(world: World) -> None:
    """WH-17: no email, and no row with a name or an address."""
    world.hears("interview.scheduled", ends_at=TUESDAY - HOUR, said_at=TUESDAY - 2 * HOUR)
    world.work()
    world.hears("candidate.deleted")
    world.work()
    world.hears("interview.completed", said_at=TUESDAY - HOUR, ends_at=TUESDAY - HOUR)

    let_hours_pass(world, 4)

    [candidate] = world.rows(candidates)
    assert (candidate.name, candidate.email, candidate.address_hash, candidate.phone) == ("", "", "", "")
    assert world.mail.sent == []


def test_a_candidate_deleted_before_anything_was_known_is_never_known(world: World) -> None:
    """WH-17."""
    world.hears("candidate.deleted", candidate={"name": "", "email": ""})
    world.hears("interview.completed", said_at=TUESDAY - HOUR, ends_at=TUESDAY - HOUR)

    let_hours_pass(world, 4)

    [candidate] = world.rows(candidates)
    assert (candidate.name, candidate.email) == ("", "")
    assert world.mail.sent == []


def test_two_interviews_of_one_application_on_one_day_are_asked_about_together(world: World) -> None:
    first, second = {"job": "Depot manager, first round"}, {"job": "Depot manager, second round"}
    world.hears("interview.completed", interview={"id": "i-1"}, application=first)
    later = TUESDAY + 2 * HOUR
    world.hears("interview.scheduled", interview={"id": "i-2"}, application=second, ends_at=later)

    let_hours_pass(world, 6)

    [survey] = world.mail.sent
    assert "Depot manager, first round" in survey.text
    assert "Depot manager, second round" in survey.text
    assert reasons(world) == [SkipReason.COMBINED, ""]


def test_a_morning_interview_is_asked_about_though_the_afternoons_came_to_nothing(world: World) -> None:
    """The afternoon's survey was due, and had not gone."""
    afternoon = {"id": "i-2"}
    world.hears("interview.completed", interview={"id": "i-1"}, application=SAME_JOB)
    later = TUESDAY + 2 * HOUR
    world.hears("interview.scheduled", interview=afternoon, application=SAME_JOB, ends_at=later)
    world.clock.forward(hours=4)
    world.mail.answers = [CallFailed("451: try again later")]
    world.work()

    world.hears("interview.no_show", interview=afternoon, application=SAME_JOB, ends_at=later)
    let_hours_pass(world, 2)

    assert len(world.mail.sent) == 1
    assert reasons(world) == ["", SkipReason.NO_SHOW]


def test_somebody_whom_the_ats_has_merged_is_asked_once_about_one_interview(world: World) -> None:
    world.hears("interview.scheduled", candidate={"id": "c-1"}, ends_at=TUESDAY)
    world.hears("interview.completed", candidate={"id": "c-2"}, ends_at=TUESDAY)

    let_hours_pass(world, 4)

    assert len(world.mail.sent) == 1
    assert sorted(reasons(world)) == ["", SkipReason.TOLD_ELSEWHERE]


def test_a_survey_that_another_worker_is_sending_counts_towards_the_week(world: World) -> None:
    """EM-19, whichever of them was wanted first."""
    for number in (1, 2, 3):
        job = {"id": f"a-{number}", "job": f"Job {number}"}
        world.hears("interview.completed", interview={"id": f"i-{number}"}, application=job)
    world.work()
    one, _, three = world.rows(effects)
    with world.runtime.db.transaction() as db:
        db.execute(update(effects).where(effects.c.id == one.id).values(state="done", done_at=world.clock.at))
        theirs = {"state": "sending", "lease_token": "theirs", "lease_until": TUESDAY + 9 * HOUR}
        db.execute(update(effects).where(effects.c.id == three.id).values(theirs))

    let_hours_pass(world, 3)

    assert world.mail.sent == []


def test_interviews_for_two_jobs_on_one_day_are_asked_about_apart(world: World) -> None:
    world.hears("interview.completed", interview={"id": "i-1"}, application=SAME_JOB)
    world.hears("interview.completed", interview={"id": "i-2"}, application=OTHER_JOB)

    let_hours_pass(world, 3)

    about = sorted(
        job
        for message in world.mail.sent
        for job in ("Depot manager", "Fleet planner")
        if job in message.text
    )
    assert about == ["Depot manager", "Fleet planner"]


def test_a_second_interview_a_week_later_is_asked_about_again(world: World) -> None:
    world.hears("interview.completed", interview={"id": "i-1"})
    let_hours_pass(world, 2)
    world.clock.forward(days=7)
    world.hears("interview.completed", interview={"id": "i-2"})

    let_hours_pass(world, 2)

    assert len(world.mail.sent) == 2


def test_a_panel_is_one_interview(world: World) -> None:
    panel = ["Priya Shah", "Ewan Tait", "Morag Bell"]
    world.hears("interview.completed", interview={"interviewers": panel})

    let_hours_pass(world, 2)

    [journey] = world.rows(journeys)
    assert journey.interviewers == panel
    assert len(world.mail.sent) == 1


def test_an_interview_in_several_slots_ends_with_its_last(world: World) -> None:
    slots = [{"ends_at": (TUESDAY + n * HOUR).isoformat()} for n in (1, 3, 2)]
    world.hears("interview.scheduled", interview={"slots": slots})
    world.work()

    [journey] = world.rows(journeys)
    assert journey.ends_at == TUESDAY + 3 * HOUR


def test_a_survey_waits_for_an_address_and_goes_when_there_is_one(world: World) -> None:
    world.hears("interview.completed", candidate={"email": ""})
    let_hours_pass(world, 3)
    assert world.mail.sent == []

    world.hears("interview.completed", ends_at=TUESDAY)
    let_hours_pass(world, 1)

    assert [message.to.address for message in world.mail.sent] == ["isla@example.com"]


def test_a_third_interview_within_a_week_is_one_too_many(world: World) -> None:
    """EM-19."""
    for number in (1, 2, 3):
        application = {"id": f"a-{number}"}
        world.hears("interview.completed", interview={"id": f"i-{number}"}, application=application)
        let_hours_pass(world, 2)

    assert len(world.mail.sent) == 2
    assert reasons(world) == ["", "", SkipReason.CAPPED]


def test_the_cap_counts_a_person_who_has_two_records_in_the_ats(world: World) -> None:
    """EM-19: by the address, in whatever case."""
    for number, email in enumerate(["isla@example.com", "Isla@Example.com", "ISLA@example.com"]):
        who = {"id": f"c-{number}", "email": email}
        world.hears("interview.completed", candidate=who, interview={"id": f"i-{number}"})
        let_hours_pass(world, 2)

    assert len(world.mail.sent) == 2


def test_a_branch_never_heard_of_is_made_switched_off_and_nobody_is_written_to(world: World) -> None:
    body = event("interview.completed", TUESDAY).replace(b'"Paisley"', b'"Aberdeen"')

    world.client.post(f"/hooks/{world.hook_key}", data=body, headers=signed("msg_1", body, TUESDAY))
    world.clock.forward(minutes=90)
    world.work()

    assert [(row.name, row.mode) for row in world.rows(branches)] == [
        ("Paisley", "live"),
        ("Aberdeen", "off"),
    ]
    assert [row.reason for row in world.rows(effects)] == ["branch_not_live"]
    assert world.mail.sent == []


def test_a_branch_that_the_ats_names_is_found_in_whatever_case(world: World) -> None:
    with world.runtime.db.transaction() as db:
        oban = agencies.add_branch(db, world.agency_id, "Oban", "Europe/London", "GB-SCT", {})
    body = event("interview.completed", TUESDAY).replace(b'"Paisley"', b'"OBAN"')
    world.client.post(f"/hooks/{world.hook_key}", data=body, headers=signed("msg_1", body, TUESDAY))
    world.work()

    assert [row.branch_id for row in world.rows(journeys)] == [oban]


def test_of_a_move_and_a_cancellation_in_the_same_second_the_cancellation_holds(world: World) -> None:
    """WH-16."""
    world.hears("interview.cancelled", said_at=TUESDAY)
    world.hears("interview.moved", said_at=TUESDAY, ends_at=TUESDAY + HOUR)
    world.work()

    assert [row.reason for row in world.rows(journeys)] == [SkipReason.CANCELLED]


def test_the_same_delivery_twice_is_one_row_and_one_survey(world: World) -> None:
    """WH-08."""
    reply = world.hears("interview.completed", twice=True)

    let_hours_pass(world, 2)

    assert reply.status_code == 200
    assert len(world.rows(deliveries)) == 1
    assert len(world.mail.sent) == 1


def test_the_same_news_under_another_delivery_id_is_one_survey(world: World) -> None:
    """WH-08."""
    for _ in range(3):
        world.hears("interview.completed", said_at=TUESDAY, ends_at=TUESDAY)

    let_hours_pass(world, 2)

    assert len(world.rows(deliveries)) == 3
    assert len(world.mail.sent) == 1


def test_a_later_word_without_details_keeps_what_was_said(world: World) -> None:
    world.hears("interview.scheduled", ends_at=TUESDAY + HOUR)
    world.clock.forward(minutes=1)
    bare = {"name": "", "email": ""}
    world.hears("interview.moved", candidate=bare, application={"job": "", "client": ""})
    world.work()

    [candidate], [journey] = world.rows(candidates), world.rows(journeys)
    assert (candidate.name, candidate.email) == ("Isla Fraser", "isla@example.com")
    assert (journey.job, journey.client) == ("Depot manager", "Harbour Logistics")


def test_an_application_learned_late_brings_its_rejection_along(world: World) -> None:
    world.hears("application.rejected")
    world.hears("interview.completed", application={"id": ""})
    world.work()
    assert [row.reason for row in world.rows(journeys)] == [""]

    world.clock.forward(minutes=1)
    world.hears("interview.moved", ends_at=TUESDAY)
    world.work()

    assert [row.reason for row in world.rows(journeys)] == [SkipReason.REJECTED]


def test_what_is_no_events_business_moves_no_journey(world: World) -> None:
    """A rejection is about its own application: not about interviews that belong to none."""
    world.hears("interview.completed", application={"id": ""})
    world.hears("application.rejected", candidate={"id": "c-2"}, application={"id": "a-2"})

    let_hours_pass(world, 2)

    assert len(world.mail.sent) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b'{"type": "interview.moved"}', b"\xff", b"{"])
def test_what_cannot_be_read_is_kept_with_its_reason(world: World, body: bytes) -> None:
    """WH-06, WH-18."""
    headers = signed("msg_1", body, TUESDAY)
    reply = world.client.post(f"/hooks/{world.hook_key}", data=body, headers=headers)

    world.work()

    [row] = world.rows(deliveries)
    assert reply.status_code == 200
    assert row.state == "unreadable"
    assert row.reason.endswith(".")


def test_a_name_with_control_characters_is_cleaned_and_harms_nobody(world: World) -> None:
    """EM-14: PostgreSQL stores no NUL."""
    world.hears("interview.completed", candidate={"name": "Isla\x00\r\nBcc: Fraser"})
    world.work()

    [candidate] = world.rows(candidates)
    assert candidate.name.isprintable()
    assert [row.state for row in world.rows(deliveries)] == ["understood"]
