"""Every function below the pages says what it takes and gives, also where no type checker runs."""

import ast
from pathlib import Path

import pytest

import planner

PACKAGE = Path(planner.__file__).parent
LAYERS = ("rules", "services", "queries", "feeds", "printing", "forms", "wording")


def functions_of(node, in_class=False):
    """Yield (function, whether it is a method) for each function in a tree, however deep."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child, in_class and not is_static(child)
            yield from functions_of(child)
        else:
            yield from functions_of(child, in_class or isinstance(child, ast.ClassDef))


def is_static(function):
    """Tell whether a function of a class gets no instance."""
    return any(getattr(by, "id", "") == "staticmethod" for by in function.decorator_list)


def arguments_of(function, is_method):
    """Return the arguments of a function that need an annotation: all but self."""
    given = function.args
    by_position = [*given.posonlyargs, *given.args]
    others = [given.vararg, *given.kwonlyargs, given.kwarg]
    return by_position[is_method:] + [argument for argument in others if argument]


def not_annotated(tree):
    """Yield the line of each argument and result without annotation, and how it is called."""
    for function, is_method in functions_of(tree):
        for argument in arguments_of(function, is_method):
            if argument.annotation is None:
                yield argument.lineno, f"{function.name}({argument.arg})"
        if function.returns is None:
            yield function.lineno, f"{function.name} ->"


@pytest.mark.parametrize("layer", LAYERS)
def test_every_function_says_what_it_takes_and_gives(layer):
    modules = sorted((PACKAGE / layer).rglob("*.py"))

    assert modules
    assert [
        f"{path.relative_to(PACKAGE).as_posix()}:{line} {what}"
        for path in modules
        for line, what in not_annotated(ast.parse(path.read_text(encoding="utf-8")))
    ] == []


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("def name(row): ...", ["name(row)", "name ->"]),
        ("def name(row) -> str: ...", ["name(row)"]),
        ("def name(row: Row): ...", ["name ->"]),
        ("async def name(): ...", ["name ->"]),
        ("def name(a, /, *b, c, **d) -> str: ...", [f"name({one})" for one in "abcd"]),
        ("def name() -> str:\n    def inner(a) -> str: ...", ["inner(a)"]),
        ("if typed:\n    def name(a) -> str: ...", ["name(a)"]),
        ("class Row:\n    def name(self): ...", ["name ->"]),
        ("class Row:\n    def name(self, of) -> str: ...", ["name(of)"]),
        ("class Row:\n    @staticmethod\n    def name(of) -> str: ...", ["name(of)"]),
        ("class Row:\n    if typed:\n        def name(self, of) -> str: ...", ["name(of)"]),
        ("class Row:\n    def name(self) -> str:\n        def inner(a) -> str: ...", ["inner(a)"]),
        ("def name(row: Row, *rows: Row, of: Row, **by: Row) -> None: ...", []),
        ("class Row:\n    @classmethod\n    def name(cls, of: str) -> str: ...", []),
        ("by = lambda row: row.name", []),
    ],
)
def test_the_check_sees_what_is_not_annotated(source, missing):
    assert [what for _, what in not_annotated(ast.parse(source))] == missing
