"""A throw-away Redis, and an empty database on any."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import redis

from tests.support.servers import Server, missing


class Redis(Server):
    """Redis as production runs it: an append-only file, and no eviction (RL-17)."""

    title = "Redis"
    variable = "AFTERVIEW_TEST_REDIS_URL"
    standard_url = "redis://127.0.0.1:6379/0"
    install = "apt-get install redis-server"

    @classmethod
    def installed(cls) -> bool:
        return shutil.which("redis-server") is not None

    @staticmethod
    def answers(url: str) -> bool:
        with suppress(redis.RedisError), redis.Redis.from_url(url) as client:
            return bool(client.ping())
        return False

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        pass

    def command(self) -> list[str]:
        keep = ["--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
        return [
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--dir",
            str(self.home),
            *keep,
        ]


@contextmanager
def empty_database(url: str) -> Iterator[str]:
    """The URL of a database that holds nothing, emptied again afterwards.

    On a server that is not our own only an empty one is taken: nobody's data is flushed.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for number in range(15 - worker, -1, -1):
        candidate = urlunsplit(urlsplit(url)._replace(path=f"/{number}"))
        with redis.Redis.from_url(candidate) as client:
            if client.dbsize() == 0:
                yield candidate
                client.flushdb()
                return
    missing("an empty Redis database", f"empty one of the server's at {Redis.variable}")
