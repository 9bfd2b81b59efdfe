"""The table of docs/journeys.md, printed by running `decide`: `python -m plugin.journeys.table`. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import click

from integrations.ats.contract import EventKind
from plugin.alerts import Urgency
from plugin.effects import Drop, Want
from plugin.journeys.machine import (
    INTERVIEW_AFTER,
    Application,
    Contact,
    Decision,
    Happening,
    Interview,
    Journey,
    Step,
    decide,
)
from plugin.journeys.timing import Policy
from plugin.reflection import Flag

_POLICY = Policy("Europe/London", "GB-SCT")
_SAID = datetime(2026, 6, 9, 10, tzinfo=UTC)
_NEXT = _SAID + timedelta(hours=3)
_AHEAD = Journey(interview_as_of=_SAID, starts_at=_SAID + timedelta(days=7), ends_at=_SAID, ends_as_of=_SAID)
_OVER = replace(_AHEAD, interview=Interview.OVER)
_ANSWERED = replace(_OVER, invited_at=_SAID, answered_at=_SAID)

STARTS = {
    "expected": _AHEAD,
    "due": _OVER,
    "invited": replace(_OVER, invited_at=_SAID),
    "answered": _ANSWERED,
    "answered, with an alert that waits": replace(
        _ANSWERED, alerts=1, alert=Urgency.TODAY, alerted_at=_SAID, alert_due=_NEXT
    ),
    "coached": replace(_ANSWERED, coached_at=_SAID),
    "closed, because the interview was cancelled": replace(_AHEAD, interview=Interview.CANCELLED),
    "closed, because the application was rejected": replace(
        _OVER, application=Application.REJECTED, application_as_of=_SAID
    ),
    "closed, because the candidate got the job": replace(
        _OVER, application=Application.HIRED, application_as_of=_SAID
    ),
    "closed, because the candidate opted out": replace(_OVER, contact=Contact.OPTED_OUT, contact_as_of=_SAID),
    "closed, because the candidate was deleted": replace(_OVER, contact=Contact.DELETED, contact_as_of=_SAID),
}
"""A journey in each state, and in each kind of closed one."""

KINDS: tuple[EventKind | Step, ...] = (*EventKind, *Step)


def table() -> str:
    """For each state a table in Markdown: what happens, what the journey becomes, what is then done."""
    return "\n".join(_section(name, journey) for name, journey in STARTS.items())


def happening(kind: EventKind | Step) -> Happening:
    """What happens next; an interview's event says when it ends, and the answers ask for a call."""
    ends_at = _NEXT if kind in INTERVIEW_AFTER else None
    return Happening(kind, _NEXT, ends_at=ends_at, flags=frozenset({Flag.CONTACT_ME}), note=0)


def _section(name: str, journey: Journey) -> str:
    by_outcome: defaultdict[str, list[str]] = defaultdict(list)
    for kind in KINDS:
        outcome = _outcome(journey, decide(journey, happening(kind), _NEXT, _POLICY))
        by_outcome[outcome].append(f"`{kind}`")
    rows = [f"| {', '.join(kinds)} | {outcome} |" for outcome, kinds in by_outcome.items()]
    head = ["| when | it becomes | and then |", "| --- | --- | --- |"]
    return "\n".join([f"### {name.capitalize()}", "", *head, *rows, ""])


def _outcome(before: Journey, decision: Decision) -> str:
    after = decision.journey
    reason = f" ({after.closed_because})" if after.closed_because else ""
    same = (before.state, before.closed_because) == (after.state, after.closed_because)
    becomes = "no change" if same else f"**{after.state}**{reason}"
    return f"{becomes} | {'; '.join(_words(decision)) or 'nothing'}"


def _words(decision: Decision) -> Iterator[str]:
    wants = dict.fromkeys(effect.kind for effect in decision.effects if isinstance(effect, Want))
    drops = [effect.kind for effect in decision.effects if isinstance(effect, Drop)]
    if wants:
        yield f"want {', '.join(wants)}"
    if drops:
        yield f"drop {', '.join(drops)}"


if __name__ == "__main__":
    click.echo(table())
