from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.ats.contract import EventKind, Interview, Target, Task
from integrations.errors import CallFailed, CredentialsRefused, OutcomeUnknown, Refused, Unreadable
from tests.support.ats.harness import NOW
from tests.support.ats.odoo import OdooHarness

TARGET = Target(candidate="18", application="18", interview="8", consultant="7")
TASK = Task("AV-8M3N0RYB", "Ring Isla", ("Today.",), datetime(2026, 11, 24, 9, tzinfo=UTC))
HELD = Interview("8")


def meeting(**values: Any) -> dict[str, Any]:
    return {
        "id": 8,
        "name": "Interview",
        "start": "2026-11-23 13:00:00",
        "stop": "2026-11-23 14:00:00",
        "write_date": "2026-11-20 09:30:10",
        "applicant_id": [18, "Engineer"],
        **values,
    }


def applicant(**values: Any) -> dict[str, Any]:
    return {"id": 18, "write_date": "2026-11-19 16:00:00", "interviewer_ids": [], **values}


def kinds(events) -> list[EventKind]:
    return [event.kind for event in events]


@pytest.fixture
def odoo():
    with OdooHarness().serve() as odoo:
        odoo.hold({"calendar.event": [meeting()], "hr.applicant": [applicant()]})
        yield odoo


@pytest.fixture
def client():
    harness = OdooHarness()
    return harness.adapter.connect(harness.account)


def test_a_meeting_read_again_says_where_it_stands(odoo, client):
    assert kinds(client.reread(HELD, "18", "18")) == [EventKind.INTERVIEW_COMPLETED]


def test_a_meeting_moved_since_is_scheduled_at_its_new_time(odoo, client):
    odoo.hold({"calendar.event": [meeting(stop="2026-11-24 14:00:00", write_date="2026-11-23 14:29:00")]})

    (event,) = client.reread(HELD, "18", "18")

    assert (event.kind, event.interview.ends_at) == (
        EventKind.INTERVIEW_SCHEDULED,
        datetime(2026, 11, 24, 14, tzinfo=UTC),
    )


def test_a_meeting_that_is_gone_is_found_to_be_deleted(odoo, client):
    odoo.hold({"calendar.event": []})

    (event,) = client.reread(HELD, "18", "18")

    assert (event.kind, event.at, event.candidate.ref, event.interview.ref) == (
        EventKind.INTERVIEW_DELETED,
        NOW,
        "18",
        "8",
    )


def test_a_meeting_taken_from_its_applicant_is_deleted_for_them(odoo, client):
    odoo.hold({"calendar.event": [meeting(applicant_id=False)]})

    assert kinds(client.reread(HELD, "18", "18")) == [EventKind.INTERVIEW_DELETED]


def test_a_meeting_given_to_another_applicant_is_told_to_both(odoo, client):
    odoo.hold({"calendar.event": [meeting(applicant_id=[19, "Other"])], "hr.applicant": [applicant(id=19)]})

    told = [(event.kind, event.candidate.ref) for event in client.reread(HELD, "18", "18")]

    assert told == [(EventKind.INTERVIEW_DELETED, "18"), (EventKind.INTERVIEW_COMPLETED, "19")]


def test_an_applicant_who_is_gone_is_told_with_the_meeting(odoo, client):
    odoo.hold({"hr.applicant": []})

    assert kinds(client.reread(HELD, "18", "18")) == [EventKind.CANDIDATE_DELETED]


def test_a_meeting_ends_at_the_very_moment_of_its_end(odoo, client):
    odoo.hold({"calendar.event": [meeting(stop="2026-11-23 14:30:00")]})

    assert kinds(client.reread(HELD, "18", "18")) == [EventKind.INTERVIEW_COMPLETED]


def test_a_deletion_that_does_not_say_whose_it_was_asks_for_the_field(odoo, client):
    with pytest.raises(Unreadable, match="Add the field Applicant"):
        client.meeting_events(404, None)


def test_an_email_that_is_only_an_address_is_taken_too(odoo, client):
    odoo.hold({"hr.applicant": [applicant(email_from="isla@example.com")]})

    (event,) = client.applicant_events(18)

    assert event.candidate.email == "isla@example.com"


