"""The mail server and the ATS fail, and come back."""

from datetime import timedelta

from integrations.errors import CallFailed, OutcomeUnknown, RateLimited
from tests.support.story import Story

A_WHILE = timedelta(minutes=5)
AN_HOUR = timedelta(hours=1)
ASKED = "Your interview for Depot manager at Harbour Logistics: how did it feel?"
COACHED = "After your interview with Harbour Logistics"
CALL_SHEET = ("c-1", "After the interview, Isla Fraser, Depot manager at Harbour Logistics")


def answered(story: Story) -> None:
    """Isla has been asked and answers."""
    story.hears("interview.completed")
    story.later(minutes=91)
    story.answers(story.survey_link, felt="2", themes=["blanked"])


def test_ats_down_for_an_hour_then_too_busy(story: Story) -> None:
    """RL-11: it is left alone between tries, a 429 is waited out, and the coaching email never waited."""
    story.ats.down = CallFailed("the ATS answered 503")
    answered(story)
    story.passes(every=A_WHILE, until=AN_HOUR)
    coached_meanwhile = story.emails
    tries_in_an_hour = story.ats.asked
    story.ats.down = RateLimited("the ATS answered 429", retry_after=600)
    story.passes(every=A_WHILE, until=2 * AN_HOUR)
    tries_while_busy = story.ats.asked - tries_in_an_hour

    story.ats.down = None
    story.passes(every=A_WHILE, until=3 * AN_HOUR)

    assert coached_meanwhile == [("isla@example.com", ASKED), ("isla@example.com", COACHED)]
    # Two hours hold twelve pauses of the ten minutes that it asks for.
    assert (tries_in_an_hour < 15, 1 <= tries_while_busy <= 13) == (True, True)
    assert story.notes == [CALL_SHEET]
    assert story.not_sent() == []
    assert story.unfinished() == []


def test_note_taken_without_an_answer_is_looked_for_before_it_is_written_again(story: Story) -> None:
    """RL-09, RL-10."""
    story.ats.answers = [OutcomeUnknown("the ATS took the note and hung up")]
    answered(story)

    story.passes(every=A_WHILE, until=AN_HOUR)

    assert story.notes == [CALL_SHEET]
    assert story.effects_by_state("note") == ["done"]
    assert story.unfinished() == []


def test_mail_server_down(story: Story) -> None:
    """The survey goes once, as soon as the mail server is back; it is not pestered meanwhile."""
    story.hears("interview.completed")
    story.world.mail.down = CallFailed("the mail server cannot be reached")
    story.later(minutes=91)
    story.passes(every=A_WHILE, until=AN_HOUR)
    tries = story.world.mail.asked

    story.world.mail.down = None
    story.passes(every=A_WHILE, until=3 * AN_HOUR)

    assert tries < 15
    assert story.emails == [("isla@example.com", ASKED)]
    assert story.unfinished() == []


def test_mail_server_too_slow_to_answer_leaves_the_email_in_doubt(story: Story) -> None:
    """RL-04: nobody knows whether it went, so it never goes again; a person sees it on the desk."""
    story.hears("interview.completed")
    story.world.mail.answers = [OutcomeUnknown("no answer within 30 s")]
    story.later(minutes=91)

    story.passes(every=A_WHILE, until=2 * AN_HOUR)

    assert story.emails == []
    assert story.effects_by_state("survey") == ["unknown"]
    assert story.stands() == "Survey: it cannot be known whether it was sent"
    assert story.unfinished() == []


def test_mail_server_refuses_one_address_and_takes_the_other(story: Story) -> None:
    story.world.mail.refused = {"isla@example.com"}
    story.hears("interview.completed")
    story.hears(
        "interview.completed",
        candidate={"id": "c-2", "name": "Jo Marr", "email": "jo@example.com"},
        application={"id": "a-2"},
        interview={"id": "i-2"},
    )

    story.later(minutes=92)
    story.later(hours=1)

    assert story.emails == [("jo@example.com", ASKED)]
    assert story.stands("i-1") == "Not asked: the mail server refused the address: check it in the ATS"
    assert story.stands("i-2") == "Asked; no answer yet"
    assert story.unfinished() == []


def test_everything_out_for_a_day_and_a_half_drops_the_late_survey(story: Story) -> None:
    """RL-20: nobody is asked how yesterday's interview felt."""
    story.hears("interview.completed")

    story.later(hours=36)

    assert story.emails == []
    assert story.stands() == "Not asked: it had become too late to be of use"
    assert story.unfinished() == []
