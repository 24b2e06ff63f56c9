"""Whoever was erased after a backup was made does not come back with it, here or elsewhere."""

import datetime as dt
import shutil

import pytest
from sqlalchemy import select

from planner.clock import utc_now
from planner.commands.backups import backup, restore
from planner.models import Erasure, Person
from planner.rules.trash import TRASH_RETENTION
from planner.services.erasing.nightly import empty_trash
from tests.backup.conftest import settings_in
from tests.conftest import build
from tests.factories import make_person

DAY = dt.timedelta(days=1)


def people_in(app):
    with app.extensions["sessionmaker"]() as session:
        return sorted(session.scalars(select(Person.family_name)))


@pytest.fixture
def elsewhere(tmp_path):
    """An empty planner on another machine."""
    app = build(settings_in(tmp_path / "elsewhere"))
    yield app
    app.extensions["sessionmaker"].kw["bind"].dispose()


@pytest.fixture
def backed_up(app, save, tmp_path, run):
    """A backup with somebody in the trash, who is erased after it was made."""
    over = utc_now() - TRASH_RETENTION - DAY
    save(make_person(family_name="Kept"), make_person(family_name="Erased", deleted_at=over))
    assert run(app, backup, tmp_path / "all.zip").exit_code == 0
    with app.app_context():
        empty_trash(now=utc_now(), step=lambda: None)
    assert people_in(app) == ["Kept"]
    app.extensions["sessionmaker"].kw["bind"].dispose()
    return tmp_path / "all.zip"


def test_a_restore_on_the_same_machine_erases_again(app, backed_up, tmp_path, run):
    (tmp_path / "backups" / "erased.log").unlink()  # the table has it, and writes it once more

    result = run(app, restore, backed_up, "--replace")

    assert result.exit_code == 0, result.output
    assert "Erased 1 rows once more" in result.output
    assert people_in(app) == ["Kept"]


@pytest.mark.parametrize("place", ["beside", "said"])
def test_a_restore_elsewhere_reads_the_log(app, backed_up, elsewhere, tmp_path, run, place):
    log = tmp_path / "backups" / "erased.log"
    options = ("--erased", log)
    if place == "beside":
        shutil.copy(log, tmp_path / "erased.log")
        options = ()

    result = run(elsewhere, restore, backed_up, *options)

    assert result.exit_code == 0, result.output
    assert people_in(elsewhere) == ["Kept"]
    here = tmp_path / "elsewhere" / "backups" / "erased.log"
    assert here.read_text() == log.read_text()  # for the next restore
    with elsewhere.extensions["sessionmaker"]() as session:
        assert len(session.scalars(select(Erasure)).all()) == 1


def test_without_the_log_nothing_is_restored_unless_it_is_lost(backed_up, elsewhere, tmp_path, run):
    refused = run(elsewhere, restore, backed_up)

    assert (refused.exit_code, "people who were erased since would be back" in refused.output) == (
        1,
        True,
    )
    assert not (tmp_path / "elsewhere" / "planner.sqlite").exists()
    assert run(elsewhere, restore, backed_up, "--no-erasing-log").exit_code == 0
    assert people_in(elsewhere) == ["Erased", "Kept"]
