"""`afterview doctor`: a line for everything that it looks at, and what to do."""

from dataclasses import replace
from pathlib import Path

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from click.testing import CliRunner
from sqlalchemy import update

from integrations.errors import CallFailed, CredentialsRefused
from plugin.cli import main
from plugin.commands.checking import check_broker, check_settings
from plugin.flow.operator.checks import Finding, Level
from plugin.keys import Keys
from plugin.runtime import Runtime
from plugin.tables import connections, deliveries, effects
from sandbox.ats.app import create_ats
from sandbox.ats.settings import Settings as AtsSettings
from sandbox.server import serving
from tests.support.commands import Afterview
from tests.support.world import SECRET, FakeMail, World

NORTHGATE = ("--agency", "Northgate Recruitment")


class FakeAts:
    """An adapter whose account can be asked how it is, and nothing else."""

    def __init__(self, answer: str | Exception) -> None:
        self._answer = answer

    def connect(self, _account: object) -> "FakeAts":
        return self

    def check(self) -> str:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def with_ats(afterview: Afterview, answer: str | Exception) -> None:
    afterview.runtime = replace(afterview.runtime, adapter=lambda _name: FakeAts(answer))  # type: ignore[arg-type,return-value]


@pytest.fixture
def healthy(world: World, afterview: Afterview) -> Afterview:
    """An installation with nothing wrong but that it is for trying."""
    with_ats(afterview, "Northgate's account takes our calls")
    afterview("consultant", "nadia@northgate.example", *NORTHGATE, "--name", "Nadia", "--manager")
    afterview("consultant", "ewan@northgate.example", *NORTHGATE, "--name", "Ewan")
    alerts = ("--cover", "ewan@northgate.example", "--manager", "nadia@northgate.example")
    afterview("alerts", "Paisley", *NORTHGATE, *alerts)
    return afterview


def found(afterview: Afterview, about: str, code: int = 0) -> list[tuple[str, str]]:
    return [
        (line["level"], line["words"])
        for line in afterview.json("doctor", code=code)
        if line["about"] == about
    ]


def test_all_is_well(healthy: Afterview) -> None:
    looked_at = [(f["about"], f["level"]) for f in healthy.json("doctor") if f["about"] != "settings"]

    assert looked_at == [
        ("mail", "ok"),
        ("broker", "ok"),
        ("database", "ok"),
        ("keys", "ok"),
        ("connection 1", "ok"),
        ("branch Paisley", "ok"),
        ("clock", "ok"),
    ]


def test_it_prints_a_line_for_each_and_what_to_do(healthy: Afterview) -> None:
    printed = healthy("doctor").output.splitlines()

    assert "ok       branch Paisley: It is live." in printed
    assert "warning  settings: AFTERVIEW_BASE_URL is not https." in printed
    assert "         Candidates' links go there." in printed


def test_a_mail_server_that_does_not_answer_is_a_problem(healthy: Afterview) -> None:
    class DeadMail(FakeMail):
        def check(self) -> str:
            raise CallFailed("mail.example:587 could not be reached.")

    healthy.runtime = replace(healthy.runtime, mail=DeadMail())

    assert found(healthy, "mail", code=1) == [("problem", "mail.example:587 could not be reached.")]


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (CredentialsRefused("The key is wrong."), "Run: afterview connection credentials 1"),
        (CallFailed("The key is wrong."), "Notes wait"),
    ],
)
def test_an_ats_that_does_not_take_our_calls_is_a_problem(
    healthy: Afterview, error: Exception, advice: str
) -> None:
    with_ats(healthy, error)

    (finding,) = [f for f in healthy.json("doctor", code=1) if f["about"] == "connection 1"]

    assert (finding["level"], finding["words"]) == ("problem", "The key is wrong.")
    assert finding["advice"].startswith(advice)


def test_a_paused_connection_is_a_warning_and_is_not_called(healthy: Afterview) -> None:
    healthy("connection", "pause", "1")
    with_ats(healthy, CallFailed("nobody should have asked"))

    assert found(healthy, "connection 1") == [("warning", "It is paused: what arrives is kept and waits.")]


def test_keys_that_open_nothing_are_a_problem(healthy: Afterview) -> None:
    """SE-10."""
    healthy.runtime = replace(healthy.runtime, keys=Keys(["x" * 40]))

    (finding,) = [f for f in healthy.json("doctor", code=1) if f["about"] == "keys"]

    assert finding["words"] == (
        "No key opens 1 of the newest values in agencies; 1 of the newest values in connections."
    )
    assert "Put the key that sealed them back" in finding["advice"]


@pytest.mark.parametrize(
    ("minutes", "level"), [(0, Level.OK), (0.5, Level.OK), (5, Level.WARNING), (11, Level.PROBLEM)]
)
def test_work_that_nobody_does_is_told_by_its_age(
    world: World, healthy: Afterview, minutes: float, level: Level
) -> None:
    world.hears("interview.completed")
    world.clock.forward(minutes=minutes)

    levels = [level for level, _ in found(healthy, "clock", code=int(level == Level.PROBLEM))]

    assert levels == [level]


