"""Figures as Markdown: medians with what they are medians of, on a machine that is described."""

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psycopg
import redis

from tests.benchmarks.harness.servers import Servers

_LIBRARIES = ("flask", "gunicorn", "celery", "sqlalchemy", "psycopg", "jinja2")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    for cells in (heads, ["---"] * len(heads), *rows):
        print(f"| {' | '.join(cells)} |")
    print(flush=True)


def runs(values: Sequence[float]) -> str:
    """The median, and in brackets all that it is the median of."""
    return f"**{median(values):,.0f}** ({', '.join(f'{value:,.0f}' for value in values)})"


def milliseconds(seconds: Sequence[float], share: float) -> float:
    """The value below which this share of the times lie, in milliseconds."""
    ordered = sorted(seconds)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


def load_average() -> str:
    """How busy the machine was in the last minute: above its cores, the figures suffer."""
    return f"load average {os.getloadavg()[0]:.1f}"


def describe(servers: Servers) -> None:
    """Print what all this ran on."""
    cpu = next(
        (
            line.partition(": ")[2]
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    with psycopg.connect(servers.databases.url) as db, redis.Redis.from_url(servers.redis) as broker:
        postgres = db.info.server_version // 10000
        fsync = db.execute("SHOW fsync").fetchone()
        redis_version = broker.info("server")["redis_version"]
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    print(f"{os.cpu_count()} cores ({cpu}), Python {platform.python_version()}, {libraries},")
    print(f"PostgreSQL {postgres} (fsync {fsync and fsync[0]}), Redis {redis_version};", end=" ")
    print(f"{load_average()} at the start.\n")
