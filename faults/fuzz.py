"""Every route with every method and role, and forms full of nonsense: no 500, nothing told.

In this process, without a server, since what answers is the same; a copy of the database comes back
after every few requests, as some of them delete.
"""

import contextlib
import io
import itertools
import logging
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import BuildError, Rule

from faults.findings import Finding, Scale, none_of
from planner import create_app
from planner.log import LineFormatter
from planner.models import Role, RoleName
from planner.rules.field_classes import FieldClass, columns_of
from tests.confidential.secret_visit import MARKER, fill_secret, give_role, make_secret
from tests.factories import make_user
from tests.house.test_security import PLACE
from tests.route_walk import LARGEST, forms_to, values_of
from tests.world import (
    all_rows,
    browser_of,
    fill,
    make_hidden,
    make_world,
    mark,
    restore,
    serve,
    sign_in,
)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SLOW = (".pdf", ".png", ".xlsx", ".zip")  # one in so many of them is asked for
SELDOM, AT_ONCE = 20, 100
TYPED = "Qx7TYPEDx"  # in all that is typed: it may stand on pages, never in the log
PUBLIC = columns_of(FieldClass.PUBLIC)
KEY = "a secret key of faults that is long enough"
NONSENSE = (
    "", " ", "0", "-1", "9" * 400, "1e309", "NaN", "2027-02-30", "0000-00-00", "9999-12-31",
    "0001-01-01", "24:61", "12:00", "2027-06-01", str(LARGEST), str(10**18), "\x00", "\ud800",
    "\u202e\u0007", "🎉" * 300, "x" * 100_000, "'; DROP TABLE user; --", "{{ 7 * 7 }}", "%s%n",
    "<script>alert(1)</script>", "../../etc/passwd", "[]", '{"a": 1}', "a@b", "Europe/Nowhere",
    "https://", "javascript:alert(1)", "y", "None", "\r\nSet-Cookie: a=b",
)  # fmt: skip
NUMBERS: tuple[int | str, ...] = (
    0,
    1,
    LARGEST,
    10**18,
    10**400,
    "x",
    "../x",
    "%00",
    "🎉",
    "x" * 9000,
)


