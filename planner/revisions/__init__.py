"""Whatever changes a row that calendars print or choose by, their subscribers learn it.

One listener sees every change that goes through a session, in the transaction of the change: what
is flushed (`flushes`), and each INSERT, UPDATE and DELETE that is executed (`statements`; one that
would pass unseen is refused). Events that say something else get a new revision, the calendar
revision rises (`effects`). What counts stands in `rules/revisions.py`.
"""
