"""What the trail costs: the same acts in two planners, one of which keeps no trail.

CPU time of this process, the median of alternating rounds; each planner has its own copy of one
database. Statements are those of one act, without BEGIN and COMMIT.
"""

import contextlib
import datetime as dt
import gc
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import NamedTuple

from flask_login import login_user
from sqlalchemy import event, select

from benchmarks.measure import table
from benchmarks.pages import FIRST, SECRET_KEY, event_at, guest_person
from planner import create_app
from planner.clock import utc_now
from planner.db import session
from planner.models import Event, Guest, Person, Reply, Role, RoleName, User, Visit
from planner.services.guests.invitations import invite_delegation, note_reply
from planner.services.people.people import save_person
from planner.services.programme.events import save_event
from planner.services.programme.visits import save_visit
from planner.trail import listener
from tests.factories import (
    make_delegate,
    make_delegation,
    make_guest,
    make_office,
    make_organisation,
    make_user,
    make_venue,
    make_visit,
)

AT_MOST = 1.3  # times what an act costs without the trail
ROUNDS, TIMES, DELEGATES = 9, 20, 50
REPLIES = (Reply.ACCEPTED, Reply.DECLINED)


class Act(NamedTuple):
    """An act, how often a round does it, and what does it; a number makes each one differ."""

    name: str
    times: int
    run: Callable


class Cost(NamedTuple):
    """What one act costs: CPU milliseconds of each round, and statements."""

    rounds: list
    statements: int

    @property
    def milliseconds(self):
        """The median of the rounds."""
        return statistics.median(self.rounds)


def run():
    """Print what each act costs with and without the trail; stop if it costs too much."""
    with tempfile.TemporaryDirectory() as folder:
        ways = planners(folder)
        costs = {one.name: measured(ways, one) for one in ACTS}
        for app in ways:
            app.extensions["sessionmaker"].kw["bind"].dispose()
    ratios = {name: ratio_of(*pair) for name, pair in costs.items()}
    rows = [
        [name, f"{without.milliseconds:.2f}", f"{kept.milliseconds:.2f}", f"{ratios[name]:.2f}",
         without.statements, kept.statements]
        for name, (without, kept) in costs.items()
    ]  # fmt: skip
    columns = ["act", "ms without", "ms with", "ratio", "statements without", "with"]
    table(f"The trail, CPU ms of an act (wanted: a ratio of at most {AT_MOST})", columns, rows)
    if dear := [name for name, ratio in ratios.items() if ratio > AT_MOST]:
        raise AssertionError(f"the trail costs too much: {', '.join(dear)}")


def planners(folder):
    """Return two planners that begin alike, the first one without a trail."""
    first, second = (os.path.join(folder, name) for name in ("without.sqlite", "with.sqlite"))
    with trail_left_out():
        without = planner_on(first)
    without.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    fill(without)
    without.extensions["sessionmaker"].kw["bind"].dispose()  # all is in the one file now
    shutil.copyfile(first, second)
    return without, planner_on(second)


@contextlib.contextmanager
def trail_left_out():
    """Let planners be built whose sessions nobody watches for the trail."""
    connect = listener.init_app
    listener.init_app = lambda _app: None
    try:
        yield
    finally:
        listener.init_app = connect


def planner_on(path):
    """Return a planner with a database at a path."""
    return create_app({"SECRET_KEY": SECRET_KEY, "DATABASE_URL": f"sqlite:///{path}"})


def fill(app):
    """Save a visit with events, a delegation, people and guests: ids are the same in each copy."""
    with app.extensions["sessionmaker"]() as own:
        role = own.scalar(select(Role).where(Role.name == RoleName.ORGANISER))
        venue, office, organisation = make_venue(), make_office(), make_organisation()
        visit = make_visit(
            slug="bench", first_day=FIRST.date(), last_day=FIRST.date() + dt.timedelta(days=3)
        )
        visit.events = [event_at(number, venue=venue) for number in range(200)]
        people = [guest_person(number, office, organisation) for number in range(DELEGATES)]
        delegation = make_delegation(visit)
        delegation.delegates = [
            make_delegate(person, number, is_leader=number == 1)
            for number, person in enumerate(people, 1)
        ]
        replying = [make_guest(person, visit.events[0]) for person in people]
        own.add_all([make_user(roles=[role]), visit, *replying])
        own.commit()


