"""Try fixed mutations, most of them of the rules, and list those that no test notices.

Each is made in a copy of the program, never here; the tests that should notice it run there. A
mutation that survives needs a test, and one whose text is gone needs to be written anew.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
COPIED = "planner", "templates", "tests", "setup.cfg", "pyproject.toml"
LEFT_OUT = shutil.ignore_patterns("__pycache__")
WHENCE = "import planner, tests; print(planner.__file__); print(tests.__file__)"
GREEN, RED = 0, 1  # how pytest ends; all else means that the tests were not asked


class Mutant(NamedTuple):
    """A mistake in the program, and the tests that should notice it."""

    where: str  # a file of the program, or a folder in which one file has the text
    text: str
    wrong: str
    tests: str  # a module below tests/, or one test of it


class Outcome(NamedTuple):
    """What became of a mutation."""

    mutant: Mutant
    is_killed: bool
    seconds: float


class WrongMutant(Exception):
    """A mutation cannot be made, or the tests that it names cannot be asked."""


ADDRESSING = "planner/rules/people/addressing"
CLAIMS = "planner/rules/precedence/guest_claims.py"
OF_RULES = (
    # precedence
    Mutant(
        CLAIMS,
        "is_here = ",
        "is_here = False and ",
        "guests/test_guest_lists.py::"
        "test_of_several_offices_the_one_at_home_counts_where_the_scheme_says_so",
    ),
    Mutant(
        "planner/rules/precedence/standings.py",
        "(sent is None, sent or 0,",
        "(sent is not None, sent or 0,",
        "precedence/test_precedence.py::"
        "test_who_is_no_delegate_any_more_comes_last_of_the_delegation",
    ),
    Mutant(
        "planner/rules/precedence/precedence.py",
        ": (-",
        ": (",
        "precedence/test_precedence.py::test_the_latest_move_beside_one_guest_is_the_most_direct",
    ),
    Mutant(
        "planner/rules/precedence/schemes.py",
        "min(positions)",
        "max(positions)",
        "precedence/test_precedence.py::"
        "test_in_their_own_municipality_mayors_take_the_better_place",
    ),
    Mutant(
        "planner/rules/precedence/schemes.py",
        "self.without_office - 1, ",
        "self.without_office, ",
        "precedence/test_precedence.py::"
        "test_who_was_in_office_stands_after_those_who_are_or_with_the_office",
    ),
    Mutant(
        "planner/rules/precedence/deputies.py",
        ") > after",
        ") >= after",
        "guests/test_representation.py::"
        "test_nobody_stands_in_for_who_has_the_same_number_or_is_mayor_too",
    ),
    # guests
    Mutant(
        "planner/rules/guests/representation.py",
        "and guest.seat and not other.seat",
        "and guest.seat",
        "guests/test_representation.py::test_seat_of_ones_own_is_kept",
    ),
    Mutant(
        "planner/rules/guests/balance.py",
        "Reply.DECLINED, Reply.REPRESENTED",
        "Reply.DECLINED, Reply.DECLINED",
        "precedence/test_balance.py",
    ),
    Mutant(
        "planner/rules/guests/guest_lists.py",
        "(row.member is None,",
        "(row.member is not None,",
        "guests/test_guest_lists.py::"
        "test_who_is_no_delegate_comes_last_of_the_delegation_that_sent_the_guest",
    ),
    # people
    Mutant(
        "planner/rules/people/people.py",
        "day <= term.until",
        "day < term.until",
        "people/test_people.py::test_term_holds_on_its_first_and_last_day",
    ),
    Mutant(
        "planner/rules/people/terms.py",
        "until < since",
        "until <= since",
        "people/test_terms.py::test_term_may_last_one_day_and_have_no_end",
    ),
    Mutant(
        "planner/rules/people/duplicates.py",
        "len(other) < shortest",
        "len(other) <= shortest",
        "people/test_duplicates.py::test_similar_name_is_found",
    ),
    Mutant(
        ADDRESSING,
        "DOCTORATES.search(after) and",
        "DOCTORATES.search(after) or",
        "people/test_addressing.py::test_form_follows_the_rules_of_the_country",
    ),
    Mutant(
        ADDRESSING,
        "is Gender.HERR:",
        "is Gender.FRAU:",
        "people/test_addressing.py::test_form_follows_the_rules_of_the_country",
    ),
    # programme
    Mutant(
        "planner/rules/programme/clashes.py",
        "[1] > starts",
        "[1] >= starts",
        "programme/test_clashes.py::"
        "test_events_in_one_venue_clash_when_the_second_starts_before_the_first_ends",
    ),
    Mutant(
        "planner/rules/programme/programme.py",
        "event.starts < other.ends for",
        "event.starts <= other.ends for",
        "programme/test_events.py::test_event_stands_below_one_that_ends_when_it_begins",
    ),
    Mutant(
        "planner/rules/programme/transfers.py",
        "(*pick_up) < instant",
        "(*pick_up) <= instant",
        "programme/test_transfers.py::"
        "test_pick_up_lies_within_a_day_before_the_start_or_before_the_end",
    ),
    Mutant(
        "planner/rules/programme/events.py",
        "end = event.ends_at, event.end_zone or event.start_zone",
        "end = event.ends_at, event.start_zone",
        "programme/test_event_acts.py::"
        "test_a_ride_cannot_be_moved_to_where_people_would_be_picked_up_after_its_end",
    ),
    # feeds
    Mutant(
        "planner/rules/feeds/revisions.py",
        "max(now, revised_at + SECOND)",
        "now",
        "feeds/test_revisions.py::test_two_changes_in_one_second_are_two_revisions",
    ),
    Mutant(
        "planner/rules/feeds/revisions.py",
        'event["deleted_at"] is None',
        "True",
        "feeds/test_revisions.py::"
        "test_whichever_way_a_printed_column_changes_subscribers_learn_it[event-deleted_at]",
    ),
    Mutant(
        "planner/rules/feeds/feeds.py",
        "last.date() + DAY",
        "last.date()",
        "feeds/test_feed_life.py::test_r07_the_edge_of_the_past_is_a_midnight",
    ),
)
ELSEWHERE = (  # what has survived all tests before
    Mutant(
        "planner/feeds/events.py",
        "if moment < event.ends:",
        "if moment:",
        "feeds/test_feed_roles.py::"
        "test_driver_reads_the_start_of_a_ride_that_was_moved_to_before_the_pick_up",
    ),
    Mutant(
        "planner/feeds/events.py",
        "instant(picked_up, zone, event.start_fold)",
        "instant(picked_up, zone, 0)",
        "feeds/test_feed_roles.py::"
        "test_driver_picks_up_in_the_same_of_two_equal_hours_as_the_ride_begins",
    ),
    Mutant(
        "planner/models/transfers.py",
        "event.start_zone, event.start_fold",
        "event.start_zone, 0",
        "programme/test_transfers.py::test_pick_up_is_in_the_same_of_two_equal_hours_as_the_start",
    ),
    Mutant(
        "planner/rules/passwords.py",
        '"NFKD"',
        '"NFC"',
        "accounts/test_user_acts.py::"
        "test_password_is_the_same_however_a_keyboard_writes_its_letters",
    ),
    Mutant(
        "planner/views/printing/printing.py",
        "set_etag(key)",
        'set_etag("x")',
        "printing/test_print_chooser.py::"
        "test_browser_whose_preview_shows_something_older_gets_the_new_one",
    ),
    Mutant(
        "templates/macros/tables.html",
        "last=pagination.last",
        "last=pagination.total",
        "people/test_people.py::test_address_book_shows_50_people_a_page",
    ),
    Mutant(
        "planner/web/frame.py",
        '"Permissions-Policy": "camera=(), ',
        '"Permissions-Policy": "',
        "accounts/test_access.py::test_every_page_has_the_security_headers",
    ),
)
MUTANTS = OF_RULES + ELSEWHERE


def file_of(mutant: Mutant, project: Path) -> Path:
    """Return the one file that has the text of a mutation, once.

    Raises WrongMutant if there is none, or if the text is there more than once.
    """
    place = project / mutant.where
    files = sorted(place.rglob("*.py")) if place.is_dir() else [place]
    found = {file: file.read_text().count(mutant.text) for file in files if file.is_file()}
    if sum(found.values()) != 1:
        raise WrongMutant(
            f'{mutant.where} has "{mutant.text}" {sum(found.values())} times, not once: '
            f"write this mutation of {Path(__file__).name} anew."
        )
    return next(file for file, times in found.items() if times)


def copy_to(folder: Path, project: Path = PROJECT) -> Path:
    """Copy the program and its fast tests into a folder."""
    copy = folder / "copy"
    copy.mkdir()
    for name in COPIED:
        source = project / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=LEFT_OUT)
        elif source.is_file():
            shutil.copyfile(source, copy / name)
    return copy


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a copy, so that it imports what is there and leaves no compiled files."""
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=copy, env=os.environ | settings, capture_output=True, text=True, check=False
    )


