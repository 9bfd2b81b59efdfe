"""Whether the coaching helps: the comparison, and the report."""

from dataclasses import asdict

import click

from plugin.commands.installation import Installation, as_option, json_option, pass_installation, print_json
from plugin.flow.operator.holdout import start_holdout, stop_holdout
from plugin.flow.operator.set_up import agency_of
from plugin.flow.report import report as make_report
from plugin.proof.draw import LEAST_SHARE, MOST_SHARE
from plugin.report_view import ArmView, BranchView, Range, ReportView, TrialView


@click.group(short_help="Compare candidates with and without coaching.")
def holdout() -> None:
    """Hold coaching back from a few candidates, chosen by chance, to see whether it helps the others.

    They get a plain thank-you with help lines and their consultant instead. Nobody is held out who tells us
    of distress, bad treatment or an adjustment; surveys, notes, alerts and calls stay as they are.
    """


@holdout.command(short_help="Begin a comparison; its share stays.")
@click.option("--agency", required=True)
@click.option(
    "--share",
    required=True,
    type=click.IntRange(LEAST_SHARE, MOST_SHARE),
    help="Per cent of candidates held out.",
)
@as_option
@pass_installation
def start(installation: Installation, agency: str, share: int, who: str) -> None:
    """Hold out SHARE per cent of the candidates who answer from now on. The share cannot be changed."""
    with installation.open() as runtime:
        start_holdout(runtime, agency, share, who)
    click.echo(f"From now on {share} per cent of those who answer are held out. See: afterview report --help")


@holdout.command(short_help="End it; everybody is coached again.")
@click.option("--agency", required=True)
@as_option
@pass_installation
def stop(installation: Installation, agency: str, who: str) -> None:
    """End the comparison: everybody is coached again. What was found stays in the report."""
    with installation.open() as runtime:
        stop_holdout(runtime, agency, who)
    click.echo("Stopped. Everybody is coached from now on.")


@click.command(short_help="Say whether the coaching helps.")
@click.option("--agency", required=True)
@json_option
@pass_installation
def report(installation: Installation, agency: str, as_json: bool) -> None:
    """Show both groups of the comparison with their range, and each branch's counts of the last 12 months.

    Groups of fewer than eight people are not shown. Managers see the same at /desk/report.
    """
    with installation.open() as runtime:
        found = make_report(runtime, agency_of(runtime, agency))
    if as_json:
        print_json(asdict(found))
    else:
        click.echo("\n".join(_lines(found)))


def _lines(found: ReportView) -> list[str]:
    trial = (
        _trial(found.trial) if found.trial else ["No comparison has been started: afterview holdout --help"]
    )
    branches = [_branch(one) for one in found.branches] or ["Nobody has been asked in the last 12 months."]
    return [found.agency, "", *trial, "", "The last 12 months", *branches]


def _trial(trial: TrialView) -> list[str]:
    ended = f" to {trial.stopped_at:%Y-%m-%d}" if trial.stopped_at else ""
    lines = [f"Comparison from {trial.started_at:%Y-%m-%d}{ended}, {trial.share} per cent held out"]
    lines += [_arm(arm) for arm in trial.arms]
    if trial.difference:
        lines.append(f"  difference: {_range(trial.difference, '+.1f')} in a hundred")
    return [*lines, f"  outcome not known yet: {trial.waiting}", trial.words]


def _arm(arm: ArmView) -> str:
    shown = f"{arm.went_further} went further, {_range(arm.share)} %" if arm.share else "too few to be shown"
    return f"  {arm.name.lower()}: {arm.people} people, {shown}"


def _branch(one: BranchView) -> str:
    if one.answer_rate is None:
        return f"  {one.name}: too few to be shown"
    return (
        f"  {one.name}: {one.asked} asked, {one.answered} answered ({_range(one.answer_rate)} %), "
        f"{one.coached} coached"
    )


def _range(found: Range, form: str = ".1f") -> str:
    return f"{found.rate:{form}} ({found.low:{form}} to {found.high:{form}})"
