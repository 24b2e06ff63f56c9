"""The doctor: each thing that is wrong is found, alone, with what mends it."""

import contextlib
import dataclasses
import datetime as dt
import os
import shutil
import sqlite3

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from planner import create_app, settings
from planner.clock import utc_now
from planner.commands.first_run import ADMINISTRATOR
from planner.doctor import database, files, work
from planner.doctor.command import CHECKS, command, examine
from planner.doctor.findings import Patient, Severity, examined
from planner.models import JobState
from planner.services.job_catalogue import KINDS
from tests.factories import make_job, make_user, make_visit

KEY = "0f8b2c6d4e1a9b7c3d5e0f8b2c6d4e1a9b7c3d5e"
GIVEN = {
    "SECRET_KEY": KEY,
    "PUBLIC_URL": "https://planner.your.city",
    "TRUSTED_PROXIES": 1,
}


@pytest.fixture
def healthy(template, tmp_path):
    """A planner with which nothing is wrong, by its settings."""
    folder = tmp_path / "instance"
    for name in ("", "media", "cache", "backups"):
        (folder / name).mkdir(mode=0o700)
    shutil.copyfile(template[0], folder / "planner.sqlite")
    (folder / "planner.sqlite").chmod(0o600)
    (folder / "backups" / "planner-2026-11-28.zip").touch()
    found = settings.checked(GIVEN, folder, {}) | {"BACKUP_FOLDER": str(folder / "backups")}
    patient = Patient(folder, found, {}, utc_now())
    fill(patient, make_user(id=1), make_visit(id=1))
    fill(patient, *(period(kind.name) for kind in KINDS.values() if kind.every))
    return patient


def period(kind, **values):
    """Return work that comes back and was done just now."""
    done = {"state": JobState.DONE, "asked_at": utc_now(), "finished_at": utc_now()}
    row = make_job(make_user(id=1), make_visit(id=1), kind=kind, **done | values)
    row.user = row.visit = None
    return row


def fill(patient, *rows):
    """Add rows to the database of a planner."""
    app = create_app(GIVEN | {"DATABASE_URL": patient.database_url})
    with app.extensions["sessionmaker"].begin() as own:
        own.add_all(rows)
    app.extensions["sessionmaker"].kw["bind"].dispose()


def execute(patient, *statements):
    """Change the database of a planner by SQL, without its checks."""
    with contextlib.closing(sqlite3.connect(patient.folder / "planner.sqlite")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def given(patient, **values):
    """Return a planner with other settings."""
    return dataclasses.replace(patient, settings={**patient.settings, **values})


def to_mend(patient):
    """Return what is to be mended, as (severity, text, remedy)."""
    return [one for one in examine(patient) if one.severity is not Severity.NOTE]


def only(patient, *words):
    """Tell that exactly one thing is to be mended, and that it is told with these words."""
    found = to_mend(patient)
    assert len(found) == 1, found
    missing = [word for word in words if word not in f"{found[0].what} {found[0].remedy}"]
    assert missing == [], found
    return True


@pytest.fixture(autouse=True)
def settings_of_the_patient(monkeypatch):
    """Let `bad_settings` read nothing of this machine."""
    monkeypatch.setattr("planner.doctor.settings.settings.read", lambda *_: {})


def test_nothing_is_wrong_with_a_healthy_planner(healthy):
    assert to_mend(healthy) == []


@pytest.mark.parametrize("key", ["a secret key of tests that is long enough", "ab" * 20])
def test_key_that_somebody_can_guess_is_found_and_not_shown(healthy, key):
    patient = given(healthy, SECRET_KEY=key)

    assert only(patient, "SECRET_KEY is no random text", "secrets.token_hex()")
    assert key not in str(to_mend(patient))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"PUBLIC_URL": "http://planner.your.city"}, ("plain text", "https")),
        ({"PUBLIC_URL": "http://127.0.0.1:8000"}, ("this machine only", "PUBLIC_URL")),
        ({"TRUSTED_PROXIES": 0}, ("TRUSTED_PROXIES is 0", "Set TRUSTED_PROXIES")),
        ({"TODAY": dt.date(2027, 4, 12)}, ("TODAY is 2027-04-12", "Take TODAY out")),
        ({"DATABASE_URL": "postgresql+psycopg://x/y?echo=1"}, ()),
    ],
)
def test_settings_that_are_not_for_the_public_are_found(healthy, values, words):
    if not words:
        found = [one.what for one in to_mend(given(healthy, **values))]
        assert "DATABASE_URL asks for a log of statements." in found
    else:
        assert only(given(healthy, **values), *words)


