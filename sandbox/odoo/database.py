"""The records as others may read them: a change is visible only once it is committed."""

import html
import re
import threading
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from sandbox.odoo.domain import fields_named, matches
from sandbox.odoo.errors import OdooError
from sandbox.odoo.models import DEFAULTS, Record, fresh, odoo_time, seeded
from sandbox.web import now


class Database:
    """Every committed record, in memory. Safe to share between threads."""

    def __init__(self) -> None:
        self._tables = seeded()
        self._lock = threading.RLock()

    def search(
        self, model: str, domain: Sequence[Any], offset: int = 0, limit: int | None = None, order: str = ""
    ) -> list[int]:
        """Ids that fit. As in Odoo, archived records stay out unless the domain speaks of `active`."""
        with self._lock:
            found = [record for record in self._table(model).values() if matches(domain, record)]
        if "active" in DEFAULTS[model] and "active" not in fields_named(domain):
            found = [record for record in found if record["active"]]
        for clause in reversed([part.strip() for part in order.split(",") if part.strip()]):
            field, _, direction = clause.partition(" ")
            found.sort(
                key=lambda record: _sortable(record[field]), reverse=direction.strip().lower() == "desc"
            )
        end = offset + limit if limit else None
        return [record["id"] for record in found[offset:end]]

    def read(self, model: str, ids: Sequence[int], fields: Sequence[str] = ()) -> list[Record]:
        """Those of `ids` that exist; a missing id is no error. All fields where none are named."""
        unknown = [name for name in fields if name != "id" and name not in DEFAULTS[self._known(model)]]
        if unknown:
            raise OdooError("builtins.ValueError", f"Invalid field {unknown[0]!r} on model {model!r}")
        with self._lock:
            found = [deepcopy(self._table(model)[one]) for one in ids if one in self._table(model)]
        return [{name: record[name] for name in ("id", *fields)} if fields else record for record in found]

    def create(self, model: str, values: Record) -> int:
        """A new committed record; its id. Many2ones may be given as ids."""
        with self._lock:
            table = self._table(model)
            new = max(table, default=0) + 1
            table[new] = fresh(
                model, {"id": new} | {name: self._named(name, v) for name, v in values.items()}
            )
            return new

    def write(self, model: str, ref: int, values: Record) -> Record:
        """Commit a change; the record after it."""
        with self._lock:
            self._table(model)[ref] = self.changed(model, ref, values)
            return deepcopy(self._table(model)[ref])

    def changed(self, model: str, ref: int, values: Record) -> Record:
        """What `write` would make of the record, not yet committed."""
        with self._lock:
            if ref not in self._table(model):
                raise OdooError("odoo.exceptions.MissingError", "Record does not exist or has been deleted.")
            known = {name: self._named(name, value) for name, value in values.items()}
            return deepcopy(self._table(model)[ref]) | known | {"write_date": odoo_time(now())}

    def post_message(self, model: str, ref: int, body: str, is_html: bool, internal: bool) -> int:
        """A message on a record; its id. Without `is_html` mark-up is escaped; data- attributes go."""
        kept = re.sub(r'\s+data-[\w-]+="[^"]*"', "", body) if is_html else f"<p>{html.escape(body)}</p>"
        values = {
            "model": model,
            "res_id": ref,
            "body": kept,
            "is_internal": internal,
            "date": odoo_time(now()),
        }
        self.changed(model, ref, {})
        return self.create("mail.message", values)

    def _named(self, field: str, value: Any) -> Any:
        target = RELATIONS.get(field)
        if target is None or not isinstance(value, int) or value is False:
            return value
        if value not in self._tables[target]:
            raise OdooError("odoo.exceptions.MissingError", "Record does not exist or has been deleted.")
        return [value, self._tables[target][value]["name"]]

    def _table(self, model: str) -> dict[int, Record]:
        return self._tables[self._known(model)]

    def _known(self, model: str) -> str:
        if model not in DEFAULTS:
            raise OdooError("odoo.exceptions.UserError", f"Object {model} doesn't exist")
        return model


RELATIONS = {
    "stage_id": "hr.recruitment.stage",
    "last_stage_id": "hr.recruitment.stage",
    "job_id": "hr.job",
    "user_id": "res.users",
    "partner_id": "res.partner",
    "applicant_id": "hr.applicant",
    "refuse_reason_id": "hr.applicant.refuse.reason",
    "res_model_id": "ir.model",
}


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not False, value)
