"""Where the webhooks go, whether that is switched on, and the secrets they are signed with."""

from dataclasses import dataclass, field

from sandbox.ats.signing import new_secret
from sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`secrets` are those in force, newest first: several while one is being changed."""

    url: str
    disabled: bool
    secrets: tuple[str, ...] = field(repr=False)


def read(store: Store) -> Endpoint:
    """The endpoint as it stands."""
    row = store.one("SELECT * FROM endpoint")
    found = store.all("SELECT secret FROM secrets ORDER BY number DESC")
    return Endpoint(
        row["url"] if row else "", bool(row["disabled"]) if row else False, tuple(r["secret"] for r in found)
    )


def point_to(store: Store, url: str) -> None:
    """Send to this URL from now on, switched on."""
    store.run(
        "INSERT INTO endpoint VALUES (1, ?, 0) ON CONFLICT DO UPDATE SET url = excluded.url, disabled = 0",
        url,
    )


def disable(store: Store) -> None:
    """Send nothing more, as the receiver asked for by 410."""
    store.run("UPDATE endpoint SET disabled = 1")


def enable(store: Store) -> None:
    """Send again."""
    store.run("UPDATE endpoint SET disabled = 0")


def add_secret(store: Store, secret: str) -> None:
    """Sign with this one too."""
    store.run("INSERT INTO secrets (secret) VALUES (?) ON CONFLICT DO NOTHING", secret)


def rotate(store: Store) -> str:
    """Begin to change the secret: a new one joins those in force, and is given back."""
    secret = new_secret()
    add_secret(store, secret)
    return secret


def retire(store: Store) -> None:
    """End the change: only the newest secret stays."""
    store.run("DELETE FROM secrets WHERE number < (SELECT max(number) FROM secrets)")
