"""What no foreign key names of an erased row: texts, numbers and files elsewhere."""

import json
from collections.abc import Sequence
from urllib.parse import parse_qs

from planner import storage
from planner.db import Session, act, fetch_all
from planner.models import Feed
from planner.queries import erasing as statements
from planner.queries.feeds.feeds import calendar_revision
from planner.queries.feeds.revisions import snapshot_deletions
from planner.queries.history.erasing import history_changes
from planner.services.places.pictures import discard_picture


def before_act(table: str, ids: Sequence[int]) -> None:
    """Forget what is kept elsewhere of rows that are to be erased, in acts of its own."""
    if table == "job":
        delete_results(ids)
    elif table == "event":
        forget_served(ids)


def before_rows(own: Session, table: str, ids: Sequence[int]) -> None:
    """Forget what is kept elsewhere of rows that are to be erased; inside an act."""
    forget_history(own, table, ids)
    if table == "event":
        for change in statements.tombstone_changes(ids):
            own.execute(change, execution_options={"synchronize_session": False})
    elif table == "feed":
        for feed_id in ids:
            for statement in snapshot_deletions(Feed.__tablename__, feed_id):
                own.execute(statement)
    elif table == "person":
        forget_printouts(own, ids)
        own.execute(statements.mixed_rows_deletion(ids))


def after_rows(own: Session, picture_ids: Sequence[int | None]) -> None:
    """Delete the pictures of erased events, and after the commit their files; inside an act."""
    ids = [one for one in picture_ids if one is not None]
    for picture in own.scalars(statements.pictures_of_nobody(ids)).all() if ids else ():
        discard_picture(own, picture)
        own.flush()  # two that go together may show the same


def delete_results(job_ids: Sequence[int]) -> None:
    """Delete the results of jobs."""
    for job_id in job_ids:
        for row in fetch_all(statements.result_keys(job_id)):
            if row.key:
                storage.delete(row.key)


def forget_served(event_ids: Sequence[int]) -> None:
    """Let snapshots of feeds forget events: their texts, and numbers that others may get (SQLite).

    Each is made anew at the next poll. What feeds have served of late has none of these events.
    """
    gone = set(map(str, event_ids))
    served = fetch_all(statements.SNAPSHOT_SEQUENCES)
    names = [one.name for one in served if not gone.isdisjoint(json.loads(one.event_sequences))]
    if not names:
        return
    with act("forget_served") as own:
        own.scalar(calendar_revision())
        for row in own.execute(statements.sequences_of(names)).all():
            kept = json.loads(row.event_sequences)
            kept = {key: sequence for key, sequence in kept.items() if key not in gone}
            written = json.dumps(kept, separators=(",", ":"))
            values = {"event_sequences": written, "renderer_hash": "", "gzipped": b""}
            own.execute(statements.snapshot_update(row.name, values))


def forget_history(own: Session, table: str, ids: Sequence[int]) -> None:
    """Leave out of the history what stood in rows that are to be erased."""
    for statement in history_changes(table, ids):
        own.execute(statement, execution_options={"synchronize_session": False})


def forget_printouts(own: Session, ids: Sequence[int]) -> None:
    """Delete the notes that a paper about one of these people was printed."""
    wanted = set(map(str, ids))
    for row in own.execute(statements.printouts_of_people()).all():
        if wanted & set(parse_qs(row.chosen).get("person", ())):
            own.execute(statements.naming_deletion("printout", "id", [row.id]))
