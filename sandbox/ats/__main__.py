"""`python -m sandbox.ats`: the sandbox ATS as a process of its own."""

from pathlib import Path
from typing import Any

import click

from sandbox.ats.app import create_ats
from sandbox.ats.settings import load
from sandbox.server import http_server, serve_until_stopped


@click.command()
@click.option(
    "--state", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where its data lies."
)
@click.option("--port", type=int, help="Listen here on 127.0.0.1.  [default: 8010]")
@click.option("--hook", help="Send webhooks to this URL.")
@click.option("--secret", help="Sign them with this (whsec_…).")
@click.option("--notes-secret", help="Notes and tasks must be signed with this (whsec_…).")
@click.option("--mailbox-url", help="Link to the mailbox.")
@click.option("--desk-url", help="Link to the plugin's desk.")
@click.option("--fast-clock", type=float, help="How many times faster the plugin's clock runs; only shown.")
@click.option("--retry-speed", type=float, help="Divide the waits between attempts by this.")
def main(state: Path, **flags: Any) -> None:
    """A pretend applicant tracking system. Any flag may also stand in STATE/settings.json."""
    settings = load(state, flags)
    sandbox = create_ats(settings)
    server = http_server(sandbox.app, settings.port)
    sandbox.sender.start()
    serve_until_stopped(server)


if __name__ == "__main__":
    main()
