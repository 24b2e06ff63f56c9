"""Security and privacy: every route, with hostile data, odd addresses and no token."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from planner import create_app
from planner.clock import utc_now
from planner.db import Base
from planner.models import AuthenticatorApp, Role, RoleName
from tests.conftest import COMPILED_TEMPLATES, PASSWORD, basic_settings
from tests.factories import make_user
from tests.route_walk import (
    LARGEST,
    TURNED_AWAY,
    PageParser,
    address_of,
    forms_to,
    routes,
    values_of,
)
from tests.world import (
    all_rows,
    browser_of,
    dump,
    fill,
    make_hidden,
    make_notes,
    make_world,
    mark,
    restore,
    serve,
    sign_in,
)

PLACE = re.compile(r"\[([a-z_]+\.[a-z_]+)\]")
INTERNAL = {
    *("event.internal_notes", "visit.notes", "guest.notes", "guest.replied_through"),
    *("delegate.notes", "person.notes", "person.email", "person.phone", "user.phone"),
    *("event.aim", "event.desired_outcome", "talking_point.text", "person.postal_address"),
    "move.reason",  # told only where it is asked for, on an internal list (T-03)
}
QUERY_NAMES = (
    *("page", "sort", "day", "show", "q", "next", "after", "seen", "order"),
    *("language", "delegation", "reply", "kind", "city", "only", "year", "partner", "in_charge"),
    *("sector", "companion_of", "represents", "slug", "event_id", "endpoint", "_external"),
    *("_scheme", "_anchor", "_method", "self"),
)
EVIL = "evil.example"
NOT_ASKED_FOR = {"camera=()", "geolocation=()", "microphone=()"}
ODD = ("-1", "9" * 5000, "%_\\'🎉", "0001-01-01", "9999-12-31", "//evil.example")
TYPED = {
    "website": "https://planner.example",
    "email": "x@planner.example",
    "end_time": "13:00",
    "facts_de": "",
    "facts_en": "",
    "country": "DE",
    "deputy_number": "",
}
ANY_PERSON = {"users.link", "merging.merge"}  # whoever is in the address book
NEEDED = ("title", "name", "family_name", "label")
IDLE = {  # what needs more than a form filled in by a test that knows none
    *(f"{start}/events/<int:event_id>/guests/<int:guest_id>/move{end}"
      for start in ("", "/visits/<slug>") for end in ("", "/undo")),
    *(f"/settings/schemes/<int:scheme_id>/{part}"
      for part in ("entries", "entries/add", "tie-breakers")),
    "/visits/<slug>/delegations/<int:delegation_id>/order",
    *("/people/forms-of-address", "/people/<int:person_id>/forms-of-address"),
    *("/people/duplicates", "/people/<int:person_id>/duplicates"),
    *("/visits/<slug>/guests/add/duplicates", "/events/<int:event_id>/guests/add/duplicates"),
    "/visits/<slug>/events/<int:event_id>/guests/add/duplicates",
    "/visits/<slug>/delegations/<int:delegation_id>/delegates/add/duplicates",
    "/editing/<table>/<int:row_id>/end",  # it was not begun
    "/history/<int:entry_id>/undo",  # of a row that is gone
    *(f"{start}/print/<key>/hand" for start in (  # nobody has printed
        "/visits/<slug>", "/visits/<slug>/events/<int:event_id>", "/events/<int:event_id>")),
    "/jobs/<int:job_id>/cancel",  # that of somebody else
    *("/overview/takeovers", "/settings/left-visits/<int:visit_id>/take"),
    *(f"/visits/<slug>/confidential/{act}" for act in (
        "end", "users/<int:user_id>/name", "users/<int:user_id>/remove")),  # it is not
    *("/sign-in", "/settings/users/<int:user_id>/person/<int:person_id>"),
    "/account/devices/<int:session_id>/sign-out",  # that of somebody else
    *("/account/devices/sign-out", "/account/devices/forget"),  # there are none
    "/settings/users/<int:user_id>/delete",  # somebody has to take over
    *("/account/second-factor/app", "/account/second-factor/passkeys/add"),
    *("/sign-in/second-step", "/sign-in/second-step/passkey", "/sign-in/passkey"),  # for a device
    "/account/second-factor/passkeys/<int:passkey_id>/remove",  # that of somebody else
    "/settings/users/second-factor",  # nothing is ticked
    *("/people/<int:person_id>/terms/add", "/events/<int:event_id>/guests/<int:guest_id>/reply"),
    *("/visits/<slug>/guests/add", "/visits/<slug>/guests/add/new"),
    "/visits/<slug>/delegations/<int:delegation_id>/invite",
    *(f"{start}/events/<int:event_id>/guests/<int:guest_id>/representative{end}"
      for start in ("", "/visits/<slug>") for end in ("", "/end")),
    "/visits/<slug>/events/<int:event_id>/guests/<int:guest_id>/reply",
    *(f"/bin/{kind}s/<int:row_id>/restore" for kind in ("delegate", "delegation", "event")),
    *(f"/bin/{kind}s/<int:row_id>/restore" for kind in ("guest", "person", "visit")),
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Where the database of these tests lies."""
    return tmp_path_factory.mktemp("security") / "test.sqlite"


