"""A story: what happens around one interview, told step by step, in one of the ways that work may reach us.

AS_USUAL   what is wanted now is done upon its wake-up, and the rest by the clock's sweep
NO_WAKE_UPS   every wake-up is lost: only the sweep, a second later, finds the work
TWICE      each webhook and each form arrives twice, and two workers sweep at the same time
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from werkzeug.test import TestResponse

from config.names import Queue
from plugin.effects import EffectState
from plugin.flow.desk import Desk
from plugin.flow.upkeep import drain
from plugin.tables import deliveries, effects, journeys
from plugin.views import JourneyView, SignedIn
from tests.support.ats.in_hand import AtsInHand, Written
from tests.support.world import World, build_world

MANAGER = 0
"""A consultant's id that nobody has: the desk is opened by someone who sees everyone."""


class Variant(StrEnum):
    """How work reaches us; see the module."""

    AS_USUAL = "as usual"
    NO_WAKE_UPS = "no wake-ups"
    TWICE = "everything twice"


@dataclass(slots=True)
class Story:
    """One world and its ATS, with every step taken as the variant wants it."""

    world: World
    ats: AtsInHand
    variant: Variant
    _sent_before: int = field(default=0)

    def hears(self, kind: str, **said: Any) -> None:
        """The ATS tells something, is answered 200, and the work that this brings is done."""
        answer = self.world.hears(kind, twice=self.variant == Variant.TWICE, **said)
        assert answer.status_code == 200
        self._work()

    def later(self, **parts: float) -> None:
        """Time passes, and the clock sweeps."""
        self.world.clock.forward(**parts)
        self._sweep()

    def passes(self, *, every: timedelta, until: timedelta) -> None:
        """Time passes in steps, with a sweep after each."""
        end = self.now + until
        while self.now < end:
            self.later(seconds=every.total_seconds())

    def answers(self, path: str, **answers: Any) -> TestResponse:
        """After a minute and a half the candidate presses the button; the work that this brings is done."""
        self.world.clock.forward(seconds=90)
        if self.variant == Variant.TWICE:
            self.world.answers(path, **answers)
        answer = self.world.answers(path, **answers)
        self._work()
        return answer

    def submits(self, path: str, **answers: Any) -> TestResponse:
        """The candidate saves the form and goes no further."""
        return self._press(lambda: self.world.submits(path, **answers))

    def confirms(self, path: str, **chosen: Any) -> TestResponse:
        """The candidate comes back, changes who sees what, and confirms it."""
        return self._press(lambda: self.world.confirms(path, **chosen))

    def puts_off(self, path: str, choice: str) -> TestResponse:
        """The candidate presses one of the things that may be pressed instead of answering."""
        return self._press(lambda: self.world.puts_off(path, choice))

    def _press(self, press: Callable[[], TestResponse]) -> TestResponse:
        if self.variant == Variant.TWICE:
            press()
        answer = press()
        self._work()
        return answer

    @property
    def now(self) -> datetime:
        """The story's time."""
        return self.world.clock()

    @property
    def survey_link(self) -> str:
        """The path of the survey link in the latest email that has one."""
        return self.world.survey_path()

    @property
    def emails(self) -> list[tuple[str, str]]:
        """Every email so far: its recipient and its subject."""
        return [(message.to.address, message.subject) for message in self.world.mail.sent]

    @property
    def new_emails(self) -> list[tuple[str, str]]:
        """The emails since this was last asked."""
        sent, self._sent_before = self.emails[self._sent_before :], len(self.emails)
        return sent

    @property
    def notes(self) -> list[tuple[str, str]]:
        """Every note on the ATS record: whose, and its title."""
        return [(note.candidate, note.title) for note in self.ats.notes]

    @property
    def tasks(self) -> list[Written]:
        """Every task on the ATS's list."""
        return self.ats.tasks

    def desk(self, ref: str = "i-1") -> JourneyView:
        """What the manager's desk shows of one interview's journey."""
        (journey,) = self.world.rows(journeys, ref=ref)
        who = SignedIn(
            agency_id=self.world.agency_id,
            consultant_id=MANAGER,
            name="Nadia Rahman",
            agency="Northgate Recruitment",
            sees_everyone=True,
        )
        return Desk(self.world.runtime).journey(who, journey.id)

    def heard(self, ref: str = "i-1") -> list[str]:
        """The journey's history as the desk words it, oldest first."""
        return [entry.words for entry in self.desk(ref).timeline]

    def stands(self, ref: str = "i-1") -> str:
        """Where the journey stands, as the desk words it."""
        return self.desk(ref).row.state_words

    def not_sent(self, ref: str = "i-1") -> list[str]:
        """What was held back or did not work and why, beside where the journey stands."""
        return [one.words for one in self.desk(ref).row.not_sent]

    def effects(self, kind: str) -> list[tuple[str, datetime]]:
        """Every effect of this kind: its state, and when it is or was due."""
        return [(row.state, row.due_at) for row in self.world.rows(effects, kind=kind)]

    def effects_by_state(self, kind: str) -> list[str]:
        """The state of every effect of this kind."""
        return [state for state, _ in self.effects(kind)]

    def unfinished(self) -> list[str]:
        """Every row of work that has neither ended nor waits for a time to come; a settled story has none."""
        rows = [*self.world.rows(deliveries), *self.world.rows(effects)]
        return [f"{row.dedupe_key}: {row.state}" for row in rows if _is_open(row.state, row.due_at, self.now)]

    def _work(self) -> None:
        """Do what has just become due, in the way of the variant."""
        if self.variant == Variant.AS_USUAL:
            while woken := self._woken():
                for queue in woken:
                    drain(self.world.runtime, queue)
        else:
            self.world.clock.forward(seconds=1)
            self._sweep()

    def _woken(self) -> Iterable[Queue]:
        """Which queues were nudged since this was last asked, in the order of their names."""
        queues = sorted(set(self.world.nudges.queues))
        self.world.nudges.queues.clear()
        return queues

    def _sweep(self) -> None:
        self.world.nudges.queues.clear()
        workers = 2 if self.variant == Variant.TWICE else 1
        with ThreadPoolExecutor(workers) as pool:
            for done in [pool.submit(self.world.work) for _ in range(workers)]:
                done.result()
        self.world.nudges.queues.clear()


def _is_open(state: str, due_at: datetime, now: datetime) -> bool:
    if state in (EffectState.CLAIMED, EffectState.SENDING):
        return True
    return state == EffectState.WAITING and due_at <= now


def begin_story(database_url: str, variant: Variant) -> Story:
    """A new story on an empty database."""
    ats = AtsInHand()
    return Story(build_world(database_url, adapters=lambda _name: ats), ats, variant)
