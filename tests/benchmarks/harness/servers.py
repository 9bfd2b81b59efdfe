"""The servers that everything is measured on: throw-away, and forced to the disk as in production."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.support.postgres import Databases, Postgres
from tests.support.rabbitmq import RabbitMQ
from tests.support.redis import Redis


class DurablePostgres(Postgres):
    """PostgreSQL as it is installed: every commit reaches the disk before it is answered."""

    def command(self) -> list[str]:
        return [*super().command(), "-c", "fsync=on"]


@dataclass(frozen=True, slots=True)
class Servers:
    """A PostgreSQL to make databases on and a Redis; a RabbitMQ where there is one."""

    databases: Databases
    redis: str
    rabbitmq: str | None

    def redis_database(self, number: int) -> str:
        """One of Redis's databases, so that nobody meets what another left in a queue."""
        return f"{self.redis.rpartition('/')[0]}/{number}"


@contextmanager
def running(*, with_rabbitmq: bool = False) -> Iterator[Servers]:
    """The servers, gone afterwards."""
    with ExitStack() as stack:
        databases = Databases(stack.enter_context(DurablePostgres.throwaway()).url)
        redis = stack.enter_context(Redis.throwaway()).url
        wanted = with_rabbitmq and RabbitMQ.installed()
        rabbitmq = stack.enter_context(RabbitMQ.throwaway()).url if wanted else None
        yield Servers(databases, redis, rabbitmq)
