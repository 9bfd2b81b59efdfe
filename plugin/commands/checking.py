"""`afterview doctor`: what is missing, and what to do about it."""

from collections.abc import Iterator
from dataclasses import asdict

import click

from config.settings import Settings
from plugin.commands.installation import Installation, json_option, pass_installation, print_json
from plugin.flow.operator.alerting import check_alerts
from plugin.flow.operator.checks import (
    Finding,
    Level,
    check_branches,
    check_connections,
    check_database,
    check_keys,
    check_mail,
    check_work,
)
from plugin.runtime import Runtime
from plugin.wakeup import answering, producer

_COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "red"}


@click.command(short_help="Say what is missing and what to do.")
@json_option
@pass_installation
def doctor(installation: Installation, as_json: bool) -> None:
    """Look at everything that Afterview needs, and say what is missing and what to do.

    Exits with 1 if there is a problem; a warning alone is no problem. It asks the mail server and every
    connected ATS whether they take our credentials, and sends no email.
    """
    findings = []
    with installation.unchecked() as runtime:
        for finding in _examine(runtime):
            findings.append(finding)
            if not as_json:
                _tell(finding)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    if any(finding.level == Level.PROBLEM for finding in findings):
        raise click.exceptions.Exit(1)


def _examine(runtime: Runtime) -> Iterator[Finding]:
    yield from check_settings(runtime.settings)
    yield check_mail(runtime)
    yield check_broker(runtime.settings)
    database = check_database(runtime)
    yield database
    if database.level == Level.OK:
        yield check_keys(runtime)
        yield from check_connections(runtime)
        yield from check_branches(runtime)
        yield from check_alerts(runtime)
        yield from check_work(runtime)


def check_settings(settings: Settings) -> Iterator[Finding]:
    """What is set for trying and would be wrong in earnest."""
    doubts = [
        (not settings.secure, "AFTERVIEW_BASE_URL is not https.", "Candidates' links go there."),
        (settings.fast_clock > 1, "AFTERVIEW_FAST_CLOCK is set.", "Surveys go within minutes, day or night."),
        (
            settings.allow_private_networks,
            "AFTERVIEW_ALLOW_PRIVATE_NETWORKS is set.",
            "An ATS's address may then lead into this network.",
        ),
        (
            bool(settings.mail_only_domains),
            "AFTERVIEW_MAIL_ONLY_DOMAINS is set.",
            f"Only these are mailed: {', '.join(settings.mail_only_domains)}.",
        ),
        (
            settings.database_url.startswith("sqlite") and not settings.embedded,
            "SQLite holds the database while a broker is set.",
            "Several machines need PostgreSQL: set AFTERVIEW_DATABASE_URL.",
        ),
    ]
    found = [Finding(Level.WARNING, "settings", words, advice) for wrong, words, advice in doubts if wrong]
    yield from found or [Finding(Level.OK, "settings", "They are fit for use in earnest.")]


def check_broker(settings: Settings) -> Finding:
    """Whether the broker can be reached and a worker listens to it."""
    if settings.embedded:
        return Finding(Level.OK, "broker", "It lives in the one process of afterview serve.")
    try:
        workers = answering(producer(settings.broker_url))
    except ConnectionError:
        advice = "Start it, or correct AFTERVIEW_BROKER_URL. Nothing is lost: the work waits in the database."
        return Finding(Level.PROBLEM, "broker", "It does not answer.", advice)
    if not workers:
        advice = "Start the Procfile's worker. Nothing is lost: the work waits in the database."
        return Finding(Level.PROBLEM, "broker", "It answers, but no worker does.", advice)
    return Finding(Level.OK, "broker", f"Workers that answer: {workers}.")


def _tell(finding: Finding) -> None:
    mark = click.style(f"{finding.level:<8}", fg=_COLOURS[finding.level])
    click.echo(f"{mark} {finding.about}: {finding.words}")
    if finding.advice:
        click.echo(f"         {finding.advice}")
