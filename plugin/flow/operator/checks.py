"""Checks: whether an installation can do its work, and what a person should do where it cannot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Connection, Row, func, select
from sqlalchemy.exc import SQLAlchemyError

from integrations.errors import CredentialsRefused, IntegrationError
from plugin.flow.accounts import client_of, open_connection
from plugin.flow.compose import brand_of
from plugin.flow.lateness import oldest_due
from plugin.flow.operator.reseal import unopenable
from plugin.queue import is_in
from plugin.runtime import Runtime
from plugin.shape import is_current
from plugin.tables import agencies, branches, connections, consultants, deliveries, effects, lanes

LATE = timedelta(minutes=1)
"""The sweep looks every second: work that has been due this long has nobody who does it, or too few."""
FAR_TOO_LATE = timedelta(minutes=10)
SAMPLE = 200
"""How many of each kind of sealed value are opened: the newest, and in a small installation all."""
EXAMPLE_DOMAINS = (".example", "@example.com", "@example.org", "@example.net")


class Level(StrEnum):
    """How much a finding matters: a problem stops some of the work, a warning may be meant."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, what was found, and what to do; nothing where all is well."""

    level: Level
    about: str
    words: str
    advice: str = ""


def check_database(runtime: Runtime) -> Finding:
    """Whether it answers and has the shape that this version needs."""
    try:
        with runtime.db.reading() as db:
            dialect = db.dialect.name
    except SQLAlchemyError as error:
        words = f"It does not answer ({type(error).__name__})."
        advice = "Start it, or correct AFTERVIEW_DATABASE_URL. Nothing is lost: webhooks are answered 503."
        return Finding(Level.PROBLEM, "database", words, advice)
    if not is_current(runtime.db):
        return Finding(
            Level.PROBLEM, "database", "It has not the shape of this version.", "Run: afterview migrate"
        )
    return Finding(Level.OK, "database", f"{dialect} answers and is up to date.")


def check_keys(runtime: Runtime) -> Finding:
    """Whether what is stored can be opened."""
    lost = unopenable(runtime, SAMPLE)
    if not lost:
        return Finding(Level.OK, "keys", "They open what is stored.")
    words = "; ".join(f"{count} of the newest values in {table}" for table, count in lost.items())
    advice = "Put the key that sealed them back, at the end of AFTERVIEW_SECRET_KEYS."
    return Finding(Level.PROBLEM, "keys", f"No key opens {words}.", advice)


def check_mail(runtime: Runtime) -> Finding:
    """Whether the mail server can be reached and takes our login."""
    try:
        return Finding(Level.OK, "mail", f"{runtime.mail.check()} takes our mail.")
    except IntegrationError as error:
        advice = "See AFTERVIEW_MAIL_URL. Emails wait, for a day at most, until it works."
        return Finding(Level.PROBLEM, "mail", str(error), advice)


def check_connections(runtime: Runtime) -> Iterator[Finding]:
    """Ask each connected ATS whether it takes our credentials."""
    with runtime.db.reading() as db:
        rows = db.execute(select(connections.c.id, connections.c.paused).order_by(connections.c.id)).all()
    if not rows:
        words, advice = "No ATS is connected.", "Connect one: afterview connect --help"
        yield Finding(Level.WARNING, "connections", words, advice)
    for row in rows:
        yield _check_connection(runtime, row.id, row.paused)


def _check_connection(runtime: Runtime, connection_id: int, paused: bool) -> Finding:
    about = f"connection {connection_id}"
    if paused:
        words = "It is paused: what arrives is kept and waits."
        return Finding(Level.WARNING, about, words, f"Run: afterview connection resume {connection_id}")
    try:
        with runtime.db.reading() as db:
            connection = open_connection(runtime, db, connection_id)
        return Finding(Level.OK, about, f"{client_of(runtime, connection).check()}.")
    except InvalidToken:
        advice = "Put the key that sealed them back, at the end of AFTERVIEW_SECRET_KEYS."
        return Finding(Level.PROBLEM, about, "No key opens its credentials.", advice)
    except CredentialsRefused as error:
        advice = f"Run: afterview connection credentials {connection_id} --credential NAME=VALUE"
        return Finding(Level.PROBLEM, about, str(error), advice)
    except IntegrationError as error:
        return Finding(Level.PROBLEM, about, str(error), "Notes wait, for three days at most.")


