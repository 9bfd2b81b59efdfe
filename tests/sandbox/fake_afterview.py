"""Stands in for the `afterview` command: `connect` prints a webhook address, `serve` answers /readyz.

`FAKE_CALLS` names a file that every call is written to; with `FAKE_DIES` set, `serve` gives up at once.
"""

import http.server
import json
import os
import sys
from pathlib import Path


class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(arguments: list[str]) -> None:
    with Path(os.environ["FAKE_CALLS"]).open("a") as calls:
        calls.write(json.dumps(arguments) + "\n")
    if arguments[0] == "connect":
        Path(os.environ["AFTERVIEW_DATABASE_URL"].removeprefix("sqlite:///")).touch()
        print(json.dumps({"hook_url": f"{os.environ['AFTERVIEW_BASE_URL']}/hooks/abc"}))
    elif os.environ.get("FAKE_DIES"):
        sys.exit("the database is on fire")
    else:
        http.server.HTTPServer(("127.0.0.1", int(arguments[-1])), Ready).serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
