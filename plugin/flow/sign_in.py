"""Sign in: a link by email, good once and for ten minutes; the session lives here, not in the browser."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import IntegrityError

from config.names import Queue
from plugin.errors import LinkGone
from plugin.keys import Purpose
from plugin.outbox.store import want_sign_in
from plugin.runtime import Runtime
from plugin.tables import agencies, consultants, effects, sessions
from plugin.views import SessionId, SignedIn

LINK_HOLDS = timedelta(minutes=10)
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
"""SE-05, SE-06."""


class SignIns:
    """What signing in asks of the product."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def request_sign_in(self, email: str) -> None:
        """Send a link to every consultant with this address; silent about whether there is one."""
        now = self._runtime.now()
        with self._runtime.db.transaction() as db:
            known = db.execute(
                select(consultants.c.id, consultants.c.agency_id).where(
                    consultants.c.email == email.strip().casefold()
                )
            ).all()
            for row in known:
                want_sign_in(db, row.agency_id, row.id, now, secrets.token_urlsafe(12))
        self._runtime.wakeup.nudge(Queue.COACHING)

    def sign_in(self, token: str) -> SessionId:
        """Use a link up and begin a session. Raises `LinkGone` for one that is forged, old or used."""
        effect_id = self._runtime.keys.read(Purpose.SIGN_IN, token, LINK_HOLDS)
        session = secrets.token_urlsafe(32)
        now = self._runtime.now()
        try:
            with self._runtime.db.transaction() as db:
                effect = db.execute(select(effects).where(effects.c.id == effect_id)).first()
                if effect is None:
                    raise LinkGone("This link does not open anything.")
                db.execute(
                    sessions.insert().values(
                        token_hash=_hash(session),
                        agency_id=effect.agency_id,
                        consultant_id=effect.consultant_id,
                        sign_in_id=effect.id,
                        created_at=now,
                        seen_at=now,
                    )
                )
        except IntegrityError as error:
            raise LinkGone("This link has been used.") from error
        return SessionId(session)

    def sign_out(self, session: SessionId) -> None:
        """End the session at once. Its row stays for as long as its link could be tried again."""
        with self._runtime.db.transaction() as db:
            db.execute(
                update(sessions)
                .where(sessions.c.token_hash == _hash(session))
                .values(seen_at=self._runtime.now() - IDLE)
            )

    def who(self, session: SessionId) -> SignedIn | None:
        """Who is signed in by this session; None if nobody is, any more."""
        now = self._runtime.now()
        with self._runtime.db.reading() as db:
            row = db.execute(
                select(
                    sessions.c.seen_at,
                    consultants.c.id,
                    consultants.c.agency_id,
                    consultants.c.name,
                    consultants.c.email,
                    consultants.c.role,
                    agencies.c.name.label("agency"),
                )
                .join(consultants, consultants.c.id == sessions.c.consultant_id)
                .join(agencies, agencies.c.id == sessions.c.agency_id)
                .where(
                    sessions.c.token_hash == _hash(session),
                    sessions.c.seen_at > now - IDLE,
                    sessions.c.created_at > now - LONGEST,
                )
            ).first()
        if row is None:
            return None
        if now - row.seen_at > timedelta(minutes=1):
            with self._runtime.db.transaction() as db:
                db.execute(
                    update(sessions).where(sessions.c.token_hash == _hash(session)).values(seen_at=now)
                )
        return SignedIn(
            name=row.name or row.email,
            agency=row.agency,
            sees_everyone=row.role == "manager",
            agency_id=row.agency_id,
            consultant_id=row.id,
        )


def forget_sessions(db: Connection, now: datetime) -> None:
    """Drop the sessions that have ended."""
    db.execute(delete(sessions).where(sessions.c.created_at < now - LONGEST))


def _hash(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
