"""Processes that are kept: they come back, and whoever cannot begin is given up."""

import itertools
import os
import signal
import sys
import time

import pytest

from planner.serving import processes
from planner.serving.processes import Fork, Kept, session_of_its_own
from tests.job_runs import wait_until


class Short:
    """A process that is over."""

    def __init__(self, code):
        self.code = code

    def poll(self):
        return self.code

    def terminate(self):
        raise AssertionError("it is over")

    kill = terminate


@pytest.fixture
def clock(monkeypatch):
    """A clock of which a test says how late it is."""
    times = [100.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: times[0])
    return times


def looks(kept, clock, seconds):
    """Let somebody look after a process for so many seconds."""
    for _ in range(int(seconds * 10)):
        kept.look()
        clock[0] += 0.1


def test_process_that_is_killed_again_and_again_comes_back_for_ever(clock):
    begun = []
    kept = Kept(lambda: begun.append(clock[0]) or Short(-signal.SIGKILL), patience=1)

    looks(kept, clock, 60)

    assert not kept.cannot_begin()
    assert begun[1] - begun[0] < 0.2
    assert 25 <= len(begun) <= 40  # ever more slowly, yet every two seconds
    assert max(later - sooner for sooner, later in itertools.pairwise(begun)) < 2.3


def test_process_that_ends_by_itself_again_and_again_cannot_begin(clock):
    kept = Kept(lambda: Short(1), patience=1)

    looks(kept, clock, 60)

    assert kept.cannot_begin()


def test_process_that_ends_after_a_while_begins_at_once_however_often(clock):
    begun = []

    class Old(Short):
        def poll(self):
            return 1 if clock[0] - begun[-1] > 40 else None

    kept = Kept(lambda: begun.append(clock[0]) or Old(1), patience=1)
    looks(kept, clock, 400)

    assert len(begun) == 10
    assert not kept.cannot_begin()


def test_process_begins_no_sooner_than_its_delay(clock):
    begun = []
    kept = Kept(lambda: begun.append(clock[0]) or Short(-9), patience=1, delay=2.0)

    looks(kept, clock, 2.5)

    assert begun == [pytest.approx(102.0, abs=0.15)]


def test_copy_ends_with_its_code_and_by_signals():
    def refuse():
        sys.exit(3)

    over, waiting, killed = Fork(refuse), Fork(lambda: time.sleep(60)), Fork(lambda: time.sleep(60))
    time.sleep(0.2)
    waiting.terminate()
    killed.kill()
    wait_until(lambda: None not in (over.poll(), waiting.poll(), killed.poll()), 10)

    assert (over.poll(), waiting.poll(), killed.poll()) == (3, 0, -signal.SIGKILL)


def test_copy_that_breaks_tells_why(capfd):
    def fail():
        raise ZeroDivisionError

    broken = Fork(fail)
    wait_until(lambda: broken.poll() is not None, 10)

    assert broken.poll() == 1
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_process_that_does_not_end_when_asked_is_ended():
    stubborn = [
        sys.executable,
        "-c",
        "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)",
    ]
    kept = Kept(lambda: session_of_its_own(stubborn), patience=0.5)
    kept.look()
    pid = kept.process.pid
    time.sleep(0.3)
    kept.end()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
