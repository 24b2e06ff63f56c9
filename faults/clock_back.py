"""The clock of a planner goes back six hours, with a folder half made."""

import contextlib
import time
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from faults.browsers import Browser
from faults.feeds import secret_feed
from faults.findings import Finding, Scale, at_most, none_of
from faults.mixed import first_visit, new_name
from faults.planners import Planner, planner_on
from planner import create_app
from planner.models import Event, Job, JobState, Visit

HOURS = 6
LONGEST = 180.0  # seconds for a folder that a killed worker has left: a minute until it is found


def run(scale: Scale) -> Sequence[Finding]:
    """Kill it while it makes a folder, and let it go on with an earlier clock."""
    with planner_on("sqlite") as planner:
        feed = secret_feed(planner)
        slug, event = first_visit(planner)
        planner.start()
        signed_in = planner.browser()
        before = Browser(planner.port).ask(feed).headers.get("etag")
        ordered = order_folder(signed_in, slug)
        wait_until_running(planner)
        planner.kill()
        planner.command = ("-m", "faults.shifted", str(HOURS), "run")
        planner.start()
        add = f"/events/{event}/guests/add/new"
        title = edit_of(planner, slug)
        statuses = {
            "the session of before": (signed_in.ask("/overview").status, 200),
            "signing in": (planner.browser().ask("/overview").status, 200),
            "a save": (signed_in.post(add, signed_in.form(add) | new_name()).status, 303),
            "an event": (
                signed_in.post(
                    title, signed_in.form(title) | {"title_en": "Another", "title_de": "Anders"}
                ).status,
                303,
            ),
        }
        answer = Browser(planner.port).ask(feed, If_None_Match=before or "")
        seconds = until_done(planner)
        second = order_folder(signed_in, slug)
        again = until_done(planner)
    wrong = [f"{name}: {got}" for name, (got, wanted) in statuses.items() if got != wanted]
    stale = [answer.status] if (answer.status, answer.headers.get("etag")) == (304, before) else []
    return [
        none_of(f"clock {HOURS} h back: what does not go on", wrong, len(statuses)),
        none_of("feeds that do not tell of a change", [*stale], 1),
        none_of("folders that were not ordered", [s for s in (ordered, second) if s != 303], 2),
        at_most("until the half-made folder is made", seconds, LONGEST, "seconds"),
        at_most("until another one is made", again, LONGEST, "seconds"),
    ]


def order_folder(browser: Browser, slug: str) -> int:
    """Order the folder of a visit, and return the status."""
    token = browser.form(f"/visits/{slug}/edit").get("csrf_token", "")
    return browser.post(f"/visits/{slug}/print/folder", {"csrf_token": token}).status


def edit_of(planner: Planner, slug: str) -> str:
    """Return the address where an event of the visit is edited."""
    with rows(planner) as session:
        found = select(Event.id).join(Visit, Event.visit_id == Visit.id).where(Visit.slug == slug)
        return f"/visits/{slug}/events/{session.scalars(found).first()}/edit"


def wait_until_running(planner: Planner, patience: float = 30.0) -> None:
    """Wait until somebody works at a folder."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and JobState.RUNNING not in states(planner):
        time.sleep(0.1)


def until_done(planner: Planner) -> float:
    """Return the seconds until all folders are done; more than the longest if they never are."""
    began = time.monotonic()
    while set(states(planner)) != {JobState.DONE}:
        if time.monotonic() - began > LONGEST:
            return LONGEST + 1
        time.sleep(0.5)
    return time.monotonic() - began


def states(planner: Planner) -> list[JobState]:
    """Return the states of the folders."""
    with rows(planner) as session:
        return list(session.scalars(select(Job.state).where(Job.kind == "make_folder")))


@contextlib.contextmanager
def rows(planner: Planner) -> Iterator[Session]:
    """Give a session that only reads, beside the processes of a planner."""
    app = create_app(planner.settings())
    with app.extensions["sessionmaker"]() as session:
        session.connection(execution_options={"reads": True})
        yield session
    app.extensions["sessionmaker"].kw["bind"].dispose()