def check_imports(copy: Path) -> None:
    """Raise WrongMutant if Python would import the program from elsewhere than the copy."""
    found = run(copy, "-c", WHENCE).stdout.split()
    if [Path(one).parents[1] for one in found] != [copy.resolve()] * 2:
        raise WrongMutant(f"Python does not import the copy in {copy}, but {found}.")


def ask(copy: Path, tests: Iterable[str]) -> bool:
    """Tell whether tests are green in a copy. Raises WrongMutant if they could not be asked."""
    paths = [f"tests/{one}" for one in tests]
    options = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not browser and not postgres"]
    done = run(copy, "-m", "pytest", *options, *paths)
    if done.returncode not in (GREEN, RED):
        raise WrongMutant(f"{' '.join(paths)} cannot be asked:\n{done.stdout}{done.stderr}")
    return done.returncode == GREEN


def try_one(mutant: Mutant, project: Path = PROJECT) -> Outcome:
    """Make a mutation in a copy of its own, and ask its tests."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_to(Path(folder), project)
        file = file_of(mutant, copy)
        file.write_text(file.read_text().replace(mutant.text, mutant.wrong))
        is_killed = not ask(copy, [mutant.tests])
    return Outcome(mutant, is_killed, time.monotonic() - began)


def check_green(project: Path = PROJECT, mutants: Sequence[Mutant] = MUTANTS) -> None:
    """Raise WrongMutant if a test that is to notice a mutation fails without it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_to(Path(folder), project)
        check_imports(copy)
        for mutant in mutants:
            file_of(mutant, copy)
        if not ask(copy, sorted({mutant.tests for mutant in mutants})):
            raise WrongMutant("The tests fail without any mutation: run them first.")


def lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield what to print of each mutation."""
    for mutant, is_killed, seconds in outcomes:
        word = "killed  " if is_killed else "SURVIVED"
        yield f"{word} {seconds:5.1f} s  {mutant.where}: {mutant.text} -> {mutant.wrong}"


def main() -> int:
    """Try all mutations, as many at once as there are processors; return 1 if one survives."""
    survivors = 0
    try:
        check_green()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for outcome in pool.map(try_one, MUTANTS):
                survivors += not outcome.is_killed
                print(*lines([outcome]), flush=True)
    except WrongMutant as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print(f"{survivors} of {len(MUTANTS)} mutations survived.")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
