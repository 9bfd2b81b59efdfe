"""When things are serious: a person is asked, then another one, and the candidate is told the truth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from plugin.flow.alerts import call_back_of
from plugin.flow.desk import Desk
from plugin.flow.letters import journey_query
from plugin.flow.operator.alerting import check_alerts
from plugin.reading import Reading
from plugin.reflection import CallBack, Flag
from plugin.tenants import agencies
from plugin.views import DeskGroup
from tests.support.pages import text_of
from tests.support.serious import CALUM, EWAN, NADIA, PRIVATE_WORDS, name_team, signed_in, tells
from tests.support.story import Story

FRIDAY = datetime(2026, 12, 4, 14, 0, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 12, 5, 22, 40, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)
RING = "Please ring Isla Fraser"


@pytest.fixture
def asked(story: Story) -> Story:
    """Paisley's people are named; Isla was interviewed on a Friday and has been asked how it went."""
    name_team(story.world)
    story.world.clock.at = FRIDAY
    story.hears("interview.completed")
    story.later(minutes=91)
    assert len(story.new_emails) == 1
    return story


def alerts(story: Story) -> list[tuple[str, str]]:
    """Who has been asked since this was last asked."""
    return [(to, subject) for to, subject in story.new_emails if subject.startswith(RING)]


def tell(story: Story, *flags: Flag) -> None:
    """Isla tells us, and what is due at once is done."""
    tells(story.world, *flags)
    story.later(seconds=1)


def told_to_the_candidate(story: Story) -> CallBack:
    with story.world.runtime.db.reading() as db:
        row = db.execute(journey_query()).one()
        return call_back_of(story.world.runtime, db, row._asdict())


def test_crisis_on_a_saturday_night(asked: Story) -> None:
    """Three phones at once, and one after the other from opening on; the candidate is promised Monday."""
    asked.world.clock.at = SATURDAY_NIGHT
    tell(asked, Flag.CRISIS)
    (coaching,) = (one for one in asked.world.mail.sent[1:] if one.to.address == "isla@example.com")
    at_night = sorted(alerts(asked))
    promised = told_to_the_candidate(asked)
    asked.later(hours=34, minutes=19)
    before_opening = alerts(asked)
    asked.passes(every=A_MINUTE, until=timedelta(minutes=40))

    assert at_night == [(who, f"{RING} now") for who in (CALUM, EWAN, NADIA)]
    assert promised == CallBack("Calum Reid", "on Monday, from 9:00")
    said = " ".join(coaching.text.split())
    assert "Calum Reid has been asked to ring you on Monday, from 9:00." in said
    assert "116 123" in said
    assert before_opening == []
    assert alerts(asked) == [(who, f"{RING} now") for who in (CALUM, EWAN, NADIA)]
    assert [task.title for task in asked.tasks] == [RING]
    assert asked.unfinished() == []


def test_distress_that_nobody_reacts_to_is_handed_on_twice_and_stays_at_the_top(asked: Story) -> None:
    tell(asked, Flag.DISTRESS)
    now = alerts(asked)
    asked.later(minutes=29)
    early = alerts(asked)
    asked.later(minutes=1)
    after_half_an_hour = alerts(asked)
    asked.later(minutes=30)
    after_an_hour = alerts(asked)
    asked.later(hours=30)

    assert (now, early) == ([(CALUM, f"{RING} now")], [])
    assert (after_half_an_hour, after_an_hour) == ([(EWAN, f"{RING} now")], [(NADIA, f"{RING} now")])
    assert alerts(asked) == []
    row = Desk(asked.world.runtime).desk(signed_in(asked.world, CALUM), everyone=False).rows[0]
    assert row.group == DeskGroup.ALERT
    assert row.alert is not None
    assert row.alert.clock == "overdue by 30 hours"
    assert [finding.about for finding in check_alerts(asked.world.runtime)] == ["alerts"]
    assert asked.unfinished() == []


