"""Lists as people and programs read them, and the options that choose what is listed."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from plugin.commands.installation import print_json

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class SinceType(click.ParamType[datetime]):
    """A moment, as '90m', '24h' or '7d' ago, or as an ISO date or time (UTC unless it says its zone)."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it. Fails as wrong usage."""
        if isinstance(value, datetime):
            return value
        ago = re.fullmatch(r"(\d{1,5})([mhd])", value)
        if ago:
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is neither like 24h or 7d nor a date like 2026-11-24.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


since_option = click.option(
    "--since", type=SinceType(), help="Only what came after: 90m, 24h, 7d, or a date like 2026-11-24."
)
agency_option = click.option("--agency", default="", help="Only this agency's.")
limit_option = click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="At most so many, newest first.",
)


def number_of(count: int, one: str, many: str = "") -> str:
    """'1 journey', '2 journeys'."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def show(rows: Sequence[Mapping[str, Any]], as_json: bool, none: str) -> None:
    """Print rows as a table, or as JSON; `none` where there are no rows."""
    if as_json:
        print_json(list(rows))
    elif not rows:
        click.echo(none)
    else:
        _table(rows)


def _table(rows: Sequence[Mapping[str, Any]]) -> None:
    names = list(rows[0])
    cells = [[name.upper().replace("_", " ") for name in names]]
    cells += [[_cell(row[name]) for name in names] for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    for line in cells:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: Any) -> str:
    match value:
        case None | "":
            return "-"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%SZ")
        case Mapping():
            return "; ".join(f"{name}: {why}" for name, why in value.items()) or "-"
    # What another system said must not draw on the terminal.
    return "".join(c if c.isprintable() else " " for c in str(value))
