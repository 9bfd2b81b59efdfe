"""The lesson comes back before the next interview, and once more when an application has ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.story import Story

ISLA = "isla@example.com"
ASKED = (ISLA, "Your interview for Depot manager at Harbour Logistics: how did it feel?")
COACHED = (ISLA, "After your interview with Harbour Logistics")
PREPARED = (ISLA, "Before your interview with Harbour Logistics")
TODAY = (ISLA, "Today: your interview with Harbour Logistics")
REJECTED = (ISLA, "About your application to Harbour Logistics")
NEXT = datetime(2026, 12, 8, 15, tzinfo=UTC)
"""Two weeks after the story begins, on a Tuesday: out of reach of the week's cap."""
AN_HOUR = timedelta(hours=1)


def reflected(story: Story, **answers: Any) -> None:
    """Isla has had an interview, and has told us about it."""
    story.hears("interview.completed")
    story.later(minutes=91)
    story.answers(story.survey_link, **(answers or {"felt": "2", "themes": ["blanked"], "noticed": "maybe"}))
    story.later(minutes=1)
    assert story.new_emails == [ASKED, COACHED]


def hears_of_the_next(
    story: Story, kind: str = "interview.scheduled", at: datetime = NEXT, **said: Any
) -> None:
    """A second interview for the same job, an hour long, at `at`."""
    second = {"id": "i-2", "location": "4 Quay Street, Leith", "title": "Second interview"}
    story.hears(kind, interview=second, ends_at=at + AN_HOUR, **said)


def until(story: Story, moment: datetime) -> None:
    """Time passes up to then, in steps shorter than any email waits for its hour to pass."""
    while story.now < moment:
        story.later(seconds=min(4 * 3600.0, (moment - story.now).total_seconds()))


def latest(story: Story) -> str:
    """The words of the latest email."""
    return " ".join(story.world.mail.sent[-1].text.split())


def test_the_lesson_comes_back_the_day_before_and_the_plan_on_the_morning(story: Story) -> None:
    reflected(story)
    hears_of_the_next(story)

    until(story, NEXT - timedelta(days=1, minutes=-59))
    too_soon = story.new_emails
    until(story, NEXT - timedelta(hours=22))
    the_day_before, words_before = story.new_emails, latest(story)
    until(story, NEXT - timedelta(hours=5))
    on_the_morning, words_today = story.new_emails, latest(story)
    until(story, NEXT)

    assert (too_soon, the_day_before, on_the_morning, story.new_emails) == ([], [PREPARED], [TODAY], [])
    assert "When: Tuesday 8 December, 15:00 Where: 4 Quay Street, Leith With: Priya Shah" in words_before
    assert "Keep three short stories ready" in words_before
    assert "Your plan: If nothing comes, then I will say" in words_before
    assert "it felt bad. They have asked you back." in words_before
    assert "got to the next step" not in words_before
    assert "Your plan: If nothing comes, then I will say" in words_today
    assert story.heard("i-2") == [
        "Interview arranged",
        "Preparation for the next interview: sent",
        "Preparation for the next interview: sent",
        "Survey: to be sent at this time, if it still may be",
    ]
    assert story.unfinished() == []


def test_an_interview_known_before_the_reflection_is_prepared_for_all_the_same(story: Story) -> None:
    """WH-16: events in any order."""
    hears_of_the_next(story)

    reflected(story)
    until(story, NEXT)

    assert story.new_emails == [PREPARED, TODAY]
    assert story.unfinished() == []


def test_a_move_takes_the_preparations_along(story: Story) -> None:
    reflected(story)
    hears_of_the_next(story)
    story.later(minutes=5)

    hears_of_the_next(story, "interview.moved", NEXT + timedelta(days=2))
    until(story, NEXT + timedelta(hours=1))
    by_the_old_time = story.new_emails
    until(story, NEXT + timedelta(days=2))

    assert (by_the_old_time, story.new_emails) == ([], [PREPARED, TODAY])
    assert story.unfinished() == []


def test_a_cancelled_interview_is_not_prepared_for(story: Story) -> None:
    reflected(story)
    hears_of_the_next(story)
    until(story, NEXT - timedelta(hours=22))
    assert story.new_emails == [PREPARED]

    hears_of_the_next(story, "interview.cancelled")
    until(story, NEXT)

    assert story.new_emails == []
    assert story.effects_by_state("prepare") == ["done", "skipped"]
    assert story.unfinished() == []


def test_somebody_who_never_told_us_anything_is_not_prepared(story: Story) -> None:
    hears_of_the_next(story)

    until(story, NEXT)

    assert story.emails == []
    assert story.heard("i-2") == [
        "Interview arranged",
        "Survey: to be sent at this time, if it still may be",
    ]
    assert story.not_sent("i-2") == []
    assert story.unfinished() == []


def test_after_a_rejection_the_lesson_comes_back_once_a_day_later_without_a_survey(story: Story) -> None:
    reflected(story)
    second = {"id": "i-2"}
    story.hears("interview.completed", interview=second)

    story.hears("application.rejected")
    story.later(hours=23)
    within_the_day = story.new_emails
    story.later(hours=2)
    a_day_later, words = story.new_emails, latest(story)
    story.later(days=4)

    assert (within_the_day, a_day_later, story.new_emails) == ([], [REJECTED], [])
    assert "Harbour Logistics has decided not to go on with your application as Depot manager." in words
    assert "Keep three short stories ready" in words
    assert "felt" not in words
    assert story.unfinished() == []


def test_a_rejection_that_is_taken_back_is_not_spoken_of(story: Story) -> None:
    reflected(story)
    story.hears("application.rejected")
    story.later(hours=2)

    story.hears("application.reopened")
    story.later(days=4)

    assert story.new_emails == []
    assert story.unfinished() == []


def test_who_got_the_job_is_congratulated_and_left_in_peace(story: Story) -> None:
    reflected(story)
    hears_of_the_next(story)

    story.hears("application.hired")
    until(story, NEXT + timedelta(days=2))

    assert story.new_emails == [REJECTED]
    assert "You got the job as Depot manager at Harbour Logistics." in latest(story)
    assert "it felt bad. You got the job." in latest(story)
    assert story.unfinished() == []