def test_an_alert_that_somebody_has_is_handed_on_to_nobody(asked: Story) -> None:
    tell(asked, Flag.DISTRESS)
    asked.later(minutes=20)

    Desk(asked.world.runtime).have(signed_in(asked.world, CALUM), 1)
    asked.later(hours=30)

    assert alerts(asked) == [(CALUM, f"{RING} now")]
    assert asked.heard().count("Calum Reid said: I have this") == 1
    assert asked.heard().count("Calum Reid was asked to ring") == 1
    assert asked.not_sent() == []
    assert asked.unfinished() == []


def test_rung_before_it_is_taken_has_taken_it(asked: Story) -> None:
    tell(asked, Flag.DISTRESS)

    Desk(asked.world.runtime).rung(signed_in(asked.world, CALUM), 1)
    asked.later(hours=30)

    assert alerts(asked) == [(CALUM, f"{RING} now")]
    assert asked.desk().row.group == DeskGroup.DONE


def test_owner_on_leave_is_not_asked(asked: Story) -> None:
    with asked.world.runtime.db.transaction() as db:
        back = FRIDAY + timedelta(days=10)
        agencies.set_away(db, signed_in(asked.world, CALUM).consultant_id, back)

    tell(asked, Flag.DISTRESS)
    promised = told_to_the_candidate(asked)
    asked.later(minutes=30)

    assert promised == CallBack("Ewan Gray", "within the hour")
    assert alerts(asked) == [(EWAN, f"{RING} now"), (EWAN, f"{RING} now")]


def test_treatment_goes_to_the_manager_and_neither_owner_nor_cover_nor_record(asked: Story) -> None:
    tell(asked, Flag.TREATMENT)
    promised = told_to_the_candidate(asked)
    asked.later(hours=30)

    assert promised == CallBack("Nadia Rahman", "on Monday, from 9:00")
    assert {to for to, _ in alerts(asked)} == {NADIA}
    assert asked.tasks == []
    mine = Desk(asked.world.runtime).desk(signed_in(asked.world, CALUM), everyone=False).rows[0]
    assert mine.group != DeskGroup.ALERT
    assert mine.alert is not None
    assert [one.reason for one in mine.alert.told] == [
        "Speak to a manager before you contact them or the client"
    ]
    assert Desk(asked.world.runtime).desk(signed_in(asked.world, EWAN), everyone=False).rows == ()


@pytest.mark.parametrize("ended", ["application.rejected", "candidate.opted_out"])
def test_an_alert_is_not_stopped_by_what_stops_emails(asked: Story, ended: str) -> None:
    tell(asked, Flag.DISTRESS)

    asked.hears(ended)
    asked.later(minutes=61)

    assert [to for to, _ in alerts(asked)] == [CALUM, EWAN, NADIA]


def test_a_deleted_candidate_is_told_of_to_nobody(asked: Story) -> None:
    tell(asked, Flag.DISTRESS)

    asked.hears("candidate.deleted")
    asked.later(hours=3)

    assert [to for to, _ in alerts(asked)] == [CALUM]
    assert list(check_alerts(asked.world.runtime)) == []
    assert asked.unfinished() == []


@pytest.mark.parametrize(("left_out", "emails"), [({Flag.TREATMENT}, 6), (set(), 2)])
def test_no_word_of_theirs_nor_what_was_read_leaves_by_an_alert(
    asked: Story, left_out: set[Flag], emails: int
) -> None:
    """PEERS 9.15."""
    asked.world.clock.at = SATURDAY_NIGHT
    tell(asked, *(flag for flag in Flag if flag not in left_out))
    asked.later(days=4)

    sent = [message for message in asked.world.mail.sent if message.subject.startswith(RING)]
    said = " ".join(f"{one.subject} {one.text} {one.html}" for one in sent)
    said += " ".join(f"{task.title} {' '.join(task.lines)}" for task in asked.tasks)
    assert len(sent) == emails
    for private in (
        PRIVATE_WORDS,
        "Canary",
        *Flag,
        "suicide",
        "health",
        "wellbeing",
        "difficulty",
        "treated",
    ):
        assert private.casefold() not in said.casefold()


