"""Where `python -m sandbox` puts things: ports, addresses, and the data folder."""

import secrets
import shlex
import socket
from dataclasses import dataclass
from pathlib import Path

from sandbox.server import HOST


@dataclass(frozen=True, slots=True)
class Plan:
    """`fast_clock`: plugin hours in one of ours. `afterview`: the path of the plugin's command."""

    data: Path
    plugin_port: int
    ats_port: int
    mailbox_port: int
    smtp_port: int
    fast_clock: int
    afterview: str

    @property
    def plugin_url(self) -> str:
        """Afterview itself."""
        return f"http://{HOST}:{self.plugin_port}"

    @property
    def desk_url(self) -> str:
        """The consultants' desk."""
        return f"{self.plugin_url}/desk"

    @property
    def ats_url(self) -> str:
        """The sandbox ATS."""
        return f"http://{HOST}:{self.ats_port}"

    @property
    def notes_url(self) -> str:
        """Where the plugin's notes go."""
        return f"{self.ats_url}/notes"

    @property
    def mailbox_url(self) -> str:
        """The sandbox mailbox."""
        return f"http://{HOST}:{self.mailbox_port}"

    @property
    def database(self) -> Path:
        """The plugin's database, absolute."""
        return self.data.resolve() / "afterview.db"

    @property
    def plugin_environment(self) -> dict[str, str]:
        """The plugin's settings."""
        return {
            "AFTERVIEW_BASE_URL": self.plugin_url,
            "AFTERVIEW_DATABASE_URL": f"sqlite:///{self.database}",
            "AFTERVIEW_MAIL_URL": f"smtp://{HOST}:{self.smtp_port}",
            "AFTERVIEW_SECRET_KEYS": kept_secret(self.data / "secret_key"),
            # The sandbox ATS is on this machine, where a real one never is.
            "AFTERVIEW_ALLOW_PRIVATE_NETWORKS": "true",
            "AFTERVIEW_FAST_CLOCK": str(self.fast_clock),
        }

    @property
    def environment_file(self) -> Path:
        """The plugin's settings as a shell reads them, for its commands to be tried on what runs here."""
        return self.data / "environment"

    def write_environment(self) -> None:
        """Write that file, readable by its owner alone: it holds the secret key."""
        lines = [f"{name}={shlex.quote(value)}\n" for name, value in self.plugin_environment.items()]
        self.environment_file.touch(mode=0o600)
        self.environment_file.write_text("".join(lines))

    def taken_ports(self) -> list[str]:
        """One line for each port that something else listens on, naming the flag that changes it."""
        wanted = {
            "--port": self.plugin_port,
            "--ats-port": self.ats_port,
            "--mailbox-port": self.mailbox_port,
            "--smtp-port": self.smtp_port,
        }
        return [
            f'Port {port} is taken; choose another: make run ARGS="{flag} {port + 100}"'
            for flag, port in wanted.items()
            if _taken(port)
        ]


def kept_secret(path: Path) -> str:
    """The secret in `path`, made once and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