def save_events(number):
    """Save an event as its form does: another title and another hour."""
    occasion = session.get_one(Event, 2)
    hour = dt.timedelta(hours=number % 20)
    values = {
        "title_de": f"Empfang {number}", "title_en": f"Reception {number}",
        "starts_at": FIRST + hour, "ends_at": FIRST + hour + dt.timedelta(hours=1),
        "description_de": occasion.description_de, "internal_notes": f"note {number}",
    }  # fmt: skip
    save_event(occasion, values, seen=occasion.lock_version)


def save_people(number):
    """Save a person as the form does: another name and another note."""
    person = session.get_one(Person, 1)
    values = {
        "given_name": f"Ada {number}", "family_name": f"Lind {number}",
        "notes": f"prefers letters {number}", "email": person.email,
    }  # fmt: skip
    save_person(person, values, forms_of_address={}, seen=person.lock_version)


def note_replies(number):
    """Note the reply of a guest, as one click on the list does."""
    occasion, guest = session.get_one(Event, 1), session.get_one(Guest, 1)
    reply = next(one for one in REPLIES if one != guest.reply)
    note_reply(occasion, guest.id, reply, seen=guest.reply, now=utc_now())


def invite_delegations(number):
    """Invite a delegation to an event that nobody is a guest of yet."""
    visit = session.get_one(Visit, 1)
    delegation = visit.delegations[0]
    delegates = [one.id for one in delegation.delegates]
    invite_delegation(visit, delegation.id, delegates, [3 + number])


def save_visits(number):
    """Save a visit as its form does: another title and other notes."""
    visit = session.get_one(Visit, 1)
    values = {
        "title_de": f"Besuch {number}", "title_en": f"Visit {number}", "zone": visit.zone,
        "first_day": visit.first_day, "last_day": visit.last_day, "notes": f"note {number}",
    }  # fmt: skip
    save_visit(visit, values, seen=visit.lock_version)


ACTS = (
    Act("save_event", TIMES, save_events),
    Act("save_person", TIMES, save_people),
    Act("note_reply", TIMES, note_replies),
    Act(f"invite_delegation of {DELEGATES}", 5, invite_delegations),
    Act("save_visit", TIMES, save_visits),
)


def measured(ways, one):
    """Return the cost of an act in each planner; their rounds alternate."""
    numbers = [iter(range(10**6)) for _ in ways]
    for app, upward in zip(ways, numbers, strict=True):
        time_of(app, one, upward)  # what is made once is made before
    counts = [counted(app, one, upward) for app, upward in zip(ways, numbers, strict=True)]
    found = [[] for _ in ways]
    for _ in range(ROUNDS):
        for app, upward, times in zip(ways, numbers, found, strict=True):
            times.append(time_of(app, one, upward))
    return [Cost(times, count) for times, count in zip(found, counts, strict=True)]


def ratio_of(without, kept):
    """Return how many times as much an act costs: the median of the rounds, pair by pair."""
    pairs = zip(kept.rounds, without.rounds, strict=True)
    return statistics.median(longer / shorter for longer, shorter in pairs)


def time_of(app, one, upward):
    """Return the CPU milliseconds of an act, done so often as a round does it."""
    gc.collect()
    used = 0.0
    for _ in range(one.times):
        with somebody_at(app):
            began = time.process_time()
            one.run(next(upward))
            used += time.process_time() - began
    return used * 1000 / one.times


@contextlib.contextmanager
def somebody_at(app):
    """Let a user be signed in: the trail asks who it is."""
    with app.test_request_context():
        login_user(session.get_one(User, 1))
        session.rollback()
        yield


def counted(app, one, upward):
    """Return how many statements an act needs."""
    statements = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    engine = app.extensions["sessionmaker"].kw["bind"]
    with somebody_at(app):
        event.listen(engine, "before_cursor_execute", note)
        one.run(next(upward))
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)
