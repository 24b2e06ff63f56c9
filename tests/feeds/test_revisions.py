"""Whatever changes what calendars print, subscribers learn it; whatever else changes, nothing."""

import datetime as dt
import enum
import shutil
import uuid

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Enum, bindparam, delete, func, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from werkzeug.http import parse_date

from planner.clock import instant
from planner.commands.cli import migrate
from planner.db import Base, act
from planner.languages import Bilingual
from planner.models import (
    AddressForm,
    AddressOverride,
    Assignment,
    Audience,
    CalendarRevision,
    Duty,
    Event,
    Feed,
    FeedKind,
    FeedSnapshot,
    Guest,
    Interpretation,
    Kind,
    OldSlug,
    Person,
    RenderedEvent,
    Reply,
    Role,
    RoleName,
    Status,
    StoredFile,
    StoredPiece,
    Venue,
    Visit,
    VisitReader,
    VisitStatus,
)
from planner.models.columns import UtcDateTime
from planner.now import now
from planner.revisions.effects import TRACKED_OPTION
from planner.revisions.flushes import FixedUid
from planner.revisions.statements import UntrackedStatement
from planner.rules.feeds.revisions import WATCHED_BY_TABLE
from tests.conftest import basic_settings, build
from tests.factories import (
    LONG_AGO,
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_highlight,
    make_municipality,
    make_person,
    make_transfer,
    make_user,
    make_venue,
    make_visit,
)
from tests.full_visit import least, python_type

TODAY = dt.date(2026, 5, 1)
HOUR = dt.timedelta(hours=1)
EARLY, LATE = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # a day there begins 25 hours apart
BOTH = {"guests", "venue"}  # feeds that there are in both languages
PUBLIC = ("/highlights.ics", "/en/highlights.ics")
MACHINERY = {"calendar_revision", "rendered_event", "feed_snapshot", "tombstone", "shipped_key"}
MAPPERS = {mapper.local_table.name: mapper for mapper in Base.registry.mappers}
TABLES = dict(sorted(MAPPERS.items()))
WATCHED_COLUMNS = [(table, name) for table, names in WATCHED_BY_TABLE.items() for name in names]
SILENT = {  # watched, but not to be seen in any feed of this world
    ("visit", "revised_at"): "it dates a calendar that is kept while there is nothing in it",
}


