"""The log of what was erased: a table and its file, and what is erased again after a restore."""

from pathlib import Path

import pytest
from sqlalchemy import select

from planner.models import (
    Erasure,
    Feed,
    FeedKind,
    Guest,
    Job,
    Person,
    Printout,
    User,
    UserSession,
    Visit,
)
from planner.rules.erasing import ErasedRow, format_erased_line, lives_on, parse_erased_line
from planner.services.erasing.again import erase_again
from planner.services.erasing.erased_log import LOG_NAME, read_erased_log, write_erased_log
from planner.services.erasing.nightly import empty_trash
from tests.erasing.worlds import (
    DAY,
    NOW,
    OVER,
    fill_worlds,
    nothing,
    put_into_trash,
    words_of,
)
from tests.factories import (
    make_event,
    make_feed,
    make_guest,
    make_job,
    make_person,
    make_printout,
    make_user,
    make_visit,
)

SEVENTEEN = ErasedRow(NOW, "person", 17)


def log_of(app):
    return Path(app.config["BACKUP_FOLDER"], LOG_NAME)


def test_a_line_has_moment_table_and_number_and_nothing_else():
    assert format_erased_line(SEVENTEEN) == "2026-11-28T03:00:00Z person 17"
    assert format_erased_line(SEVENTEEN._replace(merged_into_id=4)).endswith(" person 17 into 4")


@pytest.mark.parametrize("row", [SEVENTEEN, SEVENTEEN._replace(merged_into_id=4)])
def test_a_line_is_read_as_it_was_written(row):
    assert parse_erased_line(format_erased_line(row) + "\n") == row


@pytest.mark.parametrize(
    "line",
    [
        "", "2026-11-28T03:00:00Z per", "2026-11-28T03:00:00Z person", "28.11.2026 person 17",
        "2026-13-28T03:00:00Z person 17", "2026-11-28T03:00:00Z person 17; DROP",
        "2026-11-28T03:00:00Z person " + "9" * 400,
    ],
)  # fmt: skip
def test_what_is_no_line_is_none(line):
    assert parse_erased_line(line) is None


def test_the_table_and_the_file_say_the_same(any_app, keep):
    people = [make_person(), make_person()]
    keep(*people)
    put_into_trash(any_app, *people, at=OVER)

    empty_trash(now=NOW, step=nothing)

    lines = log_of(any_app).read_text().splitlines()
    assert lines == [f"2026-11-28T03:00:00Z person {one.id}" for one in people]
    assert log_of(any_app).stat().st_mode & 0o077 == 0


def test_what_a_crash_kept_from_the_file_the_next_run_writes(any_app, keep):
    keep(Erasure(**SEVENTEEN._asdict()), Erasure(**SEVENTEEN._replace(row_id=18)._asdict()))
    log_of(any_app).parent.mkdir()
    log_of(any_app).write_text("2026-11-28T03:00:00Z person 17\n2026-11-28T03:00:00Z per")

    write_erased_log()
    write_erased_log()

    assert read_erased_log(any_app.config["BACKUP_FOLDER"]) == [
        SEVENTEEN,
        SEVENTEEN._replace(row_id=18),
    ]
    assert log_of(any_app).read_text().count("person 17\n") == 1


def test_lines_of_another_database_stay_in_the_file(any_app):
    log_of(any_app).parent.mkdir()
    log_of(any_app).write_text("2026-11-28T03:00:00Z person 17\n")

    write_erased_log()

    assert read_erased_log(any_app.config["BACKUP_FOLDER"]) == [SEVENTEEN]


def test_erasing_goes_on_where_the_file_cannot_be_written(any_app, keep, rows, caplog):
    person = keep(make_person())
    put_into_trash(any_app, person, at=OVER)
    Path(any_app.config["BACKUP_FOLDER"]).write_text("a file in the place of the folder")

    empty_trash(now=NOW, step=nothing)

    assert rows(select(Person)) == []
    assert len(rows(select(Erasure))) == 1
    assert "cannot be" in caplog.text
    assert any_app.config["BACKUP_FOLDER"] not in caplog.text


