"""A candidate answers, leaves, comes back, changes their mind, or puts it off: the ways through the link."""

from datetime import timedelta

from tests.support.story import Story

ASKED = ("isla@example.com", "Your interview for Depot manager at Harbour Logistics: how did it feel?")
COACHED = ("isla@example.com", "After your interview with Harbour Logistics")
BLANKED = "What happened: My mind went blank"


def asked(story: Story) -> str:
    """Isla has had her interview and the survey: its link."""
    story.hears("interview.completed")
    story.later(minutes=91)
    return story.survey_link


def test_a_candidate_who_saves_and_leaves_is_coached_and_shares_nothing(story: Story) -> None:
    link = asked(story)

    story.submits(link, felt="2", themes=["blanked"], in_words="I froze")
    story.later(minutes=1)
    at_once = story.emails
    story.later(minutes=5)

    assert (at_once, story.emails) == ([ASKED], [ASKED, COACHED])
    assert "Nothing shared; no call asked for" in story.ats.notes[0].lines
    assert story.unfinished() == []


def test_a_call_asked_for_does_not_wait_for_the_review(story: Story) -> None:
    link = asked(story)

    story.submits(link, felt="1", call_me="yes")
    story.later(minutes=1)

    assert [task.title for task in story.tasks] == ["Please ring Isla Fraser"]
    assert story.emails == [ASKED, ("calum@northgate.example", "Please ring Isla Fraser today")]


def test_a_lane_drawn_back_the_next_day_is_carried_to_the_note(story: Story) -> None:
    link = asked(story)
    story.answers(link, themes=["blanked"], still_want="yes", share=["themes", "still_want"])
    story.later(minutes=1)

    story.later(days=1)
    story.confirms(link, **{"lane-themes": "only_me"})
    story.later(minutes=1)

    first, second = (note.lines for note in story.ats.notes)
    assert BLANKED in first
    assert BLANKED not in second
    assert "No longer shared, and not to be used: What happened" in second
    assert "Still wants the job: Yes" in second
    assert story.heard()[-2:] == [
        "The candidate confirmed who sees what",
        "Note on the ATS record: written",
    ]
    assert story.unfinished() == []


def test_tomorrow_at_nine_is_one_more_email_and_no_third(story: Story) -> None:
    link = asked(story)

    story.puts_off(link, "tomorrow")
    story.passes(every=timedelta(hours=1), until=timedelta(days=3))

    assert story.emails == [ASKED, ASKED]
    assert story.stands() == "Asked; no answer yet"
    assert story.heard().count("The candidate asked to be asked again tomorrow") == 1
    assert story.unfinished() == []


def test_only_the_advice_comes_at_once(story: Story) -> None:
    link = asked(story)

    story.puts_off(link, "advice")
    story.later(minutes=1)

    assert story.emails == [ASKED, COACHED]
    assert story.unfinished() == []


def test_never_is_never(story: Story) -> None:
    link = asked(story)

    story.puts_off(link, "never")
    story.hears("interview.completed", interview={"id": "i-2"}, application={"id": "a-2"})
    story.later(days=1)

    assert story.emails == [ASKED]
    assert story.unfinished() == []
