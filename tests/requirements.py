"""What a test does without the browser, the engine or the database server that it needs."""

import os
from collections import Counter

import pytest


def do_without(kind, reason):
    """Skip the test in one line, or fail it where BROWSER_TESTS, for one, is "require"."""
    required = os.environ.get(f"{kind.upper()}_TESTS") == "require"
    (pytest.fail if required else pytest.skip)(f"No {kind} tests: {reason}")


def pytest_terminal_summary(terminalreporter):
    """Say once for all tests that were skipped for the same reason why they were."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} skipped: {reason}")
