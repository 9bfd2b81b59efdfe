"""The sandbox Odoo, called as an adapter calls the real one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from sandbox.odoo.app import Settings, create_odoo
from sandbox.server import serving

KEY = "0123456789abcdef0123456789abcdef01234567"
LOGIN = "calum.reid@northgate.example"
Call = Callable[..., Any]


@pytest.fixture
def odoo() -> Iterator[str]:
    with serving(create_odoo(Settings(hook="http://127.0.0.1:9/", key=KEY))) as url:
        yield url


def rpc(odoo: str, service: str, method: str, *args: object) -> dict[str, Any]:
    params = {"service": service, "method": method, "args": args}
    answer = requests.post(
        f"{odoo}/jsonrpc", json={"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}, timeout=5
    )
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def ask(
    odoo: str, model: str, method: str, *args: object, key: str = KEY, **options: object
) -> dict[str, Any]:
    return rpc(odoo, "object", "execute_kw", "DB", 2, key, model, method, args, options)


def result(odoo: str, model: str, method: str, *args: object, **options: object) -> Any:
    return ask(odoo, model, method, *args, **options)["result"]


def test_the_right_key_logs_in_and_a_wrong_one_gets_false(odoo: str) -> None:
    right = rpc(odoo, "common", "authenticate", "DB", LOGIN, KEY, {})
    wrong = rpc(odoo, "common", "authenticate", "DB", LOGIN, "nope", {})

    assert (right["result"], wrong["result"]) == (2, False)


def test_a_wrong_key_is_access_denied_inside_a_200(odoo: str) -> None:
    error = ask(odoo, "hr.applicant", "read", [18], key="nope")["error"]

    assert (error["code"], error["message"]) == (200, "Odoo Server Error")
    assert (error["data"]["name"], error["data"]["message"]) == (
        "odoo.exceptions.AccessDenied",
        "Access Denied",
    )


def test_reading_a_missing_id_is_an_empty_list(odoo: str) -> None:
    assert result(odoo, "hr.applicant", "read", [999], fields=["name"]) == []


def test_a_many2one_is_read_as_id_and_name(odoo: str) -> None:
    (read,) = result(odoo, "hr.applicant", "read", [18], fields=["partner_name", "stage_id", "user_id"])

    assert read == {
        "id": 18,
        "partner_name": "Isla Fraser",
        "stage_id": [3, "First Interview"],
        "user_id": [2, "Calum Reid"],
    }


@pytest.mark.parametrize(
    ("domain", "ids"),
    [
        ([["partner_name", "ilike", "fraser"]], [18]),
        ([["stage_id", "=", 3], ["id", ">", 18]], [19, 20]),
        (["|", ["id", "=", 18], ["id", "=", 20]], [18, 20]),
        (["!", ["id", "in", [18, 19]]], [20]),
        ([["refuse_reason_id", "!=", False]], []),
    ],
)
def test_domains_select_as_odoos_do(odoo: str, domain: list[Any], ids: list[int]) -> None:
    assert result(odoo, "hr.applicant", "search", domain) == ids


def test_search_read_pages_in_the_order_asked_for(odoo: str) -> None:
    domain = [["applicant_id", "!=", False]]

    page = result(
        odoo, "calendar.event", "search_read", domain, fields=["id"], order="stop desc", offset=1, limit=1
    )

    assert page == [{"id": 9}]


def test_an_archived_applicant_is_found_only_when_asked_for(odoo: str) -> None:
    requests.patch(f"{odoo}/sandbox/records/hr.applicant/18", json={"active": False}, timeout=5)

    usual = result(odoo, "hr.applicant", "search", [])
    asked = result(odoo, "hr.applicant", "search", [["active", "in", [True, False]]])

    assert (usual, asked) == ([19, 20], [18, 19, 20])


def test_a_posted_note_is_found_again_by_its_marker(odoo: str) -> None:
    body = "<p>Survey <b>answered</b> (ref AV-7K2M9QXA)</p>"

    new = result(
        odoo, "hr.applicant", "message_post", [18], body=body, body_is_html=True, subtype_xmlid="mail.mt_note"
    )

    domain = [["model", "=", "hr.applicant"], ["res_id", "=", 18], ["body", "ilike", "av-7k2m9qxa"]]
    assert result(odoo, "mail.message", "search", domain) == [new]
    assert result(odoo, "mail.message", "read", [new], ["body"]) == [{"id": new, "body": body}]


def test_markup_is_escaped_unless_said_to_be_html_and_data_attributes_are_stripped(odoo: str) -> None:
    plain = result(odoo, "hr.applicant", "message_post", [18], body="<b>bold</b>")
    marked = result(
        odoo, "hr.applicant", "message_post", [18], body='<p data-ref="AV-1">x</p>', body_is_html=True
    )

    bodies = [one["body"] for one in result(odoo, "mail.message", "read", [plain, marked], ["body"])]
    assert bodies == ["<p>&lt;b&gt;bold&lt;/b&gt;</p>", "<p>x</p>"]


def test_a_task_is_an_activity_on_the_applicant(odoo: str) -> None:
    (model,) = result(odoo, "ir.model", "search", [["model", "=", "hr.applicant"]])
    values = {
        "res_model_id": model,
        "res_id": 18,
        "summary": "Ring Isla",
        "user_id": 2,
        "date_deadline": "2026-11-24",
    }

    new = result(odoo, "mail.activity", "create", values)

    (read,) = result(odoo, "mail.activity", "search_read", [["summary", "ilike", "Isla"]], fields=["user_id"])
    assert read == {"id": new, "user_id": [2, "Calum Reid"]}


@pytest.mark.parametrize(
    ("model", "method", "args", "name"),
    [
        ("hr.unicorn", "search", [[]], "odoo.exceptions.UserError"),
        ("hr.applicant", "dance", [], "builtins.AttributeError"),
        ("hr.applicant", "search", [[["shoe_size", "=", 9]]], "builtins.ValueError"),
        ("hr.applicant", "read", [[18], ["shoe_size"]], "builtins.ValueError"),
        ("hr.applicant", "message_post", [[999]], "odoo.exceptions.MissingError"),
    ],
)
def test_a_mistaken_call_names_odoos_own_exception(
    odoo: str, model: str, method: str, args: list[Any], name: str
) -> None:
    assert ask(odoo, model, method, *args)["error"]["data"]["name"] == name


def test_fault_a_note_can_be_posted_and_its_answer_lost(odoo: str) -> None:
    fault = {"kind": "commit_then_hang", "amount": 0.05, "times": 1, "only": "message_post"}
    requests.post(f"{odoo}/sandbox/faults", json=fault, timeout=5)
    spared = result(odoo, "hr.applicant", "search", [["id", "=", 18]])

    with pytest.raises(requests.ConnectionError):
        ask(odoo, "hr.applicant", "message_post", [18], body="ref AV-7K2M9QXA")

    assert spared == [18]
    assert len(result(odoo, "mail.message", "search", [["body", "ilike", "AV-7K2M9QXA"]])) == 1