def test_settings_for_developers_are_found(healthy):
    patient = dataclasses.replace(healthy, environ={"FLASK_DEBUG": "1"})

    assert only(patient, "FLASK_DEBUG is set", "Take FLASK_DEBUG out")
    assert to_mend(dataclasses.replace(healthy, environ={"FLASK_DEBUG": "0"})) == []


def test_open_folder_is_found_with_the_command_that_closes_it(healthy):
    healthy.folder.chmod(0o755)

    assert only(healthy, str(healthy.folder), "(755)", f"chmod 700 {healthy.folder}")


def test_open_file_in_a_closed_folder_is_none(healthy):
    (healthy.folder / "planner.sqlite").chmod(0o644)
    assert to_mend(healthy) == []


def test_open_database_in_another_folder_is_found(healthy, tmp_path):
    path = tmp_path / "elsewhere.sqlite"
    shutil.copyfile(healthy.folder / "planner.sqlite", path)
    path.chmod(0o644)

    assert only(given(healthy, DATABASE_URL=f"sqlite:///{path}"), f"chmod 600 {path}")


@pytest.mark.parametrize(
    ("free", "severity"), [(50, Severity.WRONG), (500, Severity.WARNING), (5000, None)]
)
def test_disk_that_is_full_is_found(healthy, monkeypatch, free, severity):
    found = os.statvfs(healthy.folder)
    monkeypatch.setattr(files.os, "statvfs", lambda _: Disk(found, free))

    assert {one.severity for one in to_mend(healthy)} == ({severity} if severity else set())


class Disk:
    """A disk with so many megabytes left, and inodes."""

    def __init__(self, found, free, inodes=0.5):
        self.f_frsize, self.f_bavail = 1024 * 1024, free
        self.f_files, self.f_favail = 1000, int(1000 * inodes)


def test_disk_without_inodes_is_found(healthy, monkeypatch):
    monkeypatch.setattr(files.os, "statvfs", lambda _: Disk(None, 5000, 0.01))

    assert all("10 more files only (inodes)" in one.what for one in to_mend(healthy))
    assert to_mend(healthy)


def test_old_backups_and_none_are_found(healthy):
    [backup] = (healthy.folder / "backups").iterdir()
    before = (utc_now() - dt.timedelta(days=4, hours=1)).timestamp()
    os.utime(backup, (before, before))
    assert only(healthy, "is 4 days old", "planner worker")

    backup.unlink()
    assert only(healthy, "There is no backup in", "planner backup FILE")


def test_missing_index_is_found_with_the_statement_that_makes_it(healthy):
    execute(healthy, "DROP INDEX ix_job_state")

    assert only(healthy, "ix_job_state is missing", "CREATE INDEX ix_job_state ON job (state);")
    execute(healthy, to_mend(healthy)[0].remedy.partition(": ")[2])
    assert to_mend(healthy) == []


def test_missing_uniqueness_is_found(healthy):
    execute(
        healthy,
        "CREATE TABLE other AS SELECT * FROM old_slug",
        "DROP TABLE old_slug",
        "CREATE TABLE old_slug (id INTEGER PRIMARY KEY, slug VARCHAR, visit_id INTEGER)",
    )

    assert any("unique" in one.what or "missing" in one.what for one in to_mend(healthy))


def test_tables_of_another_version_are_found(healthy):
    execute(healthy, "UPDATE alembic_version SET version_num = 'of tomorrow'")

    assert only(healthy, "another version (of tomorrow)", "planner db upgrade")


def test_rows_that_refer_to_nothing_are_found(healthy):
    execute(healthy, "UPDATE job SET visit_id = 4711")

    assert only(healthy, "Rows of the table job refer to others that are gone")


