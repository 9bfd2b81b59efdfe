"""Style sheets for candidates know no left and right: they hold for languages written from either side."""

import re

import pytest

from tests.support.source import ROOT

SHEETS = [
    "plugin/web/assets/page.css",
    "plugin/web/assets/composer.css",
    "plugin/outbox/emails/templates/style.css",
]
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;{}]+)")
_SIDED = re.compile(r"(^|-)(left|right)(-|$)")
_FOUR_SIDES = {"margin", "padding", "border-width", "inset", "border-radius", "border-color"}


def physical(sheet: str) -> list[str]:
    """The declarations that mean the left or the right side, and have a logical counterpart."""
    declared = _DECLARATION.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    return [f"{name}: {value.strip()}" for name, value in declared if _is_physical(name, value)]


def _is_physical(name: str, value: str) -> bool:
    if _SIDED.search(name):
        return True
    if name in {"text-align", "float", "clear"}:
        return value.strip() in {"left", "right"}
    sides = value.replace("!important", "").split()
    return name in _FOUR_SIDES and len(sides) == 4 and sides[1] != sides[3]


@pytest.mark.parametrize("path", SHEETS)
def test_a_style_sheet_uses_logical_properties(path: str) -> None:
    assert physical((ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "rule",
    ["a { margin-left: 1px }", "a { left: 0 }", "a { text-align: right }", "a { padding: 0 1px 0 2px; }"],
)
def test_a_side_is_found(rule: str) -> None:
    assert len(physical(rule)) == 1


@pytest.mark.parametrize("rule", ["a { margin-inline-start: 1px }", "a { padding: 1px 2px 3px 2px }"])
def test_no_side_is_found_where_there_is_none(rule: str) -> None:
    assert physical(rule) == []