def test_a_recruiter_whom_the_key_may_not_read_keeps_the_name_of_the_link(odoo, client):
    odoo.hold({"hr.applicant": [applicant(user_id=[7, "Calum Reid"])]})

    (event,) = client.applicant_events(18)

    assert (event.consultant.ref, event.consultant.name, event.consultant.email) == ("7", "Calum Reid", "")


def test_a_task_is_an_activity_of_the_consultants(odoo, client):
    client.add_task(TARGET, TASK)

    (activity,) = odoo.records["mail.activity"]
    assert activity == {
        "id": 140,
        "res_model": "hr.applicant",
        "res_model_id": 77,
        "res_id": 18,
        "summary": "Ring Isla (AV-8M3N0RYB)",
        "note": "<p><b>Ring Isla</b></p><p>Today.</p><p>(AV-8M3N0RYB)</p>",
        "date_deadline": "2026-11-24",
        "user_id": 7,
    }


def test_a_task_for_nobody_in_particular_names_no_user(odoo, client):
    client.add_task(Target(candidate="18"), TASK)

    assert "user_id" not in odoo.records["mail.activity"][0]


def test_a_finished_task_is_found_in_the_message_that_it_became_rl_09(odoo, client):
    odoo.hold(
        {
            "mail.message": [
                {"id": 5, "model": "hr.applicant", "res_id": 18, "body": "<p>Ring Isla (AV-8M3N0RYB)</p>"}
            ]
        }
    )

    assert client.find_task(TARGET, "AV-8M3N0RYB") == "5"


def test_a_note_on_another_applicant_is_not_this_ones_rl_09(odoo, client):
    odoo.hold(
        {"mail.message": [{"id": 5, "model": "hr.applicant", "res_id": 19, "body": "<p>(AV-8M3N0RYB)</p>"}]}
    )

    assert client.find_note(TARGET, "AV-8M3N0RYB") is None


def test_signing_in_happens_once(odoo, client):
    client.applicant_events(18)
    client.applicant_events(18)

    assert odoo.sign_ins == 1


def test_a_wrong_key_is_told_before_anything_else(odoo):
    harness = OdooHarness()
    account = replace(harness.account, credentials={**harness.account.credentials, "api_key": "x"})

    with pytest.raises(CredentialsRefused, match="does not know this login, key or database"):
        harness.adapter.connect(account).check()

    assert odoo.calls == []


@pytest.mark.parametrize(
    ("fault", "of_a_read", "of_a_write"),
    [
        ("odoo.exceptions.AccessDenied", CredentialsRefused, CredentialsRefused),
        ("odoo.exceptions.AccessError", Refused, Refused),
        ("odoo.exceptions.MissingError", Refused, Refused),
        ("odoo.exceptions.ValidationError", Refused, Refused),
        ("psycopg2.errors.SerializationFailure", CallFailed, OutcomeUnknown),
        ("builtins.KeyError", CallFailed, OutcomeUnknown),
    ],
)
def test_a_fault_of_odoos_is_one_of_our_errors_and_tells_no_traceback(
    odoo, client, fault, of_a_read, of_a_write
):
    client.add_task(TARGET, TASK)
    odoo.error = fault

    for call, error in (
        (lambda: client.find_note(TARGET, "AV-1"), of_a_read),
        (lambda: client.add_task(TARGET, TASK), of_a_write),
    ):
        with pytest.raises(error) as failed:
            call()
        assert (type(failed.value), "Isla" in str(failed.value)) == (error, False)


@pytest.mark.parametrize("ref", ["", "c-1", "１８x"])
def test_an_id_that_is_not_odoos_is_refused(odoo, client, ref):
    with pytest.raises(Refused, match="not one of Odoo's"):
        client.find_note(Target(candidate=ref), "AV-1")


def test_an_odoo_without_recruitment_says_what_to_install(odoo, client):
    odoo.hold({"ir.model": []})

    with pytest.raises(Refused, match="no Recruitment app"):
        client.add_task(TARGET, TASK)


@pytest.mark.parametrize(
    "spoilt", [{"stop": False}, {"stop": "soon"}, {"stop": "2026-11-23T14:00:00+00:00"}, {"applicant_id": 18}]
)
def test_a_record_that_makes_no_sense_is_unreadable(odoo, client, spoilt):
    odoo.hold({"calendar.event": [meeting(**spoilt)]})

    with pytest.raises(Unreadable, match=next(iter(spoilt))):
        client.reread(HELD, "18", "18")
