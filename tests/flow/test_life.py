"""TS-03: the whole life of a few journeys, in any order, with faults: what must hold after every step."""

import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import update

from config.names import Queue
from integrations.errors import AddressRefused, CallFailed, OutcomeUnknown
from integrations.mail.contract import Message
from plugin.effects import EffectState
from plugin.flow.stop import Stops
from plugin.flow.stop import suppress as suppress_address
from plugin.flow.upkeep import TURNS, keep_up
from plugin.keys import Purpose, address_hash
from plugin.tables import (
    agencies,
    candidates,
    connections,
    deliveries,
    effects,
    journeys,
    reflections,
    suppressions,
)
from plugin.views import StopScope
from tests.support.ats.in_hand import AtsInHand
from tests.support.world import FakeMail, World, build_world, event, signed

PEOPLE = ("1", "2", "3", "4", "5")
KINDS = (
    "interview.scheduled",
    "interview.moved",
    "interview.completed",
    "interview.cancelled",
    "interview.no_show",
    "application.rejected",
    "application.reopened",
    "candidate.opted_out",
    "candidate.opted_in",
    "candidate.deleted",
)
PRIVATE = "Private words of mine"
DESPAIR = "I cannot go on like this"
LETTER = "Please talk to somebody now."
SHARED = "Words for my consultant"

people = st.sampled_from(PEOPLE)
rounds = st.integers(1, 2)


class Killed(BaseException):
    """The worker's process is gone."""


class MortalMail(FakeMail):
    """Notes what was suppressed when it was sent; kills whoever sends, before or after it has the message."""

    def __init__(self) -> None:
        super().__init__()
        self.kill: str = ""
        self.taken: list[Message] = []

    def send(self, message: Message) -> str:
        kill, self.kill = self.kill, ""
        if kill == "before":
            raise Killed
        if self.answers:
            error = self.answers.pop(0)
            if isinstance(error, OutcomeUnknown):
                self.taken.append(message)
            raise error
        self.sent.append(message)
        self.taken.append(message)
        if kill == "after":
            raise Killed
        return "accepted"


