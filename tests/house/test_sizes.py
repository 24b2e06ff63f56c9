"""Folders have no more modules than a screen shows, and modules no more lines than one reads."""

from collections import Counter
from pathlib import Path

import pytest

import planner

PACKAGE = Path(planner.__file__).parent
MOST_MODULES = 25  # in a folder, beside the folders in it
MOST_LINES = 300
WRITTEN_ONCE = PACKAGE / "migrations" / "versions"  # one more with each change of the tables


def modules_in(package):
    """Yield the modules of a package, however deep, without the migrations."""
    for path in sorted(package.rglob("*.py")):
        if not path.is_relative_to(WRITTEN_ONCE):
            yield path


def crowded(package):
    """Return the folders of a package that have too many modules, and how many."""
    folders = Counter(path.parent for path in modules_in(package))
    return {
        folder.relative_to(package).as_posix(): number
        for folder, number in folders.items()
        if number > MOST_MODULES
    }


def long(package):
    """Return the modules of a package that have too many lines, and how many."""
    lines = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules_in(package)
    }
    return {
        path.relative_to(package).as_posix(): number
        for path, number in lines.items()
        if number > MOST_LINES
    }


def test_no_folder_has_more_modules_than_a_screen_shows():
    assert crowded(PACKAGE) == {}


def test_no_module_has_more_lines_than_one_reads_at_once():
    assert long(PACKAGE) == {}


@pytest.mark.parametrize(("more", "found"), [(0, {}), (1, {"rules": MOST_MODULES + 1})])
def test_a_crowded_folder_is_found(tmp_path, more, found):
    for folder, number in {".": 1, "rules": MOST_MODULES + more, "rules/people": 2}.items():
        (tmp_path / folder).mkdir(exist_ok=True)
        for one in range(number):
            (tmp_path / folder / f"rule_{one}.py").touch()

    assert crowded(tmp_path) == found


@pytest.mark.parametrize(("more", "found"), [(0, {}), (1, {"rules.py": MOST_LINES + 1})])
def test_a_long_module_is_found(tmp_path, more, found):
    (tmp_path / "rules.py").write_text("A = 1\n" * (MOST_LINES + more))

    assert long(tmp_path) == found
