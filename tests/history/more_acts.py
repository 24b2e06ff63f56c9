"""Acts that are not taken back, or not alone; with those of the test of undo it is nearly all."""

import pyotp
from sqlalchemy import func, select

from planner.clock import utc_now
from planner.confidentiality import SeesAll, seeing_all
from planner.db import act, session
from planner.languages import Bilingual
from planner.models import (
    Audience,
    Delegate,
    FeedKind,
    FormerOffices,
    Guest,
    HistoryEntry,
    Medium,
    Organisation,
    Representation,
    Role,
    RoleName,
    Sector,
    Status,
    User,
    Visit,
)
from planner.printing.catalogue import BY_KEY
from planner.printing.tables import CellKind, Column, Subject, Table
from planner.rules.guests.comparison import differences
from planner.rules.guests.representation import TypedRepresentation
from planner.rules.precedence.scheme_versions import TieBreakerChange
from planner.rules.printing.occasions import Occasion
from planner.services import calendar_files, copies, feeds, papers
from planner.services.accounts import (
    deleting,
    reset_links,
    second_factors,
    second_steps,
    sessions,
    sign_ins,
    users,
)
from planner.services.erasing.erasing import erase
from planner.services.guests import comparison, delegations, representation
from planner.services.history.undoing import undo_entry
from planner.services.people import people
from planner.services.places import partners, places
from planner.services.places.pictures import PictureChange
from planner.services.precedence import schemes
from planner.services.programme import confidentiality, events, visits
from tests.erasing.worlds import nothing
from tests.world import SOON

NOW = utc_now()
AGENT = "a browser"
PASSWORD = "correct horse battery staple"
OTHER_PASSWORD = "another horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NAMED = {
    **{"name_de": "Neu", "name_en": "New", "is_default": False, "as_of": SOON},
    **{"keeps_delegations_together": True, "former_offices": FormerOffices.NOT},
}
SAID = TypedRepresentation(Representation.PLACE_OF_REPRESENTED, "by phone", True, True)


def fresh(row):
    """Return a row as a view has loaded it."""
    with seeing_all(SeesAll.HISTORY):
        return session.get_one(type(row), row.id, populate_existing=True)


def save_town(w):
    values = {"name": "Lyon", "state": "", "country": "FR", "is_home": False}
    made = {
        "slug": None,
        "facts": Bilingual("Energie: Wind", "Energy: wind"),
        "picture": PictureChange(),
    }
    partners.save_municipality(fresh(w.other), values, seen=1, **made)


def save_partnership(w):
    both = w.municipality.id, w.partnership.id
    partners.save_partnership(*both, {"since": 2002}, seen=w.partnership.lock_version)


def make_feed(w):
    feeds.make_feed(
        FeedKind.VISIT, {"visit_id": w.visit.id}, label="new", language="de", user=fresh(w.boss),
        now=NOW,
    )  # fmt: skip


def log_calendar_file(w):
    told = {"audience": Audience.GUESTS, "kind": "guests", "language": "de"}
    calendar_files.log_calendar_file(
        w.visit, None, b"BEGIN:VCALENDAR", user_id=w.boss.id, now=NOW, **told
    )


def log_printout(w):
    document, occasion = BY_KEY["guests"], Occasion(fresh(w.visit))
    choice = document.usual_choice(occasion, "en")
    told = {"medium": Medium.PDF, "version": "A", "people": 1, "user_id": w.boss.id, "now": NOW}
    papers.log_printout(document, occasion, choice, **told, person_ids=[w.person.id])


def hand_copy(w):
    document, occasion = BY_KEY["guests"], Occasion(fresh(w.visit))
    subjects = (Subject(w.person.id, w.event.id),)
    table = Table((Column("Name", CellKind.TEXT),), (("Ada",),), "A", None, (1,), subjects)
    choice = document.usual_choice(occasion, "en")
    given = {"recipient": "Caterer", "handed_on": SOON, "medium": Medium.PDF}
    return copies.hand_copy(document, occasion, choice, table, **given, user_id=w.boss.id, now=NOW)


def restrict(w):
    visit = fresh(w.visit)
    confidentiality.restrict_visit(visit, seen=visit.lock_version, user=fresh(w.boss), now=NOW)


def open_again(w):
    restrict(w)
    visit = fresh(w.visit)
    confidentiality.open_visit(visit, seen=visit.lock_version)


def name_reader(w):
    restrict(w)
    confidentiality.name_reader(fresh(w.visit), w.spare.id, user=fresh(w.boss), now=NOW)


def remove_reader(w):
    name_reader(w)
    confidentiality.remove_reader(fresh(w.visit), w.spare.id)


def take_over(w):
    restrict(w)
    for user in (w.user, w.boss):
        set_active(user, is_active=False)
    confidentiality.take_over(w.visit.id, user=fresh(w.spare), now=NOW)


def set_active(user, *, is_active):
    """Let an account be on or off, whoever the last administrator is."""
    with act("save_user") as own:
        own.get_one(User, user.id).active = is_active


def cancel_and_reinstate(w):
    events.cancel_event(fresh(w.event), seen=1)
    events.reinstate_event(
        fresh(w.event), status=Status.CONFIRMED, seen=fresh(w.event).lock_version
    )


def sign_in(w):
    users.set_password(fresh(w.spare), PASSWORD)
    sessions.begin_session(w.spare.email, PASSWORD, agent=AGENT, now=NOW)


def sign_in_with_code(w):
    users.set_password(fresh(w.spare), PASSWORD)
    add_app(w)
    codes = second_factors.renew_recovery_codes(fresh(w.spare))
    begun = sessions.begin_session(w.spare.email, PASSWORD, agent=AGENT, now=NOW)
    second_steps.complete_with_code(fresh(w.spare), begun.token, codes[0], agent=AGENT, now=NOW)


