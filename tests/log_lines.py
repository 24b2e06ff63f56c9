"""The lines of the log, as the planner writes them."""

import io
import json
import logging

import pytest

from planner.log import LineFormatter, logger


class Lines:
    """What the log has written, as it is written."""

    def __init__(self, as_json=True):
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(LineFormatter(as_json=as_json))

    @property
    def text(self):
        return self.stream.getvalue()

    @property
    def records(self):
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def lines():
    """All lines of the access log and of everything else."""
    found = Lines()
    for own in (logger, logging.getLogger()):
        own.addHandler(found.handler)
    yield found
    for own in (logger, logging.getLogger()):
        own.removeHandler(found.handler)
