"""One row of every table, its texts hostile and marked with where they are kept."""

import datetime as dt
import sqlite3
from contextlib import closing
from types import SimpleNamespace

from sqlalchemy import Enum, String, inspect

from planner.clock import utc_now
from planner.models import (
    AddressForm,
    AddressOverride,
    Audience,
    AuthenticatorApp,
    Editing,
    Erasure,
    Fact,
    HandedCopy,
    HandedRow,
    HistoryEntry,
    HistoryLook,
    HistoryRow,
    HistoryValues,
    Housekeeping,
    Kind,
    KnownDevice,
    Level,
    NetworkMember,
    OldSlug,
    Operation,
    Partnership,
    Passkey,
    PrintoutPerson,
    RecoveryCode,
    ResetLink,
    ShippedKey,
    SignIn,
    StoredFile,
    StoredPiece,
    User,
    UserSession,
    VisitReader,
    VisitStatus,
    VisitTakeover,
)
from planner.rules.history.subjects import SUBJECTS
from planner.rules.precedence.schemes import PrecedenceEntry
from planner.rules.trash import delete
from planner.rules.users import hash_token
from tests.factories import (
    make_assignment,
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_job,
    make_move,
    make_municipality,
    make_network,
    make_office,
    make_organisation,
    make_person,
    make_picture,
    make_printout,
    make_scheme,
    make_talking_point,
    make_term,
    make_transfer,
    make_user,
    make_venue,
    make_visit,
    number,
)

HOSTILE = """<script>alert(1)</script>"'><x-evil onx=1>{{ 7 * 7 }}%(n)s \x07\x1b[31m\u202e🎉"""
CODES = {  # texts that must be of a form, or that the rules make themselves
    *("slug", "zone", "start_zone", "end_zone", "country", "language", "languages", "sort_name"),
    *("search_name", "token_hash", "token_end", "password"),
    *("code_hash", "encrypted_secret"),
    *("picture.name", "role.name", "user.email", "tie_breakers"),
    *("printout.document", "history_entry.act", "history_row.table_name", "history_row.row_key"),
}
SOON = dt.date(2027, 4, 12)
TOMORROW = utc_now() + dt.timedelta(days=1)


def mark(row, hostile=HOSTILE):
    """Fill every text of a row with what must never be read as HTML, and where it is kept."""
    for column in texts(row):
        setattr(row, column.key, f"{hostile}[{column}]{next(number)}")
    return row


def texts(row):
    """Yield the columns of a row in which somebody types a text of any form."""
    for column in inspect(row).mapper.local_table.columns:
        is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
        if is_text and not {column.key, str(column)} & CODES:
            yield column


