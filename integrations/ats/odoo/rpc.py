"""Odoo's JSON-RPC: one address, every call a POST, every answer a 200 (`odoo/http.py` of 17.0)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.ats.contract import Account
from integrations.call import Answer
from integrations.errors import CredentialsRefused, IntegrationError, Refused
from integrations.http import Session

Domain = Sequence[str | tuple[str, str, Any]]
"""A search in Odoo's prefix notation."""

_LOGIN = "odoo.exceptions.AccessDenied"
# AccessError is about one record, or one kind of record, that this user may not see or change.
_FOR_GOOD = frozenset(
    {
        "builtins.ValueError",
        "odoo.exceptions.AccessError",
        "odoo.exceptions.MissingError",
        "odoo.exceptions.UserError",
        "odoo.exceptions.ValidationError",
    }
)
_HEADERS = {"Content-Type": "application/json"}


@dataclass(slots=True)
class Rpc:
    """Calls as one user of one database. Signing in happens once, at the first call."""

    account: Account
    session: Session
    _uid: int | None = field(default=None, init=False, repr=False)

    def version(self) -> str:
        """The server's release, as 17.0."""
        return str(self._read("common", "version", [])["server_version"])

    def user(self) -> int:
        """The id of the user whose key this is. Raises `CredentialsRefused`."""
        if self._uid is None:
            secrets = self.account.credentials
            found = self._read(
                "common", "authenticate", [secrets["database"], secrets["login"], secrets["api_key"], {}]
            )
            if not isinstance(found, int) or isinstance(found, bool):
                raise CredentialsRefused("Odoo does not know this login, key or database. Renew the key.")
            self._uid = found
        return self._uid

    def search_read(
        self, model: str, domain: Domain, fields: Sequence[str], limit: int = 0, order: str = "id"
    ) -> list[dict[str, Any]]:
        """The records that `domain` finds; 0 is without a limit."""
        options = {"fields": list(fields), "limit": limit, "order": order}
        body = _request(
            "object", "execute_kw", [*self._login(), model, "search_read", [list(domain)], options]
        )
        answer = self.session.read("POST", self._url, _HEADERS, body)
        return _rows(_result(answer), answer)

    def write(self, model: str, method: str, args: Sequence[Any], options: Mapping[str, Any]) -> int:
        """Call a method that creates one record; the record's id."""
        body = _request("object", "execute_kw", [*self._login(), model, method, list(args), dict(options)])
        answer = self.session.write("POST", self._url, _HEADERS, body)
        # A recordset of one comes back as its id or as a list of it.
        match _result(answer):
            case int(number) | [int(number)]:
                return number
        raise answer.call.broken("did not say which record it made")

    @property
    def _url(self) -> str:
        return f"{self.account.base_url.rstrip('/')}/jsonrpc"

    def _login(self) -> list[Any]:
        return [self.account.credentials["database"], self.user(), self.account.credentials["api_key"]]

    def _read(self, service: str, method: str, args: Sequence[Any]) -> Any:
        return _result(self.session.read("POST", self._url, _HEADERS, _request(service, method, args)))


def _request(service: str, method: str, args: Sequence[Any]) -> bytes:
    params = {"service": service, "method": method, "args": list(args)}
    return json.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}).encode()


def _result(answer: Answer) -> Any:
    said = answer.json()
    if isinstance(said, dict) and "result" in said:
        return said["result"]
    raise _fault(said, answer)


def _rows(result: Any, answer: Answer) -> list[dict[str, Any]]:
    if isinstance(result, list) and all(isinstance(row, dict) and "id" in row for row in result):
        return result
    raise answer.call.broken("answered with something that is not a list of records")


def _fault(said: Any, answer: Answer) -> IntegrationError:
    """The error by the exception's name; its message and traceback may hold personal data and stay there."""
    try:
        name = str(said["error"]["data"]["name"])
    except (KeyError, TypeError):
        return answer.call.broken("answered with something that is not Odoo's JSON-RPC")
    if name == _LOGIN:
        return CredentialsRefused(f"Odoo refused with {name}: the login is locked, or its key is wrong.")
    if name in _FOR_GOOD:
        return Refused(f"Odoo refused with {name}: the record is gone, or does not allow this to our user.")
    return answer.call.broken(f"failed with {name}")