def check_branches(runtime: Runtime) -> Iterator[Finding]:
    """Each branch's mode, and whether its brand will do for an email."""
    with runtime.db.reading() as db:
        rows = db.execute(
            select(branches, agencies.c.name.label("agency_name")).join(agencies).order_by(branches.c.id)
        ).all()
        managed = set(
            db.execute(select(consultants.c.agency_id).where(consultants.c.role == "manager")).scalars()
        )
    for row in rows:
        yield _check_branch(runtime, row)
    for agency_id, name in sorted({(row.agency_id, row.agency_name) for row in rows}):
        if agency_id not in managed:
            words, advice = "Nobody may see every consultant's rows.", "Run: afterview consultant --help"
            yield Finding(Level.WARNING, f"agency {name}", words, advice)


def _check_branch(runtime: Runtime, row: Row[Any]) -> Finding:
    about = f"branch {row.name}"
    lacking = _brand_lacks(runtime, row)
    if lacking:
        level = Level.PROBLEM if row.mode == "live" else Level.WARNING
        return Finding(level, about, f"It is {row.mode}. {lacking}", "Run: afterview brand --help")
    if row.mode == "live":
        return Finding(Level.OK, about, "It is live.")
    words = {"off": "It is off: nobody is asked.", "dry_run": "It is on a dry run: nothing is sent."}
    advice = f"When it is to begin: afterview branch '{row.name}' live --agency '{row.agency_name}'"
    return Finding(Level.WARNING, about, words[row.mode], advice)


def _brand_lacks(runtime: Runtime, row: Row[Any]) -> str:
    brand = row.brand
    if brand.get("sender_address", "").endswith(EXAMPLE_DOMAINS) and runtime.settings.secure:
        return "Its sender's address is only an example."
    try:
        brand_of(row._asdict())
    except (ValueError, KeyError) as error:
        return f"Its brand is not complete: {error}."
    return ""


def check_work(runtime: Runtime) -> Iterator[Finding]:
    """Whether due work is done in time, and what waits for a person."""
    with runtime.db.reading() as db:
        yield _check_lateness(db, runtime.now())
        for table, about, state, words, advice in _PARKED:
            count = db.execute(select(func.count()).where(is_in(table, state))).scalar_one()
            if count:
                yield Finding(Level.WARNING, about, f"{count} {words}", advice)


_PARKED: tuple[tuple[Any, str, str, str, str], ...] = (
    (
        deliveries,
        "deliveries",
        "unreadable",
        "could not be understood. They are kept.",
        "See: afterview deliveries --unreadable; once mended, afterview replay --unreadable",
    ),
    (
        deliveries,
        "deliveries",
        "failed",
        "could not be applied. They are kept.",
        "See: afterview deliveries --failed; once mended, afterview replay --failed",
    ),
    (effects, "effects", "unknown", "may or may not have been sent.", "See: afterview unknown"),
    (effects, "effects", "failed", "could not be sent.", "See: afterview failed"),
)


def _check_lateness(db: Connection, now: datetime) -> Finding:
    """Lanes at rest after failures are left out: their other side is late, not we."""
    resting = set(db.execute(select(lanes.c.name).where(lanes.c.open_until > now)).scalars())
    overdue = [now - due for lane, due in oldest_due(db, now).items() if lane not in resting]
    late = max(overdue, default=timedelta(0))
    if late < LATE:
        return Finding(Level.OK, "clock", "No work is late.")
    words = f"The oldest work has been due for {int(late.total_seconds() // 60)} minutes."
    advice = "Is a worker running? If it is, there are too few."
    return Finding(Level.PROBLEM if late > FAR_TOO_LATE else Level.WARNING, "clock", words, advice)
