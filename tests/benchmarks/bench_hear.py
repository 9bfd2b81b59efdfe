"""A webhook acknowledged and stored, beside a bare Flask route with one INSERT and the naive build.

python -m tests.benchmarks.bench_hear [--quick]
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.benchmarks.harness.alone import Extent, measure_alone
from tests.benchmarks.harness.events import requests
from tests.benchmarks.harness.load import CONNECTIONS, Volley, fire
from tests.benchmarks.harness.product import product
from tests.benchmarks.harness.report import load_average, milliseconds, runs, table
from tests.benchmarks.harness.servers import Servers
from tests.benchmarks.rivals.run import Rivals


def measure(servers: Servers, folder: Path, extent: Extent) -> None:
    """Print acknowledged requests a second and their latency."""
    with ExitStack() as stack:
        ours = stack.enter_context(servers.databases.fresh())
        theirs = stack.enter_context(servers.databases.fresh())
        made = stack.enter_context(product(ours, servers.redis_database(1), 9, folder / "product"))
        made.start("web")
        rivals = Rivals(theirs, servers.redis_database(2), 9, folder / "rivals")
        bare = stack.enter_context(rivals.bare_route())
        naive, _ = stack.enter_context(rivals.naive_web())
        turns: dict[str, Callable[[], Volley]] = {
            "Afterview": lambda: fire(made.port, requests(made.hook, extent.hooks)),
            "bare Flask route, one INSERT": lambda: fire(bare, requests("/hooks/bench", extent.hooks)),
            "naive: verify, `task.delay(payload)`": lambda: fire(
                naive, requests("/hooks/bench", extent.hooks)
            ),
        }
        volleys: dict[str, list[Volley]] = {name: [] for name in turns}
        for turn in range(extent.runs + 1):
            for name, volley in turns.items():
                # The first turn warms every process up and is not counted.
                fired = volley()
                volleys[name] += [fired] if turn else []
    _print(volleys)


def _print(volleys: dict[str, list[Volley]]) -> None:
    print(f"### A webhook, acknowledged and stored ({CONNECTIONS} connections, {load_average()})\n")
    rates = {name: [len(v.waits) / v.seconds for v in those] for name, those in volleys.items()}
    bare = median(rates["bare Flask route, one INSERT"])
    heads = ["", "requests/s (runs)", "beside the bare route", "p50 ms", "p99 ms"]
    rows = [
        [name, runs(rates[name]), f"{median(rates[name]) / bare:.2f}", _ms(those, 0.5), _ms(those, 0.99)]
        for name, those in volleys.items()
    ]
    table(heads, rows)


def _ms(volleys: Sequence[Volley], share: float) -> str:
    return f"{median(milliseconds(volley.waits, share) for volley in volleys):.1f}"


if __name__ == "__main__":
    measure_alone(measure)
