"""An alert's clock: who is asked when, by when to ring, and what the candidate may be told of it. Pure.

An alert is handed on from the owner to the cover to the manager until somebody takes it. The steps are
counted in office time; only a life at risk does not wait for the morning:

- `AT_ONCE` within office hours goes to the owner now, the cover after 15 minutes, the manager after 30. If
  the office closes before that, all three are asked now, since nobody is known to be at a desk and one of
  three may look at a phone; and again from opening on, so that it does not drown in the morning's mail.
- `SOON` goes to the owner now or at opening, the cover 30 and the manager 60 minutes of office time later.
- `TODAY` is the same with two and four hours.
- `MANAGER` goes to the manager at once, whatever the hour, and again after an hour of office time. Neither
  owner nor cover is asked: it may concern them, and they would ring or write before the manager has spoken.
- What is raised beside that stays with the manager too. `MANAGER_SOON` reminds them after 30 minutes of
  office time, `MANAGER_AT_ONCE` after 15 or, if the office closes before, at opening.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from plugin.alerts import CallTime, Recipient, Urgency, When, most_urgent, urgency_of
from plugin.effects import Drop, EffectKind, SkipReason, Want
from plugin.journeys.facts import Contact
from plugin.journeys.journey import Happening, Journey, Step
from plugin.journeys.timing import Policy, after_open_time, next_open, same_local_day

_HANDED_ON = {
    Urgency.AT_ONCE: timedelta(minutes=15),
    Urgency.SOON: timedelta(minutes=30),
    Urgency.TODAY: timedelta(hours=2),
}
"""Office time from one step to the next. A person in distress reaches one within half an hour (PEERS 10)."""
_RING_WITHIN = {
    Urgency.AT_ONCE: timedelta(minutes=15),
    Urgency.SOON: timedelta(minutes=30),
    Urgency.MANAGER: timedelta(hours=2),
    Urgency.TODAY: timedelta(hours=4),
}
_REMIND_MANAGER = {
    Urgency.AT_ONCE: timedelta(minutes=15),
    Urgency.SOON: timedelta(minutes=30),
    Urgency.MANAGER: timedelta(hours=1),
}
_AN_HOUR = timedelta(hours=1)
_STEPS = len(Recipient)
_ROUNDS = 2
"""The steps may be gone through twice: now, and again from opening on."""


def alerted(before: Journey, after: Journey, event: Happening, policy: Policy) -> Journey:
    """The journey with its alert raised, taken or given back. Nothing keeps one from being raised but that
    nobody may be spoken of any more: a person at risk reaches a person whatever became of the job."""
    if event.kind == Step.ALERT_TAKEN:
        return replace(after, taken_at=event.at) if after.alert_open else after
    urgency = urgency_of(event.flags)
    if urgency is None or after.contact == Contact.DELETED or not _raises(before, event):
        return after
    due = ring_by(urgency, event.at, policy)
    known = after if after.alert_open else Journey()
    return replace(
        after,
        alerts=after.alerts + 1,
        alert=most_urgent([one for one in (known.alert, urgency) if one]),
        alerted_at=known.alerted_at or event.at,
        alert_due=min(known.alert_due or due, due),
        taken_at=None,
    )


def _raises(before: Journey, event: Happening) -> bool:
    """The same submission again raises nothing, and only what somebody has can be given back."""
    if event.kind == Step.REFLECTION_SUBMITTED:
        return before.answered_at is None
    if event.kind == Step.ALERT_GIVEN_BACK:
        return before.taken_at is not None
    return event.kind in (Step.REFLECTION_CHANGED, Step.REFLECTION_CONFIRMED, Step.REFLECTION_LATE)


def alert_effects(
    before: Journey, after: Journey, event: Happening, now: datetime, policy: Policy
) -> tuple[Want | Drop, ...]:
    """The alert's emails, and a task on the ATS record, which says no more than whom to ring.

    What is for the manager alone has no task and drops one that waits: whoever owns the record reads it.
    """
    if event.kind == Step.ALERT_TAKEN:
        return (Drop(EffectKind.ALERT, SkipReason.TAKEN),) if before.alerts else ()
    if after.alerts == before.alerts:
        return ()
    for_manager = after.alert is not None and after.alert.for_manager
    # What is raised beside something that waits for the manager alone waits for them too, by one clock.
    urgency = after.alert if for_manager else urgency_of(event.flags)
    emails = alert_wants(urgency, now, policy, before.alerts)
    if for_manager:
        return (*emails, Drop(EffectKind.TASK, SkipReason.LEFT_TO_A_PERSON))
    if event.kind == Step.ALERT_GIVEN_BACK:
        return emails
    return (*emails, Want(EffectKind.TASK, now, before.alerts))


def alert_wants(
    urgency: Urgency | None, at: datetime, policy: Policy, raised_before: int
) -> tuple[Want, ...]:
    """The emails of an alert raised at `at`, each with its due time; none if nobody is needed.

    `raised_before` counts the earlier alerts of the journey, whose emails keep their own sequences.
    """
    if urgency is None:
        return ()
    wants = (_for_manager if urgency.for_manager else _handed_on)(urgency, at, policy)
    first = raised_before * _STEPS * _ROUNDS
    return tuple(Want(EffectKind.ALERT, due, first + number) for number, due in sorted(wants.items()))


def recipient_of(sequence: int, urgency: Urgency | None = None) -> Recipient:
    """Whom the alert email of this sequence goes to, now that its alert is as urgent as this.

    What was still to go to others goes to the manager once the alert is theirs alone.
    """
    theirs = urgency is not None and urgency.for_manager
    return Recipient.MANAGER if theirs else tuple(Recipient)[sequence % _STEPS]


def ring_by(urgency: Urgency, at: datetime, policy: Policy) -> datetime:
    """By when somebody should have rung about an alert raised at `at`: an open moment of the office."""
    return after_open_time(at, _RING_WITHIN[urgency.clock] / policy.pace, policy.office())


def call_time(now: datetime, urgency: Urgency, policy: Policy) -> CallTime:
    """What the candidate may be told of when a person rings about an alert raised at `now`.

    Tells no more than office hours allow. In a policy in the candidate's zone the words follow their clock.
    """
    office = policy.office()
    by = ring_by(urgency, now, policy)
    if next_open(now, office) == now and same_local_day(by, now, office.zone):
        when = When.WITHIN_THE_HOUR if by - now <= _AN_HOUR else When.TODAY
        return CallTime(when, now.astimezone(ZoneInfo(policy.zone)))
    opening = max(next_open(now, office), _opening_of_the_day(by, office))
    return CallTime(_when(now, opening, policy.zone), opening.astimezone(ZoneInfo(policy.zone)))


def _when(now: datetime, opening: datetime, zone: str) -> When:
    days = (opening.astimezone(ZoneInfo(zone)).date() - now.astimezone(ZoneInfo(zone)).date()).days
    if days <= 1:
        return When.TOMORROW if days == 1 else When.LATER_TODAY
    return When.ON_DAY if days <= 6 else When.ON_DATE


def _opening_of_the_day(at: datetime, office: Policy) -> datetime:
    midnight = at.astimezone(ZoneInfo(office.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return next_open(midnight, office)


def _handed_on(urgency: Urgency, at: datetime, policy: Policy) -> dict[int, datetime]:
    """By number of the step, when it is due."""
    office, pause = policy.office(), _HANDED_ON[urgency] / policy.pace
    dues = {step: after_open_time(at, step * pause, office) for step in range(_STEPS)}
    if urgency is not Urgency.AT_ONCE or dues[_STEPS - 1] - at == (_STEPS - 1) * pause:
        return dues
    at_once = dict.fromkeys(range(_STEPS), at)
    opening = _reopening(at, office)
    again = {_STEPS + step: after_open_time(opening, step * pause, office) for step in range(_STEPS)}
    return at_once | again


def _reopening(at: datetime, office: Policy) -> datetime:
    """The next time that the office opens after `at`, which lies in its last minutes or out of its hours."""
    opening = next_open(at, office)
    if opening > at:
        return opening
    local = at.astimezone(ZoneInfo(office.zone))
    return next_open(datetime.combine(local.date(), office.closes, local.tzinfo), office)


def _for_manager(urgency: Urgency, at: datetime, policy: Policy) -> dict[int, datetime]:
    """The manager is asked at any hour, and reminded: the second time by a step of another round."""
    manager, office = list(Recipient).index(Recipient.MANAGER), policy.office()
    pause = _REMIND_MANAGER[urgency.clock] / policy.pace
    reminder = after_open_time(at, pause, office)
    if urgency is Urgency.MANAGER_AT_ONCE and reminder - at != pause:
        reminder = _reopening(at, office)
    return {manager: at, _STEPS + manager: reminder}
