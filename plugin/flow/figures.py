"""The figures that matter, read from the rows themselves: how late work is, and what is stuck."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Table, func, select

from plugin.alerts import Urgency
from plugin.flow.desk_alerts import ALERT_OPEN
from plugin.flow.lateness import oldest_due
from plugin.queue import is_in
from plugin.runtime import Runtime
from plugin.tables import deliveries, effects, journeys, lanes

RECENT = timedelta(hours=24)
"""What was skipped before is history: to count it at each scrape would mean to read all of it."""
_SHOWN_AS = {
    "at_once": (Urgency.AT_ONCE, Urgency.MANAGER_AT_ONCE),
    "soon": (Urgency.SOON, Urgency.MANAGER_SOON, Urgency.MANAGER),
    "today": (Urgency.TODAY,),
}
"""A figure says how soon somebody must act, and not what for: what is for the manager counts as soon."""


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
            yield self._skipped(db)
            yield self._open_alerts(db)

    def _oldest_due(self, db: Connection) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "afterview_oldest_due_seconds", "Age of the oldest due row, by lane", labels=["queue", "lane"]
        )
        now = self._runtime.now()
        late = oldest_due(db, now)
        for name, queue in db.execute(select(lanes.c.name, lanes.c.queue)).all():
            gauge.add_metric([queue, name], (now - late.get(name, now)).total_seconds())
        return gauge

    def _resting(self, db: Connection) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "afterview_lane_resting", "Lanes whose other side is failing", labels=["lane"]
        )
        for (name,) in db.execute(select(lanes.c.name).where(lanes.c.open_until > self._runtime.now())):
            gauge.add_metric([name], 1.0)
        return gauge

    def _skipped(self, db: Connection) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "afterview_effects_skipped", "Effects not sent in the last 24 hours, by reason", labels=["reason"]
        )
        recent = effects.c.done_at > self._runtime.now() - RECENT
        counted = select(effects.c.reason, func.count()).where(is_in(effects, "skipped"), recent)
        for reason, count in db.execute(counted.group_by(effects.c.reason)):
            gauge.add_metric([reason], count)
        return gauge

    def _open_alerts(self, db: Connection) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "afterview_alerts_open_seconds",
            "For how long the oldest alert has waited for a person, by urgency",
            labels=["urgency"],
        )
        now = self._runtime.now()
        oldest = select(journeys.c.alert, func.min(journeys.c.alerted_at)).where(ALERT_OPEN)
        since: Mapping[str, datetime] = dict(db.execute(oldest.group_by(journeys.c.alert)).all())
        for label, urgencies in _SHOWN_AS.items():
            first = min((since[urgency] for urgency in urgencies if urgency in since), default=now)
            gauge.add_metric([label], (now - first).total_seconds())
        return gauge


def _kept(db: Connection, name: str, words: str, table: Table) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, words, labels=["state"])
    for state in ("unreadable", "failed") if table is deliveries else ("unknown", "failed"):
        counted = db.execute(select(func.count()).select_from(table).where(is_in(table, state))).scalar_one()
        gauge.add_metric([state], counted)
    return gauge


def metrics_text(runtime: Runtime) -> bytes:
    """The figures in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures(runtime))
    return generate_latest(registry)
