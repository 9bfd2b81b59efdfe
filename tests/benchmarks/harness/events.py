"""Signed deliveries that say 'the interview is over', each of a candidate of its own, made beforehand."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from integrations.signatures import sign_standard

SECRET = "whsec_" + "QUZURVJWSUVX" * 3
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as bytes; `address` is the candidate's, by which the email is known again."""

    address: str
    raw: bytes


def requests(path: str, number: int) -> Sequence[Request]:
    """So many different deliveries to one path. Their signatures hold for five minutes."""
    return [_request(path, next(_numbers)) for _ in range(number)]


def _request(path: str, number: int) -> Request:
    now = datetime.now(UTC)
    address = f"candidate-{number}@example.com"
    body = json.dumps(_said(number, address, now)).encode()
    headers = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **sign_standard(f"msg_{number}", now, body, SECRET),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return Request(address, f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)


def _said(number: int, address: str, now: datetime) -> dict[str, object]:
    return {
        "type": "interview.completed",
        "timestamp": now.isoformat(),
        "data": {
            "candidate": {
                "id": f"c-{number}",
                "name": "Isla Fraser",
                "email": address,
                "phone": "+44 7700 900123",
                "locale": "en-GB",
                "timezone": "Europe/London",
                "country": "GB",
            },
            "application": {"id": f"a-{number}", "job": "Depot manager", "client": "Harbour Logistics"},
            "interview": {
                "id": f"i-{number}",
                "starts_at": (now - timedelta(hours=1)).isoformat(),
                "ends_at": now.isoformat(),
                "title": "First interview",
                "interviewers": ["Priya Shah"],
            },
            "consultant": {"id": "u-1", "name": "Calum Reid", "email": "calum@agency.example"},
            "branch": "Paisley",
        },
    }