def make_world(session):
    """Save a planner in which every watched column is printed or decides something."""
    ends = (now() - 10 * HOUR).date() + dt.timedelta(days=1)  # has begun early, and not yet late
    roles = {role.name: role for role in session.scalars(select(Role))}
    office = make_user("Ada", phone="1", roles=[roles[RoleName.ADMINISTRATOR]])
    other = make_user("Bo", phone="2", roles=[roles[RoleName.DOOR]])
    here, there = make_municipality("Altena"), make_municipality("Elk River")
    hall = make_venue("Saal", name_en="Hall", room="1", address="Markt 1", municipality=here)
    hotel = make_venue("Hotel", name_en="Inn", municipality=there)
    visit = make_visit(
        slug="one",
        first_day=dt.date(2026, 1, 1),
        last_day=dt.date(2026, 6, 1),
        in_charge=office,
        status=VisitStatus.CONFIRMED,
    )
    others = make_visit(slug="two", in_charge=other, status=VisitStatus.CONFIRMED)
    edge = make_visit(
        slug="edge",
        first_day=dt.date(2026, 1, 1),
        last_day=ends - dt.timedelta(days=31),
        zone=LATE,
        status=VisitStatus.CONFIRMED,
    )
    shown = make_highlight(
        visit=visit,
        venue=hall,
        municipality=there,
        responsible=office,
        description_de="Mit Musik",
        description_en="With music",
        dress_de="festlich",
        dress_en="formal",
        interpretation=Interpretation.CONSECUTIVE,
        languages="de en",
        title_de="Fest",
        title_en="Feast",
    )
    ride = make_event(
        "2026-05-05 10:00",
        "2026-05-05 11:00",
        kind=Kind.TRANSFER,
        audience=Audience.GUESTS,
        visit=visit,
        title_de="Fahrt",
        title_en="Ride",
    )
    free = make_event("2026-05-06 10:00", "2026-05-06 11:00", kind=Kind.TRANSFER, visit=visit)
    night = make_event("2026-10-25 02:30", "2026-10-25 04:00", visit=visit)
    evening = make_event("2026-10-25 01:00", "2026-10-25 02:30", visit=visit)
    theirs = make_event("2026-05-07 10:00", "2026-05-07 11:00", visit=others)
    last = make_event("2026-03-01 10:00", "2026-03-01 11:00", visit=edge)
    secret = make_visit(slug="secret", is_confidential=True)
    session.add(make_event("2026-05-06 12:00", "2026-05-06 13:00", visit=secret))
    session.add(reader := VisitReader(visit=secret, user=office))
    people = [make_person(name, name) for name in ("Cai", "Dag", "Eva", "Fee")]
    guest, driver, interpreter, spare = people
    session.add_all([office, other, here, there, hall, hotel, shown, ride, free, theirs, last])
    session.add_all([night, evening])
    session.add_all([*people, make_guest(guest, ride), make_guest(guest, shown)])
    session.add(
        make_transfer(
            ride, from_venue=hall, to_venue=hotel, pick_up_at=dt.datetime(2026, 5, 5, 9, 30)
        )
    )
    session.add(make_assignment(ride, driver, duty=Duty.DRIVER))
    session.add(make_assignment(shown, interpreter, duty=Duty.INTERPRETER))
    session.flush()
    about = {
        "visit": {"kind": FeedKind.VISIT, "visit": visit, "made_by": office},
        "guests": {"visit": visit},
        "person": {"kind": FeedKind.PERSON, "visit": visit, "person": guest},
        "transfers": {"kind": FeedKind.TRANSFERS, "visit": visit},
        "driver": {"kind": FeedKind.TRANSFERS, "visit": visit, "person": driver},
        "interpreters": {"kind": FeedKind.INTERPRETATION, "visit": visit},
        "interpreter": {"kind": FeedKind.INTERPRETATION, "visit": visit, "person": interpreter},
        "venue": {"kind": FeedKind.VENUE, "venue": hall},
        "user": {"kind": FeedKind.USER, "user": office},
        "edge": {"visit": edge},
        "others": {"visit": others},
        "secret": {"visit": secret, "made_by": office},
        "nobodys": {"kind": FeedKind.VISIT, "visit": visit, "made_at": LONG_AGO},
        "wiped": {
            "visit": visit,
            "revoked_at": now() - HOUR,
            "wiped_until": now() + 20 * HOUR,
        },
    }
    for name, subject in about.items():
        for language in ("de", "en") if name in BOTH else ("de",):
            token = f"{name}-{language}"
            session.add(make_feed(token, language, label=token, **subject))
    form = AddressForm.ENVELOPE
    session.flush()
    session.add(make_delegation(visit, delegates=[make_delegate(guest)]))
    session.add(OldSlug(slug="formerly", visit_id=visit.id))
    session.add(AddressOverride(person=guest, language="de", form=form, text="An Cai"))
    file = StoredFile(key="a", media_type="text/plain", size=1, expires_at=LONG_AGO)
    session.add(file)
    session.flush()
    session.add(StoredPiece(file_id=file.id, number=0, content=b"a"))
    session.flush()
    make_rest(session)
    session.commit()
    feeds = {feed.label: feed.id for feed in session.scalars(select(Feed))}
    return (
        {
            "event": shown.id,
            "transfer": ride.id,
            "guest": session.scalar(select(Guest.id).where(Guest.event_id == ride.id)),
            "assignment": session.scalar(
                select(Assignment.id).where(Assignment.event_id == ride.id)
            ),
            "venue": hall.id,
            "municipality": here.id,
            "user": office.id,
            "roles_users": office.id,
            "person": guest.id,
            "visit": visit.id,
            "visit_reader": reader.id,
            "feed": feeds["guests-de"],
            ("event", "kind"): ride.id,
            ("event", "audience"): ride.id,
            ("event", "start_fold"): night.id,
            ("event", "end_fold"): evening.id,
            ("visit", "zone"): edge.id,
            ("feed", "person_id"): feeds["person-de"],
            ("feed", "venue_id"): feeds["venue-de"],
            ("feed", "user_id"): feeds["user-de"],
            ("feed", "made_by_id"): feeds["visit-de"],
            ("feed", "made_at"): feeds["nobodys-de"],
            ("feed", "wiped_until"): feeds["wiped-de"],
        },
        {
            ("event", "kind"): Kind.MEETING,
            ("event", "audience"): Audience.INTERNAL,
            ("event", "status"): Status.CANCELLED,
            ("event", "interpretation"): Interpretation.NONE,
            ("event", "languages"): "fr",
            ("event", "slug"): "another",
            ("event", "start_zone"): "Europe/London",
            ("event", "end_zone"): "Europe/Lisbon",
            ("event", "starts_at"): shown.starts_at - HOUR,
            ("event", "venue_id"): hotel.id,
            ("event", "visit_id"): others.id,
            ("event", "responsible_id"): other.id,
            ("event", "municipality_id"): here.id,
            ("event", "public_from"): now() + 20 * HOUR,
            ("transfer", "event_id"): free.id,
            ("transfer", "from_venue_id"): hotel.id,
            ("transfer", "to_venue_id"): hall.id,
            ("transfer", "pick_up_at"): dt.datetime(2026, 5, 5, 9),
            ("guest", "event_id"): free.id,
            ("guest", "person_id"): spare.id,
            ("guest", "reply"): Reply.DECLINED,
            ("assignment", "event_id"): free.id,
            ("assignment", "person_id"): spare.id,
            ("assignment", "duty"): Duty.CONTACT,
            ("venue", "municipality_id"): there.id,
            ("visit_reader", "visit_id"): others.id,
            ("visit_reader", "user_id"): other.id,
            ("roles_users", "role_id"): roles[RoleName.DOOR].id,
            ("visit", "in_charge_id"): other.id,
            ("visit", "status"): VisitStatus.DRAFT,
            ("visit", "last_day"): dt.date(2026, 1, 2),
            ("visit", "zone"): EARLY,
            ("feed", "kind"): FeedKind.VISIT,
            ("feed", "language"): "en",
            ("feed", "visit_id"): others.id,
            ("feed", "person_id"): spare.id,
            ("feed", "venue_id"): hotel.id,
            ("feed", "user_id"): other.id,
            ("feed", "made_by_id"): other.id,
            ("feed", "made_at"): LONG_AGO - 100 * HOUR,
            ("feed", "wiped_until"): now() - HOUR / 2,
            ("feed", "revoked_at"): now(),
        },
        [
            *(f"/feeds/{name}.ics" for name in feeds),
            *PUBLIC,
            f"/partners/{there.slug}.ics",
        ],
    )


