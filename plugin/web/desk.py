"""The desk: one list that says whom to ring and why, and one page for each journey on it."""

from typing import Protocol

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from plugin.views import DeskView, JourneyView, SessionId, SignedIn
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


def desk_blueprint(product: DeskProduct) -> Blueprint:
    """`/desk` and `/desk/<journey>`, for who is signed in."""
    pages = Blueprint("desk", __name__, url_prefix="/desk")

    @pages.get("")
    @signed_in(product.who)
    def rows(person: SignedIn) -> ResponseReturnValue:
        everyone = person.sees_everyone and request.args.get("show") == "everyone"
        return render_template("desk.html", person=person, view=product.desk(person, everyone))

    @pages.get(f"/<int(max={_LARGEST_ID}):journey>")
    @signed_in(product.who)
    def one(person: SignedIn, journey: int) -> ResponseReturnValue:
        return render_template("journey.html", person=person, view=product.journey(person, journey))

    return pages
