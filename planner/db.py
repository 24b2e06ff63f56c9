"""The database: one engine per application, one session per request."""

import contextlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar, TypeVarTuple, cast

from flask import Flask, current_app, g
from sqlalchemy import (
    CursorResult,
    Delete,
    Engine,
    MetaData,
    Row,
    Select,
    Table,
    Update,
    event,
    inspect,
    orm,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import (
    DeclarativeBase,
    InstanceState,
    ORMExecuteState,
    SessionTransaction,
    aliased,
    sessionmaker,
)
from sqlalchemy.orm.attributes import flag_modified
from werkzeug.local import LocalProxy

from planner.connections import make_engine
from planner.metrics import waiting_for_database

Entity = TypeVar("Entity")
Columns = TypeVarTuple("Columns")
SORTS_WITH_PREFIX = "sorts with the prefix"  # in the info of a session: the setting
ACTING, SPOILED, FLUSHED = "acting", "spoiled", "flushed"  # in the info of a session: see act
Insert = sqlite.Insert | postgresql.Insert
INSERTS: dict[str, type[Insert]] = {"sqlite": sqlite.Insert, "postgresql": postgresql.Insert}


class Base(DeclarativeBase):
    """Parent of all tables; named constraints keep migrations portable."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


def set_columns(row: Base, values: Mapping[str, object]) -> None:
    """Give a row these values by the names of its columns."""
    for name, value in values.items():
        setattr(row, name, value)


def shared_alias(entity: type[Entity], name: str | None = None) -> type[Entity]:
    """Return an alias that threads may share: its columns are there before one of them asks.

    Otherwise two first requests at once leave it with columns of the wrong table, for good: they
    are made when they are first asked for, and not safely (near to SQLAlchemy 12302).
    """
    alias = aliased(entity, name=name)
    for column in orm.class_mapper(entity).column_attrs:
        _ = getattr(alias, column.key).expression
    return alias


def bump_version(row: Base, name: str | None = None) -> None:
    """Count this save of a row even if only what hangs on it has changed: two editors.

    The name is that of a column which counts as changed: one that no calendar looks at.
    """
    state: InstanceState[Base] = inspect(row, raiseerr=True)
    if state.persistent and name:
        flag_modified(row, name)
    elif state.persistent:
        version = state.mapper.version_id_col
        plain = (column for column in state.mapper.local_table.columns if not column.primary_key)
        flag_modified(row, next(column.key for column in plain if column is not version))


class Session(orm.Session):
    """A session that may be closed while its rows wait to be collected."""

    def expunge_all(self) -> None:
        """Let go of all rows, held until each is detached.

        Otherwise Python 3.11 can crash: a collection that begins while a row's state is changed
        calls back into the same state, and its values are freed twice (docs/decisions/004).
        """
        rows = self.identity_map.values()
        super().expunge_all()
        del rows


def current_session() -> Session:
    """Return the session of this request or command, which ends with it."""
    if "session" not in g:
        g.session = current_app.extensions["sessionmaker"]()
    return cast(Session, g.session)


session = cast(Session, LocalProxy(current_session))


class UnsavedChanges(RuntimeError):
    """An act was begun while the session held changes that no act has made."""


@contextlib.contextmanager
def act(name: str, on_conflict: Exception | None = None) -> Iterator[Session]:
    """Open the transaction of an act and give its session; the outermost act commits.

    The history calls it by its name: that of the function that acts. An inner act joins the outer
    one. What was read before is given back and read anew under the write lock, so that nothing
    older is written. Whatever is raised inside, in an inner act too, undoes everything. Raises
    `on_conflict`, an exception, in place of IntegrityError: somebody else was faster; and
    UnsavedChanges if there are changes of which no act knows.
    """
    own = current_session()
    if ACTING in own.info:
        with _joined(own, on_conflict):
            yield own
        return
    if _has_changes(own):
        raise UnsavedChanges("Save or drop what has changed before an act begins.")
    own.rollback()
    own.info[ACTING] = name
    try:
        with waiting_for_database():
            own.connection(execution_options={"writes": True})
        yield own
        if spoiled := own.info.get(SPOILED):
            raise spoiled
        g.is_committing = True  # if the answer gets lost now, nobody knows whether it is saved
        own.commit()
        g.is_committing = False
    except IntegrityError as refused:
        own.rollback()
        if on_conflict is None:
            raise
        raise on_conflict from refused
    except BaseException:
        own.rollback()
        raise
    finally:
        own.info.pop(ACTING)
        own.info.pop(SPOILED, None)


@contextlib.contextmanager
def _joined(own: Session, on_conflict: Exception | None) -> Iterator[None]:
    """Let an inner act run; what it raises spoils the outer one, even if somebody catches it."""
    try:
        yield
    except IntegrityError as refused:
        own.info.setdefault(SPOILED, on_conflict or refused)
        if on_conflict is None:
            raise
        raise on_conflict from refused
    except BaseException as raised:
        own.info.setdefault(SPOILED, raised)
        raise


def name_of_act(own: orm.Session) -> str | None:
    """Return the name of the outermost act that is open in a session; None: there is none."""
    name: str | None = own.info.get(ACTING)
    return name


def is_acting() -> bool:
    """Tell whether an act is open: nothing slow may be done now."""
    return "session" in g and ACTING in g.session.info


def _has_changes(own: Session) -> bool:
    """Tell whether a session holds what would be lost: added, changed, deleted or flushed."""
    changed = any(own.is_modified(row) for row in own.dirty)
    return bool(own.new or own.deleted or changed or FLUSHED in own.info)


def _note_writing(state: ORMExecuteState) -> None:
    """Note that a statement of a session has written: an act would undo it."""
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[FLUSHED] = True


def _forget_writing(own: Session, transaction: SessionTransaction) -> None:
    """Forget that a transaction has written when all of it ends; closed ones are undone too."""
    if transaction.parent is None:
        own.info.pop(FLUSHED, None)


@contextlib.contextmanager
def read_transaction() -> Iterator[Session]:
    """Open a transaction that only reads and never waits for a writer; its rows end up detached.

    Outside of a request a transaction would take the write lock of SQLite. Within an act it is
    the act's. Raises UnsavedChanges if there are changes of which no act knows.
    """
    own = current_session()
    if ACTING in own.info:
        yield own
        return
    if _has_changes(own):
        raise UnsavedChanges("Save or drop what has changed before you read anew.")
    own.rollback()
    own.connection(execution_options={"reads": True})
    try:
        yield own
    finally:
        own.expunge_all()
        own.rollback()


def fetch_one(statement: Select[*Columns], values: Mapping[str, object]) -> Row[*Columns] | None:
    """Return the first row of a statement that stands alone: it needs no BEGIN and no session."""
    with standalone_engine().connect() as connection:
        return connection.execute(statement, values).first()


def fetch_all(
    statement: Select[*Columns], values: Mapping[str, object] | None = None
) -> Sequence[Row[*Columns]]:
    """Return all rows of a statement that stands alone."""
    with standalone_engine().connect() as connection:
        return connection.execute(statement, values or {}).all()


def standalone_engine() -> Engine:
    """Return the engine of statements that stand alone."""
    engine: Engine = current_app.extensions["asking"]
    return engine


def take_advisory_lock(own: Session, name: str) -> None:
    """Wait for transactions that gave the same name; on SQLite all that write do so anyway."""
    if own.get_bind().dialect.name == "postgresql":
        number = zlib.crc32(name.encode())
        own.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")


def shed_deleted_text() -> None:
    """Let SQLite empty its journal, in which pages lie as they were before; others wait a second.

    PostgreSQL sees to its dead rows itself (autovacuum).
    """
    with standalone_engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
            connection.exec_driver_sql("PRAGMA busy_timeout=1000")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql(f"PRAGMA busy_timeout={waits}")


def execute_update(own: Session, statement: Update | Delete) -> int:
    """Execute an UPDATE or DELETE, and return the number of rows that it has changed."""
    result = own.execute(statement)
    return cast(CursorResult[*tuple[Any, ...]], result).rowcount  # SQLAlchemy calls it a Result


def upsert(own: orm.Session, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows of a table, dictionaries by column, in place of those with the same key."""
    if not rows:
        return
    insert = INSERTS[own.get_bind().dialect.name](table)
    key = [column.name for column in table.primary_key]
    fresh = {name: insert.excluded[name] for name in rows[0] if name not in key}
    own.execute(insert.on_conflict_do_update(index_elements=key, set_=fresh), rows)


def init_app(app: Flask) -> None:
    """Connect the application to the database in its settings."""
    engine = make_engine(app.config["DATABASE_URL"])
    info = {SORTS_WITH_PREFIX: app.config["SORT_WITH_PREFIX"]}
    sessions = app.extensions["sessionmaker"] = sessionmaker(engine, class_=Session, info=info)
    app.extensions["asking"] = engine.execution_options(alone=True)
    event.listen(sessions, "after_flush", lambda own, _: own.info.update({FLUSHED: True}))
    event.listen(sessions, "do_orm_execute", _note_writing)
    event.listen(sessions, "after_transaction_end", _forget_writing)

    @app.teardown_appcontext
    def close_session(_error: BaseException | None) -> None:
        if opened := g.pop("session", None):
            opened.close()