def make_rest(session):
    """Save a row for each table of which this world needs none, those first that others name."""
    while missing := [table for table in TABLES.keys() - MACHINERY if not some(session, table)]:
        found = {table: some(session, table) for table in TABLES}
        for table in missing:
            if all(found[name] for name in named_by(table)):
                session.add(TABLES[table].class_(**least(TABLES[table], found)))
                session.flush()


def named_by(table):
    """Return the tables of which each row of a table names one."""
    columns = TABLES[table].local_table.columns
    return [
        key.column.table.name
        for column in columns
        for key in column.foreign_keys
        if not column.nullable and key.column.table.name != table
    ]


def some(session, table):
    """Return two rows of a table."""
    return session.scalars(select(TABLES[table].class_).limit(2)).all()


class Planner:
    """A planner with the world, to be changed by a test and set back after it."""

    def __init__(self, template, folder):
        self.path, self.kept = folder / "test.sqlite", folder / "kept.sqlite"
        shutil.copyfile(template, self.path)
        self.app = build(basic_settings(self.path))
        self.app.config.update(TODAY=TODAY, FEED_FETCHES_PER_HOUR=10**6)
        self.sessions = self.app.extensions["sessionmaker"]
        self.engine = self.sessions.kw["bind"]
        with self.app.app_context(), self.sessions() as session:
            self.keys, self.values, self.addresses = make_world(session)
        self.client = self.app.test_client()
        self.told, self.first_number = self.fetched(self.addresses), self.number
        self.engine.dispose()
        shutil.copyfile(self.path, self.kept)

    def set_back(self):
        """Let everything be as it was."""
        self.engine.dispose()
        for file in self.path.parent.glob("test.sqlite*"):
            file.unlink()
        shutil.copyfile(self.kept, self.path)

    def fetched(self, addresses):
        """Return what each feed tells now."""
        answers = {address: self.client.get(address) for address in addresses}
        return {
            address: (answer.status_code, answer.data, answer.headers.get("Last-Modified"))
            for address, answer in answers.items()
        }

    def forget(self):
        """Forget what is kept ready, so that calendars are made of the rows as they are."""
        with self.sessions() as session:
            session.execute(delete(RenderedEvent))
            session.execute(update(FeedSnapshot).values(renderer_hash="another program"))
            session.commit()

    def stored(self, table, key, name):
        """Return a column of a row, and what it holds."""
        columns = Base.metadata.tables[table].c
        [first, *_] = Base.metadata.tables[table].primary_key
        with self.engine.connect() as connection:
            return columns[name], connection.scalars(
                select(columns[name]).where(first == key)
            ).one()

    def one_of(self, table):
        """Return the first part of the key of a row of a table."""
        with self.engine.connect() as connection:
            return connection.execute(select(next(iter(TABLES[table].primary_key)))).first()

    def rows(self, table):
        """Return the rows of a table, by its primary key."""
        with self.engine.connect() as connection:
            key = list(TABLES[table].local_table.primary_key)
            return connection.execute(select(TABLES[table].local_table).order_by(*key)).all()

    @property
    def number(self):
        """The calendar revision."""
        with self.sessions() as session:
            return session.scalar(select(CalendarRevision.number))


