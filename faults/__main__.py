"""Try every fault: `make check-faults`, or one of them: `python -m faults [--short] kill9`.

Ends with 1 if something that is asked is missed.
"""

import signal
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

from faults import (
    clock_back,
    database_away,
    foreign_lock,
    full_disk,
    fuzz,
    kill9,
    mixed,
    read_only,
    slow_senders,
    two_servers,
)
from faults.findings import SHORT, Finding, Scale, print_findings

FAULTS: dict[str, Callable[[Scale], Sequence[Finding]]] = {
    "slow_senders": slow_senders.run,
    "kill9": kill9.run,
    "mixed": mixed.run,
    "database_away": database_away.run,
    "foreign_lock": foreign_lock.run,
    "full_disk": full_disk.run,
    "read_only": read_only.run,
    "clock_back": clock_back.run,
    "two_servers": two_servers.run,
    "fuzz": fuzz.run,
}


def main(arguments: Sequence[str]) -> int:
    """Try faults, print what they show, and return 1 if something is missed."""
    names = [name for name in arguments if not name.startswith("-")] or list(FAULTS)
    if unknown := set(names) - set(FAULTS):
        print(f"There is no fault {', '.join(sorted(unknown))}; there are {', '.join(FAULTS)}.")
        return 2
    scale = SHORT if "--short" in arguments else Scale()
    print(f"{'fault':<13} {'passed':<8} {'asked':<58} measured")
    missed = 0
    for name in names:
        began = time.monotonic()
        findings = FAULTS[name](scale)
        print_findings(name, findings)
        print(f"{name:<13} {'':<8} {time.monotonic() - began:.0f} seconds")
        missed += sum(one.passed is False for one in findings)
    print(f"{missed} missed{', in a short run that proves nothing' if scale.is_short else ''}")
    return 1 if missed else 0


def end(_number: int, _frame: FrameType | None) -> None:
    """End with what was begun, when somebody tells this process to."""
    sys.exit(143)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    sys.exit(main(sys.argv[1:]))
