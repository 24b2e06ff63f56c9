"""The order of 100, 1,000 and 10,000 guests with a reason for each, beside a plain read and sort.

The plain side reads the same rows with Core and sorts tuples that are ready; the ratio is ours to
the sum of both. CPU time of this process, the median of alternating rounds.
"""

import contextlib
import datetime as dt
import os
import statistics
import tempfile
import time

from sqlalchemy import select

from benchmarks.measure import table
from planner import create_app
from planner.models import Branch, Event, GuestRole, Level, Scheme
from planner.queries.guests.guest_sources import invitations_to, read_sources
from planner.queries.people.person_rows import person_rows, term_rows
from planner.rules.guests.guests import guest_rows
from planner.rules.precedence.guest_claims import claims_in as claims_of
from planner.rules.precedence.guest_claims import roles_in
from planner.rules.precedence.precedence import rank_claims
from planner.rules.precedence.schemes import RECEPTION, US_VISITORS
from planner.rules.precedence.standings import standings_of
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_guest,
    make_move,
    make_office,
    make_person,
    make_term,
    make_visit,
)

SIZES = (100, 1_000, 10_000)
ROUNDS = 7


def run():
    """Print what reading, sorting and ordering cost for each number of guests."""
    rows = []
    for size in SIZES:
        for scheme in (RECEPTION, US_VISITORS):
            with reception(size, scheme) as (session, event):
                rows.append([scheme.name.en, *measured(session, event, size)])
    columns = ["scheme", "guests", "read", "sort", "order + why", "ratio", "whole list", "ratio"]
    table("Precedence, CPU ms (ratio: to read + sort)", columns, rows)


@contextlib.contextmanager
def reception(size, scheme):
    """Give a session and an event with guests of many offices, a tenth of them companions."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "planner.sqlite")
        app = create_app({"SECRET_KEY": "x" * 40, "DATABASE_URL": f"sqlite:///{path}"})
        app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
        with app.app_context(), app.extensions["sessionmaker"]() as session:
            schemes = {one.name_en: one for one in session.scalars(select(Scheme))}
            event = filled(size)
            event.scheme_version = schemes[scheme.name.en].versions[0]
            session.add(event)
            session.commit()
            yield session, session.scalar(select(Event))
        app.extensions["sessionmaker"].kw["bind"].dispose()


def filled(size):
    """Return an event with its guests: a delegation of a fifth, one in fifty moved by hand."""
    visit = make_visit(slug="reception")
    event, sent = make_event(visit=visit), make_delegation(visit)
    offices = [
        make_office(f"{level} {branch}", level=level, branch=branch)
        for level in Level
        for branch in Branch
    ]
    roles = (GuestRole.GUEST_OF_HONOUR, GuestRole.HOST, *[GuestRole.GUEST] * 8)
    before = None
    for number in range(size):
        since = dt.date(2000 + number % 24, 1, 1)
        held = [make_term(offices[number % len(offices)], since=since)] if number % 3 else []
        person = make_person(f"Ada {number}", f"Guest {number * 7919 % size}", terms=held)
        partner = {"companion_of": before, "role": GuestRole.COMPANION} if number % 10 == 9 else {}
        role = {} if partner else {"role": roles[number % 10] if number < 20 else GuestRole.GUEST}
        previous, delegation = before, {"delegation": sent} if number % 5 == 3 else {}
        before = make_guest(person, event, **partner, **role, **delegation)
        if delegation:
            make_delegate(person, number, delegation=sent, is_leader=number == 3)
        if number % 50 == 40:
            make_move(before, previous)
    return event


def measured(session, event, size):
    """Return the line of a table: milliseconds and ratios."""
    sources = read_sources(session, event.visit, event)
    claims = claims_in(sources)
    keys = standings_of(claims, sources.scheme).values()
    ready = [tuple(standing.keys) for standing in keys]
    ids = list(sources.people)
    steps = {
        "read": lambda: read_plainly(session, event, ids),
        "sort": lambda: sorted(ready),
        "order": lambda: rank_claims(claims_in(sources), sources.scheme),
        "list": lambda: guest_rows(read_sources(session, event.visit, event)),
    }
    found = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            began = time.process_time()
            step()
            found[name].append((time.process_time() - began) * 1000)
    ms = {name: statistics.median(times) for name, times in found.items()}
    plain = ms["read"] + ms["sort"]
    ratios = [f"{ms[name] / plain:.2f}" for name in ("order", "list")]
    figures = [f"{ms[name]:.1f}" for name in steps]
    return [f"{size:,}", *figures[:3], ratios[0], figures[3], ratios[1]]


def claims_in(sources):
    """Return the claims of all on a list."""
    return claims_of(sources, roles_in(sources))


def read_plainly(session, event, ids):
    """Read the rows of the guests, the people and their terms with Core."""
    for statement in (invitations_to(event), person_rows(ids), term_rows(ids)):
        session.connection().execute(statement).all()