@pytest.fixture(scope="module")
def built(template, tmp_path_factory):
    planner = Planner(template[0], tmp_path_factory.mktemp("world"))
    yield planner
    planner.engine.dispose()


@pytest.fixture
def planner(built):
    yield built
    built.set_back()


def other_value(column, value):
    """Return another value for a column, whichever it holds."""
    if isinstance(value, enum.Enum):
        return next((one for one in type(value) if one is not value), value)
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class))
    if isinstance(column.type, JSON):
        return {"changed": True}
    if isinstance(value, bool):
        return not value
    if value is None or isinstance(value, uuid.UUID):
        value = {int: 0, str: "", bool: False, uuid.UUID: None}.get(python_type(column.type), value)
    match python_type(column.type):
        case kind if kind is str:
            return f"{value}x"
        case kind if kind is int:
            return value + 1
        case kind if kind is bool:
            return not value
        case kind if kind is dt.date:
            return (value or TODAY) + dt.timedelta(days=1)
        case kind if kind is dt.datetime:
            zone = dt.UTC if isinstance(column.type, UtcDateTime) else None
            return (value or dt.datetime(2026, 5, 4, 12, tzinfo=zone)) + HOUR
        case kind if kind is uuid.UUID:
            return uuid.uuid4()
        case kind if kind is bytes:
            return (value or b"") + b"x"
    raise LookupError(column)


def by_session(planner, table, key, name, value):
    """Set a column of a row as an importer would, in a session of its own."""
    with planner.sessions() as session:
        setattr(row_of(session, table, key), name, value)
        session.commit()


def unread(planner, table, key, name, value):
    """Set a column of a row whose old value nobody has read."""
    with planner.sessions() as session:
        row = row_of(session, table, key)
        session.expire(row)
        setattr(row, name, value)
        session.flush()
        session.commit()


def by_act(planner, table, key, name, value):
    """Set a column as an act does, outside of any request."""
    with planner.app.app_context(), act("by_act") as own:
        setattr(row_of(own, table, key), name, value)


def by_model(planner, table, key, name, value):
    """Set a column by an UPDATE of the model."""
    model, [column, *_] = TABLES[table].class_, TABLES[table].primary_key
    with planner.sessions() as session:
        session.execute(update(model).where(column == key).values({name: value}))
        session.commit()


def by_table(planner, table, key, name, value):
    """Set a column by an UPDATE of the table."""
    [column, *_] = Base.metadata.tables[table].primary_key
    with planner.sessions() as session:
        session.execute(
            update(Base.metadata.tables[table]).where(column == key).values({name: value})
        )
        session.commit()


def by_many(planner, table, key, name, value):
    """Set a column by one UPDATE that is executed for several rows."""
    stored = Base.metadata.tables[table]
    [column] = stored.primary_key
    statement = (
        update(stored).where(column == bindparam("row_key")).values({name: bindparam("new")})
    )
    rows = [{"row_key": key, "new": value}, {"row_key": 10**6, "new": value}]
    with planner.sessions() as session:
        session.execute(statement, rows)
        session.commit()


