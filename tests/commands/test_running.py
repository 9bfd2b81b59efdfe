"""`afterview serve`: what keeps it from starting is said in one clear sentence."""

import socket
from dataclasses import replace

from plugin.keys import Keys
from tests.support.commands import Afterview
from tests.support.world import World


def test_serve_does_not_start_on_a_database_that_its_keys_do_not_open(
    world: World, afterview: Afterview
) -> None:
    afterview.runtime = replace(world.runtime, keys=Keys(("another key of forty characters, or so..",)))

    done = afterview("serve", code=1)

    assert "No key in AFTERVIEW_SECRET_KEYS opens anything in this database" in done.output


def test_taken_port_is_said_in_a_line(afterview: Afterview) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = afterview("serve", "--port", str(port), code=1)

    assert done.output == (
        f"Error: Port {port} of 127.0.0.1 cannot be had: Address already in use. Is Afterview running "
        "already? Choose another with --port.\n"
    )
