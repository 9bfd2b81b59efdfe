"""Logs as JSON lines, holding ids, counts and reasons: never a name, an address, an answer or a secret."""

import logging
import sys

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "exception",
        "agency",
        "connection",
        "journey",
        "delivery",
        "effect",
        "adapter",
        "kind",
        "lane",
        "queue",
        "state",
        "reason",
        "count",
        "seconds",
        "attempts",
        "status",
        "method",
        "route",
        "task",
        "error",
        "rows",
        "due",
        "version",
        "port",
        "url",
        "done",
        "waiting",
        "unknown",
        "failed",
    }
)
"""The fields that may be logged (SE-13). Anything else is dropped: a list of what is allowed cannot leak
what nobody thought of."""


def only_allowed(
    _logger: object, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Drop every field that is not on the list."""
    return {key: value for key, value in entry.items() if key in ALLOWED}


def set_up(level: str) -> None:
    """Send this process's logs, and its libraries', to standard error as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                _library_without_its_words,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _exception_without_values,
                only_allowed,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # It warns of the embedded broker, which has no host, at every start.
    logging.getLogger("kombu.connection").setLevel(logging.ERROR)
    for chatty in ("celery", "kombu", "alembic", "urllib3", "waitress.queue"):
        logging.getLogger(chatty).setLevel(max(logging.getLevelName(level), logging.WARNING))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _library_without_its_words(
    _logger: object, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """What a library says of an exception may hold the exception's own words: name the library instead."""
    if entry.get("exc_info") and not entry["_from_structlog"]:
        entry["event"] = "a library logged an exception"
        entry["logger"] = entry["_record"].name
    return entry


def _exception_without_values(
    _logger: object, _method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Name where and what kind of exception it was; its message and locals may hold personal data."""
    exc_info = entry.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, tuple) and exc_info[0] is not None:
        entry["exception"] = exc_info[0].__name__
        trace = exc_info[2]
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        entry["error"] = " < ".join(reversed(places[-8:]))
    return entry
