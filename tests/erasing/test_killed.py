"""kill -9 while the trash is emptied: nothing is lost but what was to go, and it goes."""

import json
import random
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from planner.models import Erasure, Guest, Person, Visit
from planner.services.erasing.erased_log import LOG_NAME, read_erased_log, write_erased_log
from tests.erasing.worlds import NOW, OVER, put_into_trash
from tests.factories import make_event, make_guest, make_person, make_visit

SETTINGS = "SECRET_KEY", "DATABASE_URL", "MEDIA_FOLDER", "CACHE_FOLDER", "BACKUP_FOLDER"


def guests_of(visit):
    event = make_event(visit=visit)
    return [make_guest(make_person(), event) for _ in range(1200)]


def test_killed_erasing_goes_on_and_notes_each_row_once(any_app, rows, keep):
    gone, kept = make_visit(), make_visit()
    people = [make_person(f"Gone{number}") for number in range(300)]
    keep(*guests_of(gone), *guests_of(kept), *people)
    put_into_trash(any_app, gone, *people, at=OVER)
    any_app.extensions["sessionmaker"].kw["bind"].dispose()
    settings = {name: str(any_app.config[name]) for name in SETTINGS}
    seed = random.randrange(1000)

    result = subprocess.run(
        [sys.executable, "-m", "tests.erasing.killed"],
        input=json.dumps({"settings": settings, "now": NOW.isoformat(), "seed": seed}),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert int(result.stdout) > 0, f"nobody was killed, seed {seed}"
    assert rows(select(Visit.id)) == [kept.id]
    assert rows(select(func.count()).select_from(Guest)) == [1200]
    assert rows(select(func.count()).select_from(Person)) == [2400]
    noted = rows(select(Erasure))
    assert len(noted) == len({(one.table_name, one.row_id) for one in noted}) == 301
    write_erased_log()
    folder = any_app.config["BACKUP_FOLDER"]
    assert len(read_erased_log(folder)) == 301
    assert len(Path(folder, LOG_NAME).read_text().splitlines()) <= 301 + int(result.stdout)
