"""Two servers on one database, and everything that there may be only once, asked for at once."""

import secrets
import threading
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from faults.browsers import Answer, Browser
from faults.clock_back import rows
from faults.findings import Finding, Scale, none_of
from faults.mixed import first_visit
from faults.planners import KINDS, PASSWORD, Planner, planner_on
from planner import create_app
from planner.models import Municipality, Person, Role, RoleName, User

AT_ONCE = 4
REFUSED = {409, 422}
SECOND = "second@planner.example"


class Race(NamedTuple):
    """A form, what is typed into it (%s is new each time), and whether only one may win."""

    name: str
    path: str
    typed: dict[str, str]
    is_unique: bool = True
    won: int = 303  # what the winner hears


def races(slug: str, event: int, person: int, town: int) -> list[Race]:
    """Return every uniqueness that the planner keeps."""
    days = {"first_day": "2027-06-01", "last_day": "2027-06-02"}
    times = {"start_date": "2027-06-01", "start_time": "10:00", "end_date": "2027-06-01"}
    both = {"title_de": "T%s", "title_en": "T%s"}
    return [
        Race("partner", "/partners/add", {"name": "P%s", "state": "S", "country": "DE"}),
        Race("network", "/settings/networks/add", {"name": "N%s"}),
        Race("e-mail", "/settings/users/add", {"name": "U", "email": "u%s@planner.example"},
             won=200),
        Race("slug", "/events/add", {**both, **times, "end_time": "11:00", "slug": "s%s",
             "audience": "public", "is_highlight": "y"}),
        Race("visit", "/visits/add", {**both, **days}, False),
        Race("organisation", "/settings/organisations/add", {"name_de": "O%s", "name_en": "O%s"},
             False),
        Race("scheme", "/settings/schemes/add", {"name_de": "C%s", "name_en": "C%s"}, False),
        Race("delegation", f"/visits/{slug}/delegations/add",
             {"name_de": "D%s", "name_en": "D%s", "municipality_id": str(town)}, False),
        Race("guest", f"/events/{event}/guests/add?person={person}",
             {"person_id": str(person), "notes": "%s"}, False),
    ]  # fmt: skip


def run(scale: Scale) -> Sequence[Finding]:
    """Race on both databases."""
    return [finding for kind in KINDS for finding in raced(kind, scale)]


def raced(kind: str, scale: Scale) -> Sequence[Finding]:
    """Let two servers race each other."""
    rounds = max(2, scale.rounds // 5)
    with planner_on(kind) as planner:
        other = Planner(planner.folder, planner.url)
        slug, event = first_visit(planner)
        person, town = ids(planner)
        planner.start()
        try:
            other.start()
            browser = planner.browser(RoleName.ADMINISTRATOR)
            found = [
                finding
                for race in races(slug, event, person, town)
                for finding in outcome(kind, race, browser, (planner.port, other.port), rounds)
            ]
            found += demoted(kind, planner, other, rounds)
        finally:
            other.kill()
    return found


def ids(planner: Planner) -> tuple[int, int]:
    """Return a person and a city."""
    with rows(planner) as session:
        person = session.scalars(select(func.max(Person.id))).one()
        return person or 0, session.scalars(select(func.max(Municipality.id))).one() or 0


def outcome(
    kind: str, race: Race, browser: Browser, ports: tuple[int, int], rounds: int
) -> Sequence[Finding]:
    """Return what came of a race."""
    odd, wins, won = [], [], 0
    form = browser.form(race.path)
    for _ in range(rounds):
        new = secrets.token_hex(5)
        typed = form | {name: value.replace("%s", new) for name, value in race.typed.items()}
        answers = at_once([(browser.copy(ports[n % 2]), race.path, typed) for n in range(AT_ONCE)])
        statuses = [one.status for one in answers]
        odd += [status for status in statuses if status not in {race.won, *REFUSED}]
        winners = statuses.count(race.won)
        won += winners
        if race.is_unique and winners != 1:
            wins.append(statuses)
    tried = rounds * AT_ONCE
    found = [
        none_of(f"{kind}, {race.name}: neither saved nor refused in words", odd, tried),
        Finding(f"{kind}, {race.name}: somebody could save", f"{won} of {tried}", won > 0),
    ]
    if race.is_unique:
        found.append(none_of(f"{kind}, {race.name}: rounds without one winner", wins, rounds))
    return found


def at_once(orders: Sequence[tuple[Browser, str, dict[str, str]]]) -> list[Answer]:
    """Return the answers to forms that are sent at the same time."""
    answers: list[Answer] = []
    line = threading.Barrier(len(orders))

    def send(browser: Browser, path: str, typed: dict[str, str]) -> None:
        line.wait()
        answers.append(browser.post(path, typed))

    threads = [threading.Thread(target=send, args=order) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def demoted(kind: str, planner: Planner, other: Planner, rounds: int) -> Sequence[Finding]:
    """Let two administrators take each other's role at once; one of them has to keep it."""
    first, second = planner.email(RoleName.ADMINISTRATOR), SECOND
    app = create_app(planner.settings())
    add = ["user", "add", second, "--role", str(RoleName.ADMINISTRATOR), "--password-stdin"]
    app.test_cli_runner().invoke(args=add, input=f"{PASSWORD}\n", catch_exceptions=False)
    browsers = [
        Browser(one.port).sign_in(email, PASSWORD)
        for one, email in zip((planner, other), (first, second), strict=True)
    ]
    none_left, done = [], 0
    for _ in range(rounds):
        numbers = promoted(app, (first, second))
        orders = []
        for browser, number in zip(browsers, reversed(numbers), strict=True):
            path = f"/settings/users/{number}/edit"
            orders.append((browser, path, browser.form(path) | {"role": RoleName.READER}))
        statuses = sorted(one.status for one in at_once(orders))
        done += statuses.count(303)
        if not administrators(app, numbers) or 500 in statuses:
            none_left.append(statuses)
    app.extensions["sessionmaker"].kw["bind"].dispose()
    return [
        none_of(f"{kind}: rounds that left no administrator", none_left, rounds),
        Finding(f"{kind}: somebody lost the role", f"{done} of {2 * rounds}", done > 0),
    ]


def promoted(app, emails: Sequence[str]) -> list[int]:
    """Let these users be administrators, and return their ids."""
    with app.extensions["sessionmaker"]() as session:
        role = session.scalars(select(Role).where(Role.name == RoleName.ADMINISTRATOR)).one()
        users = [session.scalars(select(User).where(User.email == one)).one() for one in emails]
        for user in users:
            user.roles = [role]
        session.commit()
        return [user.id for user in users]


def administrators(app, numbers: Sequence[int]) -> list[int]:
    """Return who of these users is an administrator."""
    with app.extensions["sessionmaker"]() as session:
        users = [session.get_one(User, number) for number in numbers]
        named = {user.id: {role.name for role in user.roles} for user in users}
        session.rollback()
    return [number for number, names in named.items() if RoleName.ADMINISTRATOR in names]