def row_of(session, table, key):
    """Return a row by its key."""
    first, *_ = TABLES[table].primary_key
    return session.scalars(select(TABLES[table].class_).where(first == key)).one()


WAYS = (by_session, unread, by_act, by_model, by_table, by_many)


def changed_addresses(planner, new):
    """Return the addresses that tell something else than at first."""
    return {address for address, told in new.items() if told != planner.told[address]}


def check_revisions(old, new):
    """Check what one feed tells after a change against what it told before (R01, R02, R05, R09)."""
    if (old[0], new[0]) != (200, 200) or old == new:
        return
    assert parse_date(new[2]) > parse_date(old[2])
    before, after = (entries(told[1]) for told in (old, new))
    for uid, entry in after.items():
        if uid in before and entry.to_ical() != before[uid].to_ical():
            was = before[uid]
            assert entry["DTSTAMP"].dt > was["DTSTAMP"].dt
            assert entry["SEQUENCE"] >= was["SEQUENCE"] + (told_of(entry) != told_of(was))


def entries(body):
    """Return the events of a calendar by UID."""
    return {str(one["UID"]): one for one in icalendar.Calendar.from_ical(body).events}


def told_of(entry):
    """Return what of an entry raises its sequence (R01)."""
    return [entry[name].to_ical() for name in ("DTSTART", "DTEND", "STATUS")]


def moments(event):
    """Return the moments and the state of a stored event, as R01 compares them."""
    rest = event.status, event.deleted_at is None
    if event.is_whole_day:
        return event.starts_at.date(), event.ends_at.date(), *rest
    end_zone = event.end_zone or event.start_zone
    return (
        instant(event.starts_at, event.start_zone, event.start_fold),
        instant(event.ends_at, end_zone, event.end_fold),
        *rest,
    )


def ways_for(table, name):
    """Return a session and another way, each of them in turn, to change a column."""
    if table not in TABLES:
        return by_table, by_many
    number = WATCHED_COLUMNS.index((table, name))
    return by_session, WAYS[1:][number % 5]


@pytest.mark.parametrize(("table", "name"), WATCHED_COLUMNS)
def test_whichever_way_a_printed_column_changes_subscribers_learn_it(planner, table, name):
    key = planner.keys.get((table, name), planner.keys[table])
    value = planner.values.get((table, name)) or other_value(*planner.stored(table, key, name))
    changed = planner.addresses
    for way in ways_for(table, name):
        before = {row.id: row for row in planner.rows("event")}

        way(planner, table, key, name, value)

        new = planner.fetched(changed)
        changed = changed_addresses(planner, new)
        assert bool(changed) == ((table, name) not in SILENT), way
        after = planner.rows("event")
        assert all(row.revised_at >= before[row.id].revised_at for row in after)
        if table != "feed":  # another reader reads other words of the same revision
            for address in changed:
                check_revisions(planner.told[address], new[address])
        if table != "transfer":  # a pick-up is a time for drivers
            moved = {row.id for row in after if moments(before[row.id]) != moments(row)}
            raised = {row.id for row in after if row.sequence == before[row.id].sequence + 1}
            kept = {row.id for row in after if row.sequence == before[row.id].sequence}
            assert (raised, raised | kept) == (moved, before.keys()), way
        planner.set_back()


FIXED = {
    ("event", "uid"): "it never changes (E01)",
    ("role", "name"): "the five roles are what the program knows",
}
UNWATCHED = {
    table: [
        column
        for column in mapper.local_table.columns
        if column.name not in WATCHED_BY_TABLE.get(table, ())
        and not column.primary_key
        and (table, column.name) not in FIXED
    ]
    for table, mapper in TABLES.items()
    if table not in MACHINERY
}


@pytest.mark.parametrize("table", UNWATCHED)
def test_whatever_else_changes_alters_no_byte(planner, table):
    number, done = planner.number, 0
    [key] = planner.one_of(table)
    for column in UNWATCHED[table]:
        for way in (by_session, by_model):
            try:
                way(
                    planner,
                    table,
                    key,
                    column.name,
                    other_value(*planner.stored(table, key, column.name)),
                )
            except IntegrityError:  # nothing else can stand here beside the others
                continue
            done += 1

    assert done or not UNWATCHED[table]
    assert planner.number == number
    planner.forget()
    assert planner.fetched(planner.addresses) == planner.told