def test_what_is_typed_into_the_form_reaches_people_at_once_and_none_of_its_words_do(asked: Story) -> None:
    """From the candidate's press on: the alert, the pages, the email, the desk and the note."""
    asked.world = asked.world.reading_with(
        replace(asked.world.runtime, read=lambda text, job, names: Reading(flags=(Flag.CRISIS, Flag.PRIVATE)))
    )
    link = asked.survey_link
    asked.submits(link, felt="1", in_words=PRIVATE_WORDS)
    asked.later(seconds=1)
    at_once = sorted(asked.new_emails)
    review = asked.world.client.get(f"{link}/review").text
    asked.confirms(link)
    thanks = asked.world.client.get(f"{link}/thanks").text
    asked.later(minutes=10)
    (coaching,) = (one for one in asked.world.mail.sent[1:] if one.to.address == "isla@example.com")
    row = Desk(asked.world.runtime).desk(signed_in(asked.world, CALUM), everyone=False).rows[0]
    (note,) = asked.ats.notes

    rings = "Calum Reid has been asked to ring you within the hour."
    assert at_once == [
        (CALUM, f"{RING} now"),
        ("isla@example.com", "After your interview with Harbour Logistics"),
    ]
    assert asked.new_emails == []
    assert [rings in " ".join(words.split()) for words in (review, thanks, coaching.text)] == [True] * 3
    assert row.group == DeskGroup.ALERT
    assert row.said == ()
    assert "Nothing shared; no call asked for" in note.lines
    assert "Canary" not in f"{row} {note} {asked.tasks}"
    assert asked.unfinished() == []


def test_words_of_crisis_typed_into_a_survey_that_has_closed_meanwhile_reach_people(asked: Story) -> None:
    """She begins to write; she is rejected; she presses save. From then on it goes as at any other time."""
    link = asked.survey_link
    form = asked.world.client.get(link)
    asked.hears("application.rejected")

    page = asked.submits(link, felt="1", in_words=PRIVATE_WORDS)
    at_once = alerts(asked)
    asked.passes(every=A_MINUTE, until=timedelta(minutes=30))
    handed_on = alerts(asked)
    asked.later(days=4)

    said = text_of(page.text)
    assert (form.status_code, page.status_code) == (200, 200)
    assert said.index("116 123") < said.index("Calum Reid has been asked to ring you within the hour.")
    assert "The survey was over when you sent this. A program still read it, and we have kept it." in said
    assert (at_once, handed_on) == (
        [(CALUM, f"{RING} now")],
        [(who, f"{RING} now") for who in (EWAN, NADIA)],
    )
    assert [to for to, _ in asked.emails].count("isla@example.com") == 1
    assert [task.title for task in asked.tasks] == [RING]
    assert asked.notes == []
    row = asked.desk().row
    assert (row.group, row.said) == (DeskGroup.ALERT, ())
    assert asked.heard().count("The candidate wrote once the survey was over") == 1
    assert "Canary" not in f"{asked.emails} {asked.tasks} {asked.desk()} {asked.world.client.get(link).text}"
    assert asked.unfinished() == []


def test_a_crisis_told_after_the_coaching_email_brings_its_letter_once(asked: Story) -> None:
    link = asked.survey_link
    asked.answers(link, felt="2", themes=["blanked"])
    asked.later(minutes=1)
    before = asked.new_emails

    asked.submits(link, felt="1", in_words=PRIVATE_WORDS)
    asked.later(seconds=1)
    at_once = sorted(asked.new_emails)
    asked.submits(link, felt="1", in_words=f"{PRIVATE_WORDS}. Nobody would notice.")
    asked.confirms(link)
    asked.later(minutes=10)

    coaching = ("isla@example.com", "After your interview with Harbour Logistics")
    assert before == [coaching]
    assert at_once == [(CALUM, f"{RING} now"), coaching]
    tips, letter = (one for one in asked.world.mail.sent[1:] if one.to.address == "isla@example.com")
    said = " ".join(letter.text.split())
    assert "Calum Reid has been asked to ring you within the hour." in said
    assert "116 123" in said
    assert "follow-up" in " ".join(tips.text.split()).casefold()
    assert "follow-up" not in said.casefold()
    assert (tips.message_id, tips.subject) != (letter.message_id, letter.subject)
    assert asked.effects_by_state("coaching") == ["done", "done"]
    assert asked.unfinished() == []
