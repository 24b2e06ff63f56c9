"""Make valid objects; a test names only the values that it is about."""

import datetime as dt
import itertools
import json
import uuid

from planner.clock import utc_now
from planner.models import (
    Assignment,
    Audience,
    Branch,
    Delegate,
    Delegation,
    Duty,
    Event,
    Feed,
    Guest,
    Job,
    JobState,
    Kind,
    Level,
    Medium,
    Move,
    Municipality,
    Network,
    Office,
    Organisation,
    Person,
    Picture,
    PointKind,
    Printout,
    Scheme,
    Sector,
    Side,
    Status,
    TalkingPoint,
    Term,
    Transfer,
    User,
    Venue,
    Visit,
    VisitStatus,
)
from planner.rules.precedence import schemes
from planner.rules.precedence.scheme_versions import version_row
from planner.rules.users import hash_token

LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
number = itertools.count(1)


def make_user(name="Ada Lindqvist", **values):
    unique = next(number)
    defaults = {
        "name": name,
        "email": f"user{unique}@planner.example",
        "password": "",
        "created_at": LONG_AGO,
    }
    return User(**defaults | values)


def make_municipality(name="Lyon", **values):
    defaults = {
        "slug": f"{name.lower().replace(' ', '-')}-{next(number)}",
        "name": name,
        "state": "Auvergne-Rhône-Alpes",
        "country": "FR",
        "zone": "Europe/Paris",
    }
    return Municipality(**defaults | values)


def make_network(name="Towns of the Rivers", **values):
    return Network(**{"slug": f"network-{next(number)}", "name": name, "since": 2016} | values)


def make_venue(name_de="Rathaus", **values):
    return Venue(**{"name_de": name_de, "name_en": "Town hall"} | values)


def make_organisation(name_de="Stadtwerke", **values):
    defaults = {"name_de": name_de, "name_en": "Public utilities", "sector": Sector.BUSINESS}
    return Organisation(**defaults | values)


def make_picture(**values):
    defaults = {
        "name": f"picture-{next(number)}",
        "width": 1600,
        "height": 900,
        "alt_de": "Ein Fluss",
        "alt_en": "A river",
    }
    return Picture(**defaults | values)


def make_person(given_name="Ada", family_name="Lindqvist", **values):
    return Person(**{"given_name": given_name, "family_name": family_name} | values)


def make_office(title_en="Mayor", **values):
    defaults = {
        "title_de_feminine": "Bürgermeisterin",
        "title_de_masculine": "Bürgermeister",
        "title_de_neutral": "Bürgermeisteramt",
        "title_en": title_en,
        "level": Level.MUNICIPAL,
        "branch": Branch.EXECUTIVE,
        "is_elected": True,
    }
    return Office(**defaults | values)


def make_term(office=None, **values):
    return Term(office=office or make_office(), **{"since": dt.date(2020, 1, 1)} | values)


def make_visit(**values):
    defaults = {
        "slug": f"lyon-{next(number)}",
        "title_de": "Delegation aus Lyon",
        "title_en": "Delegation from Lyon",
        "first_day": dt.date(2026, 5, 4),
        "last_day": dt.date(2026, 5, 7),
        "zone": "Europe/Berlin",
        "status": VisitStatus.CONFIRMED,
        "revised_at": LONG_AGO,
    }
    return Visit(**defaults | values)


def make_delegation(visit=None, **values):
    defaults = {"name_de": "Delegation aus Lyon", "name_en": "Delegation from Lyon"}
    return Delegation(visit=visit or make_visit(), **defaults | values)


def make_delegate(person=None, position=1, **values):
    return Delegate(person=person or make_person(), position=position, **values)


def make_event(start="2026-05-04 10:00", end="2026-05-04 11:00", **values):
    defaults = {
        "title_de": "Empfang",
        "title_en": "Reception",
        "status": Status.CONFIRMED,
        "starts_at": dt.datetime.fromisoformat(start),
        "start_zone": "Europe/Berlin",
        "start_fold": 0,
        "ends_at": dt.datetime.fromisoformat(end),
        "end_fold": 0,
        "is_whole_day": False,
        "uid": uuid.UUID(int=next(number)),
        "sequence": 0,
        "revised_at": LONG_AGO,
        "created_at": LONG_AGO,
    }
    return Event(**defaults | values)


def make_guest(person=None, event=None, **values):
    return Guest(person=person or make_person(), event=event or make_event(), **values)


def make_feed(token="secret", language="en", **values):
    label = "Phone" if token == "secret" else f"Phone {token}"  # of one subject each is another
    defaults = {"label": label, "token_end": token[-4:], "made_at": LONG_AGO}
    return Feed(token_hash=hash_token(token), language=language, **defaults | values)


def make_talking_point(event, text="Heat", **values):
    defaults = {"event": event, "kind": PointKind.RAISE, "position": 1, "text": text}
    return TalkingPoint(**defaults | values)


def make_transfer(event=None, **values):
    event = event or make_event(kind=Kind.TRANSFER)
    return Transfer(event=event, **{"vehicle": "Bus 1", "seats": 20} | values)


def make_assignment(event=None, person=None, **values):
    defaults = {"duty": Duty.INTERPRETER, "languages": "de en"}
    return Assignment(
        event=event or make_event(), person=person or make_person(), **defaults | values
    )


def make_highlight(title="Summer of Climate", **values):
    defaults = {
        "title_de": title,
        "title_en": title,
        "slug": title.lower().replace(" ", "-"),
        "is_highlight": True,
        "audience": Audience.PUBLIC,
    }
    return make_event(**defaults | values)


def make_scheme(name_de="Empfang", entries=None, **values):
    """Return a scheme with a first version of some entries and tie-breakers."""
    entries = entries or [schemes.PrecedenceEntry()]
    said = {"tie_breakers": values.pop("tie_breakers", ())}
    options = {"keeps_delegations_together", "former_offices"}
    said |= {name: values.pop(name) for name in options & values.keys()}
    version = version_row(schemes.PrecedenceScheme(tuple(entries), **said), 1, LONG_AGO.date())
    return Scheme(name_de=name_de, versions=[version], **values)


def make_move(guest, anchor, side=Side.AFTER, reason="Old friends", **values):
    return Move(guest=guest, anchor=anchor, side=side, reason=reason, **values)


def make_job(user, visit, **values):
    """Return a folder of a visit that is just being made."""
    defaults = {"kind": "make_folder", "state": JobState.RUNNING, "total": 2}
    defaults |= {"asked_at": utc_now(), "attempts": 1, "claim": f"claim {next(number)}"}
    arguments = json.dumps({"visit_id": visit.id, "user_id": user.id, "language": "de"})
    return Job(**{"user": user, "visit": visit, "arguments": arguments} | defaults | values)


def make_printout(user, visit, **values):
    """Return the note that a guest list was printed."""
    defaults = {"document": "guests", "audience": Audience.INTERNAL, "language": "de"}
    defaults |= {"order": "alphabet", "chosen": "order=alphabet", "medium": Medium.PDF}
    defaults |= {"version": "3FA9C2", "people": 7, "printed_at": utc_now()}
    return Printout(user=user, visit=visit, **defaults | values)
