"""From an event to its survey email at the mail server, beside the naive build and the plain pipeline.

python -m tests.benchmarks.bench_emails [--quick]
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.benchmarks.harness.alone import Extent, measure_alone
from tests.benchmarks.harness.events import requests
from tests.benchmarks.harness.load import CONNECTIONS, Volley, fire, fire_calmly
from tests.benchmarks.harness.mailbox import Mailbox, mailbox
from tests.benchmarks.harness.processes import Process
from tests.benchmarks.harness.product import Product, product
from tests.benchmarks.harness.report import load_average, milliseconds, runs, table
from tests.benchmarks.harness.servers import Servers
from tests.benchmarks.rivals.run import Rivals

GAP_SECONDS = 0.1
"""Between two calm events: long enough that each finds everything at rest."""
_WARMING = 500
"""Events before anything is measured: the tables are no longer empty, and every statement is prepared."""


@dataclass(slots=True)
class Figures:
    """What one build did, run by run; the waits are seconds from sending the webhook to the sink."""

    end_to_end: list[float] = field(default_factory=list)
    from_rows: list[float] = field(default_factory=list)
    calm: list[float] = field(default_factory=list)
    memory: list[tuple[str, float, float]] = field(default_factory=list)


def measure(servers: Servers, folder: Path, extent: Extent) -> None:
    """Print emails a second, calm latency and memory."""
    with ExitStack() as stack:
        sink = stack.enter_context(mailbox(folder))
        rivals = Rivals(
            stack.enter_context(servers.databases.fresh()),
            servers.redis_database(4),
            sink.port,
            folder / "rivals",
        )
        brokers = {"Afterview on Redis": servers.redis_database(3)}
        if servers.rabbitmq:
            brokers["Afterview on RabbitMQ"] = servers.rabbitmq
        figures = {name: Figures() for name in brokers}
        naive, plain = Figures(), Figures()
        for turn in range(extent.runs):
            for name, broker in list(brokers.items())[: 1 if turn else None]:
                with servers.databases.fresh() as database:
                    place = folder / f"{name} {turn}"
                    with product(database, broker, sink.port, place) as made:
                        _measure_product(made, sink, extent, figures[name])
            _measure_naive(rivals, sink, extent, naive)
            _measure_plain(rivals, sink, extent, plain)
    _print_rates({**figures, "naive: a task per email": naive, "plain pipeline, the ceiling": plain})
    _print_memory({**figures, "naive": naive})


def _measure_product(made: Product, sink: Mailbox, extent: Extent, figures: Figures) -> None:
    made.start("web", "worker")
    fire(made.port, requests(made.hook, _WARMING))
    sink.collect(_WARMING)
    made.analyse()
    figures.calm += _calm(made.port, made.hook, sink, extent.calm)
    figures.end_to_end.append(_burst(made.port, made.hook, sink, extent.emails))
    figures.memory = [usage for name, process in made.processes.items() for usage in _memory(name, process)]
    made.stop("worker")
    fire(made.port, requests(made.hook, extent.emails))
    made.start("worker")
    figures.from_rows.append(_rate(sink.collect(extent.emails)))


def _measure_naive(rivals: Rivals, sink: Mailbox, extent: Extent, figures: Figures) -> None:
    with rivals.naive_web() as (port, web), rivals.naive_worker() as worker:
        fire(port, requests("/hooks/bench", _WARMING))
        sink.collect(_WARMING)
        figures.calm += _calm(port, "/hooks/bench", sink, extent.calm)
        figures.end_to_end.append(_burst(port, "/hooks/bench", sink, extent.naive_emails))
        figures.memory = [*_memory("web", web), *_memory("worker", worker)]


def _measure_plain(rivals: Rivals, sink: Mailbox, extent: Extent, figures: Figures) -> None:
    rivals.drain_plainly(requests("/", extent.emails))
    figures.from_rows.append(_rate(sink.collect(extent.emails)))


def _calm(port: int, path: str, sink: Mailbox, number: int) -> list[float]:
    sent = fire_calmly(port, requests(path, number), GAP_SECONDS)
    return _waits(sent, sink.collect(number))


def _burst(port: int, path: str, sink: Mailbox, number: int) -> float:
    """Emails a second, from the first event sent to the last email taken."""
    sent = fire(port, requests(path, number)).sent
    return number / (max(sink.collect(number).values()) - min(sent.values()))


def _rate(arrived: Mapping[str, float]) -> float:
    """Emails a second, from the first taken to the last: how long a process takes to start is left out."""
    return (len(arrived) - 1) / (max(arrived.values()) - min(arrived.values()))


def _waits(volley: Volley, arrived: Mapping[str, float]) -> list[float]:
    return [at - volley.sent[address] for address, at in arrived.items()]


def _memory(name: str, process: Process) -> list[tuple[str, float, float]]:
    return [(name, resident, share) for resident, share in process.memory()]


def _print_rates(figures: Mapping[str, Figures]) -> None:
    print(f"### An event to its email ({CONNECTIONS} connections, {load_average()})\n")
    naive = median(figures["naive: a task per email"].end_to_end)
    ceiling = median(figures["plain pipeline, the ceiling"].from_rows)
    heads = ["", "emails/s, webhook to sink (runs)", "beside naive", "emails/s, stored rows to sink (runs)",
             "beside the ceiling", "calm p50 ms", "calm p99 ms"]  # fmt: skip
    table(heads, [[name, *_rates(f, naive, ceiling)] for name, f in figures.items()])


def _rates(figures: Figures, naive: float, ceiling: float) -> Sequence[str]:
    return [
        runs(figures.end_to_end) if figures.end_to_end else "",
        f"{median(figures.end_to_end) / naive:.1f}" if figures.end_to_end else "",
        runs(figures.from_rows) if figures.from_rows else "",
        f"{median(figures.from_rows) / ceiling:.2f}" if figures.from_rows else "",
        f"{milliseconds(figures.calm, 0.5):.1f}" if figures.calm else "",
        f"{milliseconds(figures.calm, 0.99):.1f}" if figures.calm else "",
    ]


def _print_memory(figures: Mapping[str, Figures]) -> None:
    print("### Memory after the burst, MiB resident (and with shared pages counted in parts)\n")
    rows = []
    for name, those in figures.items():
        each = ", ".join(
            f"{process} {resident:.0f} ({share:.0f})" for process, resident, share in those.memory
        )
        rows.append([name, each, f"**{sum(share for _, _, share in those.memory):.0f}**"])
    table(["", "each process", "in all, shared pages once"], rows)


if __name__ == "__main__":
    measure_alone(measure)
