"""Old backups of the nights are deleted once a new one is there, and never the last good one."""

import datetime as dt
import logging
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from planner.backup import rotation
from planner.backup.rotation import kept_counts, kept_moments, newest_backup, outdated_files
from planner.commands.backups import restore
from planner.machine.config_file import BadSetting
from planner.models import Job, JobState
from planner.services import backups
from planner.services.backups import back_up, make_nightly_backup
from planner.services.jobs.job_runs import run_job
from planner.services.jobs.jobs import claim_job
from planner.settings import checked

NIGHT = dt.datetime(2027, 4, 12, 3, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
COUNTS = {"daily": 7, "weekly": 4, "monthly": 6}


def test_seven_days_four_weeks_and_six_months_are_kept():
    nights = [NIGHT - n * DAY for n in range(400)]

    kept = sorted(kept_moments(nights, COUNTS), reverse=True)

    assert [f"{moment:%m-%d}" for moment in kept] == [
        *("04-12", "04-11", "04-10", "04-09", "04-08", "04-07", "04-06"),
        *("04-04", "03-31", "03-28"),  # Sundays, and the last of March
        *("02-28", "01-31", "12-31", "11-30"),
    ]


@given(
    st.lists(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)), min_size=1),
    st.dictionaries(st.sampled_from(sorted(COUNTS)), st.integers(0, 9), min_size=1),
)
def test_the_newest_is_always_kept_and_no_more_than_asked_for(moments, counts):
    kept = kept_moments(moments, counts)

    assert max(moments) in kept
    assert len(kept) <= max(1, sum(counts.values()))
    assert kept_moments(kept, counts) == kept  # a second run deletes nothing more


def test_only_files_that_are_called_like_a_backup_of_a_night_are_ever_deleted(tmp_path):
    others = ["erased.log", "planner-2020.zip", "holiday.zip", "planner-2020-01-01T000000Z.zip.bak"]
    old = [f"planner-2020-01-0{day}T030000Z.zip" for day in (1, 2)]
    old += ["before-restore-2027-03-01T030000Z.zip"]
    new = ["planner-2027-04-12T030000Z.zip.age", "before-restore-2027-04-01T030000Z.zip"]
    half = ".planner-2027-04-10T030000Z.zip.unfinished-0123abcd"
    for name in (*others, *old, *new, half, ".unfinished-of-somebody"):
        (tmp_path / name).write_bytes(b"x")
    os.utime(tmp_path / half, (0, NIGHT.timestamp() - 2 * 86400))

    outdated = {path.name for path in outdated_files(tmp_path, {"daily": 1}, NIGHT)}

    assert outdated == {*old, half}
    assert newest_backup(tmp_path) == (NIGHT, tmp_path / new[0])


@pytest.mark.parametrize(
    ("given", "counts"),
    [
        ("7 daily, 4 weekly, 6 monthly", COUNTS),
        ("30 daily", {"daily": 30}),
        ("0 daily,2 weekly", {"daily": 0, "weekly": 2}),
    ],
)
def test_how_many_are_kept_is_a_setting(tmp_path, given, counts):
    values = checked({"SECRET_KEY": "x" * 32, "BACKUP_KEEP": given}, tmp_path, {})

    assert kept_counts(values["BACKUP_KEEP"]) == counts


@pytest.mark.parametrize(
    "given", ["", "7", "seven daily", "0 daily", "7 yearly", "7 daily 4 weekly"]
)
def test_a_setting_that_would_keep_nothing_is_refused(tmp_path, given):
    with pytest.raises(BadSetting, match="BACKUP_KEEP must be like 7 daily"):
        checked({"SECRET_KEY": "x" * 32, "BACKUP_KEEP": given}, tmp_path, {})


def folder_of(app, tmp_path):
    app.config["BACKUP_FOLDER"] = str(tmp_path / "backups")
    return tmp_path / "backups"


def names_in(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != "erased.log")


@pytest.fixture
def night(app, save, load):
    """Return a function that lets a worker do the work of a night, and gives the job."""

    def night():
        save(Job(kind="make_nightly_backup", arguments="{}", asked_at=NIGHT))
        claimed = claim_job("make_nightly_backup", 1, now=NIGHT)
        run_job(make_nightly_backup, claimed, clock=lambda: NIGHT)
        [job] = load(select(Job))
        return job

    return night


def test_a_night_makes_a_backup_that_can_be_restored(app, within, tmp_path, night, run):
    folder = folder_of(app, tmp_path)

    job = night()

    assert job.state is JobState.DONE
    [path] = folder.glob("planner-*")
    assert (folder / "erased.log").read_text() == ""  # without it nobody could restore
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert run(app, restore, path, "--replace").exit_code == 0


def test_old_ones_go_after_a_new_one_is_there(app, within, tmp_path):
    folder = folder_of(app, tmp_path)
    app.config["BACKUP_KEEP"] = "2 daily"

    for day in range(4):
        back_up(folder, now=NIGHT + day * DAY)

    assert names_in(folder) == [
        "planner-2027-04-14T030000Z.zip",
        "planner-2027-04-15T030000Z.zip",
    ]


def test_no_backup_is_made_where_others_make_them(app, within, tmp_path, night):
    folder = folder_of(app, tmp_path)
    app.config["BACKUP_NIGHTLY"] = False

    assert night().state is JobState.DONE
    assert not folder.exists()


def test_a_disk_that_is_too_full_keeps_the_old_ones_and_is_tried_again(
    app, within, tmp_path, night, monkeypatch, caplog
):
    folder = folder_of(app, tmp_path)
    app.config["BACKUP_KEEP"] = "1 daily"
    back_up(folder, now=NIGHT)
    monkeypatch.setattr(backups, "SPARE", 10**15)

    with caplog.at_level(logging.ERROR):
        job = night()

    assert (job.state, job.due_at is not None) == (JobState.WAITING, True)
    assert "There is no room for the backup of the night" in job.error
    assert "more room for the next backup" in caplog.text
    assert names_in(folder) == ["planner-2027-04-12T030000Z.zip"]


def test_what_cannot_be_read_again_is_no_backup(app, within, tmp_path, night, monkeypatch):
    folder = folder_of(app, tmp_path)
    app.config["BACKUP_KEEP"] = "1 daily"
    back_up(folder, now=NIGHT)
    monkeypatch.setattr(backups, "digest_of", lambda _path: "of what a bad disk gives back")

    job = night()

    assert job.state is JobState.WAITING
    assert names_in(folder) == ["planner-2027-04-12T030000Z.zip"]


def test_a_name_says_when_a_backup_was_made():
    name = rotation.backup_name(NIGHT, is_encrypted=True)

    assert name == "planner-2027-04-12T030000Z.zip.age"
