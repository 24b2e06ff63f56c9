"""The visit page, the guest list and the public feed with 10, 100 and 1,000 rows."""

import contextlib
import datetime as dt
import os
import tempfile

from sqlalchemy import event, select

from benchmarks.measure import Variant, compare, server, table
from planner import create_app
from planner.clock import utc_now
from planner.models import Audience, Role, RoleName, UserSession
from planner.rules.users import hash_token
from tests.factories import (
    make_event,
    make_guest,
    make_office,
    make_organisation,
    make_person,
    make_term,
    make_user,
    make_venue,
    make_visit,
)

SIZES = (10, 100, 1000)
TOKEN = "token of the benchmark"
SECRET_KEY = "a secret key of benchmarks that is long enough"
FIRST = dt.datetime.combine(dt.date.today() + dt.timedelta(days=30), dt.time(8))


def run():
    """Print CPU and queries per request for each page and size."""
    rows = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            rows += measured(folder, size)
    table(
        "Pages: CPU milliseconds per request (median of 5 rounds), and queries",
        ["page", "rows", "ms", "least", "most", "queries", "kB"],
        rows,
    )


def measured(folder, size):
    """Return a row of the table for each page with a number of rows in its list."""
    url = f"sqlite:///{folder}/bench.sqlite"
    app = create_app({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": url})
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    paths, cookie = fill(app, size)
    environment = {"PLANNER_SECRET_KEY": SECRET_KEY, "PLANNER_DATABASE_URL": url}
    with server("benchmarks.served:planner", environment) as (port, worker):
        variants = [
            Variant(name, port, worker, path, {"Cookie": cookie} if signed_in else {})
            for name, path, signed_in in paths
        ]
        figures = compare(variants)
    return [
        (name, size, *(f"{ms:.1f}" for ms in figures[name]), *counted(app, path, cookie))
        for name, path, _ in paths
    ]


def fill(app, size):
    """Save a visit with events and guests and highlights; return the pages and a cookie."""
    with app.extensions["sessionmaker"]() as session:
        role = session.scalar(select(Role).where(Role.name == RoleName.ORGANISER))
        user = make_user(roles=[role])
        venues = [make_venue(f"Raum {n}") for n in range(20)]
        visit = make_visit(
            first_day=FIRST.date(),
            last_day=FIRST.date() + dt.timedelta(days=3),
            events=[event_at(n, venue=venues[n % 20]) for n in range(size)],
        )
        listed = make_visit(events=[event_at(0)])
        office, organisation = make_office(), make_organisation()
        guests = [
            make_guest(guest_person(n, office, organisation), event=listed.events[0])
            for n in range(size)
        ]
        highlights = [
            event_at(n, is_highlight=True, slug=f"day-{n}", audience=Audience.PUBLIC)
            for n in range(size)
        ]
        known = UserSession(
            user=user, token_hash=hash_token(TOKEN), started_at=utc_now(), agent="bench"
        )
        session.add_all([user, visit, listed, known, *guests, *highlights])
        session.commit()
        paths = [
            ("visit page", f"/visits/{visit.slug}", True),
            ("guest list", f"/visits/{listed.slug}/guests", True),
            ("highlights feed", "/highlights.ics", False),
        ]
        return paths, cookie_of(app, user)


def event_at(number, **values):
    """Return an event that begins so many hours after the first."""
    start = FIRST + dt.timedelta(hours=number % 72, minutes=number % 60)
    return make_event(f"{start}", f"{start + dt.timedelta(hours=1)}", **values)


def guest_person(number, office, organisation):
    """Return a person with an office and an organisation."""
    terms = [make_term(office)]
    return make_person(f"Ada {number}", f"Lind {number}", terms=terms, organisation=organisation)


def cookie_of(app, user):
    """Return the cookie of a browser in which the user is signed in."""
    values = {"_user_id": str(user.id), "token": TOKEN, "_fresh": True}
    return "planner=" + app.session_interface.get_signing_serializer(app).dumps(values)


def counted(app, path, cookie):
    """Return how many statements a page needs, and its size in kB."""
    statements = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    engine = app.extensions["sessionmaker"].kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
        answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    event.remove(engine, "before_cursor_execute", note)
    return len(statements), f"{len(answer.data) / 1000:.0f}"
