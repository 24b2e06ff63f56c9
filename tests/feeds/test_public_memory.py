"""Public pages and calendars while the database is away, locked, or may only be read."""

import contextlib
import datetime as dt
import gzip
import time
from pathlib import Path

import icalendar
import pytest
from sqlalchemy import event, select, text

from planner.clock import utc_now
from planner.connections import REQUEST_WAIT
from planner.models import Audience, Event, FeedSnapshot
from planner.web.public_memory import LONGEST, MOST, MOST_BYTES, KeptFeed, KeptPage, PublicMemory
from tests.confidential.locks import locked
from tests.conftest import basic_settings, build
from tests.factories import make_event, make_feed, make_municipality, make_picture, make_visit

SLUG = "sommerfest"
PAGES = ("/", "/en/", f"/highlights/{SLUG}", f"/en/highlights/{SLUG}", "/partners/lyon")
CALENDARS = ("/highlights.ics", "/en/highlights.ics", "/partners/lyon.ics")
DOWNLOAD = f"/highlights/{SLUG}.ics"
PUBLIC = (*PAGES, *CALENDARS, DOWNLOAD)


def make_highlight(title="Summer party", **values):
    """Return a highlight for everybody, in a month."""
    day = utc_now() + dt.timedelta(days=30)
    start, end = f"{day:%Y-%m-%d} 10:00", f"{day:%Y-%m-%d} 11:00"
    known = {"title_de": title, "title_en": title, "audience": Audience.PUBLIC}
    return make_event(start, end, is_highlight=True, slug=SLUG, **known | values)


def make_secret_feed():
    """Return the feed of a visit that is to come, at /feeds/secret.ics."""
    day = utc_now().date() + dt.timedelta(days=30)
    event = make_event(f"{day} 10:00", f"{day} 11:00")
    return make_feed(visit=make_visit(first_day=day, last_day=day, events=[event]))


@pytest.fixture
def highlight(save):
    """A highlight about a partner city with a picture, and the feed of a visit."""
    town = make_municipality(slug="lyon", is_public=True)
    row = make_highlight(municipality=town, picture=make_picture(name="0" * 32))
    return save(row, make_secret_feed())


@contextlib.contextmanager
def away(app):
    """Let the file of the database be gone, and a folder in its place."""
    path = Path(app.config["DATABASE_URL"].removeprefix("sqlite:///"))
    engine = app.extensions["sessionmaker"].kw["bind"]
    engine.dispose()
    path.rename(hidden := path.with_name("away"))
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        hidden.rename(path)
        app.extensions["public_memory"].down_until = 0


def test_public_addresses_go_on_from_memory_while_the_database_is_away(app, client, highlight):
    before = {path: client.get(path) for path in PUBLIC}
    assert {answer.status_code for answer in before.values()} == {200}

    with away(app):
        during = {path: client.get(path) for path in PUBLIC}
        heads = {path: client.head(path).status_code for path in PUBLIC}

    for path in PUBLIC:
        assert during[path].status_code == 200, path
        assert during[path].data == before[path].data, path
        assert int(during[path].headers["Age"]) >= 0
        assert during[path].headers["Cache-Status"].startswith("planner; hit; ttl=")
        for name in ("Content-Type", "ETag", "Content-Security-Policy", "Vary", "Cache-Control"):
            assert during[path].headers.get(name) == before[path].headers.get(name), (path, name)
        assert "Set-Cookie" not in during[path].headers
        assert "Age" not in before[path].headers
    assert set(heads.values()) == {200}
    assert "csrf_token" not in "".join(during[path].text for path in PAGES)


def test_calendar_from_memory_answers_each_program_as_it_asks(app, client, highlight):
    plain = client.get("/highlights.ics")
    zipped = client.get("/highlights.ics", headers={"Accept-Encoding": "gzip"})

    with away(app):
        known = client.get("/highlights.ics", headers={"If-None-Match": plain.headers["ETag"]})
        again = client.get("/highlights.ics", headers={"Accept-Encoding": "gzip"})

    assert known.status_code == 304
    assert "Age" in known.headers
    assert again.headers["ETag"] == zipped.headers["ETag"]
    assert gzip.decompress(again.data) == plain.data


