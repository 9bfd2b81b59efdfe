"""What claiming due work costs, however many rows wait.

python -m tests.benchmarks.bench_claims [--quick]
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psycopg

from config.names import Queue
from plugin.db import Database
from plugin.keys import Keys
from plugin.migrate import upgrade
from plugin.queue import lane_name, take_turn
from plugin.tables import effects
from plugin.tenants.agencies import add_agency
from tests.benchmarks.harness.alone import Extent, measure_alone
from tests.benchmarks.harness.report import load_average, table
from tests.benchmarks.harness.servers import Servers

BATCH = 20

_WAITING = """
    INSERT INTO effects (agency_id, kind, dedupe_key, reference, doubtful, lane, state, due_at, attempts,
                         reason, trouble, created_at)
    SELECT %(agency)s, 'survey', 'survey:' || n, '', false, %(lane)s, 'waiting',
           now() + n * interval '1 second' * CASE WHEN n <= %(due)s THEN -1 ELSE 1 END,
           0, '', '', now()
    FROM generate_series(1, %(waiting)s) AS n
"""


def measure(servers: Servers, folder: Path, extent: Extent) -> None:
    """Print how long a claim takes among few rows and among many, taken in turns."""
    times: dict[int, list[float]] = {}
    for waiting in extent.waiting:
        with servers.databases.fresh() as url:
            times[waiting] = _claim_times(url, waiting, extent.claims)
    few = median(times[extent.waiting[0]])
    print(f"### A claim of {BATCH} due rows ({extent.claims} claims each, {load_average()})\n")
    rows = [
        [f"{waiting:,}", f"{median(took) * 1000:.2f}", f"{max(took) * 1000:.2f}", f"{median(took) / few:.2f}"]
        for waiting, took in times.items()
    ]
    table(["rows waiting", "median ms", "slowest ms", "beside the fewest"], rows)


def _claim_times(url: str, waiting: int, claims: int) -> list[float]:
    """Seconds of each claim, commit included, while so many rows wait, most of them not yet due."""
    db = Database(url)
    upgrade(db)
    with db.transaction() as tx:
        agency = add_agency(tx, Keys(["b" * 40]), "Northgate", "Europe/London", "GB-SCT", datetime.now(UTC))
    _fill(url, agency, waiting, claims * BATCH)
    took = []
    for _ in range(claims):
        began = time.perf_counter()
        with db.transaction() as tx:
            turn = take_turn(tx, effects, Queue.SURVEYS, datetime.now(UTC), BATCH)
        took.append(time.perf_counter() - began)
        if turn is None or len(turn.rows) != BATCH:
            raise RuntimeError("a claim found too little")
    db.close()
    return took


def _fill(url: str, agency: int, waiting: int, due: int) -> None:
    facts = {"agency": agency, "lane": lane_name(Queue.SURVEYS, agency), "waiting": waiting, "due": due}
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(_WAITING, facts)
        db.execute("VACUUM ANALYZE effects")
        db.execute("CHECKPOINT")


if __name__ == "__main__":
    measure_alone(measure)
