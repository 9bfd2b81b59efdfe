"""`python -m sandbox.odoo`: the sandbox Odoo as a process of its own."""

import click

from sandbox.odoo.app import Settings, create_odoo
from sandbox.server import http_server, serve_until_stopped


@click.command()
@click.option("--port", type=int, default=8069, show_default=True, help="Listen here on 127.0.0.1.")
@click.option("--hook", required=True, help="The automation rules post to this URL.")
@click.option("--key", required=True, help="The API key that calls must carry.")
@click.option(
    "--commit-lag", type=float, default=1.5, show_default=True, help="Seconds from webhook to commit."
)
def main(port: int, hook: str, key: str, commit_lag: float) -> None:
    """The part of Odoo Recruitment that an adapter meets."""
    app = create_odoo(Settings(hook=hook, key=key, commit_lag=commit_lag))
    serve_until_stopped(http_server(app, port))


if __name__ == "__main__":
    main()
