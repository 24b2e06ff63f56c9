"""What checks faults: each that there is gets tried, and a miss ends the command with 1."""

from pathlib import Path

import pytest

from faults import __main__ as command
from faults.findings import Finding, Scale, at_most, none_of

FOLDER = Path(command.__file__).parent


def test_each_module_that_can_run_is_tried():
    able = {path.stem for path in FOLDER.glob("*.py") if "\ndef run(" in path.read_text()}

    assert able == set(command.FAULTS)


@pytest.mark.parametrize(
    ("passed", "code", "said"), [(True, 0, "yes"), (None, 0, "skipped"), (False, 1, "NO")]
)
def test_what_is_asked_and_missed_ends_with_1(monkeypatch, capsys, passed, code, said):
    def run(scale: Scale):
        return [Finding("asked", "measured", passed)]

    monkeypatch.setitem(command.FAULTS, "kill9", run)

    assert command.main(["kill9"]) == code
    assert f"kill9         {said}" in capsys.readouterr().out


def test_fault_that_there_is_not_is_named(capsys):
    assert command.main(["earthquake"]) == 2
    assert "There is no fault earthquake" in capsys.readouterr().out


def test_nothing_tried_proves_nothing():
    assert none_of("x", [], 0).passed is False
    assert none_of("x", [], 1).passed is True
    assert none_of("x", [500], 1).passed is False
    assert (at_most("x", 2, 2).passed, at_most("x", 2.1, 2).passed) == (True, False)
