"""Odoo's search domains: prefix logic over (field, operator, value) leaves."""

from collections.abc import Callable, Sequence
from typing import Any

from sandbox.odoo.errors import OdooError
from sandbox.odoo.models import Record

Test = Callable[[Any, Any], bool]

OPERATORS: dict[str, Test] = {
    "=": lambda held, value: held == value or (not held and not value),
    "!=": lambda held, value: held != value and not (not held and not value),
    "<": lambda held, value: held is not False and held < value,
    "<=": lambda held, value: held is not False and held <= value,
    ">": lambda held, value: held is not False and held > value,
    ">=": lambda held, value: held is not False and held >= value,
    "in": lambda held, value: bool(set(held) & set(value)) if isinstance(held, list) else held in value,
    "not in": lambda held, value: not OPERATORS["in"](held, value),
    "like": lambda held, value: str(value) in str(held or ""),
    "ilike": lambda held, value: str(value).lower() in str(held or "").lower(),
    "=ilike": lambda held, value: str(value).lower() == str(held or "").lower(),
}


def matches(domain: Sequence[Any], record: Record) -> bool:
    """Whether `record` fits; leaves that nothing joins are joined by 'and'. Raises OdooError."""
    stack: list[bool] = []
    for item in reversed(domain):
        if item == "!":
            stack.append(not stack.pop())
        elif item in ("&", "|"):
            left, right = stack.pop(), stack.pop()
            stack.append(left and right if item == "&" else left or right)
        else:
            stack.append(_leaf(item, record))
    return all(stack)


def fields_named(domain: Sequence[Any]) -> set[str]:
    """Every field that a leaf names."""
    return {item[0] for item in domain if isinstance(item, list | tuple)}


def _leaf(leaf: Sequence[Any], record: Record) -> bool:
    field, operator, value = leaf
    if field not in record:
        raise OdooError("builtins.ValueError", f"Invalid field {field!r} in leaf {tuple(leaf)!r}")
    if operator not in OPERATORS:
        raise OdooError("builtins.ValueError", f"Invalid operator in leaf {tuple(leaf)!r}")
    return OPERATORS[operator](_comparable(record[field], value), value)


def _comparable(held: Any, value: Any) -> Any:
    """A many2one compares by its id, or by its name with text."""
    if isinstance(held, list) and len(held) == 2 and isinstance(held[1], str):
        return held[1] if isinstance(value, str) else held[0]
    return held
