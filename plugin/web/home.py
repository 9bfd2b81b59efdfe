"""`/`: what this is. `/accessibility`: how far everyone can use it."""

from flask import Blueprint, render_template

from plugin.web.guards import public
from plugin.web.languages import choose_for_a_stranger


def home_blueprint() -> Blueprint:
    """The two pages that are the same for everyone."""
    # The folder serves every blueprint: Flask looks for a template through all of them.
    home = Blueprint("home", __name__, template_folder="templates")

    @home.get("/")
    @public("says what this is")
    def front() -> str:
        choose_for_a_stranger()
        return render_template("home.html")

    @home.get("/accessibility")
    @public("says how far everyone can use this")
    def accessibility() -> str:
        choose_for_a_stranger()
        return render_template("accessibility.html")

    return home
