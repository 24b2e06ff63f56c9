"""The database: what SQLite must be told."""

import multiprocessing

from sqlalchemy import select

from planner import create_app
from planner.db import session
from planner.models import Visit
from tests.factories import make_visit


def lengthen_titles(settings, times, barrier):
    """Add a letter to the title of the visit again and again, each time in a new session."""
    app = create_app(settings)
    barrier.wait()
    for _ in range(times):
        with app.app_context():
            session.scalar(select(Visit)).title_de += "!"
            session.commit()


def test_two_writing_processes_lose_no_update(settings, save, load):
    save(make_visit(title_de=""))
    spawn = multiprocessing.get_context("spawn")
    arguments = settings, 60, spawn.Barrier(2)
    writers = [spawn.Process(target=lengthen_titles, args=arguments) for _ in range(2)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert [len(visit.title_de) for visit in load(select(Visit))] == [120]


def test_pages_are_read_while_someone_writes(reader, engine):
    with engine.begin():
        page = reader.get("/overview")

    assert page.status_code == 200
