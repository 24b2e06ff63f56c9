"""kill -9 under sixteen writers: nothing acknowledged is lost, nothing is half."""

import os
import random
import secrets
import signal
import threading
import time
from collections.abc import Sequence

from sqlalchemy import func, select

from faults.browsers import Browser
from faults.findings import Finding, Scale, at_most, none_of
from faults.mixed import new_name
from faults.planners import KINDS, Planner, planner_on
from planner import create_app
from planner.models import Event, Guest, Person

WRITERS = 16
ALL_OF_IT = 10  # each so many rounds all processes are killed, else the server only
REFUSED = {400, 409, 422, 429, 503}


class Writers:
    """Threads that invite new people to an event, two rows in one act, and note what they hear."""

    def __init__(self, planner: Planner, event_id: int) -> None:
        self.address = f"/events/{event_id}/guests/add/new"
        self.is_over = threading.Event()
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.odd: list[int] = []
        browser = planner.browser()
        self.typed = browser.form(self.address)
        self.threads = [
            threading.Thread(target=self.write, args=(browser.copy(),)) for _ in range(WRITERS)
        ]
        for thread in self.threads:
            thread.start()

    def write(self, browser: Browser) -> None:
        """Write until it is over."""
        while not self.is_over.is_set():
            name = f"Killed{secrets.token_hex(8)}"
            status = browser.post(self.address, self.typed | new_name(name), 60).status
            if status == 303:
                self.acknowledged.append(name)
            elif status in REFUSED:
                self.refused.append(name)
            elif status:
                self.odd.append(status)
            else:
                time.sleep(0.02)  # nobody answered: it may be there or not

    def end(self) -> None:
        """Let all threads end."""
        self.is_over.set()
        for thread in self.threads:
            thread.join()


def run(scale: Scale) -> Sequence[Finding]:
    """Kill on both databases."""
    return [finding for kind in KINDS for finding in killed(kind, scale.rounds)]


def killed(kind: str, rounds: int) -> Sequence[Finding]:
    """Kill the processes of a planner again and again while people write."""
    chance, back = random.Random(9), []
    with planner_on(kind) as planner:
        event_id = first_event(planner)
        planner.start()
        writers = Writers(planner, event_id)
        for number in range(1, rounds + 1):
            time.sleep(chance.uniform(0.3, 1.3))
            if number % ALL_OF_IT:
                for pid in planner.servers():
                    os.kill(pid, signal.SIGKILL)
                back.append(planner.wait())
            else:
                planner.kill()
                planner.start()
        writers.end()
        planner.stop()
        people, guests, halves = stored(planner)
    twice = [name for name in people if people.count(name) > 1]
    lost = [name for name in writers.acknowledged if name not in guests]
    kept = [name for name in writers.refused if name in people]
    said = f"{kind}: {rounds} kills, {WRITERS} writers:"
    total = len(writers.acknowledged)
    return [
        none_of(f"{said} acknowledged and lost", lost, total),
        none_of(f"{said} half, or twice", [*halves, *twice], len(people)),
        none_of(f"{said} refused and yet saved", kept, total),
        none_of(f"{said} answers that are neither", writers.odd, total),
        at_most(f"{kind}: until it answers again", max(back), 15, "seconds"),
    ]


def first_event(planner: Planner) -> int:
    """Return the id of an event of no visit."""
    app = create_app(planner.settings())
    with app.extensions["sessionmaker"]() as session:
        found = session.scalars(select(Event.id).where(Event.visit_id.is_(None))).first()
    app.extensions["sessionmaker"].kw["bind"].dispose()
    assert found
    return found


def stored(planner: Planner) -> tuple[list[str], set[str], list[str]]:
    """Return the people that were written, those invited, and those who are there by half."""
    app = create_app(planner.settings())
    ours = Person.family_name.like("Killed%")
    with app.extensions["sessionmaker"]() as session:
        people = list(session.scalars(select(Person.family_name).where(ours)))
        invited = select(Person.family_name).join(Guest, Guest.person_id == Person.id).where(ours)
        guests = set(session.scalars(invited))
        number = session.scalars(
            select(func.count(Guest.id)).join(Person, Guest.person_id == Person.id).where(ours)
        ).one()
        if planner.url.startswith("sqlite"):
            connection = session.connection()
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        else:
            sound, loose = "ok", []
    app.extensions["sessionmaker"].kw["bind"].dispose()
    halves = [name for name in people if name not in guests]
    if sound != "ok" or loose or number != len(people):
        halves.append(f"{sound}, {len(loose)} loose, {number} guests")
    return people, guests, halves
