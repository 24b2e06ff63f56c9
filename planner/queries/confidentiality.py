"""Statements about confidential visits, and the criteria that hide them from all but the named."""

from collections.abc import Iterator
from typing import TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    exists,
    literal_column,
    not_,
    select,
    true,
)
from sqlalchemy.orm import Session, with_loader_criteria
from sqlalchemy.orm.interfaces import UserDefinedOption
from sqlalchemy.sql.selectable import NamedFromClause

from planner.confidentiality import SEES_ALL, SeesAll, current_reader, current_reader_id
from planner.db import Base
from planner.models import User, VisitReader, VisitTakeover
from planner.rules.visibility import VISIT, WAYS_TO_VISITS, Step, Way

Columns = TypeVarTuple("Columns")

HIDDEN = "hidden_"  # names of tables inside of the criteria begin so
TABLES = Base.metadata.tables
READER = bindparam("reader", callable_=current_reader_id, type_=Integer, unique=True)


def is_shut_out(user_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return the condition that there is any visit of which a user must not learn."""
    visit = hidden_table(VISIT)
    return exists(select(literal_column("1")).select_from(visit).where(*is_hidden(visit, user_id)))


def is_hidden(
    visit: NamedFromClause, user_id: SQLColumnExpression[int]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that a visit is confidential, and a user not named at it."""
    reader = hidden_table(VisitReader.__tablename__)
    named = exists(
        select(literal_column("1"))
        .select_from(reader)
        .where(reader.c.visit_id == visit.c.id, reader.c.user_id == user_id)
        .correlate_except(reader)  # the user is two selects further out
    )
    return visit.c.is_confidential, not_(named)


def hidden_table(name: str) -> NamedFromClause:
    """Return a table as the criteria name it."""
    return TABLES[name].alias(HIDDEN + name)


READER_IS_SHUT_OUT = select(is_shut_out(READER)).execution_options(**{SEES_ALL: SeesAll.QUESTION})


def is_anything_hidden(own: Session) -> bool:
    """Tell whether there is a visit of which the reader must not learn; asked once."""
    reader = current_reader()
    if reader.is_shut_out is None:
        reader.is_shut_out = bool(own.scalar(READER_IS_SHUT_OUT))
    return reader.is_shut_out


def with_restriction(users: Select[User]) -> Select[User, bool, bool]:
    """Select users, and with each is_shut_out and has_news, as a Reader has them."""
    reader = hidden_table(VisitReader.__tablename__)
    takeover = hidden_table(VisitTakeover.__tablename__)
    has_news = exists(
        select(literal_column("1"))
        .select_from(reader.join(takeover, takeover.c.visit_id == reader.c.visit_id))
        .where(reader.c.user_id == User.id, takeover.c.id > reader.c.told_until)
    )
    both = users.add_columns(is_shut_out(User.id).label("is_shut_out"), has_news.label("has_news"))
    return both.execution_options(**{SEES_ALL: SeesAll.QUESTION})


WAYS = WAYS_TO_VISITS | {VISIT: [(Step(VISIT, "id", VISIT, "id"),)]}


def is_readable(
    model: type[Base], user_id: SQLColumnExpression[int] = READER
) -> ColumnElement[bool]:
    """Return the condition that whoever reads, or a user, may know of a row of a model."""
    ways = WAYS.get(model.__tablename__, [])
    return and_(true(), *(_is_readable(way, model, user_id) for way in ways))


def _is_readable(
    way: Way, model: type[Base], user_id: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """Return the condition that a way from a row leads to no visit that is hidden from a user."""
    first, *rest = way
    nearest = last = hidden_table(first.referred)
    joined: FromClause = nearest
    for step in rest:
        following = hidden_table(step.referred)
        joined = joined.join(following, following.c[step.key] == last.c[step.column])
        last = following
    here = nearest.c[first.key] == getattr(model, first.column)
    return not_(
        exists(
            select(literal_column("1")).select_from(joined).where(here, *is_hidden(last, user_id))
        )
    )


class Restricted(UserDefinedOption):
    """The sign that a statement has the criteria, and what loads more for its rows has them too."""

    propagate_to_loaders = True


def _models() -> Iterator[type[Base]]:
    """Yield the models whose rows hang on a visit, and visits themselves."""
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ in WAYS:
            yield mapper.class_


MODELS = sorted(_models(), key=lambda model: model.__tablename__)
READABLE = {model.__tablename__: is_readable(model) for model in MODELS}
CRITERIA = (
    Restricted(),
    *(
        with_loader_criteria(model, READABLE[model.__tablename__], include_aliases=True)
        for model in MODELS
    ),
)


def restricted(statement: Select[*Columns]) -> Select[*Columns]:
    """Return a statement that finds only rows of which its reader may learn."""
    return statement.options(*CRITERIA)
