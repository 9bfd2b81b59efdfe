"""POST /jsonrpc: Odoo's services `common` and `object`, answered as Odoo answers."""

import hmac
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox.odoo.database import Database
from sandbox.odoo.errors import OdooError, access_denied

UID = 2


def rpc_api(database: Database, login: str, key: str) -> Blueprint:
    """Every answer is HTTP 200; an error is in the body."""
    api = Blueprint("rpc", __name__)
    service = Service(database, login, key)

    @api.post("/jsonrpc")
    def call() -> Response:
        body = request.get_json(silent=True) or {}
        params = body.get("params", {})
        try:
            result = service.call(params.get("service"), params.get("method"), params.get("args", []))
        except OdooError as problem:
            return jsonify(jsonrpc="2.0", id=body.get("id"), error=_error(problem))
        return jsonify(jsonrpc="2.0", id=body.get("id"), result=result)

    return api


def rpc_subject() -> str:
    """The model's method that the call at hand asks for, such as 'message_post'; else the service's."""
    params = (request.get_json(silent=True) or {}).get("params", {})
    return str(params["args"][4] if params.get("method") == "execute_kw" else params.get("method"))


class Service:
    """The calls themselves; raises OdooError."""

    def __init__(self, database: Database, login: str, key: str) -> None:
        self._database = database
        self._login = login
        self._key = key

    def call(self, service: str | None, method: str | None, args: list[Any]) -> Any:
        """One call of one service."""
        if (service, method) == ("common", "version"):
            return {
                "server_version": "17.0",
                "server_version_info": [17, 0, 0, "final", 0, ""],
                "protocol_version": 1,
            }
        if (service, method) in (("common", "authenticate"), ("common", "login")):
            return self._authenticate(args)
        if (service, method) == ("object", "execute_kw"):
            return self._execute(*args)
        raise OdooError("builtins.KeyError", f"{service}.{method}")

    def _authenticate(self, args: list[Any]) -> int | bool:
        _, login, key, *_ = args
        return UID if login == self._login and self._right(key) else False

    def _execute(
        self,
        _: str,
        uid: int,
        key: str,
        model: str,
        method: str,
        args: list[Any],
        options: dict[str, Any] | None = None,
    ) -> Any:
        if uid != UID or not self._right(key):
            raise access_denied()
        options = options or {}
        options.pop("context", None)
        if method in ("search", "search_read", "search_count", "read"):
            return self._ask(model, method, args, options)
        if method == "create":
            return self._create(model, args[0])
        if method == "message_post" and model == "hr.applicant":
            return self._post(model, args, options)
        raise OdooError(
            "builtins.AttributeError", f"The method '{method}' does not exist on the model '{model}'"
        )

    def _ask(self, model: str, method: str, args: list[Any], options: dict[str, Any]) -> Any:
        if method == "read":
            ids = [args[0]] if isinstance(args[0], int) else args[0]
            return self._database.read(model, ids, args[1] if len(args) > 1 else options.get("fields") or ())
        domain = args[0] if args else options.get("domain", [])
        paging = {name: options[name] for name in ("offset", "limit", "order") if options.get(name)}
        found = self._database.search(model, domain, **paging)
        if method == "search_count":
            return len(found)
        if method == "search":
            return found
        return self._database.read(model, found, args[1] if len(args) > 1 else options.get("fields") or ())

    def _create(self, model: str, given: Any) -> int | list[int]:
        if isinstance(given, list):
            return [self._database.create(model, values) for values in given]
        return self._database.create(model, given)

    def _post(self, model: str, args: list[Any], options: dict[str, Any]) -> int:
        (ref,) = args[0] if isinstance(args[0], list) else [args[0]]
        internal = options.get("subtype_xmlid") == "mail.mt_note"
        is_html = bool(options.get("body_is_html"))
        return self._database.post_message(model, ref, options.get("body", ""), is_html, internal)

    def _right(self, key: Any) -> bool:
        return isinstance(key, str) and hmac.compare_digest(key.encode(), self._key.encode())


def _error(problem: OdooError) -> dict[str, Any]:
    data = {
        "name": problem.name,
        "debug": f"Traceback (most recent call last):\n  …\n{problem.name}: {problem.message}\n",
        "message": problem.message,
        "arguments": [problem.message],
        "context": {},
    }
    return {"code": 200, "message": "Odoo Server Error", "data": data}