def test_what_waits_for_a_person_is_counted(world: World, healthy: Afterview) -> None:
    world.hears("interview.completed")
    world.work()
    with world.runtime.db.transaction() as db:
        db.execute(deliveries.update().values(state="unreadable"))
        db.execute(effects.update().values(state="unknown"))

    assert found(healthy, "deliveries") == [("warning", "1 could not be understood. They are kept.")]
    assert found(healthy, "effects") == [("warning", "1 may or may not have been sent.")]


@pytest.mark.parametrize(("mode", "words"), [("off", "It is off"), ("dry_run", "It is on a dry run")])
def test_a_branch_that_is_not_live_is_a_warning(healthy: Afterview, mode: str, words: str) -> None:
    healthy("branch", "Paisley", mode, *NORTHGATE)

    ((level, said),) = found(healthy, "branch Paisley")

    assert (level, said.startswith(words)) == ("warning", True)


@pytest.mark.parametrize(
    ("brand", "words"),
    [
        ([], "Its sender's address is only an example."),
    ],
)
def test_a_live_branch_with_half_a_brand_is_a_problem(
    healthy: Afterview, brand: list[str], words: str
) -> None:
    """PR-11."""
    healthy.runtime = in_earnest(healthy)
    if brand:
        healthy("brand", "Paisley", *NORTHGATE, *brand)

    assert found(healthy, "branch Paisley", code=1) == [("problem", f"It is live. {words}")]


def test_a_live_branch_with_a_whole_brand_is_well(healthy: Afterview) -> None:
    healthy.runtime = in_earnest(healthy)
    brand = ("--sender", "hello@northgate.test", "--privacy-url", "https://northgate.test/privacy")
    healthy("brand", "Paisley", *NORTHGATE, *brand)

    assert found(healthy, "branch Paisley") == [("ok", "It is live.")]


def in_earnest(afterview: Afterview) -> Runtime:
    settings = replace(afterview.runtime.settings, base_url="https://afterview.northgate.test")
    return replace(afterview.runtime, settings=settings)


def test_settings_for_trying_are_warned_of(world: World) -> None:
    settings = replace(world.runtime.settings, fast_clock=360, mail_only_domains=("test.example",))

    assert [finding.words for finding in check_settings(settings)] == [
        "AFTERVIEW_BASE_URL is not https.",
        "AFTERVIEW_FAST_CLOCK is set.",
        "AFTERVIEW_ALLOW_PRIVATE_NETWORKS is set.",
        "AFTERVIEW_MAIL_ONLY_DOMAINS is set.",
    ]


def test_settings_for_earnest_are_well(world: World) -> None:
    settings = replace(
        world.runtime.settings, base_url="https://afterview.test", allow_private_networks=False
    )

    assert [finding.level for finding in check_settings(settings)] == [Level.OK]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "amqp://guest:secret@127.0.0.1:1//"])
def test_a_broker_that_is_not_there_is_a_problem_and_its_password_is_not_told(world: World, url: str) -> None:
    finding = check_broker(replace(world.runtime.settings, broker_url=url))

    assert (finding.level, finding.words) == (Level.PROBLEM, "It does not answer.")
    assert "secret" not in finding.advice


def test_a_broker_without_a_worker_is_a_problem(world: World, redis_url: str) -> None:
    finding = check_broker(replace(world.runtime.settings, broker_url=redis_url))

    assert (finding.level, finding.words) == (Level.PROBLEM, "It answers, but no worker does.")


def test_a_broker_with_a_worker_is_well(world: World, redis_url: str) -> None:
    app = Celery("tests", broker=redis_url, set_as_current=False)

    with start_worker(app, pool="solo", perform_ping_check=False, loglevel="CRITICAL"):
        finding = check_broker(replace(world.runtime.settings, broker_url=redis_url))

    assert finding == Finding(Level.OK, "broker", "Workers that answer: 1.")


def test_a_database_that_was_never_migrated_is_a_problem(tmp_path: Path) -> None:
    environment = {
        "AFTERVIEW_SECRET_KEYS": "k" * 40,
        "AFTERVIEW_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}",
        "AFTERVIEW_MAIL_URL": "smtp://127.0.0.1:1",
    }

    done = CliRunner().invoke(main, ["doctor"], env=environment)

    assert done.exit_code == 1
    assert "Run: afterview migrate" in done.output


def test_postgresql_that_does_not_answer_is_a_problem() -> None:
    environment = {
        "AFTERVIEW_SECRET_KEYS": "k" * 40,
        "AFTERVIEW_DATABASE_URL": "postgresql://user:secret@127.0.0.1:1/afterview",
        "AFTERVIEW_MAIL_URL": "smtp://127.0.0.1:1",
    }

    done = CliRunner().invoke(main, ["doctor"], env=environment)

    assert done.exit_code == 1
    assert "database: It does not answer (OperationalError)." in done.output
    assert "secret" not in done.output


def test_doctor_finds_the_sandbox_ats_healthy(world: World, afterview: Afterview, tmp_path: Path) -> None:
    sandbox = create_ats(AtsSettings(state=tmp_path / "ats", secret=SECRET, notes_secret=SECRET))
    with serving(sandbox.app) as url:
        with world.runtime.db.transaction() as db:
            db.execute(update(connections).values(base_url=f"{url}/notes"))

        said = found(afterview, "connection 1")
    sandbox.store.close()

    assert said == [("ok", "127.0.0.1 takes our signed calls.")]
