"""Small files and small functions: a reader holds one in the head."""

import ast
from pathlib import Path

from tests.support.source import functions, parse, python_files, where

LONGEST_FILE = 300
LONGEST_FUNCTION = 45


def long_functions(path: Path, tree: ast.AST) -> list[str]:
    """The functions of more lines of their own than `LONGEST_FUNCTION`."""
    return [
        f"{where(path, node)} {node.name}" for node in functions(tree) if own_lines(node) > LONGEST_FUNCTION
    ]


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """A function's lines without its docstring and without the functions inside it."""
    inner = [node for statement in function.body for node in functions(statement)]
    docstring = function.body[:1] if ast.get_docstring(function, clean=False) is not None else []
    apart = {line for node in (*inner, *docstring) for line in numbers(node)}
    return len(numbers(function) - apart)


def numbers(node: ast.stmt) -> set[int]:
    return set(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def source() -> list[Path]:
    return [path for path in python_files() if "migrations" not in path.parts]


def test_no_file_is_longer_than_300_lines() -> None:
    counts = {where(path): len(path.read_text().splitlines()) for path in source()}

    assert {place: count for place, count in counts.items() if count > LONGEST_FILE} == {}


def test_no_function_is_longer_than_45_lines() -> None:
    assert [found for path in source() for found in long_functions(path, parse(path))] == []


def test_long_functions_leaves_out_the_docstring_and_inner_functions() -> None:
    def planted(body: int) -> ast.Module:
        inner = "    def g():\n        return 1\n"
        return ast.parse("def f():\n    '''One.\n\n    Two.\n    '''\n" + inner + "    x = 1\n" * body)

    path = Path("planted.py")

    assert long_functions(path, planted(LONGEST_FUNCTION - 1)) == []
    assert long_functions(path, planted(LONGEST_FUNCTION)) == ["planted.py:1 f"]
