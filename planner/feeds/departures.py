"""Departures: what one feed tells of events that left it, or left it and came back (R05, R08)."""

from planner.feeds.calendars import Written
from planner.feeds.components import moment, value_in, with_value
from planner.feeds.events import tombstone
from planner.feeds.parts import left_on, place_of, zones_in
from planner.models import Departure
from planner.queries.feeds.feeds import departures_of, events_to_write
from planner.rules.feeds.feeds import leaves_on


def departed(own, source, here, shown, now):
    """Return the tombstones of a feed, and by event id the departures that came back.

    `here` and `shown` have the sequences, by the id of the event as text, of what belongs to the
    feed now and of what it told of last.
    """
    rows = {str(row.event_id): row for row in own.scalars(departures_of(source.edition))}
    for key in rows.keys() & here.keys():
        come_back(rows[key], here[key], now)
    left = {key for key in shown.keys() - here.keys() if key not in rows or not rows[key].is_gone}
    for event in own.scalars(events_to_write(sorted(map(int, left)))) if left else ():
        new = Departure(name=source.edition, event_id=event.id, raised=0)
        row = rows.setdefault(str(event.id), new)
        go(row, event, source, shown[str(event.id)], now)
        own.add(row)
    own.flush()
    back = {row.event_id: row for row in rows.values() if not row.is_gone}
    return [as_part(row) for row in rows.values() if row.is_gone], back


def go(row, event, source, last_sequence, now):
    """Note that an event has left a feed, and what the feed tells of it from now on."""
    row.raised = max(row.raised, last_sequence + 1 - event.sequence)
    row.sequence = event.sequence + row.raised
    row.changed_at, row.is_gone = max(now, event.revised_at), True
    written = tombstone(event, source.language, source.role, row.sequence, row.changed_at)
    since_now = leaves_on(now, now, is_off=True, past_days=0)
    row.place, row.text, row.zones = place_of(written), written.text, zones_in(written)
    row.leaves_on = max(left_on(event, written, is_gone=True), since_now)


def come_back(row, sequence, now):
    """Note that an event is back; its sequence does not fall (R02)."""
    if row.is_gone:
        row.raised = max(row.raised, row.sequence + 1 - sequence)
        row.is_gone, row.changed_at = False, now


def as_part(row):
    """Return the tombstone of an event as a part of its feed."""
    return Written(row.event_id, row.sequence, row.place, row.leaves_on, row.zones, row.text)


def told_as_here(parts, back):
    """Return the parts of a feed; those that came back have its own sequence and date."""
    return [
        told_again(part, back[part.event_id]) if part.event_id in back else part for part in parts
    ]


def told_again(part: Written, row: Departure) -> Written:
    """Return the part of an event that came back to a feed."""
    sequence = part.sequence + row.raised
    changed_at = max(value_in(part.text, "DTSTAMP"), moment(row.changed_at).to_ical())
    text = with_value(part.text, "SEQUENCE", b"%d" % sequence)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        text = with_value(text, name, changed_at)
    return Written(*part)._replace(sequence=sequence, text=text)
