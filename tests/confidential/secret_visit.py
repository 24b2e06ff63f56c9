"""A confidential visit among people, places and users whom everybody knows, its texts marked."""

import datetime as dt
from types import SimpleNamespace

from sqlalchemy import insert, select

from planner.clock import utc_now
from planner.models import (
    Audience,
    FeedKind,
    HistoryEntry,
    Kind,
    OldSlug,
    Role,
    RoleName,
    VisitReader,
    VisitTakeover,
    roles_users,
)
from planner.rules.visibility import VISIT, WAYS_TO_VISITS
from tests.factories import (
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_job,
    make_move,
    make_printout,
    make_talking_point,
    make_transfer,
    make_user,
    make_visit,
)
from tests.world import SOON, add_copies, let_belong, make_told, sign_in, texts

MARKER = "qxzsecret"
LATER = SOON + dt.timedelta(days=1)
TOKEN = "token-of-the-secret-calendar"


def make_secret(world, named, *, day=LATER):
    """Return the rows of a confidential visit by name; they hang on people of a known world."""
    rows = SimpleNamespace(**vars(world))
    rows.visit = make_visit(
        slug=MARKER, is_confidential=True, first_day=SOON, last_day=LATER, in_charge=world.user,
        host=world.municipality, network=world.network, scheme_version=world.version,
    )  # fmt: skip
    rows.reader = VisitReader(visit=rows.visit, user=named)
    rows.takeover = VisitTakeover(visit=rows.visit, user=world.user)
    rows.delegation = make_delegation(rows.visit, municipality=world.municipality)
    rows.delegate = make_delegate(world.person, delegation=rows.delegation, is_leader=True)
    rows.second = make_delegate(world.companion, 2, delegation=rows.delegation)
    times = f"{day} 10:00", f"{day} 10:30"
    known = {"venue": world.venue, "responsible": world.user, "municipality": world.municipality}
    public = {"audience": Audience.PUBLIC, "is_highlight": True, "slug": f"{MARKER}-feast"}
    rows.event = make_event(*times, visit=rows.visit, **public, **known)
    rows.internal = make_event(
        *times, visit=rows.visit, audience=Audience.INTERNAL, kind=Kind.TRANSFER, **known
    )
    rows.binned = make_event(*times, visit=rows.visit, deleted_at=utc_now())
    rows.guest = make_guest(
        world.person, rows.event, delegation=rows.delegation, replied_at=utc_now(), reply="accepted"
    )
    rows.with_guest = make_guest(world.companion, rows.event, companion_of=rows.guest)
    rows.move = make_move(rows.with_guest, rows.guest)
    rows.binned_guest = make_guest(world.newcomer, rows.event, deleted_at=utc_now())
    rows.point = make_talking_point(rows.event)
    rows.transfer = make_transfer(rows.internal, from_venue=world.venue, to_venue=world.venue)
    rows.assignment = make_assignment(rows.event, world.companion)
    rows.feed = make_feed(TOKEN, visit=rows.visit, made_by=named)
    rows.others_feed = make_feed("of-others", visit=rows.visit, made_by=world.user, label="others")
    rows.own_feed = make_feed(
        "own", kind=FeedKind.PERSON, visit=rows.visit, person=world.person, made_by=world.user
    )
    rows.job = make_job(world.user, rows.visit)
    rows.printout = make_printout(world.user, rows.visit)
    add_copies(rows)
    for copy in (rows.copy, rows.event_copy):
        copy.rows[0].cells = [MARKER]
    rows.history = HistoryEntry(user=world.user, act="move_guest")
    rows.told = make_told(rows.history, MARKER)
    rows.told_values = rows.told.values
    rows.token = TOKEN
    return rows


def secret_rows(secret):
    """Return the rows that hang on the visit, and the visit."""
    hanging = {VISIT, *WAYS_TO_VISITS}
    return [row for row in vars(secret).values() if getattr(row, "__tablename__", None) in hanging]


def fill_secret(app, secret, known):
    """Save a secret visit, marked in every text; leave what belongs to the known world as it is."""
    rows = [row for row in secret_rows(secret) if row not in known]
    for row in rows:
        for column in texts(row):
            setattr(row, column.key, f"{MARKER} {column}")
    for number, feed in enumerate((secret.feed, secret.others_feed, secret.own_feed)):
        feed.label += f" {number}"  # of one subject each is another
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        session.add_all(rows)
        session.flush()
        let_belong(secret.told, [secret.visit, secret.event, secret.delegation, secret.person])
        late = [
            OldSlug(slug=f"old-{MARKER}", visit_id=secret.visit.id),
            OldSlug(slug=f"old-{MARKER}-feast", event_id=secret.event.id),
        ]
        session.add_all(late)
        session.commit()
    return [*rows, *late]


def add_user(app, role, language="en", *, row=None, **values):
    """Return a new user with a role who is signed in."""
    user = row or make_user(**values)
    give_role(app, user, role)
    sign_in(app, user, language)
    return user


def give_role(app, user, role):
    """Let a user have a role."""
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        session.add(user)
        session.flush()
        number = session.scalar(select(Role.id).where(Role.name == role))
        session.execute(insert(roles_users).values(user_id=user.id, role_id=number))
        session.commit()


ROLES = (*RoleName, None)  # None: nobody who is signed in
