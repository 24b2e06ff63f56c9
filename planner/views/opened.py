"""Until the trail holds it: what somebody had opened."""

import contextlib


@contextlib.contextmanager
def as_opened(row, version):
    yield None