@pytest.fixture(scope="module")
def app(template, path):
    """A planner for all tests here, with CSRF tokens, and with hostile texts everywhere."""
    shutil.copyfile(template[0], path)
    app = create_app(basic_settings(path) | {"TODAY": "2027-04-12"})
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    app.config.update(SESSION_COOKIE_SECURE=False, PROPAGATE_EXCEPTIONS=False)
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture(scope="module")
def world(app, template):
    """The rows of a visit with all that belongs to it, and others that nobody may read of."""
    world = make_world("one")
    world.user.password = template[1]
    for row in all_rows(world):
        mark(row)
    fill(app, all_rows(world), make_hidden(world), make_notes())
    give_role(app, world.user, RoleName.ORGANISER)
    serve(app, world)
    return world


@pytest.fixture(scope="module")
def other(app, world):
    """The rows of another visit."""
    other = make_world("two")
    for row in all_rows(other):
        mark(row)
    fill(app, all_rows(other))
    give_role(app, other.user, RoleName.ORGANISER)
    return other


@pytest.fixture(scope="module")
def administrator(app, world, template):
    """Someone who may do everything, has a second factor and is signed in."""
    user = signed_in(app, "en", template[1])
    factor = AuthenticatorApp(user_id=user.id, encrypted_secret="", added_at=utc_now())
    with app.extensions["sessionmaker"]() as session:
        session.add(factor)
        session.commit()
    return user


@pytest.fixture(scope="module")
def client(app, administrator):
    """The browser of the administrator."""
    return browser_of(app, administrator)


def give_role(app, user, name):
    """Let a user have a role."""
    with app.extensions["sessionmaker"](expire_on_commit=False) as session:
        session.add(user)
        user.roles = [session.scalar(select(Role).where(Role.name == name))]
        session.commit()


def signed_in(app, language, password=""):
    """Return a new administrator who reads a language."""
    user = make_user(password=password)
    give_role(app, user, RoleName.ADMINISTRATOR)
    sign_in(app, user, language)
    return user


@pytest.fixture
def saved(app, world, administrator, path, tmp_path):
    """A copy of the database, which has it back after the test."""
    restore(path, tmp_path / "saved.sqlite")
    yield tmp_path / "saved.sqlite"
    restore(tmp_path / "saved.sqlite", path)


def check_tags(text, address):
    """Check that no text of a row has become a tag or an attribute."""
    assert "<script>alert" not in text, address
    for tag, given in PageParser(text).tags:
        assert tag != "x-evil", address
        assert not any(name.startswith("on") for name in given), (address, tag, given)
        assert not (given.get("href") or "").strip().lower().startswith("javascript:"), address


def pages(app, client, world, rules, headers=None):
    """Yield (rule, address, answer) of rules about the rows of a world."""
    for rule in rules:
        address = address_of(app, rule, world)
        yield rule, address, client.get(address, headers=headers)


def test_there_is_a_hostile_row_in_every_table(app, world, administrator):
    with app.extensions["sessionmaker"]() as session:
        empty = {
            table.name
            for table in Base.metadata.sorted_tables
            if not session.execute(select(table).limit(1)).first()
        }

    assert not empty