class Fuzz:
    """A planner with a marked world, somebody of each role, and what went wrong."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.path, self.saved, self.chance = folder / "a.sqlite", folder / "saved.sqlite", chance
        self.app = planner_in(folder, self.path)
        self.world = marked_world(self.app)
        self.roles = {str(name): user_of(self.app, name) for name in RoleName}
        restore(self.path, self.saved)
        self.secrets: tuple[str, ...] = (
            MARKER,  # of a confidential visit at which none of them is named
            KEY,
            self.world.token,
            *(f"session of user {u.id}" for u in self.roles.values()),
        )
        self.broken: list[str] = []
        self.told: list[str] = []
        self.count = 0

    def browser(self, role: str | None) -> FlaskClient:
        """Return the browser of somebody with a role, or of nobody."""
        return browser_of(self.app, self.roles[role]) if role else self.app.test_client()

    def ask(self, role: str | None, rule: Rule, method: str, is_odd: bool) -> None:
        """Ask for one thing, and look at the answer."""
        client, address = self.browser(role), self.address(rule, is_odd)
        if address is None:
            return
        data = self.typed(client, address) if method in {"POST", "PUT", "PATCH"} else None
        what = f"{role or 'nobody'} {method} {rule.rule}"
        self.count += 1
        answer = client.open(address, method=method, data=data, follow_redirects=False)
        if answer.status_code >= 500:
            self.broken.append(f"{answer.status_code} {what}")
        self.look(role, what, address, answer.get_data(as_text=False).decode("utf-8", "replace"))
        if self.count % AT_ONCE == 0:
            restore(self.saved, self.path)

    def address(self, rule: Rule, is_odd: bool) -> str | None:
        """Return an address of a rule, of rows that are there or of nonsense."""
        with self.app.test_request_context():
            try:
                values = (
                    dict.fromkeys(rule.arguments, "x") if is_odd else values_of(rule, self.world)
                )
            except (
                KeyError,
                AttributeError,
                StopIteration,
            ):  # a route that the walk knows nothing of
                values = dict.fromkeys(rule.arguments, "1")
            if is_odd:
                values = {name: self.chance.choice(NUMBERS) for name in values}
            with contextlib.suppress(BuildError, ValueError):
                built = rule.build(values, append_unknown=False)
                odd = f"?{self.chance.choice(('page', 'q', 'day', 'person'))}={'9' * 30}"
                return (built[1] + (odd if is_odd else "")) if built else None
        return None

    def values(self, rule: Rule, is_odd: bool) -> dict[str, object]:
        """Return the values of an address."""
        if is_odd:
            return {name: self.chance.choice(NUMBERS) for name in rule.arguments}
        try:
            return values_of(rule, self.world)
        except (KeyError, AttributeError, StopIteration):  # the walk knows nothing of this route
            return dict.fromkeys(rule.arguments, "1")

    def typed(self, client: FlaskClient, address: str) -> dict[str, object]:
        """Return the fields of the forms of a page, some with nonsense in them."""
        forms = forms_to(client, address)
        fields = self.chance.choice(forms) if forms else []
        typed: dict[str, object] = {name: value or TYPED for name, value, kind in fields}
        for name in [one for one in typed if self.chance.random() < 0.4]:
            typed[name] = self.chance.choice(NONSENSE)
        for name in [name for name, _, kind in fields if kind == "file"]:
            typed[name] = (io.BytesIO(b"no picture " + TYPED.encode()), "a.png")
        return {name: encodable(value) for name, value in typed.items()}

    def look(self, role: str | None, what: str, address: str, text: str) -> None:
        """Note what an answer tells that it must not."""
        secrets = [one for one in self.secrets if one in text and one not in address]
        self.told += [f"a secret: {what}"] * len(secrets)
        if role is None:
            self.told += [
                f"{place}: {what}" for place in PLACE.findall(text) if place not in PUBLIC
            ]
            self.told += [f"hidden: {what}"] * ("HIDDEN" in text)


def run(scale: Scale) -> Sequence[Finding]:
    """Walk all of it once, then at random."""
    chance = random.Random(11)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder, log_kept() as log:
        fuzz = Fuzz(Path(folder), chance)
        rules = sorted(fuzz.app.url_map.iter_rules(), key=str)
        who = [None, *fuzz.roles]
        walk = list(itertools.product(who, rules, METHODS))
        if scale.is_short:
            walk = chance.sample(walk, scale.steps)
        walk = [
            one for one in walk if not one[1].rule.endswith(SLOW) or not chance.randrange(SELDOM)
        ]
        for role, rule, method in walk:
            fuzz.ask(role, rule, method, is_odd=False)
        writable = [rule for rule in rules if "POST" in (rule.methods or ())]
        for _ in range(scale.steps):
            is_odd = chance.random() < 0.2
            rule = chance.choice(rules if is_odd else writable)
            fuzz.ask(chance.choice(who), rule, "GET" if is_odd else "POST", is_odd)
        fuzz.app.extensions["sessionmaker"].kw["bind"].dispose()
    marks = [line for line in log if any(one in line for one in (TYPED, *fuzz.secrets))]
    marks += [line for line in log if PLACE.search(line) or "HIDDEN" in line]
    return [
        none_of("answers of 500 and above", fuzz.broken, fuzz.count),
        none_of("answers with what their reader must not see", fuzz.told, fuzz.count),
        none_of("lines of the log with what was typed, kept or secret", marks, len(log)),
    ]


def encodable(value: object) -> object:
    """Return a value that a browser could send."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def planner_in(folder: Path, path: Path) -> Flask:
    """Return a planner with a new database; it needs no token, so that forms reach their acts."""
    settings = {"SECRET_KEY": KEY, "DATABASE_URL": f"sqlite:///{path}", "MEDIA_FOLDER": str(folder)}
    app = create_app(settings | {"CACHE_FOLDER": str(folder / "cache"), "TODAY": "2027-04-12"})
    app.config.update(
        SESSION_COOKIE_SECURE=False, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False
    )
    app.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    return app


def marked_world(app: Flask) -> SimpleNamespace:
    """Return the rows of a world in which every text is marked."""
    world = make_world("one")
    for row in all_rows(world):
        mark(row)
    fill(app, all_rows(world), make_hidden(world))
    serve(app, world)
    give_role(app, world.user, RoleName.ORGANISER)
    named = user_of(app, RoleName.ORGANISER)
    fill_secret(app, make_secret(world, named), all_rows(world))
    return world


def user_of(app: Flask, name: RoleName):
    """Return a new user with a role, who is signed in."""
    user = make_user()
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        session.add(user)
        user.roles = [session.scalars(select(Role).where(Role.name == name)).one()]
        session.commit()
    sign_in(app, user)
    return user


class KeptLog(logging.Handler):
    """A handler that keeps what would be written."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines
        self.setFormatter(LineFormatter(as_json=False))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, with its traceback if it has one."""
        self.lines.append(self.format(record))


@contextlib.contextmanager
def log_kept() -> Iterator[list[str]]:
    """Give the lines of all logs, in place of writing them; what is printed counts as one."""
    lines: list[str] = []
    handler, printed = KeptLog(lines), io.StringIO()
    loggers = [logging.getLogger(name) for name in ("", "planner.access")]
    before = [logger.handlers for logger in loggers]
    for logger in loggers:
        logger.handlers = [handler]
    with contextlib.redirect_stderr(printed):
        yield lines
    for logger, handlers in zip(loggers, before, strict=True):
        logger.handlers = handlers
    lines += printed.getvalue().splitlines()
