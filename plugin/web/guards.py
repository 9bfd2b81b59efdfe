"""Who may call a route. Every view function carries one of these marks; a route without one is a mistake."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from plugin.views import SessionId, SignedIn

_P = ParamSpec("_P")
_View = TypeVar("_View", bound=Callable[..., ResponseReturnValue])

SESSION_KEY = "desk"
"""Where the browser's session keeps its `SessionId`."""
WANTED_KEY = "wanted"
"""Where it keeps the page that was asked for before signing in."""


class GuardKind(StrEnum):
    """What stands between a stranger and a view function."""

    PUBLIC = "public"
    SIGNED_LINK = "signed_link"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Guard:
    """One view function's guard; `reason` says why a public one may be."""

    kind: GuardKind
    reason: str = ""


def public(reason: str) -> Callable[[_View], _View]:
    """Anyone may call this view, because `reason`."""
    return lambda view: _mark(view, Guard(GuardKind.PUBLIC, reason))


def signed_link(view: _View) -> _View:
    """Whoever holds the link may call this view: its `token` goes to the product, which knows it or not."""
    return _mark(view, Guard(GuardKind.SIGNED_LINK))


def signed_in(
    who: Callable[[SessionId], SignedIn | None],
) -> Callable[[Callable[Concatenate[SignedIn, _P], ResponseReturnValue]], Callable[_P, ResponseReturnValue]]:
    """Only a signed-in person may call this view, which gets them first. Others are asked to sign in."""

    def guard(
        view: Callable[Concatenate[SignedIn, _P], ResponseReturnValue],
    ) -> Callable[_P, ResponseReturnValue]:
        @wraps(view)
        def enter(*args: _P.args, **kwargs: _P.kwargs) -> ResponseReturnValue:
            person = who(SessionId(session.get(SESSION_KEY, "")))
            return _ask_to_sign_in() if person is None else view(person, *args, **kwargs)

        return _mark(enter, Guard(GuardKind.SIGNED_IN))

    return guard


def guard_of(view: Callable[..., object]) -> Guard | None:
    """The guard that a view function is marked with."""
    guard = getattr(view, "guard", None)
    return guard if isinstance(guard, Guard) else None


def _mark(view: _View, guard: Guard) -> _View:
    view.__dict__["guard"] = guard
    return view


def _ask_to_sign_in() -> ResponseReturnValue:
    session.pop(SESSION_KEY, None)
    if request.method == "GET":
        session[WANTED_KEY] = request.full_path.rstrip("?")
    return redirect(url_for("sign_in.ask"), 303)
