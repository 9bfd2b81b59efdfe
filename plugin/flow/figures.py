"""The figures that matter, read from the rows themselves: how late work is, and what is stuck."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Table, func, select

from plugin.queue import is_in
from plugin.runtime import Runtime
from plugin.tables import deliveries, effects, lanes


class Figures(Collector):
    """Reads the figures anew at each scrape."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure, as Prometheus's gauges."""
        with self._runtime.db.reading() as db:
            yield self._oldest_due(db)
            yield self._resting(db)
            yield _kept(db, "afterview_deliveries", "Deliveries that a person should see", deliveries)
            yield _kept(db, "afterview_effects", "Effects that a person should see", effects)
            yield _skipped(db)

    def _oldest_due(self, db: Connection) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "afterview_oldest_due_seconds", "Age of the oldest due row, by lane", labels=["queue", "lane"]
        )
        now = self._runtime.now()
        for name, queue in db.execute(select(lanes.c.name, lanes.c.queue)).all():
            table = deliveries if queue == "inbox" else effects
            oldest = db.execute(
                select(func.min(table.c.due_at)).where(
                    table.c.lane == name, is_in(table, "waiting"), table.c.due_at <= now
                )
            ).scalar()
            gauge.add_metric([queue, name], (now - oldest).total_seconds() if oldest else 0.0)
        return gauge

    def _resting(self, db: Connection) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "afterview_lane_resting", "Lanes whose other side is failing", labels=["lane"]
        )
        for (name,) in db.execute(select(lanes.c.name).where(lanes.c.open_until > self._runtime.now())):
            gauge.add_metric([name], 1.0)
        return gauge


def _kept(db: Connection, name: str, words: str, table: Table) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, words, labels=["state"])
    for state in ("unreadable", "failed") if table is deliveries else ("unknown", "failed"):
        counted = db.execute(select(func.count()).select_from(table).where(is_in(table, state))).scalar_one()
        gauge.add_metric([state], counted)
    return gauge


def _skipped(db: Connection) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily("afterview_effects_skipped", "Effects not sent, by reason", labels=["reason"])
    counted = db.execute(
        select(effects.c.reason, func.count()).where(effects.c.state == "skipped").group_by(effects.c.reason)
    )
    for reason, count in counted:
        gauge.add_metric([reason], count)
    return gauge


def metrics_text(runtime: Runtime) -> bytes:
    """The figures in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(runtime))
    return generate_latest(registry)
