"""`afterview coach`: from one reflection to its plan, for a program to use, without settings or database."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click

from config.content import ANY_COUNTRY, load_helplines, load_library
from config.languages import ENGLISH
from integrations.mail.contract import Mailbox
from plugin.brand import Brand
from plugin.coaching.plan import Plan
from plugin.coaching.reader import read
from plugin.commands.coach_input import Asked, CoachSchema, InputWrong, read_input
from plugin.commands.json_schema import json_schema
from plugin.desk.call_sheet import Update
from plugin.flow.coached import Case, as_confirmed, email_for, note_for, plan_for, to_client
from plugin.outbox.emails.rendered import Links, Rendered
from plugin.reading import Reading
from plugin.reflection import Meeting, Reflection
from plugin.surveys.questions import reflection_questions

CALLED_WRONGLY = 2
HOST = "https://survey.example"
LINKS = Links(
    survey=f"{HOST}/r/1",
    stop=f"{HOST}/unsubscribe/1",
    composer=f"{HOST}/r/1/follow-up",
    call=f"{HOST}/r/1?change=yes#call_me-yes",
    privacy=f"{HOST}/r/1/privacy",
)
"""Where the email would lead: the product puts its own host and its signed links there."""


@click.command(short_help="Make the plan for one reflection, as JSON.")
@click.option("--schema", "show_schema", is_flag=True, help="Print the JSON Schema of the input, and stop.")
def coach(show_schema: bool) -> None:
    """Read a reflection as a JSON object on standard input; print its plan, email and note as JSON.

    The same answers always give the same plan. What is left out of the answers is read from "in_words", and
    taken for confirmed. With --schema it prints what the input may hold. It exits with 2 if the input cannot
    be used, and says why by field.

    \b
      echo '{"in_words": "Mind went blank.", "still_want": "yes"}' | afterview coach
    """
    if show_schema:
        click.echo(json.dumps(json_schema(CoachSchema(), "A reflection for afterview coach"), indent=2))
        return
    try:
        asked = read_input(_document(sys.stdin.buffer.read()))
    except InputWrong as error:
        for name, words in error.errors.items():
            click.echo(f"{name}: {words}", err=True)
        sys.exit(CALLED_WRONGLY)
    click.echo(json.dumps(coached(asked), indent=2, ensure_ascii=False))


def coached(asked: Asked) -> dict[str, Any]:
    """All that comes of a reflection, as JSON values."""
    reading = _read(asked)
    reflection = as_confirmed(asked.reflection, reading, asked.given) if reading else asked.reflection
    case = Case(reflection, asked.meeting, asked.seed, asked.route)
    plan = plan_for(case, load_library(asked.language), load_library(ENGLISH))
    lines = load_helplines(asked.language)
    brand = _brand(asked.meeting)
    help_lines = lines.get(asked.country) or lines[ANY_COUNTRY]
    email = email_for(case, plan, brand, LINKS, help_lines, asked.language)
    return {**_plan(plan, asked), **_email(email), **_told(reflection, asked), "reading": _reading(reading)}


def _document(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InputWrong({"input": f"This is not JSON in UTF-8: {error}"}) from error


def _read(asked: Asked) -> Reading | None:
    """What the candidate's words say; None where there are none."""
    text = "\n".join(filter(None, (asked.reflection.in_words, asked.reflection.missed_point))).strip()
    return read(text, asked.meeting.job or None) if text else None


def _brand(meeting: Meeting) -> Brand:
    name = meeting.agency.strip() or "Your agency"
    sender = Mailbox("hello@agency.example", name)
    return Brand(name, sender, sender, postal_address="The agency's postal address")


def _plan(plan: Plan, asked: Asked) -> dict[str, Any]:
    drafts = [{"to": draft.to, "subject": draft.subject, "body": draft.body} for draft in plan.drafts]
    advice = [
        {"id": one.id, "section": one.section, "text": one.text, "ground": list(one.ground)}
        for one in plan.passages
    ]
    why = " ".join(one.text for one in plan.passages if one.section == "follow_up")
    return {
        "decision": plan.decision.kind,
        "reason": plan.reason,
        "mention": plan.decision.mention,
        "can_wait": plan.decision.can_wait,
        "route": asked.route,
        "draft": drafts[0] if drafts else None,
        "why": None if drafts else why or plan.reason,
        "drafts": drafts,
        "lesson": plan.lesson or None,
        "practice": plan.practice or None,
        "advice": advice,
        "flags": sorted(plan.flags),
    }


def _email(email: Rendered) -> dict[str, Any]:
    return {"email": {"subject": email.subject, "text": email.text, "html": email.html}}


def _told(reflection: Reflection, asked: Asked) -> dict[str, Any]:
    """What the consultant would see, and what of it the client may be told."""
    questions = reflection_questions(ENGLISH)
    questions = questions.asking(questions.asked_by(reflection.extras))
    at = asked.answered_at or datetime.min.replace(tzinfo=UTC)
    update = Update(at, reflection.taken_back) if reflection.taken_back else None
    sheet = note_for(reflection, asked.meeting, questions, at, update)
    # The first lines say when it was answered and changed: only the input can know.
    moments = 2 if update else 1
    lines = sheet.lines if asked.answered_at else sheet.lines[moments:]
    said = to_client(reflection, asked.meeting, questions, at)
    return {"note": [sheet.title, *lines], "to_client": [f"{label}: {answer}" for label, answer in said]}


def _reading(reading: Reading | None) -> Mapping[str, Any] | None:
    if reading is None:
        return None
    return {
        "themes": reading.themes,
        "noticed": reading.noticed,
        "mention": reading.mention,
        "flags": reading.flags,
        "missed_point": reading.missed_point or None,
        "because": dict(reading.because),
        "language": reading.language,
    }
