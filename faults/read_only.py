"""A database that can be read and not written, as after a switch to a copy."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from faults.findings import Finding, Scale
from faults.outages import Outage
from faults.planners import Planner
from tests.postgres import running_server


def run(scale: Scale) -> Sequence[Finding]:
    """Let PostgreSQL take no writes for a while."""
    with running_server() as database, tempfile.TemporaryDirectory(prefix="faults-") as folder:
        planner = Planner(Path(folder), database.create_database())
        planner.fill()
        try:
            planner.start()
            outage = Outage(planner, planner.browser())
            turn(database, "on")
            outage.last(scale.seconds / 6)
            turn(database, "off")
            back = outage.back()
        finally:
            planner.kill()
    return [
        *outage.findings("a read-only database"),
        Finding("saves again afterwards", f"after {back:.1f} seconds", back < 10),
    ]


def turn(database, word: str) -> None:
    """Say whether all new transactions only read; who is connected must connect anew."""
    with database.connect() as connection:
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {word}")
        connection.execute("SELECT pg_reload_conf()")
