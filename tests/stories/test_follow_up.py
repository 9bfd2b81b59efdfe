"""The candidate's note, from the draft to the day on which it was sent on."""

from plugin.flow.pass_on import PassOns
from plugin.tables import consultants, follow_ups
from plugin.views import SignedIn
from tests.stories.test_one_interview import COACHED
from tests.support.story import Story, Variant

GIVEN = ("calum@northgate.example", "A candidate asks you to pass a note on")
TAKEN_BACK = ("calum@northgate.example", "Please do not send that note")
NOTE = {"subject": "Thank you", "body": "Dear Priya,\n\nI ran the night rota.\n\nIsla", "permission": "yes"}


def coached(story: Story) -> str:
    """Isla has been coached; the path of her composer."""
    story.hears("interview.completed")
    story.later(minutes=91)
    link = story.survey_link
    story.answers(link, felt="2", themes=["blanked"])
    story.later(minutes=1)
    return f"{link}/follow-up"


def press(story: Story, path: str, **form: str) -> int:
    """The candidate presses a button, and what it brings is done."""
    if story.variant is Variant.TWICE:
        story.world.client.post(path, data=form)
    code = story.world.client.post(path, data=form).status_code
    story.later(seconds=10)
    return code


def calum(story: Story) -> SignedIn:
    (row,) = story.world.rows(consultants)
    return SignedIn(story.world.agency_id, row.id, row.name, "Northgate Recruitment")


def test_a_note_is_given_to_the_consultant_once_and_its_candidate_sees_when_it_went(story: Story) -> None:
    composer = coached(story)

    press(story, f"{composer}/pass-on", **NOTE)
    story.later(minutes=5)
    (note,) = story.world.rows(follow_ups)
    PassOns(story.world.runtime).sent_on(calum(story), 1, 0, note.permitted_at)

    assert [email for email in story.emails if email[0] != "isla@example.com"] == [GIVEN]
    assert "Calum Reid sent it on for you" in story.world.client.get(composer).text
    assert story.heard()[-3:] == [
        "The candidate asked for a note to be passed on",
        "Email about the note to pass on: sent",
        "Calum Reid sent the candidate’s note on",
    ]
    assert story.unfinished() == []


def test_a_note_that_is_taken_back_is_called_back_from_whoever_has_it(story: Story) -> None:
    composer = coached(story)
    press(story, f"{composer}/pass-on", **NOTE)

    press(story, f"{composer}/take-back")
    story.later(minutes=5)

    assert [email for email in story.emails if email[0] != "isla@example.com"] == [GIVEN, TAKEN_BACK]
    assert story.emails.count(COACHED) == 1
    assert story.unfinished() == []


def test_a_scanner_that_presses_everything_gives_nothing_away(story: Story) -> None:
    """EM-08."""
    composer = coached(story)
    before = story.emails

    for path in ("", "/mail", "/pass-on", "/take-back"):
        press(story, f"{composer}{path}", subject="Thank you", body="Dear Priya")

    assert story.emails == before
    assert story.unfinished() == []
