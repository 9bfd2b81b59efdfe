"""`python -m sandbox`: Afterview with a pretend ATS and a mailbox, on this machine, in one command."""

import signal
import sys
import time
from pathlib import Path

import click

from sandbox.children import ChildError, Children
from sandbox.connection import ConnectError, connect
from sandbox.plan import Plan

AFTERVIEW = str(Path(sys.executable).with_name("afterview"))

WELCOME = """
  Afterview is running, with a pretend ATS and a mailbox beside it.

    Sandbox ATS      {plan.ats_url}
    Mailbox          {plan.mailbox_url}
    Afterview desk   {plan.desk_url}

  The first minute:
    1. In the sandbox ATS, press 'Complete an interview now'.
    2. Watch the mailbox: an email asks the candidate how it went.
    3. Open its link and answer; within a minute the coaching email follows.
    4. Back in the ATS, find the note on the candidate's record. The desk is open to
       calum.reid@northgate.example: the link to sign in arrives in the mailbox.

  The clock is fast: an hour takes {hour:g} seconds here. Everything is kept in {plan.data}/.
  To try the commands on it, in another terminal: make cli ARGS="journeys"
  Ctrl-C stops all of it.
"""


@click.command()
@click.option("--port", "plugin_port", default=8000, show_default=True, help="Afterview.")
@click.option("--ats-port", default=8010, show_default=True, help="The sandbox ATS.")
@click.option("--mailbox-port", default=8020, show_default=True, help="The mailbox's pages.")
@click.option("--smtp-port", default=8025, show_default=True, help="The mailbox's SMTP server.")
@click.option(
    "--fast-clock", default=360, show_default=True, help="How many times faster business waits pass."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("var/sandbox"),
    show_default=True,
    help="Data folder.",
)
@click.option("--afterview", default=AFTERVIEW, hidden=True, help="The plugin's command.")
def main(**choices: int | Path) -> None:
    """Try Afterview: nothing to set up, and no email leaves this machine."""
    plan = Plan(**choices)  # type: ignore[arg-type]
    taken = plan.taken_ports()
    if taken:
        raise click.ClickException("\n".join(taken))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    with Children(plan.data / "log") as children:
        try:
            start(plan, children)
            click.echo(WELCOME.format(plan=plan, hour=round(3600 / plan.fast_clock, 1)))
            watch(children)
        except (ChildError, ConnectError) as problem:
            raise click.ClickException(f"{problem}\nEverything else has been stopped.") from problem
        finally:
            _ignore_signals()


def start(plan: Plan, children: Children) -> None:
    """Connect first, since the ATS must know its webhook address at its start; then all three together."""
    click.echo("Starting the mailbox, Afterview and the sandbox ATS…")
    connect(plan)
    plan.write_environment()
    children.start("mailbox", mailbox_command(plan))
    children.start("sandbox ATS", ats_command(plan))
    children.start(
        "plugin", [plan.afterview, "serve", "--port", str(plan.plugin_port)], plan.plugin_environment
    )
    children.wait_until_up("mailbox", f"{plan.mailbox_url}/healthz")
    children.wait_until_up("sandbox ATS", f"{plan.ats_url}/healthz")
    children.wait_until_up("plugin", f"{plan.plugin_url}/readyz")


def watch(children: Children) -> None:
    """Look after the children until a signal comes; raises ChildError."""
    while True:
        children.check()
        time.sleep(0.5)


def mailbox_command(plan: Plan) -> list[str]:
    """The mailbox's process."""
    ports = ["--smtp-port", str(plan.smtp_port), "--http-port", str(plan.mailbox_port)]
    state = ["--state", str(plan.data / "mailbox"), "--ats-url", plan.ats_url]
    return [sys.executable, "-m", "sandbox.mailbox", *ports, *state]


def ats_command(plan: Plan) -> list[str]:
    """The ATS's process; the rest is in its settings.json."""
    return [
        sys.executable, "-m", "sandbox.ats", "--port", str(plan.ats_port), "--state", str(plan.data / "ats"),
    ]  # fmt: skip


def _ignore_signals() -> None:
    # A second Ctrl-C must not leave children behind.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    main()
