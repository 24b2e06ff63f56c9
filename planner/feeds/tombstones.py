"""Tombstones of one feed, for events that left it, or left it and came back (R05, R08)."""

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from planner.feeds.calendars import CalendarEntry
from planner.feeds.components import property_value, replace_property, serialised_moment
from planner.feeds.events import tombstone_component
from planner.feeds.rendered_events import day_of_leaving, sort_key_of, zones_text
from planner.feeds.sources import FeedSource
from planner.models import Event, Tombstone
from planner.queries.feeds.feeds import events_to_render, tombstones_of
from planner.rules.feeds.feeds import leaves_on


def update_tombstones(
    own: Session,
    source: FeedSource,
    current: Mapping[str, int],
    last: Mapping[str, int],
    now: dt.datetime,
    *,
    is_kept: bool = True,
) -> tuple[list[CalendarEntry], dict[int, Tombstone]]:
    """Return the entries of events that left a feed, and by event id rows of those that are back.

    `current` and `last` have the sequences, by the id of the event as text, of the events that
    the feed has now, and of those in its last snapshot. Unless they are kept the rows stay with
    the caller, who drops them.
    """
    rows = {str(row.event_id): row for row in own.scalars(tombstones_of(source.snapshot_name))}
    for key in rows.keys() & current.keys():
        return_to_feed(rows[key], current[key], now)
    left = {key for key in last.keys() - current.keys() if key not in rows or not rows[key].is_gone}
    for event in own.scalars(events_to_render(sorted(map(int, left)))) if left else ():
        new = Tombstone(name=source.snapshot_name, event_id=event.id, sequence_offset=0)
        row = rows.setdefault(str(event.id), new)
        leave_feed(row, event, source, last[str(event.id)], now)
        if is_kept:
            own.add(row)
    if is_kept:
        own.flush()
    back = {row.event_id: row for row in rows.values() if not row.is_gone}
    return [tombstone_entry(row) for row in rows.values() if row.is_gone], back


def leave_feed(
    row: Tombstone, event: Event, source: FeedSource, last_sequence: int, now: dt.datetime
) -> None:
    """Make a row the tombstone of an event that has left a feed."""
    row.sequence_offset = max(row.sequence_offset, last_sequence + 1 - event.sequence)
    row.sequence = event.sequence + row.sequence_offset
    row.changed_at, row.is_gone = max(now, event.revised_at), True
    rendered = tombstone_component(
        event, source.language, source.reader, row.sequence, row.changed_at
    )
    since_now = leaves_on(now, now, is_off=True, past_days=0)
    row.sort_key, row.text, row.zones = sort_key_of(rendered), rendered.text, zones_text(rendered)
    row.leaves_on = max(day_of_leaving(event, rendered, is_gone=True), since_now)


def return_to_feed(row: Tombstone, sequence: int, now: dt.datetime) -> None:
    """Note that an event is back; its sequence does not fall (R02)."""
    if row.is_gone:
        row.sequence_offset = max(row.sequence_offset, row.sequence + 1 - sequence)
        row.is_gone, row.changed_at = False, now


def tombstone_entry(row: Tombstone) -> CalendarEntry:
    """Return the tombstone of an event as an entry of its feed."""
    return CalendarEntry(
        event_id=row.event_id,
        sequence=row.sequence,
        sort_key=row.sort_key,
        leaves_on=row.leaves_on,
        zones=row.zones,
        text=row.text,
    )


def with_returned_events(
    entries: Iterable[CalendarEntry], back: Mapping[int, Tombstone]
) -> list[CalendarEntry]:
    """Return the entries of a feed; events that came back have its own sequence and date."""
    return [
        returned_entry(entry, back[entry.event_id]) if entry.event_id in back else entry
        for entry in entries
    ]


def returned_entry(entry: CalendarEntry, row: Tombstone) -> CalendarEntry:
    """Return the entry of an event that came back to a feed."""
    sequence = entry.sequence + row.sequence_offset
    changed_at = max(property_value(entry.text, "DTSTAMP"), serialised_moment(row.changed_at))
    text = replace_property(entry.text, "SEQUENCE", b"%d" % sequence)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        text = replace_property(text, name, changed_at)
    return entry._replace(sequence=sequence, text=text)
