"""The survey that the rivals send: the product's own, with a name to fill in, so that all send alike."""

from pathlib import Path

from plugin.outbox.emails.survey import survey_email
from plugin.reflection import Meeting
from tests.support.emails import BRAND, HELP_LINES, LINKS

_NAME = "Placeholder"


def write_templates(folder: Path) -> None:
    """Write `survey.html`, `survey.txt` and `subject.txt`, which greet `{{ name }}`."""
    meeting = Meeting(candidate_name=_NAME, job="Depot manager", client="Harbour Logistics")
    email = survey_email(meeting, BRAND, LINKS, HELP_LINES)
    folder.mkdir(exist_ok=True)
    for name, words in (
        ("survey.html", email.html),
        ("survey.txt", email.text),
        ("subject.txt", email.subject),
    ):
        (folder / name).write_text(words.replace(_NAME, "{{ name }}"))