class Life(RuleBasedStateMachine):
    """Five people with two interviews each, an ATS, a mail server, workers that die and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.ats = AtsInHand()
        url = f"sqlite:///{Path(self._folder.name) / 'life.db'}"
        # A clock twice as fast is open at all hours: the calendar has its own tests.
        world = build_world(url, adapters=lambda _: self.ats, fast_clock=2)
        self.mail = MortalMail()
        self.world: World = replace(world, runtime=replace(world.runtime, mail=self.mail), mail=self.mail)
        self.posted: list[tuple[bytes, dict[str, str]]] = []
        self.stopped: dict[str, int] = {}
        """By address: how many messages it had had when it was suppressed."""

    def teardown(self) -> None:
        self.world.runtime.close()
        self._folder.cleanup()

    @initialize()
    def all_are_invited_to_a_first_interview(self) -> None:
        for who in PEOPLE:
            self.the_ats_tells("interview.scheduled", who, 1, 1, 0)

    @rule(who=people, number=rounds)
    def an_interview_ends_and_its_survey_falls_due(self, who: str, number: int) -> None:
        self.the_ats_tells("interview.completed", who, number, 0, 0)
        self.one_wake_up_arrives(Queue.INBOX)
        self.world.clock.forward(minutes=50)

    @rule(
        kind=st.sampled_from(KINDS),
        who=people,
        number=rounds,
        ends_in=st.integers(-3, 3),
        said=st.integers(-3, 0),
    )
    def the_ats_tells(self, kind: str, who: str, number: int, ends_in: int, said: int) -> None:
        """Whatever happened, told late: `said` hours from now by the sender's clock."""
        now = self.world.clock.at
        body = event(
            kind,
            now,
            candidate={"id": f"c-{who}", "email": address(who)},
            application={"id": f"a-{who}-{number}"},
            interview={"id": f"i-{who}-{number}"},
            ends_at=now + timedelta(hours=ends_in),
            said_at=now + timedelta(hours=said),
        )
        self.post(body, signed(f"msg_{len(self.posted)}", body, now))

    @rule(which=st.integers(0, 50))
    def a_delivery_comes_again(self, which: int) -> None:
        body, headers = self.posted[which % len(self.posted)]
        fresh = signed(headers["webhook-id"], body, self.world.clock.at)
        self.post(body, fresh)

    def post(self, body: bytes, headers: dict[str, str]) -> None:
        self.posted.append((body, headers))
        reply = self.world.client.post(f"/hooks/{self.world.hook_key}", data=body, headers=headers)
        assert reply.status_code == 200

    @rule(minutes=st.sampled_from([1, 2, 30, 50, 25 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.world.clock.forward(minutes=minutes)

    @rule()
    def the_sweep_finds_all_work(self) -> None:
        with suppress(Killed):
            self.world.work()

    @rule(queue=st.sampled_from(sorted(TURNS)))
    def one_wake_up_arrives(self, queue: Queue) -> None:
        """The others are lost."""
        with suppress(Killed):
            TURNS[queue](self.world.runtime)

    @rule()
    def upkeep_is_done(self) -> None:
        keep_up(self.world.runtime)

    @rule(when=st.sampled_from(["before", "after"]))
    def the_next_sender_will_be_killed(self, when: str) -> None:
        self.mail.kill = when

    @rule(error=st.sampled_from([CallFailed, OutcomeUnknown, AddressRefused]))
    def the_mail_server_will_fail(self, error: type[CallFailed]) -> None:
        self.mail.answers = [error("The mail server failed.")]

    @rule(error=st.sampled_from([CallFailed, OutcomeUnknown]))
    def the_ats_will_fail(self, error: type[CallFailed]) -> None:
        self.ats.answers = [error("The ATS failed.")]

    @rule(paused=st.booleans())
    def the_connection_is_paused(self, paused: bool) -> None:
        with self.world.runtime.db.transaction() as db:
            db.execute(update(connections).values(paused=paused))

    @rule(shares=st.booleans(), which=st.integers(0, 5))
    def a_candidate_answers(self, shares: bool, which: int) -> None:
        surveys = [message for message in self.mail.sent if message.tag.startswith("survey:")]
        if surveys:
            words = SHARED if shares else PRIVATE
            share = ["missed_point"] if shares else []
            path = self.world.survey_path(surveys[which % len(surveys)])
            self.world.answers(path, felt="2", noticed="maybe", missed_point=words, share=share)

    @rule(which=st.integers(0, 5))
    def a_candidate_despairs(self, which: int) -> None:
        """In time, as a change, or once the survey is over."""
        surveys = [message for message in self.mail.sent if message.tag.startswith("survey:")]
        if surveys:
            self.world.submits(self.world.survey_path(surveys[which % len(surveys)]), in_words=DESPAIR)

    @rule(who=people)
    def a_candidate_unsubscribes(self, who: str) -> None:
        for row in self.world.rows(journeys, ref=f"i-{who}-1"):
            token = self.world.runtime.keys.sign(Purpose.STOP, row.id)
            Stops(self.world.runtime).stop(token, StopScope.ALL)
            self.note_stop(who)

    @rule(who=people)
    def a_message_bounces(self, who: str) -> None:
        [agency] = self.world.rows(agencies)
        hashed = address_hash(self.world.runtime.keys.unseal(agency.sealed_address_key), address(who))
        with self.world.runtime.db.transaction() as db:
            suppress_address(self.world.runtime, db, agency.id, hashed, "bounced")
        self.note_stop(who)

    def note_stop(self, who: str) -> None:
        known = self.world.rows(suppressions)
        if known:
            self.stopped.setdefault(address(who), self.had(address(who)))

    def to_candidates(self) -> list[Message]:
        """All that was taken but alerts, of which two copies are better than none."""
        return [message for message in self.mail.taken if not message.tag.startswith("alert:")]

    def had(self, to: str) -> int:
        return sum(message.to.address == to for message in self.mail.taken)

    @invariant()
    def each_effect_is_sent_at_most_once(self) -> None:
        """RL-03, RL-04."""
        copies = Counter(message.tag for message in self.to_candidates())
        assert not [tag for tag, count in copies.items() if count > 1]

    @invariant()
    def nobody_is_written_to_after_they_were_suppressed(self) -> None:
        """PR-15."""
        suppressed = {row.address_hash for row in self.world.rows(suppressions)}
        by_hash = {row.address_hash: row.email for row in self.world.rows(candidates)}
        for hashed in suppressed & set(by_hash):
            to = by_hash[hashed]
            if to in self.stopped:
                assert self.had(to) == self.stopped[to]

    @invariant()
    def the_notes_hold_what_was_shared_and_nothing_else(self) -> None:
        """PR-07."""
        written = "\n".join(line for note in self.ats.notes for line in note.lines)
        assert PRIVATE not in written
        assert DESPAIR not in written
        assert len({note.marker for note in self.ats.notes}) == len(self.ats.notes)

    @invariant()
    def every_delivery_is_in_one_place(self) -> None:
        """RL-23: done, waiting or parked; and what was not understood was not acted on."""
        for row in self.world.rows(deliveries):
            assert row.state in ("waiting", "claimed", "understood", "unreadable", "failed")
            assert (row.done_at is None) == (row.state in ("waiting", "claimed"))

    @invariant()
    def every_effect_is_in_one_place(self) -> None:
        """RL-23: done, waiting, in doubt, or kept back with its reason."""
        for row in self.world.rows(effects):
            over = row.state in ("done", "skipped", "unknown", "failed")
            assert (row.done_at is not None) == over
            assert (row.lease_token is not None) == (row.state in ("claimed", "sending"))
            assert row.reason or row.state != "skipped"

    @invariant()
    def every_message_taken_is_known_as_sent_or_in_doubt(self) -> None:
        """RL-04."""
        known = {row.dedupe_key: row.state for row in self.world.rows(effects)}
        for message in self.to_candidates():
            assert known[message.tag] in (EffectState.DONE, EffectState.UNKNOWN, EffectState.SENDING)

    @invariant()
    def every_journey_that_is_over_has_its_survey_and_every_answer_its_note(self) -> None:
        """RL-23: nothing accepted is forgotten."""
        kinds = {(row.journey_id, row.kind) for row in self.world.rows(effects)}
        for row in self.world.rows(journeys):
            if row.state in ("expected", "due") and row.ends_at:
                assert (row.id, "survey") in kinds
        answered = {row.id for row in self.world.rows(journeys) if row.answered_at}
        for row in self.world.rows(reflections):
            wanted = ("coaching", "note") if row.journey_id in answered else ("alert", "task")
            assert {(row.journey_id, kind) for kind in wanted} <= kinds

    @invariant()
    def nobody_gets_the_letter_of_a_crisis_twice(self) -> None:
        letters = [message for message in self.to_candidates() if LETTER in " ".join(message.text.split())]
        about = Counter(message.tag.split(":")[1] for message in letters)
        assert not [journey for journey, count in about.items() if count > 1]


def address(who: str) -> str:
    return f"c{who}@example.com"


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=25, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
