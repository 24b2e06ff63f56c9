"""The address of every page of the planner, with the rows of the example in it."""

import datetime as dt
import shutil

from flask import url_for
from sqlalchemy import func, select

from planner import create_app, storage
from planner.clock import utc_now
from planner.models import (
    Delegate,
    Delegation,
    Event,
    Feed,
    Guest,
    HandedCopy,
    HandedRow,
    HistoryEntry,
    Job,
    JobState,
    Municipality,
    Network,
    Office,
    Organisation,
    Partnership,
    Person,
    Picture,
    PrintoutPerson,
    ResetLink,
    Role,
    RoleName,
    Scheme,
    Term,
    User,
    UserSession,
    Venue,
    Visit,
)
from planner.printing import folder
from planner.rules.jobs import JOB_RETENTION, result_key
from planner.rules.users import hash_token
from tests.conftest import COMPILED_TEMPLATES, basic_settings
from tests.factories import (
    make_delegate,
    make_delegation,
    make_event,
    make_feed,
    make_guest,
    make_job,
    make_office,
    make_person,
    make_printout,
    make_user,
    make_visit,
)

DAY = "2027-04-12"
TOKEN = "token of the browser"
NO_PAGES = {".ics", ".pdf", ".webp", ".csv", ".xlsx", ".atom", ".zip", ".png", ".json"}
ROWS = {
    "delegate_id": Delegate,
    "delegation_id": Delegation,
    "feed_id": Feed,
    "entry_id": HistoryEntry,
    "guest_id": Guest,
    "job_id": Job,
    "session_id": UserSession,
    "municipality_id": Municipality,
    "network_id": Network,
    "office_id": Office,
    "organisation_id": Organisation,
    "partner_id": Municipality,
    "partnership_id": Partnership,
    "person_id": Person,
    "row_id": Person,
    "scheme_id": Scheme,
    "term_id": Term,
    "venue_id": Venue,
}


