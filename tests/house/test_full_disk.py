"""Disks that are full or may only be read: told in words, and nothing is half written."""

import contextlib
import html
import io
import os
import shutil
import subprocess

import pytest
from PIL import Image
from sqlalchemy import select

from planner.clock import utc_now
from planner.models import Event, Printout, Role, RoleName, UserSession
from planner.rules.users import hash_token
from planner.typefaces.cache import subset_fonts_if_possible
from tests.conftest import basic_settings, build
from tests.factories import make_event, make_guest, make_user, make_visit
from tests.route_walk import forms_to

SIZE = 24 * 1024 * 1024
TYPED = "Zwei Sätze, die niemand noch einmal tippt"
NETWORK = {"name": "Eurocities", "description_de": TYPED * 200, "lock_version": "0"}


@contextlib.contextmanager
def small_disk(folder):
    """Give a disk of a few megabytes at a folder; only root can make one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs root, and the right to mount one")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder):
    """Leave no room on a disk; return the file that takes it."""
    path = folder / "full"
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    return path


@pytest.fixture
def disk(tmp_path):
    with small_disk(tmp_path / "disk") as folder:
        yield folder


def planner_on(settings):
    """Return a planner with a visit, and the browser of an administrator."""
    app = build(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.extensions["sessionmaker"](expire_on_commit=False) as own:
        role = own.scalar(select(Role).where(Role.name == RoleName.ADMINISTRATOR))
        user = make_user("Svenja Brandt", roles=[role])
        visit = make_visit(slug="lyon", is_public=True)
        guest = make_guest(event=make_event(visit=visit))
        own.add_all([user, guest, make_event(title_en="Open house")])
        own.flush()
        known = {"user_id": user.id, "started_at": utc_now(), "agent": "test"}
        own.add(UserSession(token_hash=hash_token("token"), **known))
        own.commit()
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with browser.session_transaction("/overview") as cookie:
        cookie.update(_user_id=str(user.id), token="token", _fresh=True)
    return app, browser


@pytest.fixture
def on_small_disk(template, disk, tmp_path):
    """A planner whose database is on the small disk; its pictures and cache are elsewhere."""
    shutil.copyfile(template[0], disk / "test.sqlite")
    elsewhere = basic_settings(tmp_path / "x")
    app, browser = planner_on(elsewhere | {"DATABASE_URL": f"sqlite:///{disk / 'test.sqlite'}"})
    yield app, browser
    app.extensions["sessionmaker"].kw["bind"].dispose()


def counted(app, table):
    with app.extensions["sessionmaker"]() as own:
        own.connection(execution_options={"reads": True})
        return len(own.scalars(select(table)).all())


def test_full_disk_is_said_on_the_page_in_the_log_and_to_administrators(on_small_disk, disk, lines):
    _, browser = on_small_disk
    before = browser.get("/settings").text
    full = fill(disk)
    answers = [browser.post("/settings/networks/add", data=NETWORK) for _ in range(30)]
    page = browser.get("/visits")
    full.unlink()
    saved = browser.post("/settings/networks/add", data=NETWORK | {"name": "With room"})

    refused = [answer for answer in answers if answer.status_code != 303]
    assert refused
    assert {answer.status_code for answer in refused} == {503}
    assert "The disk is full" in refused[-1].text
    assert TYPED in html.unescape(refused[-1].text)
    told = next(line for line in lines.records if line["event"] == "database")
    assert (told["kind"], told["code"]) == ("full", "SQLITE_FULL")
    assert page.status_code == 200
    assert "The disk of the database has only 0 MB left." in page.text
    assert "The disk of the database has only" in before  # 24 MB are less than a planner needs
    assert saved.status_code == 303


def test_paper_for_everybody_is_printed_without_a_note_and_no_other(on_small_disk, disk):
    app, browser = on_small_disk
    fill(disk)
    while browser.post("/settings/networks/add", data=NETWORK).status_code == 303:
        pass
    public = [
        browser.get("/visits/lyon/print/programme"),
        browser.get("/visits/lyon/print/programme.csv"),
    ]
    secret = [
        browser.get(f"/visits/lyon/print/{paper}")
        for paper in ("guests", "guests.csv", "guests-programme", "badges")
    ]

    assert [answer.status_code for answer in public] == [200, 200]
    assert [answer.status_code for answer in secret] == [503] * 4
    assert "The planner notes who prints a paper with data of people" in secret[0].text
    assert "Lindqvist" not in "".join(answer.text for answer in secret)
    assert counted(app, Printout) == 0


def test_disk_that_may_only_be_read_is_read_and_says_so(on_small_disk, disk):
    app, browser = on_small_disk
    app.extensions["sessionmaker"].kw["bind"].dispose()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    pages = [browser.get(path) for path in ("/visits", "/", "/highlights.ics")]
    answer = browser.post("/settings/networks/add", data=NETWORK)
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    saved = browser.post("/settings/networks/add", data=NETWORK)

    assert [page.status_code for page in pages] == [200] * 3
    assert "The disk of the database may only be read: nothing can be saved." in pages[0].text
    assert answer.status_code == 503
    assert "The planner can be read, but not changed." in answer.text
    assert TYPED in html.unescape(answer.text)
    assert saved.status_code == 303


def photograph():
    """Return an upload that takes some room."""
    stream = io.BytesIO()
    Image.effect_noise((1000, 600), 120).convert("RGB").save(stream, "JPEG", quality=50)
    stream.seek(0)
    return stream, "rathaus.jpg"


@pytest.fixture
def pictures_on_small_disk(template, disk, tmp_path):
    shutil.copyfile(template[0], tmp_path / "test.sqlite")
    folders = {"MEDIA_FOLDER": str(disk / "media"), "CACHE_FOLDER": str(disk / "cache")}
    app, browser = planner_on(basic_settings(tmp_path / "test.sqlite") | folders)
    yield app, browser
    app.extensions["sessionmaker"].kw["bind"].dispose()


def test_upload_onto_a_full_disk_leaves_no_half_file_and_loses_no_text(
    pictures_on_small_disk, disk
):
    app, browser = pictures_on_small_disk
    (disk / "media").mkdir()
    full = fill(disk)
    with full.open("r+b") as file:
        file.truncate(full.stat().st_size - 40_000)  # room for the smallest of its sizes
    address = f"/events/{event_id(app)}/edit"
    [fields] = forms_to(browser, address)
    form = {name: text for name, text, kind in fields if kind not in {"file", "submit"}}
    form |= {"description_en": TYPED, "picture_alt_de": "x", "picture_alt_en": "x"}
    answer = browser.post(address, data=form | {"picture_file": photograph()})

    assert answer.status_code == 503
    assert "the disk of the pictures is full" in answer.text
    assert TYPED in html.unescape(answer.text)
    assert "rathaus.jpg" in answer.text
    assert list((disk / "media").iterdir()) == []


def event_id(app):
    with app.extensions["sessionmaker"]() as own:
        return own.scalar(select(Event.id).where(Event.title_en == "Open house"))


def test_cache_that_cannot_be_written_is_no_reason_to_fail(pictures_on_small_disk, disk):
    _, browser = pictures_on_small_disk
    fill(disk)
    preview = browser.get("/visits/lyon/print/guests.png")
    subset_fonts_if_possible(disk / "cache" / "fonts-1")

    assert (preview.status_code, preview.mimetype) == (200, "image/png")
    assert [path for path in disk.rglob("*") if path.is_file() and path.name != "full"] == []
    assert browser.get("/overview").status_code == 200


def test_text_beside_an_upload_survives_a_full_disk_of_temporary_files(
    pictures_on_small_disk, disk, monkeypatch
):
    _, browser = pictures_on_small_disk
    monkeypatch.setattr("tempfile.tempdir", str(disk))
    fill(disk)
    fields = NETWORK | {"name": ""}
    parts = [f'form-data; name="{name}"\r\n\r\n{text}' for name, text in fields.items()]
    parts.append(f'form-data; name="file"; filename="x.bin"\r\n\r\n{"x" * 600_000}')
    body = "".join(f"--limit\r\nContent-Disposition: {part}\r\n" for part in parts)
    answer = browser.post(
        "/settings/networks/add",
        data=f"{body}--limit--\r\n".encode(),
        content_type="multipart/form-data; boundary=limit",
    )
    monkeypatch.undo()

    assert answer.status_code == 422
    assert TYPED in html.unescape(answer.text)
