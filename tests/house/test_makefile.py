"""What `make` says to somebody who has the wrong Python, or no idea."""

import os
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def make(tmp_path):
    """Return a function that calls make with a Python that is what we say it is."""

    def make(*targets, python="echo 3.12"):
        interpreter = tmp_path / "python"
        interpreter.write_text(f"#!/bin/sh\n{python}\n")
        interpreter.chmod(0o755)
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return subprocess.run(
            ["make", "--no-print-directory", *targets, f"PYTHON={interpreter}"],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return make


@pytest.mark.parametrize(
    ("python", "message"),
    [
        ("echo old", "needs Python 3.11 or newer, and .* is older. .*: make run PYTHON=python3.12"),
        ("echo bare", "cannot make virtual environments. On Debian .*: apt install python3-venv"),
        ("exit 1", "needs Python 3.11 or newer, and .* does not run here. On Debian"),
    ],
)
def test_a_python_that_will_not_do_gets_one_line(make, python, message):
    answer = make("run", python=python)

    assert answer.returncode != 0
    assert answer.stdout == ""
    assert re.fullmatch(rf"Makefile:\d+: \*\*\* .*{message}.*\n", answer.stderr)


def test_make_alone_lists_every_target(make):
    answer = make()
    targets = re.search(r"^\.PHONY: help (.*) lint$", (PROJECT / "Makefile").read_text(), re.M)

    assert [line.split()[1] for line in answer.stdout.splitlines()] == targets[1].split()
