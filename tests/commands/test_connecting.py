"""`afterview connect`: one command from nothing to a webhook address."""

import base64
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from plugin.cli import main
from plugin.db import Database
from plugin.tables import branches, connections, deliveries
from tests.support.commands import Afterview
from tests.support.world import SECRET, World, event, signed

KEY = "k" * 40


def connect(database: Path, *more: str) -> Result:
    environment = {"AFTERVIEW_SECRET_KEYS": KEY, "AFTERVIEW_DATABASE_URL": f"sqlite:///{database}"}
    arguments = ["connect", "standard", "--agency", "Northgate", "--branch", "Paisley"]
    arguments += ["--base-url", "https://ats.example/notes", "--secret", SECRET]
    arguments += ["--credential", f"notes_secret={SECRET}", *more]
    return CliRunner().invoke(main, arguments, env=environment)


def hook_path(afterview: Afterview, *more: str) -> str:
    said = afterview.json(
        *("connect", "standard", "--agency", "Harbour", "--branch", "Leith", "--secret", SECRET),
        *("--base-url", "https://ats.example/notes", "--credential", f"notes_secret={SECRET}", *more),
    )
    return urlsplit(said["hook_url"]).path


def deliver(client: FlaskClient, path: str, world: World, secret: bytes = b"s" * 32) -> int:
    body = event("interview.completed", world.clock.at)
    headers = signed(f"msg_{path}{secret!r}", body, world.clock.at, secret)
    return client.post(path, data=body, headers=headers).status_code


def test_connect_begins_from_no_database_at_all(tmp_path: Path) -> None:
    done = connect(tmp_path / "new" / "afterview.db", "--json")

    said = json.loads(done.stdout)
    assert done.exit_code == 0
    assert said == {
        "hook_url": f"http://127.0.0.1:8000/hooks/{said['connection']}",
        "connection": said["connection"],
    }


def test_connect_gives_an_address_that_takes_the_ats_s_deliveries(world: World, afterview: Afterview) -> None:
    path = hook_path(afterview)

    status = deliver(world.client, path, world)

    assert status == 200
    assert [row.connection_id for row in world.rows(deliveries)] == [2]


def test_connect_leaves_a_new_branch_off_and_says_how_to_try_it(tmp_path: Path) -> None:
    database = tmp_path / "afterview.db"

    done = connect(database)

    assert "afterview branch 'Paisley' dry_run --agency 'Northgate'" in done.output
    with Database(f"sqlite:///{database}").reading() as db:
        assert db.execute(branches.select()).one().mode == "off"


def test_connect_keeps_what_it_is_told_of_the_brand(world: World, afterview: Afterview) -> None:
    hook_path(afterview, "--sender", "hello@harbour.test", "--colour", "#123456")

    brand = world.rows(branches, name="Leith")[0].brand
    assert brand == {
        "sender_name": "Harbour",
        "sender_address": "hello@harbour.test",
        "postal_address": "Harbour",
        "colour": "#123456",
    }


def test_connect_makes_a_secret_where_none_is_given_and_shows_it_once(
    world: World, afterview: Afterview
) -> None:
    """WH-07."""
    connecting = ["connect", "standard", "--agency", "Harbour", "--branch", "Leith"]
    connecting += ["--base-url", "https://ats.example/notes", "--credential", f"notes_secret={SECRET}"]

    said = afterview.json(*connecting)

    raw = base64.b64decode(said["secret"].removeprefix("whsec_"))
    assert len(raw) == 32
    assert deliver(world.client, urlsplit(said["hook_url"]).path, world, raw) == 200
    assert "which is not shown again:\n  whsec_" in afterview(*connecting).output


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--credential", "notes_secret=short"], "notes_secret: must be whsec_"),
        (["--credential", "notes_secret"], "write it as NAME=VALUE"),
        (["--timezone", "Mars/Olympus"], "Mars/Olympus"),
        (["--sender", "nobody"], "--sender and --reply-to are email addresses"),
        (["--privacy-url", "http://x.test"], "--privacy-url begins https://"),
        (["--colour", "red"], "red"),
        (["--manager", "nadia@northgate.test"], "write it as NAME=VALUE"),
    ],
)
def test_connect_says_what_was_wrong_and_makes_nothing(tmp_path: Path, more: list[str], words: str) -> None:
    database = tmp_path / "afterview.db"

    done = connect(database, *more)

    assert done.exit_code == 2
    assert words in done.output
    assert not database.exists()


def test_connect_refuses_an_account_that_is_polled_already(world: World, afterview: Afterview) -> None:
    odoo = ["connect", "odoo", "--agency", "Northgate Recruitment", "--branch", "Paisley"]
    odoo += ["--base-url", "https://odoo.example", "--secret", "s" * 32]
    odoo += ["--credential", "database=d", "--credential", "login=l", "--credential", "api_key=k"]
    afterview(*odoo)

    done = afterview(*odoo, code=1)

    assert "is connected already, as connection 2" in done.output
    assert len(world.rows(connections)) == 2
