"""`afterview connection` and `afterview secret`."""

import base64
import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import update

from plugin.app import create_app
from plugin.tables import connections, deliveries, effects, history
from plugin.trouble import Trouble
from tests.support.commands import Afterview
from tests.support.notes_sink import notes_sink
from tests.support.world import SECRET, World, event, signed


def fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:12]


def deliver(world: World, secret: str) -> int:
    body = event("interview.completed", world.clock.at)
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    headers = signed(f"msg_{secret}", body, world.clock.at, raw)
    # A web process remembers a connection for some seconds; one that has just started does not.
    client = create_app(world.runtime.settings, world.runtime).test_client()
    return client.post(f"/hooks/{world.hook_key}", data=body, headers=headers).status_code


def acts(world: World) -> list[tuple[str, str]]:
    return [(row.who, row.what) for row in world.rows(history, outcome="operator")]


def test_a_paused_connection_keeps_what_arrives_until_it_is_resumed(
    world: World, afterview: Afterview
) -> None:
    """WH-12."""
    afterview("connection", "pause", "1", "--as", "Morag")
    world.hears("interview.completed")
    world.work()
    held = [row.state for row in world.rows(deliveries)]

    afterview("connection", "resume", "1", "--as", "Morag")
    world.clock.forward(minutes=2)
    world.work()

    assert held == ["waiting"]
    assert [row.state for row in world.rows(deliveries)] == ["understood"]
    assert acts(world) == [("Morag", "connection 1 paused"), ("Morag", "connection 1 resumed")]


def test_connections_are_listed_without_their_secrets(world: World, afterview: Afterview) -> None:
    listed = afterview.json("connection", "list")

    assert listed == [
        {
            "connection": 1,
            "agency": "Northgate Recruitment",
            "adapter": "standard",
            "base_url": "http://127.0.0.1:9/notes",
            "paused": False,
            "hook_url": f"http://127.0.0.1:8000/hooks/{world.hook_key}",
        }
    ]


def test_a_secret_changes_without_a_delivery_refused(world: World, afterview: Afterview) -> None:
    """WH-07: old only, both, new only."""
    new = afterview("secret", "add", "1").stdout.strip()
    both = [deliver(world, SECRET), deliver(world, new)]

    afterview("secret", "drop", "1", fingerprint(SECRET))

    assert both == [200, 200]
    assert [deliver(world, new), deliver(world, SECRET)] == [200, 401]
    assert afterview("secret", "list", "1").stdout.split() == [fingerprint(new)]


def test_a_secret_of_the_ats_s_own_comes_from_standard_input(world: World, afterview: Afterview) -> None:
    secret = "whsec_" + base64.b64encode(b"t" * 32).decode()

    done = afterview("secret", "add", "1", "--from-stdin", given=f"{secret}\n")

    assert secret not in done.output
    assert afterview("secret", "list", "1").stdout.split() == [fingerprint(secret), fingerprint(SECRET)]


@pytest.mark.parametrize(
    ("which", "words"), [(fingerprint(SECRET), "the only secret in force"), ("0" * 12, "No secret has")]
)
def test_the_last_secret_and_an_unknown_one_are_not_dropped(
    afterview: Afterview, which: str, words: str
) -> None:
    done = afterview("secret", "drop", "1", which, code=1)

    assert words in done.output
    assert afterview("secret", "list", "1").stdout.split() == [fingerprint(SECRET)]


def test_credentials_are_replaced_and_named_in_the_history(world: World, afterview: Afterview) -> None:
    afterview("connection", "credentials", "1", "--credential", f"notes_secret={SECRET}", "--as", "Morag")

    assert acts(world) == [("Morag", "connection 1: credentials changed")]


def test_a_connection_that_is_not_there_is_said_to_be(afterview: Afterview) -> None:
    done = afterview("connection", "pause", "9", code=1)

    assert "There is no connection 9. List them:  afterview connection list" in done.output


def test_mended_credentials_wake_what_waited_for_them(world: World, afterview: Afterview) -> None:
    with notes_sink() as notes:
        with world.runtime.db.transaction() as db:
            db.execute(update(connections).values(base_url=notes.url))
        notes.failing = (401, 0)
        world.hears("interview.completed")
        world.work()
        world.clock.forward(minutes=95)
        world.work()
        world.answers(world.survey_path())
        world.work()
        notes.failing = None
        world.clock.forward(minutes=1)
        world.work()
        before = list(notes.markers)

        afterview("connection", "credentials", "1", "--credential", f"notes_secret={SECRET}")
        world.work()

    assert (before, len(notes.markers)) == ([], 1)


def test_mended_credentials_leave_a_write_without_an_answer_its_pause(
    world: World, afterview: Afterview
) -> None:
    """RL-10: asked too soon, an ATS says that the note is not there."""
    later = world.clock.at + timedelta(seconds=30)
    wish = {
        "agency_id": 1,
        "lane": "ats:1",
        "state": "waiting",
        "due_at": later,
        "created_at": world.clock.at,
    }
    with world.runtime.db.transaction() as db:
        for trouble in (Trouble.NO_ANSWER, Trouble.CREDENTIALS_REFUSED):
            said = {"kind": "note", "dedupe_key": trouble, "trouble": trouble}
            db.execute(effects.insert().values(**wish, **said))

    afterview("connection", "credentials", "1", "--credential", f"notes_secret={SECRET}")

    assert [row.due_at for row in world.rows(effects)] == [later, world.clock.at]
