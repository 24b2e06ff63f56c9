"""Planners to back up and to restore: filled ones, empty ones, and what is in them."""

import datetime as dt
import uuid

from sqlalchemy import Enum, create_engine, select

from planner.backup.tables import NOT_KEPT
from planner.db import Base
from planner.models import Erasure, HistoryEntry, HistoryValues, Role, RoleName, User
from tests.factories import make_event, make_person
from tests.world import all_rows, fill, make_told, make_world, mark, serve, sign_in

DAY = dt.date(2027, 4, 12)
HARD_TEXTS = [
    "Zeile eins\nZeile zwei\r\n\tEinzug, \"Zitat\" 'einfach' \\ Schrägstrich; 100 % %s %(x)s {x}",
    "😀 𝕳𝖊𝖑𝖑𝖔 \u202eumgekehrt\u202c \ufeff\u200b\u0301é 日本語 العربية \U0010ffff \x07\x1b[31m",
    " leading and trailing ",
    "null",
    "[1,2]",
]


def fill_planner(app):
    """Fill a planner with the example, a row of every table, and what is hard to write down."""
    app.test_cli_runner().invoke(args=["example", "load", "--today", f"{DAY}"])
    world = make_world("one")
    for row in all_rows(world):
        mark(row)
    fill(app, all_rows(world))
    people = [make_person(text, text, notes=text, sorts_with_prefix=None) for text in HARD_TEXTS]
    old = make_event("0987-01-01 00:00", "9998-12-31 23:59", capacity=2**31 - 1, start_fold=1)
    history = HistoryEntry(at=dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC), act="merge_people")
    told = make_told(history, "")
    told.values = HistoryValues(
        before=None, after={"z": [1, 2.5, None, True, {"ü": HARD_TEXTS[1]}], "a": 2**60}
    )
    with app.extensions["sessionmaker"]() as session:
        role = session.scalar(select(Role).where(Role.name == RoleName.ADMINISTRATOR))
        session.get(User, world.user.id).roles = [role]
        erased = Erasure(erased_at=history.at, table_name="person", row_id=77)
        session.add_all([*people, old, history, told, erased])
        session.commit()
    sign_in(app, world.user)
    serve(app, world)
    fill_empty_tables(app)
    return world


def fill_empty_tables(app):
    """Give each table that is kept, and that nothing above has filled, a row of any values."""
    engine = create_engine(app.config["DATABASE_URL"])  # one that no calendar watches
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in NOT_KEPT or connection.execute(table.select().limit(1)).first():
                continue
            values = {column.name: any_value(connection, column) for column in table.columns}
            connection.execute(table.insert().values(values))
    engine.dispose()


def any_value(connection, column):
    """Return a value that a column can hold: a row that is there, or what is hard to write down."""
    for link in column.foreign_keys:
        return connection.execute(select(link.column).limit(1)).scalar_one()
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    kind = getattr(column.type, "impl_instance", column.type).python_type  # of a decorated one
    moment = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
    values = {int: 7, bool: True, str: HARD_TEXTS[1], bytes: b"\x00\xff\n", dt.datetime: moment}
    return (values | {dt.date: DAY, uuid.UUID: uuid.UUID(int=7), dict: {}})[kind]


def rows_by_table(url):
    """Return all rows of the tables of a database that are kept, as the models read them."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(select(*columns(table)))))
            for table in Base.metadata.sorted_tables
            if table.name not in NOT_KEPT
        }
    engine.dispose()
    return found


def columns(table):
    """Return the columns of a table that are kept as they are."""
    made_anew = {("feed_snapshot", "gzipped"), ("feed_snapshot", "renderer_hash")}
    return [column for column in table.columns if (table.name, column.name) not in made_anew]


def rows_not_kept(url):
    """Return how many rows the tables have that no backup keeps."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: len(connection.execute(select(Base.metadata.tables[name])).all())
            for name in NOT_KEPT
            if name in Base.metadata.tables
        }
    engine.dispose()
    return found
