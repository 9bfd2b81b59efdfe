"""The throw-away servers: data and address outlive a kill, and no test sees what another left."""

import subprocess
import sys
from pathlib import Path

import kombu
import psycopg
import pytest
import redis

from tests.support.postgres import Databases
from tests.support.servers import Server, missing


def test_postgres_keeps_what_was_committed_over_a_kill(breakable_postgres: Server) -> None:
    with psycopg.connect(breakable_postgres.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")

    breakable_postgres.kill()
    refused = not breakable_postgres.answers(breakable_postgres.url)
    breakable_postgres.start()

    with psycopg.connect(breakable_postgres.url) as connection:
        assert refused
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]


def test_postgres_stops_though_a_client_is_connected(breakable_postgres: Server) -> None:
    with psycopg.connect(breakable_postgres.url) as client:
        breakable_postgres.stop()

        with pytest.raises(psycopg.OperationalError):
            client.execute("SELECT 1")

    assert not breakable_postgres.running


def test_redis_keeps_its_queues_over_a_restart(breakable_redis: Server) -> None:
    with redis.Redis.from_url(breakable_redis.url) as client:
        client.rpush("queue", "one")

    breakable_redis.restart()

    with redis.Redis.from_url(breakable_redis.url) as client:
        assert client.lrange("queue", 0, -1) == [b"one"]


def test_redis_comes_back_at_its_address_after_a_kill(breakable_redis: Server) -> None:
    breakable_redis.kill()
    refused = not breakable_redis.answers(breakable_redis.url)

    breakable_redis.start()

    assert refused
    assert breakable_redis.answers(breakable_redis.url)


def test_rabbitmq_keeps_a_durable_message_over_a_kill(breakable_rabbitmq: Server) -> None:
    # Without the broker's confirmation a message may still be on its way when the broker dies.
    confirmed = kombu.Connection(breakable_rabbitmq.url, transport_options={"confirm_publish": True})
    with confirmed as connection, connection.SimpleQueue("kept") as queue:
        queue.put("one", delivery_mode="persistent")

    breakable_rabbitmq.kill()
    refused = not breakable_rabbitmq.answers(breakable_rabbitmq.url)
    breakable_rabbitmq.start()

    with kombu.Connection(breakable_rabbitmq.url) as connection, connection.SimpleQueue("kept") as queue:
        assert refused
        assert queue.get(timeout=10).payload == "one"


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_redis_database_is_empty_each_time(redis_url: str, time: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        before = client.dbsize()
        client.set(time, "left behind")

    assert before == 0


def test_a_fresh_database_is_a_copy_of_its_template(postgres: Databases) -> None:
    def prepare(url: str) -> None:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE seeded AS SELECT 7 AS n")

    template = postgres.template("seeded", prepare)
    with postgres.fresh(template) as first, psycopg.connect(first) as connection:
        connection.execute("DELETE FROM seeded")
    with postgres.fresh(template) as second, psycopg.connect(second) as connection:
        rows = connection.execute("SELECT n FROM seeded").fetchall()

    assert rows == [(7,)]
    assert not [url for url in (first, second) if exists(postgres, url)]


def exists(postgres: Databases, url: str) -> bool:
    with psycopg.connect(postgres.url) as connection:
        name = url.rsplit("/", 1)[1]
        return (
            connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
        )


def test_amqp_url_takes_and_gives_a_message(amqp_url: str) -> None:
    with kombu.Connection(amqp_url) as connection, connection.SimpleBuffer("afterview-test") as queue:
        queue.put("one")

        assert queue.get(timeout=10).payload == "one"


def test_missing_skips_or_where_all_is_required_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AFTERVIEW_TEST_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception):
        missing("Oracle", "buy it")

    monkeypatch.setenv("AFTERVIEW_TEST_REQUIRE_ALL", "1")
    with pytest.raises(pytest.fail.Exception):
        missing("Oracle", "buy it")


def test_the_summary_says_in_one_line_what_was_not_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AFTERVIEW_TEST_REQUIRE_ALL", raising=False)
    wanting = (
        "from tests.support.servers import missing\n\n\ndef test_{n}():\n    missing('Oracle', 'buy it')\n"
    )
    for n in range(2):
        (tmp_path / f"test_{n}.py").write_text(wanting.format(n=n))

    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        str(tmp_path),
    ]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "NOT TESTED: 2 for want of Oracle (buy it)" in output.splitlines()
