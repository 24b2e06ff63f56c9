"""No statement of `planner/queries` finds a confidential visit, whatever it is asked about."""

import datetime as dt
import importlib
import inspect
import pkgutil

from sqlalchemy import CompoundSelect, Select

from planner import queries
from planner.confidentiality import SEES_ALL, reading_as
from planner.db import session
from planner.queries import confidentiality as criteria
from planner.restriction import UnrestrictedStatement
from tests.confidential.secret_visit import MARKER
from tests.world import SOON

MANY = list(range(1, 60))
REFUSED = {  # feeds, and what erases, ask these with all in sight
    "planner.queries.erasing.picture_ids",
    "planner.queries.erasing.pictures_of_nobody",
    "planner.queries.feeds.feeds.events_to_render",
}
SECOND = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def functions():
    """Yield the functions of all modules of statements, by name."""
    for module in pkgutil.walk_packages(queries.__path__, f"{queries.__name__}."):
        if module.name == criteria.__name__:
            continue
        for name, function in vars(importlib.import_module(module.name)).items():
            if inspect.isfunction(function) and function.__module__ == module.name:
                yield f"{module.name}.{name}", function


def value_of(parameter, secret):
    """Return what a function is asked about: rows of the secret visit, or what finds them."""
    rows = {type(row).__name__: row for row in vars(secret).values() if hasattr(row, "id")}
    rows |= {name: getattr(secret, name.lower()) for name in ("Visit", "Event", "Person", "User")}
    rows |= {"Guest": secret.guest, "Feed": secret.feed, "Printout": secret.printout}
    hint = inspect.formatannotation(parameter.annotation).replace("planner.models.", "")
    short = hint.removesuffix(" | None").rpartition(".")[2]
    if short in rows:
        return rows[short]
    if parameter.name == "language":
        return "de"
    for start, value in (("datetime.date", SOON), ("datetime.datetime", SECOND), ("str", MARKER)):
        if hint.removesuffix(" | None") == start:
            return value
    if hint.removesuffix(" | None") == "int":
        row = getattr(secret, parameter.name.removesuffix("_id"), None)
        return getattr(row, "id", 1)
    if hint == "bool":
        return True
    if any(
        hint.endswith(f"{kind}[int]") for kind in ("Collection", "Iterable", "Sequence", "list")
    ):
        return MANY
    if parameter.default is not parameter.empty:
        return parameter.default
    raise LookupError(hint)


def statements(secret):
    """Yield (name, statement) of every function that can be asked."""
    for name, function in functions():
        every = inspect.signature(function).parameters.values()
        parameters = [one for one in every if one.kind is not one.VAR_POSITIONAL]
        try:
            given = {one.name: value_of(one, secret) for one in parameters}
        except LookupError:
            continue
        try:
            statement = function(**given)
        except (AttributeError, KeyError, TypeError, ValueError):  # it takes one of a few words
            continue
        if isinstance(statement, Select | CompoundSelect):
            yield name, statement


def left_open(statement):
    """Return values for what a statement leaves open until it is executed, as polls do."""
    values = {dt.datetime: SECOND, int: 1, str: MARKER}
    return {
        name: values[getattr(one.type, "impl_instance", one.type).python_type]
        for name, one in statement.compile().binds.items()
        if one.required
    }


def texts_of(row):
    """Return the texts of a row, and of the rows in it."""
    return [str(vars(part) if hasattr(part, "__table__") else part) for part in row]


def test_no_statement_finds_it(secretive_app, secret, users):
    asked, found, refused = 0, {}, set()
    with secretive_app.app_context():
        for name, statement in statements(secret):
            if SEES_ALL in statement.get_execution_options():
                continue
            for who in ("organiser", "named"):
                with reading_as(users[who].id):
                    try:
                        rows = session.execute(statement, left_open(statement)).unique().all()
                    except UnrestrictedStatement:
                        refused.add(name)
                        break
                    if any(MARKER in text for row in rows for text in texts_of(row)):
                        found.setdefault(who, set()).add(name)
                session.rollback()
                session.expunge_all()
            asked += 1

    assert found.get("organiser", set()) == set()
    assert refused == REFUSED
    assert asked > 100
    assert len(found["named"]) > 20
