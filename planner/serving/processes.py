"""Processes that are kept running: each that dies is begun again, until it cannot even begin."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Protocol

LOOK = 0.1  # seconds between two looks
YOUNG = 30.0  # seconds; who dies younger waits longer before it begins again
LONGEST_WAIT = 2.0
FIRST_WAIT = 0.1
SIGNALS = (signal.SIGTERM, signal.SIGINT)
FAILURES = 5  # in a row: ends of its own, each while young


class Process(Protocol):
    """What is known of a process that is running."""

    def poll(self) -> int | None:
        """Return how it ended: 0 or more by itself, below 0 by a signal; None if it has not."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it."""


class Fork:
    """A copy of this process that does something else."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.code: int | None = None
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # they are not for the copy
        self.pid = os.fork()
        if not self.pid:
            begin_anew(act)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def poll(self) -> int | None:
        """Return how it ended, None if it has not."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def begin_anew(act: Callable[[], None]) -> None:
    """Do something as a process of its own, and end; never come back."""
    code = 1
    try:
        for number in SIGNALS:
            signal.signal(number, lambda *_: os._exit(0))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        act()
        code = 0
    except SystemExit as ended:
        if isinstance(ended.code, str):
            print(ended.code, flush=True)
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()  # nobody else would tell why
        os._exit(code)


class Kept:
    """A process that is to be there, and when it may begin again."""

    def __init__(
        self, begin: Callable[[], Process], *, patience: float, delay: float = 0.0
    ) -> None:
        self.begin, self.patience = begin, patience
        self.process: Process | None = None
        self.begins_at = time.monotonic() + delay
        self.delay = delay
        self.began_at = 0.0
        self.deaths = self.failures = 0  # in a row, each while young

    def look(self) -> None:
        """Begin the process if it is not there and its time has come."""
        now = time.monotonic()
        if self.process and (code := self.process.poll()) is not None:
            self.process = None
            self._count(code, is_young=now - self.began_at < YOUNG)
            wait = FIRST_WAIT * 2**self.deaths if self.deaths > 1 else 0.0
            self.begins_at = now + max(self.delay, min(LONGEST_WAIT, wait))
        if not self.process and now >= self.begins_at:
            self.process, self.began_at = self.begin(), now

    def cannot_begin(self) -> bool:
        """Tell whether the process has ended by itself again and again; being killed is no end."""
        return self.failures >= FAILURES

    def _count(self, code: int, *, is_young: bool) -> None:
        self.deaths = self.deaths + 1 if is_young else 0
        self.failures = self.failures + 1 if is_young and code >= 0 else 0

    def end(self) -> None:
        """End the process: it is asked first, and has its time for it."""
        if not self.process:
            return
        self.process.terminate()
        until = time.monotonic() + self.patience
        while self.process.poll() is None and time.monotonic() < until:
            time.sleep(LOOK / 2)
        self.process.kill()
        while self.process.poll() is None:
            time.sleep(LOOK / 2)


class Flag:
    """Whether this process was told to end."""

    def __init__(self) -> None:
        self.is_up = False
        for number in SIGNALS:
            signal.signal(number, self.put_up)

    def put_up(self, _number: int, _frame: FrameType | None) -> None:
        """Note it; a handler of signals, which so interrupts nothing."""
        self.is_up = True


def keep(essential: Kept, *others: Kept) -> bool:
    """Keep processes until SIGTERM or SIGINT; tell whether the essential one could begin."""
    everybody: Sequence[Kept] = (essential, *others)
    is_over = Flag()
    try:
        while not is_over.is_up and not essential.cannot_begin():
            for one in everybody:
                one.look()
            time.sleep(LOOK)
    finally:
        for one in everybody:
            one.end()
    return not essential.cannot_begin()


def session_of_its_own(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Begin a command that Ctrl-C does not reach: who began it ends it."""
    return subprocess.Popen(command, start_new_session=True)
