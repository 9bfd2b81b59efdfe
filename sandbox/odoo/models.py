"""The models an adapter meets, and the invented company in them.

Values are as `read` gives them: a many2one is [id, name] or False, times are naive UTC text.
"""

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from sandbox.web import now

Record = dict[str, Any]
Tables = dict[str, dict[int, Record]]

TIME_FORMAT = "%Y-%m-%d %H:%M:%S"

DEFAULTS: dict[str, Record] = {
    "res.company": {"name": ""},
    "res.country": {"name": "", "code": ""},
    "res.partner": {
        "name": "", "email": False, "phone": False, "tz": False, "lang": "en_GB", "country_id": False,
    },
    "res.users": {
        "name": "", "login": "", "email": False, "phone": False,
        "tz": "Europe/London", "active": True, "partner_id": False,
    },
    "hr.job": {"name": "", "address_id": False, "company_id": False, "user_id": False},
    "hr.recruitment.stage": {"name": "", "sequence": 0, "hired_stage": False, "fold": False},
    "hr.applicant.refuse.reason": {"name": ""},
    "hr.applicant": {
        "name": "", "partner_name": "", "email_from": False, "partner_phone": False, "partner_mobile": False,
        "stage_id": False, "last_stage_id": False, "job_id": False, "user_id": False, "interviewer_ids": [],
        "meeting_ids": [], "partner_id": False, "company_id": False, "kanban_state": "normal",
        "refuse_reason_id": False, "active": True, "email_cc": False,
        "is_blacklisted": False, "create_date": "", "write_date": "",
    },
    "calendar.event": {
        "name": "", "start": "", "stop": "", "user_id": False, "applicant_id": False, "partner_ids": [],
        "active": True, "location": False, "description": False, "create_date": "", "write_date": "",
    },
    "mail.message": {
        "model": "", "res_id": 0, "body": "", "subtype_id": False, "message_type": "comment", "date": "",
        "author_id": False, "is_internal": False, "create_date": "", "write_date": "",
    },
    "mail.activity": {
        "res_model_id": False, "res_model": "", "res_id": 0, "summary": False, "note": False,
        "user_id": False, "date_deadline": "", "activity_type_id": False, "create_date": "", "write_date": "",
    },
    "ir.model": {"name": "", "model": ""},
}  # fmt: skip

STAGES = ("New", "Initial Qualification", "First Interview", "Second Interview", "Contract Proposal")


def odoo_time(moment: datetime) -> str:
    """As Odoo writes a time: UTC, no zone, no fraction."""
    return moment.strftime(TIME_FORMAT)


def fresh(model: str, values: Record) -> Record:
    """A record of `model` with its defaults, as if written now."""
    stamps = {"create_date": odoo_time(now()), "write_date": odoo_time(now())}
    known = deepcopy(DEFAULTS[model])
    return known | {name: value for name, value in stamps.items() if name in known} | values


def seeded() -> Tables:
    """The database a sandbox starts with: two users, three applicants, one interview each."""
    tables: Tables = {model: {} for model in DEFAULTS}
    _people(tables)
    _recruitment(tables)
    for number, model in enumerate(sorted(DEFAULTS), start=1):
        tables["ir.model"][number] = fresh("ir.model", {"id": number, "name": model, "model": model})
    return tables


def _people(tables: Tables) -> None:
    _add(tables, "res.company", 1, name="Northgate Recruitment")
    _add(tables, "res.country", 231, name="United Kingdom", code="GB")
    people = ("Calum Reid", "Isla Fraser", "Tomasz Zieliński", "Meera Pillai", "Harbour Logistics")
    for number, name in enumerate(people, start=3):
        _add(tables, "res.partner", number, name=name, tz="Europe/London", country_id=[231, "United Kingdom"])
    _add(tables, "res.users", 2, name="Calum Reid", login="calum.reid@northgate.example",
         email="calum.reid@northgate.example", partner_id=[3, "Calum Reid"])  # fmt: skip


def _recruitment(tables: Tables) -> None:
    for number, name in enumerate(STAGES, start=1):
        _add(tables, "hr.recruitment.stage", number, name=name, sequence=number)
    _add(tables, "hr.recruitment.stage", 6, name="Contract Signed", sequence=6, hired_stage=True, fold=True)
    _add(tables, "hr.applicant.refuse.reason", 1, name="Does not fit the job requirements")
    _add(
        tables,
        "hr.job",
        8,
        name="Depot manager",
        address_id=[7, "Harbour Logistics"],
        user_id=[2, "Calum Reid"],
    )
    applicants = (("Isla Fraser", 4), ("Tomasz Zieliński", 5), ("Meera Pillai", 6))
    for number, (name, partner) in enumerate(applicants, start=18):
        _applicant(tables, number, name, partner)


def _applicant(tables: Tables, number: int, name: str, partner: int) -> None:
    address = f"{name.split()[0].lower()}@example.com"
    tables["res.partner"][partner]["email"] = address
    _add(
        tables, "hr.applicant", number, name="Depot manager", partner_name=name, email_from=address,
        partner_phone=f"07700 9001{number}", stage_id=[3, "First Interview"], job_id=[8, "Depot manager"],
        user_id=[2, "Calum Reid"], partner_id=[partner, name], company_id=[1, "Northgate Recruitment"],
        meeting_ids=[number - 10],
    )  # fmt: skip
    start = now() + timedelta(hours=number - 18)
    _add(
        tables, "calendar.event", number - 10, name=f"Interview: {name}", start=odoo_time(start),
        stop=odoo_time(start + timedelta(hours=1)), user_id=[2, "Calum Reid"],
        applicant_id=[number, "Depot manager"], partner_ids=[3, partner],
    )  # fmt: skip


def _add(tables: Tables, model: str, number: int, **values: Any) -> None:
    tables[model][number] = fresh(model, {"id": number} | values)
