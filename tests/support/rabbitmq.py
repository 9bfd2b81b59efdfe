"""A throw-away RabbitMQ."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import kombu
from kombu.exceptions import OperationalError

from tests.support.servers import Server


class RabbitMQ(Server):
    """One RabbitMQ node with no plugins. Erlang's port mapper, epmd, is shared and left as it is found."""

    title = "RabbitMQ"
    variable = "AFTERVIEW_TEST_AMQP_URL"
    standard_url = "amqp://guest:guest@127.0.0.1:5672//"
    install = "apt-get install rabbitmq-server"
    account = "rabbitmq"
    patience = 120

    @classmethod
    def installed(cls) -> bool:
        return _program() is not None

    @staticmethod
    def answers(url: str) -> bool:
        connection = kombu.Connection(url, connect_timeout=2)
        with suppress(OperationalError, OSError), connection:
            connection.connect()
            return True
        return False

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def prepare(self) -> None:
        for name, content in (("rabbitmq.conf", ""), ("env.conf", ""), ("plugins", "[].\n")):
            (self.home / name).write_text(content)

    def command(self) -> list[str]:
        return [str(_program())]

    def environment(self) -> Mapping[str, str]:
        folder = str(self.home)
        return {
            "HOME": folder,
            # The machine's own file would otherwise give the machine's own node name and port.
            "RABBITMQ_CONF_ENV_FILE": f"{folder}/env.conf",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/logs",
            "ERL_CRASH_DUMP": f"{folder}/erl_crash.dump",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_NODENAME": f"afterview-test-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._distribution_port()),
            # The script then becomes the server, so that what we kill is the server and not the script.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def _distribution_port(self) -> int:
        return self.port - 10_000 if self.port > 30_000 else self.port + 10_000


def _program() -> Path | None:
    # Debian's /usr/sbin script changes to the machine's own home; the server's own does not.
    own = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    found = shutil.which("rabbitmq-server")
    return own if own.exists() else Path(found) if found else None
