"""The glossary names what there is."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?P<german>[^|]+) \| (?P<english>[^|]+) \| (?P<names>`[^|]+) \|$", re.M)


@pytest.fixture(scope="module")
def defined():
    """The names that the program defines: modules, classes, functions, columns, members."""
    names = set()
    for path in (PROJECT / "planner").rglob("*.py"):
        names.add(path.stem)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return names


def test_each_name_in_the_glossary_is_one_of_the_code(defined):
    rows = ROW.findall((PROJECT / "docs" / "glossary.md").read_text())
    named = {name for _, _, names in rows for name in re.findall(r"`(\w+)`", names)}

    assert len(rows) > 50
    assert named - defined == set()
