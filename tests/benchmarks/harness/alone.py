"""How much is measured, and the command line that every measurement shares."""

import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.harness.report import describe
from tests.benchmarks.harness.servers import Servers, running


@dataclass(frozen=True, slots=True)
class Extent:
    """How often, and on how much."""

    runs: int
    hooks: int
    emails: int
    naive_emails: int
    calm: int
    waiting: tuple[int, ...]
    claims: int


FULL = Extent(
    3, hooks=3000, emails=1500, naive_emails=600, calm=50, waiting=(1_000, 100_000, 1_000_000), claims=40
)
QUICK = Extent(1, hooks=1000, emails=400, naive_emails=200, calm=30, waiting=(1_000, 100_000), claims=40)

Measurement = Callable[[Servers, Path, Extent], None]


def measure_alone(*measurements: Measurement) -> None:
    """Run measurements on servers of their own, as a script; `--quick` for trying."""
    # Ended early, it still ends what it started.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(1))
    extent = QUICK if "--quick" in sys.argv else FULL
    with running(with_rabbitmq=len(measurements) > 1) as servers, tempfile.TemporaryDirectory() as folder:
        describe(servers)
        for number, measure in enumerate(measurements):
            place = Path(folder, str(number))
            place.mkdir()
            measure(servers, place, extent)
