"""The names of all acts of the planner, with the functions in which they are begun."""

import ast
from pathlib import Path
from typing import NamedTuple

import planner

FOLDER = Path(planner.__file__).parent
STORAGE = FOLDER / "storage.py"


class NamedAct(NamedTuple):
    """Where an act is begun, and how it is called there."""

    file: str
    function: str
    name: object


def named_acts():
    """Return all acts of the planner, by their syntax."""
    return [
        NamedAct(str(file.relative_to(FOLDER)), function.name, name)
        for file in [*FOLDER.glob("services/**/*.py"), *FOLDER.glob("commands/*.py"), STORAGE]
        for function in functions_of(ast.parse(file.read_text()))
        for name in names_in(function)
    ]


def functions_of(tree):
    """Return all functions of a module, those in others too."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def names_in(function):
    """Yield what a function gives to `act`; None: no plain text. Functions in it speak for it."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "act":
            given = node.args[0] if node.args else None
            yield given.value if isinstance(given, ast.Constant) else None