def test_damaged_file_is_found_and_the_other_checks_go_on(healthy):
    path = healthy.folder / "planner.sqlite"
    content = bytearray(path.read_bytes())
    content[4096 : len(content) // 2] = b"\x55" * (len(content) // 2 - 4096)
    path.write_bytes(content)
    healthy.folder.chmod(0o755)

    told = " ".join(one.what for one in to_mend(healthy))
    assert "damaged" in told or "does not answer" in told
    assert "(755)" in told


def test_database_that_is_away_is_told_once(healthy):
    (healthy.folder / "planner.sqlite").unlink()

    assert only(healthy, "is missing", "planner init", "backup")
    assert not (healthy.folder / "planner.sqlite").exists()


def test_database_to_which_nobody_can_sign_in_is_found(healthy):
    execute(healthy, 'DELETE FROM "user"')

    assert only(healthy, "has no account", "planner init")


def test_worker_that_was_never_seen_is_found(healthy):
    execute(healthy, "DELETE FROM job")

    assert only(healthy, "No worker has been seen", "planner worker")


def test_worker_that_is_late_is_found(healthy):
    later = dataclasses.replace(healthy, now=healthy.now + dt.timedelta(hours=30))
    (later.folder / "backups" / "planner-2026-11-28.zip").touch()

    assert any("No worker has ordered tidy_up for" in one.what for one in to_mend(later))


def test_work_that_waits_or_has_failed_is_found(healthy):
    ago = utc_now() - dt.timedelta(minutes=40, seconds=30)
    fill(healthy, period("make_folder", state=JobState.WAITING, asked_at=ago, finished_at=None))
    assert only(healthy, "waiting for 40 minutes")

    execute(healthy, "DELETE FROM job WHERE kind = 'make_folder'")
    fill(healthy, period("make_folder", state=JobState.FAILED))
    assert only(healthy, "Of make_folder, 1 failed since yesterday", "The log says why")


def test_clock_that_is_behind_what_has_happened_is_found(healthy):
    fill(healthy, period("make_folder", asked_at=utc_now() + dt.timedelta(hours=6)))

    assert only(healthy, "which is still to come", "timedatectl set-ntp true")


def test_clock_of_another_century_is_found(healthy):
    found = examined(
        work.clock, dataclasses.replace(healthy, now=work.FIRST_DAY.replace(year=1970))
    )

    assert any("says 1970-11-28" in one.what for one in found)


def test_password_that_the_first_run_has_printed_is_found(healthy):
    fill(healthy, make_user(email=ADMINISTRATOR, must_change_password=True))

    assert only(healthy, ADMINISTRATOR, "choose another")


def test_account_of_the_first_run_and_given_passwords_are_noted(healthy):
    fill(healthy, make_user(email=ADMINISTRATOR), make_user(must_change_password=True))

    notes = " ".join(one.what for one in examine(healthy))
    assert "whose address everybody knows" in notes
    assert "that they were given: 1" in notes
    assert to_mend(healthy) == []


def test_check_that_cannot_look_says_so_and_names_nobody(healthy):
    def looks_at_nothing(_patient):
        raise OSError("MARKER")

    [found] = examined(looks_at_nothing, healthy)

    assert found.what == "The doctor could not look at looks at nothing: OSError."
    assert "MARKER" not in str(found)


def test_findings_name_nobody(healthy):
    fill(healthy, make_user(name="MARKER", email="marker@planner.example"))
    patient = given(healthy, PUBLIC_URL="http://planner.your.city", TRUSTED_PROXIES=0)

    assert "marker" not in str(examine(patient)).lower()


@pytest.mark.parametrize("written", ["SECRET_KEY = ", "SECRET_KEY = 'short'", "OFFICE_ZONE = 'x'"])
def test_planner_that_cannot_start_is_examined(tmp_path, monkeypatch, written):
    monkeypatch.undo()
    for name in list(os.environ):
        if name.startswith("PLANNER_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PLANNER_INSTANCE_FOLDER", str(tmp_path))
    (tmp_path / "config.py").write_text(written)
    tmp_path.chmod(0o755)

    told = CliRunner().invoke(command)

    assert (told.exit_code, "Traceback" in told.output) == (1, False)
    assert told.output.startswith("wrong: ")
    assert f"chmod 700 {tmp_path}" in told.output
    assert f"{len(CHECKS)} things looked at, " in told.output
    assert "short" not in told.output


@pytest.mark.postgres
def test_index_and_clock_of_postgresql_are_looked_at(healthy, postgres, postgres_template):
    url = postgres.create_database(postgres_template)
    patient = given(healthy, DATABASE_URL=url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_job_state"))
    engine.dispose()

    found = [*examined(database.indexes, patient), *examined(database.damage, patient)]
    early = dataclasses.replace(patient, now=patient.now - dt.timedelta(hours=6))

    assert [one.what.split()[2] for one in found] == ["ix_job_state"]
    assert any("clocks" in one.what for one in examined(work.clock, early))
