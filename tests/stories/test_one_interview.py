"""The way of one interview, from its first mention to the call sheet."""

from datetime import timedelta

from integrations.errors import CallFailed
from tests.support.story import Story

ASKED = ("isla@example.com", "Your interview for Depot manager at Harbour Logistics: how did it feel?")
COACHED = ("isla@example.com", "After your interview with Harbour Logistics")
CALL_SHEET = ("c-1", "After the interview, Isla Fraser, Depot manager at Harbour Logistics")
AN_HOUR = timedelta(hours=1)


def test_a_candidate_is_asked_and_coached_and_the_consultant_has_the_call_sheet(story: Story) -> None:
    ends_at = story.now + AN_HOUR

    story.hears("interview.scheduled", ends_at=ends_at)
    story.later(hours=1)
    before_the_delay = story.new_emails
    story.later(minutes=91)
    after_the_delay = story.new_emails
    story.answers(story.survey_link, felt="2", themes=["blanked"], share=["themes"])
    story.later(minutes=1)

    assert (before_the_delay, after_the_delay, story.new_emails) == ([], [ASKED], [COACHED])
    assert story.notes == [CALL_SHEET]
    assert story.heard() == [
        "Interview arranged",
        "Survey: sent",
        "The candidate answered",
        "The candidate confirmed who sees what",
        "Coaching email: sent",
        "Note on the ATS record: written",
    ]
    assert story.desk().row.state_words == "Answered and coached"
    assert story.unfinished() == []


def test_a_candidate_who_asks_for_a_call_is_on_the_consultants_list_and_in_their_inbox(story: Story) -> None:
    story.hears("interview.completed")
    story.later(minutes=91)

    story.answers(story.survey_link, felt="1", themes=["blanked"], call_me="yes")
    story.later(minutes=1)

    assert sorted(story.emails[1:]) == [
        ("calum@northgate.example", "Please ring Isla Fraser today"),
        COACHED,
    ]
    assert [task.title for task in story.tasks] == ["Please ring Isla Fraser"]
    assert story.notes == [CALL_SHEET]
    assert story.desk().row.group == "alert"
    assert story.unfinished() == []


def test_cancelled_after_scheduling(story: Story) -> None:
    """WH-16."""
    story.hears("interview.scheduled", ends_at=story.now + AN_HOUR)
    story.later(minutes=5)

    story.hears("interview.cancelled", ends_at=story.now + AN_HOUR)
    story.later(hours=30)

    assert story.emails == []
    assert story.not_sent() == ["Survey: not sent, because the interview was cancelled"]
    assert story.desk().row.state_words == "Closed: the interview was cancelled"
    assert story.unfinished() == []


def test_moved_twice(story: Story) -> None:
    """WH-16: the survey follows the last of the ends, and goes once."""
    first, second, third = (story.now + timedelta(hours=hours) for hours in (1, 26, 4))
    story.hears("interview.scheduled", ends_at=first)
    story.later(minutes=5)
    story.hears("interview.moved", ends_at=second)
    story.later(minutes=5)

    story.hears("interview.moved", ends_at=third)
    due = story.effects("survey")
    story.later(hours=5)
    too_soon = story.emails
    story.later(minutes=30)
    story.later(hours=30)

    assert due == [("waiting", third + timedelta(minutes=90))]
    assert too_soon == []
    assert story.emails == [ASKED]
    assert story.unfinished() == []


def test_completed_before_scheduled_arrives(story: Story) -> None:
    """WH-16: the older word is kept as history and moves nothing back."""
    ended = story.now
    story.hears("interview.completed", ends_at=ended)

    story.hears("interview.scheduled", ends_at=ended, said_at=ended - timedelta(days=2))
    due = story.effects("survey")
    story.later(minutes=91)

    assert due == [("waiting", ended + timedelta(minutes=90))]
    assert story.emails == [ASKED]
    assert story.unfinished() == []


def test_rejected_between_survey_and_answer(story: Story) -> None:
    """The link takes no answer any more, so that nobody reflects for nothing."""
    story.hears("interview.completed")
    story.later(minutes=91)
    link = story.survey_link

    story.hears("application.rejected")
    answer = story.answers(link, felt="2", themes=["blanked"])
    story.later(minutes=5)

    assert (answer.status_code, "was not saved" in answer.text) == (409, True)
    assert (story.emails, story.notes) == ([ASKED], [])
    assert story.desk().row.state_words == "Closed: the application was rejected"
    assert story.unfinished() == []


def test_rejected_between_answer_and_coaching(story: Story) -> None:
    """While the mail server is busy the client says no: no cheery email, but the call sheet."""
    story.hears("interview.completed")
    story.later(minutes=91)
    story.world.mail.answers = [CallFailed("the mail server is busy")]
    story.answers(story.survey_link, felt="2", themes=["blanked"])

    story.hears("application.rejected")
    story.later(minutes=5)

    assert story.emails == [ASKED]
    assert story.not_sent() == ["Coaching email: not sent, because the application was rejected"]
    assert story.notes == [CALL_SHEET]
    assert story.unfinished() == []


def test_answered_twice_from_two_tabs(story: Story) -> None:
    """The last answer holds, and the note that has been written is replaced by one that says so."""
    story.hears("interview.completed")
    story.later(minutes=91)
    link = story.survey_link
    story.answers(link, felt="2", themes=["blanked"], share=["themes"])

    story.answers(link, felt="5", themes=["went_well"], share=["themes"])
    story.later(minutes=1)

    assert story.emails == [ASKED, COACHED]
    assert story.notes == [CALL_SHEET, ("c-1", f"Changed: {CALL_SHEET[1]}")]
    assert "What happened: My mind went blank" in story.ats.notes[0].lines
    assert "What happened: It went well, or some of it did" in story.ats.notes[1].lines
    assert story.unfinished() == []