def test_memory_knows_a_calendar_that_was_only_asked_whether_it_changed(app, client, highlight):
    etag = client.get("/highlights.ics").headers["ETag"]
    app.extensions["public_memory"].clear()  # a new process
    assert client.get("/highlights.ics", headers={"If-None-Match": etag}).status_code == 304

    with away(app):
        assert "Summer party" in client.get("/highlights.ics").text


def test_secret_calendar_is_not_served_while_rights_cannot_be_checked(app, client, highlight):
    assert client.get("/feeds/secret.ics").status_code == 200
    assert client.get("/feeds/secret").status_code == 200

    with away(app):
        calendar, page = client.get("/feeds/secret.ics"), client.get("/feeds/secret")

    assert (calendar.status_code, calendar.headers["Retry-After"]) == (503, "300")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "Reception" not in calendar.text + page.text


def test_process_that_has_served_nothing_yet_says_when_to_ask_again(app, client, highlight):
    with away(app):
        page, calendar = client.get("/en/"), client.get("/highlights.ics")

    assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
    assert "The database cannot be reached just now." in page.text
    assert (calendar.status_code, calendar.headers["Retry-After"]) == (503, "300")


def test_queries_neither_fill_the_memory_nor_stand_on_pages_of_others(app, client, highlight):
    for number in range(20):
        client.get(f"/?x={number}")
        client.get(f"/highlights.ics?x={number}")
        client.get(f"/highlights/nothing-{number}")
    kept = app.extensions["public_memory"].kept
    assert set(kept) == {"/highlights.ics"}
    page = client.get("/")

    with away(app):
        assert client.get("/?utm_source=mail").data == page.data
        assert client.get("/?kind=tour").status_code == 503


