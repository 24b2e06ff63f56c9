"""Calendars out: iCalendar (RFC 5545) as every calendar program reads it."""
