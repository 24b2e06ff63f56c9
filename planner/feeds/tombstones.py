"""Departures: what one feed tells of events that left it, or left it and came back (R05, R08)."""

from planner.feeds.calendars import CalendarEntry
from planner.feeds.components import moment, property_value, replace_property
from planner.feeds.events import tombstone_component
from planner.feeds.rendered_events import day_of_leaving, sort_key_of, zones_text
from planner.models import Tombstone
from planner.queries.feeds.feeds import events_to_render, tombstones_of
from planner.rules.feeds.feeds import leaves_on


def update_tombstones(own, source, here, shown, now):
    """Return the tombstones of a feed, and by event id the departures that came back.

    `here` and `shown` have the sequences, by the id of the event as text, of what belongs to the
    feed now and of what it told of last.
    """
    rows = {str(row.event_id): row for row in own.scalars(tombstones_of(source.snapshot_name))}
    for key in rows.keys() & here.keys():
        return_to_feed(rows[key], here[key], now)
    left = {key for key in shown.keys() - here.keys() if key not in rows or not rows[key].is_gone}
    for event in own.scalars(events_to_render(sorted(map(int, left)))) if left else ():
        new = Tombstone(name=source.snapshot_name, event_id=event.id, sequence_offset=0)
        row = rows.setdefault(str(event.id), new)
        leave_feed(row, event, source, shown[str(event.id)], now)
        own.add(row)
    own.flush()
    back = {row.event_id: row for row in rows.values() if not row.is_gone}
    return [tombstone_entry(row) for row in rows.values() if row.is_gone], back


def leave_feed(row, event, source, last_sequence, now):
    """Note that an event has left a feed, and what the feed tells of it from now on."""
    row.sequence_offset = max(row.sequence_offset, last_sequence + 1 - event.sequence)
    row.sequence = event.sequence + row.sequence_offset
    row.changed_at, row.is_gone = max(now, event.revised_at), True
    written = tombstone_component(event, source.language, source.role, row.sequence, row.changed_at)
    since_now = leaves_on(now, now, is_off=True, past_days=0)
    row.sort_key, row.text, row.zones = sort_key_of(written), written.text, zones_text(written)
    row.leaves_on = max(day_of_leaving(event, written, is_gone=True), since_now)


def return_to_feed(row, sequence, now):
    """Note that an event is back; its sequence does not fall (R02)."""
    if row.is_gone:
        row.sequence_offset = max(row.sequence_offset, row.sequence + 1 - sequence)
        row.is_gone, row.changed_at = False, now


def tombstone_entry(row):
    """Return the tombstone of an event as a part of its feed."""
    return CalendarEntry(
        row.event_id, row.sequence, row.sort_key, row.leaves_on, row.zones, row.text
    )


def with_returned_events(parts, back):
    """Return the parts of a feed; those that came back have its own sequence and date."""
    return [
        returned_entry(part, back[part.event_id]) if part.event_id in back else part
        for part in parts
    ]


def returned_entry(part: CalendarEntry, row: Tombstone) -> CalendarEntry:
    """Return the part of an event that came back to a feed."""
    sequence = part.sequence + row.sequence_offset
    changed_at = max(property_value(part.text, "DTSTAMP"), moment(row.changed_at).to_ical())
    text = replace_property(part.text, "SEQUENCE", b"%d" % sequence)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        text = replace_property(text, name, changed_at)
    return CalendarEntry(*part)._replace(sequence=sequence, text=text)
