"""The pages of the sandbox ATS."""

import json
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from sandbox.ats import actions, endpoint, notes, records
from sandbox.ats.actions import Actions
from sandbox.ats.outbox import Outbox
from sandbox.ats.payload import NoSuchRecordError
from sandbox.ats.records import Slot
from sandbox.store import Store
from sandbox.web import LONDON, now

COMPLETED = "Interview completed. The webhook is on its way: watch the mailbox for the candidate's email."

DONE = {
    "move": "Interview moved.",
    "cancel": "Interview cancelled.",
    "no_show": "Marked as a no-show.",
    "delete": "Deleted.",
    "reject": "Application rejected.",
    "withdraw": "Candidate withdrawn.",
    "hire": "Candidate hired.",
    "reopen": "Application reopened.",
    "opt_out": "Opted out of email.",
    "opt_in": "Opted in to email again.",
}


def pages(store: Store, act: Actions, outbox: Outbox) -> Blueprint:
    """What a person sees and presses."""
    site = Blueprint("pages", __name__)
    site.register_error_handler(NoSuchRecordError, lambda _: abort(404))
    site.add_app_template_filter(json.loads, "from_json")
    _reading(site, store, outbox)
    _sending(site, store, outbox)
    _booking(site, act)
    _deciding(site, act)
    return site


def _reading(site: Blueprint, store: Store, outbox: Outbox) -> None:
    @site.get("/")
    def home() -> str:
        return render_template(
            "home.html", candidates=records.candidates(store), today=now().astimezone(LONDON)
        )

    @site.get("/candidates/<ref>")
    def candidate(ref: str) -> str:
        person = records.candidate(store, ref)
        if person is None:
            abort(404)
        applications = [
            (row, records.interviews(store, row["id"])) for row in records.applications(store, ref)
        ]
        return render_template(
            "candidate.html",
            person=person,
            applications=applications,
            notes=notes.listed(store, ref),
            deliveries=outbox.listed(ref),
            tomorrow=now().astimezone(LONDON) + timedelta(days=1),
        )

    @site.get("/deliveries")
    def deliveries() -> str:
        return render_template("deliveries.html", deliveries=outbox.listed(), target=endpoint.read(store))


def _sending(site: Blueprint, store: Store, outbox: Outbox) -> None:
    @site.post("/deliveries/<ref>/again")
    def again(ref: str) -> Response:
        if not outbox.again(ref):
            abort(404)
        return _deliveries("Queued again.")

    @site.post("/endpoint/enable")
    def enable() -> Response:
        endpoint.enable(store)
        return _deliveries("Sending is on again.")


def _booking(site: Blueprint, act: Actions) -> None:
    @site.post("/complete-one")
    def complete_one() -> Response:
        return _show(act.complete_one(), COMPLETED)

    @site.post("/applications/<application>/interviews")
    def schedule(application: str) -> Response:
        form = request.form
        met = [name.strip() for name in form.get("interviewers", "").split(",") if name.strip()]
        act.schedule(application, _slots(form), form.get("title") or "Interview", met)
        return _back("Interview scheduled.")

    @site.post("/interviews/<ref>/<action>")
    def change_interview(ref: str, action: str) -> Response:
        if action == "complete":
            act.complete(ref)
            return _back(COMPLETED)
        if action == "move":
            act.move(ref, _slots(request.form))
        elif action in actions.ENDINGS:
            act.end(ref, action)
        else:
            abort(404)
        return _back(DONE[action])


def _deciding(site: Blueprint, act: Actions) -> None:
    @site.post("/applications/<ref>/<any(reject, withdraw, hire, reopen):action>")
    def change_application(ref: str, action: str) -> Response:
        act.set_status(ref, action)
        return _back(DONE[action])

    @site.post("/candidates/<ref>/<any(opt_out, opt_in, delete):action>")
    def change_candidate(ref: str, action: str) -> Response:
        act.choose(ref, action)
        flash(DONE[action])
        return redirect(
            url_for("pages.home") if action == "delete" else url_for("pages.candidate", ref=ref), 303
        )


def _back(message: str) -> Response:
    return _show(request.form["candidate"], message)


def _show(candidate: str, message: str) -> Response:
    flash(message)
    return redirect(url_for("pages.candidate", ref=candidate), 303)


def _deliveries(message: str) -> Response:
    flash(message)
    return redirect(url_for("pages.deliveries"), 303)


def _slots(form: MultiDict[str, Any]) -> list[Slot]:
    """The first slot from date, time and minutes; a second where its time is given."""
    starts = [f"{form['date']}T{time}" for time in (form["time"], form.get("second_time", "")) if time]
    length = timedelta(minutes=int(form.get("minutes") or 60))
    begins = [datetime.fromisoformat(text).replace(tzinfo=LONDON) for text in starts]
    return [Slot(start, start + length) for start in begins]
