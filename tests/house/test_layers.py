"""Who may do what: pages ask acts, acts know no page, and nobody else imports pages."""

import ast
from pathlib import Path

import pytest

import planner

PACKAGE = Path(planner.__file__).parent
PROJECT = PACKAGE.parent
WRITES = {"add", "add_all", "delete", "flush", "commit", "merge", "begin_nested", "refresh"}
SESSIONS = {"session", "own"}
WRITERS = {"touch", "upsert", "act", "assign", "flag_modified", "insert", "update"}
OF_REQUESTS = {"request", "g", "flash", "abort", "redirect", "render_template", "url_for"}


def modules(folder):
    """Return the modules of a folder with their syntax trees."""
    found = sorted((PROJECT / folder).rglob("*.py"))
    assert found, folder
    return {path.relative_to(PROJECT).as_posix(): ast.parse(path.read_text()) for path in found}


def imported(tree):
    """Yield (module, name) of what a module imports; a whole module has no name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", name.name) for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)


def writes_in(tree):
    """Yield the line and the way in which a module writes to the database by itself."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="populate_obj")):
                yield node.lineno, "populate_obj"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)):
                if name in SESSIONS and attr in WRITES:
                    yield node.lineno, f"{name}.{attr}"
            case ast.Call(func=ast.Name(id=name)) if name in WRITERS:
                yield node.lineno, name
            case ast.Call(func=ast.Name(id="setattr")):
                yield node.lineno, "setattr"


def test_no_view_adds_deletes_flushes_or_commits():
    found = {
        f"{name}:{line} {way}"
        for name, tree in modules("planner/views").items()
        for line, way in writes_in(tree)
    }

    assert found == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("session.add(row)", {(1, "session.add")}),
        ("with act() as own:\n    own.delete(row)", {(1, "act"), (2, "own.delete")}),
        ("form.populate_obj(row)", {(1, "populate_obj")}),
        ("session.execute(update(Event))", {(1, "update")}),
        ("found.add(1)\nsession.scalars(question).all()", set()),
    ],
)
def test_the_check_of_views_sees_what_writes(source, found):
    assert set(writes_in(ast.parse(source))) == found


def test_acts_know_neither_forms_nor_requests():
    found = {
        f"{name}: {module}.{what}"
        for name, tree in modules("planner/services").items()
        for module, what in imported(tree)
        if module.startswith(("planner.forms", "planner.views", "planner.web", "flask_wtf"))
        or (module == "flask" and what in OF_REQUESTS)
        or (module == "planner.languages" and what in {"translate", "reader_language"})
    }

    assert found == set()


@pytest.mark.parametrize("folder", ["benchmarks", "faults", "tests"])
def test_neither_benchmarks_nor_faults_nor_tests_import_pages(folder):
    found = {
        name
        for name, tree in modules(folder).items()
        for module, what in imported(tree)
        if module.startswith("planner.views") or (module, what) == ("planner", "views")
    }

    assert found == set()


def raised_in(tree):
    """Yield each act with the errors that its lines raise themselves."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            names = {
                getattr(one.exc.func if isinstance(one.exc, ast.Call) else one.exc, "id", "")
                for one in ast.walk(node)
                if isinstance(one, ast.Raise) and one.exc
            }
            calls = {
                one.func.id
                for one in ast.walk(node)
                if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
            }
            if "lock_unchanged" in calls:
                names |= {"EditConflict", "NotFound"}
            yield node, names & {"RuleBroken", "EditConflict", "NotFound"}


def test_the_errors_that_acts_raise_stand_in_their_docstrings():
    found = {
        f"{name}: {function.name} {error}"
        for name, tree in modules("planner/services").items()
        for function, errors in raised_in(tree)
        for error in errors
        if not function.name.startswith("_") and error not in (ast.get_docstring(function) or "")
    }

    assert found == set()