def make_world(name, town=None):
    """Return the rows of one visit with all that belongs to it, by name."""
    rows = SimpleNamespace()
    rows.picture, rows.shown = make_picture(), make_picture()
    rows.municipality = town or make_municipality(picture=rows.picture)
    rows.other = make_municipality()
    rows.municipality.facts = [Fact(position=1)]
    rows.partnership = Partnership(one=rows.municipality, other=rows.other, since=1990)
    rows.network = make_network()
    rows.member = NetworkMember(network=rows.network, municipality=rows.municipality)
    rows.venue = make_venue(municipality=rows.municipality)
    rows.organisation = make_organisation(municipality=rows.municipality)
    rows.office = make_office()
    rows.unused = [make_municipality(), make_network(), make_venue(), make_organisation()]
    rows.unused += [make_office(), make_scheme()]
    rows.scheme = make_scheme(
        entries=[
            PrecedenceEntry(office_id=1),
            PrecedenceEntry(level=Level.STATE),
            PrecedenceEntry(),
        ]
    )
    rows.version = rows.scheme.versions[0]
    rows.entry = rows.version.entries[0]
    rows.entry.office_id, rows.entry.office = None, rows.office
    rows.shipped_key = ShippedKey(key="", office=rows.office)
    rows.person = make_person(organisation=rows.organisation)
    rows.term = make_term(rows.office, person=rows.person, municipality=rows.municipality)
    rows.companion, rows.newcomer = make_person(), make_person()
    rows.override = AddressOverride(
        person=rows.person, language="en", form=AddressForm.SALUTATION, text=""
    )
    rows.user = make_user(person=rows.person)
    rows.history = HistoryEntry(user=rows.user, act="save_event")
    rows.visit = make_visit(
        slug=f"visit-{name}", first_day=SOON, last_day=SOON, host=rows.municipality,
        network=rows.network, in_charge=rows.user, is_public=True, scheme_version=rows.version,
    )  # fmt: skip
    rows.old_slug = OldSlug(slug=f"old-visit-{name}", visit_id=None)
    rows.delegation = make_delegation(rows.visit, municipality=rows.municipality)
    rows.delegate = make_delegate(rows.person, delegation=rows.delegation, is_leader=True)
    rows.second = make_delegate(rows.companion, 2, delegation=rows.delegation)
    times = f"{SOON} 10:00", f"{SOON} 11:00"
    known = {"venue": rows.venue, "responsible": rows.user, "municipality": rows.municipality}
    public = {"audience": Audience.PUBLIC, "is_highlight": True, **known}
    rows.event = make_event(
        *times, visit=rows.visit, slug=f"event-{name}", picture=rows.shown, **public
    )
    rows.free = make_event(*times, slug=f"free-{name}", **public)
    rows.internal = make_event(
        *times, visit=rows.visit, audience=Audience.INTERNAL, kind=Kind.TRANSFER, **known
    )
    rows.leaving = make_event(*times, visit=rows.visit)
    rows.guest = make_guest(rows.person, rows.event, delegation=rows.delegation)
    rows.with_guest = make_guest(rows.companion, rows.event, companion_of=rows.guest)
    rows.move = make_move(rows.with_guest, rows.guest)
    rows.free_guest = make_guest(rows.person, rows.free)
    rows.point, rows.free_point = make_talking_point(rows.event), make_talking_point(rows.free)
    rows.transfer = make_transfer(rows.internal, from_venue=rows.venue, to_venue=rows.venue)
    rows.assignment = make_assignment(rows.event, rows.companion)
    rows.free_assignment = make_assignment(rows.free, rows.companion)
    rows.feed = make_feed(f"token-{name}-of-a-secret-calendar", visit=rows.visit)
    rows.job = make_job(rows.user, rows.visit)
    rows.file = StoredFile(size=1, expires_at=utc_now() + dt.timedelta(days=1))
    rows.piece = StoredPiece(file=rows.file, number=0, content=HOSTILE.encode())
    rows.printout = make_printout(rows.user, rows.visit)
    add_copies(rows)
    rows.free_printout = make_printout(rows.user, None, event=rows.free)
    rows.free_copy = make_copy(rows, rows.free_printout)
    rows.sign_in = SignIn(user=rows.user, at=utc_now(), succeeded=True, browser="", system="")
    now = utc_now()
    rows.editing = Editing(user=rows.user, table_name="event", row_id=0, since=now, seen_at=now)
    rows.device = KnownDevice(token_hash=f"device {name}", user=rows.user, expires_at=TOMORROW)
    rows.session = UserSession(
        token_hash=f"session {name}", user=rows.user, started_at=utc_now(), agent=""
    )
    rows.link = ResetLink(
        token_hash=hash_token(f"token-{name}-of-a-secret-calendar"),
        user=rows.user,
        expires_at=TOMORROW,
    )
    add_second_factors(rows, name)
    rows.reader = VisitReader(visit=rows.visit, user=rows.user)
    rows.takeover = VisitTakeover(visit=rows.visit, user=rows.user)
    rows.token = f"token-{name}-of-a-secret-calendar"
    rows.trashed = make_trashed(rows)
    rows.look = HistoryLook(user=rows.user, seen_at=utc_now())
    rows.told = make_told(rows.history, HOSTILE)
    rows.told_values = rows.told.values
    return rows


def make_told(entry, text):
    """Return what the history tells of an act on a person who is gone."""
    values = HistoryValues(before={"notes": ""}, after={"notes": text})
    return HistoryRow(
        entry=entry, table_name="person", row_key="999", operation=Operation.CHANGED,
        fields=["notes"], old_version=1, version=2, values=values,
    )  # fmt: skip


def let_belong(told, rows):
    """Let a row of the history belong to the first row of each kind that has a history."""
    for table, column in SUBJECTS.items():
        known = (row.id for row in rows if row.__tablename__ == table)
        setattr(told, column, next(known, None))


def add_copies(rows):
    """Add that lists of a visit, an event in it and a free one were given away."""
    rows.copy = make_copy(rows, rows.printout)
    rows.event_printout = make_printout(rows.user, rows.visit, event=rows.event)
    rows.event_copy = make_copy(rows, rows.event_printout)
    rows.copied, rows.in_printout = rows.copy.rows[0], rows.printout.in_it[0]