def every_address():
    """Return (endpoint, rule) of everything that one can open: pages, feeds, papers, pictures."""
    app = create_app({"SECRET_KEY": "x" * 40})
    return [
        (rule.endpoint, rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint.partition(".")[0] not in ("static", "health")
    ]


def every_page():
    """Return (endpoint, rule) of every page that one can open."""
    return [
        (endpoint, rule)
        for endpoint, rule in every_address()
        if not any(rule.endswith(ending) for ending in NO_PAGES)
    ]


def every_endpoint():
    """Return (endpoint, rule) of each kind of page once, at the last of its addresses."""
    return list(dict(every_page()).items())


def copied_database(template, folder):
    """Return settings with a copy of the empty SQLite database."""
    path = folder / "example.sqlite"
    shutil.copyfile(template[0], path)
    return basic_settings(path)


def planner_with_example(settings):
    """Return a planner with the example, and the cookie of its administrator."""
    app = create_app(settings | {"TODAY": DAY})
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    app.config.update(TESTING=True, SESSION_COOKIE_SECURE=False)
    with app.extensions["sessionmaker"]() as session:
        role = session.scalar(select(Role).where(Role.name == RoleName.ADMINISTRATOR))
        user = make_user(name="Svenja Brandt", roles=[role])
        known = UserSession(
            user=user, token_hash=hash_token(TOKEN), agent="browser",
            started_at=utc_now(), password_at=utc_now(),
        )  # fmt: skip
        session.add_all([user, known])
        session.commit()
        values = {"_user_id": str(user.id), "token": TOKEN, "_fresh": True}
    app.test_cli_runner().invoke(args=["example", "load"], catch_exceptions=False)
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        visit = session.scalar(coming())
        job = make_job(session.scalar(select(User).order_by(User.id)), visit, state=JobState.DONE)
        late = utc_now() + dt.timedelta(days=1)
        link = ResetLink(token_hash=hash_token("secret"), user_id=1, expires_at=late)
        session.add_all([make_feed(visit=visit, language="de"), make_office("Unheld"), job, link])
        session.commit()
    keep_results(app, job)
    return app, app.session_interface.get_signing_serializer(app).dumps(values)


def keep_results(app, job, content=b"x"):
    """Keep results as a job that is done leaves them."""
    with app.app_context():
        for name, media_type in folder.MEDIA_TYPES.items():
            now, key = utc_now(), result_key(job.id, job.claim, name)
            storage.put(
                key, content, media_type=media_type, now=now, expires_at=now + JOB_RETENTION
            )


def coming():
    """Select the coming visit."""
    return select(Visit).where(Visit.slug == "delegation-aus-elk-river")


def address(app, endpoint, rule):
    """Return the address of a page about rows that belong together."""
    with app.extensions["sessionmaker"]() as session, app.test_request_context():
        visit = session.scalar(coming())
        found = {"slug": visit.slug, "token": "secret", "user_id": 1, "key": "guests"}
        found |= {"table": "person", "visit_id": visit.id}
        ours = Event.visit_id == visit.id if "<slug>" in rule else Event.visit_id.is_(None)
        event = session.scalars(select(Event).where(ours).order_by(Event.id)).first()
        found["event_id"] = event.id
        delegation = session.scalar(select(Delegation).where(Delegation.visit_id == visit.id))
        of_these = {
            "guest_id": Guest.event_id == event.id,
            "delegation_id": Delegation.id == delegation.id,
            "delegate_id": Delegate.delegation_id == delegation.id,
        }
        for name, model in ROWS.items():
            statement = select(model.id).where(of_these.get(name, True)).order_by(model.id)
            found[name] = session.scalars(statement).first()
        here = Person.deleted_at.is_(None)
        found["other_id"] = session.scalar(select(func.max(Person.id)).where(here))
        if endpoint == "offices.delete":  # one that somebody holds is not to be deleted
            found["office_id"] = session.scalar(select(func.max(Office.id)))
        if endpoint == "schemes.delete":  # the one that no visit takes
            found["scheme_id"] = session.scalar(select(func.max(Scheme.id)))
        if endpoint == "media.show":
            found |= {"name": session.scalars(select(Picture.name)).first(), "size": "small"}
        term = session.scalars(select(Term).order_by(Term.id)).first()
        if "term_id" in rule:
            found |= {"term_id": term.id, "person_id": term.person_id}
        if endpoint.startswith("public"):
            found["slug"] = "empfang-der-delegation-aus-elk-river"
        if endpoint.endswith(("partner", ".municipality")) or endpoint.startswith("partners."):
            found["slug"] = found["partner"] = "elk-river"
        if endpoint.startswith("trash.") and endpoint != "trash.index":
            kind = endpoint.rpartition("_")[2]
            models = {"visit": Visit, "event": Event, "guest": Guest, "delegate": Delegate}
            model = models.get(kind, Delegation if kind == "delegation" else Person)
            found["row_id"] = session.scalars(select(model.id)).first()
            if endpoint.startswith("trash.erase"):
                found["row_id"] = add_to_trash(session, model)
        if {"copy_id", "printout_id"} & {*arguments(app, endpoint, rule)}:
            about = visit if "<slug>" in rule else None, event if "event_id" in rule else None
            found["copy_id"], found["printout_id"] = add_copy(session, *about)
        wanted = {name: found[name] for name in arguments(app, endpoint, rule)}
        return url_for(endpoint, **wanted, _external=False)


def add_copy(session, visit, event):
    """Add a copy of a guest list that was given away; return its id, and that of its printout."""
    printout = make_printout(session.get(User, 1), visit, event_id=event and event.id)
    guests = session.scalars(select(Guest).order_by(Guest.id).limit(2)).all()
    printout.in_it = [
        PrintoutPerson(person_id=one) for one in sorted({guest.person_id for guest in guests})
    ]
    columns = [["Name", "TEXT"], ["Antwort", "TEXT"]]
    rows = [HandedRow(person_id=one.person_id, cells=["Gast", "Offen"]) for one in guests]
    copy = HandedCopy(
        printout=printout,
        recipient="Danzturm, Catering",
        handed_on=dt.date(2027, 4, 1),
        columns=columns,
        rows=rows,
    )
    session.add(copy)
    session.commit()
    return copy.id, printout.id


def add_to_trash(session, model):
    """Add a row that waits in the trash, and return its id."""
    made = {Visit: make_visit, Event: make_event, Guest: make_guest, Person: make_person}
    made |= {Delegation: make_delegation}
    make = made.get(model, lambda **gone: make_delegate(delegation=make_delegation(), **gone))
    row = make(deleted_at=utc_now())
    session.add(row)
    session.commit()
    return row.id


def arguments(app, endpoint, rule):
    """Return the names of the values that the address of a page holds."""
    return next(one.arguments for one in app.url_map.iter_rules(endpoint) if one.rule == rule)