def test_pictures_are_served_from_their_disk(app, client, highlight):
    folder = Path(app.config["MEDIA_FOLDER"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{'0' * 32}-small.webp").write_bytes(b"RIFF")

    with away(app), client.get(f"/media/{'0' * 32}-small.webp") as answer:
        assert answer.data == b"RIFF"


def test_line_in_the_log_is_one_when_it_begins_and_one_when_it_ends(app, client, highlight, caplog):
    client.get("/highlights.ics")
    with away(app):
        for _ in range(5):
            client.get("/highlights.ics")
            app.extensions["public_memory"].down_until = 0
    client.get("/")

    lines = [record.message for record in caplog.records if "Public pages" in record.message]
    assert [line.partition("from ")[2] for line in lines] == [
        "memory: the database does not answer.",
        "the database again.",
    ]


def test_database_is_not_asked_again_by_everybody_while_it_is_away(
    app, client, highlight, count_queries
):
    client.get("/")
    with away(app):
        client.get("/")
        client.get("/")
    app.extensions["public_memory"].note_fault()
    with count_queries() as statements:
        client.get("/")

    assert statements == []


# what is kept is bounded


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def page_of(size):
    return KeptPage(b"x" * size, [])


def test_memory_is_bounded_in_number_bytes_and_age():
    clock = Clock()
    memory = PublicMemory(clock)
    for number in range(MOST + 5):
        memory.keep(f"/highlights/{number}", page_of(1))
    assert (len(memory.kept), memory.find("/highlights/0")) == (MOST, None)

    memory.keep("/large", page_of(MOST_BYTES - 2))
    assert memory.size <= MOST_BYTES
    memory.keep("/larger", page_of(MOST_BYTES + 1))
    assert memory.find("/larger") is None
    memory.keep("/large", page_of(3))
    assert memory.size == sum(len(kept.answer.body) for kept in memory.kept.values())

    clock.now = LONGEST + 1
    assert memory.find("/large") is None


def test_calendar_that_is_still_right_is_as_young_as_its_last_poll():
    clock = Clock()
    memory = PublicMemory(clock)
    memory.keep("/highlights.ics", KeptFeed("one", utc_now(), b"x"))
    clock.now = 50.0

    assert memory.touch("/highlights.ics", "one")
    assert not memory.touch("/highlights.ics", "two")
    assert memory.find("/highlights.ics").at == 50.0


# reading does not wait for writing


def rename(app, title):
    """Change a highlight as an editor does."""
    with app.extensions["sessionmaker"]() as own:
        own.scalar(select(Event).where(Event.slug == SLUG)).title_en = title
        own.commit()


def snapshots(load):
    return sorted(load(select(FeedSnapshot.etag)))


@pytest.mark.parametrize("path", ["/en/highlights.ics", f"/en/highlights/{SLUG}.ics"])
def test_calendar_is_made_and_served_while_another_program_holds_the_lock(
    app, client, highlight, load, path
):
    client.get(path)
    rename(app, "Autumn party")
    before = snapshots(load)
    with locked(app):
        began = time.monotonic()
        answer = client.get(path)
        took = time.monotonic() - began
    after = client.get(path)

    assert answer.status_code == 200
    assert [str(entry["SUMMARY"]) for entry in calendar_of(answer).walk("VEVENT")] == [
        "Autumn party"
    ]
    assert took < REQUEST_WAIT
    assert after.data.replace(b"\r\n", b"") != b""
    assert calendar_of(after).walk("VEVENT")[0] == calendar_of(answer).walk("VEVENT")[0]
    assert len(before) == len(snapshots(load))


def test_secret_calendar_is_served_while_another_program_holds_the_lock(app, client, highlight):
    client.get("/feeds/secret.ics")
    rename(app, "Autumn party")
    with locked(app):
        answer = client.get("/feeds/secret.ics")

    assert answer.status_code == 200
    assert "Reception" in answer.text or "Empfang" in answer.text


def test_event_that_left_has_its_tombstone_though_nothing_can_be_stored(app, client, highlight):
    assert "Summer party" in client.get("/en/highlights.ics").text
    with app.extensions["sessionmaker"]() as own:
        own.scalar(select(Event).where(Event.slug == SLUG)).is_highlight = False
        own.commit()
    with locked(app):
        during = client.get("/en/highlights.ics")
    after = client.get("/en/highlights.ics")

    assert "STATUS:CANCELLED" in during.text
    assert "Summer party" not in during.text
    assert [entry["SEQUENCE"] for entry in calendar_of(during).walk("VEVENT")] == [
        entry["SEQUENCE"] for entry in calendar_of(after).walk("VEVENT")
    ]


def calendar_of(answer):
    return icalendar.Calendar.from_ical(answer.data)


def test_pages_are_read_while_another_program_holds_the_lock(app, client, reader, highlight):
    with locked(app):
        assert [client.get(path).status_code for path in PAGES] == [200] * len(PAGES)
        assert reader.get("/visits").status_code == 200


@pytest.fixture
def read_only(template, tmp_path, postgres, postgres_template):
    """A planner on PostgreSQL with a highlight, in a database that may only be read."""
    url = postgres.create_database(postgres_template)
    app = build(basic_settings(tmp_path / "x") | {"DATABASE_URL": url})
    engine = app.extensions["sessionmaker"].kw["bind"]
    with app.extensions["sessionmaker"]() as own:
        own.add(make_highlight())
        own.add(make_secret_feed())
        own.commit()
    event.listen(engine, "begin", only_read)
    yield app
    engine.dispose()


def only_read(connection):
    """Let a transaction read, as on a server that follows another one."""
    connection.execute(text("SET TRANSACTION READ ONLY"))


def test_calendars_are_served_from_a_database_that_may_only_be_read(read_only):
    client = read_only.test_client()

    public, secret = client.get("/en/highlights.ics"), client.get("/feeds/secret.ics")

    assert (public.status_code, secret.status_code) == (200, 200)
    assert "Summer party" in public.text
    assert "BEGIN:VEVENT" in secret.text
