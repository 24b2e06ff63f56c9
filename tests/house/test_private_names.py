"""No private name of a library is used, so that its next version breaks nothing, or it says why."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
FOLDERS = "planner", "tests", "benchmarks", "faults"
OWN = {"self", "cls"}
DOCUMENTED = {  # these begin so in order not to be taken for columns, or are of the system
    **dict.fromkeys(("_replace", "_asdict", "_fields", "_make"), "collections.namedtuple"),
    "_mapping": "sqlalchemy.Row",
    "_get_current_object": "werkzeug.local.LocalProxy",
    "_exit": "os",
}
BY_NAME = {"getattr", "setattr", "hasattr", "delattr"}
NOT_PUBLIC = (
    "SQLAlchemy shows a statement to do_orm_execute (its issue 12921 asks for more of it) and has "
    "no public name for %s. It is read, never changed, and tests/feeds/test_revisions.py and "
    "tests/house/test_review_findings.py fail if it goes."
)
USED = {  # what is used all the same, and why there is no public way
    ("planner/revisions/statements.py", "_values"): NOT_PUBLIC % "the columns that an UPDATE sets",
    ("planner/revisions/statements.py", "_prefixes"): NOT_PUBLIC % "a prefix such as OR REPLACE",
}


def is_private(name):
    """Tell whether a name is one that others shall not use."""
    return name.startswith("_") and not name.startswith("__") and name.strip("_") != ""


def private_names(source):
    """Yield the private names of others that a module uses, by whichever way."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in OWN:
                pass
            case ast.Attribute(attr=name):
                yield name
            case ast.ImportFrom(module=module, names=names):
                yield from (module or "").split(".")
                yield from (one.name for one in names)
            case ast.Import(names=names):
                yield from (part for one in names for part in one.name.split("."))
            case ast.Call(func=ast.Name(id=name), args=[_, ast.Constant(value=str(named)), *_]):
                if name in BY_NAME:
                    yield named
            case ast.Call(
                func=ast.Attribute(attr=name), args=[_, ast.Constant(value=str(named)), *_]
            ):
                if name in BY_NAME:  # monkeypatch.setattr
                    yield named


def found_in(source):
    """Return the private names of a module that no library documents."""
    return {name for name in private_names(source) if is_private(name)} - DOCUMENTED.keys()


def test_private_names_of_libraries_are_used_for_a_reason_or_not_at_all():
    paths = [path for folder in FOLDERS for path in sorted((PROJECT / folder).rglob("*.py"))]
    used = {
        (path.relative_to(PROJECT).as_posix(), name)
        for path in paths
        for name in found_in(path.read_text())
    }

    assert used == USED.keys()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Rule._compile_builder = faster", {"_compile_builder"}),
        ("rule.map._rules.clear()", {"_rules"}),
        ("from werkzeug._internal import _logger", {"_internal", "_logger"}),
        ("import sqlalchemy._typing", {"_typing"}),
        ("getattr(statement, '_prefixes', ())", {"_prefixes"}),
        ("monkeypatch.setattr(Rule, '_build', faster)", {"_build"}),
        ("monkeypatch.setattr(Rule, 'build', '_faster')", set()),
        ("self._rows = row._replace(id=row.__class__)", set()),
        ("app = current_app._get_current_object(); _('Page'); one._", set()),
    ],
)
def test_private_names_are_found_however_they_are_used(source, found):
    assert found_in(source) == found