def test_the_uid_of_an_event_never_changes(planner):
    for way in (by_session, unread):
        with pytest.raises(FixedUid):
            way(planner, "event", planner.keys["event"], "uid", uuid.uuid4())

    assert planner.fetched(planner.addresses) == planner.told


def refused_statements(session, event_id):
    """Return statements that no listener would see, by what they are."""
    change = {"id": event_id, "title_de": "Anders", "lock_version": 1}
    statement = update(Event.__table__).where(Event.id == event_id).values(title_de="Anders")
    return {
        "text": lambda: session.execute(text("UPDATE event SET title_de = 'Anders'")),
        "with": lambda: session.execute(
            text("WITH one AS (SELECT 1) UPDATE event SET title_de = 'Anders'")
        ),
        "delete": lambda: session.execute(text("delete  from guest")),
        "schema": lambda: session.execute(text('UPDATE "main"."event" SET title_de = \'Anders\'')),
        "connection": lambda: session.connection().execute(statement),
        "driver": lambda: session.connection().exec_driver_sql("UPDATE Event SET title_de = 'x'"),
        "mappings": lambda: session.bulk_update_mappings(Event, [change]),
        "saved": lambda: session.bulk_save_objects([make_venue(), make_event()]),
        "given numbers": lambda: session.execute(
            insert(Guest), [{"id": -1, "event_id": event_id, "person_id": 2}]
        ),
    }


@pytest.mark.parametrize("name", refused_statements(None, None))
def test_statement_that_would_pass_unseen_is_refused_and_nothing_is_kept(planner, name):
    with planner.sessions() as session:
        statement = refused_statements(session, planner.keys["event"])[name]
        with pytest.raises(UntrackedStatement):
            statement()

    assert planner.fetched(planner.addresses) == planner.told
    assert planner.number == planner.first_number


def test_who_is_invited_by_one_insert_counts_among_the_passengers(planner):
    with planner.sessions() as session:
        people = session.scalars(select(Person.id)).all()[1:]
        rows = [{"event_id": planner.keys["transfer"], "person_id": one} for one in people]
        session.execute(insert(Guest), rows)
        session.commit()

    told = planner.fetched(planner.addresses)
    assert f"Fahrgäste: {1 + len(people)}".encode() in told["/feeds/transfers-de.ics"][1]


def test_who_is_deleted_by_one_statement_counts_no_more(planner):
    with planner.sessions() as session:
        session.execute(delete(Guest).where(Guest.event_id == planner.keys["transfer"]))
        session.commit()

    told = planner.fetched(planner.addresses)
    assert "Fahrgäste: 1".encode() not in told["/feeds/transfers-de.ics"][1]


def test_many_flushes_in_one_transaction_are_one_revision(planner):
    with planner.sessions() as session:
        event = session.get_one(Event, planner.keys["event"])
        before = event.sequence, event.revised_at
        for hours in range(1, 4):
            event.starts_at -= hours * HOUR
            session.flush()
        session.execute(update(Event).where(Event.id == event.id).values(title_en="Supper"))
        session.commit()
        after = event.sequence, event.revised_at

    assert after[0] == before[0] + 1
    assert after[1] > before[1]


def test_two_changes_in_one_second_are_two_revisions(planner):
    stamps = []
    for title in ("One", "Two"):
        by_session(planner, "event", planner.keys["event"], "title_en", title)
        stamps.append(planner.stored("event", planner.keys["event"], "revised_at")[1])

    assert LONG_AGO < stamps[0] < stamps[1]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["starts_at", "ends_at", "start_zone", "status", "deleted_at", "title_de"]),
        st.sampled_from(WAYS),
        st.integers(0, 3),
    ),
    max_size=6,
)
CHOICES = {
    "starts_at": [dt.datetime(2026, 5, 4, hour) for hour in range(6, 10)],
    "ends_at": [dt.datetime(2026, 5, 4, hour) for hour in range(12, 16)],
    "start_zone": ["Europe/Berlin", "Europe/Paris", "Europe/London", "UTC"],
    "status": [*Status, Status.CONFIRMED],
    "deleted_at": [None, LONG_AGO, None, LONG_AGO + HOUR],
    "title_de": ["Fest", "Feier", "", "Fest"],
}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_sequence_rises_exactly_with_times_and_status_and_dates_with_every_change(planner, steps):
    key, address = planner.keys["event"], "/feeds/visit-de.ics"
    planner.set_back()
    for name, way, number in steps:
        [before] = [row for row in planner.rows("event") if row.id == key]
        told = planner.fetched([address])[address]

        way(planner, "event", key, name, CHOICES[name][number])

        [after] = [row for row in planner.rows("event") if row.id == key]
        assert after.sequence == before.sequence + (moments(after) != moments(before))
        differs = getattr(after, name) != getattr(before, name)
        assert (after.revised_at > before.revised_at) == differs
        new = planner.fetched([address])[address]
        assert (new != told) == (differs and not (before.deleted_at and after.deleted_at))  # R05
        check_revisions(told, new)


