"""The history has a period of its own; who is erased goes from copies and prints at once."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from planner.clock import utc_now
from planner.db import session
from planner.models import (
    HandedCopy,
    HandedRow,
    HistoryEntry,
    HistoryRow,
    HistoryValues,
    Operation,
    Printout,
    PrintoutPerson,
)
from planner.services.erasing.erasing import erase
from planner.services.history.purging import purge_history
from planner.settings import month_or_more
from tests.factories import make_assignment, make_event, make_guest, make_person, make_visit

NOW = utc_now()
DAY = dt.timedelta(days=1)


def entry(days):
    """Return an entry with a row and its values that is so many days old."""
    row = HistoryRow(
        table_name="person", row_key="1", operation=Operation.CHANGED, fields=["notes"]
    )
    row.values = HistoryValues(before={"notes": "a"}, after={"notes": "b"})
    return HistoryEntry(at=NOW - days * DAY, act="save_person", rows=[row])


def test_entries_go_after_their_days_with_all_that_stood_in_them(any_app, keep, rows):
    any_app.config["HISTORY_DAYS"] = 730
    for days in (731, 729, 1):
        keep(entry(days))

    assert purge_history(now=NOW) == 1

    assert [one.at for one in rows(select(HistoryEntry))] == [NOW - 729 * DAY, NOW - DAY]
    assert len(rows(select(HistoryRow))) == len(rows(select(HistoryValues))) == 2


def test_last_thirty_days_stay_whatever_the_setting_says(any_app, keep, rows):
    any_app.config["HISTORY_DAYS"] = 1
    for days in (31, 29):
        keep(entry(days))

    assert purge_history(now=NOW) == 1

    assert [one.at for one in rows(select(HistoryEntry))] == [NOW - 29 * DAY]


def test_many_entries_go_in_several_acts(app, within, save, monkeypatch):
    monkeypatch.setattr("planner.services.history.purging.AT_ONCE", 2)
    save(*(entry(800) for _ in range(5)))

    assert purge_history(now=NOW) == 5

    assert session.scalar(select(func.count(HistoryRow.id))) == 0


def test_setting_shorter_than_a_month_is_refused():
    with pytest.raises(ValueError, match="must be 30 or more"):
        month_or_more(29)


def test_erased_person_goes_from_prints_and_copies_and_others_stay(app, organiser, save, load):
    event = make_event("2026-05-04 19:00", "2026-05-04 22:00", visit=make_visit(slug="lyon"))
    gone, stays = make_person("Gone", "Person"), make_person("Ada", "Berg")
    save(event, make_guest(gone, event), make_guest(stays, event), make_assignment(event, gone))
    for paper in ("guests", "minute-plan"):
        address = f"/visits/lyon/events/1/print/{paper}/hand"
        entry = {"recipient": "Caterer", "handed_on": "2026-05-01", "medium": "pdf"}
        assert organiser.post(address, data=entry).status_code == 303
    assert "Gone" in str([one.cells for one in load(select(HandedRow))])

    with app.app_context():
        erase("person", [gone.id], now=NOW, limit=None, step=lambda: None)

    assert {one.person_id for one in load(select(PrintoutPerson))} == {stays.id}
    assert [one.person_id for one in load(select(HandedRow))] == [stays.id]
    assert len(load(select(HandedCopy))) == len(load(select(Printout))) == 2
    assert organiser.get("/visits/lyon/events/1/print/copies/2").status_code == 200
