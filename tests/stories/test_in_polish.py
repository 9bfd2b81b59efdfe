"""A candidate whose locale is Polish reads Polish until they choose English; the note is English always."""

from config.languages import spelt_out
from tests.support.ats.in_hand import Written
from tests.support.pages import text_of
from tests.support.story import Story

KASIA = {"name": "Katarzyna Nowak", "locale": "pl-PL", "country": "PL"}
ASKED = ("isla@example.com", "Jak było na rozmowie? (Depot manager, Harbour Logistics)")
COACHED_IN_ENGLISH = ("isla@example.com", "After your interview with Harbour Logistics")
COACHED = ("isla@example.com", "Po rozmowie o pracę: Harbour Logistics")


def asked(story: Story) -> str:
    """Katarzyna has had her interview and the survey: its link."""
    story.hears("interview.completed", candidate=KASIA)
    story.later(minutes=91)
    return story.survey_link


def last_email(story: Story) -> str:
    return " ".join(story.world.mail.sent[-1].text.split())


def note(story: Story) -> Written:
    return story.ats.notes[-1]


def test_the_whole_way_is_in_polish_and_the_note_in_english(story: Story) -> None:
    link = asked(story)
    survey = last_email(story)
    form = text_of(story.world.client.get(link).text)

    point = "I ran the night rota."
    shared = ["themes", "missed_point"]
    story.answers(link, felt="2", themes=["blanked"], missed_point=point, share=shared)
    review = text_of(story.world.client.get(f"{link}/review").text)
    thanks = text_of(story.world.client.get(f"{link}/thanks").text)
    story.later(minutes=1)

    assert spelt_out(story.now.date(), "pl") == "wtorek, 24 listopada"
    assert "Dzień dobry, Katarzyna, Jakkolwiek poszło, masz to już za sobą." in survey
    assert "wtorek, 24 listopada" in survey
    assert "Jak poszło, Katarzyna?" in form
    assert "Nagle pustka w głowie" in form
    assert "Kto co widzi" in review
    assert "Dziękujemy, Katarzyna" in thanks
    assert story.emails == [ASKED, COACHED]
    coaching = last_email(story)
    assert "Szkic jest po angielsku, tak jak rozmowa." in coaching
    assert "Thank you for your time on Tuesday 24 November" in coaching
    assert point in coaching
    assert "What happened: My mind went blank" in note(story).lines
    assert story.unfinished() == []


def test_english_chosen_on_the_page_is_what_they_get_from_then_on(story: Story) -> None:
    link = asked(story)

    page = story.world.client.get(f"{link}?lang=en").text
    story.submits(f"{link}?lang=en", felt="2", themes=["blanked"])
    story.later(minutes=6)

    assert "How did it go, Katarzyna?" in page
    assert story.emails == [ASKED, COACHED_IN_ENGLISH]
    assert "How did it go" not in story.world.client.get(link).text
    assert '<html lang="en-GB"' in story.world.client.get(link).text


def test_looking_at_a_page_in_english_changes_nothing(story: Story) -> None:
    link = asked(story)

    story.world.client.get(f"{link}?lang=en")
    story.submits(link, felt="2", themes=["blanked"])
    story.later(minutes=6)

    assert story.emails == [ASKED, COACHED]


def test_english_can_be_chosen_at_the_review(story: Story) -> None:
    link = asked(story)

    story.submits(link, felt="2", themes=["blanked"])
    story.world.client.post(f"{link}/review?lang=en", data={"version": "1"})
    story.later(minutes=1)

    assert story.emails == [ASKED, COACHED_IN_ENGLISH]


def test_english_can_be_chosen_where_only_the_advice_is_asked_for(story: Story) -> None:
    link = asked(story)
    shown = str(int(story.now.timestamp()))
    story.later(seconds=10)

    story.world.client.post(f"{link}/later?lang=en", data={"shown": shown, "choice": "advice"})
    story.later(minutes=1)

    assert story.emails == [ASKED, COACHED_IN_ENGLISH]