def change_password(w):
    users.set_password(fresh(w.spare), PASSWORD)
    sessions.change_password(fresh(w.spare), PASSWORD, OTHER_PASSWORD, agent=AGENT, now=NOW)


def add_app(w):
    code = pyotp.TOTP(SECRET).at(NOW)
    return second_factors.add_app(fresh(w.spare), SECRET, code, now=NOW)


def use_link(w):
    reset_links.use_link(reset_links.make_link(fresh(w.spare), now=NOW), PASSWORD, now=NOW)


def apply_differences(w):
    delegations.add_delegate(fresh(w.visit), w.delegation.id, w.stranger.id)
    guests = session.scalars(select(Guest).where(Guest.event_id == w.event.id)).all()
    found = select(Delegate).where(Delegate.delegation_id == w.delegation.id)
    keys = [one.key for one in differences(session.scalars(found).all(), guests)]
    comparison.apply_differences(fresh(w.event), w.delegation.id, keys, now=NOW)


def send_representative(w):
    representation.send_representative(
        fresh(w.free), w.free_guest.id, w.newcomer.id, SAID, seen=1, now=NOW
    )


def end_representation(w):
    send_representative(w)
    representation.end_representation(fresh(w.free), w.free_guest.id, is_removed=True, now=NOW)


def delete_user(w):
    deleting.delete_user(fresh(w.spare), by_id=w.boss.id, successor_id=None, today=SOON, now=NOW)


def take_back(w):
    places.save_venue(fresh(w.venue), {"name_de": "Neu"}, seen=1)
    entry_id = session.scalar(select(func.max(HistoryEntry.id)))
    undo_entry(entry_id, user=fresh(w.boss), now=NOW)


def demand(w):
    seen = sum(session.scalars(select(Role.lock_version)))
    second_factors.demand_of_roles([RoleName.READER], seen=seen)


MORE_ACTS = {
    "add_visit": lambda w: visits.add_visit(
        Visit(), {"title_de": "Neu", "slug": "new", "first_day": SOON, "last_day": SOON,
                  "zone": "Europe/Berlin", "status": w.visit.status},
    ),
    "save_municipality": save_town,
    "save_partnership": save_partnership,
    "save_organisation": lambda w: places.save_organisation(
        Organisation(), {"name_de": "Neu", "sector": Sector.POLITICS}, seen=None
    ),
    "make_feed": make_feed,
    "renew_feed": lambda w: feeds.renew_feed(w.feed.id, user=fresh(w.boss), now=NOW),
    "end_feed": lambda w: feeds.end_feed(w.feed.id, user=fresh(w.boss), now=NOW),
    "wipe_feed": lambda w: feeds.wipe_feed(w.feed.id, user=fresh(w.boss), now=NOW),
    "log_calendar_file": log_calendar_file,
    "log_printout": log_printout,
    "hand_copy": hand_copy,
    "delete_copy": lambda w: copies.delete_copy(hand_copy(w).id),
    "restrict_visit": restrict,
    "open_visit": open_again,
    "name_reader": name_reader,
    "remove_reader": remove_reader,
    "take_over": take_over,
    "reinstate_event": cancel_and_reinstate,
    "insert_user": lambda w: users.insert_user("Neu", "new@planner.example", RoleName.READER),
    "set_password": lambda w: users.set_password(fresh(w.spare), PASSWORD),
    "save_account": lambda w: users.save_account(fresh(w.spare), {"phone": "+49 1"}),
    "link_person": lambda w: users.link_person(fresh(w.spare), w.stranger.id),
    "unlink_person": lambda w: users.unlink_person(fresh(w.user)),
    "begin_session": sign_in,
    "complete_with_code": sign_in_with_code,
    "log_failure": lambda w: sign_ins.log_failure(w.spare.id, agent=AGENT, now=NOW),
    "change_password": change_password,
    "add_app": add_app,
    "remove_app": lambda w: second_factors.remove_app(fresh(w.user)),
    "remove_passkey": lambda w: second_factors.remove_passkey(fresh(w.user), w.passkey.id),
    "renew_recovery_codes": lambda w: second_factors.renew_recovery_codes(fresh(w.user)),
    "remove_second_factors": lambda w: second_factors.remove_second_factors(fresh(w.user)),
    "demand_of_roles": demand,
    "make_link": lambda w: reset_links.make_link(fresh(w.spare), now=NOW),
    "use_link": use_link,
    "save_term": lambda w: people.save_term(
        w.person.id, {"office_id": w.unused[4].id, "since": None, "until": None}, seen=None,
        today=SOON,
    ),
    "add_new_delegate": lambda w: delegations.add_new_delegate(
        fresh(w.visit), w.delegation.id, {"given_name": "Neu", "family_name": "Da"}
    ),
    "apply_differences": apply_differences,
    "send_representative": send_representative,
    "end_representation": end_representation,
    "move_entry": lambda w: schemes.move_entry(
        fresh(w.scheme), w.version.entries[0].id, 1, seen=1, today=SOON
    ),
    "change_tie_breakers": lambda w: schemes.change_tie_breakers(
        fresh(w.scheme), "country", TieBreakerChange.ADD, seen=1, today=SOON
    ),
    "save_scheme": lambda w: schemes.save_scheme(
        fresh(w.scheme), NAMED, seen=1, today=SOON
    ),
    "undo_entry": take_back,
}  # fmt: skip
ERASING = {
    "delete_user": delete_user,
    "erase_with_hanging": lambda w: erase(
        "event", [w.trashed[3].id], now=NOW, limit=None, step=nothing
    ),
    "end_duties": lambda w: erase("person", [w.companion.id], now=NOW, limit=None, step=nothing),
}