def test_a_restored_backup_loses_again_what_was_erased_since(any_app):
    one, _two = fill_worlds(any_app)
    entries = [ErasedRow(NOW, "visit", one.visit.id), ErasedRow(NOW, "event", one.free.id)]
    entries += [
        ErasedRow(NOW, "person", person.id)
        for person in (one.person, one.companion, one.newcomer, one.trashed[-1])
    ]
    entries.append(ErasedRow(NOW, "visit", one.trashed[0].id))

    assert erase_again(entries, now=NOW) == 7
    assert erase_again(entries, now=NOW) == 0

    tables = {name.partition(".")[0] for name in words_of(any_app, "ERASED")}
    assert not tables & {"person", "guest", "visit", "event", "delegate", "rendered_event"}
    assert words_of(any_app, "KEPT")


def test_what_the_backup_knows_to_be_erased_is_not_asked_for_again(any_app, rows, keep):
    person = keep(make_person())  # has got the number of an erased one
    known = ErasedRow(NOW, "person", person.id)
    keep(Erasure(**known._asdict()))

    assert erase_again([known], now=NOW + DAY) == 0
    assert len(rows(select(Person))) == 1


def test_numbers_of_rows_that_are_not_there_are_noted_before_others_get_them(any_app, rows, keep):
    entry = ErasedRow(NOW, "person", 1)

    assert erase_again([entry], now=NOW) == 0
    person = keep(make_person(id=1))

    assert erase_again([entry], now=NOW) == 0
    assert rows(select(Person.id)) == [person.id]


def test_a_merged_entry_is_erased_again_only_with_that_in_which_it_lives_on(any_app, rows, keep):
    kept, merged = keep(make_person("Kept")), keep(make_person("Merged"))
    keep(make_guest(merged))
    gone = ErasedRow(NOW - DAY, "person", merged.id, kept.id)

    assert erase_again([gone], now=NOW) == 0
    assert len(rows(select(Guest))) == 1

    assert erase_again([gone, ErasedRow(NOW, "person", kept.id)], now=NOW) == 2
    assert rows(select(Guest)) == []


def test_a_person_lives_on_until_the_last_of_a_chain_is_erased():
    first = ErasedRow(NOW, "person", 1, 2)
    second = ErasedRow(NOW + DAY, "person", 2, 3)
    third = ErasedRow(NOW + 2 * DAY, "person", 3)
    former = ErasedRow(NOW - DAY, "person", 2)  # another person, who had the number before

    assert lives_on(first, [first])
    assert lives_on(first, [first, second])
    assert lives_on(first, [first, former])
    assert not lives_on(first, [first, second, third])
    assert not lives_on(third, [third])


def test_a_merge_is_noted_with_the_entry_that_stays(any_app, keep):
    kept = make_person("Kept")
    merged = keep(make_person("Merged", merged_into=kept))
    put_into_trash(any_app, merged, at=OVER)

    empty_trash(now=NOW, step=nothing)

    [row] = read_erased_log(any_app.config["BACKUP_FOLDER"])
    assert row == ErasedRow(NOW, "person", merged.id, kept.id)


def test_a_deleted_account_does_not_come_back_with_a_backup(any_app, rows, keep):
    gone, other = make_user(), make_user()
    visit = make_visit(in_charge=gone)
    keep(
        make_guest(event=make_event(visit=visit, responsible=gone)), other,
        UserSession(user=gone, token_hash="x", started_at=NOW, agent=""),
        make_feed(kind=FeedKind.USER, user=gone), make_printout(gone, visit), make_job(gone, visit),
    )  # fmt: skip

    assert erase_again([ErasedRow(NOW, "user", gone.id)], now=NOW) == 1

    assert rows(select(User.id)) == [other.id]
    assert (rows(select(UserSession)), rows(select(Feed)), rows(select(Job))) == ([], [], [])
    assert (rows(select(Visit.in_charge_id)), rows(select(Printout.user_id))) == ([None], [None])


def test_a_restore_that_was_killed_goes_on(any_app, rows, keep, monkeypatch):
    visit = make_visit()
    keep(make_guest(event=make_event(visit=visit)))
    entry = ErasedRow(NOW, "visit", visit.id)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("planner.services.erasing.again.keep_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            erase_again([entry], now=NOW)
    assert (rows(select(Guest)), len(rows(select(Visit)))) == ([], 1)

    assert erase_again([entry], now=NOW) == 1
    assert rows(select(Visit)) == []