@pytest.fixture(scope="module")
def walked(app, world):
    """All German pages as (rule, address, answer), asked for by a browser that lies of its host."""
    client = browser_of(app, signed_in(app, "de"))
    return list(pages(app, client, world, routes(app, "GET"), {"X-Forwarded-Host": EVIL}))


def test_no_german_page_takes_a_text_for_html(walked):
    check_pages(walked)


def test_no_english_page_takes_a_text_for_html(app, world):
    client = browser_of(app, signed_in(app, "en"))

    check_pages(pages(app, client, world, routes(app, "GET")))


def check_pages(walked):
    """Check that pages are there, and that no text of a row has become markup in one."""
    for rule, address, answer in walked:
        right = {404} if rule.endpoint == "jobs.show" else {200, 302, 409}  # its owner's only
        right |= {303} if rule.endpoint in TURNED_AWAY else set()
        assert answer.status_code in right, (address, answer.status_code)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            check_tags(answer.text, address)


def test_paper_and_feeds_of_the_office_tell_nothing_internal(app, world, client):
    rules = [rule for rule in routes(app, "GET") if "/print" in rule.rule or "/feeds/" in rule.rule]
    for _, address, answer in pages(app, client, world, rules):
        found = set(PLACE.findall(answer.text.replace("\r\n ", "")))
        assert not found & INTERNAL, address


def test_a_lost_token_never_acts(app, world, client, saved, path):
    for rule in routes(app, "POST"):
        address = address_of(app, rule, world)
        for data in entries(client, rule, address, world):
            before = dump(path)
            answer = client.post(address, data=data)

            assert answer.status_code == (303 if rule.endpoint in TURNED_AWAY else 400), address
            assert dump(path) == before, address


def test_with_its_token_nearly_every_form_acts(app, world, administrator, saved, path):
    idle = set()
    for rule in routes(app, "POST"):
        address = address_of(app, rule, world)
        client = browser_of(app, administrator)
        entered = entries(client, rule, address, world)
        before = dump(path)
        for data in entered:
            app.config["WTF_CSRF_ENABLED"] = False
            answer = client.post(address, data=data)
            app.config["WTF_CSRF_ENABLED"] = True
            assert answer.status_code < 500, address
        if dump(path) == before:
            idle.add(rule.rule)
        restore(saved, path)

    assert sorted(idle - IDLE) == []


def test_nothing_of_another_visit_is_at_the_addresses_of_a_visit(app, world, other, client, path):
    before = dump(path)
    for rule in app.url_map.iter_rules():
        names = rule.arguments - {"key", "table"}  # a kind of paper or row, which is no row
        for name in names if len(names) > 1 else ():
            if name in {"slug", "user_id", "name", "size"} or rule.endpoint in ANY_PERSON:
                continue
            address = address_of(app, rule, world, **{name: values_of(rule, other)[name]})
            for method in rule.methods & {"GET", "POST"}:
                app.config["WTF_CSRF_ENABLED"] = False
                answer = client.open(address, method=method)
                app.config["WTF_CSRF_ENABLED"] = True
                assert answer.status_code == 404, (method, address)
    assert dump(path) == before


def test_event_of_a_visit_is_not_among_the_free_ones_nor_the_other_way_round(app, world, client):
    for event, start in (
        (world.event, "/events"),
        (world.free, f"/visits/{world.visit.slug}/events"),
    ):
        for ending in ("", "/edit", "/guests", "/guests/add", "/print", "/print/guests"):
            assert client.get(f"{start}/{event.id}{ending}").status_code == 404


def test_ids_that_nothing_has_are_not_found(app, world, client):
    for rule in routes(app, "GET"):
        for name in rule.arguments:
            if not name.endswith("_id"):
                continue
            for number in (0, LARGEST):
                address = address_of(app, rule, world, **{name: number})
                assert client.get(address).status_code == 404, address
            huge = address.replace(str(LARGEST), "9" * 30)
            assert client.get(huge).status_code == 404, huge