def make_copy(rows, printout):
    """Return a copy of a printout, in which there is a person."""
    copy = HandedCopy(printout=printout, recipient="", handed_on=SOON, columns=[["Name", "TEXT"]])
    copy.rows = [HandedRow(person=rows.person, event=printout.event, cells=[HOSTILE])]
    printout.in_it = [PrintoutPerson(person=rows.person)]
    return copy


def add_second_factors(rows, name):
    """Add all that the user of a world can sign in with besides the password."""
    added = {"user": rows.user, "added_at": utc_now()}
    rows.authenticator = AuthenticatorApp(encrypted_secret="", **added)
    rows.passkey = Passkey(
        credential_id=f"passkey {name}".encode(), public_key=b"", sign_count=0, name="", **added
    )
    rows.recovery_code = RecoveryCode(user=rows.user, code_hash=hash_token(f"code {name}"))


def make_trashed(rows):
    """Return a row of each kind that waits in the trash."""
    gone = {"deleted_at": utc_now()}
    return [
        make_visit(**gone),
        make_delegation(rows.visit, **gone),
        make_delegate(rows.newcomer, 3, delegation=rows.delegation, **gone),
        make_event(visit=rows.visit, **gone),
        make_guest(rows.newcomer, rows.event, **gone),
        make_person(merged_into=rows.person, **gone),
    ]


def make_notes():
    """Return what the planner notes for itself, once for all visits."""
    now = utc_now()
    return [
        Erasure(erased_at=now, table_name="person", row_id=999),
        Housekeeping(id=1, clock_seen_at=now, clock_steady_since=now),
    ]


def all_rows(world):
    """Return the rows of a world, each once."""
    flat = []
    for value in vars(world).values():
        flat += value if isinstance(value, list) else [value]
    return [row for row in flat if hasattr(row, "__table__")]


def make_hidden(world):
    """Return what nobody outside may read of: not public, a draft, in the bin; each says so."""
    times = f"{SOON} 10:00", f"{SOON} 11:00"
    public = {"audience": Audience.PUBLIC, "is_highlight": True}
    draft = make_visit(status=VisitStatus.DRAFT, is_public=True, host=world.municipality)
    binned = make_visit(deleted_at=utc_now(), is_public=True, host=world.municipality)
    secret_town = make_municipality(is_public=False)
    rows = [
        draft, binned, secret_town,
        make_visit(host=world.municipality),
        make_event(*times, visit=draft, slug="hidden-1", **public),
        make_event(*times, visit=binned, slug="hidden-2", **public),
        make_event(*times, slug="hidden-3", deleted_at=utc_now(), **public),
        make_event(*times, visit=world.visit, audience=Audience.INTERNAL),
        make_event(*times, audience=Audience.GUESTS),
    ]  # fmt: skip
    for row in rows:
        mark(row, "HIDDEN")
    partnership = Partnership(one=world.municipality, other=secret_town)
    return [*rows, mark(partnership, "HIDDEN")]


def fill(app, *groups):
    """Save rows; old slugs and the history need the ids of what they belong to."""
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        for rows in groups:
            late = [row for row in rows if isinstance(row, OldSlug)]
            session.add_all(row for row in rows if row not in late)
            session.flush()
            for row in late:
                row.visit_id = next(one.id for one in rows if one.__tablename__ == "visit")
            session.add_all(late)
            for told in (row for row in rows if isinstance(row, HistoryRow)):
                let_belong(told, rows)
        session.commit()


def serve(app, world):
    """Let the feed of a world serve what it has, and once more after an event has left it."""
    client, address = app.test_client(), f"/feeds/{world.token}.ics"
    client.get(address)
    delete(world.leaving, utc_now())
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        session.add(world.leaving)
        session.commit()
    client.get(address)


def sign_in(app, user, language="en"):
    """Let the server know a session of a user, who reads a language and has just signed in."""
    known = {"agent": HOSTILE, "token_hash": hash_token(token_of(user))}
    known |= {"started_at": utc_now(), "password_at": utc_now()}
    with app.extensions["sessionmaker"]() as session:
        session.add(UserSession(user_id=user.id, **known))
        session.get(User, user.id).language = language
        session.commit()


def token_of(user):
    """Return the token of the session of a user."""
    return f"session of user {user.id}"


def browser_of(app, user):
    """Return a new browser with the cookie of a user who is signed in."""
    client = app.test_client()
    with client.session_transaction("/overview") as cookie:
        cookie.update(_user_id=str(user.id), token=token_of(user), _fresh=True)
    return client


def dump(path):
    """Return all that a database holds, as text."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def restore(saved, path):
    """Put a saved database into the place of another that is in use."""
    with closing(sqlite3.connect(saved)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
