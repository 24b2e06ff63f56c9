"""Pages of the history with 100, 1,000 and 10,000 entries: the same statements for each."""

import datetime as dt
import tempfile

from sqlalchemy import func, insert, select

from benchmarks.measure import Variant, compare, server, table
from benchmarks.pages import (
    FIRST,
    SECRET_KEY,
    TOKEN,
    cookie_of,
    counted,
    event_at,
    guest_person,
)
from planner import create_app
from planner.clock import utc_now
from planner.models import (
    HistoryEntry,
    HistoryRow,
    HistoryValues,
    Operation,
    Role,
    RoleName,
    UserSession,
)
from planner.rules.users import hash_token
from tests.factories import (
    make_guest,
    make_office,
    make_organisation,
    make_user,
    make_venue,
    make_visit,
)

SIZES = (100, 1_000, 10_000)
EVENTS, GUESTS = 40, 200
KINDS = 5  # of acts, which follow one another


def run():
    """Print CPU and statements of each page and size; stop if a page asks more of a longer one."""
    rows = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            rows += measured(folder, size)
    rows.sort(key=lambda row: (row[0], row[1]))
    columns = ["page", "entries", "ms", "least", "most", "statements", "kB"]
    table("History: CPU milliseconds per request, and statements (wanted: constant)", columns, rows)
    for name in {row[0] for row in rows}:
        if len({row[5] for row in rows if row[0] == name}) > 1:
            raise AssertionError(f"{name} asks more of a longer history")


def measured(folder, size):
    """Return a row of the table for each page with a number of entries."""
    url = f"sqlite:///{folder}/bench.sqlite"
    app = create_app({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url})
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    paths, cookie = fill(app, size)
    environment = {"PLANNER_SECRET_KEY": SECRET_KEY, "PLANNER_DATABASE_URL": url}
    with server("benchmarks.served:planner", environment) as (port, worker):
        variants = [
            Variant(name, port, worker, path, {"Cookie": cookie}) for name, path in paths.items()
        ]
        figures = compare(variants)
    return [
        (name, size, *(f"{ms:.1f}" for ms in figures[name]), *counted(app, path, cookie))
        for name, path in paths.items()
    ]


def fill(app, size):
    """Save a visit whose history has so many entries; return the pages and a cookie."""
    with app.extensions["sessionmaker"]() as session:
        role = session.scalar(select(Role).where(Role.name == RoleName.ORGANISER))
        users = [make_user(f"Ada {number}", roles=[role]) for number in range(5)]
        office, organisation, venue = make_office(), make_organisation(), make_venue()
        visit = make_visit(first_day=FIRST.date(), last_day=FIRST.date() + dt.timedelta(days=3))
        visit.events = [event_at(number, venue=venue) for number in range(EVENTS)]
        people = [guest_person(number, office, organisation) for number in range(GUESTS)]
        guests = [
            make_guest(person, visit.events[number % EVENTS])
            for number, person in enumerate(people)
        ]
        known = UserSession(
            user=users[0], token_hash=hash_token(TOKEN), started_at=utc_now(), agent="bench"
        )
        session.add_all([*users, visit, known, *guests])
        session.commit()
        write_history(session, size, users, visit, guests)
        paths = {
            "office": "/history",
            "visit": f"/visits/{visit.slug}/history",
            "event": f"/visits/{visit.slug}/events/{visit.events[0].id}/history",
            "person": f"/people/{people[0].id}/history",
        }
        return paths, cookie_of(app, users[0])


def write_history(session, size, users, visit, guests):
    """Write entries as acts of the last weeks would have: one row of most, ten of each fifth."""
    now, entries, rows, values = utc_now(), [], [], []
    last_entry, last_row = (
        session.scalar(select(func.coalesce(func.max(model.id), 0)))
        for model in (HistoryEntry, HistoryRow)
    )  # what is shipped stands there already
    for number in range(size):
        guest, user = guests[number % len(guests)], users[number % len(users)]
        act, changed = act_of(number, visit, guest, guests)
        at = now - dt.timedelta(minutes=3 * (size - number))
        entry_id = last_entry + number + 1
        entries.append({"id": entry_id, "at": at, "user_id": user.id, "act": act})
        for row, before, after in changed:
            row_id = last_row + len(rows) + 1
            rows.append({"id": row_id, "entry_id": entry_id, "is_sealed": False, **row})
            values.append({"row_id": row_id, "before": before, "after": after})
    for model, found in ((HistoryEntry, entries), (HistoryRow, rows), (HistoryValues, values)):
        session.connection().execute(insert(model), found)
    session.commit()


def act_of(number, visit, guest, guests):
    """Return the name of an act, and its rows with what stood there before and after."""
    place = {"visit_id": visit.id, "event_id": guest.event_id, "person_id": guest.person_id}
    of_event = {"visit_id": visit.id, "event_id": guest.event_id}
    match number % KINDS:
        case 0:
            hours = [{"starts_at": f"2027-05-04T{hour:02}:30:00"} for hour in (18, 19)]
            row = changed_row("event", guest.event_id, number, hours[1], of_event)
            return "save_event", [(row, *hours)]
        case 1:
            replies = {"reply": "open"}, {"reply": "accepted"}
            return "note_reply", [
                (changed_row("guest", guest.id, number, replies[1], place), *replies)
            ]
        case 2:
            names = {"family_name": f"Lind {number - 1}"}, {"family_name": f"Lind {number}"}
            of_person = {"person_id": guest.person_id}
            row = changed_row("person", guest.person_id, number, names[1], of_person)
            return "save_person", [(row, *names)]
        case 3:
            titles = {"title_de": f"Besuch {number - 1}"}, {"title_de": f"Besuch {number}"}
            row = changed_row("visit", visit.id, number, titles[1], {"visit_id": visit.id})
            return "save_visit", [(row, *titles)]
        case _:
            return "invite_delegation", [
                (added_row(one, visit), None, {"event_id": one.event_id, "reply": "open"})
                for one in guests[:10]
            ]


def changed_row(name, key, version, after, subjects):
    """Return the columns of a row that was changed."""
    return {
        "table_name": name, "row_key": str(key), "operation": Operation.CHANGED,
        "fields": sorted(after), "old_version": version, "version": version + 1,
        **dict.fromkeys(SUBJECTS), **subjects,
    }  # fmt: skip


def added_row(guest, visit):
    """Return the columns of a guest that was added."""
    return {
        "table_name": "guest", "row_key": str(guest.id), "operation": Operation.ADDED,
        "fields": [], "old_version": None, "version": 1,
        **dict.fromkeys(SUBJECTS), "visit_id": visit.id, "event_id": guest.event_id,
        "person_id": guest.person_id,
    }  # fmt: skip


SUBJECTS = ("visit_id", "event_id", "delegation_id", "person_id", "scheme_id")