@pytest.mark.parametrize("turn", range(2))
def test_no_odd_query_breaks_a_page(app, world, client, turn):
    for number, rule in enumerate(routes(app, "GET")):
        odd = ODD[(number + turn * len(ODD) // 2) % len(ODD)]
        page = dict.fromkeys(QUERY_NAMES, odd)
        guest = {"person": odd, "event": odd}  # they hide what the others do
        address = address_of(app, rule, world).partition("?")[0]
        for query in (page, guest) if rule.endpoint.startswith("guests.") else (page,):
            answer = client.get(address, query_string=query)

            assert answer.status_code < 500, (address, odd)
            assert not re.search("""(href|action)=["'](//|https?:)evil""", answer.text), address


def test_text_that_is_too_long_is_refused_and_kept(app, world, client, path, saved):
    long = "x" * 10_001
    for rule in routes(app, "POST"):
        address = address_of(app, rule, world)
        for form in forms_to(client, address) if "GET" in rule.methods else ():
            lines = {name for name, _, kind in form if kind in {"text", "textarea"}}
            if not lines or "cancelling" in lines:
                continue
            data = {name: value for name, value, kind in form if kind != "file"}
            before = dump(path)
            answer = client.post(address, data=data | dict.fromkeys(lines, long))

            assert answer.status_code == 422, address
            assert answer.text.count(long) >= len(lines), address
            assert "200" in answer.text or "10,000" in answer.text, address
            assert dump(path) == before, address


def test_a_character_that_no_database_takes_is_in_no_address(app, world, client, postgres_url):
    for address in ("/visits/%00", "/highlights/%00", "/visits?q=%00", "/?city=a%00b"):
        assert client.get(address).status_code == 404, address
    settings = basic_settings(Path(app.config["MEDIA_FOLDER"])) | {"DATABASE_URL": postgres_url}
    other = create_app(settings | {"WTF_CSRF_ENABLED": False})
    other.test_cli_runner().invoke(args=["db", "upgrade"], catch_exceptions=False)
    other.config["WTF_CSRF_ENABLED"] = False
    tried = {"email": "a\0@planner.example", "password": PASSWORD}
    assert other.test_client().post("/sign-in", data=tried).status_code == 422
    other.extensions["sessionmaker"].kw["bind"].dispose()


def test_nonsense_where_one_came_from_leads_to_the_overview(app, administrator, saved):
    client = browser_of(app, administrator)
    app.config["WTF_CSRF_ENABLED"] = False
    for nonsense in ("http://[x", "https://evil.example//evil.example", "x" * 5000):
        data, headers = {"language": "en"}, {"Referer": nonsense}
        answer = client.post("/account/language", data=data, headers=headers)
        assert answer.headers["Location"] == "/overview"
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.parametrize(("proxies", "limited"), [(0, True), (1, False)])
def test_only_a_trusted_proxy_says_from_where_somebody_tries(settings, proxies, limited):
    app = create_app(settings | {"TRUSTED_PROXIES": proxies})
    client = app.test_client()
    answers = [
        client.post("/sign-in", headers={"X-Forwarded-For": f"6.6.6.6, 192.0.2.{number}"})
        for number in range(31)
    ]

    assert (answers[-1].status_code == 429) is limited


def test_proxy_cannot_be_talked_past_by_a_client(settings):
    client = create_app(settings | {"TRUSTED_PROXIES": 1}).test_client()
    answers = [
        client.post("/sign-in", headers={"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.7"})
        for number in range(31)
    ]

    assert answers[-1].status_code == 429


@pytest.mark.parametrize("written", ["{}", " {}", "{} ", "\t{}", "{}\u00a0"])
def test_account_cannot_be_tried_more_often_by_writing_it_otherwise(client_of, written):
    client, user = client_of
    for number in range(5):
        email = user.email.upper() if number % 2 else user.email
        client.post("/sign-in", data={"email": email, "password": "wrong"})

    tried = {"email": written.format(user.email), "password": "wrong"}
    assert client.post("/sign-in", data=tried).status_code == 429


@pytest.fixture
def client_of(settings, template):
    """A browser and an account in a planner of their own."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    user = make_user(password=template[1])
    give_role(app, user, RoleName.READER)
    return app.test_client(), user


def test_cookie_is_for_the_server_alone_and_new_at_each_sign_in(client_of):
    client, user = client_of
    client.post("/account/language", data={"language": "de"})
    planted = client.get_cookie("planner").value if client.get_cookie("planner") else ""
    answer = client.post(
        "/sign-in",
        data={"email": user.email, "password": PASSWORD},
        base_url="https://planner.example",
    )

    device, cookie = sorted(answer.headers.getlist("Set-Cookie"), reverse=True)
    assert device.startswith("planner_device=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/sign-in"} <= set(device.split("; "))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert cookie.partition("=")[2].partition(";")[0] != planted


PLACES = [f"/settings/{places}" for places in ("venues", "organisations")]


@pytest.mark.parametrize("address", ["/people", "/visits", "/events", "/partners", *PLACES])
def test_wildcards_of_the_database_are_letters_like_others(app, world, client, address):
    found, wild = (client.get(f"{address}?q={sought}").text for sought in ("alert", "ale_t"))

    assert found.count("x-evil") > wild.count("x-evil")  # choices above the list stay
    assert 'role="cell"' not in wild


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("missing", ["", "start_time"])
def test_event_at_the_end_of_time_is_refused_and_kept(app, world, client, day, missing):
    for rule in routes(app, "POST"):
        if rule.endpoint not in {"events.add", "events.edit"}:
            continue
        address = address_of(app, rule, world)
        [form] = forms_to(client, address)
        data = {name: value for name, value, kind in form if kind != "file"}
        data |= {"start_date": day, "end_date": day, "start_time": "00:00", "end_time": "23:59"}
        data |= {"start_zone": "America/Chicago", missing: ""}
        answer = client.post(address, data=data)

        assert answer.status_code == 422
        assert answer.text.count(f'value="{day}"') == 2


def test_every_answer_has_the_security_headers(walked, client):
    others = f"/media/{'0' * 32}-small.webp", "/nowhere", "/static/nothing", "/visits/x", "/en"
    answers = [(address, answer) for _, address, answer in walked]
    answers += [(address, client.get(address)) for address in others]
    for address, answer in answers:
        headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], address
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], address
        assert "unsafe" not in headers["Content-Security-Policy"], address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["X-Frame-Options"] == "DENY", address
        assert set(headers["Permissions-Policy"].split(", ")) == NOT_ASKED_FOR, address
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, address
        assert headers.get("Cache-Control") or "Set-Cookie" not in headers, address


def test_page_that_knows_its_reader_is_kept_by_no_cache(app, world, client):
    for address in ("/nowhere", "/overview", "/visits/nowhere", "/visits//nowhere"):
        assert client.get(address).headers["Cache-Control"] == "private, no-store", address


def test_no_address_takes_the_host_from_a_header(walked, client):
    headers = {"X-Forwarded-Host": EVIL}
    answers = [(address, answer) for _, address, answer in walked]
    answers += [(a, client.get(a, headers=headers)) for a in ("/en", "//visits", "/visits//x")]
    for address, answer in answers:
        assert EVIL not in answer.text, address
        assert EVIL not in str(answer.headers), address


def test_no_address_takes_another_host_from_the_request(app, world, client):
    for rule in routes(app, "GET"):
        answer = client.get(address_of(app, rule, world), headers={"Host": EVIL})
        assert EVIL not in answer.text
        assert EVIL not in str(answer.headers)


def entries(client, rule, address, world):
    """Return what a user would send to a rule, without the token."""
    plain = {"reply": "accepted", "up": world.second.id, "language": "de", "label": "Phone"}
    if "GET" not in rule.methods:
        return [plain]
    return [completed(form) for form in forms_to(client, address)] or [{}]


def completed(fields):
    """Return the values of a form, some of them changed."""
    values = {}
    for name, value, kind in fields:
        if name != "csrf_token" and kind not in {"file", "submit"}:
            values.setdefault(name, []).append(changed(name, value, kind))
    return values


def changed(name, value, kind):
    """Return what a user could type over the value of a field."""
    if "password" in name:
        return "another good passphrase" if name.startswith("new_") else PASSWORD
    if name in TYPED:
        return TYPED[name]
    if kind in {"text", "textarea"} and name != "slug" and "facts" not in name:
        return f"{value} and more" if value or name.startswith(NEEDED) else ""
    return value or {"date": "2027-04-12", "time": "12:00", "number": "2016"}.get(kind, "")
