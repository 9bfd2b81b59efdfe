"""The desk: one list that says whom to ring and why, and one page for each journey on it."""

from datetime import datetime
from typing import Protocol

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugin.report_view import ReportView
from plugin.views import DeskGroup, DeskView, JourneyView, SessionId, SignedIn
from plugin.web.guards import signed_in

_LARGEST_ID = 2**63 - 1
"""What the database can hold; a larger number is nobody's."""


class DeskProduct(Protocol):
    """What the desk asks of the product."""

    def who(self, session: SessionId) -> SignedIn | None:
        """Whose session this is; None if it has ended or never began."""

    def desk(self, signed_in: SignedIn, everyone: bool) -> DeskView:
        """The list of this person, or of everyone they may see."""

    def journey(self, signed_in: SignedIn, journey: int) -> JourneyView:
        """One journey. Raises `NotFound` unless this person may see it."""

    def report(self, signed_in: SignedIn) -> ReportView:
        """Their agency's report. Raises `NotFound` unless this person sees everyone's candidates."""

    def rung(self, signed_in: SignedIn, journey: int) -> None:
        """Keep that this person has rung. Raises `NotFound` as `journey` does."""

    def have(self, signed_in: SignedIn, journey: int) -> None:
        """Take its alert. Raises `NotFound` as `journey` does."""

    def give_back(self, signed_in: SignedIn, journey: int) -> None:
        """Let go of it again. Raises `NotFound` as `journey` does."""

    def not_rung(self, signed_in: SignedIn, journey: int) -> None:
        """Take that back. Raises `NotFound` as `journey` does."""

    def sent_on(self, signed_in: SignedIn, journey: int, number: int, asked_at: datetime | None) -> bool:
        """Keep that this person has sent a candidate's note on, if its words are still those of `asked_at`;
        whether they are. Raises `NotFound` as `journey` does."""

    def not_sent_on(self, signed_in: SignedIn, journey: int, number: int, asked_at: datetime | None) -> bool:
        """Take that back, as `sent_on`."""


def desk_blueprint(product: DeskProduct) -> Blueprint:
    """`/desk` and what lies below it, for who is signed in."""
    pages = Blueprint("desk", __name__, url_prefix="/desk")

    @pages.get("")
    @signed_in(product.who)
    def rows(person: SignedIn) -> ResponseReturnValue:
        everyone = person.sees_everyone and request.args.get("show") == "everyone"
        view = product.desk(person, everyone)
        return render_template("desk.html", person=person, view=view, waiting=waiting_words(view))

    @pages.get("/report")
    @signed_in(product.who)
    def report(person: SignedIn) -> ResponseReturnValue:
        return render_template("report.html", person=person, view=product.report(person))

    @pages.get(f"/<int(max={_LARGEST_ID}):journey>")
    @signed_in(product.who)
    def one(person: SignedIn, journey: int) -> ResponseReturnValue:
        return render_template("journey.html", person=person, view=product.journey(person, journey))

    @pages.post("/<int:journey>/rung")
    @signed_in(product.who)
    def rung(person: SignedIn, journey: int) -> ResponseReturnValue:
        product.rung(person, journey)
        return redirect(_back(journey), 303)

    @pages.post("/<int:journey>/not-rung")
    @signed_in(product.who)
    def not_rung(person: SignedIn, journey: int) -> ResponseReturnValue:
        product.not_rung(person, journey)
        return redirect(_back(journey), 303)

    @pages.post("/<int:journey>/notes/<int:number>/sent-on")
    @signed_in(product.who)
    def sent_on(person: SignedIn, journey: int, number: int) -> ResponseReturnValue:
        return redirect(_note(journey, product.sent_on(person, journey, number, _asked_at())), 303)

    @pages.post("/<int:journey>/notes/<int:number>/not-sent-on")
    @signed_in(product.who)
    def not_sent_on(person: SignedIn, journey: int, number: int) -> ResponseReturnValue:
        return redirect(_note(journey, product.not_sent_on(person, journey, number, _asked_at())), 303)

    @pages.post("/<int:journey>/have")
    @signed_in(product.who)
    def have(person: SignedIn, journey: int) -> ResponseReturnValue:
        product.have(person, journey)
        return redirect(url_for("desk.one", journey=journey), 303)

    @pages.post("/<int:journey>/give-back")
    @signed_in(product.who)
    def give_back(person: SignedIn, journey: int) -> ResponseReturnValue:
        product.give_back(person, journey)
        return redirect(url_for("desk.one", journey=journey), 303)

    return pages


def waiting_words(view: DeskView) -> str:
    """How many alerts wait and how the most pressing one stands; empty if there is none."""
    alerts = [row.alert for row in view.rows if row.group is DeskGroup.ALERT and row.alert]
    if not alerts:
        return ""
    first = min(alerts, key=lambda alert: alert.due)
    people = "1 candidate needs a person" if len(alerts) == 1 else f"{len(alerts)} candidates need a person"
    return (
        f"{people}; the first is {first.clock}."
        if first.overdue
        else f"{people}; {first.clock} for the first."
    )


def _asked_at() -> datetime | None:
    """Which words stood on the page whose button was pressed: those of a note that were asked for then."""
    return request.form.get("asked_at", type=datetime.fromisoformat)


def _note(journey: int, as_shown: bool) -> str:
    """The page with the note, which says so where the press was about other words."""
    return url_for("desk.one", journey=journey, changed=None if as_shown else "yes", _anchor="notes")


def _back(journey: int) -> str:
    """The page on which the button stood."""
    if request.args.get("from") == "journey":
        return url_for("desk.one", journey=journey)
    return url_for("desk.rows", show="everyone" if request.args.get("from") == "everyone" else None)
