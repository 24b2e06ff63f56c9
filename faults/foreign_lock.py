"""Another program holds SQLite's write lock for twenty seconds."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Sequence

from faults.findings import Finding, Scale, at_most
from faults.outages import Outage
from faults.planners import planner_on

LOCKED = 20.0


def run(scale: Scale) -> Sequence[Finding]:
    """Lock it, while people read and write."""
    seconds = LOCKED  # also in a short run: a shorter one may be waited for
    with planner_on("sqlite") as planner:
        planner.start()
        outage = Outage(planner, planner.browser())
        path = planner.folder / "planner.sqlite"
        released = threading.Event()
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            people = threading.Thread(target=outage.last, args=(seconds, released.is_set))
            people.start()
            time.sleep(seconds)
            released.set()
            other.execute("ROLLBACK")
        people.join()
        back = outage.back()
    slowest = max(one.seconds for one in outage.public)
    return [
        *outage.findings(f"a foreign lock of {seconds:.0f} s", longest=12.0),
        at_most("public pages and feeds beside it", slowest, 2.0, "seconds"),
        at_most("until something can be saved again", back, 5, "seconds"),
    ]
