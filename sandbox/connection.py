"""Connecting the sandbox ATS to the plugin: once, by the plugin's own command."""

import json
import os
import subprocess
from urllib.parse import urlsplit

from sandbox.ats.signing import new_secret
from sandbox.plan import Plan


class ConnectError(Exception):
    """`afterview connect` failed; the message is what it said."""


def connect(plan: Plan) -> None:
    """Write the ATS's settings, from the connection made by an earlier run or else by a new one."""
    path = plan.data / "ats" / "settings.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    if kept.get("notes_url") != plan.notes_url or not plan.database.exists():
        secret, notes_secret = new_secret(), new_secret()
        hook = afterview_connect(plan, secret, notes_secret)
        kept = {"notes_url": plan.notes_url, "secret": secret, "notes_secret": notes_secret, "hook": hook}
    kept["hook"] = plan.plugin_url + urlsplit(kept["hook"]).path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(kept | _links(plan), indent=2))


def afterview_connect(plan: Plan, secret: str, notes_secret: str) -> str:
    """Make the connection; the URL for the ATS's webhooks."""
    command = [plan.afterview, "connect", "standard", "--agency", "Northgate Recruitment"]
    command += ["--branch", "Paisley", "--live", "--base-url", plan.notes_url, "--secret", secret]
    command += ["--credential", f"notes_secret={notes_secret}", "--credential", "can_look_up=yes"]
    command += ["--consultant", "calum.reid@northgate.example=Calum Reid"]
    command += ["--consultant", "nadia.rahman@northgate.example=Nadia Rahman"]
    command += [
        "--sender",
        "interviews@northgate.example",
        "--postal-address",
        "1 Quay Street, Paisley",
        "--json",
    ]
    environment = {**os.environ, **plan.plugin_environment}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ConnectError(f"The sandbox ATS could not be connected.\n{done.stderr.strip()}")
    hook: str = json.loads(done.stdout)["hook_url"]
    return hook


def _links(plan: Plan) -> dict[str, object]:
    return {
        "mailbox_url": plan.mailbox_url,
        "desk_url": plan.desk_url,
        "fast_clock": plan.fast_clock,
        "retry_speed": plan.fast_clock,
    }
