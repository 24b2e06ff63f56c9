"""Calendars out and in: iCalendar (RFC 5545), as programs read it and as others write it."""
