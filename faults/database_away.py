"""PostgreSQL is stopped under load, and comes back."""

import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from faults.browsers import Browser
from faults.feeds import secret_feed
from faults.findings import Finding, Scale, at_most, none_of
from faults.outages import Outage
from faults.planners import Planner
from tests.postgres import running_server


def run(scale: Scale) -> Sequence[Finding]:
    """Stop it for a third of the time."""
    with running_server() as database, tempfile.TemporaryDirectory(prefix="faults-") as folder:
        planner = Planner(Path(folder), database.create_database())
        planner.fill()
        feed = secret_feed(planner)
        try:
            planner.start()
            outage = Outage(planner, planner.browser())
            first = Browser(planner.port).ask(feed)
            database.stop()
            secret: list[tuple[int, str | None]] = []

            def poll() -> None:
                for _ in range(5):
                    answer = Browser(planner.port).ask(feed)
                    secret.append((answer.status, answer.headers.get("retry-after")))
                    time.sleep(0.2)

            polling = threading.Thread(target=poll)
            polling.start()
            outage.last(scale.seconds / 3)
            polling.join()
            database.start()
            back = outage.back()
            after = Browser(planner.port).ask(feed)
        finally:
            planner.kill()
    unserved = [one.status for one in (first, after) if one.status != 200]
    wrong = [one for one in secret if one[0] != 503 or not one[1]]
    return [
        *outage.findings("PostgreSQL stopped"),
        none_of("secret feeds: not 503 with Retry-After", wrong, len(secret)),
        at_most("until something can be saved again", back, 10, "seconds"),
        none_of("secret feed before and after: not served", unserved, 2),
    ]
