"""`/healthz`, `/readyz`, `/metrics`: what supervisors and monitoring read. No versions, no personal data."""

from collections.abc import Callable

from flask import Blueprint, Response

from plugin.web.guards import public


def ops_blueprint(is_ready: Callable[[], bool], metrics: Callable[[], bytes]) -> Blueprint:
    """`is_ready` says whether the database answers and is migrated; `metrics` is Prometheus's text."""
    ops = Blueprint("ops", __name__)

    @ops.get("/healthz")
    @public("says only that the process lives")
    def healthz() -> Response:
        return Response("ok\n", content_type="text/plain; charset=utf-8")

    @ops.get("/readyz")
    @public("says only whether requests can be served")
    def readyz() -> Response:
        ready = is_ready()
        return Response(
            "ready\n" if ready else "not ready\n", 200 if ready else 503, content_type="text/plain"
        )

    @ops.get("/metrics")
    @public("counts and ages; the proxy keeps it from the outside (docs/operating.md)")
    def read_metrics() -> Response:
        return Response(metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")

    return ops
