"""All measurements, one after the other: `make bench`.

`make bench ARGS=--quick` is for trying; `make bench ARGS=--save` puts the figures into docs/performance.md.
"""

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path

from tests.benchmarks import bench_claims, bench_emails, bench_hear
from tests.benchmarks.harness.alone import measure_alone
from tests.benchmarks.harness.processes import ROOT

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: make bench ARGS=--save -->\n", "<!-- end of figures -->\n"


class Printed(io.StringIO):
    """What is printed, kept as well."""

    def write(self, text: str) -> int:
        """Print and keep."""
        print(text, end="", file=sys.__stdout__, flush=True)
        return super().write(text)


def save(figures: str, page: Path) -> None:
    """Put the figures in the place of those that the page holds."""
    before, _, rest = page.read_text().partition(BEGIN)
    page.write_text(before + BEGIN + figures + END + rest.partition(END)[2])


printed = Printed()
with redirect_stdout(printed):
    measure_alone(bench_hear.measure, bench_emails.measure, bench_claims.measure)
if "--save" in sys.argv:
    save(printed.getvalue(), PAGE)
