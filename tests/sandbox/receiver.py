"""A receiver of webhooks that stands where the plugin would, and the secrets of both ways."""

from dataclasses import dataclass, field

from flask import Response, request

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOTES_SECRET = "whsec_" + "bm90ZXMtc2VjcmV0LW5vdGVzLXNlY3JldA=="


@dataclass
class Receiver:
    """Stands where the plugin would: keeps what arrives; `answers` are used up first, then 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    arrived: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def take(self) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.arrived.append((headers, request.get_data()))
        return Response(status=self.answers.pop(0) if self.answers else 200)
