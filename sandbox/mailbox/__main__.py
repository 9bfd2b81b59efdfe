"""`python -m sandbox.mailbox`: the mailbox as a process of its own."""

import logging
from pathlib import Path

import click

from sandbox.mailbox.app import create_mailbox
from sandbox.server import http_server, serve_until_stopped


@click.command()
@click.option(
    "--state", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where its mail lies."
)
@click.option("--smtp-port", type=int, default=8025, show_default=True, help="Take mail here on 127.0.0.1.")
@click.option("--http-port", type=int, default=8020, show_default=True, help="Show it here on 127.0.0.1.")
@click.option("--ats-url", default="", help="Link to the sandbox ATS.")
def main(state: Path, smtp_port: int, http_port: int, ats_url: str) -> None:
    """A mailbox that takes every email and sends none on."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    mailbox = create_mailbox(state, smtp_port, ats_url)
    server = http_server(mailbox.app, http_port)
    mailbox.smtp.start()
    try:
        serve_until_stopped(server)
    finally:
        mailbox.smtp.stop()


if __name__ == "__main__":
    main()