def test_statement_of_a_migration_is_refused_unless_it_says_that_calendars_know(planner):
    def careless(config):
        connection = config.attributes["connection"]
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        connection.execute(text("UPDATE event SET title_de = 'Anders'"))

    def careful(config):
        statement = text("UPDATE event SET title_de = 'Anders'")
        config.attributes["connection"].execute(statement, execution_options={TRACKED_OPTION: True})

    with planner.app.app_context(), pytest.raises(UntrackedStatement):
        migrate(careless)
    assert "half" not in inspect(planner.engine).get_table_names()
    assert planner.fetched(planner.addresses) == planner.told

    with planner.app.app_context():
        migrate(careful)
    assert {row.title_de for row in planner.rows("event")} == {"Anders"}


def test_migrations_end_by_letting_all_calendars_be_made_anew(planner):
    with planner.engine.begin() as connection:
        newest = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'before'"))

    def upgrade(config):
        connection = config.attributes["connection"]
        connection.execute(
            text("UPDATE event SET title_de = 'Anders'"), execution_options={TRACKED_OPTION: True}
        )
        connection.execute(
            text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest}
        )

    with planner.app.app_context():
        migrate(upgrade)

    told = planner.fetched(["/feeds/visit-de.ics"])["/feeds/visit-de.ics"]
    assert b"SUMMARY:Anders" in told[1]
    assert b"SUMMARY:Fest" not in told[1]


def test_a_text_that_is_given_in_both_languages_at_once_is_told(planner):
    with planner.app.app_context(), act("try_it") as own:
        event = own.scalars(select(Event).where(Event.title_de == "Fest")).one()
        event.title = Bilingual(de="Feier", en="Party")

    told = planner.fetched(["/feeds/visit-de.ics", "/en/highlights.ics"])
    assert b"SUMMARY:Feier" in told["/feeds/visit-de.ics"][1]
    assert b"SUMMARY:Party" in told["/en/highlights.ics"][1]


def test_a_change_writes_the_parts_of_two_events_and_leaves_the_rest_to_the_next_poll(planner):
    with planner.app.app_context(), act("try_it") as own:
        visit = own.scalars(select(Visit).where(Visit.slug == "one")).one()
        hall = own.get(Venue, planner.keys["venue"])
        own.add_all(make_event(visit=visit, venue=hall, title_de=f"Termin {n}") for n in range(30))

    with planner.app.app_context(), act("try_it") as own:
        own.get(Venue, planner.keys["venue"]).name_de = "Festsaal"

    with planner.sessions() as session:
        revised = session.scalars(select(Event.id).where(Event.revised_at > LONG_AGO)).all()
        written = session.scalar(
            select(func.count()).where(
                RenderedEvent.event_id.in_(revised),
                RenderedEvent.event_id == Event.id,
                RenderedEvent.revised_at == Event.revised_at,
            )
        )
    assert len(revised) > 30
    assert 0 < written <= 20
    told = planner.fetched(["/feeds/guests-de.ics"])["/feeds/guests-de.ics"]
    assert told[1].replace(b"\r\n ", b"").count(b"LOCATION:Festsaal") >= 30


@pytest.mark.parametrize(("name", "rises"), [("title_en", True), ("notes", False)])
def test_a_visit_is_dated_by_what_calendars_print_of_it(planner, name, rises):
    key = planner.keys["visit"]

    by_session(planner, "visit", key, name, "Another")

    assert (planner.stored("visit", key, "revised_at")[1] > LONG_AGO) == rises
