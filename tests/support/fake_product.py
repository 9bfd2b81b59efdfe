"""A product behind the pages that keeps everything in memory and writes down what was asked of it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone

from config.content import load_helplines
from config.guidance import load_guidance
from plugin.coaching.marks import Mark, mark
from plugin.colour import Colour
from plugin.desk.alert_card import told_to
from plugin.errors import LinkGone, NotFound
from plugin.follow_up import NoteToPassOn, PassedOn, Version, Words
from plugin.reading import Reading
from plugin.reflection import SERIOUS, Flag, Meeting, Reflection, in_order
from plugin.report_view import ArmView, BranchView, Range, ReportView, TrialView
from plugin.surveys.review import Review, as_read, confirmed
from plugin.views import (
    AlertCard,
    ComposerState,
    ComposerView,
    DeskRow,
    DeskView,
    JourneyView,
    Later,
    NotSent,
    PageBrand,
    Ring,
    SessionId,
    SignedIn,
    StopScope,
    StopView,
    SurveyState,
    SurveyView,
    TimelineEntry,
)
from tests.support.library import ENGLISH

DRAFT = Words(
    "Thank you for your time",
    "Dear Moira,\n\nThank you for meeting me to talk about the job.\n\nKind regards,\nSam Okafor",
)
TOKEN = "kT3vX9aQ2mLw7RzB5cNf1D"
BRITISH_SUMMER = timezone(timedelta(hours=1))
BRAND = PageBrand(
    agency="Harbour People",
    colour=Colour("#7a2e4d"),
    footer=("Harbour People Ltd, 12 Quay Street, Leith", "Company number SC000000"),
    privacy_url="https://harbour.example/privacy",
)
MEETING = Meeting(
    candidate_name="Sam Okafor",
    job="Care Home Manager",
    client="Bluebell Care",
    interviewers=("Moira Kerr", "Iain Bell"),
    held_on=date(2026, 6, 4),
    consultant_name="Priya Nair",
    consultant_email="priya@harbour.example",
    consultant_phone="0131 496 0000",
    agency="Harbour People",
)
HELP = load_helplines("en")["GB"]
TOMORROW = datetime(2026, 6, 5, 9, 0, tzinfo=BRITISH_SUMMER)
_AFTER: dict[Later, dict[str, object]] = {
    Later.TOMORROW: {"ask_again_at": TOMORROW},
    Later.ADVICE: {"state": SurveyState.ANSWERED, "reflection": Reflection()},
    Later.NOT_THIS_JOB: {"state": SurveyState.OPTED_OUT, "stopped": StopScope.JOB},
    Later.NEVER: {"state": SurveyState.OPTED_OUT, "stopped": StopScope.ALL},
    Later.RESUME: {"state": SurveyState.OPEN, "stopped": None},
}
SIX = datetime(2026, 6, 4, 18, 0, tzinfo=BRITISH_SUMMER)
CONSULTANT = SignedIn(1, 11, "Priya Nair", "Harbour People")
MANAGER = SignedIn(1, 12, "Morag Shaw", "Harbour People", sees_everyone=True)
FIRST_HELP = (
    "Going blank on a question happens to people who know their work well.",
    "For the next hour, leave it alone: no replaying, no message yet. Your email brings a note to send.",
)


def survey(state: SurveyState = SurveyState.OPEN, **changes: object) -> SurveyView:
    """A survey about one interview."""
    view = SurveyView(state=state, meetings=(MEETING,), brand=BRAND, first_help=FIRST_HELP, help_lines=HELP)
    return replace(view, **changes)  # type: ignore[arg-type]


def composer(state: ComposerState = ComposerState.OPEN, **changes: object) -> ComposerView:
    """The composer of that interview, with one draft where it is open."""
    view = ComposerView(
        state=state,
        brand=BRAND,
        meeting=MEETING,
        help_lines=HELP,
        told=("Here is a note that you can send as it stands.",),
        versions=(Version(0, DRAFT),) if state is ComposerState.OPEN else (),
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def row(journey: int = 7, **changes: object) -> DeskRow:
    """A journey on the desk that needs no call."""
    plain = DeskRow(
        journey=journey,
        candidate="Sam Okafor",
        job="Care Home Manager",
        client="Bluebell Care",
        state_words="Survey sent, no answer yet",
        ring=Ring.NO_NEED,
        interview_words="Ended",
        interview_at=datetime(2026, 6, 4, 14, 10, tzinfo=BRITISH_SUMMER),
        phone="07700 900123",
        consultant="Priya Nair",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


DUE = datetime(2026, 6, 4, 16, 30, tzinfo=BRITISH_SUMMER)


def alarm(*flags: Flag, **changes: object) -> AlertCard:
    """An alert that waits, with twelve minutes left."""
    told = told_to(flags or (Flag.CRISIS,), for_manager=True, guidance=load_guidance())
    card = AlertCard(
        told, open=True, mine=True, due=DUE, clock="12 minutes left", overdue=False, help_lines=HELP
    )
    return replace(card, **changes)  # type: ignore[arg-type]


def alarmed_desk() -> tuple[DeskRow, ...]:
    """A desk on which two candidates need somebody, one has somebody, and one is for the manager."""
    late = alarm(Flag.DISTRESS, clock="overdue by 25 minutes", overdue=True)
    taken = alarm(Flag.CONTACT_ME, open=False, taken_by="Morag Shaw", taken_at=DUE, help_lines=())
    told = told_to((Flag.TREATMENT,), for_manager=False, guidance=load_guidance())
    return (
        row(1, candidate="Ana Lopes", alert=alarm(), said=(("Would like a call", "Yes"),)),
        row(2, candidate="Tom Reid", alert=late, phone=""),
        row(3, alert=taken),
        row(4, candidate="Ewan Gray", alert=alarm(told=told, mine=False, help_lines=())),
    )


def busy_desk() -> tuple[DeskRow, ...]:
    """Rows of every kind."""
    return (
        row(
            1,
            ring=Ring.NOW,
            ring_reason="Asked for a call",
            state_words="Answered 15:32",
            said=(
                (
                    "What they wish they had said",
                    "I ran the night rota for two years and cut agency cover.",
                ),
                ("Still wants the job", "Yes"),
            ),
        ),
        row(
            2,
            candidate="Alessandra Fitzgerald-Montgomery",
            job="Deputy Head of Community Nursing and Integrated Discharge",
            client="Western Isles Health Partnership",
            ring=Ring.TODAY,
            ring_reason="Not sure about the job any more",
            state_words="Answered 11:05",
            said=(("Still wants the job", "Not sure"),),
        ),
        row(3, candidate="Tom Reid", job="Chef de partie", client="The Lodge"),
        row(
            4,
            candidate="Ana Lopes",
            job="Payroll clerk",
            client="Fife Foods",
            state_words="Withdrawn",
            finished=True,
            not_sent=(
                NotSent(
                    "Survey: not sent, because they withdrew",
                    datetime(2026, 6, 4, 14, 5, tzinfo=BRITISH_SUMMER),
                ),
            ),
        ),
    )


def a_report() -> ReportView:
    """A comparison that cannot say anything yet, and two branches, of which one is small."""
    trial = TrialView(
        share=15,
        started_at=datetime(2026, 2, 2, 9, tzinfo=UTC),
        stopped_at=None,
        arms=(
            ArmView("Coached", 412, 165, Range(40.0, 35.4, 44.9)),
            ArmView("Held out", 71, 25, Range(35.2, 25.1, 46.8)),
        ),
        difference=Range(4.8, -7.7, 15.9),
        needed=(6560, 1158),
        missing=(6148, 1087),
        waiting=96,
        words="Not enough yet to say whether coaching helps.",
    )
    branches = (
        BranchView("Leith", 520, 290, 241, Range(55.8, 51.5, 60.0)),
        BranchView("Paisley", None),
    )
    return ReportView("Northgate Recruitment", trial, branches)


@dataclass
class FakeProduct:
    """Answers as the product would; every change that a page asked for stands in `asked`."""

    view: SurveyView = field(default_factory=survey)
    overtaken: SurveyView | None = None
    reading: Reading = field(default_factory=Reading)
    stopped: StopScope | None = None
    language: str = "en"
    rows: tuple[DeskRow, ...] = field(default_factory=busy_desk)
    reported: ReportView = field(default_factory=a_report)
    person: SignedIn = CONSULTANT
    sessions: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=lambda: {TOKEN})
    sheet: ComposerView = field(default_factory=composer)
    notes: tuple[NoteToPassOn, ...] = ()
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def survey(self, token: str, language: str) -> SurveyView:
        """The one survey."""
        self._open(token)
        return replace(self.view, language=language or self.view.language)

    def submit(self, token: str, reflection: Reflection, version: int, language: str) -> SurveyView:
        """Keep the answers as `reading` reads them, unless the survey has been `overtaken` by its end.

        Of one that is over it keeps what is serious.
        """
        self._open(token)
        self.asked.append(("submit", reflection))
        if self.view.state not in (SurveyState.OPEN, SurveyState.ANSWERED):
            return replace(self.view, heard=in_order(SERIOUS.intersection(self.reading.flags)))
        self.view = self.overtaken or replace(
            self.view,
            state=SurveyState.ANSWERED,
            reflection=as_read(reflection, self.reading),
            reading=self.reading,
            version=self.view.version + 1,
            overtook=version != self.view.version,
        )
        return self.view

    def confirm(self, token: str, review: Review, language: str) -> SurveyView:
        """Take over what was confirmed."""
        self._open(token)
        self.asked.append(("confirm", review))
        assert self.view.reflection
        stale = review.version != self.view.version
        reflection = confirmed(self.view.reflection, self.view.reading, review, stale=stale)
        self.view = replace(self.view, reflection=reflection, overtook=stale)
        return self.view

    def later(self, token: str, choice: Later, language: str) -> SurveyView:
        """What each press leads to."""
        self._open(token)
        self.asked.append(("later", choice))
        self.view = replace(self.view, **_AFTER[choice])  # type: ignore[arg-type]
        return self.view

    def composer(self, token: str, language: str) -> ComposerView:
        """The one composer."""
        self._open(token)
        return replace(self.sheet, language=language or self.sheet.language)

    def marks(self, token: str, words: Words, language: str) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        """What the real rules find."""
        self._open(token)
        return mark(words.subject, ENGLISH), mark(words.body, ENGLISH)

    def save_follow_up(self, token: str, number: int, words: Words) -> ComposerView:
        """Keep the words."""
        self._open(token)
        self.asked.append(("save", number, words))
        return self._keep(number, words=words, saved_at=SIX)

    def pass_on(self, token: str, number: int, words: Words) -> ComposerView:
        """Give the words to the consultant."""
        self._open(token)
        self.asked.append(("pass on", number, words))
        return self._keep(number, words=words, passed_on=PassedOn(SIX))

    def take_back(self, token: str, number: int) -> ComposerView:
        """Take them back."""
        self._open(token)
        self.asked.append(("take back", number))
        return self._keep(number, passed_on=None)

    def _keep(self, number: int, **changes: object) -> ComposerView:
        versions = tuple(
            replace(one, **changes) if one.number == number else one  # type: ignore[arg-type]
            for one in self.sheet.versions
        )
        self.sheet = replace(self.sheet, versions=versions)
        return self.sheet

    def stop_page(self, token: str) -> StopView:
        """What was stopped so far."""
        self._open(token)
        return StopView(brand=BRAND, meeting=MEETING, stopped=self.stopped, language=self.language)

    def stop(self, token: str, scope: StopScope) -> None:
        """Stop."""
        self._open(token)
        self.asked.append(("stop", scope))
        self.stopped = scope

    def request_sign_in(self, email: str) -> None:
        """Only written down."""
        self.asked.append(("request_sign_in", email))

    def sign_in(self, token: str) -> SessionId:
        """Use up the link."""
        self._open(token)
        self.links.discard(token)
        self.sessions.add("session-1")
        self.asked.append(("sign_in",))
        return SessionId("session-1")

    def sign_out(self, session: SessionId) -> None:
        """End the session."""
        self.sessions.discard(session)
        self.asked.append(("sign_out", session))

    def who(self, session: SessionId) -> SignedIn | None:
        """The one person, while signed in."""
        return self.person if session in self.sessions else None

    def desk(self, signed_in: SignedIn, everyone: bool) -> DeskView:
        """All rows."""
        self.asked.append(("desk", signed_in.name, everyone))
        return DeskView(rows=self.rows, everyone=everyone)

    def journey(self, signed_in: SignedIn, journey: int) -> JourneyView:
        """One of the rows with a short history."""
        for each in self.rows:
            if each.journey == journey:
                return JourneyView(each, _history(), self.notes)
        raise NotFound("no such journey")

    def report(self, signed_in: SignedIn) -> ReportView:
        """A comparison that has run for a while, for managers."""
        if not signed_in.sees_everyone:
            raise NotFound("no such page")
        return self.reported

    def rung(self, signed_in: SignedIn, journey: int) -> None:
        """Mark one of the rows."""
        at = datetime(2026, 6, 4, 16, 20, tzinfo=BRITISH_SUMMER)
        self._mark(journey, rung_at=at, rung_by=signed_in.name)

    def have(self, signed_in: SignedIn, journey: int) -> None:
        """Let this person take the alert of one of the rows."""
        self._mark(journey, alert=alarm(open=False, taken_by=signed_in.name, taken_at=DUE))

    def give_back(self, signed_in: SignedIn, journey: int) -> None:
        """Let it wait again."""
        self._mark(journey, alert=alarm())

    def not_rung(self, signed_in: SignedIn, journey: int) -> None:
        """Take the mark away."""
        self._mark(journey, rung_at=None, rung_by="")

    def sent_on(self, signed_in: SignedIn, journey: int, number: int, asked_at: datetime | None) -> bool:
        """Only written down."""
        self.asked.append(("sent on", journey, number))
        return asked_at in {each.asked_at for each in self.notes}

    def not_sent_on(self, signed_in: SignedIn, journey: int, number: int, asked_at: datetime | None) -> bool:
        """Only written down."""
        self.asked.append(("not sent on", journey, number))
        return asked_at in {each.asked_at for each in self.notes}

    def _mark(self, journey: int, **changes: object) -> None:
        if journey not in {each.journey for each in self.rows}:
            raise NotFound("no such journey")
        self.asked.append(("mark", journey))
        self.rows = tuple(
            replace(each, **changes) if each.journey == journey else each  # type: ignore[arg-type]
            for each in self.rows
        )

    def _open(self, token: str) -> None:
        if token not in self.links:
            raise LinkGone("the link opens nothing")


def _history() -> tuple[TimelineEntry, ...]:
    ended = datetime(2026, 6, 4, 14, 10, tzinfo=BRITISH_SUMMER)
    return (
        TimelineEntry(ended, "The interview ended"),
        TimelineEntry(ended + timedelta(minutes=75), "Survey sent to Sam"),
        TimelineEntry(ended + timedelta(minutes=82), "Sam answered"),
    )
